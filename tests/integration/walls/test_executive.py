"""The walls of the Executive and of the Scrutineer, at SQL (decisions 21 to 23).

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
import pytest
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
from tests.engines import Template
from tests.partnership import Partnership, as_owner, founded
from tests.way import CONCLUSION, REPLY, REQUEST, Way

TABLES = (
    "escalation", "part", "deadline", "document", "note", "history", "child", "attachment", "attachment_content",
)  # fmt: skip
CLOSED: dict[str, bool] = dict.fromkeys(TABLES, False)
OPEN_TO_MEMBERS = {**CLOSED, **dict.fromkeys(
    ("escalation", "part", "deadline", "document", "note", "history", "attachment"), True
)}  # fmt: skip
"""What a member reads once nothing speaks against it: all of the form, no identity, and no file's content."""

NOT_RESOLVED = CONCLUSION | {"results": {"1": "not"}, "overall": "not", "reasons": "It is not."}
COUNT = {
    "escalation": "select from portal.escalation where id = %(case)s",
    "attachment_content": "select from portal.attachment_content",
}
DECLARE = (
    "insert into portal.declaration (escalation_id, interests, name, role, at)"
    " values (%(case)s, %(interests)s, 'n', 'r', now())"
)
NAME = (
    "insert into portal.substitute (escalation_id, membership_id, named_by_name, at)"
    " values (%(case)s, %(membership)s, 'n', now())"
)
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


@pytest.fixture(scope="module")
def bench(template: Template) -> Iterator[Bench]:
    with founded(template) as people:
        way = _referred(people)
        bench = Bench(people, way, way.see(way.officer).case.id)
        _seat(bench)
        yield bench


def _referred(people: Partnership) -> Way:
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


# Before and after declaring --------------------------------------------------------------------------------


def test_decision_21_before_declaring_a_member_reads_the_reference_the_parties_and_the_signatories(
    bench: Bench,
) -> None:
    with bench.member("free") as acting:
        assert acting.reads() == CLOSED
        (told,) = acting.told()
    assert told["reference"] == bench.way.reference
    assert (told["raising"], told["responding"]) == ("Alder Agency", ["Birch Agency"])
    assert told["signatories"] == [
        "alder deputy, Alder Agency", "alder senior_manager, Alder Agency", "birch senior_manager, Birch Agency",
    ]  # fmt: skip
    assert (told["declared"], told["sits"], told["found"]) == (False, False, [])


def test_decision_21_after_declaring_a_member_without_a_conflict_reads_the_form_and_no_identity(
    bench: Bench,
) -> None:
    with bench.member("free") as acting:
        acting.does(DECLARE)
        assert acting.reads() == OPEN_TO_MEMBERS
        kinds = {row["kind"] for row in acting.does("select kind from portal.document")}
        assert kinds == {"part_1", "part_2", "part_3", "part_4"}
        assert acting.told()[0]["sits"]


def test_decision_21_a_move_of_more_than_twelve_months_ago_is_none(bench: Bench) -> None:
    with bench.member("left birch 13 months ago") as acting:
        acting.does(DECLARE)
        assert acting.reads() == OPEN_TO_MEMBERS


CONFLICTS = {
    "of the raising agency": ["agency"],
    "of the responding agency": ["agency"],
    "of the same organisation": ["parent"],
    "left birch 11 months ago": ["moved"],
    "left cedar 11 months ago": ["moved"],
    "who signed Part 4": ["signed"],
}


@pytest.mark.parametrize("who", CONFLICTS)
def test_decision_21_a_conflict_that_the_portal_finds_leaves_the_papers_closed(
    bench: Bench, who: str
) -> None:
    with bench.member(who) as acting:
        acting.does(DECLARE)
        assert acting.reads() == CLOSED
        (told,) = acting.told()
        assert (told["found"], told["sits"]) == (CONFLICTS[who], False)
        (own,) = acting.does("select found, recused from portal.declaration")
        assert own == {"found": CONFLICTS[who], "recused": True}


