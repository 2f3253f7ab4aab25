"""Trying a sign-in service before it is in use: a real sign-in, which lets nobody in and binds nobody.

Who tries it need not be known to the portal: it may be the agency's own IT support, with the link that the
Business Unit gave them.
"""

from flask import Response, request

from portal.agencies import actions
from portal.agencies.queries import sign_in as queries
from portal.agencies.queries.sign_in import SignInService
from portal.agencies.routes import blueprint
from portal.agencies.routes.sign_in import begin
from portal.web.actor import portal
from portal.web.guard import public
from portal.web.htmx import page
from portal.web.rate_limits import limited

SENT = "Whoever tries an agency’s sign-in service for the Business Unit is not known yet."


@blueprint.get("/sign-in/try/<token>")
@public(SENT)
@limited("trial")
def trial(token: str) -> Response:
    """Say what is tried, and that nothing comes of it."""
    service = _service(token)
    if service is None:
        return page("agencies/trying/unknown.html", status=404)
    return page("agencies/trying/trial.html", token=token, name=service.name)


@blueprint.post("/sign-in/try/<token>")
@public(SENT)
@limited("trial")
def try_service(token: str) -> Response:
    """Go to the service, as somebody who signs in does."""
    service = _service(token)
    if service is None:
        return page("agencies/trying/unknown.html", status=404)
    return begin(service, path=request.path, trial=True)


def _service(token: str) -> SignInService | None:
    of = actions.read_trial(portal().settings.secret_key, token)
    if of is None:
        return None
    with portal().database.reading() as session:
        return queries.service_to_try(session, of)
