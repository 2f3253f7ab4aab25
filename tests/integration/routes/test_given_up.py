"""What the worker gave up, on the Business Unit's page: each case that it may see is named, and no other."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from tests.integration.routes.door import Door
from tests.integration.routes.house import House, answer
from tests.integration.routes.people import OFFICE
from tests.integration.routes.table import DOORS
from tests.integration.routes.test_matrix import Trial
from tests.partnership import as_owner

WORKER = next(door for door in DOORS if door.route == "GET /business-unit/worker")
_GIVE_UP = text("""
    insert into portal.outbox
      (id, kind, escalation_id, workspace_id, membership_id, dedupe_key, last_error, failed_at)
    select :id, 'email', e.id, :workspace, :membership, :id, 'No such mailbox', now()
    from portal.escalation e where e.reference = :reference
""")
_FORGET = text("delete from portal.outbox where id = any(:ids)")


def _given_up(house: House) -> list[UUID]:
    """An e-mail to somebody of A about each case that there is."""
    to, ids = house.actors["A senior manager"], []
    with as_owner(house.partnership.logins) as session:
        for case in house.cases.values():
            ids.append(uuid4())
            told = {"workspace": to.workspace, "membership": to.membership}
            session.execute(_GIVE_UP, {"id": ids[-1], "reference": case.reference, **told})
    return ids


@pytest.mark.parametrize("who", sorted(OFFICE))
def test_a_case_that_the_business_unit_may_not_see_is_not_named(house: House, who: str) -> None:
    ids, door = _given_up(house), Door(WORKER.route, may=WORKER.may)
    trial, visitor = Trial(house, door), house.visitors[who]
    got = answer(visitor, visitor.get("/business-unit/worker"), reference="")
    with as_owner(house.partnership.logins) as session:
        session.execute(_FORGET, {"ids": ids})
    trial.check(who, got, "200")
    shown = {label for label, case in house.cases.items() if case.reference in got.text}
    assert shown == set(house.cases) - {"draft", "draft_of_b", "draft_of_c"}
    assert got.text.count("No case shown") == 3
    trial.done()
