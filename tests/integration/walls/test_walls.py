"""The walls, at SQL: table × command × role × context, each denial beside the context that may.

The case is alder's, forwarded to birch. `MAY` is written by hand, from the table "Who sees what" of the
protocol; a context that is not named in it is denied. Every statement is rolled back.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.rows import tuple_row

from portal.escalations.actions import identity, office, part_1, replies
from portal.protocol.actors import Role
from tests import partnership
from tests.engines import Template
from tests.way import REPLY, Way

ALDER, BIRCH, OFFICE = "alder", "birch", "business unit"
BARRED, CEDAR, NOBODY = "alder, barred", "cedar", "nobody"
HALF = "a workspace without a membership"
EXECUTIVE, SCRUTINEER, LEARNING, QUALITY = "executive", "scrutineer", "learning", "quality"
CONTEXTS = (
    ALDER, BIRCH, OFFICE, BARRED, CEDAR, NOBODY, HALF, EXECUTIVE, SCRUTINEER, LEARNING, QUALITY,
)  # fmt: skip

PARTIES = {ALDER, BIRCH, OFFICE}
EVERYONE = set(CONTEXTS)

SELECT, INSERT, UPDATE, DELETE = "select", "insert", "update", "delete"
WEB, WORKER = "portal_web", "portal_worker"

MAY: dict[tuple[str, str, str], set[str]] = {
    # Cases, and what belongs to them
    (WEB, "escalation", SELECT): PARTIES,
    (WEB, "escalation", UPDATE): PARTIES,
    (WEB, "part", SELECT): PARTIES,
    (WEB, "part", INSERT): {ALDER, BIRCH},
    (WEB, "part", UPDATE): {BIRCH, OFFICE},
    (WEB, "deadline", SELECT): PARTIES,
    (WEB, "deadline", INSERT): PARTIES,
    (WEB, "deadline", UPDATE): PARTIES,
    (WEB, "document", SELECT): PARTIES,
    (WEB, "document", INSERT): {ALDER},
    (WEB, "history", SELECT): PARTIES,
    (WEB, "history", INSERT): PARTIES,
    (WEB, "access", SELECT): PARTIES,
    (WEB, "access", INSERT): PARTIES,
    (WEB, "child", SELECT): PARTIES,
    (WEB, "child_key", SELECT): PARTIES,
    (WEB, "case_audience", SELECT): PARTIES | {BARRED},
    (WEB, "draft", SELECT): {ALDER},
    (WEB, "draft", UPDATE): {ALDER},
    (WEB, "draft", INSERT): PARTIES,
    (WEB, "draft", DELETE): {ALDER},
    (WEB, "editing", SELECT): {ALDER},
    (WEB, "editing", INSERT): PARTIES,
    (WEB, "editing", UPDATE): {ALDER},
    (WEB, "editing", DELETE): {ALDER},
    (WEB, "note", SELECT): PARTIES,
    (WEB, "note", INSERT): PARTIES,
    (WEB, "link", SELECT): {ALDER, OFFICE},
    (WEB, "link", INSERT): {ALDER, OFFICE},
    (WEB, "link", DELETE): {OFFICE},
    (WEB, "diversion", SELECT): {OFFICE},
    (WEB, "diversion", INSERT): {ALDER, BARRED, BIRCH, CEDAR},
    (WEB, "attachment", SELECT): PARTIES,
    (WEB, "attachment", INSERT): {ALDER},
    (WEB, "attachment", UPDATE): {ALDER},
    (WEB, "attachment", DELETE): {ALDER},
    (WEB, "attachment_content", SELECT): PARTIES,
    (WEB, "attachment_content", INSERT): {ALDER},
    (WEB, "outbox", INSERT): PARTIES,
    (WEB, "outbox", SELECT): {OFFICE},
    (WEB, "outbox", UPDATE): {OFFICE},
    (WEB, "nudge", SELECT): PARTIES,
    (WEB, "nudge", INSERT): PARTIES,
    (WEB, "once", SELECT): {ALDER},
    (WEB, "once", INSERT): EVERYONE - {NOBODY, HALF},
    (WEB, "once", UPDATE): {ALDER},
    # Stage 4, of a case that is not there yet: test_executive.py has those who sit
    (WEB, "substitute", SELECT): {OFFICE},
    (WEB, "bench_place", SELECT): {OFFICE},
    (WEB, "bench_place", INSERT): {OFFICE},
    (WEB, "bench_place", UPDATE): {OFFICE},
    (WEB, "declaration", SELECT): {OFFICE, EXECUTIVE},
    # Days off
    (WEB, "closure", SELECT): EVERYONE,
    (WEB, "closure", INSERT): {OFFICE},
    (WEB, "closure", DELETE): {OFFICE},
    (WEB, "closure_change", SELECT): {OFFICE},
    (WEB, "closure_change", INSERT): {OFFICE},
    # People
    (WEB, "person", SELECT): {ALDER, BARRED, OFFICE},
    (WEB, "membership", SELECT): {ALDER, BARRED, OFFICE},
    (WEB, "membership_role", SELECT): {ALDER, BARRED, OFFICE},
    (WEB, "absence", SELECT): {ALDER, BARRED, OFFICE},
    (WEB, "absence", INSERT): {ALDER},
    (WEB, "absence", UPDATE): {ALDER},
    (WEB, "directory_confirmation", SELECT): {ALDER, BARRED, OFFICE},
    (WEB, "directory_confirmation", INSERT): {BIRCH, CEDAR},
    # The worker sees a case as the person does to whom it writes, and reads no identity. Dates it keeps as the
    # Business Unit sees them, and reads who signed for that alone
    (WORKER, "escalation", SELECT): PARTIES,
    (WORKER, "escalation", UPDATE): {OFFICE},
    (WORKER, "part", SELECT): PARTIES,
    (WORKER, "deadline", SELECT): PARTIES,
    (WORKER, "history", SELECT): PARTIES,
    (WORKER, "history", INSERT): PARTIES,
    (WORKER, "case_audience", SELECT): PARTIES | {BARRED},
    (WORKER, "person", SELECT): {ALDER, BARRED, OFFICE},
    (WORKER, "membership", SELECT): {ALDER, BARRED, OFFICE},
    (WORKER, "membership_role", SELECT): {ALDER, BARRED, OFFICE},
    (WORKER, "invitation", SELECT): {ALDER},
    (WORKER, "invitation", INSERT): {ALDER},
    (WORKER, "attachment", SELECT): {ALDER},
    (WORKER, "attachment_content", SELECT): {ALDER},
    (WORKER, "outbox", SELECT): EVERYONE,
    (WORKER, "outbox", UPDATE): EVERYONE,
    (WORKER, "outbox", INSERT): EVERYONE,
    (WORKER, "nudge", SELECT): EVERYONE,
    (WORKER, "nudge", INSERT): EVERYONE,
    (WORKER, "nudge", UPDATE): EVERYONE,
    (WORKER, "nudge", DELETE): EVERYONE,
    (WORKER, "closure", SELECT): EVERYONE,
    (WORKER, "deadline", INSERT): {OFFICE},
    (WORKER, "deadline", UPDATE): {OFFICE},
    (WORKER, "part", UPDATE): {OFFICE},
    (WORKER, "document", SELECT): {OFFICE},
    (WORKER, "directory_confirmation", SELECT): {OFFICE},
}
"""Role, table and command -> the contexts in which it reaches the case, or alder's contributor."""

