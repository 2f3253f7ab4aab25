"""Where a signed-in person begins."""

from flask import Response

from portal.agencies.queries import people
from portal.agencies.routes import blueprint
from portal.protocol.actors import Kind
from portal.web.actor import actor, reading
from portal.web.guard import signed_in
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
    """The home of a member whose roles open no page of their own, and who can give them another."""
    me = actor()
    keepers: list[str] = []
    if me.kind is Kind.AGENCY:
        with reading() as session:
            others = people.administrators(session, me.workspace)
            keepers = [one.name for one in others if one.membership != me.membership]
    return page("agencies/quiet_home.html", acting=me, administrators=keepers)
