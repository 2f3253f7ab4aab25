"""A child's identity inside what people wrote: found as they type it, and masked where identity is not shown.

Decision 25: in a view without identity every name, date or number of the identity block is masked wherever it
appears in text. A name counts in each of its parts; one that is also an English word, only with a capital.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import groupby
from typing import Any

from portal.protocol import part_1, replies
from portal.protocol.folding import Folded, folded, folded_apart
from portal.protocol.identity import SHORTEST_NUMBER, Identity, Piece, day_of, signs_of, words_of
from portal.protocol.ordinary import NAMES_NOBODY
from portal.protocol.written_dates import pattern_of
from portal.protocol.written_names import QUIET, in_one_word, takes_an_s

WORDS: Mapping[Piece, str] = {
    Piece.NAME: "name",
    Piece.DATE_OF_BIRTH: "date of birth",
    Piece.RECORD_NUMBER: "record number",
}
"""What each piece of an identity is called."""


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of identity in a text: as it was typed, whose it is, and from where to where it stands.

    `child` is the first of the children whose piece it is: brothers share a name.
    """

    typed: str
    child: int
    piece: Piece
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    piece: Piece
    children: frozenset[int]


def found(text: str, identities: Iterable[Identity]) -> tuple[Found, ...]:
    """Every piece of these identities in the text, in its order; no two overlap."""
    return _found(text, _searches(tuple(identities)))


def _found(text: str, searches: Sequence["_Search"]) -> tuple[Found, ...]:
    if not searches or not text:
        return ()
    hits = [*_hits(text, folded(text), searches)]
    hits += _in_what_is_joined(text, hits, searches)
    if not hits:
        return ()
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    return tuple(
        Found(text[hit.start : hit.end], min(hit.children), hit.piece, hit.start, hit.end)
        for hit in _merged(hits, text)
    )


def _in_what_is_joined(text: str, hits: Sequence["_Hit"], searches: Sequence["_Search"]) -> Iterator["_Hit"]:
    """What else is found in FilesOfChloeSmithson once its words are taken apart; until nothing is, since what is
    found opens a border for its neighbour."""
    while apart := folded_apart(text := _blanked(text, hits)):
        hits = [*_hits(text, folded(text), searches), *_hits(text, apart, searches)]
        if not hits:
            return
        yield from hits


def _blanked(text: str, hits: Iterable["_Hit"]) -> str:
    for hit in hits:
        text = f"{text[: hit.start]}{'|' * (hit.end - hit.start)}{text[hit.end :]}"
    return text


def masked(text: str, identities: Iterable[Identity]) -> str:
    """The text with each piece of identity replaced: "[child 1’s name] was seen"."""
    return _masked(text, _searches(tuple(identities)))


def _masked(text: str, searches: Sequence["_Search"], says: Callable[[Found], str] | None = None) -> str:
    written, at = [], 0
    for one in _found(text, searches):
        written += [text[at : one.start], f"[{(says or _whose)(one)}]"]
        at = one.end
    return "".join([*written, text[at:]]) if written else text


def _whose(one: Found) -> str:
    return f"child {one.child}’s {WORDS[one.piece]}"


def _somebodys(_one: Found) -> str:
    return "a person’s name"


def mask_of(identities: Iterable[Identity]) -> Callable[[Any], Any]:
    """A mask for texts, and for content as it is stored: what these identities are found by is made ready once.

    Each text in lists and mappings is masked, their keys left as they are. What is no text of a person is left
    too: a choice from a list, the identifier of an agency or a file, and the answer to the form's own question on
    what day something was done.
    """
    searches = _searches(tuple(identities))
    return partial(_masked_deep, searches=searches) if searches else _as_it_is


