"""Text as it is compared: without case, accents, or the many ways to set an apostrophe or a hyphen.

Zoë and ZOE, O'Brien and O’Brien, composed and decomposed letters are the same; a mark that shows nothing, such as
a right-to-left mark inside a word, hides nothing.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_SAME = {
    **dict.fromkeys("'’‘‛ʼʻʹ`´′＇", "'"),
    **dict.fromkeys("-‐‑‒–—―−﹣－", "-"),
    **{"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ħ": "h", "Ħ": "h", "ı": "i"},
    **{"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th"},
}
_SLOWLY = "\ue000"
"""Stands for a character that does not become exactly one."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and where each of its characters began and ended in the text as it was typed."""

    text: str
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """From a span of the folded text to that of the text as it was typed."""
        return (self.begins[start], self.ends[end - 1]) if self.begins else (start, end)


class _Table(dict[int, str]):
    """What each character becomes, worked out once for each that is met."""

    def __missing__(self, code: int) -> str:
        one = chr(code)
        folded = _SLOWLY if _belongs_to_the_one_before(one) else fold(one)
        self[code] = folded if len(folded) == 1 else _SLOWLY
        return self[code]


_TABLE = _Table()
_UNEVEN = re.compile(f"[^{_SLOWLY}]?{_SLOWLY}+")
_CASED = [chr(code) for first, last in ((0x41, 0x530), (0x1E00, 0x2000)) for code in range(first, last)]
_SMALL = "".join(one for one in _CASED if one.islower())
_CAPITAL = "".join(one for one in _CASED if one.isupper())
_MARK = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
_MARKS = f"{_MARK.pattern}*"
_WORD_ENDS = re.compile(
    f"[{_SMALL}]{_MARKS}(?=[{_CAPITAL}])|[{_CAPITAL}]{_MARKS}(?=[{_CAPITAL}]{_MARKS}[{_SMALL}])"
    "|[\u200b\u2060\ufeff]"
)
"""Where a word ends with no space after it."""
_WORD_BEGINS = re.compile(f"[{_CAPITAL}](?:(?<=[{_SMALL}].)|(?<=[{_CAPITAL}].)(?=[{_SMALL}]))")
"""The same place in a text without marks, by the capital after it: a text has few, which is ten times quicker."""


def fold(text: str) -> str:
    """The text as it is compared."""
    plain = unicodedata.normalize("NFKD", "".join(_SAME.get(one, one) for one in text))
    kept = "".join(_SAME.get(one, _digit(one)) for one in plain if not _shows_nothing(one))
    return unicodedata.normalize("NFC", kept.casefold())


def folded(text: str) -> Folded:
    """The text as it is compared, with the way back to how it was typed."""
    if text.isascii():
        return Folded(text.lower().replace("`", "'"))
    quick = text.translate(_TABLE)
    return Folded(quick) if _SLOWLY not in quick else _slowly(text, quick)


def folded_apart(text: str) -> Folded | None:
    """The text as it is compared, its words apart where a capital begins one: ChloeSmithson, CSmithson. Nothing
    when it has no such place."""
    if not (cuts := _cuts(text)):
        return None
    pieces = (text[begin:end] for begin, end in pairwise([0, *cuts, len(text)]))
    apart = folded(" ".join(pieces))
    spaces = [cut + before for before, cut in enumerate(cuts)]
    begins = apart.begins or range(len(apart.text))
    ends = apart.ends or range(1, len(apart.text) + 1)
    return Folded(
        apart.text,
        tuple(at - bisect_left(spaces, at) for at in begins),
        tuple(at - bisect_left(spaces, at) for at in ends),
    )


def _cuts(text: str) -> list[int]:
    if text.isascii() or not _MARK.search(text):
        return [match.start() for match in _WORD_BEGINS.finditer(text)]
    return [match.end() for match in _WORD_ENDS.finditer(text)]


def _slowly(text: str, quick: str) -> Folded:
    """What becomes one character is taken as it is; the rest is folded with the letter that it belongs to."""
    pieces: list[tuple[str, int, int]] = []
    at = 0
    for match in _UNEVEN.finditer(quick):
        pieces += ((quick[place], place, place + 1) for place in range(at, match.start()))
        pieces += _letters(text, *match.span())
        at = match.end()
    pieces += ((quick[place], place, place + 1) for place in range(at, len(quick)))
    signs, begins, ends = zip(*pieces, strict=True) if pieces else ((), (), ())
    return Folded("".join(signs), begins, ends)


def _letters(text: str, start: int, stop: int) -> Iterator[tuple[str, int, int]]:
    while start < stop:
        end = start + 1
        while end < stop and _belongs_to_the_one_before(text[end]):
            end += 1
        yield from ((sign, start, end) for sign in fold(text[start:end]))
        start = end


def _shows_nothing(one: str) -> bool:
    category = unicodedata.category(one)
    return category[0] == "M" or category == "Cf"


def _belongs_to_the_one_before(one: str) -> bool:
    """An accent typed by itself, a mark that shows nothing, the vowel or the end of a Korean syllable."""
    return not one.isascii() and (_shows_nothing(one) or "\u1160" <= one <= "\u11ff")


def _digit(one: str) -> str:
    value = unicodedata.decimal(one, None)
    return one if value is None else str(value)
