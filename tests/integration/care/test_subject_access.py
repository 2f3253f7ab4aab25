"""What the portal holds on a child, in one PDF: found exactly, logged in each case, third parties marked."""

from collections.abc import Mapping
from io import BytesIO
from itertools import count
from typing import Any

import pikepdf
import pytest
from sqlalchemy import text

from portal.escalations.actions import oversight
from portal.infra.verification import verify
from portal.protocol.actors import Role
from tests.pages import Browser, Pages, own_form, text_of, typed
from tests.paper import in_one_line, pages_of
from tests.partnership import Partnership, as_owner
from tests.records import Old
from tests.way import Way

FIND, COPY = "/business-unit/subject-access", "/business-unit/subject-access/copy"
_NUMBERS = count(1001)


class Siblings(Way):
    """A case of two children of one family, of whom the second is asked for."""

    def __init__(self, partnership: Partnership, number: str = "") -> None:
        super().__init__(partnership)
        self.number = number or f"SA-{next(_NUMBERS)}"
        self.children = (
            {"name": "Rowan Testperson", "date_of_birth": "2017-09-10", "record_number": f"{self.number}-R"},
            {"name": "Juniper Testperson", "date_of_birth": "2015-07-08", "record_number": self.number},
        )

    @property
    def given(self) -> Mapping[str, str]:
        """By what the second child is found."""
        return {"name": "Juniper Testperson", "record_number": self.number}

    def noted(self) -> "Siblings":
        """Resolved, with a note of the Business Unit that names both children."""
        self.resolved()
        said = "Juniper Testperson and Rowan were seen on 10/09/2017. Robin Alder rang."
        self.do(self.officer, oversight.note, self.reference, kind="note", body=said)
        return self


@pytest.fixture
def case(pages: Pages) -> Siblings:
    return Siblings(pages.partnership).noted()


def _form(officer: Browser, given: Mapping[str, str]) -> dict[str, Any]:
    """The form that chooses cases, as the page of what was found holds it."""
    return typed(own_form(officer.send(FIND, **given).text))


def _paper(officer: Browser, fields: Mapping[str, Any]) -> str:
    answer = officer.post(COPY, fields)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), text_of(answer)
    with pikepdf.open(BytesIO(answer.data)) as made:
        assert "/StructTreeRoot" in made.Root
    return in_one_line(" ".join(pages_of(answer.data)))


def _looks(case: Way) -> list[tuple[str, str]]:
    asked = text(
        "select a.what, a.purpose from portal.access a join portal.escalation e on e.id = a.escalation_id"
        " where e.reference = :reference and a.what <> 'view' order by a.at, a.what desc"
    )
    with as_owner(case.partnership.logins) as session:
        return [(row.what, row.purpose) for row in session.execute(asked, {"reference": case.reference})]


def test_it_is_found_chosen_and_copied_and_each_case_keeps_that(
    pages: Pages, case: Siblings, officer: Browser
) -> None:
    other = Siblings(pages.partnership, case.number).noted()
    found = officer.send(FIND, **case.given)
    said = text_of(found)
    for one in (case, other):
        assert f"{one.reference}: raised by Alder Agency, resolved" in said
    assert not found.location
    fields = _form(officer, case.given) | {
        "cases": [case.reference, other.reference],
        "purpose": "asked_by_child",
    }
    answer = officer.post(COPY, fields)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="subject-access-20')
    assert "Juniper" not in str(answer.headers)
    paper = in_one_line(" ".join(pages_of(answer.data)))
    assert "To answer the child’s own request to see what is held" in paper
    assert paper.count("Juniper Testperson") >= 2
    for one in (case, other):
        assert one.reference in paper
        assert ("reveal", "asked_by_child") in _looks(one)
        assert ("copy", "asked_by_child") in _looks(one)
        assert ("find", "") in _looks(one)
    shown = text_of(pages.browser(case.manager).get(f"/cases/{case.reference}/looks"))
    assert "To answer the child’s own request to see what is held" in shown
    assert verify(pages.partnership.logins.owner_url).faults == ()


