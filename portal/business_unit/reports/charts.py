"""Bars of a chart, measured out for an SVG that carries no style and says everything in words too."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from portal.protocol.report import Table, Version

WIDTH, LONGEST = 480, 400
LINE, BAR, GAP = 18, 20, 12
SIGNS = 62
"""How many letters of a label stand on one line."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the lines of its label, where it stands, how long it is. `number` None: withheld."""

    label: tuple[str, ...]
    number: int | None
    top: int
    length: int

    @property
    def lines(self) -> list[tuple[int, str]]:
        """Each line of the label, and how far down it stands."""
        return [(self.top + LINE * (at + 1) - 4, text) for at, text in enumerate(self.label)]

    @property
    def bar_top(self) -> int:
        """Where the bar itself begins, under its label."""
        return self.top + LINE * len(self.label)

    @property
    def says(self) -> str:
        """What stands at the end of the bar."""
        return "withheld" if self.number is None else f"{self.number:,}"


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of a table, and the same in words."""

    title: str
    bars: tuple[Bar, ...]
    height: int

    @property
    def words(self) -> str:
        """What the bars say, for those who do not see them."""
        return "; ".join(f"{' '.join(one.label)}: {one.says}" for one in self.bars)


def chart_of(version: Version, table: Table) -> Chart | None:
    """The chart of a table's figures; None for a table that has none, or of which every figure is withheld."""
    numbers = [(label, version.figures[key]) for label, key in table.charted]
    shown = [number for _, number in numbers if number is not None]
    if not shown:
        return None
    bars = tuple(_bars(numbers, max(*shown, 1)))
    return Chart(table.caption, bars, bars[-1].bar_top + BAR + GAP)


def _bars(numbers: list[tuple[str, int | None]], most: int) -> Iterator[Bar]:
    top = 0
    for label, number in numbers:
        bar = Bar(tuple(wrap(label, SIGNS)), number, top, round(LONGEST * (number or 0) / most))
        yield bar
        top = bar.bar_top + BAR + GAP
