"""Part 2: a responding agency confirms receipt and writes its reply. It is signed in `reply_sign_off`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, request, url_for

from portal.agencies import queries as agencies
from portal.escalations import queries
from portal.escalations.actions import replies
from portal.escalations.actions.replies import PART_2
from portal.escalations.forms.noticing import cautions_in_form
from portal.escalations.forms.replies import Numbered, ReplyForm, reply_form
from portal.escalations.queries import CaseView, DraftView, PartView
from portal.escalations.routes import blueprint
from portal.infra.calendar import calendar_for, now
from portal.protocol import part_1 as part_1_words
from portal.protocol import replies as reply_words
from portal.protocol.clock import WorkingCalendar, last_day, london_date
from portal.protocol.errors import Invalid, Stale, WrongState
from portal.protocol.escalation import ENDED, PartState
from portal.protocol.identity import Identity
from portal.protocol.permissions import Permission, check
from portal.protocol.replies import in_rows, lacks_of_reply, put_to
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import NOT_OURS, PortalForm
from portal.web.guard import requires
from portal.web.htmx import page

LABELS = {"part_1": part_1_words, "replies": reply_words}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages of Part 2 are made of: the case, the agency's own response, its draft, who may sign it."""

    view: CaseView
    own: PartView
    draft: DraftView
    calendar: WorkingCalendar
    signers: tuple[agencies.MemberView, ...]
    identities: tuple[Identity, ...]

    @property
    def issues(self) -> Numbered:
        """The issues that the agency answers, each with its number in Part 1."""
        return own_issues(self.view, self.own)

    @property
    def content(self) -> Mapping[str, Any]:
        """The draft, as it is written now."""
        return in_rows(self.draft.content)

    @property
    def lacks(self) -> dict[str, str]:
        """What the draft lacks, by the field that lacks it."""
        return lacks_of_reply(self.content, [number for number, _ in self.issues])

    @property
    def asked_of(self) -> str:
        """Whom of the agency was asked to sign it."""
        return next((one.name for one in self.signers if one.membership == self.own.sign_off_asked_of), "")

    def noticed(self, form: ReplyForm) -> tuple[str, ...]:
        """What of a child's identity stands in these answers, to tell their writer (decision 25)."""
        return tuple(one.words for one in cautions_in_form(form, self.identities))

    def page(self, template: str, form: PortalForm, *, status: int = 200, **more: Any) -> Response:
        """A page of Part 2, or WrongState once there is nothing left to write."""
        if self.view.case.state in ENDED:
            raise WrongState("The case has ended, so a reply can no longer be given.")
        if self.own.part.state is not PartState.AWAITED:
            raise WrongState("Your agency has replied, so Part 2 can no longer be changed.")
        due_at = self.own.part.due_at
        assert due_at is not None
        return page(
            f"escalations/replies/{template}.html",
            status=status,
            form=form,
            desk=self,
            view=self.view,
            due=last_day(due_at),
            left=self.calendar.time_left(last_day(due_at), london_date(now())),
            late=self.own.part.overdue(now()),
            labels=LABELS,
            **{"notices": self.noticed(reply_form(self.issues, content=self.content)), **more},
        )


def desk(reference: str) -> Desk:
    """Everything for Part 2; NotAllowed for who may not write it."""
    me = actor()
    with reading() as session:
        view = queries.case(session, me, reference)
        own = view.response_of(me.workspace)
        check(Permission.WRITE_PART_2, me, view.case, own.part if own else None)
        assert own is not None
        draft = queries.draft(session, view.case.id, kind=PART_2, workspace=me.workspace, part=own.part.id)
        calendar = calendar_for(agencies.closures(session))
        signers = tuple(agencies.senior_managers(session, me.workspace))
        known = queries.identities(session, view.case.id)
    return Desk(view, own, draft, calendar, signers, known)


def issues_of(view: CaseView) -> list[Mapping[str, Any]]:
    """The issues of Part 1 as it was last signed."""
    part_1 = view.newest("part_1")
    return list(part_1.content["issues"]) if part_1 else []


