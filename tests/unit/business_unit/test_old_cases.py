"""A row of an old log: what it adds, and every reason why it cannot."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest

from portal.business_unit.imports.fields import FIELDS, Kind, folded, guessed, several
from portal.business_unit.imports.old_cases import Known, OldCase, plan
from portal.business_unit.imports.reading import Mapped, Planned, mapped, unknown_values
from portal.infra.sheets import Row, Sheet

ALDER, BIRCH, CEDAR = (str(UUID(int=number)) for number in (1, 2, 3))
THEME = str(UUID(int=9))
KNOWN = Known(
    agencies={"alder agency": ALDER, "birch agency": BIRCH, "cedar and oak": CEDAR},
    names={ALDER: "Alder Agency", BIRCH: "Birch Agency", CEDAR: "Cedar & Oak"},
    references=frozenset({"old 99"}),
    themes={"thresholds not shared": THEME},
    themed={THEME: "Thresholds not shared"},
    today=date(2026, 11, 27),
)
GOOD = {
    "reference": "OLD-1",
    "submitted": "25/11/2024",
    "raising": "Alder Agency",
    "responding": "Birch Agency; CEDAR & OAK",
    "outcome": "Resolved",
    "ended": "2024-12-20",
    "forwarded": "26 Nov 2024",
    "answered": "10.12.24",
    "categories": "Thresholds\nTimeliness",
    "themes": "Thresholds not shared",
    "promised": "3",
    "done": "2",
}


def _plan(
    *rows: Mapping[str, str], means: Mapping[str, Mapping[str, str]] | None = None
) -> list[Planned[OldCase]]:
    given = [Mapped(number, dict(cells), {}) for number, cells in enumerate(rows, start=2)]
    return plan(given, KNOWN, means or {})


def _why(**changes: str) -> str:
    cells = {key: cell for key, cell in {**GOOD, **changes}.items() if cell}
    (planned,) = _plan(cells)
    assert planned.value is None
    return planned.why


def test_a_row_becomes_a_case_that_has_ended() -> None:
    (planned,) = _plan(GOOD)
    assert planned.faults == ()
    assert planned.value == OldCase(
        "OLD-1", date(2024, 11, 25), UUID(ALDER), (UUID(BIRCH), UUID(CEDAR)), "resolved", date(2024, 12, 20),
        date(2024, 11, 26), date(2024, 12, 10), None, ("thresholds", "timeliness"), (THEME,), None, 0, 3, 2,
    )  # fmt: skip
    assert planned.words == (
        "Adds case OLD-1: Alder Agency to Birch Agency and Cedar & Oak, received Monday 25 November 2024."
        " Resolved."
    )


@pytest.mark.parametrize(
    ("outcome", "state", "closed_as"),
    [
        ("RESOLVED", "resolved", None),
        ("Closed – no further contact", "closed", "no_further_contact"),
        ("not resolved", "closed", "no_further_step"),
        ("Decided by the Executive", "decided", None),
    ],
)
def test_an_outcome_is_known_by_the_words_that_people_use(
    outcome: str, state: str, closed_as: str | None
) -> None:
    (planned,) = _plan({**GOOD, "outcome": outcome})
    assert planned.value
    assert (planned.value.state, planned.value.closed_as) == (state, closed_as)
    assert (planned.value.stage_4 == "decided") == (state == "decided")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"submitted": ""}, "Date received is empty"),
        ({"submitted": "31/02/2024"}, "Date received “31/02/2024” is not a date"),
        ({"submitted": "11/25/2024"}, "Date received “11/25/2024” is not a date as in 25/11/2024, the day first"),
        ({"submitted": "45621"}, "is not a date"),
        ({"submitted": "25/11/1924"}, "is not between 2000 and today"),
        ({"ended": "28/11/2026"}, "Date it ended, Saturday 28 November 2026, is not between 2000 and today"),
        ({"ended": "24/11/2024"}, "Date it ended comes before date of the reply"),
        ({"forwarded": "24/11/2024"}, "Date sent on comes before date received"),
        ({"forwarded": ""}, "There is a reply, and no date on which the form was sent on"),
        ({"forwarded": "", "answered": ""}, "A case with this outcome was sent on, and there is no date for it"),
        ({"raising": "Elm"}, "Raising agency “Elm” is no agency of the portal"),
        ({"raising": "Alder Agency; Birch Agency"}, "Raising agency holds more than one value"),
        ({"responding": "Alder Agency"}, "An agency is both the raising and a responding agency"),
        ({"responding": ""}, "Responding agencies is empty"),
        ({"outcome": "Ongoing"}, "Outcome “Ongoing” is no way in which a case ends"),
        ({"categories": "Rudeness"}, "Categories “Rudeness” is not a category of the protocol"),
        ({"themes": "Rudeness"}, "Themes “Rudeness” is not a theme of the Business Unit. Add it first"),
        ({"stage_4": "perhaps"}, "is neither declined, withdrawn nor decided"),
        ({"stage_4": "decided"}, "Stage 4 says that the Executive decided, and the outcome says something else"),
        ({"extension": "6"}, "Extra working days given “6” is not a whole number from 0 to 5"),
        ({"chases": "two"}, "Chases “two” is not a whole number"),
        ({"chases": "000000000000123456"}, "is not a whole number from 0 to 99"),
        ({"done": "4"}, "More actions were done than promised"),
        ({"reference": "old/99"}, "The log has a case old-99 already"),
        ({"reference": "Themes"}, "A page of the log is called Themes"),
        ({"reference": "../.."}, "Reference holds no letter and no number"),
        ({"reference": "rpd-ys9z-3a8e"}, "looks like a reference of the portal’s own"),
        ({"reference": "x" * 41}, "Reference is longer than 40 characters"),
    ],
)  # fmt: skip
def test_why_a_row_cannot_be_imported(changes: dict[str, str], why: str) -> None:
    assert why in _why(**changes)


def test_everything_that_is_wrong_with_a_row_is_said_at_once() -> None:
    why = _why(submitted="soon", raising="Elm", outcome="")
    assert all(words in why for words in ("“soon” is not a date", "“Elm” is no agency", "Outcome is empty"))


def test_a_cell_whose_value_was_not_taken_says_why() -> None:
    (planned,) = plan([Mapped(2, {**GOOD, "ended": ""}, {"ended": "Cell F2 holds a formula"})], KNOWN, {})
    assert planned.why == "Cell F2 holds a formula"


def test_of_rows_that_are_the_same_the_first_counts() -> None:
    without = {**GOOD, "reference": ""}
    planned = _plan(GOOD, {**GOOD, "reference": "old 1", "raising": "Cedar & Oak", "responding": "Birch Agency"},
                    without, without, {**without, "ended": "21/12/2024"})  # fmt: skip
    assert [row.why for row in planned] == [
        "", "Row 2 has the same reference", "",
        "Row 4 is the same in everything, and neither has a reference", "",
    ]  # fmt: skip


def test_a_withdrawn_case_may_never_have_been_sent_on() -> None:
    (planned,) = _plan({**GOOD, "outcome": "withdrawn", "forwarded": "", "answered": ""})
    assert planned.value
    assert planned.value.forwarded is None


def test_a_value_that_was_explained_is_known() -> None:
    row = {**GOOD, "raising": "CSC (North)", "categories": "Threshold"}
    assert unknown_values(_plan(row, {**row, "reference": "2", "raising": "csc north"})) == {
        "raising": ["CSC (North)"], "categories": ["Threshold"],
    }  # fmt: skip
    means = {"raising": {"csc north": ALDER}, "categories": {"threshold": "thresholds"}}
    (planned,) = _plan(row, means=means)
    assert planned.value
    assert planned.value.raising == UUID(ALDER)


def test_headings_suggest_what_their_columns_hold() -> None:
    headings = [
        "Case No.",
        "Child’s name",
        "Date raised",
        "Raised by",
        "Raised against",
        "Date closed",
        "OUTCOME",
        "Type",
    ]
    assert guessed(Kind.CASES, headings) == {
        "reference": 0, "submitted": 2, "raising": 3, "responding": 4, "ended": 5, "outcome": 6, "categories": 7,
    }  # fmt: skip
    for kind, fields in FIELDS.items():
        assert guessed(kind, [field.label for field in fields]) == {
            field.key: place for place, field in enumerate(fields)
        }


def test_no_column_is_for_a_child() -> None:
    named = " ".join(f"{field.label} {field.headings}" for field in FIELDS[Kind.CASES])
    assert not {"child", "children", "family", "birth"} & set(folded(named).split())
    assert 1 not in guessed(Kind.CASES, ["Ref", "Name of child", "Date"]).values()


def test_of_columns_that_were_not_chosen_nothing_is_kept() -> None:
    rows = (Row(2, ("1", "Robin Example", "x")), Row(3, ("", "Sam Example")), Row(4, ("4",), {2: "why"}))
    kept = mapped(Sheet("", ("Ref", "Child", "Agency"), rows), {"reference": 0, "raising": 2})
    assert kept == [
        Mapped(2, {"reference": "1", "raising": "x"}, {}),
        Mapped(4, {"reference": "4"}, {"raising": "why"}),
    ]


def test_texts_are_compared_without_signs() -> None:
    assert folded("  Children’s & Social-Care ") == "childrens and social care"
    assert several("a; b\nA;; a") == ["a", "b", "A"]
