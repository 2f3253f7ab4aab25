"""The Independent Scrutineer's pages. Commissions are not here yet, and the home says so."""

from flask import Blueprint, Response

from portal.protocol.permissions import Permission
from portal.web.guard import requires
from portal.web.htmx import page

blueprint = Blueprint("scrutiny", __name__, url_prefix="/scrutiny")


@blueprint.get("")
@requires(Permission.SEE_SCRUTINEER_WORKLIST)
def home() -> Response:
    """The summaries that the Executive has directed."""
    return page("scrutiny/home.html")
