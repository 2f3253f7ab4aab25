"""What a view of a case is: what a page may ask of a case that was read, of its parts and of its papers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.agencies.queries import MemberView
from portal.escalations.queries.identities import Mask
from portal.protocol.clock import london_date
from portal.protocol.deadlines import Deadline
from portal.protocol.escalation import STATE_WORDS, Escalation, Part, PartKind
from portal.protocol.part_1 import signed_as_exception
from portal.protocol.rows import Action
from portal.protocol.tasks import Ask


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """A deadline with its working; `whose` is the name of whom it binds, `next_at` when they are reminded next."""

    deadline: Deadline
    whose: str
    workspace: UUID
    part: UUID | None
    running: bool
    stopped_at: datetime | None
    id: UUID
    started_at: datetime
    next_at: datetime | None

    @property
    def next_on(self) -> date | None:
        """The day on which a reminder goes next, if one does."""
        return london_date(self.next_at) if self.next_at else None


@dataclass(frozen=True, slots=True)
class PartView:
    """A response, with the names of its agency and of who received the form."""

    part: Part
    agency: str
    addressee: str
    receipt_confirmed_at: datetime | None
    receipt_confirmed_by: str
    sign_off_asked_of: UUID | None = None

    @property
    def late(self) -> bool:
        """Whether the reply came after its due date; it is taken and marked so (section 4)."""
        return self.part.answered_at is not None and self.part.overdue(self.part.answered_at)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A signed part of the form. `agency` is whose it is; `on_behalf`: the Business Unit entered it (decision 20).

    `signer` is the membership that signed or entered it. Of a reply, `answered_at` is when it was given, `late`
    whether that was after its due date.
    """

    kind: str
    version: int
    part: UUID | None
    agency: str
    content: Mapping[str, Any]
    signed_by: str
    signed_by_role: str
    signed_at: datetime
    signer: UUID | None = None
    on_behalf: bool = False
    answered_at: datetime | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class DraftView:
    """A part of the form still being written: each section's content and the version its next save must name.

    `version` is that of the whole: it grows with every save of any section. `saved_by` says who saved each last.
    """

    sections: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    saved_by: Mapping[str, UUID] = field(default_factory=dict)
    updated_by: str = ""
    updated_at: datetime | None = None

    @property
    def version(self) -> int:
        """The version of the whole."""
        return sum(self.versions.values())

    @property
    def content(self) -> Mapping[str, Any]:
        """What was written: by section, or as it is when the part has no sections."""
        whole: Mapping[str, Any] = self.sections.get("", self.sections)
        return whole


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as one workspace may see it, with what the actor may do now.

    No child's identity is in it: the documents are masked, and `mask` does the same for whatever else is shown.
    `version` is that of the last change that the workspace may read, from which its forms are made.
    """

    reference: str
    version: int
    case: Escalation
    raising: str
    opened_at: datetime
    submitted_at: datetime | None
    ended_at: datetime | None
    category: str
    parts: tuple[PartView, ...]
    documents: tuple[DocumentView, ...]
    deadlines: tuple[DeadlineView, ...]
    asks: tuple[tuple[UUID, Ask], ...]
    actions: frozenset[tuple[Action, UUID | None]]
    names: Mapping[UUID, str]
    mask: Mask
    sign_off_asked_of: UUID | None
    parallel: tuple[str, ...] = ()
    closed_because: str = ""
    kept_out: tuple[MemberView, ...] = ()

    @property
    def stands(self) -> str:
        """Where the case stands, in words."""
        return STATE_WORDS[self.case.state]

    @property
    def signed_as_exception(self) -> str:
        """That Part 1 was signed by somebody who does not stand apart; "" when it was not (decision 10)."""
        part_1 = self.newest("part_1")
        if part_1 is None or not part_1.content.get("exception_reason"):
            return ""
        return signed_as_exception(wrote=part_1.signer in self.case.writers)

    def may(self, action: Action, part: UUID | None = None) -> bool:
        """Whether the actor may do this now: for buttons."""
        return (action, part) in self.actions

    def newest(self, kind: str) -> DocumentView | None:
        """The newest signed version of a part of the form that this workspace may read."""
        return max(
            (one for one in self.documents if one.kind == kind), key=lambda one: one.version, default=None
        )

    def response(self, part: UUID) -> PartView | None:
        """The response that has this identifier."""
        named = (view for view in self.parts if view.part.id == part)
        return next((view for view in named if view.part.kind is PartKind.RESPONSE), None)

    def name_of(self, workspace: str) -> str:
        """The name of a workspace, by its identifier as it is stored."""
        return self.names.get(UUID(workspace), "") if workspace else ""

    def response_of(self, workspace: UUID) -> PartView | None:
        """The response that this agency gives."""
        return self._newest_of(workspace, PartKind.RESPONSE)

    def request_of(self, workspace: UUID) -> PartView | None:
        """This agency's request for referral, while it stands."""
        newest = self._newest_of(workspace, PartKind.REFERRAL)
        return newest if newest and newest.part in self.case.requests else None

    def _newest_of(self, workspace: UUID, kind: PartKind) -> PartView | None:
        own = (one for one in self.parts if one.part.kind is kind and one.part.workspace == workspace)
        return max(own, key=lambda one: one.part.began_at, default=None)


@dataclass(frozen=True, slots=True)
class SummaryIn:
    """A summary that was submitted."""

    part: UUID
    content: Mapping[str, Any]