TABLES = (
    "access", "case_audience", "child", "child_key", "deadline", "document", "draft", "escalation", "history",
    "history_head", "identity", "invitation", "membership", "membership_role", "once", "outbox", "part",
    "person", "sign_in",
    "absence", "directory_confirmation",
    "diversion", "editing", "link", "note",
    "attachment", "attachment_content",
    "closure", "closure_change", "nudge",
    "substitute", "bench_place", "declaration", "deliberation", "member_view",
)  # fmt: skip

OF_PERSON = {
    "person": "id = %(person)s",
    "membership": "id = %(contributor)s",
    "membership_role": "membership_id = %(contributor)s",
    "identity": "person_id = %(person)s",
    "sign_in": "person_id = %(person)s",
    "invitation": "membership_id = %(contributor)s",
    "absence": "membership_id = %(contributor)s",
    "directory_confirmation": "workspace_id = %(alder)s",
    "once": "key = %(key)s",
    "escalation": "id = %(case)s",
    "draft": "escalation_id = %(case)s and kind = 'part_1'",
    "diversion": "id = %(diversion)s",
    "attachment_content": "attachment_id in (%(signed)s, %(unsigned)s)",
    "closure": "day = '2027-01-04'",
    "closure_change": "day = '2027-01-04'",
    "bench_place": "membership_id = %(chair)s",
}
"""Which rows are meant, where it is not those of the case."""

