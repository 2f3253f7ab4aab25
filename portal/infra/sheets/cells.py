"""What the text of a cell is."""

import unicodedata

from portal.infra.formulas import TEXT, safe

_BREAKS = frozenset("\t\n\r")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
"""Control characters, marks that nobody sees, halves of characters, and what no script uses."""


def plain(cell: str) -> str:
    """The text of a cell of a CSV, as `tidy`, and without the apostrophe that `safe` gave it."""
    trimmed = tidy(cell)
    rest = trimmed.removeprefix(TEXT)
    return rest.strip() if rest != trimmed and safe(rest) != rest else trimmed


def tidy(cell: str) -> str:
    """The text without what nobody sees in it and without the space around it."""
    if cell.isascii() and cell.isprintable():
        return cell.strip()
    seen = (one for one in cell if one in _BREAKS or unicodedata.category(one) not in _UNSEEN)
    return "".join(seen).replace("\xa0", " ").strip()
