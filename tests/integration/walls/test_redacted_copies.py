"""The walls round redacted copies, at SQL: who supplies and reads one, quarantine, and who is told of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from portal.executive import redacting
from portal.infra import files
from portal.protocol.actors import Actor
from tests.engines import Template
from tests.integration.walls.test_packs import CHAIR, CLERK, MANAGER, OFFICER, WHO, House
from tests.partnership import Partnership, founded

WHO_SUPPLY, WHO_READ = {OFFICER, MANAGER}, {OFFICER, MANAGER, CLERK, CHAIR}
"""By hand: the Business Unit supplies, it and who sits read; of the agencies and the Scrutineer nobody."""

FILE = (
    "insert into portal.attachment (id, escalation_id, paper, workspace_id, name, title, author, type,"
    " third_party, minimum, media_type, size, sha256, state, added_by, added_by_name, added_at, since)"
    " values (%(file)s, %(case)s, 'part_1', %(workspace)s, 'n', 't', 'a', 'plan', false, true, 'm', 1,"
    " sha256('original'), 'clean', %(membership)s, 'n', now(), %(since)s)"
)
SUPPLY = (
    "insert into portal.redacted_copy (id, escalation_id, attachment_id, name, vouched, media_type, size, sha256,"
    " state, added_by_name, added_at)"
    " values (%(new)s, %(case)s, '{file}', 'n', {vouched}, 'm', 1, sha256('y'), '{state}', 'n', now())"
)
ROWS, CONTENT = "select 1 from portal.redacted_copy", "select 1 from portal.redacted_content"
TOLD = "select 1 from portal.history where event = 'redacted_copy' and escalation_id = %(case)s"
FIRST = "supplied first"


class Filed(House):
    """A case with the Executive, a file signed with it and one that was not, and a redacted copy in quarantine."""

    def __init__(self, partnership: Partnership) -> None:
        super().__init__(partnership)
        self.signed, self.unsigned = uuid4(), uuid4()
        # The Business Unit's own, which it sees: as one that it attaches to a reply that it enters
        for file, since, writer in (
            (self.signed, 1, self.way.manager),
            (self.unsigned, None, self.way.officer),
        ):
            self.owner(FILE, file=file, since=since, workspace=writer.workspace, membership=writer.membership)
        self.copy: UUID = self.way.do(
            self.way.officer, redacting.supply, self.way.reference, attachment=self.signed,
            file=files.accept("redacted.txt", FIRST.encode()), vouched=True, scanned=True,
        )  # fmt: skip

    def supplies(self, *, file: UUID | None = None, vouched: str = "true", state: str = "clean") -> set[str]:
        """Everybody who may supply a copy of this file."""
        statement = SUPPLY.format(file=file or self.signed, vouched=vouched, state=state)
        return {name for name in WHO if self._supplies(name, statement)}

    def _supplies(self, name: str, statement: str) -> bool:
        try:
            return self.reaches(name, statement, "")
        except psycopg.errors.CheckViolation:
            return False

    @contextmanager
    def worker(self, actor: Actor) -> Iterator[psycopg.Connection[Any]]:
        """The worker's login in somebody's context."""
        with psycopg.connect(self.partnership.logins.worker_url) as connection:
            connection.execute(
                "select set_config('portal.workspace', %s, true), set_config('portal.membership', %s, true)",
                (str(actor.workspace), str(actor.membership)),
            )
            yield connection

    def judge(self, state: str) -> int:
        """The scanner's verdict, as the worker gives it."""
        with self.worker(self.way.officer) as connection:
            return connection.execute(
                "update portal.redacted_copy set state = %s where id = %s", (state, self.copy)
            ).rowcount


@pytest.fixture
def filed(template: Template) -> Iterator[Filed]:
    with founded(template) as partnership:
        yield Filed(partnership)


def test_the_business_unit_supplies_one_and_those_who_sit_read_it(filed: Filed) -> None:
    assert filed.supplies() == WHO_SUPPLY
    assert filed.those_who(ROWS, "") == WHO_READ
    assert filed.those_who(TOLD, "") == WHO_READ


def test_only_of_a_file_that_was_signed_with_the_case_and_vouched_for(filed: Filed) -> None:
    assert filed.supplies(file=filed.unsigned) == set()
    assert filed.supplies(file=uuid4()) == set()
    assert filed.supplies(vouched="false") == set()
    assert filed.supplies(state="refused") == set()


