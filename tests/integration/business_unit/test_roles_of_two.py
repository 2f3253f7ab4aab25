"""Roles that take two, on their pages: proposed by one manager, confirmed by another, ended by one at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from portal.demo.valkey import Valkey
from portal.protocol.actors import Actor, Role
from tests.engines import Template
from tests.integration.agencies.roles_held import roles_of, sql
from tests.pages import Browser, Pages, opened, text_of
from tests.partnership import as_owner, join

ROLES = "/business-unit/roles"
NEW = {
    "role": "executive:member",
    "email": "ines.park@alder.example",
    "name": "Ines Park",
    "home": "alder",
    "why": "She follows the member who left.",
}


@dataclass
class Office:
    """The pages, and the browsers of two managers."""

    pages: Pages
    second_manager: Actor
    first: Browser
    second: Browser


@pytest.fixture
def office(template: Template, valkey_server: Valkey) -> Iterator[Office]:
    with opened(template, valkey_server.url(), ("alder", "birch")) as pages:
        with as_owner(pages.partnership.logins) as session:
            second = join(session, pages.partnership, "business_unit", "second", roles=[Role.MANAGER])
            session.execute(text("update portal.person set email = replace(email, '_', '-')"))
        yield Office(pages, second, pages.who("business_unit", Role.MANAGER), pages.browser(second))


def proposed(by: Browser, **changes: str) -> str:
    """The path of a proposal that was just made."""
    sent = by.send(f"{ROLES}/new", **(NEW | changes))
    assert sent.status_code == 303, text_of(sent)
    found = re.findall(rf'href="({ROLES}/proposals/[^"]+)"', by.get(ROLES).text)
    return str(found[-1])


def test_one_manager_proposes_and_another_confirms(office: Office) -> None:
    path = proposed(office.first)
    assert "Take it back" in text_of(office.first.get(ROLES))
    assert roles_of(office.pages, "Ines Park") == set()
    assert "Why She follows the member who left." in text_of(office.second.get(path))
    sent = office.second.send(path, decision="confirm")
    assert (sent.status_code, sent.location) == (303, ROLES)
    shown = text_of(office.second.get(ROLES))
    assert "Ines Park is Executive member from their next page on" in shown
    assert "Confirmed: business_unit second" in shown
    assert roles_of(office.pages, "Ines Park") == {"member"}
    assert sql(
        office.pages,
        "select home.slug,"
        " (select count(*) from portal.outbox o where o.membership_id = m.id and o.kind = 'invitation')"
        " from portal.person p join portal.workspace home on home.id = p.home_workspace_id"
        " join portal.membership m on m.person_id = p.id where p.name = 'Ines Park'",
    ) == [("alder", 1)]


def test_who_is_known_by_the_address_keeps_name_and_home(office: Office) -> None:
    contact = office.pages.partnership.who("birch", Role.EXECUTIVE_CONTACT)
    path = proposed(office.first, email="Executive-Contact@birch.example", name="Somebody Else")
    assert f"Who {contact.name}" in text_of(office.second.get(path))
    assert office.second.send(path, decision="confirm").status_code == 303
    assert roles_of(office.pages, contact.name) == {"executive_contact", "member"}
    assert sql(office.pages, "select count(*) from portal.person where name = 'Somebody Else'") == [(0,)]


def test_the_other_manager_is_told_that_it_waits_and_nobody_else(office: Office) -> None:
    proposed(office.first)
    told = sql(office.pages, "select membership_id from portal.outbox where kind = 'roles_of_two'")
    assert told == [(office.second_manager.membership,)]


def test_it_stands_on_the_home_of_the_manager_who_may_confirm_it(office: Office) -> None:
    proposed(office.first)
    assert f'href="{ROLES}"><strong>1</strong> role to confirm' in office.second.get("/business-unit").text
    assert "to confirm" not in text_of(office.first.get("/business-unit"))
    officer = office.pages.who("business_unit", Role.OFFICER)
    assert "to confirm" not in text_of(officer.get("/business-unit"))


def test_whoever_proposed_it_cannot_confirm_it_and_may_take_it_back(office: Office) -> None:
    path = proposed(office.first)
    shown = office.first.get(path)
    assert "Whoever proposed a role does not confirm it" in text_of(shown)
    assert "Confirm it" not in re.findall(r"<button.*?</button>", shown.text, re.DOTALL)[-1]
    assert office.first.send(path, decision="confirm").status_code == 403
    assert office.first.send(path, decision="refuse").status_code == 303
    assert "Not confirmed: business_unit manager" in text_of(office.first.get(ROLES))
    assert office.second.send(ROLES, path, once="0" * 32, version="0", decision="confirm").status_code == 409
    assert roles_of(office.pages, "Ines Park") == set()


def test_nobody_decides_about_themselves(office: Office) -> None:
    own = office.first.send(f"{ROLES}/new", **(NEW | {"email": "manager@business-unit.example"}))
    assert own.status_code == 403
    path = proposed(office.first, email="second@business-unit.example", role="executive:chair")
    assert office.second.send(path, decision="confirm").status_code == 403
    ending = f"{ROLES}/{office.second_manager.membership}/manager/end"
    assert office.second.get(ending).status_code == 403


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"role": ""}, "Choose the role"),
        ({"role": "executive:manager"}, "Choose one of the list"),
        ({"role": "agency:deputy"}, "Choose one of the list"),
        ({"email": "nobody"}, "Enter an e-mail address in the correct format"),
        ({"name": ""}, "Enter their name: nobody with this e-mail address is known here"),
        ({"home": "executive"}, "Choose one of the list"),
        ({"home": ""}, "Choose where they sign in: nobody with this e-mail address is known here"),
        ({"why": ""}, "Say why they are to hold it"),
        (
            {"email": "chair@executive.example", "role": "executive:chair"},
            "executive chair holds this role already",
        ),
    ],
)
def test_what_cannot_be_proposed_is_refused_beside_its_field(
    office: Office, changes: dict[str, str], refusal: str
) -> None:
    sent = office.first.send(f"{ROLES}/new", **(NEW | changes))
    assert sent.status_code == 422
    assert refusal in text_of(sent)
    assert sql(office.pages, "select count(*) from portal.role_proposal") == [(0,)]


def test_what_waits_is_not_proposed_twice(office: Office) -> None:
    proposed(office.first)
    again = office.second.send(f"{ROLES}/new", **NEW)
    assert again.status_code == 422
    assert "business_unit manager has proposed this already, and it waits" in text_of(again)


def test_one_manager_ends_a_role_at_once_and_the_other_is_told(office: Office) -> None:
    chair = office.pages.partnership.who("executive", Role.CHAIR)
    theirs, path = office.pages.browser(chair), f"{ROLES}/{chair.membership}/chair/end"
    assert theirs.get("/executive").status_code == 200
    assert office.first.send(path).status_code == 303
    assert theirs.get("/executive").status_code == 403
    assert "executive chair: Executive chair, The executive" in text_of(office.first.get(ROLES))
    assert office.first.get(path).status_code == 404
    assert sql(office.pages, "select count(*) from portal.outbox where kind = 'roles_of_two'") == [(1,)]


def test_two_managers_are_always_left(office: Office) -> None:
    sent = office.first.send(f"{ROLES}/{office.second_manager.membership}/manager/end")
    assert sent.status_code == 422
    assert "The Business Unit has to have two managers" in text_of(sent)


def test_a_role_of_an_agency_is_the_agencys_to_end(office: Office) -> None:
    deputy = office.pages.partnership.who("alder", Role.DEPUTY)
    assert office.first.get(f"{ROLES}/{deputy.membership}/deputy/end").status_code == 404


def test_an_officer_reads_and_proposes_nothing(office: Office) -> None:
    officer = office.pages.who("business_unit", Role.OFFICER)
    path = proposed(office.first)
    assert officer.get(ROLES).status_code == 200
    for page in (f"{ROLES}/new", path):
        assert officer.get(page).status_code == 403
