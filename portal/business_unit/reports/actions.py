"""What is done to a report: begun, written, issued; and to the Subgroup's actions (P14).

Its figures are nobody's to write: they are counted, and frozen when it is issued.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.business_unit.reports import queries
from portal.business_unit.reports.models import ActionNewsRow, ActionRow, LookRow, ReportRow, WordsRow
from portal.business_unit.reports.naming import must_name_nobody
from portal.infra import outbox
from portal.infra.calendar import now
from portal.infra.db import Base
from portal.protocol.actors import Actor, Kind, Role
from portal.protocol.clock import day_in_words, end_of_day, london_date
from portal.protocol.errors import Invalid, NotAllowed, Stale, WrongState
from portal.protocol.half_year import HalfYear, half_year_of
from portal.protocol.permissions import PERMISSIONS, Permission, could, who_may
from portal.protocol.report import Section

MOST_WORDS = 20_000
"""How many characters of words a section holds."""

REPORT = "report"
"""The outbox kind that tells a reader of the Subgroup that a report was issued."""


def begin(session: Session, actor: Actor, half: HalfYear) -> None:
    """Begin the report of a half-year.

    Raises Invalid when it has not begun, when there is one already, or when a later one was issued: that told how
    many cases this half-year had, and two reports must not differ.
    """
    _may(Permission.WRITE_REPORT, actor)
    if half > half_year_of(london_date(now())):
        raise Invalid({"half": "This half-year has not begun yet."})
    _must_be_the_latest(session, half, field="half")
    try:
        with session.begin_nested():
            _add(session, ReportRow, begins=half.begins, created_at=now())
    except IntegrityError:
        raise Invalid({"half": "There is a report for this half-year already."}) from None


def write(
    session: Session, actor: Actor, half: HalfYear, *, section: Section, words: str, version: int
) -> None:
    """Write the words of one section. `version` is that of the words that were on the page; 0, there were none.

    Raises WrongState when the report was issued, Stale when somebody wrote them meanwhile, Invalid beside `words`
    when they are too long, or name a child or somebody the portal knows.
    """
    _may(Permission.WRITE_REPORT, actor)
    report = _draft(session, half, alone=False)
    if len(words) > MOST_WORDS:
        raise Invalid({"words": f"A section holds {MOST_WORDS:,} characters. This would make {len(words):,}"})
    must_name_nobody(session, half, {"words": words})
    values = {"words": words, "updated_by_name": actor.name, "updated_at": now()}
    if version:
        statement: Any = (
            update(WordsRow)
            .where(WordsRow.report_id == report, WordsRow.section == section, WordsRow.version == version)
            .values(version=version + 1, updated_by=actor.membership, **values)
        )
    else:
        new = insert(WordsRow).values(report_id=report, section=section, **values)
        statement = new.on_conflict_do_nothing()
    if session.connection().execute(statement.returning(WordsRow.version)).first() is None:
        raise Stale("Somebody else wrote in this section while you did.")


def issue(session: Session, actor: Actor, half: HalfYear) -> None:
    """Issue it: freeze its figures, the cases behind them and what it tells of earlier actions; tell the Subgroup.

    Raises NotAllowed for whoever is no manager of the Business Unit, WrongState when it was issued already,
    Invalid when the half-year has not ended, a later one's was issued, nothing is written in the summary, or what
    is written names somebody who became known since.
    """
    _may(Permission.ISSUE_REPORT, actor)
    report = _draft(session, half, alone=True)
    if now() < end_of_day(half.ends):
        begins = day_in_words(half.after.begins)
        raise Invalid({"checked": f"The half-year has not ended: it can be issued from {begins} on."})
    _must_be_the_latest(session, half, field="checked")
    words = queries.words(session, report)
    must_name_nobody(session, half, {"checked": "\n\n".join(one.text for one in words.values())})
    if not words.get(Section.SUMMARY, queries.Words()).text.strip():
        raise Invalid(
            {"checked": "Write the summary first: with few cases it is all that the shareable version has."}
        )
    told = queries.told_of(session, half)
    exact, shareable = queries.both_versions(session, queries.figures(session, half, freeze_for=report))
    session.execute(
        update(ReportRow)
        .where(ReportRow.id == report)
        .values(
            state=queries.ISSUED,
            exact=exact.to_json(),
            shareable=shareable.to_json(),
            told=[one.to_json() for one in told],
            issued_by=actor.membership,
            issued_at=now(),
        )
    )
    _tell(session, report)


def record_action(
    session: Session, actor: Actor, half: HalfYear, *, what: str, owner: str, due_on: date
) -> UUID:
    """Record an action that the Subgroup determined.

    Raises WrongState when the report is still a draft, Invalid when it names a child or somebody the portal knows,
    or is due on a day that has passed.
    """
    _may(Permission.KEEP_REPORT_ACTIONS, actor)
    report = queries.row_of(session, half)
    if report.state != queries.ISSUED:
        raise WrongState("An action is recorded once the report was issued.")
    if due_on < london_date(now()):
        raise Invalid({"due": "The day must be today or later"})
    must_name_nobody(session, half, {"what": what, "owner": owner})
    return _add(
        session, ActionRow, report_id=report.id, what=what, owner=owner, due_on=due_on,
        recorded_by_name=actor.name, recorded_at=now(),
    )  # fmt: skip


def tell_of_action(
    session: Session,
    actor: Actor,
    half: HalfYear,
    action_id: UUID,
    *,
    state: str,
    words: str,
    due_on: date,
    version: int,
) -> None:
    """Write down how an action stands.

    Raises NotFound, Stale when somebody did so meanwhile, Invalid when it names a child or somebody the portal
    knows.
    """
    _may(Permission.KEEP_REPORT_ACTIONS, actor)
    must_name_nobody(session, half, {"words": words})
    one = queries.action(session, half, action_id)
    moved = session.connection().execute(
        update(ActionRow)
        .where(ActionRow.id == one.id, ActionRow.version == version)
        .values(state=state, due_on=due_on, version=version + 1)
    )
    if not moved.rowcount:
        raise Stale("Somebody else wrote down how this action stands while you did.")
    _add(session, ActionNewsRow, action_id=one.id, state=state, words=words, name=actor.name, at=now())


def look(session: Session, actor: Actor, report: UUID, *, what: str, version: str) -> None:
    """Keep that an issued report was opened or taken, and which version (decision 27)."""
    _add(session, LookRow, report_id=report, what=what, version=version, name=actor.name, at=now())


def _must_be_the_latest(session: Session, half: HalfYear, *, field: str) -> None:
    """A report that was issued told how many cases the half-years before it had, and two must not differ."""
    latest = queries.latest_issued(session)
    if latest and half < latest:
        raise Invalid(
            {field: f"The report for {latest.words} was issued, and tells of this half-year already."}
        )


def _draft(session: Session, half: HalfYear, *, alone: bool) -> UUID:
    """The draft of a half-year, which nobody issues meanwhile, nor writes in when `alone`.

    Raises NotFound, and WrongState when it was issued.
    """
    report = queries.row_of(session, half)
    held = session.scalar(
        select(ReportRow.id).where(ReportRow.id == report.id).with_for_update(read=not alone)
    )
    if held is None:
        raise WrongState("The report was issued, and stays as it is.")
    return held


def _add(session: Session, row: type[Base], **values: Any) -> UUID:
    """A row with these values alone: what the database fills in is not ours to write."""
    new = uuid4()
    session.connection().execute(insert(row).values(id=new, **values))
    return new


def _tell(session: Session, report: UUID) -> None:
    """Have each reader of the Subgroup told by e-mail."""
    subgroup = agencies.the_workspace(session, Kind.QUALITY).id
    readers: Sequence[UUID] = agencies.role_holders(session, subgroup, [Role.READER])
    for reader in readers:
        outbox.tell(
            session,
            REPORT,
            escalation=None,
            payload={"report": str(report)},
            dedupe=f"report {report} {reader}",
            workspace=subgroup,
            membership=reader,
        )


def _may(permission: Permission, actor: Actor) -> None:
    clauses = PERMISSIONS[permission]
    if not could(clauses, actor):
        raise NotAllowed(who_may(clauses))
