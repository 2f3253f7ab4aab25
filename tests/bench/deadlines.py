"""The heartbeat with few and with a million open deadlines, and how fast what is due becomes outbox rows.

Two databases, alike but for their size, take turns. A heartbeat is `portal.worker.beating.beat`, whole: every work
of the periodic table that it is time for. The bare statement is one `delete … returning` into one `insert`.
"""

import contextlib
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import text

from portal.config import Settings
from portal.escalations.actions.deadlines import NUDGE
from portal.infra.calendar import now
from portal.infra.db import Database
from portal.worker.beating import beat
from portal.worker.periodic import send_what_is_due
from tests import partnership
from tests.bench.compare import ROUNDS
from tests.bench.figures import MEGABYTES, MILLISECONDS, ROWS, Figure
from tests.bench.servers import Bench
from tests.engines import Logins
from tests.partnership import as_owner

SMALL, LARGE = 1_000, 1_000_000
DUE, AT_ONCE = 100, 100_000
CASES = 1_000
BEATS = 60

_CASES = text("""
    insert into portal.escalation (raising_workspace_id, rules_version, state, opened_at)
    select id, 1, 'forwarded', now() from portal.workspace, generate_series(1, :cases) where slug = 'alder'
""")
_DEADLINES = text("""
    with open as (select id, row_number() over () - 1 as number from portal.escalation),
    of_b as (select id from portal.workspace where slug = 'birch')
    insert into portal.deadline (escalation_id, clock, workspace_id, started_at, due_on, due_at, working)
    select open.id, 'response', of_b.id, now(), current_date + 14, now() + interval '14 days', '{}'
    from of_b, generate_series(1, :count) n join open on open.number = n % :cases
""")
_STEPS = text("""
    insert into portal.nudge (deadline_id, step, escalation_id, at)
    select id, 'due-5', escalation_id, now() + interval '7 days' from portal.deadline
""")
_PLANT = text("""
    insert into portal.nudge (deadline_id, step, escalation_id, at)
    select id, 'planted', escalation_id, now() - interval '1 minute' from portal.deadline limit :count
""")
_BARE = text("""
    with due as (
      delete from portal.nudge where at <= :now returning deadline_id, step, escalation_id)
    insert into portal.outbox (kind, escalation_id, payload, dedupe_key, created_at, not_before)
    select 'nudge', escalation_id, jsonb_build_object('deadline', deadline_id, 'step', step),
      concat_ws(':', 'nudge', deadline_id, step), :now, :now
    from due
""")

_MOVED = text("select count(*) from portal.outbox where kind = :kind")
"""A first heartbeat also writes down that there are days off to be followed."""


@dataclass(frozen=True)
class Place:
    """A database with many open deadlines, and the worker's way into it."""

    logins: Logins
    database: Database
    settings: Settings

    def plant(self, count: int) -> None:
        """Make this many steps due, and nothing else; what was due before is gone, and counted in no round."""
        with as_owner(self.logins) as session:
            session.execute(text("truncate portal.outbox"))
            session.execute(_PLANT, {"count": count})

    def moved(self) -> int:
        """How many steps have become outbox rows."""
        with as_owner(self.logins) as session:
            count: int = session.execute(_MOVED, {"kind": NUDGE}).scalar_one()
            return count


@contextlib.contextmanager
def _place(bench: Bench, size: int) -> Iterator[Place]:
    with bench.template.copy() as logins:
        people = partnership.build(logins)
        people.database.engine.dispose()
        with as_owner(logins) as session:
            session.execute(_CASES, {"cases": CASES})
            session.execute(_DEADLINES, {"count": size, "cases": CASES})
            session.execute(_STEPS)
        owner = Database(logins.owner_url, pool_size=1)
        with owner.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("set role portal_owner"))
            connection.execute(text("vacuum analyze"))
        owner.engine.dispose()
        nothing = dict.fromkeys(("REDIS_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY"), "unused")
        settings = Settings.from_environment({"DATABASE_URL": logins.worker_url, **nothing})
        worker = Database(logins.worker_url, pool_size=3)
        try:
            yield Place(logins, worker, settings)
        finally:
            worker.engine.dispose()


def heartbeat(bench: Bench, _name: str) -> list[Figure]:
    """A heartbeat with 100 steps due: over 1,000 open deadlines beside the bare statement, over 1,000,000 beside
    that over 1,000."""
    with _place(bench, SMALL) as small, _place(bench, LARGE) as large:
        for place in (small, large):
            _milliseconds(place, _beat, DUE)
        rounds = [
            (
                _milliseconds(small, _beat, DUE),
                _milliseconds(small, _move_bare, DUE),
                _milliseconds(large, _beat, DUE),
            )
            for _ in range(ROUNDS)
        ]
    few, bare, many = (statistics.median(one) for one in zip(*rounds, strict=True))
    return [
        Figure("heartbeat-1k", few, bare, MILLISECONDS, ROUNDS * DUE),
        Figure("heartbeat-1m", many, few, MILLISECONDS, ROUNDS * DUE),
    ]


def outbox_rate(bench: Bench, name: str) -> list[Figure]:
    """100,000 steps due at once: how many a second become outbox rows, beside the bare statement."""
    with _place(bench, AT_ONCE) as place:
        for way in (_send, _move_bare):
            _milliseconds(place, way, AT_ONCE)
        rounds = [
            (_milliseconds(place, _send, AT_ONCE), _milliseconds(place, _move_bare, AT_ONCE))
            for _ in range(3)
        ]
        ours, bare = (statistics.median(one) / 1000 for one in zip(*rounds, strict=True))
        return [Figure(name, AT_ONCE / ours, AT_ONCE / bare, ROWS, len(rounds) * AT_ONCE), _memory(place)]


def _beat(place: Place) -> None:
    beat(place.database, place.settings)


def _send(place: Place) -> None:
    send_what_is_due(place.database, place.settings)


def _move_bare(place: Place) -> None:
    with place.database.work() as session:
        session.execute(_BARE, {"now": now()})


def _milliseconds(place: Place, way: Callable[[Place], None], due: int) -> float:
    """How long it takes; an error when it did not move what was due."""
    place.plant(due)
    with as_owner(place.logins) as session:
        session.execute(text("update portal.periodic set began_at = began_at - interval '10 seconds'"))
    started = time.perf_counter()
    way(place)
    took = (time.perf_counter() - started) * 1000
    if (moved := place.moved()) != due:
        raise RuntimeError(f"{moved} steps became outbox rows, not the {due} that were due.")
    return took


# What the worker holds ------------------------------------------------------------------------------------


def _memory(place: Place) -> Figure:
    """What a worker holds after many heartbeats, each with steps due, beside what it held after a few."""
    receiving, sending = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(
        target=_beat_on, args=(place.logins, place.settings, sending)
    )
    child.start()
    early, late = receiving.recv()
    child.join()
    return Figure("worker-memory", late, early, MEGABYTES, BEATS)


def _beat_on(logins: Logins, settings: Settings, sending: Connection) -> None:
    place = Place(logins, Database(settings.database_url, pool_size=3), settings)
    held = []
    for _ in range(BEATS):
        _milliseconds(place, _send, 1_000)
        held.append(_resident())
    sending.send((held[4], held[-1]))


def _resident() -> float:
    """The memory of this process, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
