"""The pages of redacted copies: which there are, supplying one, and downloading one (decision 25)."""

from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, flash, send_file, url_for

from portal.escalations import queries
from portal.escalations.queries import AttachmentView, CaseView
from portal.escalations.routes.attachments import SANDBOX
from portal.executive import redacted_queries, redacting
from portal.executive.forms_redacted import RedactedForm
from portal.executive.redacted_queries import RedactedView
from portal.infra.calendar import now
from portal.protocol.beside import why_not
from portal.protocol.errors import Invalid, NotFound, WrongState
from portal.protocol.masking import found
from portal.protocol.permissions import Permission, allows, check
from portal.web.actor import actor, portal, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page
from portal.web.uploads import takes_files

blueprint = Blueprint("redacted", __name__, url_prefix="/cases")


@dataclass(frozen=True, slots=True)
class Kept:
    """An attachment that was signed with the form, and its redacted copies, the newest first."""

    file: AttachmentView
    copies: tuple[RedactedView, ...]

    @property
    def standing(self) -> RedactedView | None:
        """The one that stands for it in packs that are asked for now."""
        return next((one for one in self.copies if one.released), None)


@blueprint.get("/<reference>/redacted-copies")
@requires(Permission.READ_REDACTED_COPIES)
def listed(reference: str) -> Response:
    """Every attachment that was signed with the form, and what stands for it in the packs without identity."""
    view, kept = _read(reference, Permission.READ_REDACTED_COPIES)
    may_supply = allows(Permission.SUPPLY_REDACTED_COPY, actor(), view.case)
    shut = why_not(Permission.SUPPLY_REDACTED_COPY, view.case, now=now())
    return page(
        "executive/redacted/list.html",
        view=view,
        kept=kept,
        may_supply=may_supply and not shut,
        shut=shut if may_supply else "",
    )


@blueprint.get("/<reference>/redacted-copies/<uuid:attachment>")
@requires(Permission.SUPPLY_REDACTED_COPY)
def supplying(reference: str, attachment: UUID) -> Response:
    """The form that supplies a redacted copy of an attachment."""
    return _page(reference, attachment, RedactedForm())


@blueprint.post("/<reference>/redacted-copies/<uuid:attachment>")
@requires(Permission.SUPPLY_REDACTED_COPY)
@takes_files
def supply(reference: str, attachment: UUID) -> Response:
    """Supply one."""
    form, settings = RedactedForm(), portal().settings
    form.take_at_most(settings.attachment_megabytes)
    if not form.validate_on_submit():
        return _page(reference, attachment, form, status=422)
    assert form.accepted is not None
    try:
        with unit_of_work(form) as work:
            redacting.supply(
                work.session, actor(), reference, attachment=attachment, file=form.accepted,
                vouched=bool(form.vouched.data), scanned=bool(settings.clamd_url),
            )  # fmt: skip
            work.leads_to = url_for("redacted.listed", reference=reference)
    except Invalid as invalid:
        form.refuse(invalid)
        return _page(reference, attachment, form, status=422)
    flash("The redacted copy was supplied.", "success")
    _say_what_is_masked(reference, form.accepted.name)
    return work.redirect()


@blueprint.post("/<reference>/redacted-copies/<uuid:copy>/file")
@requires(Permission.READ_REDACTED_COPIES)
def download(reference: str, copy: UUID) -> Response:
    """Hand a redacted copy out, never to be shown by the browser, and keep who took it (decision 27)."""
    with unit_of_work() as work:
        taken = redacting.download(work.session, actor(), reference, copy=copy)
    response = send_file(
        BytesIO(taken.content), mimetype=taken.media_type, as_attachment=True, download_name=taken.name,
        conditional=False, etag=False,
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _read(reference: str, permission: Permission) -> tuple[CaseView, list[Kept]]:
    """The case and its signed files; raises what the actions do for who may not, or not now."""
    with reading() as session:
        view = queries.case(session, actor(), reference)
        check(permission, actor(), view.case)
        if reason := why_not(permission, view.case, now=now()):
            raise WrongState(reason)
        files = queries.attachments(session, view.case.id, mask=view.mask)
        copies = redacted_queries.copies(session, view.case.id, mask=view.mask)
    return view, [Kept(one, copies.get(one.id, ())) for one in files if one.since is not None]


def _page(reference: str, attachment: UUID, form: RedactedForm, *, status: int = 200) -> Response:
    view, kept = _read(reference, Permission.SUPPLY_REDACTED_COPY)
    named = next((one for one in kept if one.file.id == attachment), None)
    if named is None:
        raise NotFound
    settings = portal().settings
    form.take_at_most(settings.attachment_megabytes)
    return page(
        "executive/redacted/supply.html",
        status=status,
        form=form,
        view=view,
        kept=named,
        scanned=bool(settings.clamd_url),
    )


def _say_what_is_masked(reference: str, name: str) -> None:
    """A child's identity in the file's name is told of at once, as with an attachment: another can be supplied."""
    with reading() as session:
        known = queries.identities(session, queries.case(session, actor(), reference).case.id)
    if found(name, known):
        flash(
            "The name of the file holds something of a child’s identity. It is masked wherever it is shown."
        )