def test_every_piece_says_who_gave_it(case: Siblings, officer: Browser) -> None:
    paper = _paper(
        officer, _form(officer, case.given) | {"cases": [case.reference], "purpose": "asked_by_child"}
    )
    for piece in (
        "Who the child is",
        "Part 1: the difference",
        "Part 2: the reply",
        "Part 3: the conclusion",
    ):
        assert piece in paper
    assert "Given by Alder Agency." in paper.partition("Part 1: the difference")[0]
    between = paper.partition("Part 1: the difference")[2].partition("Part 2: the reply")[0]
    assert between.rstrip().endswith(
        "Given by Birch Agency. Other people may be named here. Checked for third parties: ________"
    )
    assert "Given by The business_unit." in paper.partition("What was added")[2][:120]


def test_what_is_another_childs_is_marked_and_the_childs_own_is_not(case: Siblings, officer: Browser) -> None:
    paper = _paper(
        officer, _form(officer, case.given) | {"cases": [case.reference], "purpose": "asked_for_child"}
    )
    assert "Juniper Testperson and [THIRD PARTY: Rowan] were seen on [THIRD PARTY: 10/09/2017]." in paper
    assert "The case has 1 other child [THIRD PARTY]" in paper
    assert "Child 1 [THIRD PARTY]" in paper
    assert "Child 2 [THIRD PARTY]" not in paper
    assert f"{case.number}-R" not in paper
    assert "8 July 2015" in paper


def test_without_a_case_or_a_purpose_nothing_is_copied_or_kept(case: Siblings, officer: Browser) -> None:
    fields = _form(officer, case.given)
    before = _looks(case)
    assert before == [("find", "")]
    refused = officer.post(COPY, fields | {"cases": [case.reference]})
    assert refused.status_code == 422
    assert "Choose what the copy is for" in text_of(refused)
    none = {name: value for name, value in fields.items() if name != "cases"}
    refused = officer.post(COPY, none | {"purpose": "ordered"})
    assert refused.status_code == 422
    assert "Choose the cases that the copy should hold" in text_of(refused)
    assert _looks(case) == before


def test_a_case_in_which_the_child_is_not_cannot_be_slipped_in(
    pages: Pages, case: Siblings, officer: Browser
) -> None:
    stranger = Siblings(pages.partnership).noted()
    fields = _form(officer, case.given) | {
        "cases": [case.reference, stranger.reference],
        "purpose": "ordered",
    }
    refused = officer.post(COPY, fields)
    assert refused.status_code == 422
    assert stranger.reference not in text_of(refused)
    assert _looks(stranger) == []


def test_a_name_that_is_not_exact_finds_nothing(case: Siblings, officer: Browser) -> None:
    assert "No case was found" in text_of(officer.send(FIND, name="Juniper Testpersonn"))
    assert officer.send(FIND).status_code == 422
    assert _looks(case) == []


def test_a_case_that_was_disposed_of_is_found_no_more(pages: Pages, officer: Browser) -> None:
    one = Old(pages.partnership).over()
    given = {"record_number": "R-96-1"}
    assert one.reference in text_of(officer.send(FIND, **given))
    one.disposed_of()
    assert one.reference not in text_of(officer.send(FIND, **given))


@pytest.mark.parametrize(
    ("slug", "role"),
    [("business_unit", Role.CLERK), ("alder", Role.SENIOR_MANAGER), ("executive", Role.CHAIR)],
)
def test_it_is_the_business_units_to_answer(pages: Pages, case: Siblings, slug: str, role: Role) -> None:
    browser = pages.who(slug, role)
    assert browser.get(FIND).status_code == 403
    assert browser.post(FIND, case.given).status_code == 403
    assert (
        browser.post(COPY, {**case.given, "cases": case.reference, "purpose": "ordered"}).status_code == 403
    )
    assert _looks(case) == []
