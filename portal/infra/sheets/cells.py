"""Cells that a program for spreadsheets must not take for formulas."""

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_TEXT = "'"


def safe(cell: str) -> str:
    """The text with an apostrophe before it when a program for spreadsheets would take it for a formula."""
    return f"{_TEXT}{cell}" if cell.lstrip(" ").startswith(_STARTS_A_FORMULA) else cell


def plain(cell: str) -> str:
    """The text of a cell without the space around it, and without the apostrophe that `safe` gave it."""
    trimmed = cell.replace("\xa0", " ").strip()
    rest = trimmed.removeprefix(_TEXT)
    return rest.strip() if rest != trimmed and safe(rest) != rest else trimmed
