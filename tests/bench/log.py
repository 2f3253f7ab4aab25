"""The log with few cases, many and a million: its first page, its deepest, a filter and a search.

Databases of their own, alike but for their size, each behind a portal of its own, take turns with each other and
with the bare page. Their cases are put straight into the log, as an import puts them.
"""

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median
from urllib.parse import urlencode

from sqlalchemy import text

from portal.business_unit.log.asking import Place
from portal.infra.db import Database
from portal.protocol.actors import Role
from tests import partnership
from tests.bench import cases, client, servers
from tests.bench.client import Failed, Round, Visitor
from tests.bench.compare import ROUNDS, TIME
from tests.bench.figures import Figure
from tests.bench.servers import Bench
from tests.partnership import Partnership, as_owner

SIZES: Mapping[str, int] = {"1k": 1_000, "100k": 100_000, "1m": 1_000_000}
SEARCHED = ("1k", "100k")
SMALLEST, BARE = "1k", "bare"
VISITORS = 4
SECONDS = 2.0
LOG = "/business-unit/log"

# The references are spread as the portal's own are, and no two are alike: the factor is odd.
CASES = """
insert into portal.log_case (escalation_id, reference, imported, raising_workspace_id, state, stage, stage_4,
  category, categories, submitted_at, forward_due_on, forwarded_at, ended_at, due_at, waits_for, promised)
select gen_random_uuid(), 'RPD-' || left(n.signs, 4) || '-' || right(n.signs, 4), true, r.workspace, n.state,
  case when n.i % 12 = 0 then 4 else 3 end, case when n.i % 12 = 0 then 'decided' end, n.category,
  array[n.category],
  n.at, n.at::date + 2, n.at + interval '1 day', case when n.ended then n.at + interval '20 days' end,
  case when not n.ended then now() + make_interval(days => n.i % 20 - 5, secs => n.i % 3600) end,
  case when n.ended then '{}' else array[r.workspace] end, 1
from (
  select i, translate(upper(lpad(to_hex(i::bigint * 2654435761 % 4294967296), 8, '0')), '01', 'GH') as signs,
    (array['submitted', 'forwarded', 'forwarded', 'answered', 'unresolved', 'resolved', 'resolved', 'resolved',
           'closed', 'withdrawn'])[1 + i / 5 % 10] as state, i / 5 % 10 > 4 as ended,
    (array['thresholds', 'assessment', 'timeliness', 'information', 'strategy'])[1 + i / 3 % 5] as category,
    now() - make_interval(mins => :size - i) as at
  from generate_series(1, cast(:size as integer)) i) n
join bench.agency r on r.number = case when n.i % 5 = 0 then 0 else 1 + n.i * 7::bigint % 23 end
"""
RESPONSES = """
insert into portal.log_response (part_id, escalation_id, workspace_id, state, began_at, due_on, due_at,
  answered_at)
select gen_random_uuid(), l.escalation_id, b.workspace, 'received', l.forwarded_at, l.forward_due_on + 10,
  l.forwarded_at + interval '14 days', l.forwarded_at + interval '9 days'
from portal.log_case l
join bench.agency b on b.number = 1 + (extract(epoch from l.submitted_at)::bigint / 60) * 11 % 23
"""
TAGS = """
insert into portal.log_tag (kind, value, submitted_at, escalation_id)
select g.kind, g.value, l.submitted_at, l.escalation_id
from portal.log_case l
left join portal.log_response r on r.escalation_id = l.escalation_id
cross join lateral (values ('raising', l.raising_workspace_id::text), ('party', l.raising_workspace_id::text),
  ('state', l.state), ('stage', l.stage::text), ('category', l.category), ('with', l.waits_for[1]::text),
  ('responding', r.workspace_id::text),
  ('party', nullif(r.workspace_id, l.raising_workspace_id)::text)) g (kind, value)
where g.value is not null
"""
THEMES = """
insert into portal.theme (id, name, added_by_name, added_by, added_at)
select gen_random_uuid(), 'Theme ' || n, 'Somebody', (select membership from bench.agency limit 1), now()
from generate_series(0, 9) n
"""
THEMED = """
insert into portal.log_tag (kind, value, submitted_at, escalation_id)
select 'theme', t.id::text, l.submitted_at, l.escalation_id
from (select *, row_number() over (order by submitted_at) as i from portal.log_case) l
join portal.theme t on t.name = 'Theme ' || l.i % 30
"""
WITHOUT = (
    "alter table portal.log_tag drop constraint log_tag_escalation_id_fkey, drop constraint log_tag_pkey",
    "alter table portal.log_response drop constraint log_response_escalation_id_fkey",
    "drop index portal.log_tag_of_case",
)
WITH = (
    "set local maintenance_work_mem = '256MB'",
    "alter table portal.log_tag add primary key (kind, value, submitted_at, escalation_id),"
    " add foreign key (escalation_id) references portal.log_case",
    "alter table portal.log_response add foreign key (escalation_id) references portal.log_case",
    "create index log_tag_of_case on portal.log_tag (escalation_id)",
)
"""Millions of rows are put in without what looks at each, and what looks is put back as it was."""

