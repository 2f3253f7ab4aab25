"""Files attached to a part of the form: the page that lists and adds them, taking one out, and downloading one."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from flask import Response, flash, send_file, url_for
from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.actions import attachments as actions
from portal.escalations.forms.attachments import AttachmentForm
from portal.escalations.queries import AttachmentView, CaseView
from portal.escalations.routes import blueprint
from portal.protocol.actors import Kind
from portal.protocol.attachments import REFUSED, SIGNED_FORM, TITLES, Paper, check_writing
from portal.protocol.errors import Invalid, NotFound
from portal.protocol.masking import found
from portal.protocol.permissions import Permission, check
from portal.web.actor import actor, portal, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page
from portal.web.uploads import takes_files

ADDRESSES = {paper.value.replace("_", "-"): paper for paper in Paper}
"""How an address names a part of the form."""

OF_A_RESPONSE = {address: paper for address, paper in ADDRESSES.items() if paper is Paper.PART_2}
"""Those of which each agency has its own, which an address may name."""

WRITERS = (Permission.WRITE_PART_1, Permission.WRITE_PART_2, Permission.REPLY_ON_BEHALF)
"""Who attaches files: whoever writes a part of the form."""

SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""What a downloaded file may do, should a browser open it after all: nothing."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A part of the form that the actor's agency writes, and the files it has attached to it."""

    view: CaseView
    paper: Paper
    files: tuple[AttachmentView, ...]
    on_behalf: UUID | None = None
    """The response of an agency whose reply the Business Unit enters (decision 20)."""

    @property
    def address(self) -> str:
        """Its page."""
        return _address(self.view.reference, self.paper, self.on_behalf)

    @property
    def leads_back(self) -> str:
        """The part of the form that the files belong to."""
        if self.on_behalf:
            return url_for("on_behalf.reply", reference=self.view.reference, part=self.on_behalf)
        endpoint = "part_1" if self.paper is Paper.PART_1 else "reply"
        return url_for(f"escalations.{endpoint}", reference=self.view.reference)


@blueprint.get("/<reference>/attachments/<paper>")
@blueprint.get("/<reference>/attachments/<paper>/<uuid:part>")
@requires(*WRITERS)
def attachments(reference: str, paper: str, part: UUID | None = None) -> Response:
    """What is attached to a part of the form, and the form that attaches more."""
    return _page(_desk(reference, paper, part), AttachmentForm())


@blueprint.post("/<reference>/attachments/<paper>")
@blueprint.post("/<reference>/attachments/<paper>/<uuid:part>")
@requires(*WRITERS)
@takes_files
def attach(reference: str, paper: str, part: UUID | None = None) -> Response:
    """Attach a file."""
    desk, form = _desk(reference, paper, part), AttachmentForm()
    form.take_at_most(portal().settings.attachment_megabytes)
    if not form.validate_on_submit():
        return _page(desk, form, status=422)
    try:
        with unit_of_work(form) as work:
            _add(work.session, desk, form)
            work.leads_to = desk.address
    except Invalid as invalid:
        form.refuse(invalid)
        return _page(desk, form, status=422)
    flash("The file was attached.", "success")
    _say_what_is_masked(desk, form)
    return work.redirect()


@blueprint.post("/<reference>/attachments/<uuid:attachment>/remove")
@requires(*WRITERS)
def remove_attachment(reference: str, attachment: UUID) -> Response:
    """Take a file out of a part of the form that is still being written."""
    form = PortalForm()
    if not form.validate_on_submit():
        _may_remove(reference, attachment)
        raise Invalid({"once": "Open the list of attachments again, and take the file out there."})
    with unit_of_work(form) as work:
        paper, part = actions.remove(work.session, actor(), reference, attachment=attachment)
        work.leads_to = _address(reference, paper, part if actor().kind is Kind.BUSINESS_UNIT else None)
    flash("The file was taken out.", "success")
    return work.redirect()


