"""How well white can be read on a colour, as WCAG 2.2 counts it (1.4.3)."""

import re

LEAST = 4.5
"""The least ratio for text of the usual size (AA)."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_BREAK, _STEEP = 0.04045, 2.4


def is_colour(text: str) -> bool:
    """Whether it is a colour as pages write one: # and six of 0 to 9 and a to f."""
    return _COLOUR.fullmatch(text) is not None


def luminance(colour: str) -> float:
    """The relative luminance of a colour, from 0 for black to 1 for white."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def against_white(colour: str) -> float:
    """The contrast ratio of white and a colour: from 1, which is white on white, to 21."""
    return 1.05 / (luminance(colour) + 0.05)


def is_readable(colour: str) -> bool:
    """Whether white text of the usual size can be read on a colour."""
    return against_white(colour) >= LEAST


def darker(colour: str) -> str:
    """The shade of a colour on which the protective marking stands: white is read on it better still."""
    return "#" + "".join(f"{int(colour[at : at + 2], 16) * 7 // 10:02x}" for at in (1, 3, 5))


def _linear(part: float) -> float:
    return part / 12.92 if part <= _BREAK else float(((part + 0.055) / 1.055) ** _STEEP)
