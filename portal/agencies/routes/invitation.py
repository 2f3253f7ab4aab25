"""The link in the first e-mail to somebody who has never signed in (decision 9)."""

from flask import Response

from portal.agencies import actions
from portal.agencies.queries import sign_in as queries
from portal.agencies.queries.sign_in import InvitationView, SignInService
from portal.agencies.routes import blueprint
from portal.agencies.routes.sign_in import begin
from portal.protocol.errors import NotFound
from portal.web.actor import portal, user
from portal.web.guard import public
from portal.web.htmx import page, redirect_to_address
from portal.web.rate_limits import limited

INVITED = "Who is invited has never signed in."


@blueprint.get("/invitation/<token>")
@public(INVITED)
@limited("invitation")
def invitation(token: str) -> Response:
    """Say what the link is for. Opening it uses nothing up: mail scanners follow links.

    Somebody who already acts for that workspace goes straight on to the page it was sent for.
    """
    try:
        found, service = _open(token)
    except NotFound:
        return page("agencies/invitation_unknown.html", status=404)
    known = user()
    if known and any(one.workspace_name == found.workspace for one in known.choices):
        return redirect_to_address(found.path)
    return page(
        "agencies/invitation.html", token=token, invitation=found, service_name=service.name, known=known
    )


@blueprint.post("/invitation/<token>")
@public(INVITED)
@limited("invitation")
def accept(token: str) -> Response:
    """Sign in with the service of the agency that the person invited belongs to."""
    try:
        found, service = _open(token)
    except NotFound:
        return page("agencies/invitation_unknown.html", status=404)
    return begin(service, path=found.path, invitation=found.id)


def _open(token: str) -> tuple[InvitationView, SignInService]:
    of = actions.read_invitation(portal().settings.secret_key, token)
    if of is None:
        raise NotFound
    with portal().database.reading() as session:
        found = queries.invitation(session, of)
        service = queries.service(session, found.provider) if found else None
    if found is None or service is None:
        raise NotFound
    return found, service
