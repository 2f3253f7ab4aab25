"""The walls of the referral packs, at SQL: who asks for which, who has it, and what nobody reads of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from portal.executive import actions as executive
from portal.executive import commissioning
from portal.protocol.actors import Actor, Role
from portal.protocol.rows import Action
from portal.scrutiny import actions as scrutiny
from tests.days import today
from tests.engines import Template
from tests.partnership import Partnership, founded
from tests.stage_4 import Stage4

CHAIR, MEMBER, RECUSED, UNDECLARED = "chair", "member", "recused", "undeclared"
OFFICER, MANAGER, CLERK = "officer", "manager", "clerk"
SCRUTINEER, READER, A, B, C = "scrutineer", "reader", "A", "B", "C"
WHO: dict[str, tuple[str, Role]] = {
    CHAIR: ("executive", Role.CHAIR),
    RECUSED: ("executive", Role.MEMBER),
    UNDECLARED: ("executive", Role.SUBSTITUTE),
    OFFICER: ("business_unit", Role.OFFICER),
    MANAGER: ("business_unit", Role.MANAGER),
    CLERK: ("business_unit", Role.CLERK),
    SCRUTINEER: ("scrutineer", Role.SCRUTINEER),
    READER: ("learning", Role.READER),
    A: ("alder", Role.SENIOR_MANAGER),
    B: ("birch", Role.SENIOR_MANAGER),
    C: ("cedar", Role.SENIOR_MANAGER),
}
ASK: dict[str, set[str]] = {
    "scrutineer": {SCRUTINEER},
    "executive": {CHAIR, OFFICER, MANAGER},
    "learning": {CHAIR, OFFICER, MANAGER},
}
HAVE: dict[str, set[str]] = {**ASK, "learning": {CHAIR, OFFICER, MANAGER, READER}}
"""Kind of pack -> who asks for it, and who has it, by hand."""

FROZEN = (
    "insert into portal.referral_pack (id, escalation_id, kind, edition, case_version, head, contents, hidden,"
    " asked_by_name, asked_at) values (%(new)s, %(case)s, %(kind)s, %(new)s, 1, 'h', '{}', '[]', 'n', now())"
)
PACKS = "select 1 from portal.referral_pack where kind = %(kind)s"
VOLUMES = (
    "select v.content from portal.pack_volume v join portal.referral_pack p on p.id = v.pack_id"
    " where p.kind = %(kind)s"
)
TAKEN = (
    "select portal.take_pack((select id from portal.referral_pack where kind = %(kind)s and state = 'ready'),"
    " 1::smallint, sha256('x'), 'n', 'r', now(), %(new)s, '{}')"
)


class House:
    """A case at stage 4 with a ready pack of each kind, a summary directed and a review asked for."""

    def __init__(self, partnership: Partnership) -> None:
        self.partnership = partnership
        way = Stage4(partnership).accepted()
        for how in (Action.COMMISSION_SUMMARY, Action.COMMISSION_REVIEW):
            way.do(
                way.chair, commissioning.commission, way.reference, version=way.version(way.chair), how=how,
                question="q", due_on=today().replace(year=2099),
            )  # fmt: skip
        way.do(self.who(SCRUTINEER), scrutiny.declare, way.reference, interests=[], words="")
        way.do(way.member, executive.declare, way.reference, interests=["managed"], words="w")
        self.way, self.case = way, way.see(way.officer).case.id
        for kind in HAVE:
            self.owner(
                "insert into portal.referral_pack (id, escalation_id, kind, edition, case_version, head, state,"
                " workspace_id, membership_id, asked_by_name, asked_at)"
                " values (%(pack)s, %(case)s, %(kind)s, '0', 1, 'h', 'ready', %(workspace)s, %(membership)s, 'n',"
                " now())",
                "insert into portal.pack_volume values (%(pack)s, 1, 1, sha256(''), 'content')",
                pack=uuid4(), kind=kind,
                workspace=way.chair.workspace, membership=way.chair.membership,
            )  # fmt: skip

    def who(self, name: str) -> Actor:
        return self.partnership.who(*WHO[name])

    def owner(self, *statements: str, **named: Any) -> None:
        """Something that no login may do."""
        with psycopg.connect(self.partnership.logins.owner_url) as owner:
            owner.execute("set role portal_owner")
            for one in statements:
                owner.execute(one, {"case": self.case, **named})

    @contextmanager
    def acting(self, name: str) -> Iterator[psycopg.Connection[Any]]:
        """The web's login in somebody's context; rolled back."""
        one = self.who(name)
        with psycopg.connect(self.partnership.logins.web_url) as connection:
            connection.execute(
                "select set_config('portal.workspace', %s, true), set_config('portal.membership', %s, true)",
                (str(one.workspace), str(one.membership)),
            )
            yield connection
            connection.rollback()

    def reaches(self, name: str, statement: str, kind: str) -> bool:
        """Whether the statement touches a row. Being refused, and touching none, are both a denial."""
        with self.acting(name) as connection:
            try:
                done = connection.execute(statement, {"case": self.case, "kind": kind, "new": uuid4()})
            except psycopg.errors.InsufficientPrivilege:
                return False
            return done.rowcount > 0

    def those_who(self, statement: str, kind: str) -> set[str]:
        """Everybody whose statement touches a row."""
        return {name for name in WHO if self.reaches(name, statement, kind)}


@pytest.fixture(scope="module")
def house(template: Template) -> Iterator[House]:
    with founded(template) as partnership:
        yield House(partnership)


@pytest.mark.parametrize("kind", HAVE)
def test_each_kind_is_asked_for_and_had_by_whom_it_is_for(house: House, kind: str) -> None:
    assert house.those_who(FROZEN, kind) == ASK[kind]
    assert house.those_who(PACKS, kind) == HAVE[kind]
    assert house.those_who(VOLUMES, kind) == HAVE[kind]
    assert house.those_who(TAKEN, kind) == HAVE[kind]
    assert house.those_who("select portal.edition_of(%(case)s, %(kind)s)", kind) == set(WHO)
    edition = "select 1 where portal.edition_of(%(case)s, %(kind)s) is not null"
    assert house.those_who(edition, kind) == HAVE[kind]


@pytest.mark.parametrize("column", ["contents", "hidden", "files"])
def test_nobody_reads_what_a_pack_is_made_from(house: House, column: str) -> None:
    for kind in HAVE:
        assert (
            house.those_who(f"select {column} from portal.referral_pack where kind = %(kind)s", kind) == set()
        )


def test_nobody_changes_one_but_to_have_a_failed_one_tried_again(house: House) -> None:
    again = "update portal.referral_pack set state = 'queued' where kind = %(kind)s and state = 'failed'"
    failed = "update portal.referral_pack set state = 'failed' where kind = %(kind)s"
    assert house.those_who(failed, "executive") == set()
    assert house.those_who(again, "executive") == set()
    house.owner(
        "insert into portal.referral_pack (id, escalation_id, kind, edition, case_version, head, contents, hidden,"
        " state, workspace_id, membership_id, asked_by_name, asked_at)"
        " values (%(pack)s, %(case)s, 'executive', 'f',"
        " 1, 'h', '{}', '[]', 'failed', %(workspace)s, %(membership)s, 'n', now())",
        pack=uuid4(), workspace=house.way.chair.workspace, membership=house.way.chair.membership,
    )  # fmt: skip
    assert house.those_who(again, "executive") == ASK["executive"]
    made = "update portal.referral_pack set state = 'ready' where kind = %(kind)s and state = 'failed'"
    assert house.those_who(made, "executive") == set()


def test_the_names_to_mask_are_told_to_who_asks_for_a_pack_without_them(house: House) -> None:
    assert house.those_who("select portal.people_to_mask(%(case)s)", "learning") == ASK["learning"]


def test_the_subgroup_reads_of_a_case_that_it_is_asked_and_nothing_else(house: House) -> None:
    assert house.those_who("select * from portal.reviews_asked()", "learning") == {READER}
    for table in ("escalation", "part", "document", "history", "attachment", "child", "note", "deadline"):
        with house.acting(READER) as connection:
            assert connection.execute(f"select 1 from portal.{table}").fetchall() == []


def test_of_a_review_that_was_recalled_it_has_nothing(house: House) -> None:
    recalled = "update portal.part set state = %(state)s where kind = 'review'"
    house.owner(recalled, state="recalled")
    try:
        assert READER not in house.those_who(PACKS, "learning")
        assert not house.reaches(READER, "select * from portal.reviews_asked()", "learning")
        assert READER not in house.those_who(TAKEN, "learning")
    finally:
        house.owner(recalled, state="directed")


def test_the_subgroup_writes_nothing_into_the_history_itself(house: House) -> None:
    told = "(escalation_id, event, at, payload) values (%(case)s, 'pack', now(), '{}')"
    written = f"insert into portal.history {told}"
    assert not house.reaches(READER, written, "learning")


def test_the_worker_reads_a_file_for_the_pack_of_the_scrutineer_alone(house: House) -> None:
    pack, file = uuid4(), uuid4()
    named = {"pack": pack, "file": file, "workspace": house.way.manager.workspace,
             "membership": house.way.manager.membership}  # fmt: skip
    house.owner(
        "insert into portal.attachment (id, escalation_id, paper, workspace_id, name, title, author, type,"
        " third_party, minimum, media_type, size, sha256, state, added_by, added_by_name, added_at, since)"
        " values (%(file)s, %(case)s, 'part_1', %(workspace)s, 'n', 't', 'a', 'plan', false, true, 'm', 1,"
        " sha256(''), 'clean', %(membership)s, 'n', now(), 1)",
        "insert into portal.attachment_content values (%(file)s, 'content')",
        "insert into portal.referral_pack (id, escalation_id, kind, edition, case_version, head, contents, hidden,"
        " files, state, workspace_id, membership_id, asked_by_name, asked_at)"
        " values (%(pack)s, %(case)s, 'scrutineer', 'x', 1, 'h', '{}', '[]', array[null, %(file)s]::uuid[],"
        " 'gathering', %(workspace)s, %(membership)s, 'n', now())",
        **named,
    )
    assert [_file(house, pack, number) for number in (1, 2, 3)] == [None, b"content", None]
    for change in ("kind = 'executive'", "state = 'checking'"):
        house.owner(f"update portal.referral_pack set {change} where id = %(pack)s", pack=pack)
        assert _file(house, pack, 2) is None


def _file(house: House, pack: UUID, number: int) -> Any:
    with psycopg.connect(house.partnership.logins.worker_url) as worker:
        row = worker.execute("select portal.file_of_pack(%s, %s)", (pack, number)).fetchone()
    assert row
    return row[0]
