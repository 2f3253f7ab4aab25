"""How an agency's people sign in: the shared service, or the agency's own, which is tried before it is used."""

from collections.abc import Callable

from flask import Response, flash, url_for

from portal.agencies.actions import trial_token
from portal.agencies.queries import WorkspaceView
from portal.agencies.queries import directory as queries
from portal.business_unit.directory import services as actions
from portal.business_unit.directory.forms import OffForm, ServiceForm
from portal.business_unit.directory.routes import blueprint
from portal.infra.oidc_documents import is_loopback
from portal.protocol.errors import Invalid, NotFound
from portal.protocol.permissions import PERMISSIONS, Permission, could
from portal.web.actor import Work, actor, portal, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page

SERVICE = "directory.service"


@blueprint.get("/agencies/<slug>/sign-in")
@requires(Permission.SEE_AGENCIES)
def service(slug: str) -> Response:
    """The service in use, the agency's own while it is not, and what can be done next."""
    return _service_page(slug, PortalForm())


@blueprint.get("/agencies/<slug>/sign-in/connect")
@requires(Permission.KEEP_SIGN_IN_SERVICES)
def service_to_connect(slug: str) -> Response:
    """The address of the agency's own service, and how it knows the portal. The secret is not shown again."""
    with reading() as session:
        of = queries.agency(session, slug)
        own = queries.own_service(session, of.id)
    known = {"issuer": own.issuer, "client_id": own.client_id} if own else {}
    return _connect_page(ServiceForm(**known), of)


@blueprint.post("/agencies/<slug>/sign-in/connect")
@requires(Permission.KEEP_SIGN_IN_SERVICES)
def connect(slug: str) -> Response:
    """Look at the service, then keep it, switched off."""
    of, form = _agency(slug), ServiceForm()
    if not form.validate_on_submit():
        return _connect_page(form, of, status=422)
    issuer, client_id = str(form.issuer.data).strip(), str(form.client_id.data).strip()
    try:
        actions.look(issuer, here=is_loopback(portal().settings.base_url))
        with unit_of_work(form) as work:
            secret = str(form.client_secret.data).strip()
            actions.connect(
                work.session, actor(), agency=of.id, issuer=issuer, client_id=client_id, client_secret=secret
            )
            work.leads_to = url_for(SERVICE, slug=slug)
    except Invalid as invalid:
        form.refuse(invalid)
        return _connect_page(form, of, status=422)
    flash("The service answers as it should. It is saved, and switched off: try it next.", "success")
    return work.redirect()


@blueprint.post("/agencies/<slug>/sign-in/on")
@requires(Permission.KEEP_SIGN_IN_SERVICES)
def switch_on(slug: str) -> Response:
    """Have the agency's people use it from now on."""

    def do(work: Work, of: WorkspaceView) -> str:
        invited = actions.switch_on(work.session, actor(), agency=of.id)
        return f"{of.name} signs in with its own service from now on. {_invited(invited)}"

    return _done(slug, PortalForm(), do)


@blueprint.get("/agencies/<slug>/sign-in/off")
@requires(Permission.KEEP_SIGN_IN_SERVICES)
def service_to_switch_off(slug: str) -> Response:
    """What switching it off means."""
    return _off_page(slug, OffForm())


@blueprint.post("/agencies/<slug>/sign-in/off")
@requires(Permission.KEEP_SIGN_IN_SERVICES)
def switch_off(slug: str) -> Response:
    """Switch it off at once, and sign everybody out who signed in with it."""
    form = OffForm()
    if not form.validate_on_submit():
        return _off_page(slug, form, status=422)

    def do(work: Work, of: WorkspaceView) -> str:
        actions.switch_off(work.session, actor(), agency=of.id)
        return f"The sign-in service of {of.name} is switched off, and everybody who used it is signed out."

    return _done(slug, form, do)


@blueprint.post("/agencies/<slug>/sign-in/shared")
@requires(Permission.KEEP_SIGN_IN_SERVICES)
def use_shared(slug: str) -> Response:
    """Have the agency's people use the shared service, by invitation."""

    def do(work: Work, of: WorkspaceView) -> str:
        invited = actions.use_shared(work.session, actor(), agency=of.id)
        return f"{of.name} signs in with the shared service from now on. {_invited(invited)}"

    return _done(slug, PortalForm(), do)


def _done(slug: str, form: PortalForm, do: Callable[[Work, WorkspaceView], str]) -> Response:
    of = _agency(slug)
    if not form.validate_on_submit():
        return _service_page(slug, form, status=422)
    try:
        with unit_of_work(form) as work:
            said = do(work, of)
            work.leads_to = url_for(SERVICE, slug=slug)
    except Invalid as invalid:
        form.refuse(invalid)
        return _service_page(slug, form, status=422)
    flash(said, "success")
    return work.redirect()


def _invited(people: int) -> str:
    if not people:
        return "Nobody had to be invited."
    who = "1 person was" if people == 1 else f"{people} people were"
    return (
        f"{who} signed out of any other service and invited by e-mail to sign in with it for the first time."
    )


def _agency(slug: str) -> WorkspaceView:
    with reading() as session:
        return queries.agency(session, slug)


def _service_page(slug: str, form: PortalForm, *, status: int = 200) -> Response:
    settings = portal().settings
    with reading() as session:
        of = queries.agency(session, slug)
        used, own = queries.service_in_use(session, of.id), queries.own_service(session, of.id)
        shared = next((one for one in queries.services(session) if one.shared), None)
    token = trial_token(settings.secret_key, own.id) if own and not own.enabled else ""
    return page(
        "business_unit/directory/service.html",
        status=status,
        form=form,
        agency=of,
        used=used,
        own=own,
        shared=shared,
        trial=settings.base_url + url_for("agencies.trial", token=token) if token else "",
        manages=could(PERMISSIONS[Permission.KEEP_SIGN_IN_SERVICES], actor()),
    )


def _connect_page(form: ServiceForm, of: WorkspaceView, *, status: int = 200) -> Response:
    form.client_secret.data = ""
    with reading() as session:
        own = queries.own_service(session, of.id)
    return page(
        "business_unit/directory/connect.html",
        status=status,
        form=form,
        agency=of,
        own=own,
        redirect_uri=portal().settings.base_url + url_for("agencies.callback"),
    )


def _off_page(slug: str, form: OffForm, *, status: int = 200) -> Response:
    with reading() as session:
        of = queries.agency(session, slug)
        own = queries.own_service(session, of.id)
    if own is None or not own.enabled:
        raise NotFound
    return page("business_unit/directory/off.html", status=status, form=form, agency=of, own=own)
