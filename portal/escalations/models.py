"""The tables of a case and what belongs to it. Private to this feature's queries and actions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, FetchedValue, ForeignKey, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Base


class EscalationRow(Base):
    """A case. `audience` and `barred` are the database's to write; `asked`: what of each workspace, by when.

    `version` counts what happened, so that each e-mail of it has a key of its own.
    """

    __tablename__ = "escalation"
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    reference: Mapped[str]
    raising_workspace_id: Mapped[UUID]
    state: Mapped[str]
    audience: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    barred: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    rules_version: Mapped[int]
    version: Mapped[int]
    asked: Mapped[dict[str, dict[str, str | None]]] = mapped_column(JSONB)
    category: Mapped[str | None]
    gate: Mapped[dict[str, Any]] = mapped_column(JSONB)
    writers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    sign_off_asked_of: Mapped[UUID | None]
    raising_withdrew: Mapped[bool]
    turn_began_at: Mapped[datetime | None]
    chases: Mapped[int]
    no_further_step_at: Mapped[datetime | None]
    follow_up_on: Mapped[date | None]
    opened_at: Mapped[datetime]
    first_submitted_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    part_1_version: Mapped[int]
    ended_at: Mapped[datetime | None]
    on_behalf: Mapped[bool]
    parallel: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    closed_as: Mapped[str | None]
    followed_up_at: Mapped[datetime | None]
    silent_since: Mapped[datetime | None]
    substitute_needed: Mapped[str | None]


class PartRow(Base):
    """A response, a referral request, a summary or a review; see `portal.protocol.escalation.Part`."""

    __tablename__ = "part"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id))
    kind: Mapped[str]
    workspace_id: Mapped[UUID]
    state: Mapped[str]
    began_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    extension: Mapped[str]
    said_not_for_us: Mapped[bool]
    early: Mapped[bool]
    agreed: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    interests_declared: Mapped[bool]
    addressee_id: Mapped[UUID | None]
    addressee_name: Mapped[str | None]
    receipt_confirmed_at: Mapped[datetime | None]
    receipt_confirmed_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    on_behalf: Mapped[bool]
    extension_days: Mapped[int | None]
    sign_off_asked_of: Mapped[UUID | None]
    to_assess: Mapped[bool]


class DeadlineRow(Base):
    """A deadline that runs, or ran, with its working (decision 6). `agencies`: who may read of it; None: all."""

    __tablename__ = "deadline"
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id))
    part_id: Mapped[UUID | None]
    clock: Mapped[str]
    workspace_id: Mapped[UUID]
    started_at: Mapped[datetime]
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    working: Mapped[dict[str, Any]] = mapped_column(JSONB)
    stopped_at: Mapped[datetime | None]
    agencies: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid()))


class NudgeRow(Base):
    """A step of a running deadline's ladder that is still to come (decision 7)."""

    __tablename__ = "nudge"
    deadline_id: Mapped[UUID] = mapped_column(ForeignKey(DeadlineRow.id), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID]
    at: Mapped[datetime]


class DraftRow(Base):
    """One section of a part of the form while its agency still writes it. Its content is a mapping or a list."""

    __tablename__ = "draft"
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id))
    part_id: Mapped[UUID | None]
    kind: Mapped[str]
    workspace_id: Mapped[UUID]
    section: Mapped[str]
    content: Mapped[Any] = mapped_column(JSONB)
    version: Mapped[int]
    updated_by: Mapped[UUID]
    updated_by_name: Mapped[str]
    updated_at: Mapped[datetime]


class DocumentRow(Base):
    """A signed part: a version, never overwritten."""

    __tablename__ = "document"
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id))
    part_id: Mapped[UUID | None]
    kind: Mapped[str]
    version: Mapped[int]
    agencies: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid()))
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    workspace_id: Mapped[UUID]
    signed_by: Mapped[UUID]
    signed_by_name: Mapped[str]
    signed_by_role: Mapped[str]
    on_behalf_of: Mapped[UUID | None]
    signed_at: Mapped[datetime]