def own_issues(view: CaseView, response: PartView) -> Numbered:
    """The issues that one responding agency answers, each with its number (decision 13)."""
    issues = issues_of(view)
    responding = [one.workspace for one in view.case.responses]
    return [(number, issues[number - 1]) for number in put_to(issues, response.part.workspace, responding)]


@blueprint.post("/<reference>/receipt")
@requires(Permission.CONFIRM_RECEIPT)
def confirm_receipt(reference: str) -> Response:
    """Say that the form has arrived."""
    _may_confirm(reference)
    form = PortalForm()
    if not form.validate_on_submit():
        raise Invalid({"version": "Open the case again, and confirm receipt there."})
    with unit_of_work(form) as work:
        replies.confirm_receipt(work.session, actor(), reference, version=form.seen_version)
        work.leads_to = url_for("escalations.show", reference=reference)
    flash(
        "You confirmed that the form has arrived. The raising agency and the Business Unit can see it.",
        "success",
    )
    return work.redirect()


def _may_confirm(reference: str) -> None:
    """Raise before the form is looked at: who may not know of the case is told nothing about a form."""
    me = actor()
    with reading() as session:
        view = queries.case(session, me, reference)
    own = view.response_of(me.workspace)
    check(Permission.CONFIRM_RECEIPT, me, view.case, own.part if own else None)
    if view.case.state in ENDED or own is None or own.part.state is not PartState.AWAITED:
        raise WrongState("No reply is awaited from your agency any more.")


@blueprint.get("/<reference>/part-2")
@requires(Permission.WRITE_PART_2)
def reply(reference: str) -> Response:
    """The reply as far as it is written, issue by issue beside A's position."""
    at = desk(reference)
    version = at.draft.versions.get("", 0)
    return at.page("reply", reply_form(at.issues, content=at.draft.content, version=version))


@blueprint.post("/<reference>/part-2")
@requires(Permission.WRITE_PART_2)
def save_reply(reference: str) -> Response:
    """Keep the draft, and stay or go on to check it."""
    at = desk(reference)
    form = reply_form(at.issues)
    if form.rows_changed():
        return at.page("reply", form)
    if not form.validate_on_submit():
        return at.page("reply", form, status=422)
    going_on = request.form.get("then") == "check"
    try:
        with unit_of_work(form) as work:
            replies.save_reply(
                work.session, actor(), reference, version=form.seen_version, content=form.content()
            )
            work.leads_to = url_for(f"escalations.{'respond' if going_on else 'reply'}", reference=reference)
    except Stale as stale:
        return _beside_theirs(reference, form, str(stale))
    if not going_on:
        flash("Your draft is saved. Only your agency can see it.", "success")
    return work.redirect()


def _beside_theirs(reference: str, form: ReplyForm, why: str) -> Response:
    """What I typed, in the form, and above it what somebody saved meanwhile; saving again keeps mine."""
    at = desk(reference)
    form.version.data = str(at.draft.versions.get("", 0))
    form.form_errors.append(f"{why} Yours is in the form below, and is not saved yet.")
    return at.page("reply", form, status=409, theirs=at.content)


@blueprint.post("/<reference>/part-2/autosave")
@requires(Permission.WRITE_PART_2)
def autosave_reply(reference: str) -> Response:
    """Save what is valid of the reply while it is typed. It takes no one-time key and overwrites nobody."""
    at = desk(reference)
    form = reply_form(at.issues)
    form.validate()
    if form.version.errors:
        raise Invalid({"version": NOT_OURS})
    wrong = [one["text"] for one in form.error_list()]
    content = form.valid_part(at.draft.content)
    try:
        with unit_of_work() as work:
            version = replies.save_reply(
                work.session, actor(), reference, version=form.seen_version, content=content
            )
    except Stale as stale:
        return page("escalations/replies/not_saved.html", status=409, why=str(stale))
    return page(
        "escalations/replies/saved.html",
        version=version,
        at=now(),
        not_valid=wrong,
        notices=at.noticed(form),
    )
