"""Part 1 while it is written: its list of sections, each section's page, and giving the draft up (P6, P7)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, flash, request, url_for

from portal.escalations import queries
from portal.escalations.actions import looks, part_1
from portal.escalations.actions.writing import CHILDREN, Saved
from portal.escalations.forms.noticing import Notice
from portal.escalations.forms.part_1 import SectionForm
from portal.escalations.routes import blueprint
from portal.escalations.routes.attachments import task_of
from portal.escalations.routes.meanwhile import shown_again
from portal.escalations.routes.writing import (
    Writing,
    being_written,
    beside,
    differing,
    found_in,
    notices_in,
    posted,
    section_of,
    shown,
)
from portal.protocol import merging
from portal.protocol.actors import Kind
from portal.protocol.errors import Stale, WrongState
from portal.protocol.escalation import CaseState
from portal.protocol.part_1 import NOT_DONE, SECTIONS, Section, begun, lacks
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action
from portal.web.actor import actor, looking, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/<reference>/part-1", endpoint="part_1")
@requires(Permission.WRITE_PART_1)
def tasks(reference: str) -> Response:
    """The sections, which of them are done, who has which open, and who saved last."""
    with reading() as session:
        writing = being_written(session, reference)
        happened = queries.timeline(session, writing.view.case.id)
        editing = queries.editing(session, actor(), writing.view.case.id, kind=part_1.PART_1)
        files = queries.attachments(session, writing.view.case.id, mask=writing.view.mask)
    returned = writing.view.case.state is CaseState.RETURNED
    return page(
        "escalations/part_1/tasks.html",
        view=writing.view,
        draft=writing.draft,
        tasks=[*_tasks(writing), task_of(writing.view, files), _check_task(writing)],
        editing=editing,
        titles={section.key: section.title for section in SECTIONS},
        returned_because=next((one.reasons for one in happened if one.reasons), "") if returned else "",
        may_discard=writing.view.may(Action.DISCARD),
    )


@blueprint.get("/<reference>/part-1/<section>", endpoint="section")
@requires(Permission.WRITE_PART_1)
def open_section(reference: str, section: str) -> Response:
    """One section's questions, with what was written so far."""
    asked = section_of(section)
    with reading() as session:
        writing = being_written(session, reference)
    return _section_page(shown(asked, writing), asked, writing)


@blueprint.post("/<reference>/part-1/<section>")
@requires(Permission.WRITE_PART_1)
def save_section(reference: str, section: str) -> Response:
    """Save a section, half-filled or whole, or add, move or take away a row of it."""
    asked = section_of(section)
    with reading() as session:
        writing = being_written(session, reference)
    form = posted(asked, writing)
    if form.rows_changed():
        return _section_page(form, asked, writing)
    if not form.validate_on_submit():
        return _section_page(form, asked, writing, status=422)
    try:
        with unit_of_work(form) as work:
            saved = part_1.save(
                work.session, actor(), reference, section=asked.key, version=form.seen_version,
                content=form.stored(), was=merging.read(str(form.was.data or "")),
            )  # fmt: skip
            work.leads_to = _after(asked, reference)
    except part_1.Differs as differs:
        return _differing_page(asked, writing, differs)
    _say(asked, saved, notices_in(asked, writing, saved.content))
    return work.redirect()


@blueprint.get("/<reference>/discard")
@requires(Action.DISCARD)
def discard(reference: str) -> Response:
    """Ask whether the draft is really to be given up."""
    with reading() as session:
        view = being_written(session, reference).view
    if not view.may(Action.DISCARD):
        raise WrongState("A form that was submitted cannot be discarded. A senior manager can withdraw it.")
    return page("escalations/part_1/discard.html", view=view, form=PortalForm(version=view.version))


@blueprint.post("/<reference>/discard")
@requires(Action.DISCARD)
def really_discard(reference: str) -> Response:
    """Give the draft up."""
    form = PortalForm()
    if not form.validate_on_submit():
        with reading() as session:
            view = being_written(session, reference).view
        return page("escalations/part_1/discard.html", view=view, form=form, status=422)
    try:
        with unit_of_work(form) as work:
            part_1.discard(work.session, actor(), reference, version=form.seen_version)
            work.leads_to = url_for(
                "escalations.worklist" if actor().kind is Kind.AGENCY else "business_unit.worklist"
            )
    except Stale:
        return _discard_again(reference)
    flash(f"{reference} was discarded.", "success")
    return work.redirect()


