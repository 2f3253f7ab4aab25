"""What was typed into the search of the log: a reference as far as it is known, an agency, a category, a theme.

Nothing else is searched: no text of a case, and no child (decision 25).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.business_unit.log.asking import STATES, Asking
from portal.business_unit.log.queries.themes import themes
from portal.protocol.actors import Kind
from portal.protocol.part_1 import CATEGORIES

FEWEST = 2
"""Letters with which a search begins: one finds nearly everything."""

AT_MOST = 20
"""How many agencies, categories and themes one search looks for; more than that needs another letter."""

_NO_SIGN = re.compile(r"[\W_]+")
_SIGNS = re.compile("[2-9A-Z]+")
_OURS = "RPD"

Tag = tuple[str, str]
"""The kind of a tag, and its value."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a case must have: any of these tags, or a reference that begins in one of these ways."""

    tags: tuple[Tag, ...] = ()
    references: tuple[str, ...] = ()

    @property
    def finds_nothing(self) -> bool:
        """Whether no case can have it."""
        return not self.tags and not self.references


def is_searched(typed: str) -> bool:
    """Whether so much was typed that it is looked for."""
    return len(_NO_SIGN.sub("", typed).upper().removeprefix(_OURS)) >= FEWEST


def conditions(session: Session, asking: Asking) -> tuple[Condition, ...]:
    """Everything that a case must have to be listed, but for dates."""
    return tuple(_conditions(session, asking))


def _conditions(session: Session, asking: Asking) -> Iterator[Condition]:
    if is_searched(asking.q):
        yield search(session, asking.q)
    if asking.agency:
        yield _one(asking.role, asking.agency)
    if asking.stage:
        yield _one("stage", asking.stage)
    if asking.state:
        yield Condition(tuple(("state", one.value) for one in STATES[asking.state]))
    if asking.category:
        yield _one("category", asking.category)
    if asking.theme:
        yield _one("theme", asking.theme)
    if asking.hand:
        yield _one("with", asking.hand)


def _one(kind: str, value: object) -> Condition:
    return Condition(((kind, str(value)),))


def search(session: Session, typed: str) -> Condition:
    """What the words typed mean: each begins a word of the name of what is looked for."""
    words = typed.casefold().split()
    named: list[tuple[str, UUID | str, str]] = [
        *(("party", one.id, one.name) for one in agencies.workspaces(session, Kind.AGENCY)),
        *(("category", key, name) for key, name in CATEGORIES.items()),
        *(("theme", one.id, one.name) for one in themes(session)),
    ]
    found = [(kind, str(value)) for kind, value, name in named if _is_meant(words, name)]
    return Condition(tuple(found[:AT_MOST]), tuple(references_begun(typed)))


def _is_meant(words: Iterable[str], name: str) -> bool:
    parts = _NO_SIGN.sub(" ", name.casefold()).split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def references_begun(typed: str) -> Iterator[str]:
    """How a reference begins that was typed so far: rpd ys9 and ys9 begin RPD-YS9.

    A case from before the portal may have a reference of another form: that is looked for as it was typed, when
    there is a number in it.
    """
    signs = _NO_SIGN.sub("", typed).upper()
    own, one_word = signs.removeprefix(_OURS), " " not in typed.strip()
    if FEWEST <= len(own) <= 8 and _SIGNS.fullmatch(own) and (one_word or signs.startswith(_OURS)):
        yield f"RPD-{own[:4]}-{own[4:]}" if len(own) > 4 else f"RPD-{own}"
    as_typed = typed.strip().upper()
    if any(one.isdigit() for one in as_typed) and not as_typed.startswith(_OURS):
        yield as_typed
