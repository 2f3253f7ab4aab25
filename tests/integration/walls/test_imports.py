"""The walls round imports: who brings a file and sees it, and that nothing but an old case gets into the log."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from portal.protocol.actors import Role
from tests.engines import Template
from tests.partnership import Partnership, as_owner, founded, join
from tests.way import Way

TAKE = (
    "insert into portal.import_taken (id, kind, rows, left_out, name, at)"
    " values (%(taken)s, 'old-cases', 1, 0, 'n', now())"
)
ADD = "select portal.import_cases(%(taken)s, %(cases)s, %(responses)s)"
BACK = "select portal.take_back_import(%(taken)s, 'n', now())"
DENIED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)


class House:
    """A partnership whose Business Unit imports, as the web's login does it."""

    def __init__(self, people: Partnership) -> None:
        self.people = people
        self.members = {actor.name: (actor.workspace, actor.membership) for actor in people.people.values()}
        with as_owner(people.logins) as session:
            second = join(session, people, "business_unit", "second", roles=[Role.OFFICER])
        self.members["another officer"] = (second.workspace, second.membership)

    def does(self, who: str, *statements: str, **named: Any) -> list[tuple[Any, ...]]:
        """Run statements in somebody's context, for good; the last one's rows."""
        workspace, membership = self.members[who]
        with psycopg.connect(self.people.logins.web_url) as connection:
            connection.execute(
                "select set_config('portal.workspace', %s, true), set_config('portal.membership', %s, true)",
                (str(workspace), str(membership)),
            )
            for statement in statements:
                done = connection.execute(statement, named)
            return done.fetchall() if done.description else []

    def those_who(self, *statements: str, **named: Any) -> set[str]:
        """Everybody for whom the statements are not refused."""
        return {who for who in self.members if self._may(who, statements, named)}

    def _may(self, who: str, statements: tuple[str, ...], named: dict[str, Any]) -> bool:
        try:
            self.does(who, *statements, **named, taken=uuid4(), new=uuid4())
        except DENIED:
            return False
        return True

    def case(self, **changes: Any) -> dict[str, Any]:
        """What is told of one old case."""
        one = str(uuid4())
        return {
            "id": one, "reference": one[:8], "key": one[:8], "raising": str(self.people.workspaces["alder"]),
            "responding": [str(self.people.workspaces["birch"])], "themes": [], "state": "resolved", "stage": 3,
            "categories": ["thresholds"], "submitted_at": "2024-11-25T12:00:00Z", "chases": 0, "promised": 0,
            "done": 0, **changes,
        }  # fmt: skip

    def add(self, who: str, *cases: dict[str, Any]) -> UUID:
        """Import these cases."""
        taken = uuid4()
        self.does(who, TAKE, ADD, taken=taken, cases=json.dumps(cases), responses="[]")
        return taken


@pytest.fixture
def house(template: Template) -> Iterator[House]:
    with founded(template) as people:
        yield House(people)


OFFICE = {"business_unit officer", "business_unit manager", "another officer"}


def test_officers_and_managers_of_the_business_unit_import(house: House) -> None:
    assert (
        house.those_who(
            "insert into portal.import_upload (id, begun_at, kind, ending, sheets)"
            " values (%(new)s, now(), 'old-cases', 'csv', '{}')"
        )
        == OFFICE
    )
    assert house.those_who(TAKE) == OFFICE


def test_a_file_on_its_way_in_is_seen_by_whoever_brought_it(house: House) -> None:
    house.does(
        "business_unit officer",
        "insert into portal.import_upload (id, begun_at, kind, ending, sheets)"
        " values (%(new)s, now(), 'old-cases', 'csv', '{}')",
        new=uuid4(),
    )
    see = "select id from portal.import_upload"
    assert {who for who in house.members if house.does(who, see)} == {"business_unit officer"}


