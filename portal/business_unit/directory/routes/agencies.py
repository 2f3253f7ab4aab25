"""The agencies: what each has, what it lacks, and whether it confirmed who holds its roles (decision 9)."""

from uuid import uuid4

from flask import Response, flash, url_for

from portal.agencies.forms.people import PersonForm, role_hints
from portal.agencies.queries import WorkspaceView, people
from portal.agencies.queries import directory as queries
from portal.business_unit.directory import actions
from portal.business_unit.directory.forms import AgencyForm
from portal.business_unit.directory.routes import blueprint
from portal.protocol.actors import ROLE_WORDS, Role
from portal.protocol.errors import Invalid
from portal.protocol.permissions import PERMISSIONS, Permission, could
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page, redirect_to


@blueprint.get("/agencies")
@requires(Permission.SEE_AGENCIES)
def listed() -> Response:
    """Every agency, with what is missing and what is overdue."""
    with reading() as session:
        found = queries.agencies(session)
    return page(
        "business_unit/directory/agencies.html",
        agencies=found,
        overdue=[one for one in found if one.people and one.confirmation.overdue],
        keys={one.workspace.id: uuid4().hex for one in found},
        keeps=could(PERMISSIONS[Permission.KEEP_AGENCIES], actor()),
        role_words=ROLE_WORDS,
        wide=True,
    )


@blueprint.get("/agencies/new")
@requires(Permission.KEEP_AGENCIES)
def new_agency() -> Response:
    """What the agency is called, and whose it is."""
    return _agency_page(AgencyForm(), None)


@blueprint.post("/agencies/new")
@requires(Permission.KEEP_AGENCIES)
def add_agency() -> Response:
    """Open its workspace."""
    form = AgencyForm()
    if not form.validate_on_submit():
        return _agency_page(form, None, status=422)
    try:
        with unit_of_work(form) as work:
            new = actions.add_agency(
                work.session,
                actor(),
                name=str(form.name.data),
                organisation=str(form.organisation.data),
                domains=form.domains_typed(),
            )
            slug = actions.the_agency(work.session, new).slug
            work.leads_to = url_for("directory.shown", slug=slug)
    except Invalid as invalid:
        form.refuse(invalid)
        return _agency_page(form, None, status=422)
    flash(
        "The agency is here, and nobody is in it yet. Add its administrator next: they add the others themselves.",
        "success",
    )
    return work.redirect()


@blueprint.get("/agencies/<slug>")
@requires(Permission.SEE_AGENCIES)
def shown(slug: str) -> Response:
    """One agency: its people and their roles, deputies, absences, contacts, and how they sign in."""
    me = actor()
    with reading() as session:
        of = queries.agency(session, slug)
        listed = people.people(session, of.id)
        confirmation = people.last_confirmation(session, of.id)
        domains = queries.domains(session, of.id)
        used, own = queries.service_in_use(session, of.id), queries.own_service(session, of.id)
        changes = queries.changes(session, of.id)
    held = {role for one in listed for role in one.roles}
    return page(
        "business_unit/directory/agency.html",
        agency=of,
        people=listed,
        confirmation=confirmation,
        domains=domains,
        used=used,
        own=own,
        changes=changes,
        missing=[role for role in queries.EXPECTED if role not in held],
        contacts=[one.member.name for one in listed if Role.EXECUTIVE_CONTACT in one.roles],
        once=uuid4().hex,
        keeps=could(PERMISSIONS[Permission.KEEP_AGENCIES], me),
        manages=could(PERMISSIONS[Permission.KEEP_SIGN_IN_SERVICES], me),
        role_words=ROLE_WORDS,
        wide=True,
    )


@blueprint.get("/agencies/<slug>/change")
@requires(Permission.KEEP_AGENCIES)
def agency_to_change(slug: str) -> Response:
    """Its name, its parent and its e-mail domains, to change."""
    with reading() as session:
        of = queries.agency(session, slug)
        form = AgencyForm(
            name=of.name,
            organisation=of.organisation,
            domains="\n".join(queries.domains(session, of.id)),
            version=queries.version(session, of.id),
        )
    return _agency_page(form, of)


