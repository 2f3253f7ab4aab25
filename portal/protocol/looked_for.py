"""What is looked for when a child's identity is looked for: each way to write a name, a number or a date of birth.

A name counts in each of its parts; one that is also an English word, only with a capital.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from portal.protocol.identity import SHORTEST_NUMBER, Identity, Piece, day_of, signs_of, words_of
from portal.protocol.ordinary import NAMES_NOBODY
from portal.protocol.written_dates import day_and_month_of, month_in_short, pattern_of
from portal.protocol.written_names import QUIET, in_one_word, takes_an_s


@dataclass(frozen=True, slots=True)
class Search:
    """One pattern for one kind of piece.

    `anchors`: a text without any of them holds no such piece, which is quickly seen. `whose` gives the children by
    what was found, letters and digits alone; without it the piece is everybody's. `capital`: what has to begin
    with a capital; `close`: what has to when it is written without anything between.
    """

    piece: Piece
    pattern: re.Pattern[str]
    anchors: frozenset[str]
    whose: Mapping[str, frozenset[int]] = field(default_factory=dict)
    everybody: frozenset[int] = frozenset()
    capital: frozenset[str] = frozenset()
    close: frozenset[str] = frozenset()

    def children(self, written: str) -> frozenset[int]:
        """Whose piece was found."""
        signs = _signs(written)
        return (self.whose.get(signs) or self.whose[signs[:-1]]) if self.whose else self.everybody

    def wants_a_capital(self, written: str) -> bool:
        """Whether what was found counts only with a capital."""
        return written in self.close or (bool(self.capital) and _signs(written) in self.capital)


Terms = dict[str, set[int]]
"""What is looked for, and whose it is."""


@lru_cache(maxsize=256)
def searches_for(identities: tuple[Identity, ...]) -> tuple[Search, ...]:
    """What finds these identities in a text; made once for each block of them."""
    return tuple(search for make in (_for_names, _for_numbers, _for_dates) for search in make(identities))


@lru_cache(maxsize=256)
def noticed_besides(identities: tuple[Identity, ...]) -> tuple[Search, ...]:
    """What a writer is told of besides, and no mask hides, because it may mean something else: a day of birth
    without its year, and a name of one character where it stands alone (decision 25).
    """
    return (*_for_days(identities), *_for_characters(identities))


def _for_days(identities: Sequence[Identity]) -> Iterator[Search]:
    born = sorted(
        ((day.month, day.day), day, one.number) for one in identities if (day := day_of(one.date_of_birth))
    )
    for _, same in groupby(born, key=lambda one: one[0]):
        days = list(same)
        anchors = frozenset({month_in_short(days[0][1])})
        children = frozenset(number for _, _, number in days)
        yield Search(Piece.DATE_OF_BIRTH, day_and_month_of(days[0][1]), anchors, everybody=children)


def _for_characters(identities: Sequence[Identity]) -> Iterator[Search]:
    """The family name of 李小龙 or 李龙; and a name that is one letter: J, but no A and no I."""
    terms: Terms = {}
    for identity in identities:
        for name in (identity.name, identity.known_as):
            for character in _characters_of(words_of(name)):
                terms.setdefault(character, set()).add(identity.number)
    if terms:
        alone = r"(?<![^\W_]){}(?!-?[^\W_])"
        pattern = re.compile("|".join(alone.format(re.escape(term)) for term in sorted(terms)))
        capital = frozenset(term for term in terms if not _UNSPACED.match(term))
        yield Search(Piece.NAME, pattern, frozenset(terms), _by_signs(terms), capital=capital)


def _characters_of(words: Sequence[str]) -> Iterator[str]:
    yield from (word[0] for word in words if _FAMILY_FIRST.fullmatch(word))
    if len(words) == 1 and len(words[0]) == 1 and words[0].isalpha() and words[0] not in ("a", "i"):
        yield words[0]


def _for_names(identities: Sequence[Identity]) -> Iterator[Search]:
    terms: Terms = {}
    joined: dict[str, bool] = {}
    for identity in identities:
        for name in (identity.name, identity.known_as):
            ways = dict(in_one_word(words_of(name)))
            joined |= ways
            for term in (*_terms_of(name), *ways):
                terms.setdefault(term, set()).add(identity.number)
    if terms:
        words = {term: _WORDS.findall(term) for term in terms}
        capital = frozenset(_signs(term) for term in terms if set(words[term]) <= QUIET)
        anchors = frozenset(max(words[term], key=_tells) for term in terms if term not in joined)
        plural = {term for term in terms if takes_an_s(term, words[term])}
        close = {term for term, wants in joined.items() if wants} | {
            f"{one}s" for one in plural if len(one) < 5
        }
        pattern = _any_of(terms, lambda term: _as_name(term) + "s?" * (term in plural))
        yield Search(Piece.NAME, pattern, anchors, _by_signs(terms), capital=capital, close=frozenset(close))


def _for_numbers(identities: Sequence[Identity]) -> Iterator[Search]:
    terms: Terms = {}
    for identity in identities:
        for number in map(signs_of, (identity.record_number, identity.other_number)):
            if len(number) >= SHORTEST_NUMBER and any(sign.isdigit() for sign in number):
                terms.setdefault(number, set()).add(identity.number)
    if terms:
        anchors = frozenset(next(sign for sign in term if sign.isdigit()) for term in terms)
        yield Search(Piece.RECORD_NUMBER, _any_of(terms, _as_number), anchors, _by_signs(terms))


def _for_dates(identities: Sequence[Identity]) -> Iterator[Search]:
    born = sorted((day, one.number) for one in identities if (day := day_of(one.date_of_birth)))
    for day, same in groupby(born, key=lambda one: one[0]):
        children = frozenset(number for _, number in same)
        anchors = frozenset({f"{day.year % 100:02}"})
        yield Search(Piece.DATE_OF_BIRTH, pattern_of(day), anchors, everybody=children)


def _terms_of(name: str) -> Iterator[str]:
    """The whole name, each word of it, and each part of a word that is joined: smith-jones, smith, jones; of a
    name that is written without a space the given name too: 小龙 of 李小龙.
    """
    words = words_of(name)
    parts = [part for word in words for part in {word, *_WORDS.findall(word), *_given_names(word)}]
    yield from (part for part in parts if _is_long_enough(part) and part not in NAMES_NOBODY)
    if len(words) > 1 and set(words) - NAMES_NOBODY and not all(map(_is_nothing, words)):
        yield " ".join(words)


def _given_names(word: str) -> Iterator[str]:
    """What follows a family name of one letter, or of two, when it is two letters at least: one alone stands in
    too many other words.
    """
    if _IN_ONE.fullmatch(word):
        yield from (word[family:] for family in (1, 2) if len(word) - family >= 2)


def _tells(word: str) -> tuple[bool, int]:
    """How few texts a word stands in: of Baby Jones, Jones is looked for first."""
    return not _is_nothing(word), len(word)


def _is_nothing(word: str) -> bool:
    return word in NAMES_NOBODY or not _is_long_enough(word)


def _is_long_enough(part: str) -> bool:
    letters = [sign for sign in part if sign.isalpha()]
    return len(letters) >= 2 or bool(_UNSPACED.search(part))


def _by_signs(terms: Terms) -> dict[str, frozenset[int]]:
    whose: Terms = {}
    for term, children in terms.items():
        whose.setdefault(_signs(term), set()).update(children)
    return {signs: frozenset(children) for signs, children in whose.items()}


def _any_of(terms: Iterable[str], written: Callable[[str], str]) -> re.Pattern[str]:
    """The longest first, so that a whole name is found before its parts."""
    ordered = sorted(terms, key=lambda term: (-len(term), term))
    return re.compile("|".join(_between_borders(term, written(term)) for term in ordered))


def _between_borders(term: str, written: str) -> str:
    """A term that begins with a letter begins no word's middle; a digit, no number's."""
    return f"{_border(term[0], behind=True)}{written}{_border(term[-1], behind=False)}"


def _border(sign: str, *, behind: bool) -> str:
    if _UNSPACED.match(sign):
        return ""
    kind = r"\d" if sign.isdigit() else _LETTER
    return f"(?<!{kind})" if behind else f"(?!{kind})"


def _as_name(term: str) -> str:
    joined = {" ": r"[\s.,'-]{1,3}", "-": r"[\s-]{0,3}", "'": r"['\s]?"}
    return "".join(joined.get(sign, re.escape(sign)) for sign in term)


def _as_number(term: str) -> str:
    """A short one is not looked for across points: 12.3 is no record number."""
    joined = r"[\s._/·-]{0,2}" if len(term) > _SHORT_NUMBER else r"[\s/-]{0,2}"
    return joined.join(map(re.escape, term))


def _signs(written: str) -> str:
    return _NO_SIGN.sub("", written)


_SHORT_NUMBER = 4
_WORDS = re.compile(r"[^\W_]+")
_NO_SIGN = re.compile(r"[\W_]+")
_SCRIPTS = (  # Thai, Japanese, Chinese, Korean
    "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts that are written without a space between words, or whose names are often a single character."""
_UNSPACED = re.compile(f"[{_SCRIPTS}]")
_CHARACTER = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_IN_ONE = re.compile(f"{_CHARACTER}{{3,4}}")
"""A Chinese or Japanese name, family name first, with nothing between."""
_FAMILY_FIRST = re.compile(f"{_CHARACTER}{{2,4}}")
"""The same, those with a given name of one character too."""
_LETTER = rf"[^\W\d_{_SCRIPTS}]"
