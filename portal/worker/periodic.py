"""Everything the worker does by the clock, in one table: what, how often, and the function that does it.

Each works from what the database holds, so that a beat that was missed is made up for by the next, and two workers
do no harm to each other. None waits for what somebody has locked: what has to wait is written into the outbox.
`portal.periodic` keeps when each last ran and how that went.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.agencies.actions import closures, confirming
from portal.config import Settings
from portal.escalations.actions import quorum
from portal.escalations.actions.deadlines import BATCH, move_due
from portal.escalations.actions.not_sent import have_noted
from portal.escalations.jobs import seen_by_the_office
from portal.infra import outbox
from portal.infra.calendar import now
from portal.infra.db import Context, Database
from portal.worker.carrying import OF_A_CASE


@dataclass(frozen=True, slots=True)
class Periodic:
    """One periodic work: `run` says what it did, or "" when there was nothing to do."""

    name: str
    every: timedelta
    run: Callable[[Database, Settings], str]


@contextmanager
def _impatient(database: Database, context: Context | None = None) -> Iterator[Session]:
    """A transaction that waits a second for what somebody has locked, and no longer: it is tried again."""
    with database.work(context) as session:
        session.execute(text("set local lock_timeout = '1s'"))
        yield session


def _counted(number: int, one: str, many: str) -> str:
    """What was done, how often; "" when it was nothing."""
    return f"{number} {one if number == 1 else many}" if number else ""


def send_what_is_due(database: Database, _settings: Settings) -> str:
    """Move every step of a ladder that is due into the outbox, in batches (decision 7)."""
    moved, last = 0, BATCH
    while last == BATCH:
        with _impatient(database) as session:
            last = move_due(session, now())
        moved += last
    return _counted(moved, "reminder was due", "reminders were due")


def follow_the_calendar(database: Database, _settings: Settings) -> str:
    """Have the open deadlines moved that run over a day that has become a holiday or a closure (decision 5)."""
    with _impatient(database, seen_by_the_office(database)) as session:
        found = closures.follow(session)
    known = "not counted before: due dates are worked out again"
    return _counted(found, f"day off was {known}", f"days off were {known}")


def give_up_dead(database: Database, _settings: Settings) -> str:
    """Give up what was killed at each attempt for 72 hours, and have it noted in its case's history (P5)."""
    with _impatient(database) as session:
        dead = outbox.give_up_dead(session)
        for row in dead:
            if row.kind in OF_A_CASE:
                have_noted(session, row)
    return f"{len(dead)} given up whose worker died each time" if dead else ""


def ask_for_confirmations(database: Database, _settings: Settings) -> str:
    """Ask the agencies whose list of role-holders is to be confirmed (decision 9)."""
    with _impatient(database, seen_by_the_office(database)) as session:
        asked = confirming.ask(session)
    return _counted(asked, "person was asked", "people were asked")


def clear_away(database: Database, _settings: Settings) -> str:
    """Clear away the one-time keys of forms and the traces of who was writing, weeks after they were of use."""
    with _impatient(database) as session:
        cleared = session.scalar(text("select portal.clear_away()"))
    return _counted(cleared or 0, "row cleared", "rows cleared")


def clear_imports(database: Database, _settings: Settings) -> str:
    """Remove the spreadsheets that the Business Unit brought and did not import within a day."""
    with _impatient(database) as session:
        cleared = session.scalar(text("select portal.clear_imports()"))
    return _counted(cleared or 0, "spreadsheet removed", "spreadsheets removed")


def watch_the_quorum(database: Database, _settings: Settings) -> str:
    """Ask the Business Unit for a substitute where a member moved or lost a role (decision 22)."""
    office = seen_by_the_office(database)
    with database.reading(office) as session:
        cases = quorum.to_look_at(session)
    for case in cases:
        with _impatient(database, office) as session:
            quorum.look_again(session, case)
    return f"{len(cases)} cases looked at" if cases else ""


PERIODIC = (
    Periodic("Send what is due", timedelta(seconds=5), send_what_is_due),
    Periodic("Watch the Executive’s quorum", timedelta(minutes=1), watch_the_quorum),
    Periodic("Follow the calendar", timedelta(hours=1), follow_the_calendar),
    Periodic("Ask for confirmations", timedelta(hours=1), ask_for_confirmations),
    Periodic("Give up e-mail that failed for three days", timedelta(minutes=10), give_up_dead),
    Periodic("Clear away old traces", timedelta(days=1), clear_away),
    Periodic("Remove spreadsheets", timedelta(hours=1), clear_imports),
)

_CLAIM = text("""
    insert into portal.periodic as p (name, began_at) values (:name, :now)
    on conflict (name) do update set began_at = excluded.began_at, ended_at = null
      where p.began_at <= :now - (:every)::interval or p.began_at > :now
    returning name
""")
_DONE = text("""
    update portal.periodic set ended_at = :now, error = :error, did = case when :did = '' then did else :did end,
      failures = case when :error = '' then 0 else failures + 1 end
    where name = :name
""")


def claim(database: Database, work: Periodic) -> bool:
    """Whether it is time for this, and nobody else has begun it."""
    with database.work() as session:
        found = session.execute(_CLAIM, {"name": work.name, "now": now(), "every": work.every})
        return found.one_or_none() is not None


def done(database: Database, work: Periodic, *, did: str = "", error: str = "") -> None:
    """Write down how it went."""
    with database.work() as session:
        session.execute(_DONE, {"name": work.name, "now": now(), "did": did, "error": error})
