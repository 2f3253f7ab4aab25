"""What the pages of Part 2 are made of: for the responding agency, or the Business Unit on its behalf."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, url_for

from portal.agencies import queries as agencies
from portal.escalations import queries
from portal.escalations.actions.answered import PART_2
from portal.escalations.forms.noticing import cautions_in_form
from portal.escalations.forms.replies import Numbered, ReplyForm, reply_form
from portal.escalations.queries import AttachmentView, CaseView, DraftView, PartView
from portal.escalations.routes.attachments import as_typed
from portal.infra.calendar import calendar_for, now
from portal.protocol import part_1 as part_1_words
from portal.protocol import replies as reply_words
from portal.protocol.attachments import check_writing_reply
from portal.protocol.clock import WorkingCalendar, last_day, london_date
from portal.protocol.errors import NotFound
from portal.protocol.identity import Identity
from portal.protocol.permissions import Permission, check
from portal.protocol.replies import in_rows, lacks_of_reply, put_to
from portal.web.actor import actor, reading
from portal.web.forms import PortalForm
from portal.web.htmx import page

LABELS = {"part_1": part_1_words, "replies": reply_words}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages of Part 2 are made of: the case, the response, its draft and files, who may sign it.

    The response is the agency's own; or, for the Business Unit, that of an agency which sent its reply by e-mail
    (decision 20).
    """

    view: CaseView
    own: PartView
    draft: DraftView
    files: tuple[AttachmentView, ...]
    calendar: WorkingCalendar
    signers: tuple[agencies.MemberView, ...]
    identities: tuple[Identity, ...]

    @property
    def on_behalf(self) -> bool:
        """Whether it is written for another workspace."""
        return self.own.part.workspace != actor().workspace

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
        return lacks_of_reply(self.content, [number for number, _ in self.issues], on=self.given_on)

    @property
    def given_on(self) -> date | None:
        """The day of the reply: today; of one that came by e-mail, not known before it is entered."""
        return None if self.on_behalf else london_date(now())

    @property
    def asked_of(self) -> str:
        """Whom of the agency was asked to sign it."""
        return next((one.name for one in self.signers if one.membership == self.own.sign_off_asked_of), "")

    def at(self, page: str) -> str:
        """The address of one of its pages, which have the same names for the Business Unit."""
        reference, part = self.view.reference, self.own.part.id
        if self.on_behalf:
            return url_for(f"on_behalf.{page}", reference=reference, part=part)
        return url_for(f"escalations.{page}", reference=reference)

    @property
    def to_check(self) -> str:
        """The page on which the whole of it is read before it is signed, or entered."""
        if not self.on_behalf:
            return self.at("respond")
        reference, part = self.view.reference, self.own.part.id
        return url_for("business_unit.reply_on_behalf", reference=reference, part=part)

    @property
    def to_attach(self) -> str:
        """The page of its files."""
        part = self.own.part.id if self.on_behalf else None
        return url_for("escalations.attachments", reference=self.view.reference, paper="part-2", part=part)

    def noticed(self, form: ReplyForm) -> tuple[str, ...]:
        """What of a child's identity stands in these answers, to tell their writer (decision 25)."""
        return tuple(one.words for one in cautions_in_form(form, self.identities))

    def page(self, template: str, form: PortalForm, *, status: int = 200, **more: Any) -> Response:
        """A page of Part 2, or WrongState once there is nothing left to write."""
        me, part = actor(), self.own.part
        check_writing_reply(me, self.view.case, part.id)
        assert part.due_at is not None
        return page(
            f"escalations/replies/{template}.html",
            status=status,
            form=form,
            desk=self,
            view=self.view,
            due=last_day(part.due_at),
            left=self.calendar.time_left(last_day(part.due_at), london_date(now())),
            late=part.overdue(now()),
            labels=LABELS,
            **{"notices": self.noticed(reply_form(self.issues, content=self.content)), **more},
        )


def desk(reference: str, part: UUID | None = None) -> Desk:
    """Everything for Part 2; NotAllowed for who may not write it. `part` as `check_writing_reply` has it."""
    me = actor()
    with reading() as session:
        view = queries.case(session, me, reference)
        permission = Permission.WRITE_PART_2 if part is None else Permission.REPLY_ON_BEHALF
        own = view.response_of(me.workspace) if part is None else view.response(part)
        check(permission, me, view.case, own.part if own else None)
        if own is None:
            raise NotFound
        draft = queries.draft(session, view.case.id, kind=PART_2, workspace=me.workspace, part=own.part.id)
        files = queries.attachments(session, view.case.id, mask=as_typed)
        calendar = calendar_for(agencies.closures(session))
        signers = tuple(agencies.senior_managers(session, me.workspace))
        known = queries.identities(session, view.case.id)
    attached = queries.attached_to(files, paper=PART_2, part=own.part.id)
    return Desk(view, own, draft, attached, calendar, signers, known)


def issues_of(view: CaseView) -> list[Mapping[str, Any]]:
    """The issues of Part 1 as it was last signed."""
    part_1 = view.newest("part_1")
    return list(part_1.content["issues"]) if part_1 else []


def own_issues(view: CaseView, response: PartView) -> Numbered:
    """The issues that one responding agency answers, each with its number (decision 13)."""
    issues = issues_of(view)
    responding = [one.workspace for one in view.case.responses]
    return [(number, issues[number - 1]) for number in put_to(issues, response.part.workspace, responding)]
