"""The people of an agency: who holds which role, who is away, and the agency's word that the list is right."""

from uuid import UUID

from flask import Response, flash, url_for

from portal.agencies.actions import people as actions
from portal.agencies.queries import MemberView, member, people
from portal.agencies.routes import blueprint
from portal.protocol.actors import ROLE_WORDS, Role
from portal.protocol.clock import day_in_words
from portal.protocol.errors import NotAllowed, NotFound
from portal.protocol.permissions import PERMISSIONS, Permission, could
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/people")
@requires(Permission.SEE_PEOPLE)
def list_people() -> Response:
    """Everybody of the agency, with what they may do, who is away and who covers."""
    me = actor()
    with reading() as session:
        listed = people.people(session, me.workspace)
        waiting = people.without_role(session)
        confirmation = people.last_confirmation(session, me.workspace)
    return page(
        "agencies/people/list.html",
        people=listed,
        waiting=waiting,
        confirmation=confirmation,
        keeps=could(PERMISSIONS[Permission.KEEP_PEOPLE], me),
        confirms=could(PERMISSIONS[Permission.CONFIRM_PEOPLE], me),
        administrators=[one.member.name for one in listed if Role.ADMINISTRATOR in one.member.roles],
        role_words=ROLE_WORDS,
        wide=True,
    )


@blueprint.get("/people/confirm")
@requires(Permission.CONFIRM_PEOPLE)
def confirm_people() -> Response:
    """The list to read, and the button that says it is right."""
    return _confirm_page(PortalForm(version=_version()))


@blueprint.post("/people/confirm")
@requires(Permission.CONFIRM_PEOPLE)
def people_confirmed() -> Response:
    """Say that the list is right (decision 9)."""
    form = PortalForm()
    if not form.validate_on_submit():
        return _confirm_page(form, status=422)
    with unit_of_work(form) as work:
        actions.confirm(work.session, actor(), version=form.seen_version)
        work.leads_to = url_for("agencies.list_people")
        again = day_in_words(people.confirmed_today_again_on(work.session))
    flash(
        "You confirmed that the list is right. The Business Unit can see that you did."
        f" Confirm it again by {again}.",
        "success",
    )
    return work.redirect()


def _version() -> int:
    with reading() as session:
        return people.version(session, actor().workspace)


def _confirm_page(form: PortalForm, *, status: int = 200) -> Response:
    me = actor()
    with reading() as session:
        listed = people.people(session, me.workspace)
        confirmation = people.last_confirmation(session, me.workspace)
        again = people.confirmed_today_again_on(session)
    return page(
        "agencies/people/confirm.html",
        status=status,
        form=form,
        people=listed,
        confirmation=confirmation,
        again=again,
        keeps=could(PERMISSIONS[Permission.KEEP_PEOPLE], me),
        role_words=ROLE_WORDS,
        wide=True,
    )


def named(text: str) -> UUID:
    """The id in an address; NotFound for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def colleague(membership: str) -> MemberView:
    """Another member of the administrator's agency; NotFound for anybody else, NotAllowed for oneself."""
    me, of = actor(), named(membership)
    with reading() as session:
        known = member(session, of)
        if known is None or known.workspace != me.workspace:
            raise NotFound
        if of == me.membership:
            raise NotAllowed(actions.own_roles(session, me))
    return known
