"""What a measurement comes to: a figure of ours beside one of a baseline, printed in a table and kept as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

PER_SECOND, MILLISECONDS, ROWS, MEGABYTES = "requests/s", "ms", "rows/s", "MB"


@dataclass(frozen=True, slots=True)
class Figure:
    """`ours` beside `baseline`, both in `unit`, medians over the rounds; ours answered `n` requests in all."""

    name: str
    ours: float
    baseline: float
    unit: str
    n: int

    @property
    def ratio(self) -> float:
        """Ours over the baseline: of requests a second more is better, of milliseconds less."""
        return self.ours / self.baseline


def table(figures: Sequence[Figure]) -> str:
    """The figures in columns."""
    head = f"{'':<20}{'ours':>10}{'baseline':>10}{'ratio':>8}  {'unit':<12}{'n':>7}"
    return "\n".join((head, *map(_line, figures)))


def _line(figure: Figure) -> str:
    numbers = f"{figure.ours:>10.1f}{figure.baseline:>10.1f}{figure.ratio:>8.2f}"
    return f"{figure.name:<20}{numbers}  {figure.unit:<12}{figure.n:>7}"


def keep(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures as a list of name, ours, baseline, ratio, unit, n."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(one) | {"ratio": one.ratio} for one in figures]
    rounded = [
        {key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()}
        for row in rows
    ]
    path.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
