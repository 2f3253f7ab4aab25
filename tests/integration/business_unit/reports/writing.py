"""What tests of the reports do: log cases in one go, write a report, issue it, read its figures."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from portal.business_unit.reports import actions, queries
from portal.infra.calendar import at
from portal.protocol.actors import Actor, Role
from portal.protocol.half_year import HalfYear, half_year_named
from portal.protocol.report import Section
from tests.pages import Pages
from tests.partnership import Partnership, as_owner

SUMMER, WINTER = "2026-04", "2026-10"
IN_SUMMER, IN_WINTER = datetime(2026, 7, 14, 10, tzinfo=UTC), datetime(2026, 11, 17, 10, tzinfo=UTC)
AFTER_SUMMER, AFTER_WINTER = datetime(2026, 10, 7, 10, tzinfo=UTC), datetime(2027, 4, 7, 10, tzinfo=UTC)

_LOGGED = text("""
    with made as (
      insert into portal.log_case (escalation_id, reference, raising_workspace_id, state, stage, category,
        categories, submitted_at, forward_due_on, forwarded_at, ended_at)
      select gen_random_uuid(), 'RPD-' || cast(:mark as text) || '-' || i, cast(:raising as uuid), 'resolved', 3,
        'thresholds', array['thresholds'], cast(:at as timestamptz), cast(:at as timestamptz)::date + 2,
        cast(:at as timestamptz) + interval '1 day', cast(:at as timestamptz) + interval '9 days'
      from generate_series(1, cast(:many as integer)) i
      returning escalation_id)
    insert into portal.log_response (part_id, escalation_id, workspace_id, state, began_at, due_on, due_at,
      answered_at)
    select gen_random_uuid(), escalation_id, cast(:responding as uuid), 'received',
      cast(:at as timestamptz) + interval '1 day', '2027-01-04', cast(:at as timestamptz) + interval '15 days',
      cast(:at as timestamptz) + interval '8 days'
    from made
""")


def half(name: str) -> HalfYear:
    """The half-year of this name."""
    found = half_year_named(name)
    assert found
    return found


def logged(partnership: Partnership, many: int, *, when: datetime, mark: str = "T") -> None:
    """So many cases in the log: raised by alder, answered in time by birch, resolved."""
    asked = {"raising": partnership.workspaces["alder"], "responding": partnership.workspaces["birch"]}
    with as_owner(partnership.logins) as session:
        session.execute(_LOGGED, asked | {"many": many, "at": when, "mark": mark})


def do(partnership: Partnership, actor: Actor, action: Any, *arguments: Any, **named: Any) -> Any:
    """Run one action as an actor, in a transaction of its own."""
    with partnership.database.work(partnership.context(actor)) as session:
        return action(session, actor, *arguments, **named)


def read(partnership: Partnership, name: str, *, reader: Actor | None = None) -> queries.ReportView:
    """A report as somebody reads it: an officer of the Business Unit, unless another is named."""
    reader = reader or partnership.who("business_unit", Role.OFFICER)
    with partnership.database.reading(partnership.context(reader)) as session:
        return queries.report(session, half(name))


def begun(partnership: Partnership, name: str) -> None:
    """A draft with a summary."""
    officer = partnership.who("business_unit", Role.OFFICER)
    do(partnership, officer, actions.begin, half(name))
    write(partnership, name, Section.SUMMARY, f"The summary of {name}.")


def write(partnership: Partnership, name: str, section: Section, words: str, *, version: int = 0) -> None:
    """Words in a section."""
    officer = partnership.who("business_unit", Role.OFFICER)
    do(partnership, officer, actions.write, half(name), section=section, words=words, version=version)


def issued(partnership: Partnership, name: str, *, when: datetime) -> queries.ReportView:
    """A report that a manager issued."""
    with at(when):
        begun(partnership, name)
        do(partnership, partnership.who("business_unit", Role.MANAGER), actions.issue, half(name))
    return read(partnership, name)


def figures(pages: Pages, name: str, *, when: datetime) -> dict[str, int | None]:
    """The exact figures of a half-year as a draft counts them."""
    with at(when):
        return dict(read(pages.partnership, name).exact.figures)