INSERTS = {
    "escalation": "(id, rules_version, opened_at, audience) values (%(new)s, 1, now(), array[%(cedar)s]::uuid[])",
    "part": "(id, escalation_id, kind, workspace_id, state, began_at)"
    " values (%(new)s, %(case)s, 'referral', %(cedar)s, 'asked', now())",
    "deadline": "(escalation_id, clock, workspace_id, started_at, due_on, due_at, working)"
    " values (%(case)s, 'turn', %(cedar)s, now(), '2026-12-01', now(), '{}')",
    "document": "(escalation_id, kind, version, content, signed_by_name, signed_by_role, signed_at)"
    " values (%(case)s, 'part_3', 1, '{}', 'n', 'r', now())",
    "draft": "(escalation_id, kind, content, updated_by, updated_by_name, updated_at)"
    " values (%(case)s, 'part_3', '{}', %(contributor)s, 'n', now())",
    "child": "values (%(case)s, 9, 1, 'n', 'd', 'r')",
    "child_key": "values (%(case)s, 1, 1, 'name', 'x')",
    "history": "(escalation_id, event, at, payload) values (%(case)s, 'x', now(), '{}')",
    "history_head": "values (%(new)s, 1, '')",
    "access": "(escalation_id, at, what, purpose, name, role) values (%(case)s, now(), 'print', 'x', 'x', 'x')",
    "case_audience": "values (%(cedar)s, %(case)s, 0, now(), now())",
    "outbox": "(id, kind, escalation_id, workspace_id, membership_id, dedupe_key)"
    " values (%(new)s, 'x', %(case)s, %(alder)s, %(contributor)s, %(new)s)",
    "once": "(key) values (%(new)s)",
    "person": "(id, name, email, home_workspace_id) values (%(new)s, 'n', 'e', %(cedar)s)",
    "membership": "(person_id, workspace_id) values (%(person)s, %(cedar)s)",
    "membership_role": "(membership_id, role) values (%(contributor)s, 'senior_manager')",
    "identity": "values ('i', 's', %(person)s, now())",
    "sign_in": "(token_digest, person_id, issuer, subject, expires_at)"
    " values ('', %(person)s, 'i', 's', now())",
    "invitation": "(id, membership_id, path) values (%(new)s, %(contributor)s, '/cases')",
    "absence": "(membership_id, starts_on, ends_on) values (%(contributor)s, '2027-01-04', '2027-01-08')",
    "directory_confirmation": "(confirmed_by_name, at) values ('n', now())",
    "editing": "(escalation_id, kind, section, name) values (%(case)s, 'part_1', 'issues', 'n')",
    "note": "(id, escalation_id, kind, body, name, role, at)"
    " values (%(new)s, %(case)s, 'addendum', 'b', 'n', 'r', now())",
    "link": "(escalation_id, linked_id, why, at) values (%(case)s, %(other)s, 'w', now())",
    "diversion": "(stopped_by, answers, on_date) values ('complaint', '{}', '2027-01-04')",
    "attachment": "(escalation_id, paper, name, title, author, type, third_party, minimum, media_type, size,"
    " sha256, state, added_by_name, added_at) values (%(case)s, 'part_1', 'n', 't', 'a', 'plan', false, true,"
    " 'm', 1, sha256(''), 'clean', 'n', now())",
    "attachment_content": "values (%(unsigned)s, 'x')",
    "closure": "values ('2027-01-05', 'r')",
    "closure_change": "(day, reason, added, name, at) values ('2027-01-05', 'r', true, 'n', now())",
    "nudge": "(deadline_id, step, escalation_id, at) values (%(deadline)s, 'x', %(case)s, now())",
    "substitute": "(escalation_id, membership_id, named_by_name, at) values (%(case)s, %(member)s, 'n', now())",
    "bench_place": "values (%(member)s, 2)",
    "declaration": "(escalation_id, name, role, at) values (%(case)s, 'n', 'r', now())",
    "deliberation": "(escalation_id, how, held_on, present, name, at)"
    " values (%(case)s, 'meeting', '2027-01-04', '{}', 'n', now())",
    "member_view": "(escalation_id, proposal, view, name, at) values (%(case)s, 1, 'for', 'n', now())",
}
UPDATES = {
    "escalation": "version = version + 1",
    "part": "early = true",
    "deadline": "stopped_at = now()",
    "document": "content = '{}'",
    "draft": "content = '{}'",
    "child": "name = 'n'",
    "child_key": "digest = ''",
    "history": "event = 'x'",
    "history_head": "seq = 9",
    "access": "what = 'x'",
    "case_audience": "rank = 2",
    "outbox": "attempts = 9",
    "once": "location = '/'",
    "person": "name = 'n'",
    "membership": "ended_at = now()",
    "membership_role": "role = 'manager'",
    "identity": "bound_at = now()",
    "sign_in": "ended_at = now()",
    "invitation": "used_at = now()",
    "absence": "ended_at = now()",
    "directory_confirmation": "at = now()",
    "editing": "name = 'n'",
    "note": "body = 'b'",
    "link": "why = 'w'",
    "diversion": "stopped_by = 's'",
    "attachment": "until = until",
    "attachment_content": "content = ''",
    "closure": "reason = 'r'",
    "closure_change": "reason = 'r'",
    "nudge": "at = now()",
    "substitute": "at = now()",
    "bench_place": "place = 3",
    "declaration": "interests = '{}'",
    "deliberation": "minutes = 'm'",
    "member_view": "view = 'against'",
}
UPDATES_OF_ITS_OWN = {
    (WEB, "outbox"): "failed_at = null",
    (WORKER, "deadline"): "due_at = now()",
    (WORKER, "part"): "due_at = now()",
    (WORKER, "escalation"): "silent_since = now()",
}
"""What one of the two may change of a table, where it is not what the other may."""


