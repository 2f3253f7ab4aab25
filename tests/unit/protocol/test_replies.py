"""What Part 2 and Part 3 need before they can be signed (section 3)."""

from datetime import date
from typing import Any

import pytest

from portal.protocol.replies import (
    POSITIONS,
    RESULTS,
    lacks_of_conclusion,
    lacks_of_reply,
    promised_dates,
    resolves,
)

ISSUES: list[dict[str, Any]] = [{}, {}]

REPLY: dict[str, Any] = {
    "answers": {
        "1": {"position": "agree", "reasons": "So it is."},
        "2": {"position": "disagree", "reasons": "It is not so."},
    },
    "level_of_need": "3",
    "actions_taken": "A visit on 3 December.",
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
    assert lacks_of_reply(REPLY, ISSUES) == {}


def test_an_empty_reply_lacks_everything_in_the_order_of_the_form() -> None:
    assert list(lacks_of_reply({}, ISSUES)) == [
        "answers-0-position",
        "answers-0-reasons",
        "answers-1-position",
        "answers-1-reasons",
        "level_of_need",
        "actions_taken",
        "proposed",
    ]


@pytest.mark.parametrize("field", ["level_of_need", "actions_taken", "proposed"])
@pytest.mark.parametrize("nothing", [None, "", "  \r\n"])
def test_what_is_blank_is_missing(field: str, nothing: str | None) -> None:
    assert list(lacks_of_reply({**REPLY, field: nothing}, ISSUES)) == [field]


@pytest.mark.parametrize("position", POSITIONS)
def test_every_answer_needs_its_reasons_even_agreement(position: str) -> None:
    answers = {**REPLY["answers"], "2": {"position": position, "reasons": " "}}
    lacks = lacks_of_reply({**REPLY, "answers": answers}, ISSUES)
    assert lacks == {"answers-1-reasons": "Issue 2: give your reasons"}


def test_an_answer_that_was_not_offered_is_none() -> None:
    answers = {**REPLY["answers"], "1": {"position": "maybe", "reasons": "Because."}}
    assert list(lacks_of_reply({**REPLY, "answers": answers}, ISSUES)) == ["answers-0-position"]


def test_an_answer_to_an_issue_that_is_not_there_fills_no_gap() -> None:
    answers = {"1": REPLY["answers"]["1"], "3": REPLY["answers"]["2"]}
    assert "answers-1-position" in lacks_of_reply({**REPLY, "answers": answers}, ISSUES)


@pytest.mark.parametrize("field", ["what", "owner", "by"])
def test_an_action_promised_says_what_who_and_by_when(field: str) -> None:
    promised = [*REPLY["promised"], {**REPLY["promised"][0], field: ""}]
    assert list(lacks_of_reply({**REPLY, "promised": promised}, ISSUES)) == [f"promised-1-{field}"]


def test_nothing_need_be_promised_declined_or_offered() -> None:
    assert lacks_of_reply({**REPLY, "promised": []}, ISSUES) == {}


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


def test_only_resolved_resolves() -> None:
    assert [result for result in RESULTS if resolves({"overall": result})] == ["resolved"]
    assert not resolves({})


def test_the_dates_promised_are_those_of_every_reply() -> None:
    another = {
        "promised": [{"what": "A visit", "owner": "Nurse", "by": "2027-02-01"}, {"what": "Unsure", "by": ""}]
    }
    assert promised_dates([REPLY, another, {}]) == (date(2027, 1, 15), date(2027, 2, 1))
