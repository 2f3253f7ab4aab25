"""The ways in which a name is written beside its words: in one word, in either order, and with an s at its end."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations

from portal.protocol.ordinary import NAMES_NOBODY, NO_NAME, ORDINARY

QUIET = ORDINARY | NAMES_NOBODY
"""What is read as a word unless it begins with a capital."""

_MOST_WORDS = 6
"""Words of a name that are joined with each other: more would make thousands of ways."""


def in_one_word(words: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """A name's words with nothing between them: chloesmithson, smithsonchloe, any two of more than two.

    With each whether it has to begin with a capital, because an ordinary word may read the same: Ma King, making.
    """
    kept = [word for word in words if _letters(word) >= 2 and word not in NAMES_NOBODY][:_MOST_WORDS]
    whole = (tuple(kept), tuple(reversed(kept)), (*kept[-1:], *kept[:-1]))
    for parts in dict.fromkeys((*whole, *permutations(kept, 2))):
        joined = "".join(parts)
        if len(parts) > 1 and not set(parts) <= QUIET and len(joined) >= 6 and joined not in NO_NAME:
            yield joined, len(joined) < (9 if any(_letters(part) < 3 for part in parts) else 7)


def takes_an_s(term: str, words: Iterable[str]) -> bool:
    """Whether the term with an s is a name still: Chloes, the Jordans. Not wills, nor this for Thi."""
    return (
        _letters(term) >= 3
        and term[-1].isalpha()
        and not term.endswith("s")
        and not set(words) & QUIET
        and f"{term}s" not in NO_NAME
    )


def _letters(word: str) -> int:
    return sum(sign.isalpha() for sign in word)