@dataclass
class Walled:
    """The partnership with its case, and what a statement needs to name."""

    people: partnership.Partnership
    names: dict[str, Any]
    contexts: dict[str, tuple[UUID | None, UUID | None]]

    @contextmanager
    def connected(self, role: str, context: str) -> Iterator[psycopg.Connection[Any]]:
        """A connection of the role with the context set, whose transaction is rolled back."""
        url = {WEB: self.people.logins.web_url, WORKER: self.people.logins.worker_url}[role]
        workspace, membership = self.contexts[context]
        with psycopg.connect(url, row_factory=tuple_row) as connection:
            for name, value in (("workspace", workspace), ("membership", membership)):
                connection.execute(
                    "select set_config(%s, %s, true)", (f"portal.{name}", str(value) if value else "")
                )
            yield connection
            connection.rollback()


@pytest.fixture(scope="module")
def walled(template: Template) -> Iterator[Walled]:
    with template.copy() as logins:
        people = partnership.build(logins)
        way = Way(people).forwarded()
        way.do(way.responder, identity.reveal, way.reference, purpose="act")
        case = way.see(way.officer).case.id
        contributor, key = way.contributor, uuid4()
        beside = _what_stands_beside(people, case)
        barred = people.who("alder", Role.DEPUTY)
        with psycopg.connect(logins.owner_url) as owner:
            owner.execute("set role portal_owner")
            owner.execute(
                "update portal.escalation set barred = %s where id = %s", ([barred.membership], case)
            )
            owner.execute(
                "insert into portal.once (key, membership_id) values (%s, %s)", (key, contributor.membership)
            )
            owner.execute(
                "insert into portal.invitation (membership_id, path) values (%s, '/cases')",
                (contributor.membership,),
            )
            kept = {"workspace": contributor.workspace, "membership": contributor.membership}
            owner.execute(
                "insert into portal.absence (membership_id, workspace_id, starts_on, ends_on, recorded_by)"
                " values (%(membership)s, %(workspace)s, '2026-01-01', '2026-01-02', %(membership)s)",
                kept,
            )
            owner.execute(
                "insert into portal.directory_confirmation (workspace_id, confirmed_by, confirmed_by_name, at)"
                " values (%(workspace)s, %(membership)s, 'n', now())",
                kept,
            )
            owner.execute(
                "insert into portal.sign_in (token_digest, person_id, issuer, subject, expires_at)"
                " values ('x', %s, 'i', 's', now())",
                (contributor.person,),
            )

        def of(slug: str, role: Role) -> tuple[UUID, UUID]:
            one = people.who(slug, role)
            return one.workspace, one.membership

        contexts: dict[str, tuple[UUID | None, UUID | None]] = {
            ALDER: (contributor.workspace, contributor.membership),
            BARRED: (barred.workspace, barred.membership),
            BIRCH: of("birch", Role.SENIOR_MANAGER),
            CEDAR: of("cedar", Role.SENIOR_MANAGER),
            OFFICE: of("business_unit", Role.OFFICER),
            EXECUTIVE: of("executive", Role.CHAIR),
            SCRUTINEER: of("scrutineer", Role.SCRUTINEER),
            LEARNING: of("learning", Role.READER),
            QUALITY: of("quality", Role.READER),
            NOBODY: (None, None),
            HALF: (contributor.workspace, None),
        }
        names = {
            "case": case, "person": contributor.person, "contributor": contributor.membership, "key": key,
            "cedar": people.workspaces["cedar"], "alder": people.workspaces["alder"],
            **beside,
        }  # fmt: skip
        yield Walled(people, names, contexts)
        people.database.engine.dispose()


