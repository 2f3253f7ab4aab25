"""The whole picture of one case, for the Business Unit."""

from flask import Response

from portal.business_unit.log.queries.whole import whole as picture
from portal.business_unit.log.routes import blueprint
from portal.infra.calendar import now
from portal.protocol.clock import london_date
from portal.protocol.deadlines import CLOCK_WORDS
from portal.protocol.permissions import PERMISSIONS, Permission, could
from portal.web.actor import actor, reading
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/<reference>")
@requires(Permission.SEE_LOG)
def whole(reference: str) -> Response:
    """Both clocks, the time in each hand, chases, calls, themes, learning, links, and who opened the case."""
    me = actor()
    with reading() as session:
        found = picture(session, me, reference)
    return page(
        "business_unit/log/whole.html",
        whole=found,
        row=found.row,
        opened=found.opened,
        view=found.opened.view if found.opened else None,
        calendar=found.opened.calendar if found.opened else None,
        reminders={},
        clock_words=CLOCK_WORDS,
        today=london_date(now()),
        may_set_themes=could(PERMISSIONS[Permission.SET_THEMES], me),
    )
