"""For whom one acts: chosen by somebody of several workspaces, granted to somebody of none."""

from uuid import UUID

from flask import Response, request

from portal.agencies import actions
from portal.agencies.forms import WorkspaceForm
from portal.agencies.queries import sign_in as queries
from portal.agencies.routes import blueprint
from portal.protocol.errors import NotAllowed
from portal.web.actor import NoRole, NotSignedIn, User, portal, user
from portal.web.guard import signed_in
from portal.web.htmx import page, redirect_to_address
from portal.web.paths import own_path


@blueprint.get("/workspaces")
@signed_in
def workspaces() -> Response:
    """The workspaces this person may act for, the present one ticked."""
    known = _known()
    acting = str(known.actor.membership) if known.actor else None
    form = WorkspaceForm(membership=acting, next=own_path(request.args.get("next")))
    return _ask(form, known)


@blueprint.post("/workspaces")
@signed_in
def choose_workspace() -> Response:
    """Act for the workspace chosen, from this request on."""
    known = _known()
    form = WorkspaceForm()
    _offer(form, known)
    if not form.validate_on_submit():
        return _ask(form, known, status=422)
    with portal().database.work() as session:
        if not actions.act_for(session, known.token, UUID(form.membership.data)):
            raise NotAllowed("You may no longer act for that workspace.")
    return redirect_to_address(own_path(form.next.data))


@blueprint.app_errorhandler(NoRole)
def no_role(error: NoRole) -> Response:
    """Say who can grant a role, and show nothing else."""
    known = user()
    if known is None:
        raise NotSignedIn
    with portal().database.reading() as session:
        granters = queries.role_granters(session, known.token)
    return page("agencies/no_role.html", status=403, known=known, granters=granters)


def _known() -> User:
    known = user()
    if known is None:
        raise NotSignedIn
    if not known.choices:
        raise NoRole
    return known


def _ask(form: WorkspaceForm, known: User, *, status: int = 200) -> Response:
    _offer(form, known)
    return page("agencies/workspaces.html", form=form, status=status)


def _offer(form: WorkspaceForm, known: User) -> None:
    form.membership.offer((str(one.membership), one.workspace_name) for one in known.choices)