def _what_stands_beside(people: partnership.Partnership, case: UUID) -> dict[str, UUID]:
    """A note, a section held open, a link to one of two other cases of alder's alone, something stopped, and two
    files of alder's: one signed with Part 1 and clean, one neither."""
    linked, other = (
        one.see(one.officer).case.id for one in (Way(people).submitted(), Way(people).submitted())
    )
    writer = people.who("alder", Role.CONTRIBUTOR)
    names = {"case": case, "linked": linked, "other": other, "diversion": uuid4(), "signed": uuid4(),
             "unsigned": uuid4(), "workspace": writer.workspace, "membership": writer.membership,
             "executive": people.workspaces["executive"],
             "chair": people.who("executive", Role.CHAIR).membership,
             "member": people.who("executive", Role.MEMBER).membership}  # fmt: skip
    with psycopg.connect(people.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        for statement in BESIDE:
            owner.execute(statement, names)
        of_the_reply = "select id from portal.deadline where escalation_id = %(case)s and clock = 'response'"
        row = owner.execute(of_the_reply, names).fetchone()
    assert row
    return {**names, "deadline": row[0]}


BESIDE = (
    "insert into portal.note (escalation_id, kind, body, workspace_id, membership_id, name, role, at)"
    " values (%(case)s, 'addendum', 'b', %(workspace)s, %(membership)s, 'n', 'r', now())",
    "insert into portal.editing (escalation_id, kind, section, workspace_id, membership_id, name)"
    " values (%(case)s, 'part_1', 'why', %(workspace)s, %(membership)s, 'n')",
    "insert into portal.link (escalation_id, linked_id, why, workspace_id, membership_id, at)"
    " values (%(case)s, %(linked)s, 'w', %(workspace)s, %(membership)s, now())",
    "insert into portal.diversion (id, stopped_by, answers, workspace_id, on_date)"
    " values (%(diversion)s, 'complaint', '{}', %(workspace)s, '2027-01-04')",
    "insert into portal.attachment (id, escalation_id, paper, workspace_id, name, title, author, type,"
    " third_party, minimum, media_type, size, sha256, state, added_by, added_by_name, added_at, since)"
    " select one, %(case)s, 'part_1', %(workspace)s, 'n', 't', 'a', 'plan', false, true, 'm', 1, sha256(''),"
    " case when signed then 'clean' else 'quarantined' end, %(membership)s, 'n', now(),"
    " case when signed then 1 end"
    " from (values (%(signed)s, true), (%(unsigned)s, false)) as two (one, signed)",
    "insert into portal.attachment_content values (%(signed)s, 'what is in it')",
    "insert into portal.closure values ('2027-01-04', 'r')",
    "insert into portal.closure_change (day, reason, added, membership_id, name, at)"
    " values ('2027-01-04', 'r', true, %(membership)s, 'n', now())",
    "insert into portal.outbox (kind, escalation_id, workspace_id, membership_id, dedupe_key, failed_at)"
    " values ('x', %(case)s, %(workspace)s, %(membership)s, 'given up', now())",
    # As if the Executive had had the case: what is refused is refused by the walls, and not for want of a row
    "alter table portal.substitute disable trigger named_substitute",
    "alter table portal.declaration disable trigger declared",
    "insert into portal.substitute values (%(case)s, %(chair)s, %(membership)s, 'n', now())",
    "insert into portal.bench_place values (%(chair)s, 1)",
    "insert into portal.declaration (escalation_id, workspace_id, membership_id, name, role, at)"
    " values (%(case)s, %(executive)s, %(chair)s, 'n', 'r', now())",
    "insert into portal.deliberation (escalation_id, how, held_on, present, workspace_id, membership_id, name, at)"
    " values (%(case)s, 'meeting', '2027-01-04', '{}', %(executive)s, %(chair)s, 'n', now())",
    "insert into portal.member_view (escalation_id, proposal, view, workspace_id, membership_id, name, at)"
    " values (%(case)s, 1, 'for', %(executive)s, %(chair)s, 'n', now())",
    "alter table portal.substitute enable trigger named_substitute",
    "alter table portal.declaration enable trigger declared",
)


def _statement(role: str, table: str, command: str) -> str:
    rows = OF_PERSON.get(table, "escalation_id = %(case)s")
    if command == SELECT:
        return f"select 1 from portal.{table} where {rows}"
    if command == INSERT:
        return f"insert into portal.{table} {INSERTS[table]}"
    if command == UPDATE:
        return (
            f"update portal.{table} set {UPDATES_OF_ITS_OWN.get((role, table), UPDATES[table])} where {rows}"
        )
    return f"delete from portal.{table} where {rows}"


def _reaches(walled: Walled, role: str, table: str, command: str, context: str) -> bool:
    """Whether the statement touches a row. Being refused, and touching none, are both a denial."""
    with walled.connected(role, context) as connection:
        try:
            done = connection.execute(_statement(role, table, command), {**walled.names, "new": uuid4()})
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation):
            return False
        return done.rowcount > 0


@pytest.mark.parametrize("command", [SELECT, INSERT, UPDATE, DELETE])
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", [WEB, WORKER])
def test_a_row_is_reached_in_these_contexts_and_no_other(
    walled: Walled, role: str, table: str, command: str
) -> None:
    reached = {context for context in CONTEXTS if _reaches(walled, role, table, command, context)}
    assert reached == MAY.get((role, table, command), set())


def test_every_table_is_walled_or_says_why_it_is_open(walled: Walled) -> None:
    with psycopg.connect(walled.people.logins.owner_url) as connection:
        rows = connection.execute(
            "select c.relname, c.relrowsecurity and c.relforcerowsecurity, obj_description(c.oid)"
            " from pg_class c where c.relnamespace = 'portal'::regnamespace and c.relkind in ('r', 'p')"
        ).fetchall()
    assert {name for name, forced, _ in rows if forced} == set(TABLES)
    assert [name for name, forced, why in rows if not forced and not (why or "").startswith("Open: ")] == []


