"""A role in the partnership’s own workspaces takes two managers; a service is switched on once it was tried."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from portal.protocol.actors import Actor, Role
from tests import partnership
from tests.engines import Template
from tests.partnership import as_owner, join

PROPOSE = (
    "insert into portal.role_proposal (id, workspace_id, role, person_id, name, email, home_workspace_id, why,"
    " proposed_by_name, proposed_at) values (%(new)s, %(at)s, %(role)s, %(person)s, 'n', %(email)s, %(home)s, 'w',"
    " 'n', now())"
)
DECIDE = "select portal.decide_role(%s, %s, 'n', now())"
REFUSED = psycopg.errors.InsufficientPrivilege


class Office:
    """A partnership whose Business Unit has three managers, and what each may make PostgreSQL do."""

    def __init__(self, people: partnership.Partnership) -> None:
        self.people = people
        with as_owner(people.logins) as session:
            first = people.who("business_unit", Role.MANAGER)
            others = [
                join(session, people, "business_unit", one, roles=[Role.MANAGER])
                for one in ("second", "third")
            ]
        self.first, self.second, self.third = first, *others

    @contextmanager
    def acting(self, who: Actor) -> Iterator[psycopg.Connection[Any]]:
        """A transaction of the pages' login in somebody's context."""
        with psycopg.connect(self.people.logins.web_url) as connection:
            for name, value in (("workspace", who.workspace), ("membership", who.membership)):
                connection.execute("select set_config(%s, %s, true)", (f"portal.{name}", str(value)))
            yield connection

    def proposed(
        self, by: Actor, *, of: Actor | None = None, role: str = "member", at: str = "executive"
    ) -> UUID:
        """A proposal that waits: of somebody known, else of somebody new."""
        new = uuid4()
        asked = {"new": new, "at": self.people.workspaces[at], "role": role, "person": of.person if of else None,
                 "email": f"{new}@n.example", "home": self.people.workspaces["alder"]}  # fmt: skip
        with self.acting(by) as connection:
            connection.execute(PROPOSE, asked)
        return new

    def decide(self, by: Actor, proposal: UUID, *, confirmed: bool = True) -> UUID | None:
        """Decide it; the membership that holds the role."""
        with self.acting(by) as connection:
            row = connection.execute(DECIDE, (proposal, confirmed)).fetchone()
        assert row
        found: UUID | None = row[0]
        return found

    def roles(self, membership: UUID | None) -> set[str]:
        with psycopg.connect(self.people.logins.owner_url) as owner:
            owner.execute("set role portal_owner")
            rows = owner.execute(
                "select role from portal.membership_role where membership_id = %s and ended_at is null",
                (membership,),
            ).fetchall()
        return {role for (role,) in rows}


@pytest.fixture
def office(template: Template) -> Iterator[Office]:
    with partnership.founded(template) as people:
        yield Office(people)


@pytest.mark.parametrize("slug", ["executive", "scrutineer", "business_unit", "learning", "quality"])
def test_nobody_gives_a_role_there_by_a_statement(office: Office, slug: str) -> None:
    people = office.people
    contributor = people.who("alder", Role.CONTRIBUTOR)
    somebody = next(one for (of, _), one in people.people.items() if of == slug)
    for who in (
        office.first,
        people.who("business_unit", Role.OFFICER),
        people.who("alder", Role.ADMINISTRATOR),
    ):
        with office.acting(who) as connection, pytest.raises(REFUSED):
            connection.execute(
                "insert into portal.membership (id, person_id, workspace_id) values (%s, %s, %s)",
                (uuid4(), contributor.person, people.workspaces[slug]),
            )
        for role in ("chair", "manager", "contributor"):
            with office.acting(who) as connection, pytest.raises(REFUSED):
                connection.execute(
                    "insert into portal.membership_role (membership_id, role) values (%s, %s)",
                    (somebody.membership, role),
                )


def test_two_managers_give_a_role(office: Office) -> None:
    contact = office.people.who("alder", Role.EXECUTIVE_CONTACT)
    known = office.proposed(office.first, of=contact)
    assert office.roles(office.decide(office.second, known)) == {"member"}
    new = office.proposed(office.first, role="scrutineer", at="scrutineer")
    assert office.roles(office.decide(office.third, new)) == {"scrutineer"}


def test_whoever_proposed_it_does_not_confirm_it(office: Office) -> None:
    proposal = office.proposed(office.first)
    with pytest.raises(REFUSED):
        office.decide(office.first, proposal)
    assert office.decide(office.first, proposal, confirmed=False) is None
    with pytest.raises(psycopg.errors.NoDataFound):
        office.decide(office.second, proposal)


def test_nobody_proposes_or_confirms_their_own_role(office: Office) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        office.proposed(office.first, of=office.first, role="chair")
    proposal = office.proposed(office.first, of=office.second, role="chair")
    with pytest.raises(REFUSED):
        office.decide(office.second, proposal)
    assert office.decide(office.third, proposal)


def test_somebody_new_who_turns_out_to_be_the_confirmer_is_not_given_the_role(office: Office) -> None:
    """The proposal names an address alone; whose it is is asked again when it is decided."""
    new, at = uuid4(), office.people.workspaces
    with office.acting(office.first) as connection:
        connection.execute(
            PROPOSE,
            {"new": new, "at": at["executive"], "role": "chair", "person": None,
             "email": "SECOND@business_unit.example", "home": at["business_unit"]},
        )  # fmt: skip
    with pytest.raises(REFUSED):
        office.decide(office.second, new)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CLERK])
def test_only_a_manager_proposes_confirms_and_ends(office: Office, role: Role) -> None:
    other = office.people.who("business_unit", role)
    with pytest.raises(REFUSED):
        office.proposed(other)
    proposal = office.proposed(office.first)
    with pytest.raises(REFUSED):
        office.decide(other, proposal)
    chair = office.people.who("executive", Role.CHAIR)
    with office.acting(other) as connection, pytest.raises(REFUSED):
        connection.execute("select portal.end_role(%s, 'chair')", (chair.membership,))


def test_a_proposal_is_worth_nothing_once_its_proposer_is_no_manager(office: Office) -> None:
    proposal = office.proposed(office.third)
    with office.acting(office.first) as connection:
        connection.execute("select portal.end_role(%s, 'manager')", (office.third.membership,))
    with pytest.raises(REFUSED):
        office.decide(office.second, proposal)


def test_one_manager_ends_a_role_and_never_their_own_nor_the_last_but_one(office: Office) -> None:
    end = "select portal.end_role(%s, %s)"
    chair = office.people.who("executive", Role.CHAIR)
    with office.acting(office.first) as connection:
        connection.execute(end, (chair.membership, "chair"))
    assert office.roles(chair.membership) == set()
    with office.acting(office.first) as connection, pytest.raises(REFUSED):
        connection.execute(end, (office.first.membership, "manager"))
    with office.acting(office.first) as connection:
        connection.execute(end, (office.third.membership, "manager"))
    with office.acting(office.first) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(end, (office.second.membership, "manager"))
    contributor = office.people.who("alder", Role.CONTRIBUTOR)
    with office.acting(office.first) as connection, pytest.raises(REFUSED):
        connection.execute(end, (contributor.membership, "contributor"))


def test_what_was_proposed_is_not_changed(office: Office) -> None:
    proposal = office.proposed(office.first)
    for statement in ("update portal.role_proposal set role = 'chair' where id = %s",
                      "delete from portal.role_proposal where id = %s"):  # fmt: skip
        with office.acting(office.second) as connection, pytest.raises(REFUSED):
            connection.execute(statement, (proposal,))


SERVICE = (
    "insert into portal.identity_provider (id, name, issuer, client_id, client_secret, enabled, workspace_id)"
    " values (%s, 'n', 'https://n.example', 'c', 's', %s, %s)"
)
ON = "update portal.identity_provider set enabled = true where id = %s"


def test_a_service_is_switched_on_by_a_manager_once_it_was_tried(office: Office) -> None:
    new, cedar = uuid4(), office.people.workspaces["cedar"]
    with (
        office.acting(office.people.who("business_unit", Role.OFFICER)) as connection,
        pytest.raises(REFUSED),
    ):
        connection.execute(SERVICE, (new, False, cedar))
    for enabled, at in ((True, cedar), (False, office.people.workspaces["executive"])):
        with office.acting(office.first) as connection, pytest.raises(REFUSED):
            connection.execute(SERVICE, (uuid4(), enabled, at))
    with office.acting(office.first) as connection:
        connection.execute(SERVICE, (new, False, cedar))
    with office.acting(office.first) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(ON, (new,))
    with psycopg.connect(office.people.logins.web_url) as connection:
        connection.execute("select portal.service_tried(%s, 'Ada', now())", (new,))
    with office.acting(office.first) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(
            "update portal.identity_provider set enabled = true, client_secret = 'x' where id = %s", (new,)
        )
    with office.acting(office.first) as connection:
        assert connection.execute(ON, (new,)).rowcount == 1
        row = connection.execute(
            "select identity_provider_id from portal.workspace where id = %s", (cedar,)
        ).fetchone()
    assert row == (new,)
