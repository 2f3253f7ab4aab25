"""The roles that take two: who holds one, what waits to be confirmed, what became of what was proposed."""

from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy.orm import Session

from portal.agencies.queries import WorkspaceView, workspace, workspaces
from portal.agencies.queries import directory as services
from portal.agencies.queries import roles as queries
from portal.agencies.queries.roles import ProposalView
from portal.business_unit.directory import roles as actions
from portal.business_unit.directory.forms import RoleForm
from portal.business_unit.directory.routes import blueprint
from portal.protocol.actors import ROLE_WORDS, ROLES_OF_KIND, Kind, Role
from portal.protocol.errors import Invalid, NotAllowed, NotFound
from portal.protocol.permissions import PERMISSIONS, Permission, could
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page

ROLES = "directory.roles"
PARTNERSHIP = "none"
"""What the form sends of somebody new who works for none of the agencies."""


@blueprint.get("/roles")
@requires(Permission.SEE_ROLES_OF_TWO)
def roles() -> Response:
    """Who holds a role in each of the partnership's own workspaces, what waits, and what was decided."""
    me = actor()
    with reading() as session:
        holders = queries.holders(session)
        waiting, decided = queries.waiting(session), queries.decided(session)
        ended = services.changes(session, what=actions.ENDED)
    managers = [one for _, people in holders for one in people if Role.MANAGER in one.roles]
    return page(
        "business_unit/directory/roles.html",
        holders=[(name, [(one, sorted(one.roles)) for one in people]) for name, people in holders],
        waiting=waiting,
        decided=decided,
        ended=ended,
        managers=managers,
        me=me,
        keeps=could(PERMISSIONS[Permission.KEEP_ROLES_OF_TWO], me),
        role_words=ROLE_WORDS,
    )


@blueprint.get("/roles/new")
@requires(Permission.KEEP_ROLES_OF_TWO)
def new_role() -> Response:
    """Which role, for whom, and why."""
    return _new_page(RoleForm())


@blueprint.post("/roles/new")
@requires(Permission.KEEP_ROLES_OF_TWO)
def propose() -> Response:
    """Propose it, for another manager to confirm."""
    form = RoleForm()
    offered = _offer(form)
    if not form.validate_on_submit():
        return _new_page(form, status=422)
    kind, _, role = str(form.role.data).partition(":")
    try:
        with unit_of_work(form) as work:
            actions.propose(
                work.session,
                actor(),
                kind=Kind(kind),
                role=Role(role),
                name=" ".join(str(form.name.data or "").split()),
                email=str(form.email.data).strip(),
                home=offered.get(str(form.home.data)),
                partnership=form.home.data == PARTNERSHIP,
                why=str(form.why.data).strip(),
            )
            work.leads_to = url_for(ROLES)
    except Invalid as invalid:
        form.refuse(invalid)
        return _new_page(form, status=422)
    flash(
        "You proposed it. It counts once another manager has confirmed it; they are told by e-mail.",
        "success",
    )
    return work.redirect()


@blueprint.get("/roles/proposals/<uuid:proposal>")
@requires(Permission.KEEP_ROLES_OF_TWO)
def proposal(proposal: UUID) -> Response:
    """What was proposed, to confirm or not."""
    return _proposal_page(proposal, PortalForm())


@blueprint.post("/roles/proposals/<uuid:proposal>")
@requires(Permission.KEEP_ROLES_OF_TWO)
def decide(proposal: UUID) -> Response:
    """Confirm it, or do not."""
    form, confirmed = PortalForm(), request.form.get("decision") == "confirm"
    if not form.validate_on_submit() or request.form.get("decision") not in ("confirm", "refuse"):
        return _proposal_page(proposal, form, status=422)
    try:
        with unit_of_work(form) as work:
            known = actions.decide(work.session, actor(), proposal, confirmed=confirmed)
            work.leads_to = url_for(ROLES)
    except Invalid as invalid:
        form.refuse(invalid)
        return _proposal_page(proposal, form, status=422)
    if confirmed:
        flash(
            f"{known.name} is {ROLE_WORDS[known.role]} from their next page on, and is told by e-mail.",
            "success",
        )
    else:
        flash(f"{known.name} is not to be {ROLE_WORDS[known.role]}. Nothing was changed.", "success")
    return work.redirect()


@blueprint.get("/roles/<uuid:membership>/<role>/end")
@requires(Permission.KEEP_ROLES_OF_TWO)
def role_to_end(membership: UUID, role: str) -> Response:
    """What ending the role means."""
    return _end_page(membership, role, PortalForm())


@blueprint.post("/roles/<uuid:membership>/<role>/end")
@requires(Permission.KEEP_ROLES_OF_TWO)
def end_role(membership: UUID, role: str) -> Response:
    """End it at once."""
    which, form = _role(role), PortalForm()
    if not form.validate_on_submit():
        return _end_page(membership, role, form, status=422)
    try:
        with unit_of_work(form) as work:
            known = actions.end(work.session, actor(), membership=membership, role=which)
            work.leads_to = url_for(ROLES)
    except Invalid as invalid:
        form.refuse(invalid)
        return _end_page(membership, role, form, status=422)
    flash(f"{known.name} is no longer {ROLE_WORDS[which]}. The other managers are told by e-mail.", "success")
    return work.redirect()


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise NotFound from None


def _offer(form: RoleForm) -> dict[str, UUID]:
    """Fill the two lists of the form; the homes by how they are sent."""
    with reading() as session:
        every = workspaces(session)
    form.role.offer(
        (f"{one.kind}:{role}", f"{one.name}: {ROLE_WORDS[role]}")
        for one in every
        if one.kind is not Kind.AGENCY
        for role in ROLE_WORDS
        if role in ROLES_OF_KIND[one.kind]
    )
    agencies: list[WorkspaceView] = [one for one in every if one.kind is Kind.AGENCY]
    office = next(one.name for one in every if one.kind is Kind.BUSINESS_UNIT)
    form.home.offer(
        [(PARTNERSHIP, f"{office}: they work for no agency"), *((one.slug, one.name) for one in agencies)]
    )
    return {one.slug: one.id for one in agencies}


def _new_page(form: RoleForm, *, status: int = 200) -> Response:
    _offer(form)
    return page("business_unit/directory/new_role.html", status=status, form=form)


def _proposal_page(of: UUID, form: PortalForm, *, status: int = 200) -> Response:
    with reading() as session:
        known = actions.the_proposal(session, of)
        why_not = _why_not(session, known)
    return page(
        "business_unit/directory/proposal.html",
        status=status,
        form=form,
        proposal=known,
        why_not=why_not,
        mine=known.proposed_by == actor().person,
        role_words=ROLE_WORDS,
    )


def _why_not(session: Session, known: ProposalView) -> str:
    """Why whoever looks cannot confirm it; "" when they can."""
    try:
        actions.may_confirm(session, actor(), known)
    except NotAllowed as refused:
        return str(refused)
    except Invalid as invalid:
        return next(iter(invalid.fields.values())) + "."
    return ""


def _end_page(membership: UUID, role: str, form: PortalForm, *, status: int = 200) -> Response:
    which = _role(role)
    with reading() as session:
        known = actions.the_holder(session, membership, which)
        at = workspace(session, known.workspace)
    if known.person == actor().person:
        raise NotAllowed(actions.NOT_ONES_OWN)
    return page(
        "business_unit/directory/end_role.html",
        status=status,
        form=form,
        known=known,
        role=which,
        at=at,
        role_words=ROLE_WORDS,
    )
