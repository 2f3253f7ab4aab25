"""A due date as a file for one's own calendar: the case's reference and what is due, and nothing else."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, make_response

from portal.escalations import queries
from portal.escalations.routes import blueprint
from portal.infra import ics
from portal.infra.calendar import now
from portal.protocol.clock import london_date
from portal.protocol.deadlines import CLOCK_WORDS
from portal.protocol.errors import NotFound
from portal.protocol.permissions import Permission, check
from portal.web.actor import actor, portal, reading
from portal.web.guard import requires

NAMES = ("Business Unit", "Executive")
"""What keeps its capital in the middle of a sentence."""


@blueprint.get("/<reference>/dates/<uuid:deadline>.ics")
@requires(Permission.READ_CASE)
def due_date(reference: str, deadline: UUID) -> Response:
    """The due date of a deadline that runs, for those whom it binds and for the Business Unit.

    It travels into calendars that others see, so it holds no child and no name (decision 26). It counts as a view
    of the case, as each of its pages does (decision 27).
    """
    me = actor()
    with reading() as session:
        view = queries.case(session, me, reference)
        check(Permission.READ_CASE, me, view.case)
    found = next((one for one in view.deadlines if one.id == deadline and queries.concerns(one, me)), None)
    if found is None:
        raise NotFound
    made = make_response(_file(view.reference, found))
    made.headers["Content-Type"] = ics.MEDIA_TYPE
    made.headers["Content-Disposition"] = f'attachment; filename="{view.reference}.ics"'
    return made


def _file(reference: str, one: queries.DeadlineView) -> bytes:
    """A due date never becomes earlier (decision 5), so how far it is from the start tells which file is newer."""
    base = portal().settings.base_url
    words = CLOCK_WORDS[one.deadline.clock]
    return ics.day(
        uid=f"{one.id}@{urlsplit(base).hostname}",
        on=one.deadline.due_on,
        summary=f"{reference}: {words if words.startswith(NAMES) else words[:1].lower() + words[1:]}",
        url=f"{base}/cases/{reference}",
        revision=(one.deadline.due_on - london_date(one.started_at)).days,
        made_at=now(),
    )