def test_a_case_comes_in_with_an_import_of_ones_own_and_always_as_imported(house: House) -> None:
    nobody = house.those_who(ADD, cases=json.dumps([house.case()]), responses="[]")
    assert nobody == set()
    taken = uuid4()
    house.does("business_unit officer", TAKE, taken=taken)
    for who in ("another officer", "business_unit manager", "alder senior_manager"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            house.does(who, ADD, taken=taken, cases=json.dumps([house.case()]), responses="[]")
    house.add("business_unit officer", house.case(imported=False))
    assert house.does("business_unit clerk", "select imported from portal.log_case") == [(True,)]
    assert house.does("alder senior_manager", "select imported from portal.log_case") == []


@pytest.mark.parametrize(
    "statement",
    [
        "insert into portal.log_case (escalation_id, reference, imported, raising_workspace_id, state, stage,"
        " submitted_at) select gen_random_uuid(), 'OLD-1', true, id, 'resolved', 3, now() from portal.workspace"
        " limit 1",
        "insert into portal.import_case select escalation_id, %(new)s, 'x' from portal.log_case",
        "update portal.log_case set state = 'resolved'",
        "delete from portal.log_case",
        "delete from portal.import_case",
        "update portal.import_taken set taken_back_at = now()",
        "delete from portal.import_taken",
    ],
)
def test_no_login_writes_into_the_log_itself(house: House, statement: str) -> None:
    house.add("business_unit officer", house.case())
    assert house.those_who(statement) == set()


def test_a_case_of_the_portals_own_is_neither_written_over_nor_taken_back(house: House) -> None:
    way = Way(house.people).submitted()
    own = way.see(way.officer).case.id
    with pytest.raises(psycopg.errors.UniqueViolation):
        house.add("business_unit officer", house.case(id=str(own)))
    with pytest.raises(psycopg.errors.UniqueViolation):
        house.add("business_unit officer", house.case(reference=way.reference))
    taken = house.add("business_unit officer", house.case())
    house.does("business_unit manager", BACK, taken=taken)
    assert house.does("business_unit officer", "select reference from portal.log_case") == [(way.reference,)]


def test_a_reply_comes_in_with_a_case_of_the_same_import_alone(house: House) -> None:
    way = Way(house.people).forwarded()
    own = str(way.see(way.officer).case.id)
    replied = {
        "id": own,
        "workspace": str(house.people.workspaces["cedar"]),
        "state": "received",
        "began_at": "2024-11-25T12:00:00Z",
        "due_on": "2024-12-09",
        "due_at": "2024-12-10T00:00:00Z",
    }
    taken = uuid4()
    house.does("business_unit officer", TAKE, ADD, taken=taken, cases=json.dumps([house.case()]),
               responses=json.dumps([replied]))  # fmt: skip
    of_cedar = "select 1 from portal.log_response where workspace_id = %(cedar)s"
    assert house.does("business_unit officer", of_cedar, cedar=house.people.workspaces["cedar"]) == []


def test_a_manager_takes_an_import_back_once_and_whole(house: House) -> None:
    taken = house.add("business_unit officer", house.case(), house.case())
    for who in house.members.keys() - {"business_unit manager"}:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            house.does(who, BACK, taken=taken)
    house.does("business_unit manager", BACK, taken=taken)
    for table in ("log_case", "log_response", "log_tag", "import_case"):
        assert house.does("business_unit officer", f"select 1 from portal.{table}") == []
    back = "select taken_back_by = portal.current_membership() from portal.import_taken"
    assert house.does("business_unit manager", back) == [(True,)]


def test_the_worker_removes_what_was_not_taken_within_a_day(house: House) -> None:
    for days in (0, 2):
        house.does(
            "business_unit officer",
            "insert into portal.import_upload (id, begun_at, kind, ending, sheets)"
            " values (gen_random_uuid(), now() - make_interval(days => %(days)s), 'old-cases', 'csv', '{}')",
            days=days,
        )
    with psycopg.connect(house.people.logins.worker_url) as worker:
        assert worker.execute("select portal.clear_imports()").fetchone() == (1,)
    assert len(house.does("business_unit officer", "select 1 from portal.import_upload")) == 1
