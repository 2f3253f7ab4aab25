"""Signing in and out: to the agency's own service and back. The portal keeps no passwords."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, current_app, request, url_for
from flask_login import login_user, logout_user
from sqlalchemy.orm import Session

from portal.agencies import actions
from portal.agencies.forms import SignInForm
from portal.agencies.queries import sign_in as queries
from portal.agencies.queries.sign_in import SignInService
from portal.agencies.routes import begun, blueprint
from portal.agencies.routes.begun import Begun
from portal.agencies.routes.user import load_user
from portal.infra import oidc
from portal.protocol.errors import Invalid
from portal.web.actor import portal, user
from portal.web.guard import public
from portal.web.htmx import page, redirect_to, redirect_to_address
from portal.web.paths import own_path
from portal.web.rate_limits import limited

BEFORE = "It is the way in."
SWITCHED_OFF = (
    "The Business Unit has switched your organisation’s sign-in service off. Ask your own IT support, or the"
    " Business Unit"
)
NOT_BEGUN = "This sign-in was not begun in this browser, or was already finished."


@blueprint.get("/sign-in")
@public(BEFORE)
def sign_in() -> Response:
    """Ask whose sign-in service to use; a person who is signed in goes on at once."""
    path = own_path(request.args.get("next"))
    if user():
        return redirect_to_address(path)
    return _ask(SignInForm(next=path))


@blueprint.post("/sign-in/start")
@public(BEFORE)
@limited("sign-in")
def start() -> Response:
    """Send the person to their agency's sign-in service, found by e-mail address or chosen."""
    form = SignInForm()
    try:
        if not _is_valid(form):
            return _ask(form, status=422)
        service = _service(form)
    except Invalid as invalid:
        form.refuse(invalid)
        return _ask(form, status=422)
    return begin(service, path=own_path(form.next.data))


@blueprint.get("/sign-in/callback")
@public("The sign-in service sends the person back here, with proof of who they are.")
@limited("sign-in-callback")
def callback() -> Response:
    """Believe the service's answer when every check has passed, and begin the sign-in.

    The only address that changes something when it is opened: the answer comes by redirect, once, and nothing
    in it can be used again or by another browser.
    """
    waiting = begun.take(request.args.get("state", ""))
    if waiting is None:
        return _failed(oidc.SignInRefused("no such state", NOT_BEGUN), path="/", status=400)
    if waiting.trial:
        return _tried(waiting)
    try:
        identity = _identity(waiting, queries.service)
    except oidc.SignInError as error:
        return _failed(error, path=waiting.next)
    running = portal()
    with running.database.work() as session:
        token = actions.sign_in(
            session, identity, invitation=waiting.invitation, hours=running.settings.session_hours
        )
    if token is None:
        return page("agencies/not_known.html", status=403, path=waiting.next, email=identity.email)
    _enter(token)
    return redirect_to_address(waiting.next)


@blueprint.post("/sign-out")
@public("Somebody whose sign-in has just ended presses the button too.")
def sign_out() -> Response:
    """End the sign-in everywhere its cookie was copied, then the one at the sign-in service."""
    found = user()
    begun.clear_session()
    if found is None:
        return redirect_to("agencies.signed_out")
    logout_user()
    with portal().database.work() as session:
        actions.sign_out(session, found.token)
        service = queries.service_of_issuer(session, found.issuer)
    address = _end_of_session(service) if service else None
    return _leave(address, service) if address and service else redirect_to("agencies.signed_out")


@blueprint.get("/signed-out")
@public("It is where signing out leads.")
def signed_out() -> Response:
    """Say that it is done."""
    return page("agencies/signed_out.html")


def begin(
    service: SignInService, *, path: str, invitation: UUID | None = None, trial: bool = False
) -> Response:
    """Begin a sign-in with a service, to land on `path` afterwards; or only try whether it works."""
    try:
        address, pending = oidc.start(service.provider, _redirect_uri())
    except oidc.ProviderUnavailable as error:
        return _did_not_work(error, path) if trial else _failed(error, path=path)
    kept = Begun(
        pending.state, service.id, pending.nonce, pending.code_verifier, path, invitation, trial=trial
    )
    begun.keep(kept)
    return _leave(address, service)


