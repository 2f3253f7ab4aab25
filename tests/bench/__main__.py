"""`python -m tests.bench` prints every figure and writes build/bench.json."""

import time

from portal.config import ROOT
from tests.bench import cases, figures, measures, servers
from tests.bench.figures import PER_SECOND, Figure

SIZES = {"worklist-1k": 1_000, "worklist-100k": 100_000}


def main() -> None:
    """Measure everything."""
    found: list[Figure] = []
    with servers.bench() as bench:
        there = 0
        for name, size in SIZES.items():
            started = time.monotonic()
            cases.fill(bench.partnership, there + 1, size)
            print(f"{size:,} cases, filled in {time.monotonic() - started:.0f} s …", flush=True)
            there = size
            found += measures.worklist(bench, name)
        found.append(_growth(found))
        found += measures.sign_off(bench)
        found += measures.respond(bench)
    print(figures.table(found))
    figures.keep(found, ROOT / "build" / "bench.json")


def _growth(found: list[Figure]) -> Figure:
    """The worklist at the largest size beside itself at the smallest: 1 when size costs nothing."""
    by_name = {one.name: one for one in found}
    small, large = (by_name[name] for name in SIZES)
    return Figure("worklist-growth", large.ours, small.ours, PER_SECOND, large.n)


if __name__ == "__main__":
    main()