def test_decision_21_a_declared_interest_leaves_the_papers_closed_whatever_is_declared_later(
    bench: Bench,
) -> None:
    with bench.member("free") as acting:
        acting.does(DECLARE, interests=["managed"])
        assert acting.reads() == CLOSED
        acting.does(DECLARE)
        assert acting.reads() == CLOSED, "More may be declared, never less."


def test_decision_21_more_may_be_declared_and_closes_what_was_open(bench: Bench) -> None:
    with bench.member("free") as acting:
        acting.does(DECLARE)
        assert acting.reads() == OPEN_TO_MEMBERS
        acting.does(DECLARE, interests=["personal"])
        assert acting.reads() == CLOSED


@pytest.mark.parametrize(
    "statement",
    ["update portal.declaration set interests = '{}'", "delete from portal.declaration"],
)
def test_a_declaration_stands(bench: Bench, statement: str) -> None:
    with bench.member("free") as acting:
        acting.does(DECLARE, interests=["managed"])
        assert acting.refused(statement)


def test_a_declaration_says_what_the_portal_found_and_not_what_it_is_told(bench: Bench) -> None:
    with bench.member("of the raising agency") as acting:
        for column, value in (
            ("found", "'{}'"),
            ("recused", "false"),
            ("membership_id", "gen_random_uuid()"),
        ):
            given = DECLARE.replace("interests,", f"interests, {column},")
            assert acting.refused(given.replace("%(interests)s", f"%(interests)s, {value}"))


def test_that_a_member_declared_stands_in_the_history_for_the_executive_and_the_business_unit(
    bench: Bench,
) -> None:
    seen = "select from portal.history where event = 'declare' and escalation_id = %(case)s"
    readers = {
        "business_unit": bench.people.who("business_unit", Role.OFFICER),
        "alder": bench.people.who("alder", Role.SENIOR_MANAGER),
        "birch": bench.people.who("birch", Role.SENIOR_MANAGER),
    }
    with bench.member("of the raising agency") as acting:
        acting.does(DECLARE)
        read = set()
        for slug, one in readers.items():
            acting.becomes(one.workspace, one.membership)
            read |= {slug} if acting.connection.execute(seen, {"case": bench.case}).rowcount else set()
        acting.becomes(bench.people.workspaces["executive"], bench.members["free"])
        acting.does(DECLARE)
        assert acting.connection.execute(seen, {"case": bench.case}).rowcount == 2
    assert read == {"business_unit"}


def test_another_cases_declaration_opens_nothing(bench: Bench) -> None:
    """The same member sits on one case, and has not declared on the other."""
    other = _referred(bench.people).see(bench.way.officer).case.id
    with bench.member("free") as acting:
        acting.does(DECLARE, case=other)
        assert acting.reads() == CLOSED
        assert {row["sits"] for row in acting.told()} == {True, False}


def test_nobody_declares_on_a_case_that_the_executive_does_not_have(bench: Bench) -> None:
    other = Way(bench.people).forwarded()
    case = other.see(other.officer).case.id
    with bench.member("free") as acting:
        assert acting.refused(DECLARE, case=case)
        assert case not in {row["escalation_id"] for row in acting.told()}


@pytest.mark.parametrize(("slug", "role"), [("business_unit", Role.CLERK), ("alder", Role.SENIOR_MANAGER)])
def test_nobody_else_declares(bench: Bench, slug: str, role: Role) -> None:
    with bench.one_of(slug, role) as acting:
        assert acting.refused(DECLARE)
        assert acting.told() == []


# Substitutes -----------------------------------------------------------------------------------------------


