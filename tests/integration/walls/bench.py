"""The Executive's bench before one case, and what somebody of it tries there, for the walls of stage 4.

Alder's case, answered by birch, was referred. Whoever sits declares first; a forgotten step, an interest or a
conflict leaves the papers closed. Everything is tried as the web's login, which sets its own context, and rolled
back.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import text

from portal.agencies import actions as agencies
from portal.escalations.actions import attachments, referral, replies
from portal.escalations.actions.attachments import Described, Limits
from portal.infra import files
from portal.infra.db import Context
from portal.protocol.actors import Actor, Role
from portal.protocol.attachments import Paper
from portal.protocol.rows import Action
from tests.partnership import Partnership, as_owner
from tests.stage_4 import NOT_RESOLVED
from tests.way import REPLY, REQUEST, Way

TABLES = (
    "escalation", "part", "deadline", "document", "note", "history", "child", "attachment", "attachment_content",
)  # fmt: skip
CLOSED: dict[str, bool] = dict.fromkeys(TABLES, False)
OPEN_TO_MEMBERS = {**CLOSED, **dict.fromkeys(
    ("escalation", "part", "deadline", "document", "note", "history", "attachment"), True
)}  # fmt: skip
"""What a member reads once nothing speaks against it: all of the form, no identity, and no file's content."""

CONFLICTS = {
    "of the raising agency": ["agency"],
    "of the responding agency": ["agency"],
    "of the same organisation": ["parent"],
    "left birch 11 months ago": ["moved"],
    "left cedar 11 months ago": ["moved"],
    "who signed Part 4": ["signed"],
}
"""Who may not sit -> what the portal finds."""

COUNT = {
    "escalation": "select from portal.escalation where id = %(case)s",
    "attachment_content": "select from portal.attachment_content",
}
DECLARE = (
    "insert into portal.declaration (escalation_id, interests, name, role, at)"
    " values (%(case)s, %(interests)s, 'n', 'r', now())"
)
MEET = (
    "insert into portal.deliberation (escalation_id, how, held_on, present, minutes, name, at)"
    " values (%(case)s, 'meeting', '2027-01-04', '{}', 'm', 'n', now())"
)
HOLD = (
    "insert into portal.member_view (escalation_id, proposal, view, name, at)"
    " values (%(case)s, 1, 'for', 'n', now())"
)
MINUTES = "select minutes from portal.deliberation where escalation_id = %(case)s"
VIEWS = "select view from portal.member_view where escalation_id = %(case)s"
MOVED = text("update portal.person set home_workspace_id = :home where id = :person")
LEFT = text(
    "update portal.membership set ended_at = now() - make_interval(months => :months)"
    " where person_id = :person and workspace_id = :workspace"
)


@dataclass
class Bench:
    """The case at stage 4, and everybody of the Executive by what they are to it."""

    people: Partnership
    way: Way
    case: UUID
    members: dict[str, UUID] = field(default_factory=dict)

    @contextmanager
    def acting(self, workspace: str, membership: UUID, *, role: str = "web") -> Iterator["Acting"]:
        """The web's login, or the worker's, in somebody's context; rolled back."""
        logins = self.people.logins
        url = logins.web_url if role == "web" else logins.worker_url
        with psycopg.connect(url, row_factory=dict_row) as connection:
            one = Acting(connection, self.case)
            one.becomes(self.people.workspaces[workspace], membership)
            yield one
            connection.rollback()

    def member(self, who: str, *, role: str = "web") -> Any:
        """The same for somebody of the Executive."""
        return self.acting("executive", self.members[who], role=role)

    def one_of(self, slug: str, role: Role) -> Any:
        """The same for the person of a workspace who holds a role."""
        return self.acting(slug, self.people.who(slug, role).membership)

    def keeps(self, who: str, case: UUID, *statements: str) -> None:
        """What somebody of the Executive does for good."""
        context = Context(workspace=self.people.workspaces["executive"], membership=self.members[who])
        with self.people.database.work(context) as session:
            for statement in statements:
                session.connection().exec_driver_sql(statement, {"case": case, "interests": []})


