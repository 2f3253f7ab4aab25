"""How the tables of a report come together: figures by their keys, and what adds up to what.

Every figure has a key with the half-year that it is of, so that one figure is one in whichever report it stands.
"""

from collections.abc import Iterable, Mapping

from portal.protocol.report import Remark, Row, Table
from portal.protocol.report_counts import Counts
from portal.protocol.suppression import Equation


class Making:
    """Tables, figures and equations as they come together."""

    def __init__(self, counts: Counts) -> None:
        self.counts, self.name = counts, counts.half.named
        self.figures: dict[str, int] = {}
        self.tables: list[Table] = []
        self.equations: list[Equation] = []

    def key(self, kind: str, name: str = "", *, half: str = "") -> str:
        """A figure's key, with the half-year that it is of: this report's, unless another is named."""
        return "/".join(part for part in (kind, half or self.name, name) if part)

    def keep(self, kind: str, counted: Mapping[str, int], names: Iterable[str]) -> dict[str, str]:
        """The figures of one kind by what they count; what was not met is 0."""
        keys = {name: self.key(kind, name) for name in names}
        self.figures |= {key: counted.get(name, 0) for name, key in keys.items()}
        return keys

    def adds_up(self, parts: Iterable[str], total: str) -> None:
        """Say that these figures make up that one."""
        self.equations.append({**dict.fromkeys(parts, 1), total: -1})


def listed(
    section: str,
    caption: str,
    heading: str,
    keys: Mapping[str, str],
    words: Mapping[str, str],
    *,
    total: str = "",
    base: str = "",
    exact: bool = False,
    column: str = "Cases",
    remarks: tuple[Remark, ...] = (),
) -> Table:
    """A table of one column, its chart, and its total when it has one."""
    rows = [Row(words[name], (key,)) for name, key in keys.items()]
    return Table(
        section,
        caption,
        heading,
        (column,),
        (*rows, *([Row("All together", (total,), True)] if total else [])),
        base=base or total,
        exact=exact,
        charted=tuple((words[name], key) for name, key in keys.items()),
        remarks=remarks,
    )