def people_mask_of(names: Iterable[str]) -> Callable[[Any], Any]:
    """The same for people who are no children: their names in every way in which a child's is masked (decision 24:
    a pack for the Learning and Improvement Subgroup names nobody).
    """
    named = sorted({one.strip() for one in names if one.strip()})
    searches = _searches(tuple(Identity(1, name, "", "") for name in named))
    return partial(_masked_deep, searches=searches, says=_somebodys) if searches else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _masked_deep(
    value: Any, searches: Sequence["_Search"], says: Callable[[Found], str] | None = None
) -> Any:
    if isinstance(value, str):
        return value if _is_no_text(value) else _masked(value, searches, says)
    if isinstance(value, Mapping):
        return {
            key: one if key in _DAYS and day_of(str(one)) else _masked_deep(one, searches, says)
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [_masked_deep(one, searches, says) for one in value]
    return value


def _is_no_text(value: str) -> bool:
    return (
        not value or value in _CHOICES or (len(value) in _LONG and _IDENTIFIER.fullmatch(value) is not None)
    )


_CHOICES = frozenset(
    str(choice)
    for module in (part_1, replies)
    for name, table in vars(module).items()
    if name.isupper() and isinstance(table, dict)
    for choice in table
)
"""What is stored for a choice from a list, of any list of the form."""
_DAYS = frozenset({"on", "by", "answered_on", "practitioner_told_on"})
_LONG = (36, 64)
"""The lengths of identifiers: most texts have another, which is sooner seen."""
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class _Search:
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
        signs = _signs(written)
        return (self.whose.get(signs) or self.whose[signs[:-1]]) if self.whose else self.everybody

    def wants_a_capital(self, written: str) -> bool:
        return written in self.close or (bool(self.capital) and _signs(written) in self.capital)


Terms = dict[str, set[int]]
"""What is looked for, and whose it is."""


@lru_cache(maxsize=256)
def _searches(identities: tuple[Identity, ...]) -> tuple[_Search, ...]:
    return tuple(search for make in (_for_names, _for_numbers, _for_dates) for search in make(identities))


def _for_names(identities: Sequence[Identity]) -> Iterator[_Search]:
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
        yield _Search(Piece.NAME, pattern, anchors, _by_signs(terms), capital=capital, close=frozenset(close))


def _for_numbers(identities: Sequence[Identity]) -> Iterator[_Search]:
    terms: Terms = {}
    for identity in identities:
        for number in map(signs_of, (identity.record_number, identity.other_number)):
            if len(number) >= SHORTEST_NUMBER and any(sign.isdigit() for sign in number):
                terms.setdefault(number, set()).add(identity.number)
    if terms:
        anchors = frozenset(next(sign for sign in term if sign.isdigit()) for term in terms)
        yield _Search(Piece.RECORD_NUMBER, _any_of(terms, _as_number), anchors, _by_signs(terms))


def _for_dates(identities: Sequence[Identity]) -> Iterator[_Search]:
    born = sorted((day, one.number) for one in identities if (day := day_of(one.date_of_birth)))
    for day, same in groupby(born, key=lambda one: one[0]):
        children = frozenset(number for _, number in same)
        anchors = frozenset({f"{day.year % 100:02}"})
        yield _Search(Piece.DATE_OF_BIRTH, pattern_of(day), anchors, everybody=children)


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


def _hits(text: str, plain: Folded, searches: Sequence[_Search]) -> Iterator[_Hit]:
    folded_text = plain.text
    for search in searches:
        for anchor in search.anchors:
            if anchor in folded_text:
                yield from _hits_of(search, text, plain)
                break


def _hits_of(search: _Search, text: str, plain: Folded) -> Iterator[_Hit]:
    at = 0
    while match := search.pattern.search(plain.text, at):
        start, end = plain.span(*match.span())
        if search.wants_a_capital(match[0]) and not text[start].isupper():
            at = match.start() + 1
        else:
            at = match.end()
            yield _Hit(start, end, search.piece, search.children(match[0]))


def _merged(hits: Iterable[_Hit], text: str) -> list[_Hit]:
    """Hits that overlap become one; so do two names of one child with nothing but a space between them."""
    merged: list[_Hit] = []
    for hit in hits:
        last = merged[-1] if merged else None
        if last and hit.start < last.end:
            merged[-1] = replace(last, end=max(last.end, hit.end))
        elif last and (same := _same_name(last, hit, text)):
            merged[-1] = replace(last, end=hit.end, children=same)
        else:
            merged.append(hit)
    return merged


def _same_name(last: _Hit, hit: _Hit, text: str) -> frozenset[int]:
    if not last.piece is hit.piece is Piece.NAME or text[last.end : hit.start].strip(" \t-"):
        return frozenset()
    return last.children & hit.children


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
_IN_ONE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{3,4}")
"""A Chinese or Japanese name, family name first, with nothing between."""
_LETTER = rf"[^\W\d_{_SCRIPTS}]"
