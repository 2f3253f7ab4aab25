"""Part 1 while it is written: its list of sections, each section's page, and giving the draft up (P6, P7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, request, url_for
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import queries
from portal.escalations.actions import part_1
from portal.escalations.forms.part_1 import FORMS, ChildrenForm, SectionForm, shown_in
from portal.escalations.routes import blueprint
from portal.protocol.actors import Kind
from portal.protocol.errors import NotFound, WrongState
from portal.protocol.escalation import CaseState
from portal.protocol.part_1 import NOT_DONE, SECTIONS, Section, begun, lacks
from portal.protocol.permissions import Permission, check
from portal.protocol.rows import Action
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@dataclass(frozen=True, slots=True)
class Writing:
    """A case whose Part 1 is being written, with the draft and the agencies it may name."""

    view: queries.CaseView
    draft: queries.DraftView
    agencies: tuple[tuple[str, str], ...]


def being_written(session: Session, reference: str) -> Writing:
    """A case for its writers: NotFound, NotAllowed to others, WrongState once Part 1 is submitted."""
    me = actor()
    view = queries.case(session, me, reference)
    check(Permission.WRITE_PART_1, me, view.case)
    if view.case.state not in part_1.WRITING:
        raise WrongState("Part 1 was submitted, so it can no longer be changed.")
    draft = queries.draft(session, view.case.id, kind=part_1.PART_1, workspace=me.workspace)
    others = [one for one in agencies.workspaces(session, Kind.AGENCY) if one.id != me.workspace]
    return Writing(view, draft, tuple((str(one.id), one.name) for one in others))


@blueprint.get("/<reference>/part-1", endpoint="part_1")
@requires(Permission.WRITE_PART_1)
def tasks(reference: str) -> Response:
    """The sections, which of them are done, and who saved last."""
    with reading() as session:
        writing = being_written(session, reference)
        happened = queries.timeline(session, writing.view.case.id)
    returned = writing.view.case.state is CaseState.RETURNED
    return page(
        "escalations/part_1/tasks.html",
        view=writing.view,
        draft=writing.draft,
        tasks=[*_tasks(writing), _check_task(writing)],
        returned_because=next((one.reasons for one in happened if one.reasons), "") if returned else "",
        may_discard=writing.view.may(Action.DISCARD),
    )


@blueprint.get("/<reference>/part-1/<section>", endpoint="section")
@requires(Permission.WRITE_PART_1)
def open_section(reference: str, section: str) -> Response:
    """One section's questions, with what was written so far."""
    asked = _section(section)
    with reading() as session:
        writing = being_written(session, reference)
        known = queries.identities(session, writing.view.case.id) if asked.key == "children" else ()
    return _section_page(_form(asked, writing, known=known), asked, writing)


@blueprint.post("/<reference>/part-1/<section>")
@requires(Permission.WRITE_PART_1)
def save_section(reference: str, section: str) -> Response:
    """Save a section, half-filled or whole, or add or take away a row of it."""
    asked = _section(section)
    with reading() as session:
        writing = being_written(session, reference)
    form = _form(asked, writing)
    if form.rows_changed():
        return _section_page(form, asked, writing, begin_at=_row_in_question(form))
    if not form.validate_on_submit():
        return _section_page(form, asked, writing, status=422)
    with unit_of_work(form) as work:
        _save(work.session, reference, asked, form=form)
        work.leads_to = _after(asked, reference)
    flash(f"“{asked.title}” was saved.", "success")
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
    with unit_of_work(form) as work:
        part_1.discard(work.session, actor(), reference, version=form.seen_version)
        work.leads_to = url_for("escalations.worklist")
    flash(f"{reference} was discarded.", "success")
    return work.redirect()


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
    """The last task; it waits until nothing is missing, but what was written can be read at any time."""
    left = sum(any(lacks(section, writing.draft.content)) for section in SECTIONS)
    waits = f"{left} section{'' if left == 1 else 's'} to complete first" if left else ""
    href = url_for("escalations.check", reference=writing.view.reference)
    asked = writing.view.sign_off_asked_of is not None
    return {
        "text": "Check and ask for sign-off",
        "waits": waits,
        "href": None if left else href,
        "started": asked,
    }


def _section(key: str) -> Section:
    found = next((one for one in SECTIONS if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def _form(asked: Section, writing: Writing, *, known: Sequence[queries.Identity] = ()) -> SectionForm:
    data = shown_in(asked, writing.draft.content, known)
    form = FORMS[asked.key](version=writing.draft.versions.get(asked.key, 0), data=data)
    form.offer(writing.agencies)
    return form


def _section_page(
    form: SectionForm, asked: Section, writing: Writing, *, status: int = 200, begin_at: int = 0
) -> Response:
    content = writing.draft.content.get(asked.key, {})
    return page(
        "escalations/part_1/section.html",
        block="content",
        status=status,
        form=form,
        rows=form.rows(),
        begin_at=begin_at,
        section=asked,
        place=SECTIONS.index(asked) + 1,
        places=len(SECTIONS),
        not_done="" if asked.repeated else content.get(NOT_DONE, ""),
        reference=writing.view.reference,
    )


def _row_in_question(form: SectionForm) -> int:
    """The number of the row that was added, or of the one that took the place of a row taken away."""
    rows = form.rows() or ()
    place = request.form.get("remove", "").rpartition("-")[2]
    return min(int(place) + 1, len(rows)) if place in map(str, range(len(rows) + 1)) else len(rows)


def _save(session: Session, reference: str, asked: Section, *, form: SectionForm) -> None:
    if isinstance(form, ChildrenForm):
        part_1.save_children(
            session, actor(), reference, version=form.seen_version,
            identities=form.identities(), facts=form.facts(),
        )  # fmt: skip
        return
    draft = queries.draft(
        session,
        being_written(session, reference).view.case.id,
        kind=part_1.PART_1,
        workspace=actor().workspace,
    )
    part_1.save(
        session, actor(), reference, section=asked.key, version=form.seen_version,
        content=_over(draft.content.get(asked.key), form.stored()),
    )  # fmt: skip


def _over(before: Any, stored: Any) -> Any:
    """What was typed, over what the section's page does not ask: why a stage was not done."""
    return {**(before or {}), **stored} if isinstance(stored, dict) else stored


def _after(asked: Section, reference: str) -> str:
    """Where saving leads: on to the next section, after the last to the check; or to the list, when asked."""
    if request.args.get("then") == "list":
        return url_for("escalations.part_1", reference=reference)
    place = SECTIONS.index(asked) + 1
    if place == len(SECTIONS):
        return url_for("escalations.check", reference=reference)
    return url_for("escalations.section", reference=reference, section=SECTIONS[place].key)