def _discard_again(reference: str) -> Response:
    """The question once more, with what happened meanwhile."""
    with reading() as session:
        view = being_written(session, reference).view
    form = PortalForm(version=view.version)
    shown_again(form, view)
    return page("escalations/part_1/discard.html", view=view, form=form, status=409)


def _tasks(writing: Writing) -> list[dict[str, Any]]:
    content, reference = writing.draft.content, writing.view.reference
    return [
        {
            "text": section.title,
            "href": url_for("escalations.section", reference=reference, section=section.key),
            "done": not any(lacks(section, content)),
            "started": begun(section, content),
        }
        for section in SECTIONS
    ]


def _check_task(writing: Writing) -> dict[str, Any]:
    """The last task. It can be opened at any time: it says what is missing, and asks once nothing is."""
    left = sum(any(lacks(section, writing.draft.content)) for section in SECTIONS)
    waits = f"{left} section{'' if left == 1 else 's'} to complete" if left else ""
    href = url_for("escalations.check", reference=writing.view.reference)
    asked = writing.view.sign_off_asked_of is not None
    words = "Check and enter it as signed" if writing.view.case.on_behalf else "Check and ask for sign-off"
    return {"text": words, "waits": waits, "href": href, "started": asked}


def _section_page(
    form: SectionForm,
    asked: Section,
    writing: Writing,
    *,
    status: int = 200,
    theirs: Mapping[str, str] | None = None,
    of: str = "",
) -> Response:
    form.offer(writing.agencies, writing.draft.content)
    theirs = beside(form, asked, writing) if theirs is None else theirs
    if request.method == "GET" or theirs:
        _keep_that_it_was_seen(asked, writing)
    content = writing.draft.content.get(asked.key, {})
    return page(
        "escalations/part_1/section.html",
        block="content",
        status=status,
        form=form,
        rows=form.rows(),
        section=asked,
        place=SECTIONS.index(asked) + 1,
        places=len(SECTIONS),
        not_done="" if asked.repeated else content.get(NOT_DONE, ""),
        reference=writing.view.reference,
        theirs=theirs,
        of=of or writing.draft.updated_by,
        notices=found_in(asked, writing, form.stored()) if request.method == "GET" else [],
    )


def _keep_that_it_was_seen(asked: Section, writing: Writing) -> None:
    """Of an identity that somebody else wrote, shown here without a reveal, a look is kept (decision 25)."""
    if asked.key != CHILDREN or not writing.identities:
        return
    if writing.draft.saved_by.get(CHILDREN) != actor().membership:
        with looking() as session:
            looks.children_to_write(session, actor(), writing.view.case.id)


def _differing_page(asked: Section, writing: Writing, differs: part_1.Differs) -> Response:
    """Mine in each field, theirs beside it where both changed the same; saving keeps what then stands there."""
    form = differing(asked, writing, differs)
    theirs = beside(form, asked, replace(writing, stored_now=differs.theirs))
    form.form_errors.append(
        f"{differs.name} saved this section while you were writing. What only one of you changed is "
        "brought together. Where both changed the same, yours is in the field and theirs is below it. "
        "Nothing is saved yet."
    )
    return _section_page(form, asked, writing, status=409, theirs=theirs, of=differs.name)


def _say(asked: Section, saved: Saved, notices: list[Notice]) -> None:
    """On the next page: what was saved, whose text is in it too, and what should not stand there."""
    flash(f"“{asked.title}” was saved.", "success")
    if saved.of:
        flash(f"{saved.of} saved it too while you were writing. What both of you wrote was brought together.")
    for one in notices:
        flash(one.without_it)


def _after(asked: Section, reference: str) -> str:
    """Where saving leads: on to the next section, after the last to the check; or to the list, when asked."""
    if request.args.get("then") == "list":
        return url_for("escalations.part_1", reference=reference)
    place = SECTIONS.index(asked) + 1
    if place == len(SECTIONS):
        return url_for("escalations.check", reference=reference)
    return url_for("escalations.section", reference=reference, section=SECTIONS[place].key)
