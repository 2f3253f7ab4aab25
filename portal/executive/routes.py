"""The Executive's pages. Stage 4 is not here yet, and the home says so."""

from flask import Blueprint, Response

from portal.protocol.permissions import Permission
from portal.web.guard import requires
from portal.web.htmx import page

blueprint = Blueprint("executive", __name__, url_prefix="/executive")


@blueprint.get("")
@requires(Permission.SEE_EXECUTIVE_WORKLIST)
def home() -> Response:
    """The cases referred to the Executive."""
    return page("executive/home.html")
