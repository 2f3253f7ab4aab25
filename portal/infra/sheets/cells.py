"""What the text of a cell is, and how one is written that no program for spreadsheets takes for a formula."""

import unicodedata

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_TEXT = "'"
_BREAKS = frozenset("\t\n\r")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
"""Control characters, marks that nobody sees, halves of characters, and what no script uses."""


def safe(cell: str) -> str:
    """The text with an apostrophe before it when a program for spreadsheets would take it for a formula."""
    return f"{_TEXT}{cell}" if cell.lstrip(" ").startswith(_STARTS_A_FORMULA) else cell


def plain(cell: str) -> str:
    """The text of a cell of a CSV, as `tidy`, and without the apostrophe that `safe` gave it."""
    trimmed = tidy(cell)
    rest = trimmed.removeprefix(_TEXT)
    return rest.strip() if rest != trimmed and safe(rest) != rest else trimmed


def tidy(cell: str) -> str:
    """The text without what nobody sees in it and without the space around it."""
    if cell.isascii() and cell.isprintable():
        return cell.strip()
    seen = (one for one in cell if one in _BREAKS or unicodedata.category(one) not in _UNSEEN)
    return "".join(seen).replace("\xa0", " ").strip()
