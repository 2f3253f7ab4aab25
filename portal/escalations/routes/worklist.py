"""An agency's home: what is asked of it and by when, what it waits for, and the cases that ended."""

from flask import Response

from portal.agencies import queries as agencies
from portal.agencies.queries.people import last_confirmation
from portal.escalations import queries
from portal.escalations.routes import blueprint
from portal.infra.calendar import calendar_for, now
from portal.protocol.clock import london_date
from portal.protocol.permissions import PERMISSIONS, Permission, could
from portal.web.actor import actor, reading
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("")
@requires(Permission.SEE_AGENCY_WORKLIST)
def worklist() -> Response:
    """The agency's cases in three groups, the most pressing first."""
    me = actor()
    with reading() as session:
        listed = queries.worklist(session, me.workspace)
        calendar = calendar_for(agencies.closures(session))
        confirms = could(PERMISSIONS[Permission.CONFIRM_PEOPLE], me)
        confirmation = last_confirmation(session, me.workspace) if confirms else None
    return page(
        "escalations/worklist.html",
        groups=[[one for one in listed if one.group == group] for group in range(3)],
        calendar=calendar,
        today=london_date(now()),
        most=queries.MOST,
        may_start=could(PERMISSIONS[Permission.START_ESCALATION], me),
        confirmation=confirmation,
        wide=True,
    )
