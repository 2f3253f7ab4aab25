"""Where a signed-in person begins, and the homes of those whose part of the portal is still to come."""

from flask import Response

from portal.agencies.routes import blueprint
from portal.protocol.permissions import Permission
from portal.web.actor import actor
from portal.web.guard import requires, signed_in
from portal.web.htmx import page, redirect_to
from portal.web.navigation import home_of


@blueprint.get("/")
@signed_in
def home() -> Response:
    """Go to the home of the workspace acted for."""
    return redirect_to(home_of(actor()))


@blueprint.get("/home")
@signed_in
def quiet_home() -> Response:
    """The home of a member whose roles read no case: an agency's administrator."""
    return page("agencies/quiet_home.html", acting=actor())


@blueprint.get("/learning")
@requires(Permission.SEE_LEARNING_WORKLIST)
def learning_home() -> Response:
    """The reviews asked of the Learning and Improvement Subgroup (P12)."""
    return page("agencies/learning_home.html")


@blueprint.get("/reports")
@requires(Permission.SEE_REPORTS)
def quality_home() -> Response:
    """The half-yearly reports for the Quality and Performance Subgroup (P14)."""
    return page("agencies/quality_home.html")