def test_decision_22_a_substitute_reads_and_declares_only_on_the_case_for_which_they_are_named(
    bench: Bench,
) -> None:
    officer, executive = bench.people.who("business_unit", Role.OFFICER), bench.people.workspaces["executive"]
    with bench.member("substitute") as acting:
        assert acting.told() == []
        assert acting.refused(DECLARE)
        acting.becomes(officer.workspace, officer.membership)
        acting.does(NAME, membership=bench.members["substitute"])
        acting.becomes(executive, bench.members["substitute"])
        assert [row["reference"] for row in acting.told()] == [bench.way.reference]
        assert acting.reads() == CLOSED
        acting.does(DECLARE)
        assert acting.reads() == OPEN_TO_MEMBERS


@pytest.mark.parametrize("who", ["substitute of birch", "free"])
def test_decision_22_no_substitute_is_named_from_a_party_or_who_is_none(bench: Bench, who: str) -> None:
    with bench.one_of("business_unit", Role.OFFICER) as acting:
        assert acting.refused(NAME, membership=bench.members[who])


def test_decision_22_only_the_business_unit_names_a_substitute(bench: Bench) -> None:
    with bench.member("free") as acting:
        acting.does(DECLARE)
        assert acting.refused(NAME, membership=bench.members["substitute"])


def test_the_bench_is_read_by_the_business_unit_and_the_executive(bench: Bench) -> None:
    statement = "select name, found from portal.bench(%(case)s)"
    with bench.one_of("business_unit", Role.OFFICER) as acting:
        found = {row["name"]: row["found"] for row in acting.does(statement)}
        assert {who: found[who] for who in CONFLICTS if who in found} == {
            who: why for who, why in CONFLICTS.items() if who != "who signed Part 4"
        }
        assert found["alder deputy"] == ["signed"]
        assert "substitute" not in found
    with bench.one_of("alder", Role.SENIOR_MANAGER) as acting:
        assert acting.does(statement) == []
    with bench.member("substitute") as acting:
        assert acting.does(statement) == []


# Deliberations ---------------------------------------------------------------------------------------------

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


def test_deliberations_are_read_by_who_sits_and_the_minutes_by_the_clerk(bench: Bench) -> None:
    minutes, views = set(), set()
    executive = bench.people.workspaces["executive"]
    readers = {
        f"{slug} {role}": bench.people.who(slug, role)
        for slug, role in (
            ("business_unit", Role.OFFICER), ("business_unit", Role.MANAGER), ("business_unit", Role.CLERK),
            ("alder", Role.SENIOR_MANAGER), ("birch", Role.SENIOR_MANAGER), ("scrutineer", Role.SCRUTINEER),
        )
    }  # fmt: skip
    with bench.member("free") as acting:
        acting.does(DECLARE)
        acting.does(MEET)
        acting.does(HOLD)
        contexts = {name: (one.workspace, one.membership) for name, one in readers.items()}
        contexts |= {name: (executive, membership) for name, membership in bench.members.items()}
        for name, (workspace, membership) in contexts.items():
            acting.becomes(workspace, membership)
            minutes |= {name} if acting.does(MINUTES) else set()
            views |= {name} if acting.does(VIEWS) else set()
    assert minutes == {"free", "business_unit clerk"}
    assert views == {"free"}


@pytest.mark.parametrize("who", ["another free", "of the raising agency"])
def test_who_has_not_declared_or_is_recused_holds_no_view_and_keeps_no_minutes(
    bench: Bench, who: str
) -> None:
    with bench.member(who) as acting:
        if who in CONFLICTS:
            acting.does(DECLARE)
        assert acting.refused(MEET)
        assert acting.refused(HOLD)