def test_the_logins_own_nothing_and_bypass_nothing(walled: Walled) -> None:
    with psycopg.connect(walled.people.logins.owner_url) as connection:
        roles = connection.execute(
            "select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles"
            " where rolname in ('portal_web', 'portal_worker') order by 1"
        ).fetchall()
        owned = connection.execute(
            "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner"
            " where r.rolname in ('portal_web', 'portal_worker')"
        ).fetchone()
        member = connection.execute(
            "select count(*) from pg_auth_members a join pg_roles r on r.oid = a.member"
            " where r.rolname in ('portal_web', 'portal_worker')"
        ).fetchone()
    assert (roles, owned, member) == ([("portal_web", False), ("portal_worker", False)], (0,), (0,))


@pytest.mark.parametrize(
    "column", ["audience", "barred", "raising_workspace_id", "reference", "rules_version"]
)
def test_nobody_widens_an_audience_or_changes_whose_case_it_is(walled: Walled, column: str) -> None:
    with walled.connected(WEB, OFFICE) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"update portal.escalation set {column} = {column}")


@pytest.mark.parametrize(
    ("kind", "may"),
    [("response", {OFFICE}), ("referral", {ALDER, BIRCH}), ("summary", set()), ("review", set())],
)
def test_only_those_whose_step_it_is_make_a_part_that_widens_the_audience(
    walled: Walled, kind: str, may: set[str]
) -> None:
    made = set()
    for context in CONTEXTS:
        with walled.connected(WEB, context) as connection, suppress(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "insert into portal.part (id, escalation_id, kind, workspace_id, state, began_at)"
                " values (%(new)s, %(case)s, %(kind)s, %(cedar)s, 'awaited', now())",
                {**walled.names, "new": uuid4(), "kind": kind},
            )
            made.add(context)
    assert made == may


