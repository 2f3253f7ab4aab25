"""Writes old cases into the log, as rows like those of the portal's own, and takes an import out of it again.

The clocks are worked out as the portal counts them: 2 working days to send on, 10 to reply (P8, P9, decision 1).
"""

import json
import secrets
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.business_unit.imports.fields import folded
from portal.business_unit.imports.old_cases import OldCase
from portal.protocol.clock import LONDON, WorkingCalendar, end_of_day
from portal.protocol.deadlines import TERMS, Clock, begin_on

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_NOON = time(12)

_ADD = text("select portal.import_cases(:taken, cast(:cases as jsonb), cast(:responses as jsonb))")
_TAKE_BACK = text("select portal.take_back_import(:taken, :name, :at)")


def add_cases(session: Session, taken: UUID, cases: Iterable[OldCase], *, calendar: WorkingCalendar) -> None:
    """Add old cases to the log, each marked as imported. One without a reference gets one of its own.

    A day of the old log counts from noon, so that it is the same day wherever it is counted.
    """
    named = [(uuid4(), case) for case in cases]
    rows = [_case(one, case, calendar) for one, case in named]
    responses = [row for one, case in named for row in _responses(one, case, calendar)]
    session.execute(_ADD, {"taken": taken, "cases": json.dumps(rows), "responses": json.dumps(responses)})


def take_back(session: Session, taken: UUID, *, name: str, at: datetime) -> None:
    """Take every case of an import out of the log."""
    session.execute(_TAKE_BACK, {"taken": taken, "name": name, "at": at})


def _case(one: UUID, case: OldCase, calendar: WorkingCalendar) -> dict[str, Any]:
    reference = case.reference or _own_reference()
    return {
        "id": str(one),
        "reference": reference,
        "key": folded(reference),
        "responding": [str(agency) for agency in case.responding],
        "themes": case.themes,
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


def _at(day: date | None) -> str | None:
    return datetime.combine(day, _NOON, tzinfo=LONDON).isoformat() if day else None


def _own_reference() -> str:
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"OLD-{signs[:4]}-{signs[4:]}"