@pytest.mark.parametrize("event", ["propose", "give_view"])
def test_what_the_executive_did_among_themselves_is_in_nobody_elses_history(bench: Bench, event: str) -> None:
    """Nor in that of the Business Unit, but for its clerk."""
    write = (
        "insert into portal.history (escalation_id, event, at, payload)"
        f" values (%(case)s, '{event}', now(), '{{}}')"
    )
    read = f"select from portal.history where event = '{event}'"
    with bench.member("free") as acting:
        acting.does(DECLARE)
        acting.does(write)
        found = {}
        for slug, role in (
            ("business_unit", Role.OFFICER), ("business_unit", Role.CLERK), ("alder", Role.SENIOR_MANAGER),
            ("executive", Role.CHAIR),
        ):  # fmt: skip
            one = bench.people.who(slug, role)
            acting.becomes(one.workspace, one.membership)
            found[role] = acting.connection.execute(read).rowcount
    assert found == {Role.OFFICER: 0, Role.CLERK: 1, Role.SENIOR_MANAGER: 0, Role.CHAIR: 0}


# The worker, the Scrutineer, and those who come later --------------------------------------------------------


def test_the_workers_login_reads_no_paper_in_a_members_context(bench: Bench) -> None:
    """It sees that there is a case, to tell of it, and where it stands; it declares nothing."""
    with bench.member("free", role="worker") as acting:
        known = {"escalation": True, "part": True, "deadline": True}
        assert acting.reads() == {**CLOSED, **known}
        assert acting.refused(DECLARE)
        assert acting.refused("select * from portal.before_the_executive()")


def test_decision_23_the_scrutineer_reads_the_case_once_directed_and_declared_and_no_deliberation(
    bench: Bench,
) -> None:
    """Until the case leaves the state ACCEPTED (section 4)."""
    way = _referred(bench.people)
    case = way.see(way.officer).case.id
    _keeps(bench, "free", case, DECLARE, MEET)
    scrutineer = bench.one_of("scrutineer", Role.SCRUTINEER)
    with scrutineer as acting:
        acting.case = case
        assert acting.refused(DECLARE), "Not directed yet."
    _directed(bench, case)
    with bench.one_of("scrutineer", Role.SCRUTINEER) as acting:
        acting.case = case
        assert acting.reads() == CLOSED, "Interests are declared first."
        acting.does(DECLARE)
        assert acting.reads() == dict.fromkeys(TABLES, True)
        assert acting.does(MINUTES) == []
        assert (
            acting.does("select from portal.history where event = 'declare' and escalation_id = %(case)s")
            == []
        )
        acting.does(DECLARE, interests=["personal"])
        assert acting.reads() == CLOSED


def _directed(bench: Bench, case: UUID) -> None:
    """Accepted, with a summary directed, as the Executive's own pages do it."""
    with as_owner(bench.people.logins) as session:
        given = {"case": case, "scrutineer": bench.people.workspaces["scrutineer"]}
        session.execute(text("update portal.escalation set state = 'accepted' where id = :case"), given)
        session.execute(
            text(
                "insert into portal.part (id, escalation_id, kind, workspace_id, state, began_at)"
                " values (gen_random_uuid(), :case, 'summary', :scrutineer, 'directed', now())"
            ),
            given,
        )


def test_decision_23_the_scrutineer_reads_nothing_before_being_directed(bench: Bench) -> None:
    with bench.one_of("scrutineer", Role.SCRUTINEER) as acting:
        assert acting.reads() == CLOSED
        assert acting.refused(DECLARE)


def test_who_no_longer_has_a_place_on_the_executive_reads_nothing(bench: Bench) -> None:
    """Declared while it had one."""
    membership = bench.members["whose place ends"]
    _keeps(bench, "whose place ends", bench.case, DECLARE)
    with bench.member("whose place ends") as acting:
        assert acting.reads() == OPEN_TO_MEMBERS
    with as_owner(bench.people.logins) as session:
        session.execute(
            text("update portal.membership_role set ended_at = now() where membership_id = :membership"),
            {"membership": membership},
        )
    with bench.member("whose place ends") as acting:
        assert acting.reads() == CLOSED


