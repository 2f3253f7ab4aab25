"""The cases before the Executive: by reference and parties alone, until a member has declared (decision 21)."""

from flask import Response

from portal.agencies import queries as agencies
from portal.executive import queries
from portal.executive.routes import blueprint
from portal.infra.calendar import calendar_for, now
from portal.protocol.clock import london_date
from portal.protocol.permissions import Permission
from portal.web.actor import reading
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("")
@requires(Permission.SEE_EXECUTIVE_WORKLIST)
def home() -> Response:
    """What waits for this member, what they may not decide, and what was decided."""
    with reading() as session:
        cases = queries.before(session)
        calendar = calendar_for(agencies.closures(session))
    running = [one for one in cases if one.ended_at is None]
    return page(
        "executive/home.html",
        to_do=[one for one in running if not one.recused],
        recused=[one for one in running if one.recused],
        ended=[one for one in cases if one.ended_at is not None],
        calendar=calendar,
        today=london_date(now()),
    )
