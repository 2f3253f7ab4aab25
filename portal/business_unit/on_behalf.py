"""A reply that an agency sent by e-mail, while the Business Unit writes it down: a draft, as the agency's own is.

It is entered by a step of its own (`portal.business_unit.steps.on_behalf`); until then the Business Unit alone
sees it (decision 20).
"""

from uuid import UUID

from flask import Blueprint, Response

from portal.escalations.routes.desk import desk
from portal.escalations.routes.replies import open_now, saved, saved_while_typing, to_write
from portal.protocol.permissions import Permission
from portal.web.guard import requires

blueprint = Blueprint("on_behalf", __name__, url_prefix="/business-unit")

HERE = "/cases/<reference>/reply/<uuid:part>/write"


@blueprint.get(HERE)
@requires(Permission.REPLY_ON_BEHALF)
def reply(reference: str, part: UUID) -> Response:
    """The reply as far as it is written down."""
    return to_write(desk(reference, part))


@blueprint.post(HERE)
@requires(Permission.REPLY_ON_BEHALF)
def save_reply(reference: str, part: UUID) -> Response:
    """Keep the draft, and stay or go on to check it."""
    return saved(desk(reference, part))


@blueprint.post(f"{HERE}/autosave")
@requires(Permission.REPLY_ON_BEHALF)
def autosave_reply(reference: str, part: UUID) -> Response:
    """Save what is valid of it while it is typed."""
    return saved_while_typing(desk(reference, part))


@blueprint.post(f"{HERE}/presence")
@requires(Permission.REPLY_ON_BEHALF)
def reply_presence(reference: str, part: UUID) -> Response:
    """Keep that the actor has it open; say who else has."""
    return open_now(desk(reference, part))