@pytest.mark.parametrize(
    ("state", "may"), [("referred", WHO_SUPPLY), ("unresolved", set()), ("decided", set())]
)
def test_only_while_the_executive_has_the_case(filed: Filed, state: str, may: set[str]) -> None:
    filed.owner("update portal.escalation set state = %(state)s where id = %(case)s", state=state)
    assert filed.supplies() == may


def test_nobody_reads_one_before_it_is_known_to_be_clean(filed: Filed) -> None:
    assert filed.those_who(CONTENT, "") == set()
    assert filed.judge("clean") == 1
    assert filed.those_who(CONTENT, "") == WHO_READ


def test_one_that_was_refused_is_read_by_nobody_and_a_verdict_is_given_once(filed: Filed) -> None:
    assert filed.judge("refused") == 1
    assert filed.judge("clean") == 0
    assert filed.those_who(CONTENT, "") == set()
    with filed.worker(filed.way.officer) as connection:
        assert connection.execute("delete from portal.redacted_content").rowcount == 1
    assert filed.those_who(f"insert into portal.redacted_content values ('{filed.copy}', 'x')", "") == set()


@pytest.mark.parametrize(
    "statement",
    [
        "update portal.redacted_copy set state = 'clean'",
        "update portal.redacted_copy set attachment_id = attachment_id",
        "delete from portal.redacted_copy",
        "update portal.redacted_content set content = 'other'",
        "delete from portal.redacted_content",
    ],
)
def test_what_was_supplied_stands(filed: Filed, statement: str) -> None:
    filed.judge("clean")
    assert filed.those_who(statement, "") == set()


def test_the_worker_sees_one_as_the_business_unit_alone(filed: Filed) -> None:
    for actor, sees in ((filed.way.officer, 1), (filed.way.manager, 0), (filed.way.chair, 0)):
        with filed.worker(actor) as connection:
            assert len(connection.execute(CONTENT).fetchall()) == sees
            assert connection.execute("delete from portal.redacted_content").rowcount == 0


def test_the_worker_has_it_for_the_packs_without_identity_alone(filed: Filed) -> None:
    pack = uuid4()
    filed.owner(
        "insert into portal.referral_pack (id, escalation_id, kind, edition, case_version, head, contents, hidden,"
        " files, state, workspace_id, membership_id, asked_by_name, asked_at)"
        " values (%(pack)s, %(case)s, 'executive', 'x', 1, 'h', '{}', '[]', array[%(copy)s, %(signed)s]::uuid[],"
        " 'gathering', %(workspace)s, %(membership)s, 'n', now())",
        pack=pack, copy=filed.copy, signed=filed.signed, workspace=filed.way.chair.workspace,
        membership=filed.way.chair.membership,
    )  # fmt: skip
    filed.owner("insert into portal.attachment_content values (%(signed)s, 'original')", signed=filed.signed)
    assert _files(filed, pack) == [None, None]
    filed.judge("clean")
    assert _files(filed, pack) == [FIRST.encode(), None]
    filed.owner("update portal.referral_pack set kind = 'learning' where id = %(pack)s", pack=pack)
    assert _files(filed, pack) == [FIRST.encode(), None]
    filed.owner("update portal.referral_pack set kind = 'scrutineer' where id = %(pack)s", pack=pack)
    assert _files(filed, pack) == [None, b"original"]


def _files(filed: Filed, pack: UUID) -> list[Any]:
    with psycopg.connect(filed.partnership.logins.worker_url) as worker:
        rows = [
            worker.execute("select portal.file_of_pack(%s, %s)", (pack, one)).fetchone() for one in (1, 2)
        ]
    return [row[0] for row in rows if row]


def test_the_edition_of_the_packs_without_identity_moves_with_one_and_with_its_verdict(filed: Filed) -> None:
    before = _editions(filed)
    filed.judge("clean")
    after = _editions(filed)
    assert after["scrutineer"] == before["scrutineer"]
    assert after["executive"] != before["executive"]
    assert after["learning"] != before["learning"]
    filed.owner("delete from portal.redacted_content", "delete from portal.redacted_copy")
    never = _editions(filed)
    assert never["scrutineer"] == before["scrutineer"]
    assert never["executive"] not in (before["executive"], after["executive"])


def _editions(filed: Filed) -> dict[str, str]:
    with psycopg.connect(filed.partnership.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        rows = owner.execute(
            "select kind, portal.pack_edition(%s, kind) from unnest(array['scrutineer', 'executive', 'learning'])"
            " kind",
            (filed.case,),
        ).fetchall()
    return dict(rows)
