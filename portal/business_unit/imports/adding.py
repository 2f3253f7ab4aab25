"""Writes old cases into the log, as rows like those of the portal's own, and takes an import out of it again.

The clocks are worked out as the portal counts them: 2 working days to send on, 10 to reply (P8, P9, decision 1).
"""

import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from portal.business_unit.imports.fields import folded
from portal.business_unit.imports.old_cases import OldCase
from portal.protocol.clock import LONDON, WorkingCalendar, end_of_day
from portal.protocol.deadlines import TERMS, Clock, begin_on

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_NOON = time(12)

_CASES = text("""
    insert into portal.log_case (escalation_id, reference, imported, raising_workspace_id, state, stage, stage_4,
      category, categories, submitted_at, forward_due_on, forwarded_at, ended_at, closed_as, waits_for, chases,
      promised, done, not_done, exception, early, on_behalf)
    select id, reference, true, raising, state, stage, stage_4, categories[1], categories, submitted_at,
      forward_due_on, forwarded_at, ended_at, closed_as, '{}', chases, promised, done, promised - done, false,
      false, false
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, reference text, raising uuid, state text,
      stage smallint, stage_4 text, categories text[], submitted_at timestamptz, forward_due_on date,
      forwarded_at timestamptz, ended_at timestamptz, closed_as text, chases integer, promised integer,
      done integer)
""")
_RESPONSES = text("""
    insert into portal.log_response (part_id, escalation_id, workspace_id, began_at, due_on, due_at,
      extension_days, answered_at, on_behalf, state)
    select gen_random_uuid(), id, workspace, began_at, due_on, due_at, extension, answered_at, false, state
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, workspace uuid, began_at timestamptz, due_on date,
      due_at timestamptz, extension integer, answered_at timestamptz, state text)
""")
_TAGS = text("""
    insert into portal.log_tag (kind, value, submitted_at, escalation_id)
    select kind, value, submitted_at, id
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, kind text, value text, submitted_at timestamptz)
""")
_OF_THE_IMPORT = text("""
    insert into portal.import_case (escalation_id, import_id, reference_key)
    select id, :taken, key from jsonb_to_recordset(cast(:rows as jsonb)) as r (id uuid, key text)
""")
_TAKE_BACK = text("select portal.take_back_import(:taken, :name, :at)")


def add_cases(session: Session, taken: UUID, cases: Iterable[OldCase], *, calendar: WorkingCalendar) -> None:
    """Add old cases to the log, each marked as imported. One without a reference gets one of its own.

    A day of the old log counts from noon, so that it is the same day wherever it is counted.
    """
    named = [(uuid4(), case) for case in cases]
    _insert(session, _CASES, [_case(one, case, calendar) for one, case in named])
    _insert(session, _RESPONSES, [row for one, case in named for row in _responses(one, case, calendar)])
    _insert(session, _TAGS, [row for one, case in named for row in _tags(one, case)])
    keys = [{"id": str(one), "key": folded(case.reference) or None} for one, case in named]
    _insert(session, _OF_THE_IMPORT, keys, taken=taken)


def take_back(session: Session, taken: UUID, *, name: str, at: datetime) -> None:
    """Take every case of an import out of the log."""
    session.execute(_TAKE_BACK, {"taken": taken, "name": name, "at": at})


def _insert(session: Session, statement: TextClause, rows: Sequence[dict[str, Any]], **more: Any) -> None:
    session.execute(statement, {"rows": json.dumps(rows), **more})


def _case(one: UUID, case: OldCase, calendar: WorkingCalendar) -> dict[str, Any]:
    return {
        "id": str(one),
        "reference": case.reference or _own_reference(),
        "raising": str(case.raising),
        "state": case.state,
        "stage": 4 if case.stage_4 else 3,
        "stage_4": case.stage_4,
        "categories": case.categories,
        "submitted_at": _at(case.submitted),
        "forward_due_on": begin_on(Clock.BUSINESS_UNIT_CHECK, case.submitted, calendar).due_on.isoformat(),
        "forwarded_at": _at(case.forwarded),
        "ended_at": _at(case.ended),
        "closed_as": case.closed_as,
        "chases": case.chases,
        "promised": case.promised,
        "done": case.done,
    }


def _responses(one: UUID, case: OldCase, calendar: WorkingCalendar) -> list[dict[str, Any]]:
    """One for each responding agency, with its 10 working days and any more; none if it was never sent on."""
    if case.forwarded is None:
        return []
    days = TERMS[Clock.RESPONSE].days or 0
    due = calendar.add(case.forwarded, days + (case.extension or 0))
    row = {
        "id": str(one),
        "began_at": _at(case.forwarded),
        "due_on": due.isoformat(),
        "due_at": end_of_day(due).isoformat(),
        "extension": case.extension,
        "answered_at": _at(case.answered),
        "state": "received" if case.answered else "awaited",
    }
    return [row | {"workspace": str(agency)} for agency in case.responding]


def _tags(one: UUID, case: OldCase) -> list[dict[str, Any]]:
    """What the case is found by in the log. It is with nobody: it has ended."""
    raising, responding = str(case.raising), [str(agency) for agency in case.responding]
    found = [
        ("raising", raising),
        *(("responding", agency) for agency in responding),
        *(("party", agency) for agency in (raising, *responding)),
        ("state", case.state),
        ("stage", "4" if case.stage_4 else "3"),
        *(("category", category) for category in case.categories),
        *(("theme", theme) for theme in case.themes),
    ]
    at = _at(case.submitted)
    return [{"id": str(one), "kind": kind, "value": value, "submitted_at": at} for kind, value in found]


def _at(day: date | None) -> str | None:
    return datetime.combine(day, _NOON, tzinfo=LONDON).isoformat() if day else None


def _own_reference() -> str:
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"OLD-{signs[:4]}-{signs[4:]}"