@dataclass
class Acting:
    """A connection in which somebody acts."""

    connection: psycopg.Connection[Any]
    case: UUID

    def becomes(self, workspace: UUID, membership: UUID) -> None:
        """Set whose context it is."""
        self.connection.execute(
            "select set_config('portal.workspace', %s, true), set_config('portal.membership', %s, true)",
            (str(workspace), str(membership)),
        )

    def does(self, statement: str, **more: Any) -> list[dict[str, Any]]:
        """Run a statement about the case."""
        done = self.connection.execute(statement, {"case": self.case, "interests": [], **more})
        return done.fetchall() if done.description else []

    def refused(self, statement: str, **more: Any) -> bool:
        """Whether the walls refuse it."""
        with suppress(psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation):
            with self.connection.transaction():
                self.does(statement, **more)
            return False
        return True

    def reads(self) -> dict[str, bool]:
        """Of each table, whether a row of the case is read; one that may not be asked is not."""
        return {table: self._reads(table) for table in TABLES}

    def _reads(self, table: str) -> bool:
        statement = COUNT.get(table, f"select from portal.{table} where escalation_id = %(case)s")
        try:
            with self.connection.transaction():
                return self.connection.execute(statement, {"case": self.case}).rowcount > 0
        except psycopg.errors.InsufficientPrivilege:
            return False

    def told(self) -> list[dict[str, Any]]:
        """What stands before any paper opens."""
        return self.does("select * from portal.before_the_executive()")


def seated(people: Partnership) -> Bench:
    """A case that was referred, with everybody of the Executive at it."""
    way = referred(people)
    bench = Bench(people, way, way.see(way.officer).case.id)
    _seat(bench)
    return bench


def referred(people: Partnership) -> Way:
    """Referred by alder, with a clean file of birch's and something added."""
    way = Way(people).forwarded()
    way.do(
        way.responder, attachments.add, way.reference, paper=Paper.PART_2, limits=Limits(9, scanned=False),
        file=files.accept("notes.txt", b"So it is."),
        described=Described("Notes", "Birch", "minutes", third_party=False, minimum=True),
    )  # fmt: skip
    for actor, action, content in (
        (way.responder, replies.respond, REPLY),
        (way.manager, replies.conclude, NOT_RESOLVED),
    ):
        way.do(actor, action, way.reference, version=way.version(actor), content=content)
    deputy = people.who("alder", Role.DEPUTY)
    way.do(
        deputy,
        referral.ask,
        way.reference,
        version=way.version(deputy),
        how=Action.ASK_REFERRAL,
        content=REQUEST,
    )
    (request,) = way.see(way.officer).case.requests
    way.do(way.responder, referral.comment, way.reference, part=request.id, body="We met twice.")
    way.do(way.officer, referral.refer, way.reference, version=way.version(way.officer))
    return way


def _seat(bench: Bench) -> None:
    """Everybody of the Executive: without a conflict, and with one of each kind."""
    people, slugs = bench.people, bench.people.workspaces
    with as_owner(people.logins) as session:
        session.execute(
            text(
                "update portal.workspace set organisation_id ="
                " (select organisation_id from portal.workspace where id = :b) where id = :c"
            ),
            {"b": slugs["birch"], "c": slugs["cedar"]},
        )

        def of(home: str, who: str, role: Role = Role.MEMBER, *, was: str = "", months: int = 0) -> None:
            person = agencies.add_person(session, name=who, email=f"{len(who)}@e.example", home=slugs[home])
            bench.members[who] = agencies.grant(
                session, person=person, workspace=slugs["executive"], roles=[role]
            )
            if was:
                agencies.grant(session, person=person, workspace=slugs[was], roles=[Role.CONTRIBUTOR])
                left = {"person": person, "workspace": slugs[was], "months": months}
                session.execute(LEFT, left)

        of("executive", "free")
        of("executive", "another free")
        of("executive", "whose place ends")
        of("alder", "of the raising agency")
        of("birch", "of the responding agency")
        of("cedar", "of the same organisation")
        of("executive", "left birch 11 months ago", was="birch", months=11)
        of("executive", "left cedar 11 months ago", was="cedar", months=11)
        of("executive", "left birch 13 months ago", was="birch", months=13)
        of("executive", "substitute", Role.SUBSTITUTE)
        of("birch", "substitute of birch", Role.SUBSTITUTE)
        signer = people.who("alder", Role.DEPUTY)
        _left_long_ago(session, signer, home=slugs["executive"])
        bench.members["who signed Part 4"] = agencies.grant(
            session, person=signer.person, workspace=slugs["executive"], roles=[Role.MEMBER]
        )


def _left_long_ago(session: Any, one: Actor, *, home: UUID) -> None:
    session.execute(MOVED, {"person": one.person, "home": home})
    session.execute(LEFT, {"person": one.person, "workspace": one.workspace, "months": 20})
