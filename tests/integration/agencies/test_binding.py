"""What the database's own sign-in functions refuse, whatever a page might ask of them."""

from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID, uuid4

import psycopg
import pytest

from portal.protocol.actors import Actor, Role
from tests import partnership
from tests.engines import Template

ISSUER = "http://127.0.0.1/birch"


@pytest.fixture
def people(template: Template) -> Iterator[partnership.Partnership]:
    with partnership.founded(template) as built:
        yield built


def _owner(people: partnership.Partnership, statement: str, *values: object) -> None:
    with psycopg.connect(people.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        owner.execute(statement, values)


def _invite(people: partnership.Partnership, guest: Actor) -> UUID:
    invitation = uuid4()
    _owner(
        people,
        "insert into portal.invitation (id, membership_id, path) values (%s, %s, '/cases')",
        invitation,
        guest.membership,
    )
    return invitation


def _ask(people: partnership.Partnership, question: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(people.logins.web_url) as web:
        return web.execute(question, values).fetchall()


def _recognised(people: partnership.Partnership, subject: str, invitation: UUID | None) -> object:
    question = "select portal.recognise(%s, %s, 'Name', 'e@birch.example', %s)"
    return _ask(people, question, ISSUER, subject, invitation)[0][0]


def _signed_in(people: partnership.Partnership, token: bytes) -> list[tuple[object, ...]]:
    return _ask(people, "select person_id from portal.signed_in(%s, 60)", sha256(token).digest())


def _begin(people: partnership.Partnership, who: Actor, subject: str, *, token: bytes) -> None:
    question = "select portal.begin_sign_in(%s, %s, %s, %s, 10)"
    _ask(people, question, who.person, ISSUER, subject, sha256(token).digest())


def test_a_link_left_over_binds_nobody_to_who_has_signed_in(people: partnership.Partnership) -> None:
    guest = people.who("birch", Role.SENIOR_MANAGER)
    _owner(people, "delete from portal.identity where person_id = %s", guest.person)
    first, second = _invite(people, guest), _invite(people, guest)
    assert _recognised(people, "theirs", first) == guest.person
    assert _recognised(people, "another's", second) not in (None, guest.person)
    assert _recognised(people, "theirs", None) == guest.person


def test_a_sign_in_begins_only_for_who_is_bound_to_it(people: partnership.Partnership) -> None:
    manager = people.who("birch", Role.SENIOR_MANAGER)
    _begin(people, manager, "nobody", token=b"stolen")
    _begin(people, manager, Role.SENIOR_MANAGER, token=b"own")
    assert (_signed_in(people, b"stolen"), _signed_in(people, b"own")) == ([], [(manager.person,)])


def test_a_service_switched_off_ends_its_sign_ins(people: partnership.Partnership) -> None:
    manager = people.who("birch", Role.SENIOR_MANAGER)
    _begin(people, manager, Role.SENIOR_MANAGER, token=b"own")
    _owner(people, "update portal.identity_provider set enabled = false where issuer = %s", ISSUER)
    assert _signed_in(people, b"own") == []
