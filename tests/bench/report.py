"""The report of a half-year as a draft, counted anew at each opening: with few cases in it and with 100,000.

Each in a database of its own behind a portal of its own, its cases put straight into the log. The bare statement
is the very one that counts, sent by the owner, for whom there are no walls.
"""

import time
from datetime import timedelta
from itertools import islice, repeat

from sqlalchemy import text

from portal.business_unit.reports import actions, counting
from portal.infra.calendar import now
from portal.protocol.actors import Role
from portal.protocol.clock import end_of_day, london_date
from portal.protocol.half_year import HalfYear, half_year_of
from tests import partnership
from tests.bench import cases, client, log, servers
from tests.bench.client import Failed, Round, Visitor
from tests.bench.compare import TIME, compare
from tests.bench.figures import Figure
from tests.bench.servers import Bench
from tests.partnership import Partnership, as_owner

SIZES = {"report-1k": 1_000, "report-100k": 100_000}
READINGS, SECONDS = 4, 120.0
"""How often a round opens the report, and within how long at most."""

_MOVED_BACK = (
    "update portal.log_case set submitted_at = submitted_at - :by, forwarded_at = forwarded_at - :by,"
    " ended_at = ended_at - :by",
    "update portal.log_response set began_at = began_at - :by, answered_at = answered_at - :by,"
    " due_at = due_at - :by",
    "update portal.log_tag set submitted_at = submitted_at - :by",
)


def report(bench: Bench, name: str) -> list[Figure]:
    """The exact version of the last half-year's draft, beside the bare statement."""
    half, size = half_year_of(london_date(now())).before, SIZES[name]
    with bench.template.copy() as logins:
        people = partnership.build(logins)
        _fill(people, size)
        _move_into(people, half)
        officer = people.who("business_unit", Role.OFFICER)
        with people.database.work(people.context(officer)) as session:
            actions.begin(session, officer, half)
        with servers.beside(bench, people, name) as ours:
            visitor = ours.visitor(officer)
            path = f"/reports/{half.named}/exact"
            if f"<strong>{size:,}</strong>" not in visitor.get(path):
                raise Failed(f"{path} does not count {size:,} cases.")
            found = compare(name, lambda: _read(visitor, path), lambda: _count(people, half), kinds=TIME)
        people.database.engine.dispose()
    return found


def _fill(people: Partnership, size: int) -> None:
    """Make the agencies, and so many cases of the log with their replies and themes."""
    cases.prepare(people)
    with as_owner(people.logins) as session:
        for statement in (log.CASES, log.RESPONSES, log.THEMES, log.THEMED):
            session.execute(text(statement), {"size": size})


def _move_into(people: Partnership, half: HalfYear) -> None:
    """Let the last case be submitted as the half-year ends; the others are, by a minute each, before it."""
    by = now() - end_of_day(half.ends) + timedelta(hours=1)
    with as_owner(people.logins) as session:
        for statement in _MOVED_BACK:
            session.execute(text(statement), {"by": by})
        session.execute(text("analyze portal.log_case, portal.log_response, portal.log_tag"))


def _read(visitor: Visitor, path: str) -> Round:
    def errand(one: Visitor) -> object:
        return one.get(path)

    return client.run([visitor], islice(repeat(errand), READINGS), seconds=SECONDS)


def _count(people: Partnership, half: HalfYear) -> Round:
    asked, each = counting.question(counting.trend_of(half)), []
    with as_owner(people.logins) as session:
        for _ in range(READINGS):
            started = time.perf_counter()
            session.execute(counting.COUNT, asked).one()
            each.append(time.perf_counter() - started)
    return Round(sum(each), tuple(each))
