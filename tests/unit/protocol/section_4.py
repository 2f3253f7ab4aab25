"""The table of section 4 of the protocol, read from its copy `section_4.md`, each line beside its row in code."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.protocol.escalation import OPEN, CaseState
from portal.protocol.rows import Action, Row
from portal.protocol.states import TRANSITIONS


@dataclass(frozen=True)
class Line:
    """One row of the protocol's table, in its own words."""

    action: Action
    case: str
    part: str
    who: str
    only_if: str
    clock: str

    @property
    def ends(self) -> tuple[frozenset[CaseState], CaseState | None]:
        """From which states, to which."""
        from_, _, to = self.case.partition(" → ")
        named = {"open": OPEN, "any": frozenset(CaseState)}
        states = named.get(from_) or frozenset(CaseState[name] for name in from_.split(", "))
        return states, CaseState[to] if to else None


def _lines() -> Iterator[Line]:
    for text in Path(__file__).with_name("section_4.md").read_text().splitlines()[4:]:
        action, *cells = (cell.strip() for cell in text.strip("|").split("|"))
        yield Line(Action(action), *cells)


def _by_action(row: Line | Row) -> int:
    return list(Action).index(row.action)


SECTION_4 = tuple(_lines())
ROWS = tuple(zip(sorted(SECTION_4, key=_by_action), sorted(TRANSITIONS, key=_by_action), strict=False))
"""The rows of an action stand in the same order in both; the actions need not."""

each_row = pytest.mark.parametrize(
    ("line", "row"), ROWS, ids=[f"{line.action}-{number}" for number, (line, _) in enumerate(ROWS)]
)