class ChildRow(Base):
    """One child's identity in one version of Part 1: the protected block (decision 25)."""

    __tablename__ = "child"
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    date_of_birth: Mapped[str]
    record_number: Mapped[str]
    known_as: Mapped[str | None]
    other_number: Mapped[str | None]


class ChildKeyRow(Base):
    """A piece of a child's identity as its keyed digest, by which a case is found (decision 25)."""

    __tablename__ = "child_key"
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)


class AccessRow(Base):
    """One look at a case: a view, a reveal, a copy, a download, a print, or that it was found (decision 27)."""

    __tablename__ = "access"
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id))
    at: Mapped[datetime]
    what: Mapped[str]
    purpose: Mapped[str]
    workspace_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    name: Mapped[str]
    role: Mapped[str]
    attachment_id: Mapped[UUID | None]


class AttachmentRow(Base):
    """A file attached to a part of the form, and the versions of that part it was signed with."""

    __tablename__ = "attachment"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id))
    part_id: Mapped[UUID | None]
    paper: Mapped[str]
    workspace_id: Mapped[UUID]
    agencies: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid()))
    name: Mapped[str]
    title: Mapped[str]
    author: Mapped[str]
    type: Mapped[str]
    third_party: Mapped[bool]
    minimum: Mapped[bool]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[bytes]
    state: Mapped[str]
    reason: Mapped[str]
    added_by_name: Mapped[str]
    added_at: Mapped[datetime]
    since: Mapped[int | None]
    until: Mapped[int | None]
    scanned_at: Mapped[datetime | None]


class AttachmentContentRow(Base):
    """What is in an attachment. Read by nobody but the scanner until it is known to be clean."""

    __tablename__ = "attachment_content"
    attachment_id: Mapped[UUID] = mapped_column(ForeignKey(AttachmentRow.id), primary_key=True)
    content: Mapped[bytes]


class CaseAudienceRow(Base):
    """A workspace's list of cases, kept by trigger: rank 0 asked of us, 1 we wait, 2 ended."""

    __tablename__ = "case_audience"
    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id), primary_key=True)
    rank: Mapped[int]
    due_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]


class HistoryRow(Base):
    """One row of a case's history. `portal.infra.history` adds them."""

    __tablename__ = "history"
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str]
    part_id: Mapped[UUID | None]
    at: Mapped[datetime]
    workspace_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class EditingRow(Base):
    """Who has a section of a part of the form open now."""

    __tablename__ = "editing"
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(primary_key=True)
    membership_id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    workspace_id: Mapped[UUID]
    name: Mapped[str]
    at: Mapped[datetime]


class NoteRow(Base):
    """What is added to a case without moving it: an addendum, a holding reply, a chase, a note of a call."""

    __tablename__ = "note"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id))
    part_id: Mapped[UUID | None]
    kind: Mapped[str]
    about: Mapped[str]
    agencies: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid()))
    body: Mapped[str]
    happened_on: Mapped[date | None]
    workspace_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    name: Mapped[str]
    role: Mapped[str]
    at: Mapped[datetime]


class LinkRow(Base):
    """Two cases that belong together. Seen by those alone who may see both."""

    __tablename__ = "link"
    escalation_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id), primary_key=True)
    linked_id: Mapped[UUID] = mapped_column(ForeignKey(EscalationRow.id), primary_key=True)
    why: Mapped[str]
    workspace_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    at: Mapped[datetime]


class DiversionRow(Base):
    """What the gate stopped: of no child and no person (P1)."""

    __tablename__ = "diversion"
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    stopped_by: Mapped[str]
    answers: Mapped[dict[str, str]] = mapped_column(JSONB)
    workspace_id: Mapped[UUID]
    on_date: Mapped[date]
