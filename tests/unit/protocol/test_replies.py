"""What Part 2 and Part 3 need before they can be signed (section 3)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from portal.protocol.replies import (
    POSITIONS,
    RESULTS,
    extract,
    in_rows,
    lacks_of_conclusion,
    lacks_of_reply,
    promised_dates,
    put_to,
    resolves,
)

ISSUES: list[dict[str, Any]] = [{}, {}]

GIVEN = date(2026, 12, 1)
NUMBERS = (1, 2)

REPLY: dict[str, Any] = {
    "practitioner": {"name": "Ada Finch", "role": "Social worker"},
    "manager": {"name": "Tom Larkin", "role": "Team manager"},
    "answers": {
        "1": {"position": "agree", "reasons": "So it is."},
        "2": {"position": "disagree", "reasons": "It is not so."},
    },
    "level_of_need": "3",
    "taken": [{"what": "A visit", "who": "Duty team", "on": "2026-12-03"}],
    "promised": [{"what": "A plan", "owner": "Team lead", "by": "2027-01-15"}],
    "proposed": "partly",
}
CONCLUSION: dict[str, Any] = {
    "results": {"1": "resolved", "2": "resolved"},
    "overall": "resolved",
    "practitioner_told_on": "2026-12-01",
    "on_record": True,
}


def test_a_complete_reply_lacks_nothing() -> None:
    assert lacks_of_reply(REPLY, NUMBERS, on=GIVEN) == {}


def test_an_empty_reply_lacks_everything_in_the_order_of_the_form() -> None:
    assert list(lacks_of_reply({}, NUMBERS, on=GIVEN)) == [
        "practitioner-name",
        "practitioner-role",
        "manager-name",
        "manager-role",
        "answers-0-position",
        "answers-0-reasons",
        "answers-1-position",
        "answers-1-reasons",
        "level_of_need",
        "taken",
        "proposed",
    ]


@pytest.mark.parametrize("field", ["level_of_need", "proposed"])
@pytest.mark.parametrize("nothing", [None, "", "  \r\n"])
def test_what_is_blank_is_missing(field: str, nothing: str | None) -> None:
    assert list(lacks_of_reply({**REPLY, field: nothing}, NUMBERS, on=GIVEN)) == [field]


@pytest.mark.parametrize("position", POSITIONS)
def test_every_answer_needs_its_reasons_even_agreement(position: str) -> None:
    answers = {**REPLY["answers"], "2": {"position": position, "reasons": " "}}
    lacks = lacks_of_reply({**REPLY, "answers": answers}, NUMBERS, on=GIVEN)
    assert lacks == {"answers-1-reasons": "Issue 2: give your reasons"}


def test_an_answer_that_was_not_offered_is_none() -> None:
    answers = {**REPLY["answers"], "1": {"position": "maybe", "reasons": "Because."}}
    assert list(lacks_of_reply({**REPLY, "answers": answers}, NUMBERS, on=GIVEN)) == ["answers-0-position"]


def test_an_answer_to_an_issue_that_is_not_there_fills_no_gap() -> None:
    answers = {"1": REPLY["answers"]["1"], "3": REPLY["answers"]["2"]}
    assert "answers-1-position" in lacks_of_reply({**REPLY, "answers": answers}, NUMBERS, on=GIVEN)


@pytest.mark.parametrize(
    ("rows", "row", "field"),
    [
        (rows, row, field)
        for rows, row in {
            "taken": {"what": "A visit", "who": "Duty team", "on": "2026-12-03"},
            "promised": {"what": "A plan", "owner": "Team lead", "by": "2027-01-15"},
            "declined": {"what": "A meeting", "reason": "One was held."},
        }.items()
        for field in row
    ],
)
def test_an_action_says_what_who_and_when_and_one_declined_why(
    rows: str, row: dict[str, str], field: str
) -> None:
    content = {**REPLY, rows: [row, {**row, field: " "}]}
    assert list(lacks_of_reply(content, NUMBERS, on=GIVEN)) == [f"{rows}-1-{field}"]


def test_no_action_taken_needs_a_reason() -> None:
    assert list(lacks_of_reply({**REPLY, "taken": []}, NUMBERS, on=GIVEN)) == ["taken"]
    assert lacks_of_reply({**REPLY, "taken": [], "none_taken": "All was in hand."}, NUMBERS, on=GIVEN) == {}


def test_only_the_issues_put_to_it_need_an_answer_from_an_agency() -> None:
    assert lacks_of_reply({**REPLY, "answers": {"2": REPLY["answers"]["2"]}}, (2,), on=GIVEN) == {}
    assert list(lacks_of_reply({**REPLY, "answers": {}}, (2,), on=GIVEN)) == [
        "answers-0-position",
        "answers-0-reasons",
    ]


def test_a_reply_of_before_is_read_in_rows() -> None:
    was = {"actions_taken": "A visit.", "declined": "A meeting.", "meeting": "Any day"}
    assert in_rows(was) == {
        "taken": [{"what": "A visit.", "who": "", "on": ""}],
        "declined": [{"what": "A meeting.", "reason": ""}],
        "meeting": "Any day",
    }
    assert in_rows({"declined": ""}) == {"declined": []}
    assert in_rows(REPLY) == REPLY


# Which agency answers what (decision 13) -------------------------------------------------------------------

BIRCH, CEDAR, DOGWOOD = (UUID(int=number) for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("named", "responding", "answers"),
    [
        ([[], []], [BIRCH, CEDAR], {BIRCH: (1, 2), CEDAR: (1, 2)}),
        ([[BIRCH], [CEDAR]], [BIRCH, CEDAR], {BIRCH: (1,), CEDAR: (2,)}),
        ([[BIRCH], []], [BIRCH, CEDAR], {BIRCH: (1, 2), CEDAR: (2,)}),
        ([[BIRCH, CEDAR], [CEDAR]], [BIRCH, CEDAR], {BIRCH: (1,), CEDAR: (1, 2)}),
        # Birch was changed for Dogwood, which answers in its place; Cedar is asked no more than before.
        ([[BIRCH], [CEDAR]], [DOGWOOD, CEDAR], {DOGWOOD: (1,), CEDAR: (2,)}),
        # Birch was released: its issue goes to who is left.
        ([[BIRCH], [CEDAR]], [CEDAR], {CEDAR: (1, 2)}),
        # The one agency asked is another than Part 1 named.
        ([[BIRCH], [BIRCH]], [CEDAR], {CEDAR: (1, 2)}),
        # Nothing is put to Dogwood, which was asked all the same.
        ([[BIRCH], [CEDAR]], [BIRCH, CEDAR, DOGWOOD], {DOGWOOD: (1, 2), BIRCH: (1,), CEDAR: (2,)}),
    ],
)
def test_decision_13_each_agency_answers_the_issues_put_to_it(
    named: list[list[UUID]], responding: list[UUID], answers: dict[UUID, tuple[int, ...]]
) -> None:
    issues = [{"put_to": [str(one) for one in agencies]} for agencies in named]
    assert {agency: put_to(issues, agency, responding) for agency in answers} == answers
    assert put_to([{}, {}], BIRCH, [BIRCH]) == (1, 2)


def test_decision_13_an_extract_of_part_3_holds_ones_own_issues_alone() -> None:
    whole = {**CONCLUSION, "results": {"1": "not", "2": "resolved"}, "why": {"1": "No plan.", "2": "It is done."},
             "overall": "not", "reasons": "Of all", "learning": "Of all"}  # fmt: skip
    assert extract(whole, [2]) == {
        "results": {"2": "resolved"},
        "why": {"2": "It is done."},
        "overall": "not",
        "practitioner_told_on": "2026-12-01",
        "on_record": True,
    }


def test_decision_13_of_several_agencies_each_reads_why_its_issue_is_not_resolved() -> None:
    content = {
        **CONCLUSION,
        "results": {"1": "not", "2": "resolved"},
        "overall": "partly",
        "reasons": "Half.",
    }
    assert lacks_of_conclusion(content, ISSUES) == {}
    assert list(lacks_of_conclusion(content, ISSUES, several=True)) == ["results-0-why"]
    assert lacks_of_conclusion({**content, "why": {"1": "No plan."}}, ISSUES, several=True) == {}


def test_nothing_need_be_promised_declined_or_offered() -> None:
    assert lacks_of_reply({**REPLY, "promised": []}, NUMBERS, on=GIVEN) == {}


def test_a_complete_conclusion_lacks_nothing() -> None:
    assert lacks_of_conclusion(CONCLUSION, ISSUES) == {}


def test_an_empty_conclusion_lacks_everything_in_the_order_of_the_form() -> None:
    assert list(lacks_of_conclusion({}, ISSUES)) == [
        "results-0-result",
        "results-1-result",
        "overall",
        "practitioner_told_on",
        "on_record",
    ]


@pytest.mark.parametrize("overall", RESULTS)
def test_reasons_are_needed_unless_it_is_resolved(overall: str) -> None:
    lacks = lacks_of_conclusion({**CONCLUSION, "overall": overall}, ISSUES)
    assert list(lacks) == ([] if overall == "resolved" else ["reasons"])


@pytest.mark.parametrize("result", ["partly", "not"])
def test_an_issue_that_is_left_open_contradicts_a_whole_that_is_resolved(result: str) -> None:
    content = {**CONCLUSION, "results": {"1": "resolved", "2": result}}
    lacks = lacks_of_conclusion(content, ISSUES)
    assert list(lacks) == ["overall"]
    assert lacks["overall"].startswith(
        "Issue 2 is not resolved, so the difference is not resolved as a whole"
    )


def test_only_resolved_resolves() -> None:
    assert [result for result in RESULTS if resolves({"overall": result})] == ["resolved"]
    assert not resolves({})


def test_the_dates_promised_are_those_of_every_reply() -> None:
    another = {
        "promised": [{"what": "A visit", "owner": "Nurse", "by": "2027-02-01"}, {"what": "Unsure", "by": ""}]
    }
    assert promised_dates([REPLY, another, {}]) == (date(2027, 1, 15), date(2027, 2, 1))


@pytest.mark.parametrize(("by", "refused"), [("2026-11-30", True), ("2026-12-01", False), ("", False)])
def test_nothing_is_promised_for_a_day_before_the_reply(by: str, refused: bool) -> None:
    content = {**REPLY, "promised": [{"what": "A plan", "owner": "Team lead", "by": by}]}
    said = lacks_of_reply(content, NUMBERS, on=GIVEN).get("promised-0-by", "")
    assert ("must not be before the day of the reply" in said) is refused
    assert "before" not in lacks_of_reply(content, NUMBERS, on=None).get("promised-0-by", "")
