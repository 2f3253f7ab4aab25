"""A text as it may stand in the cell of a file for a spreadsheet program: nothing in it can act as a formula."""

import re

TEXT = "'"
"""What a program for spreadsheets takes as the sign that text follows."""

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With these such a program begins to calculate, or may, in some language of its own, after spaces too."""

_NOT_IN_A_SHEET = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def safe(text: str) -> str:
    """The text without control characters, and with an apostrophe before one that would be taken for a formula."""
    written = _NOT_IN_A_SHEET.sub(" ", text)
    return f"{TEXT}{written}" if text.lstrip(" ").startswith(_BEGINS_A_FORMULA) else written
