"""A case goes to the person who holds the role today, and nobody's absence stalls one (decision 9)."""

import email
from collections.abc import Iterator
from datetime import timedelta
from email import policy
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from portal.agencies.actions import absences
from portal.agencies.actions import people as keeping
from portal.config import Settings
from portal.demo import ports
from portal.demo.mailbox import Sink, Store
from portal.escalations.actions import replies
from portal.infra.db import Database
from portal.protocol.actors import Actor, Role
from portal.protocol.escalation import CaseState
from portal.worker.carrying import sweep
from tests.days import today
from tests.engines import Template
from tests.partnership import as_owner, founded, join
from tests.way import REPLY, Way

SENIOR, DEPUTY = Role.SENIOR_MANAGER, Role.DEPUTY


@pytest.fixture
def way(template: Template) -> Iterator[Way]:
    with founded(template, ("alder", "birch")) as people:
        yield Way(people)


def is_away(way: Way, who: Actor, *, cover: Actor | None = None, first: int = 0, last: int = 5) -> None:
    """Somebody records their own absence, from so many days from today to so many."""
    day = today()
    way.do(
        who,
        absences.record,
        who.membership,
        starts_on=day + timedelta(first),
        ends_on=day + timedelta(last),
        cover=cover.membership if cover else None,
    )


def told(way: Way, ask: str) -> set[str]:
    """The names of those who were written to about this ask."""
    with as_owner(way.partnership.logins) as session:
        rows = session.execute(
            text(
                "select p.name from portal.outbox o join portal.membership m on m.id = o.membership_id"
                " join portal.person p on p.id = m.person_id where o.payload ->> 'ask' = :ask"
            ),
            {"ask": ask},
        )
        return {name for (name,) in rows}


def deputy(way: Way, slug: str = "birch") -> Actor:
    return way.partnership.who(slug, DEPUTY)


def third(way: Way) -> Actor:
    """One more who signs for birch."""
    with as_owner(way.partnership.logins) as session:
        return join(session, way.partnership, "birch", "third", roles=[DEPUTY])


def test_decision_9_who_is_there_is_told_themselves(way: Way) -> None:
    is_away(way, way.responder, first=1, last=9, cover=deputy(way))
    way.forwarded()
    assert told(way, "respond") == {"birch senior_manager"}


def test_decision_9_in_place_of_who_is_away_their_cover_is_told(way: Way) -> None:
    third(way)
    is_away(way, way.responder, cover=deputy(way), first=-3, last=0)
    way.forwarded()
    assert told(way, "respond") == {"birch deputy"}


def test_decision_9_without_cover_all_the_others_who_sign_are_told(way: Way) -> None:
    third(way)
    is_away(way, way.responder)
    way.forwarded()
    assert told(way, "respond") == {"birch deputy", "birch third"}


def test_decision_9_a_cover_who_is_away_too_is_passed_over(way: Way) -> None:
    third(way)
    is_away(way, way.responder, cover=deputy(way))
    is_away(way, deputy(way))
    way.forwarded()
    assert told(way, "respond") == {"birch third"}


def test_decision_9_a_cover_who_no_longer_signs_is_passed_over(way: Way) -> None:
    third(way)
    is_away(way, way.responder, cover=deputy(way))
    keeper = way.partnership.who("birch", Role.ADMINISTRATOR)
    way.do(keeper, keeping.end_membership, deputy(way).membership)
    way.forwarded()
    assert told(way, "respond") == {"birch third"}


def test_decision_9_when_everybody_is_away_everybody_is_told(way: Way) -> None:
    is_away(way, way.responder, cover=deputy(way))
    is_away(way, deputy(way))
    way.forwarded()
    assert told(way, "respond") == {"birch senior_manager", "birch deputy"}


def test_decision_9_an_absence_that_was_ended_counts_no_more(way: Way) -> None:
    is_away(way, way.responder, cover=deputy(way))
    with as_owner(way.partnership.logins) as session:
        of = session.execute(text("select id from portal.absence")).scalar_one()
    way.do(way.responder, absences.end, of)
    way.forwarded()
    assert told(way, "respond") == {"birch senior_manager"}


