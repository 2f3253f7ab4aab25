"""What an agency's administrator does: name somebody new, give and take away roles, end a membership."""

from flask import Response, flash, url_for

from portal.agencies.actions import people as actions
from portal.agencies.forms.people import EndForm, PersonForm, RolesForm, role_hints
from portal.agencies.queries import MemberView, people
from portal.agencies.queries.people import WaitingView
from portal.agencies.routes import blueprint
from portal.agencies.routes.people import colleague, named
from portal.protocol.actors import ROLE_WORDS, Role
from portal.protocol.directory import AGENCY_ROLES
from portal.protocol.errors import Invalid, NotFound
from portal.protocol.permissions import Permission
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page

INVITED = "an e-mail with a link goes to {email}. The link works once, for 30 days"


@blueprint.get("/people/new")
@requires(Permission.KEEP_PEOPLE)
def new_person() -> Response:
    """Who they are, and what they may do."""
    return _new_page(PersonForm())


@blueprint.post("/people/new")
@requires(Permission.KEEP_PEOPLE)
def add_person() -> Response:
    """Name them, give them their roles, and invite them."""
    form = PersonForm()
    if not form.validate_on_submit():
        return _new_page(form, status=422)
    name, email = " ".join(str(form.name.data).split()), str(form.email.data).strip()
    try:
        with unit_of_work(form) as work:
            actions.add(work.session, actor(), name=name, email=email, roles=form.chosen())
            work.leads_to = url_for("agencies.list_people")
    except Invalid as invalid:
        form.refuse(invalid)
        return _new_page(form, status=422)
    flash(f"You added {name}: {in_words(form.chosen())}. Now {INVITED.format(email=email)}.", "success")
    return work.redirect()


def _new_page(form: PersonForm, *, status: int = 200) -> Response:
    return page("agencies/people/new.html", status=status, form=form, hints=role_hints())


@blueprint.get("/people/<membership>/roles")
@requires(Permission.KEEP_PEOPLE)
def roles(membership: str) -> Response:
    """The roles that a colleague holds, to change."""
    known = colleague(membership)
    with reading() as session:
        version = people.version(session, known.workspace, membership=known.membership)
    form = RolesForm(roles=[str(role) for role in known.roles], version=version)
    return _roles_page(known, form)


@blueprint.post("/people/<membership>/roles")
@requires(Permission.KEEP_PEOPLE)
def change_roles(membership: str) -> Response:
    """Let them hold these roles and no others."""
    known, form = colleague(membership), RolesForm()
    if not form.validate_on_submit():
        return _roles_page(known, form, status=422)
    try:
        with unit_of_work(form) as work:
            actions.set_roles(
                work.session,
                actor(),
                known.membership,
                version=form.seen_version,
                roles=form.chosen(),
                sure=bool(form.sure.data),
            )
            work.leads_to = url_for("agencies.list_people")
    except Invalid as invalid:
        form.refuse(invalid)
        return _roles_page(known, form, status=422)
    flash(f"{known.name} now holds: {in_words(form.chosen())}. It counts from their next page on.", "success")
    return work.redirect()


def _roles_page(known: MemberView, form: RolesForm, *, status: int = 200) -> Response:
    with reading() as session:
        warns = bool(form.sure.errors or form.sure.data)
        signers = actions.left_to_sign(session, known) if warns else []
    return page(
        "agencies/people/roles.html",
        status=status,
        form=form,
        known=known,
        warns=warns,
        signers=signers,
        hints=role_hints(),
        address=url_for("agencies.change_roles", membership=known.membership),
    )


@blueprint.get("/people/<membership>/end")
@requires(Permission.KEEP_PEOPLE)
def end(membership: str) -> Response:
    """What ending somebody's membership means."""
    return _end_page(colleague(membership), EndForm())


@blueprint.post("/people/<membership>/end")
@requires(Permission.KEEP_PEOPLE)
def end_membership(membership: str) -> Response:
    """End it, and every role of it."""
    known, form = colleague(membership), EndForm()
    if not form.validate_on_submit():
        return _end_page(known, form, status=422)
    try:
        with unit_of_work(form) as work:
            actions.end_membership(work.session, actor(), known.membership, sure=bool(form.sure.data))
            work.leads_to = url_for("agencies.list_people")
    except Invalid as invalid:
        form.refuse(invalid)
        return _end_page(known, form, status=422)
    flash(f"{known.name} is no longer a member of your agency here. Their next page says so.", "success")
    return work.redirect()


def _end_page(known: MemberView, form: EndForm, *, status: int = 200) -> Response:
    with reading() as session:
        last = actions.leaves_no_senior_manager(session, known, ())
        signers = actions.left_to_sign(session, known)
    return page(
        "agencies/people/end.html", status=status, form=form, known=known, warns=last, signers=signers
    )


@blueprint.get("/people/<membership>/invitation")
@requires(Permission.KEEP_PEOPLE)
def invitation_again(membership: str) -> Response:
    """What inviting somebody once more means."""
    return _invitation_page(colleague(membership), PortalForm())


@blueprint.post("/people/<membership>/invitation")
@requires(Permission.KEEP_PEOPLE)
def invite_again(membership: str) -> Response:
    """Invite somebody who has never signed in once more."""
    known, form = colleague(membership), PortalForm()
    if not form.validate_on_submit():
        return _invitation_page(known, form, status=422)
    with unit_of_work(form) as work:
        actions.invite_again(work.session, actor(), known.membership)
        work.leads_to = url_for("agencies.list_people")
    flash(f"Unless one went today already, {INVITED.format(email=known.email)}.", "success")
    return work.redirect()


def _invitation_page(known: MemberView, form: PortalForm, *, status: int = 200) -> Response:
    return page("agencies/people/invitation.html", status=status, form=form, known=known)


@blueprint.get("/people/waiting/<person>")
@requires(Permission.KEEP_PEOPLE)
def first_roles(person: str) -> Response:
    """Which roles somebody is to have who signed in and has none."""
    return _first_page(_waiting(person), RolesForm())


@blueprint.post("/people/waiting/<person>")
@requires(Permission.KEEP_PEOPLE)
def give_roles(person: str) -> Response:
    """Give them their first roles."""
    waiting, form = _waiting(person), RolesForm()
    if not form.validate_on_submit():
        return _first_page(waiting, form, status=422)
    with unit_of_work(form) as work:
        actions.give_role(work.session, actor(), waiting.person, roles=form.chosen())
        work.leads_to = url_for("agencies.list_people")
    flash(f"{waiting.name} now holds: {in_words(form.chosen())}. Tell them: no e-mail is sent.", "success")
    return work.redirect()


def _waiting(person: str) -> WaitingView:
    """Somebody of this agency without a role; NotFound for anybody else."""
    of = named(person)
    with reading() as session:
        found = next((one for one in people.without_role(session) if one.person == of), None)
    if found is None:
        raise NotFound
    return found


def _first_page(waiting: WaitingView, form: RolesForm, *, status: int = 200) -> Response:
    return page(
        "agencies/people/roles.html",
        status=status,
        form=form,
        known=waiting,
        warns=False,
        signers=[],
        hints=role_hints(),
        address=url_for("agencies.give_roles", person=waiting.person),
    )


def in_words(roles: frozenset[Role]) -> str:
    """The roles as a sentence lists them, in the order of the forms."""
    return ", ".join(ROLE_WORDS[role] for role in AGENCY_ROLES if role in roles)
