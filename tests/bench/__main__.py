"""`python -m tests.bench` prints every figure and writes build/bench.json; with names, it measures only those."""

import argparse
import time
from dataclasses import dataclass

from portal.config import ROOT
from tests.bench import cases, deadlines, figures, log, measures, packing, packs, report, servers
from tests.bench.figures import PER_SECOND, Figure
from tests.bench.measures import Measure
from tests.bench.servers import Bench

SMALL, LARGE = 1_000, 100_000
WORKLISTS = ("worklist-1k", "worklist-100k")


@dataclass(frozen=True, slots=True)
class Among:
    """A measurement and how many cases there are in the database beside those that it makes."""

    cases: int
    measure: Measure


MEASURES = {
    "worklist-1k": Among(SMALL, measures.worklist),
    "case-page": Among(SMALL, measures.case_page),
    "case-page-large": Among(SMALL, measures.case_page_large),
    "autosave": Among(SMALL, measures.autosave),
    "heartbeat": Among(SMALL, deadlines.heartbeat),
    "outbox-rate": Among(SMALL, deadlines.outbox_rate),
    "web-while-packing": Among(SMALL, packing.web_while_packing),
    "log": Among(SMALL, log.log),
    "report-1k": Among(0, report.report),
    "report-100k": Among(0, report.report),
    "pack-50": Among(0, packs.pack_50),
    "pack-200": Among(0, packs.pack_200),
    "worklist-100k": Among(LARGE, measures.worklist),
    "sign-off": Among(LARGE, measures.sign_off),
    "respond": Among(LARGE, measures.respond),
}
"""In the order in which they run: cases are only ever added."""


def main() -> None:
    """Measure everything, or what was named."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="; ".join(MEASURES), metavar="name")
    asked = parser.parse_args().names or list(MEASURES)
    if unknown := [name for name in asked if name not in MEASURES]:
        parser.error(f"there is no {unknown[0]}: choose from {', '.join(MEASURES)}")
    with servers.bench() as bench:
        found = _measured(bench, [name for name in MEASURES if name in asked])
    print(figures.table(found))
    figures.keep(found, ROOT / "build" / "bench.json")


def _measured(bench: Bench, names: list[str]) -> list[Figure]:
    found: list[Figure] = []
    there = 0
    for name in names:
        there = _filled(bench, there, MEASURES[name].cases)
        print(f"{name} …", flush=True)
        found += MEASURES[name].measure(bench, name)
    return [*found, *_growth(found)]


def _filled(bench: Bench, there: int, size: int) -> int:
    """Add what cases are still wanted; gives how many there are."""
    if there < size:
        started = time.monotonic()
        cases.fill(bench.partnership, there + 1, size)
        print(f"{size:,} cases, filled in {time.monotonic() - started:.0f} s …", flush=True)
    return max(there, size)


def _growth(found: list[Figure]) -> list[Figure]:
    """The worklist at the largest size beside itself at the smallest, when both were measured: 1 when size costs
    nothing.
    """
    by_name = {one.name: one for one in found}
    if not by_name.keys() >= set(WORKLISTS):
        return []
    small, large = (by_name[name] for name in WORKLISTS)
    return [Figure("worklist-growth", large.ours, small.ours, PER_SECOND, large.n)]


if __name__ == "__main__":
    main()