def test_the_worklists_hold_what_the_audiences_say(walled: Walled) -> None:
    Way(walled.people).resolved()
    Way(walled.people).started()
    with psycopg.connect(walled.people.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        rows = owner.execute(
            "select e.audience, array(select a.workspace_id from portal.case_audience a"
            " where a.escalation_id = e.id order by 1) from portal.escalation e"
        ).fetchall()
    assert rows
    assert [(said, listed) for said, listed in rows if sorted(said) != sorted(listed)] == []


def test_a_case_is_started_in_ones_own_workspace_only(walled: Walled) -> None:
    with walled.connected(WEB, CEDAR) as connection:
        audience = connection.execute(
            "insert into portal.escalation (rules_version, opened_at) values (1, now())"
            " returning raising_workspace_id, audience"
        ).fetchone()
    cedar = walled.names["cedar"]
    assert audience == (cedar, [cedar])


def test_a_foreign_an_absent_and_a_hidden_case_refuse_alike(walled: Walled) -> None:
    errors = []
    for case in (walled.names["case"], uuid4()):
        with walled.connected(WEB, CEDAR) as connection, pytest.raises(psycopg.Error) as refused:
            connection.execute(
                "insert into portal.access (escalation_id, at, what, purpose, name, role)"
                " values (%s, now(), 'print', 'x', 'x', 'x')",
                (case,),
            )
        errors.append(str(refused.value))
    assert errors[0] == errors[1]


def test_one_responding_agency_does_not_read_anothers_reply(walled: Walled) -> None:
    way = Way(walled.people).forwarded()
    version = way.version(way.responder)
    way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)
    case = way.see(way.officer).case.id
    with psycopg.connect(walled.people.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        owner.execute(
            "insert into portal.part (id, escalation_id, kind, workspace_id, state, began_at)"
            " values (%s, %s, 'response', %s, 'awaited', now())",
            (uuid4(), case, walled.names["cedar"]),
        )

    def kinds(context: str) -> list[str]:
        with walled.connected(WEB, context) as connection:
            rows = connection.execute(
                "select kind from portal.document where escalation_id = %s order by kind", (case,)
            ).fetchall()
        return [row[0] for row in rows]

    assert (kinds(CEDAR), kinds(BIRCH)) == (["part_1"], ["part_1", "part_2"])


@pytest.mark.parametrize("statement", ["update portal.history set event = 'x'", "delete from portal.history",
                                       "truncate portal.history", "delete from portal.document"])  # fmt: skip
def test_even_the_owner_only_adds_to_the_record(walled: Walled, statement: str) -> None:
    with psycopg.connect(walled.people.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(statement)


def test_a_case_that_has_ended_stays_ended(walled: Walled) -> None:
    way = Way(walled.people).forwarded()
    version = way.version(way.manager)
    way.do(way.manager, replies.withdraw, way.reference, version=version, reasons="Settled.")
    case = way.see(way.manager).case.id
    with walled.connected(WEB, ALDER) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("update portal.escalation set state = 'forwarded' where id = %s", (case,))


def test_a_writer_who_waited_while_the_case_was_taken_is_refused(walled: Walled) -> None:
    """The race: birch waits for the lock to add to the history while the Business Unit removes birch."""
    way = Way(walled.people).forwarded()
    case = way.see(way.officer).case.id
    with (
        walled.connected(WEB, OFFICE) as office,
        psycopg.connect(walled.people.logins.web_url) as birch,
        psycopg.connect(walled.people.logins.owner_url) as watcher,
    ):
        workspace, membership = walled.contexts[BIRCH]
        birch.execute(
            "select set_config('portal.workspace', %s, true), set_config('portal.membership', %s, true)",
            (str(workspace), str(membership)),
        )
        office.execute("update portal.part set state = 'replaced' where escalation_id = %s", (case,))
        outcome = _in_background(birch, case)
        _wait_until_blocked(watcher, birch.info.backend_pid)
        office.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            outcome()


def _in_background(connection: psycopg.Connection[Any], case: UUID) -> Any:
    pool = ThreadPoolExecutor(1)
    future = pool.submit(
        connection.execute,
        "insert into portal.history (escalation_id, event, at, payload) values (%s, 'x', now(), '{}')",
        (case,),
    )
    return lambda: future.result(timeout=10)


def _wait_until_blocked(watcher: psycopg.Connection[Any], pid: int) -> None:
    for _ in range(500):
        blocked = watcher.execute("select cardinality(pg_blocking_pids(%s))", (pid,)).fetchone()
        watcher.rollback()
        if blocked and blocked[0]:
            return
        watcher.execute("select pg_sleep(0.01)")
    raise AssertionError("The writer never came to wait for the lock.")


def _seen_by(walled: Walled, context: str, query: str, case: UUID) -> list[Any]:
    with walled.connected(WEB, context) as connection:
        return [row[0] for row in connection.execute(query, {"case": case}).fetchall()]


def test_a_responding_agency_reads_nothing_of_a_form_that_was_returned(walled: Walled) -> None:
    way = Way(walled.people).submitted()
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="Only for A.")
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    version = way.version(way.officer)
    way.do(way.officer, office.forward, way.reference, version=version, to=[way.responder.membership])
    case = way.see(way.officer).case.id
    versions = "select version from portal.document where escalation_id = %(case)s order by 1"
    children = "select version from portal.child where escalation_id = %(case)s order by 1"
    keys = "select distinct version from portal.child_key where escalation_id = %(case)s order by 1"
    clocks = "select clock from portal.deadline where escalation_id = %(case)s order by 1"
    events = "select event from portal.history where escalation_id = %(case)s order by seq"
    for query in (versions, children, keys):
        assert _seen_by(walled, ALDER, query, case) == [1, 2]
        assert _seen_by(walled, BIRCH, query, case) == [2]
    assert _seen_by(walled, OFFICE, versions, case) == [1, 2]
    assert _seen_by(walled, BIRCH, clocks, case) == ["response"]
    assert len(_seen_by(walled, OFFICE, clocks, case)) == 4
    assert _seen_by(walled, BIRCH, events, case) == ["sign_off", "forward"]
    assert _seen_by(walled, ALDER, events, case) == ["start", "sign_off", "send_back", "sign_off", "forward"]


def test_nobody_but_a_sees_the_identity_in_a_returned_draft(walled: Walled) -> None:
    way = Way(walled.people).submitted()
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="Again.")
    child = {"name": "Unsigned Child", "date_of_birth": "2020-01-01", "record_number": "R-2"}
    facts = {"status": "none", "level_of_need": "1"}
    way.do(way.contributor, part_1.save_children, way.reference, version=1, identities=[child], facts=[facts])
    shown = way.do(way.officer, identity.reveal, way.reference, purpose="check")
    assert [one.name for one in shown] == ["Test Child"]
    assert [one.name for one in way.do(way.manager, identity.reveal, way.reference, purpose="check")] == [
        "Unsigned Child"
    ]


def test_what_a_mask_takes_out_is_known_of_a_case_that_is_seen_alone(walled: Walled) -> None:
    """Every signed version, to each of its parties; the draft of a returned form to its own agency only."""
    way = Way(walled.people).submitted()
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="Again.")
    child = {"name": "Unsigned Child", "date_of_birth": "2020-01-01", "record_number": "R-2"}
    facts = {"status": "none", "level_of_need": "1"}
    way.do(way.contributor, part_1.save_children, way.reference, version=1, identities=[child], facts=[facts])
    returned = way.see(way.officer).case.id
    names = "select version from portal.identity_to_mask(%(case)s) order by 1"
    for context in CONTEXTS:
        signed = [1] if context in PARTIES else []
        assert _seen_by(walled, context, names, walled.names["case"]) == signed, context
    assert _seen_by(walled, ALDER, names, returned) == [1, 2]
    assert _seen_by(walled, OFFICE, names, returned) == [1]
    assert _seen_by(walled, BIRCH, names, returned) == []


