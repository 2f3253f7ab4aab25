"""A row about an agency and somebody in it: what it will do after the rows above it, and why it cannot."""

from datetime import date
from uuid import UUID

import pytest

from portal.business_unit.imports.directory import Agency, Entry, Known, Member, plan
from portal.business_unit.imports.reading import Mapped, Planned
from portal.protocol.actors import Role

ALDER, ADA = UUID(int=1), UUID(int=2)
KNOWN = Known(
    agencies={
        "alder agency": Agency(
            "Alder Agency",
            "Alder Trust",
            {"ada@alder.example": Member("Ada Finch", frozenset({Role.CONTRIBUTOR}), ADA)},
            ALDER,
        )
    },
    taken=frozenset({"alder agency", "the executive"}),
    today=date(2026, 11, 27),
)


def _plan(*rows: tuple[str, ...]) -> list[Planned[Entry]]:
    keys = ("agency", "parent", "person", "email", "roles")
    given = [
        Mapped(number, {key: cell for key, cell in zip(keys, row, strict=False) if cell}, {})
        for number, row in enumerate(rows, start=2)
    ]
    return plan(given, KNOWN, {})


def test_each_row_says_what_it_will_do_after_those_above_it() -> None:
    planned = _plan(
        ("Elm School", "Elm Trust", "Bo Rook", "bo@elm.example", "Senior manager; Administrator"),
        ("ELM SCHOOL", "", "Cy Dove", "cy@elm.example", "contributor"),
        ("Elm School", "elm trust", "Bo Rook", "BO@elm.example", "senior manager; deputy"),
        ("Elm School", "", "Cy Dove", "cy@elm.example", "Contributor"),
        ("Alder Agency", "", "ada finch", "Ada@alder.example", "Contributor; Deputy senior manager"),
        ("Alder Agency",),
        ("Oak Surgery",),
    )
    assert [row.words for row in planned] == [
        "Adds the agency Elm School, part of Elm Trust, and Bo Rook in it as senior manager and agency"
        " administrator.",
        "Adds Cy Dove to Elm School as contributor.",
        "Gives Bo Rook of Elm School the role deputy senior manager.",
        "Nothing: Cy Dove is there already.",
        "Gives Ada Finch of Alder Agency the role deputy senior manager.",
        "Nothing: Alder Agency is there already.",
        "Adds the agency Oak Surgery, part of Oak Surgery.",
    ]  # fmt: skip
    assert [row.adds for row in planned] == [True, True, True, False, True, False, True]
    assert planned[4].value == Entry("Alder Agency", "", "Ada Finch", "Ada@alder.example", (Role.DEPUTY,))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("", "Elm Trust", "Bo", "bo@elm.example", "deputy"), "Agency is empty"),
        (("Elm", "", "Bo Rook", "", "deputy"), "Person’s e-mail is empty, and the row names somebody"),
        (("Elm", "", "", "bo@elm.example", "deputy"), "Person’s name is empty, and the row names somebody"),
        (("Elm", "", "Bo Rook", "bo@elm.example", ""), "Roles is empty, and the row names somebody"),
        (("Elm", "", "Bo Rook", "bo at elm", "deputy"), "“bo at elm” is not an e-mail address"),
        (("Elm", "", "Bo Rook", "bo@elm.example", "chair"), "Roles “chair” is no role of an agency"),
        (("Alder Agency", "", "Bo Rook", "ada@alder.example", "deputy"), "address is that of Ada Finch"),
        (("Alder Agency", "Elm Trust"), "Alder Agency is part of Alder Trust: change that in the list"),
        (("The Executive",), "The Executive is the name of a workspace that is no agency"),
        (("x" * 201,), "Agency is longer than 200 characters"),
    ],
)  # fmt: skip
def test_why_a_row_cannot_be_imported(row: tuple[str, ...], why: str) -> None:
    (planned,) = _plan(row)
    assert why in planned.why
    assert planned.value is None


def test_a_new_agency_has_one_parent() -> None:
    first, second = _plan(("Elm School", "Elm Trust"), ("Elm School", "Oak Trust"))
    assert not first.faults
    assert "Elm School is part of Elm Trust" in second.why


def test_a_row_that_cannot_be_taken_makes_nothing_known_to_the_rows_below() -> None:
    wrong, right = _plan(("Elm", "", "Bo", "nowhere", "deputy"), ("Elm", "Elm Trust"))
    assert wrong.faults
    assert right.words == "Adds the agency Elm, part of Elm Trust."
