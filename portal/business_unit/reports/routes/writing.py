"""A report while it is written: begun, the words of each section, and what was learned put into them (P14)."""

from uuid import UUID

from flask import Response, flash, url_for
from sqlalchemy.orm import Session

from portal.business_unit.reports import actions, learning, queries
from portal.business_unit.reports.forms import BeginForm, LearningForm, WordsForm
from portal.business_unit.reports.queries import Words
from portal.business_unit.reports.routes import blueprint, named
from portal.infra.calendar import now
from portal.protocol.clock import london_date
from portal.protocol.errors import Invalid, NotFound, Stale, WrongState
from portal.protocol.half_year import HalfYear, half_year_named, half_year_of
from portal.protocol.permissions import Permission
from portal.protocol.report import SECTIONS, Section
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page

OFFERED = 6
"""How many half-years back a report may be begun."""


@blueprint.get("/new")
@requires(Permission.WRITE_REPORT)
def new() -> Response:
    """For which half-year."""
    return _new_page(_begin_form())


@blueprint.post("/new")
@requires(Permission.WRITE_REPORT)
def begin() -> Response:
    """Begin the report of a half-year: its figures are there at once."""
    form = _begin_form()
    if not form.validate_on_submit():
        return _new_page(form, status=422)
    half = half_year_named(str(form.half.data))
    assert half is not None
    try:
        with unit_of_work(form) as work:
            actions.begin(work.session, actor(), half)
            work.leads_to = url_for("reports.shown", half=half.named, version="exact")
    except Invalid as invalid:
        form.refuse(invalid)
        return _new_page(form, status=422)
    return work.redirect()


@blueprint.get("/<half>/words/<section>")
@requires(Permission.WRITE_REPORT)
def words(half: str, section: str) -> Response:
    """The words of one section of a draft."""
    which, part = named(half), _section(section)
    now_there = _words(which, part)
    return _words_page(which, part, WordsForm(version=now_there.version, data={"words": now_there.text}))


@blueprint.post("/<half>/words/<section>")
@requires(Permission.WRITE_REPORT)
def write(half: str, section: str) -> Response:
    """Keep them. Where somebody wrote in the section meanwhile, both texts are shown and nothing is lost."""
    which, part, form = named(half), _section(section), WordsForm()
    if not form.validate_on_submit():
        return _words_page(which, part, form, status=422)
    try:
        with unit_of_work(form) as work:
            actions.write(
                work.session, actor(), which, section=part, words=form.text, version=form.seen_version
            )
            work.leads_to = url_for("reports.shown", half=half, version="exact", _anchor=part)
    except Invalid as invalid:
        form.refuse(invalid)
        return _words_page(which, part, form, status=422)
    except Stale:
        theirs = _words(which, part)
        form.version.data = str(theirs.version)
        return _words_page(which, part, form, theirs=theirs, status=409)
    flash(f"“{SECTIONS[part]}” was saved.", "success")
    return work.redirect()


@blueprint.get("/<half>/learning")
@requires(Permission.WRITE_REPORT)
def learned(half: str) -> Response:
    """What was learned in the cases of the half-year, to choose from."""
    return _learning_page(named(half), learning.FIRST)


@blueprint.get("/<half>/learning/after/<uuid:after>")
@requires(Permission.WRITE_REPORT)
def learned_after(half: str, after: UUID) -> Response:
    """More of it."""
    return _learning_page(named(half), after)


@blueprint.post("/<half>/learning")
@requires(Permission.WRITE_REPORT)
def choose(half: str) -> Response:
    """Add what was chosen to the words of the section."""
    return _choose(named(half), learning.FIRST)


@blueprint.post("/<half>/learning/after/<uuid:after>")
@requires(Permission.WRITE_REPORT)
def choose_after(half: str, after: UUID) -> Response:
    """Add what was chosen of a further page."""
    return _choose(named(half), after)


def _choose(half: HalfYear, after: UUID) -> Response:
    form = _learning_form(half, after)
    if not form.validate_on_submit():
        return _learning_page(half, after, form, status=422)
    try:
        with unit_of_work(form) as work:
            there = _words_in(work.session, half, Section.LEARNING)
            every = (one.words for one in learning.chosen(work.session, half, form.which))
            added = [words for words in every if words not in there.text]
            text = "\n\n".join(part for part in (there.text, *added) if part)
            actions.write(
                work.session, actor(), half, section=Section.LEARNING, words=text, version=there.version
            )
            work.leads_to = url_for("reports.words", half=half.named, section=Section.LEARNING)
    except Invalid as invalid:
        form.refuse(Invalid({"chosen": next(iter(invalid.fields.values()))}))
        return _learning_page(half, after, form, status=422)
    flash(f"{len(added)} added. Read the words through: they are as the agencies wrote them.", "success")
    return work.redirect()


def _begin_form() -> BeginForm:
    form = BeginForm()
    half, choices = half_year_of(london_date(now())), []
    for _ in range(OFFERED):
        choices.append((half.named, half.words))
        half = half.before
    form.half.offer(choices)
    return form


def _learning_form(half: HalfYear, after: UUID) -> LearningForm:
    form = LearningForm()
    with reading() as session:
        _words_in(session, half, Section.LEARNING)
        texts, form_next = learning.learned(session, half, after=after)
    form.chosen.offer([(str(one.id), f"{one.reference}: {one.words}") for one in texts])
    form.next_after = form_next
    return form


def _new_page(form: BeginForm, *, status: int = 200) -> Response:
    return page("business_unit/reports/new.html", status=status, form=form)


def _words_page(
    half: HalfYear, section: Section, form: WordsForm, *, theirs: Words | None = None, status: int = 200
) -> Response:
    _words(half, section)
    return page(
        "business_unit/reports/words.html",
        status=status,
        form=form,
        half=half,
        section=section,
        name=SECTIONS[section],
        theirs=theirs,
    )


def _learning_page(
    half: HalfYear, after: UUID, form: LearningForm | None = None, *, status: int = 200
) -> Response:
    form = form or _learning_form(half, after)
    return page("business_unit/reports/learning.html", status=status, form=form, half=half, after=after)


def _section(name: str) -> Section:
    """The section of an address; NotFound for anything else."""
    try:
        return Section(name)
    except ValueError:
        raise NotFound from None


def _words(half: HalfYear, section: Section) -> Words:
    with reading() as session:
        return _words_in(session, half, section)


def _words_in(session: Session, half: HalfYear, section: Section) -> Words:
    """What is written there; NotFound without such a report, WrongState when it was issued."""
    report = queries.row_of(session, half)
    if report.state == queries.ISSUED:
        raise WrongState("The report was issued, and stays as it is.")
    return queries.words(session, report.id).get(section, Words())