def test_a_signed_childs_row_is_never_moved_or_changed(walled: Walled) -> None:
    way = Way(walled.people).submitted()
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="Again.")
    case = way.see(way.manager).case.id
    for statement in (
        "update portal.child set version = 9 where escalation_id = %(case)s",
        "delete from portal.child where escalation_id = %(case)s and version = 1",
        "delete from portal.child_key where escalation_id = %(case)s and version = 1",
        "insert into portal.child_key values (%(case)s, 1, 1, 'name', 'x')",
    ):
        with (
            walled.connected(WEB, ALDER) as connection,
            pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)),
        ):
            connection.execute(statement, {"case": case})


@pytest.mark.parametrize("state", ["draft", "discarded"])
def test_a_submitted_case_stays_known(walled: Walled, state: str) -> None:
    with walled.connected(WEB, ALDER) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(
            "update portal.escalation set state = %(state)s where id = %(case)s",
            {"state": state, **walled.names},
        )


def test_a_look_is_read_by_the_raising_agency_the_business_unit_and_its_own_agency(walled: Walled) -> None:
    """One look by each of them, and one by an agency that responded before."""
    whose = (ALDER, BIRCH, OFFICE, CEDAR)
    with psycopg.connect(walled.people.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        for one in whose:
            of, by = walled.contexts[one]
            owner.execute(
                "insert into portal.access"
                " (escalation_id, at, what, purpose, workspace_id, membership_id, name, role)"
                " values (%(case)s, now(), 'view', '', %(of)s, %(by)s, %(one)s, 'r')",
                {**walled.names, "of": of, "by": by, "one": f"look of {one}"},
            )
    read: dict[str, set[str]] = {}
    for reader in CONTEXTS:
        with walled.connected(WEB, reader) as connection:
            rows = connection.execute("select name from portal.access where name like 'look of %'")
            read[reader] = {str(name).removeprefix("look of ") for (name,) in rows}
    nobody: dict[str, set[str]] = {one: set() for one in set(CONTEXTS) - PARTIES}
    assert read == {**nobody, ALDER: set(whose), OFFICE: set(whose), BIRCH: {ALDER, BIRCH, OFFICE}}


def test_a_reply_is_kept_by_its_own_agency_alone(walled: Walled) -> None:
    part = walled.people.logins
    with psycopg.connect(part.owner_url) as owner:
        owner.execute("set role portal_owner")
        row = owner.execute(
            "select id from portal.part where escalation_id = %(case)s and kind = 'response'", walled.names
        ).fetchone()
    assert row
    made = set()
    for context in CONTEXTS:
        with walled.connected(WEB, context) as connection, suppress(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "insert into portal.document"
                " (escalation_id, part_id, kind, version, content, signed_by_name, signed_by_role, signed_at)"
                " values (%(case)s, %(part)s, 'part_2', 9, '{}', 'n', 'r', now())",
                {**walled.names, "part": row[0]},
            )
            made.add(context)
    assert made == {BIRCH}


MAY_RUN = {
    WEB: {
        "act_for", "begin_sign_in", "current_kind", "current_membership", "current_workspace", "digest_of",
        "digest_of_children", "end_sign_in", "identity_to_mask", "invitation_leads_to",
        "never_signed_in", "new_reference", "recognise", "role_granters", "role_holders", "signed_in",
        "bar", "comes_from_here", "is_administrator", "stand_ins", "without_role",
        "before_the_executive", "bench", "compiles", "is_clerk", "possible_substitutes", "sits", "views_held",
    },
    WORKER: {
        "bench", "clear_away", "current_kind", "current_membership", "current_workspace", "has_signed_in",
        "role_holders", "stand_ins", "views_held",
    },
}  # fmt: skip
"""The functions each login may run. Nobody may run one by default."""


@pytest.mark.parametrize("role", [WEB, WORKER])
def test_the_functions_that_look_past_the_walls_are_run_by_those_who_need_them(
    walled: Walled, role: str
) -> None:
    with psycopg.connect(walled.people.logins.owner_url) as connection:
        rows = connection.execute(
            "select proname from pg_proc where pronamespace = 'portal'::regnamespace"
            " and has_function_privilege(%s, oid, 'execute')",
            (role,),
        ).fetchall()
    assert {name for (name,) in rows} == MAY_RUN[role]


@pytest.mark.parametrize("role", [WEB, WORKER])
def test_no_login_makes_a_table_for_those_functions_to_run_on(template: Template, role: str) -> None:
    """Asked of the migrated database itself: a copy of one does not copy who may do what with it."""
    with psycopg.connect(template.server.url(database="postgres")) as connection:
        may = connection.execute(
            "select has_database_privilege(%s, %s, 'temporary'), has_schema_privilege(%s, 'public', 'create')",
            (role, template.name, role),
        ).fetchone()
    assert may == (False, False)