LAST = """
select submitted_at, escalation_id from portal.log_case order by submitted_at, escalation_id offset 50 limit 1
"""


@dataclass(frozen=True)
class Logged:
    """A portal whose log has so many cases."""

    size: str
    bench: Bench

    def visitors(self) -> list[Visitor]:
        """Browsers of an officer."""
        officer = self.bench.partnership.who("business_unit", Role.OFFICER)
        return [self.bench.visitor(officer) for _ in range(VISITORS)]

    def deepest(self) -> str:
        """The address of the last page, of the cases submitted first."""
        with as_owner(self.bench.partnership.logins) as session:
            at, case = session.execute(text(LAST)).one()
        return f"{LOG}?{urlencode({'after': Place(at, case)})}"

    def filtered(self) -> str:
        """A filter of two things, each of which many cases have."""
        return (
            f"{LOG}?{urlencode({'agency': self.bench.partnership.workspaces['alder'], 'state': 'resolved'})}"
        )

    def searched(self) -> list[str]:
        """Searches as one types: a reference, an agency, a category."""
        with as_owner(self.bench.partnership.logins) as session:
            reference = session.execute(text("select min(reference) from portal.log_case")).scalar_one()
        return [f"{LOG}?{urlencode({'q': typed})}" for typed in (reference[:7], "agency 7", "thresh")]


def fill(people: Partnership, size: int) -> None:
    """Make the agencies and so many cases of the log."""
    cases.prepare(people)
    started = time.monotonic()
    owner = Database(people.logins.owner_url, pool_size=1)
    with owner.work() as session:
        session.execute(text("set local role portal_owner"))
        for statement in (*WITHOUT, CASES, RESPONSES, TAGS, THEMES, THEMED, *WITH):
            session.execute(text(statement), {"size": size})
    with owner.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("set role portal_owner"))
        connection.execute(text("vacuum analyze"))
    owner.engine.dispose()
    print(f"{size:,} cases in a log, filled in {time.monotonic() - started:.0f} s …", flush=True)


@contextlib.contextmanager
def _of_each_size(bench: Bench) -> Iterator[list[Logged]]:
    with contextlib.ExitStack() as open_:
        found = []
        for size, number in SIZES.items():
            people = partnership.build(open_.enter_context(bench.template.copy()))
            open_.callback(people.database.engine.dispose)
            fill(people, number)
            found.append(Logged(size, open_.enter_context(servers.beside(bench, people, size))))
        yield found


def log(bench: Bench, _name: str) -> list[Figure]:
    """Each page at each size: at 1,000 cases beside the bare page, at others beside itself at 1,000."""
    with _of_each_size(bench) as every:
        few = [one for one in every if one.size in SEARCHED]
        return [
            *_pages(bench, "log-first", [(one, [LOG]) for one in every]),
            *_pages(bench, "log-deep", [(one, [one.deepest()]) for one in every]),
            *_pages(bench, "log-filter", [(one, [one.filtered()]) for one in every]),
            *_pages(bench, "log-search", [(one, one.searched()) for one in few]),
        ]


def _pages(bench: Bench, name: str, asked: Sequence[tuple[Logged, Sequence[str]]]) -> list[Figure]:
    """All sizes and the bare page in turn, after one round of each that does not count."""
    readers = {one.size: (one.visitors(), paths) for one, paths in asked}
    readers[BARE] = [Visitor(bench.bare) for _ in range(VISITORS)], ["/cases"]
    for one, paths in asked:
        _lists_cases(one, paths)
    rounds: dict[str, list[Round]] = {size: [] for size in readers}
    for number in range(ROUNDS + 1):
        turns = {size: _read(*readers[size]) for size in readers}
        for size, turn in turns.items() if number else ():
            rounds[size].append(turn)
    return [
        Figure(
            f"{name}-{one.size}{kind.suffix}",
            median(map(kind.of, rounds[one.size])),
            median(map(kind.of, rounds[BARE if one.size == SMALLEST else SMALLEST])),
            kind.unit,
            sum(len(turn.each) for turn in rounds[one.size]),
        )
        for one, _ in asked
        for kind in TIME
    ]


def _lists_cases(one: Logged, paths: Sequence[str]) -> None:
    """A page that lists too few cases would be measured for nothing."""
    visitor, *_ = one.visitors()
    for path in paths:
        listed = visitor.get(path).count('role="rowheader"')
        if listed < 50 and "q=RPD" not in path:
            raise Failed(f"{path} lists {listed} cases of {one.size}.")


def _read(visitors: Sequence[Visitor], paths: Sequence[str]) -> Round:
    errands = ((lambda visitor, path=path: visitor.get(path)) for path in cycle(paths))
    return client.run(visitors, errands, seconds=SECONDS)
