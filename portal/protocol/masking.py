"""A child's identity inside what people wrote: found as they type it, and masked where identity is not shown.

Decision 25: in a view without identity every name, date or number of the identity block is masked wherever it
appears in text. In how many ways each may be written is `looked_for`'s.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from portal.protocol import part_1, replies
from portal.protocol.folding import Folded, folded, folded_apart
from portal.protocol.identity import Identity, Piece, day_of
from portal.protocol.looked_for import Search, noticed_besides, searches_for

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
    return _found(text, searches_for(tuple(identities)))


def noticed(text: str, identities: Iterable[Identity]) -> tuple[Found, ...]:
    """What the writer of a text is told of: every piece of these identities in it, and what may be one."""
    known = tuple(identities)
    return _found(text, (*searches_for(known), *noticed_besides(known)))


def _found(text: str, searches: Sequence[Search]) -> tuple[Found, ...]:
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


def _in_what_is_joined(text: str, hits: Sequence[_Hit], searches: Sequence[Search]) -> Iterator[_Hit]:
    """What else is found in FilesOfChloeSmithson once its words are taken apart; until nothing is, since what is
    found opens a border for its neighbour."""
    while apart := folded_apart(text := _blanked(text, hits)):
        hits = [*_hits(text, folded(text), searches), *_hits(text, apart, searches)]
        if not hits:
            return
        yield from hits


def _blanked(text: str, hits: Iterable[_Hit]) -> str:
    for hit in hits:
        text = f"{text[: hit.start]}{'|' * (hit.end - hit.start)}{text[hit.end :]}"
    return text


def masked(text: str, identities: Iterable[Identity]) -> str:
    """The text with each piece of identity replaced: "[child 1’s name] was seen"."""
    return _masked(text, searches_for(tuple(identities)))


def _masked(text: str, searches: Sequence[Search], says: Callable[[Found], str] | None = None) -> str:
    written, at = [], 0
    for one in _found(text, searches):
        written += [text[at : one.start], (says or _whose)(one)]
        at = one.end
    return "".join([*written, text[at:]]) if written else text


def _whose(one: Found) -> str:
    return f"[child {one.child}’s {WORDS[one.piece]}]"


def _somebodys(_one: Found) -> str:
    return "[a person’s name]"


def mask_of(identities: Iterable[Identity]) -> Callable[[Any], Any]:
    """A mask for texts, and for content as it is stored: what these identities are found by is made ready once.

    Each text in lists and mappings is masked, their keys left as they are. What is no text of a person is left
    too: a choice from a list, the identifier of an agency or a file, and the answer to the form's own question on
    what day something was done.
    """
    searches = searches_for(tuple(identities))
    return partial(_masked_deep, searches=searches) if searches else _as_it_is


def people_mask_of(names: Iterable[str]) -> Callable[[Any], Any]:
    """The same for people who are no children: their names in every way in which a child's is masked (decision 24:
    a pack for the Learning and Improvement Subgroup names nobody).
    """
    named = sorted({one.strip() for one in names if one.strip()})
    searches = searches_for(tuple(Identity(1, name, "", "") for name in named))
    return partial(_masked_deep, searches=searches, says=_somebodys) if searches else _as_it_is


def third_parties_marked(child: Iterable[Identity], others: Iterable[Identity]) -> Callable[[Any], Any]:
    """Marks every piece of the identity of other children in a text, for whoever hands it to one child, so that a
    person can take it out: "[THIRD PARTY: Robin]". What is the child's own too, as a family's name, is not marked.
    """
    known = [
        *(replace(one, number=_OWN) for one in child),
        *(replace(one, number=_OWN + 1) for one in others),
    ]
    searches = searches_for(tuple(known))
    return partial(_masked_deep, searches=searches, says=_marked) if searches else _as_it_is


_OWN = 1


def _marked(one: Found) -> str:
    return one.typed if one.child == _OWN else f"[THIRD PARTY: {one.typed}]"


def _as_it_is(value: Any) -> Any:
    return value


def _masked_deep(value: Any, searches: Sequence[Search], says: Callable[[Found], str] | None = None) -> Any:
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


def _hits(text: str, plain: Folded, searches: Sequence[Search]) -> Iterator[_Hit]:
    folded_text = plain.text
    for search in searches:
        for anchor in search.anchors:
            if anchor in folded_text:
                yield from _hits_of(search, text, plain)
                break


def _hits_of(search: Search, text: str, plain: Folded) -> Iterator[_Hit]:
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