def test_decision_9_being_away_never_takes_the_right_to_sign(way: Way) -> None:
    is_away(way, way.responder, cover=deputy(way))
    is_away(way, way.manager)
    way.answered()
    assert way.see(way.manager).case.state is CaseState.ANSWERED


def test_decision_9_a_role_that_ended_passes_to_the_next_holder(way: Way) -> None:
    """Alder's senior manager signed Part 1 and left before the reply came."""
    way.forwarded()
    keeper = way.partnership.who("alder", Role.ADMINISTRATOR)
    way.do(keeper, keeping.end_membership, way.manager.membership, sure=True)
    version = way.version(way.responder)
    way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)
    assert told(way, "conclude") == {"alder deputy"}


# The walls -----------------------------------------------------------------------------------------------


def run(way: Way, actor: Actor, statement: str, **values: object) -> int:
    """Run a statement as the web's login in somebody's context, and roll it back; how many rows it reached."""
    names = {"me": actor.membership, "here": actor.workspace, **values}
    with psycopg.connect(way.partnership.logins.web_url) as connection:
        connection.execute(
            "select set_config('portal.workspace', %(here)s, true), set_config('portal.membership', %(me)s, true)",
            {name: str(one) for name, one in names.items()},
        )
        try:
            return connection.execute(statement, names).rowcount
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ForeignKeyViolation):
            return 0
        finally:
            connection.rollback()


ADD_PERSON = "insert into portal.person (name, email, home_workspace_id) values ('n', 'e', %(alder)s)"
JOIN_OWN = "insert into portal.membership (person_id, workspace_id) values (%(newcomer)s, %(alder)s)"
JOIN_OTHERS = "insert into portal.membership (person_id, workspace_id) values (%(other)s, %(alder)s)"
GRANT = "insert into portal.membership_role (membership_id, role) values (%(deputy)s, %(role)s)"
END_ROLE = (
    "update portal.membership_role set ended_at = now(), ended_by = %(me)s"
    " where membership_id = %(deputy)s and ended_at is null"
)
END = "update portal.membership set ended_at = now(), ended_by = %(me)s where id = %(deputy)s"
ANOTHERS_NAME = END.replace("%(me)s", "%(deputy)s")
AWAY = (
    "insert into portal.absence (membership_id, starts_on, ends_on, cover_membership_id)"
    " values (%(deputy)s, '2027-01-04', '2027-01-08', %(cover)s)"
)
INVITE = (
    "insert into portal.outbox (id, kind, workspace_id, membership_id, dedupe_key)"
    " values (gen_random_uuid(), %(kind)s, %(alder)s, %(deputy)s, 'x')"
)


KEEPER, OFFICE = "alder administrator", "business_unit manager"


@pytest.mark.parametrize(
    ("statement", "changes", "may"),
    [
        (ADD_PERSON, {}, [KEEPER, OFFICE]),
        (JOIN_OWN, {}, [KEEPER, OFFICE]),
        (JOIN_OTHERS, {}, []),
        (GRANT, {}, [KEEPER, OFFICE]),
        (GRANT, {"role": "officer"}, []),
        (GRANT, {"deputy": "{me}"}, [OFFICE]),
        (GRANT, {"deputy": "{other's}"}, [OFFICE, "birch administrator"]),
        (END_ROLE, {}, [KEEPER]),
        (END_ROLE, {"deputy": "{me}"}, []),
        (END_ROLE, {"deputy": "{other's}"}, ["birch administrator"]),
        (END, {}, [KEEPER]),
        (END, {"deputy": "{me}"}, []),
        (END, {"deputy": "{other's}"}, ["birch administrator"]),
        (ANOTHERS_NAME, {}, []),
        (AWAY, {}, [KEEPER]),
        (AWAY, {"cover": "{contributor}"}, []),
        (AWAY, {"cover": "{other's}"}, []),
        (INVITE, {}, [KEEPER, OFFICE]),
        (INVITE, {"kind": "email"}, []),
    ],
)
def test_the_database_lets_an_administrator_keep_their_own_agency_and_nobody_else(
    way: Way, statement: str, changes: dict[str, str], may: list[str]
) -> None:
    """The Business Unit names people of an agency and invites them, and takes nothing from anybody."""
    who = way.partnership.who
    keeper = who("alder", Role.ADMINISTRATOR)
    with as_owner(way.partnership.logins) as session:
        newcomer = join(session, way.partnership, "alder", "newcomer", roles=[])
        session.execute(
            text("update portal.membership set ended_at = now() where id = :of"), {"of": newcomer.membership}
        )
    values: dict[str, object] = {
        "alder": keeper.workspace,
        "newcomer": newcomer.person,
        "other": who("birch", DEPUTY).person,
        "deputy": deputy(way, "alder").membership,
        "cover": who("alder", SENIOR).membership,
        "role": "contributor",
        "kind": "invitation",
    }
    named: dict[str, UUID] = {
        "{me}": keeper.membership,
        "{other's}": who("birch", SENIOR).membership,
        "{contributor}": who("alder", Role.CONTRIBUTOR).membership,
    }
    values |= {key: named.get(one, one) for key, one in changes.items()}
    asking = [
        keeper,
        who("alder", SENIOR),
        who("business_unit", Role.MANAGER),
        who("birch", Role.ADMINISTRATOR),
    ]
    assert [one.name for one in asking if run(way, one, statement, **values)] == may


