"""A file's name as people read it. Nothing is ever stored under it."""

import unicodedata

LONGEST = 200
"""Characters of a name that are kept, its extension among them."""

UNNAMED = "file"

# Marks that change the direction of what follows: "gpj.exe" can be made to read as "exe.jpg".
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def shown(name: str) -> str:
    """The name without its folders, control characters and marks of direction; letters of every script stay.

    A name longer than `LONGEST` loses the end of its stem, not its extension.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(one for one in last if one not in _TURNING and unicodedata.category(one) not in _UNSEEN)
    plain = " ".join(plain.split()).strip(". ")
    if len(plain) <= LONGEST:
        return plain or UNNAMED
    dot = extension_of(plain)
    ending = f".{dot}" if dot and len(dot) < 10 else ""
    return plain[: LONGEST - len(ending)] + ending


def extension_of(name: str) -> str:
    """What stands after the last dot, in lower case; empty when there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.strip().lower() if dot and stem else ""


_UNSEEN = frozenset({"Cc", "Cs", "Cn", "Co", "Zl", "Zp"})
"""Control characters, halves of characters, what no script uses, and breaks of lines and paragraphs."""