def _keeps(bench: Bench, who: str, case: UUID, *statements: str) -> None:
    """What somebody of the Executive does for good."""
    context = Context(workspace=bench.people.workspaces["executive"], membership=bench.members[who])
    with bench.people.database.work(context) as session:
        for statement in statements:
            session.connection().exec_driver_sql(statement, {"case": case, "interests": []})


def test_of_a_case_that_left_the_executive_undecided_nothing_is_read_any_more(bench: Bench) -> None:
    """Nor what was said of it there."""
    way = _referred(bench.people)
    case = way.see(way.officer).case.id
    _keeps(bench, "free", case, DECLARE, MEET, HOLD)
    with bench.member("free") as acting:
        acting.case = case
        assert acting.reads() == OPEN_TO_MEMBERS
        assert acting.does(MINUTES)
        assert acting.does(VIEWS)
    version = way.version(way.manager)
    way.do(way.manager, referral.withdraw_referral, way.reference, version=version, reasons="It is settled.")
    with bench.member("free") as acting:
        acting.case = case
        assert acting.reads() == CLOSED
        assert acting.does(MINUTES) == acting.does(VIEWS) == []
        assert case not in {row["escalation_id"] for row in acting.told()}
        assert acting.refused(MEET)
        assert acting.refused(HOLD)


def test_a_declaration_is_read_by_who_made_it_and_by_those_who_need_it(bench: Bench) -> None:
    """Who is recused reads their own alone; a party none."""
    read = "select from portal.declaration where escalation_id = %(case)s"
    own, recused = ("executive", bench.members["free"]), ("executive", bench.members["of the raising agency"])
    readers = {
        "who sits": (own, 2), "who is recused": (recused, 1),
        **{slug: ((slug, bench.people.who(slug, role).membership), count) for slug, role, count in (
            ("business_unit", Role.OFFICER, 2), ("alder", Role.SENIOR_MANAGER, 0), ("birch", Role.DEPUTY, 0),
        )},
    }  # fmt: skip
    where = bench.people.workspaces
    with bench.acting(*own) as acting:
        acting.does("select")
        before = acting.connection.execute(read, {"case": bench.case}).rowcount
        for slug, membership in (own, recused):
            acting.becomes(where[slug], membership)
            acting.does(DECLARE)
        found = {}
        for name, ((slug, membership), _) in readers.items():
            acting.becomes(where[slug], membership)
            found[name] = acting.connection.execute(read, {"case": bench.case}).rowcount
        kept = found["business_unit"] - 2
    assert before == 0
    expected = {name: count + (kept if name in ("who sits", "business_unit") else 0)
                for name, (_, count) in readers.items()}  # fmt: skip
    assert found == expected


def test_the_mask_knows_no_name_for_a_member_who_does_not_sit(bench: Bench) -> None:
    known = "select name from portal.identity_to_mask(%(case)s)"
    with bench.member("free") as acting:
        assert acting.does(known) == []
        acting.does(DECLARE)
        assert [row["name"] for row in acting.does(known)] == ["Test Child"]


def test_part_4_is_kept_by_the_agency_whose_request_it_is(bench: Bench) -> None:
    (request,) = bench.way.see(bench.way.officer).case.requests
    keep = (
        "insert into portal.document"
        " (escalation_id, part_id, kind, version, content, signed_by_name, signed_by_role, signed_at)"
        " values (%(case)s, %(part)s, 'part_4', 9, '{}', 'n', 'r', now())"
    )
    for slug, refused in (("alder", False), ("birch", True), ("business_unit", True)):
        role = Role.OFFICER if slug == "business_unit" else Role.SENIOR_MANAGER
        with bench.one_of(slug, role) as acting:
            assert acting.refused(keep, part=request.id) is refused


# What is released to one who is recused ----------------------------------------------------------------------

