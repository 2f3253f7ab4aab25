"""A request for what the portal holds on a child: the cases are found, chosen, and copied into one PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Response, make_response, render_template

from portal.business_unit.care import subject
from portal.business_unit.care.forms import SubjectForm
from portal.business_unit.care.routes import subject_access
from portal.business_unit.care.subject import CHILDREN, Choice, Gathered, OfCase
from portal.escalations.forms import written
from portal.escalations.forms.find import FindForm
from portal.infra import pdf
from portal.protocol import part_1, part_4, replies
from portal.protocol.clock import london_date
from portal.protocol.errors import Invalid
from portal.protocol.permissions import Permission
from portal.protocol.summary import SECTION_NAMES, SECTIONS
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page


@subject_access.get("")
@requires(Permission.ANSWER_SUBJECT_ACCESS)
def find() -> Response:
    """By what the child is to be found, and what is kept of the search."""
    return page("business_unit/care/subject.html", form=FindForm(), found=None)


@subject_access.post("")
@requires(Permission.ANSWER_SUBJECT_ACCESS)
def found() -> Response:
    """The child's cases, to choose from, in the answer to this POST alone: what was typed is in no address."""
    form = FindForm()
    if not form.validate_on_submit():
        return page("business_unit/care/subject.html", form=form, found=None, status=422)
    try:
        with unit_of_work() as work:
            cases = subject.choices(work.session, actor(), form.given(), again=False)
    except Invalid as invalid:
        form.refuse(invalid)
        return page("business_unit/care/subject.html", form=form, found=None, status=422)
    if not cases:
        return page("business_unit/care/subject.html", form=form, found=())
    chosen = SubjectForm(formdata=None)
    chosen.cases.data = [one.reference for one in cases]
    return _choose_page(chosen, cases, asked=form)


@subject_access.post("/copy")
@requires(Permission.ANSWER_SUBJECT_ACCESS)
def copy() -> Response:
    """The copy, in a file whose name tells of no child; it is kept nowhere here."""
    form = SubjectForm()
    try:
        with reading() as session:
            cases = subject.choices(session, actor(), form.given(), again=True)
        form.cases.offer((one.reference, one.words) for one in cases)
        if not form.validate_on_submit():
            return _choose_page(form, cases, asked=form, status=422)
        with unit_of_work() as work:
            gathered = subject.gather(
                work.session, actor(), form.given(),
                chosen=list(form.cases.data or ()), purpose=str(form.purpose.data),
            )  # fmt: skip
    except Invalid as invalid:
        anew = FindForm(formdata=None)
        anew.refuse(invalid)
        return page("business_unit/care/subject.html", form=anew, found=None, status=422)
    made = make_response(pdf.make(_document(gathered), css=render_template("escalations/copy/copy.css")))
    made.headers["Content-Type"] = "application/pdf"
    name = f"subject-access-{london_date(gathered.at).isoformat()}.pdf"
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return made


def _choose_page(
    form: SubjectForm, cases: Sequence[Choice], *, asked: FindForm, status: int = 200
) -> Response:
    form.cases.offer((one.reference, one.words) for one in cases)
    return page("business_unit/care/choose.html", form=form, asked=asked, status=status)


def _document(gathered: Gathered) -> str:
    return render_template(
        "business_unit/care/subject_copy.html",
        gathered=gathered,
        sections={one.view.reference: _sections(one) for one in gathered.cases},
        labels={
            "part_1": part_1,
            "replies": replies,
            "part_4": part_4,
            "summary": SECTIONS,
            "withheld": SECTION_NAMES,
        },
    )


def _sections(one: OfCase) -> Mapping[int, Any]:
    """Part 1 as it is read, by version; what it says of each other child is headed as a third party's."""
    names = [(str(identifier), name) for identifier, name in one.view.names.items()]
    papers = (paper for paper in one.view.documents if paper.kind == "part_1")
    return {
        paper.version: [_headed(each, one) for each in written.part_1(paper.content, names)]
        for paper in papers
    }


def _headed(section: written.Written, one: OfCase) -> written.Written:
    if section.section.key != CHILDREN:
        return section
    entries = (
        entry if one.is_the_child(number) else replace(entry, title=f"{entry.title} [THIRD PARTY]")
        for number, entry in enumerate(section.entries, start=1)
    )
    return replace(section, entries=tuple(entries))