def test_whose_administrator_role_has_ended_keeps_nobody(way: Way) -> None:
    keeper = way.partnership.who("alder", Role.ADMINISTRATOR)
    statement = "select 1 from portal.person where portal.is_administrator()"
    assert run(way, keeper, statement) > 0
    with as_owner(way.partnership.logins) as session:
        session.execute(
            text("update portal.membership_role set ended_at = now() where membership_id = :of"),
            {"of": keeper.membership},
        )
    assert run(way, keeper, statement) == 0


def test_the_business_unit_reads_absences_and_another_agency_none(way: Way) -> None:
    is_away(way, way.responder)
    assert run(way, way.officer, "select 1 from portal.absence") == 1
    assert run(way, way.manager, "select 1 from portal.absence") == 0


# The invitation ------------------------------------------------------------------------------------------


def _carry(way: Way, folder: Path) -> None:
    """The worker carries everything that waits, to a mailbox in this folder."""
    port = ports.free()
    sink = Controller(Sink(Store(folder)), hostname="127.0.0.1", port=port)
    sink.start()
    settings = Settings(
        database_url=way.partnership.logins.worker_url,
        redis_url="redis://127.0.0.1:1",
        smtp_url=f"smtp://127.0.0.1:{port}",
        base_url="https://portal.example",
        secret_key="test",
        mail_from="no-reply@portal.example",
    )
    database = Database(settings.database_url, pool_size=2)
    sweep(database, settings)
    database.engine.dispose()
    sink.stop()


def test_decision_9_somebody_new_is_e_mailed_a_link_that_works_once(way: Way, tmp_path: Path) -> None:
    keeper = way.partnership.who("alder", Role.ADMINISTRATOR)
    way.do(
        keeper,
        keeping.add,
        name="Zoë O'Brien",
        email="zoe.o'brien@alder.example",
        roles={Role.CONTRIBUTOR, DEPUTY},
    )
    _carry(way, tmp_path)
    (raw,) = tmp_path.glob("*.eml")
    message = email.message_from_bytes(raw.read_bytes(), policy=policy.default)
    assert message["To"] == "zoe.o'brien@alder.example"
    assert message["Subject"] == "Your role at Alder Agency"
    body = " ".join(message.get_body(("plain",)).get_content().split())
    assert "Alder Agency has given you a role here: contributor, deputy senior manager." in body
    assert "it works once, only for you, and until the end of" in body
    assert "https://portal.example/invitation/" in body
    assert "Zoë" not in body
    with as_owner(way.partnership.logins) as session:
        (sent,) = session.execute(text("select path from portal.invitation")).scalars()
    assert sent == "/home"


def test_an_invitation_is_not_sent_to_who_has_signed_in_or_left(way: Way, tmp_path: Path) -> None:
    keeper = way.partnership.who("alder", Role.ADMINISTRATOR)
    way.do(keeper, keeping.invite_again, deputy(way, "alder").membership)
    left = way.do(keeper, keeping.add, name="Ines", email="ines@alder.example", roles={DEPUTY})
    way.do(keeper, keeping.end_membership, left)
    _carry(way, tmp_path)
    assert list(tmp_path.glob("*.eml")) == []