RELEASED = "select kind from portal.released_to_recused(%(case)s)"
LOOK = (
    "insert into portal.access (escalation_id, at, what, purpose, name, role)"
    " values (%(case)s, now(), '{what}', '', 'n', 'r')"
)
DECIDE = (
    "insert into portal.document"
    " (escalation_id, kind, version, content, signed_by_name, signed_by_role, signed_at)"
    " values (%(case)s, '{kind}', 1, '{{}}', 'n', 'r', now())"
)
STANDS = "update portal.escalation set state = %(state)s where id = %(case)s"
CORRECT = (
    "insert into portal.note (escalation_id, kind, about, body, name, role, at)"
    " values (%(case)s, 'clerical', 'decision', 'It is 8.', 'n', 'r', now())"
)


def _signed(bench: Bench, acting: Acting, *, state: str) -> None:
    """The decision and the summary are signed by who sits, and the case then stands in this state."""
    acting.becomes(bench.people.workspaces["executive"], bench.members["free"])
    for statement in (DECLARE, DECIDE.format(kind="decision"), DECIDE.format(kind="summary_issued"), CORRECT):
        acting.does(statement)
    acting.does(STANDS, state=state)


@pytest.mark.parametrize("who", [*CONFLICTS, "another free"])
def test_one_who_is_recused_reads_the_decision_as_it_was_released_and_nothing_else(
    bench: Bench, who: str
) -> None:
    """By what the portal finds, or by what was declared."""
    executive = bench.people.workspaces["executive"]
    with bench.member(who) as acting:
        if who not in CONFLICTS:
            acting.does(DECLARE, interests=["managed"])
        _signed(bench, acting, state="decided")
        acting.becomes(executive, bench.members[who])
        kinds = sorted(row["kind"] for row in acting.does(RELEASED))
        assert kinds == ["clerical", "decision", "summary_issued"]
        assert acting.does("select name from portal.identity_to_mask(%(case)s)")
        assert acting.reads() == CLOSED
        assert acting.does(MINUTES) == acting.does(VIEWS) == []


def test_before_it_is_decided_nothing_is_released(bench: Bench) -> None:
    with bench.member("of the raising agency") as acting:
        acting.does(DECLARE)
        _signed(bench, acting, state="accepted")
        acting.becomes(bench.people.workspaces["executive"], bench.members["of the raising agency"])
        assert acting.does(RELEASED) == []
        assert acting.does("select name from portal.identity_to_mask(%(case)s)") == []


def test_who_is_not_recused_reads_it_by_no_such_way(bench: Bench) -> None:
    """Who sits reads the papers; one who never declared reads nothing; a substitute who was not named, nothing."""
    where = bench.people.workspaces
    others = [("executive", bench.members[who]) for who in ("free", "another free", "substitute of birch")]
    for slug, role in (
        ("business_unit", Role.OFFICER), ("birch", Role.DEPUTY), ("scrutineer", Role.SCRUTINEER),
        ("learning", Role.READER),
    ):  # fmt: skip
        others.append((slug, bench.people.who(slug, role).membership))
    with bench.member("free") as acting:
        _signed(bench, acting, state="decided")
        for slug, membership in others:
            acting.becomes(where[slug], membership)
            assert acting.does(RELEASED) == [], slug


def test_decision_27_one_who_is_recused_keeps_their_own_look_and_no_other(bench: Bench) -> None:
    executive, recused = bench.people.workspaces["executive"], bench.members["of the raising agency"]
    with bench.member("of the raising agency") as acting:
        acting.does(DECLARE)
        _signed(bench, acting, state="accepted")
        acting.becomes(executive, recused)
        assert acting.refused(LOOK.format(what="view"))
        acting.becomes(executive, bench.members["free"])
        acting.does(STANDS, state="decided")
        acting.becomes(executive, recused)
        assert acting.refused(LOOK.format(what="copy"))
        acting.does(LOOK.format(what="view"))
        read = acting.does("select what from portal.access where escalation_id = %(case)s")
        assert read == [{"what": "view"}]
