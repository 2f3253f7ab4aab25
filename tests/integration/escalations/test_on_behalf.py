"""Decision 20: the Business Unit enters Part 1 for an agency that cannot sign in, its signed form attached."""

from typing import Any

import pytest
from sqlalchemy import text

from portal.escalations import queries
from portal.escalations.actions import attachments, part_1
from portal.escalations.actions.attachments import Described, Limits
from portal.infra import files
from portal.protocol.actors import Actor, Role
from portal.protocol.attachments import Paper
from portal.protocol.escalation import CaseState
from portal.protocol.gate import QUESTIONS
from tests.integration.escalations.drafting import CHILD, STATEMENTS, address, identities, send
from tests.pages import Browser, text_of
from tests.partnership import Partnership
from tests.way import Way, full

BEGIN = "/business-unit/on-behalf"
CLEAR = {one.key: "no" if one.stops_on == "yes" else "yes" for one in QUESTIONS}
SIGNED = {
    "signed_name": "Head Teacher",
    "signed_role": "Head",
    "signed_on-day": "2",
    "signed_on-month": "3",
    "signed_on-year": "2026",
    "minimum": "y",
}


KEYS = text(
    "select count(*) from portal.child_key k join portal.escalation e on e.id = k.escalation_id"
    " where e.reference = :reference"
)


@pytest.fixture
def office(browse: Any) -> Browser:
    browser: Browser = browse(Role.OFFICER, "business_unit")
    return browser


@pytest.fixture
def begun(office: Browser, way: Way) -> Way:
    """A case that the Business Unit enters for cedar."""
    cedar = str(way.partnership.workspaces["cedar"])
    answer = office.send(BEGIN, **CLEAR | {"agency": cedar})
    assert answer.status_code == 303, text_of(answer)
    way.reference = answer.location.split("/")[2]
    assert office.get(answer.location).status_code == 200
    return way


@pytest.fixture
def written(office: Browser, begun: Way, people: Partnership) -> Way:
    """One in which nothing is missing."""
    assert send(office, address(begun, "part-1/children"), CHILD).status_code == 303
    sections = full(people.workspaces["birch"])
    begun.do(begun.officer, part_1.write, begun.reference, sections=sections)
    return begun


def attach(way: Way, kind: str = "signed_form") -> None:
    """Attach a file of a type to Part 1."""
    described = Described("The form", "Cedar", kind, third_party=False, minimum=True)
    way.do(
        way.officer, attachments.add, way.reference, paper=Paper.PART_1, limits=Limits(9, scanned=False),
        file=files.accept("form.txt", f"Signed: {kind}".encode()), described=described,
    )  # fmt: skip


def test_decision_20_the_list_says_that_the_signed_form_is_attached(office: Browser, begun: Way) -> None:
    shown = text_of(office.get(address(begun, "part-1")))
    assert "Attachments: the signed form None yet Not yet started" in shown
    attach(begun, "plan")
    assert "Attachments: the signed form 1 file Not yet started" in text_of(
        office.get(address(begun, "part-1"))
    )
    attach(begun)
    assert "Attachments: the signed form 2 files Completed" in text_of(office.get(address(begun, "part-1")))


def test_decision_20_the_agency_sees_that_it_is_entered_and_not_the_draft(
    browse: Any, office: Browser, begun: Way
) -> None:
    send(office, address(begun, "part-1/why"), {"safety": "Daily visits."})
    cedar = browse(Role.SENIOR_MANAGER, "cedar")
    case = cedar.get(f"/cases/{begun.reference}")
    assert case.status_code == 200
    assert "entered by the Business Unit on its behalf" in text_of(case)
    assert "Daily visits." not in case.text
    for page in ("part-1", "part-1/why", "part-1/check", "sign-off", "discard"):
        assert cedar.get(address(begun, page)).status_code == 403, page
    assert browse().get(f"/cases/{begun.reference}").status_code == 404