def _leave(address: str, service: SignInService) -> Response:
    """Go to another site by a page that moves on by itself.

    A redirect would not do: the content security policy lets a form end on our own pages alone, and browsers
    hold every redirect after it to that, also those that one sign-in service makes to another.
    """
    return page("agencies/leaving.html", address=address, service_name=service.name)


def _ask(form: SignInForm, *, status: int = 200) -> Response:
    _offer(form)
    return page("agencies/sign_in.html", form=form, status=status)


def _offer(form: SignInForm) -> None:
    with portal().database.reading() as session:
        form.agency.offer((one.slug, one.name) for one in queries.choices(session))


def _is_valid(form: SignInForm) -> bool:
    _offer(form)
    return bool(form.validate_on_submit())


def _service(form: SignInForm) -> SignInService:
    """The service of the organisation chosen, or else of the e-mail address."""
    with portal().database.reading() as session:
        if form.agency.data:
            found = queries.service_of_workspace(session, form.agency.data)
        elif form.email.data:
            found = queries.service_of_address(session, form.email.data)
            if not found and queries.is_switched_off(session, form.email.data):
                raise Invalid({"email": SWITCHED_OFF})
        else:
            raise Invalid({"email": "Enter your work e-mail address, or choose your organisation"})
    if found is None:
        raise Invalid(
            {
                "email": "We do not know this e-mail address. Check it, or choose your organisation from the list"
            }
        )
    return found


def _identity(waiting: Begun, find: Callable[[Session, UUID], SignInService | None]) -> oidc.Identity:
    with portal().database.reading() as session:
        service = find(session, waiting.service)
    if service is None:
        raise oidc.SignInRefused("the service is not in use any more")
    pending = oidc.Pending(service.provider.issuer, waiting.state, waiting.nonce, waiting.code_verifier)
    return oidc.finish(
        service.provider, pending, response_params=request.args.to_dict(), redirect_uri=_redirect_uri()
    )


def _tried(waiting: Begun) -> Response:
    """Say how a sign-in went that was only tried, and keep that it worked. Nobody is let in, and nobody bound."""
    try:
        identity = _identity(waiting, queries.service_to_try)
    except oidc.SignInError as error:
        return _did_not_work(error, waiting.next)
    with portal().database.work() as session:
        kept = actions.tried(session, waiting.service, identity)
    return page("agencies/trying/worked.html", kept=kept, path=waiting.next, who=actions.in_words(identity))


def _did_not_work(error: oidc.SignInError, path: str) -> Response:
    current_app.logger.warning("A sign-in that was tried failed: %s", error.reason)
    unreachable = isinstance(error, oidc.ProviderUnavailable)
    return page(
        "agencies/trying/failed.html",
        status=503 if unreachable else 403,
        reason=error.reason,
        path=path,
        redirect_uri=_redirect_uri(),
    )


def _enter(token: str) -> None:
    """Let the browser in with a session that nobody can have prepared for it; its former sign-in ends."""
    before = user()
    begun.clear_session()
    if before:
        with portal().database.work() as session:
            actions.sign_out(session, before.token)
    login_user(load_user(token))


def _end_of_session(service: SignInService) -> str | None:
    try:
        return oidc.logout_url(service.provider, portal().settings.base_url + url_for("agencies.signed_out"))
    except oidc.ProviderUnavailable as error:
        current_app.logger.warning("Signed out of the portal alone: %s", error.reason)
        return None


def _failed(error: oidc.SignInError, *, path: str, status: int = 403) -> Response:
    current_app.logger.warning("A sign-in failed: %s", error.reason)
    unreachable = isinstance(error, oidc.ProviderUnavailable)
    return page(
        "agencies/failed.html",
        status=503 if unreachable else status,
        message=error.message,
        unreachable=unreachable,
        again=url_for("agencies.sign_in", next=path),
    )


def _redirect_uri() -> str:
    return portal().settings.base_url + url_for("agencies.callback")