@blueprint.post("/agencies/<slug>/change")
@requires(Permission.KEEP_AGENCIES)
def change_agency(slug: str) -> Response:
    """Change them."""
    of, form = _agency(slug), AgencyForm()
    if not form.validate_on_submit():
        return _agency_page(form, of, status=422)
    try:
        with unit_of_work(form) as work:
            actions.change_agency(
                work.session,
                actor(),
                agency=of.id,
                version=form.seen_version,
                name=str(form.name.data),
                organisation=str(form.organisation.data),
                domains=form.domains_typed(),
            )
            work.leads_to = url_for("directory.shown", slug=slug)
    except Invalid as invalid:
        form.refuse(invalid)
        return _agency_page(form, of, status=422)
    flash("The agency is changed. It counts from the next page on.", "success")
    return work.redirect()


@blueprint.get("/agencies/<slug>/people/new")
@requires(Permission.KEEP_AGENCIES)
def new_person(slug: str) -> Response:
    """Who they are, and what they may do."""
    return _person_page(PersonForm(), _agency(slug))


@blueprint.post("/agencies/<slug>/people/new")
@requires(Permission.KEEP_AGENCIES)
def add_person(slug: str) -> Response:
    """Name them, give them their roles, and invite them."""
    of, form = _agency(slug), PersonForm()
    if not form.validate_on_submit():
        return _person_page(form, of, status=422)
    name, email = " ".join(str(form.name.data).split()), str(form.email.data).strip()
    try:
        with unit_of_work(form) as work:
            actions.add_person(
                work.session, actor(), agency=of.id, name=name, email=email, roles=form.chosen()
            )
            work.leads_to = url_for("directory.shown", slug=slug)
            other = queries.other_agency_of(work.session, email, agency=of.id)
    except Invalid as invalid:
        form.refuse(invalid)
        return _person_page(form, of, status=422)
    flash(
        f"You added {name}. Now an e-mail with a link goes to {email}. It works once, for 30 days.", "success"
    )
    if other:
        flash(f"{email} is an address of {other}. Check that {name} works for {of.name} too.")
    return work.redirect()


@blueprint.post("/agencies/<slug>/chase")
@requires(Permission.KEEP_AGENCIES)
def chase(slug: str) -> Response:
    """Ask the agency once more to confirm its list, by one press."""
    of, form = _agency(slug), PortalForm()
    if not form.validate_on_submit():
        raise Invalid({"once": "Open the page of the agency again, and press the button there."})
    try:
        with unit_of_work(form) as work:
            asked = actions.chase(work.session, actor(), agency=of.id)
            work.leads_to = url_for("directory.shown", slug=slug)
    except Invalid as invalid:
        flash(f"{invalid.fields['once']}.")
        return redirect_to("directory.shown", slug=slug)
    people_asked = "1 person is" if asked == 1 else f"{asked} people are"
    flash(
        f"{people_asked} asked by e-mail to confirm the list: at once between 8am and 6pm on a working day, else"
        " when the next one begins. Nobody is asked twice a day.",
        "success",
    )
    return work.redirect()


def _agency(slug: str) -> WorkspaceView:
    with reading() as session:
        return queries.agency(session, slug)


def _agency_page(form: AgencyForm, of: WorkspaceView | None, *, status: int = 200) -> Response:
    with reading() as session:
        parents = queries.organisations(session)
    return page(
        "business_unit/directory/change_agency.html", status=status, form=form, agency=of, parents=parents
    )


def _person_page(form: PersonForm, of: WorkspaceView, *, status: int = 200) -> Response:
    return page(
        "business_unit/directory/new_person.html", status=status, form=form, agency=of, hints=role_hints()
    )