def test_decision_20_the_agency_reads_no_identity_that_is_still_being_entered(written: Way) -> None:
    """Once it is signed and submitted it does, as any case of its own."""
    cedar = written.partnership.who("cedar", Role.SENIOR_MANAGER)

    def read(reader: Actor) -> tuple[int, int]:
        with written.partnership.database.reading(written.partnership.context(reader)) as session:
            keys = session.scalar(KEYS, {"reference": written.reference})
            case = queries.case(session, reader, written.reference).case.id
            return len(queries.identities(session, case)), min(keys or 0, 1)

    assert (read(written.officer), read(cedar)) == ((1, 1), (0, 0))


def test_decision_20_it_is_entered_with_its_signed_form_and_who_signed_it(
    browse: Any, office: Browser, written: Way
) -> None:
    page = address(written, "sign-off")
    assert "Enter it as signed" in text_of(office.get(address(written, "part-1/check")))
    refused = send(office, page, SIGNED)
    assert refused.status_code == 422
    assert "Attach the form that the agency signed" in text_of(refused)
    attach(written, "other")
    assert send(office, page, SIGNED).status_code == 422
    attach(written)
    answer = send(office, page, SIGNED)
    assert (answer.status_code, answer.location) == (303, f"/cases/{written.reference}"), text_of(answer)
    seen = written.see(written.officer)
    assert seen.case.state is CaseState.SUBMITTED
    (paper,) = seen.documents
    assert (paper.agency, paper.on_behalf) == ("Cedar Agency", True)
    for reader in (office, browse(Role.SENIOR_MANAGER, "cedar")):
        words = text_of(reader.get(f"/cases/{written.reference}"))
        assert "Signed by Head Teacher, Head, for Cedar Agency on Monday 2 March 2026; entered by" in words
        assert "business_unit officer, Business Unit" in words
    assert [child.name for child in identities(written, written.officer)] == ["Zoë O'Brien"]


@pytest.mark.parametrize("left_out", ["signed_name", "signed_role", "signed_on-day", "minimum"])
def test_who_signed_and_when_has_to_be_said(office: Browser, written: Way, left_out: str) -> None:
    attach(written)
    fields = {name: value for name, value in SIGNED.items() if name != left_out}
    answer = send(office, address(written, "sign-off"), fields)
    assert answer.status_code == 422
    assert written.see(written.officer).case.state is CaseState.DRAFT


def test_nobody_at_the_agency_signs_what_is_entered_for_it(
    browse: Any, written: Way, office: Browser
) -> None:
    attach(written)
    form = office.fill(address(written, "sign-off"))
    cedar = browse(Role.SENIOR_MANAGER, "cedar")
    answer = cedar.post(address(written, "sign-off"), form | STATEMENTS | {"apart": "y", "read": "0"})
    assert answer.status_code in (403, 422)
    assert written.see(written.officer).case.state is CaseState.DRAFT


def test_an_answer_that_stops_is_told_and_no_case_is_begun(office: Browser, way: Way) -> None:
    cedar = str(way.partnership.workspaces["cedar"])
    answer = office.send(BEGIN, **CLEAR | {"agency": cedar, "conduct": "yes"})
    assert answer.status_code == 422
    assert "This answer stops the case: A complaint about a person’s conduct goes" in text_of(answer)


@pytest.mark.parametrize("agency", ["", "nobody", "business_unit"])
def test_only_for_an_agency(office: Browser, people: Partnership, agency: str) -> None:
    value = str(people.workspaces.get(agency, agency))
    answer = office.send(BEGIN, **CLEAR | {"agency": value})
    assert answer.status_code == 422


def test_a_draft_entered_for_an_agency_is_given_up(office: Browser, begun: Way) -> None:
    answer = office.send(address(begun, "discard"))
    assert (answer.status_code, answer.location) == (303, "/business-unit")


@pytest.mark.parametrize("role", [Role.CLERK])
def test_who_of_the_business_unit_may_not(browse: Any, role: Role) -> None:
    assert browse(role, "business_unit").get(BEGIN).status_code == 403
