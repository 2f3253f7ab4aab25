"""Many cases in the log, put there as an import puts them: none has a page of its own."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from portal.business_unit.log import queries
from portal.business_unit.log.asking import Asking, Place
from portal.protocol.actors import Actor
from tests.partnership import Partnership, as_owner

ROWS = text("""
    insert into portal.log_case (escalation_id, reference, imported, raising_workspace_id, state, stage, category,
      categories, submitted_at, ended_at, due_at, waits_for)
    select gen_random_uuid(), :begun || lpad(n::text, 5, '0'), true,
      case when n % 3 = 0 then cast(:cedar as uuid) else :alder end,
      (array['forwarded', 'answered', 'resolved', 'closed'])[1 + n % 4], case when n % 10 = 0 then 4 else 3 end,
      (array['thresholds', 'timeliness', 'roles'])[1 + n / 4 % 3],
      array[(array['thresholds', 'timeliness', 'roles'])[1 + n / 4 % 3]],
      cast(:first as timestamptz) + make_interval(mins => n / 2),
      case when n % 4 > 1 then cast(:first as timestamptz) + make_interval(days => 30, mins => n / 2) end,
      case when n % 4 < 2 then cast(:first as timestamptz) + make_interval(days => 400 + n % 7, mins => n) end,
      case when n % 4 < 2 then array[cast(:birch as uuid)] else '{}' end
    from generate_series(cast(:from as integer), cast(:to as integer)) n
""")
TAGS = text("""
    insert into portal.log_tag (kind, value, submitted_at, escalation_id)
    select g.kind, g.value, l.submitted_at, l.escalation_id
    from portal.log_case l cross join lateral portal.log_tags(l) g
    where l.reference between :begun || lpad(cast(:from as text), 5, '0')
      and :begun || lpad(cast(:to as text), 5, '0')
""")


def fill(
    partnership: Partnership, first: int, last: int, *, begun: str = "OLD-", since: str = "2024-01-01"
) -> None:
    """Put these into the log, two in each minute: their time alone does not order them."""
    named: dict[str, Any] = {slug: partnership.workspaces[slug] for slug in ("alder", "birch", "cedar")}
    named |= {"from": first, "to": last, "begun": begun, "first": f"{since} 09:00+00"}
    with as_owner(partnership.logins) as session:
        for statement in (ROWS, TAGS):
            session.execute(statement, named)


def page(partnership: Partnership, actor: Actor, asking: Asking, **place: Place | None) -> queries.Found:
    """A page of the log as somebody reads it."""
    with partnership.database.reading(partnership.context(actor)) as session:
        return queries.find(session, asking, **place)


def pages(partnership: Partnership, actor: Actor, asking: Asking) -> list[list[UUID]]:
    """Every page, first to last."""
    found, after = [], None
    while True:
        one = page(partnership, actor, asking, after=after)
        found.append(list(one.cases))
        if one.next is None:
            return found
        after = one.next
