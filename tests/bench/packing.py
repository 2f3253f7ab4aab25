"""The page of a case while the packer builds ten packs, beside the same page while it rests."""

import multiprocessing
import re
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from portal.executive.building import Stopping, build_waiting
from portal.executive.packs.contents import to_json
from portal.executive.packs.process import Limits
from portal.infra.db import Database
from portal.worker.packing import give_way
from tests import packs
from tests.bench import client, large
from tests.bench.client import Failed, Round
from tests.bench.compare import RATE, ROUNDS, TIME, Kind
from tests.bench.figures import MEGABYTES, Figure
from tests.bench.servers import Bench
from tests.partnership import as_owner
from tests.way import Way

PACKS = 10
SECONDS = 2.0
VISITORS = 4

_ASKED = text("""
    insert into portal.referral_pack (id, escalation_id, kind, edition, case_version, head, contents, hidden,
      workspace_id, membership_id, asked_by_name, asked_at)
    values (:id, :case, 'executive', cast(gen_random_uuid() as text), 1, 'head', :contents, '[]', :workspace,
      :membership, 'Somebody', now())
""").bindparams(bindparam("contents", type_=JSONB()))
_HELD = re.compile(r"VmHWM:\s+(\d+) kB")
_LEFT = text("select count(*) from portal.referral_pack where state <> 'ready'")


def web_while_packing(bench: Bench, name: str) -> list[Figure]:
    """Rounds while ten packs of some 50 pages are built one after the other; then as many at rest."""
    way = large.usual(bench.partnership)
    _read(bench, way)
    busy, most = [], 0
    with _packing(bench, way) as packer:
        while len(busy) < ROUNDS:
            busy.append(_read(bench, way))
            most = max(most, _megabytes(packer))
            if not _left(bench):
                raise Failed(f"The packs were built within {len(busy)} rounds.")
    quiet = [_read(bench, way) for _ in busy]
    n = sum(len(one.each) for one in busy)

    def figure(kind: Kind) -> Figure:
        ours, rest = (statistics.median(map(kind.of, rounds)) for rounds in (busy, quiet))
        return Figure(name + kind.suffix, ours, rest, kind.unit, n)

    held = Figure(f"{name}-memory", most, Limits().megabytes, MEGABYTES, len(busy))
    return [*(figure(kind) for kind in (*TIME[:1], RATE[-1])), held]


def _read(bench: Bench, way: Way) -> Round:
    visitors, path = [bench.visitor(way.manager) for _ in range(VISITORS)], f"/cases/{way.reference}"
    return client.run(visitors, repeat(lambda visitor: visitor.get(path)), seconds=SECONDS)


@contextmanager
def _packing(bench: Bench, way: Way) -> Iterator[int]:
    """Ten packs are asked for, and a process of the packer's works through them: gives its number."""
    contents: dict[str, Any] = to_json(packs.contents(issues=18, times=2))
    asked = {"contents": contents, "case": way.see(way.officer).case.id}
    whose = {"workspace": way.officer.workspace, "membership": way.officer.membership}
    with as_owner(bench.partnership.logins) as session:
        for _ in range(PACKS):
            session.execute(_ASKED, {"id": uuid4(), **asked, **whose})
    packer = multiprocessing.get_context("spawn").Process(
        target=_pack, args=[bench.partnership.logins.worker_url]
    )
    packer.start()
    try:
        yield packer.pid or 0
    finally:
        packer.kill()
        packer.join()


def _megabytes(pid: int) -> int:
    """The most that a process and what it started have held so far, each by itself, added up."""
    place = Path("/proc") / str(pid)
    try:
        held = _HELD.search((place / "status").read_text())
        children = (place / "task" / str(pid) / "children").read_text().split()
    except OSError:  # it has ended meanwhile
        return 0
    return (int(held[1]) // 1024 if held else 0) + sum(_megabytes(int(one)) for one in children)


def _pack(url: str) -> None:
    give_way()
    database = Database(url, pool_size=2)
    build_waiting(database, Stopping())
    database.engine.dispose()


def _left(bench: Bench) -> int:
    with as_owner(bench.partnership.logins) as session:
        return session.scalar(_LEFT) or 0