@blueprint.post("/<reference>/attachments/<uuid:attachment>/file")
@requires(Permission.DOWNLOAD)
def download(reference: str, attachment: UUID) -> Response:
    """Hand a file out, never to be shown by the browser, and keep who took it (decision 27).

    By a button, not a link: it writes, and an address that is only looked at may not.
    """
    with unit_of_work() as work:
        copy = actions.download(work.session, actor(), reference, attachment=attachment)
    response = send_file(
        BytesIO(copy.content), mimetype=copy.media_type, as_attachment=True, download_name=copy.name,
        conditional=False, etag=False,
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def task_of(view: CaseView, files: Iterable[AttachmentView]) -> dict[str, Any]:
    """The task "Attachments" of Part 1's list. `files`: `queries.attachments` of the case.

    It is never missing, but for the signed form of an agency that cannot sign in (decision 20).
    """
    attached = queries.attached_to(files, paper=Paper.PART_1)
    there, needed = len(attached), view.case.on_behalf
    return {
        "text": "Attachments: the signed form" if needed else "Attachments (optional)",
        "href": url_for("escalations.attachments", reference=view.reference, paper="part-1"),
        "hint": f"{there} file{'' if there == 1 else 's'}" if there else "None yet",
        "done": any(_is_signed_form(one) for one in attached) if needed else there > 0,
    }


def _is_signed_form(file: AttachmentView) -> bool:
    return file.type == SIGNED_FORM and file.state != REFUSED


def _desk(reference: str, address: str, on_behalf: UUID | None) -> Desk:
    """NotFound for another part of the form; else what `check_writing` raises for who may not write it now."""
    paper = ADDRESSES.get(address) if on_behalf is None else OF_A_RESPONSE.get(address)
    with reading() as session:
        view = queries.case(session, actor(), reference)
        if on_behalf:
            check(Permission.REPLY_ON_BEHALF, actor(), view.case)
        if paper is None:
            raise NotFound
        part = check_writing(paper, actor(), view.case, on_behalf)
        files = queries.attachments(session, view.case.id, mask=as_typed)
    attached = queries.attached_to(files, paper=paper, part=part.id if part else None)
    return Desk(view, paper, attached, on_behalf)


def _address(reference: str, paper: Paper, on_behalf: UUID | None = None) -> str:
    address = paper.value.replace("_", "-")
    return url_for("escalations.attachments", reference=reference, paper=address, part=on_behalf)


def _may_remove(reference: str, attachment: UUID) -> None:
    """Raise as the action itself would: NotFound when the agency has no such file of its own."""
    with reading() as session:
        view = queries.case(session, actor(), reference)
        files = queries.attachments(session, view.case.id, mask=as_typed)
    named = next((one for one in files if one.id == attachment and one.ours), None)
    if named is None:
        raise NotFound
    check_writing(Paper(named.paper), actor(), view.case, named.part)


def as_typed(text: Any) -> Any:
    """Those who write a part of the form read what they typed themselves."""
    return text


def _say_what_is_masked(desk: Desk, form: AttachmentForm) -> None:
    """A child's identity is told of as soon as it is there (decision 25): a file sent back would have to be chosen
    again, and one that is attached can be taken out.

    In words that name the place alone: a message of the next page travels in the cookie. Of the identity that its
    writer may reveal, as `noticing.py` tells of it: not of all that the mask knows.
    """
    assert form.accepted is not None
    with reading() as session:
        known = queries.identities(session, desk.view.case.id)
    said = {
        "title": form.title.data,
        "answer to “Who wrote it?”": form.author.data,
        "name of the file": form.accepted.name,
    }
    for what, typed in said.items():
        if found(str(typed), known):
            flash(f"The {what} holds something of a child’s identity. Everyone else reads it masked.")


def _add(session: Session, desk: Desk, form: AttachmentForm) -> None:
    settings = portal().settings
    assert form.accepted is not None
    actions.add(
        session, actor(), desk.view.reference, paper=desk.paper, file=form.accepted, described=form.described(),
        limits=actions.Limits(settings.attachments_per_paper, scanned=bool(settings.clamd_url)),
        of_part=desk.on_behalf,
    )  # fmt: skip


def _page(desk: Desk, form: AttachmentForm, *, status: int = 200) -> Response:
    settings = portal().settings
    form.take_at_most(settings.attachment_megabytes)
    return page(
        "escalations/attachments/attachments.html",
        status=status,
        form=form,
        desk=desk,
        view=desk.view,
        title=TITLES[desk.paper],
        keys={file.id: uuid4().hex for file in desk.files},
        full=len(desk.files) >= settings.attachments_per_paper,
        at_most=settings.attachments_per_paper,
        scanned=bool(settings.clamd_url),
    )
