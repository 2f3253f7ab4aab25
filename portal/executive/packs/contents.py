"""What a referral pack says: one case, frozen. From the same contents the same pack is made.

Every text is plain text, laid out as it was typed; nothing in it is read as markup. Who gathers the contents
leaves out, or has masked, what the pack's readers may not read (decision 25): nothing is masked later.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints


class Kind(StrEnum):
    """For whom a pack is made."""

    SCRUTINEER = "scrutineer"
    EXECUTIVE = "executive"
    LEARNING = "learning"

    @property
    def shows_identity(self) -> bool:
        """Whether the children's identity may be in it: only the Scrutineer's is whole (decisions 23 to 25)."""
        return self is Kind.SCRUTINEER


@dataclass(frozen=True, slots=True)
class Fact:
    """A question, or what something is called, with its answer; "" reads as "Not given"."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under a heading, of level 3 or of level 4 within the one of level 3 before it.

    `lead` stands above them: who signed and when, or a text that answers no question.
    """

    heading: str
    facts: tuple[Fact, ...] = ()
    level: int = 3
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter of its own: Part 1, the reply of an agency, a request, the comments, the notes."""

    title: str
    sections: tuple[Section, ...] = ()
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one responding agency answers on an issue: agree, partly or not, and why."""

    agency: str
    position: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One numbered issue, everything said of it together: the raising agency's position beside each answer.

    `raised` is what else the raising agency says of it, `concluded` Part 3's word on it, `referred` Part 4's: what
    is outstanding and the decision sought.
    """

    number: int
    agency: str
    position: str
    answers: tuple[Answer, ...] = ()
    raised: tuple[Fact, ...] = ()
    concluded: tuple[Fact, ...] = ()
    referred: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: when, what, and who did it, as far as the pack's readers may know."""

    at: datetime
    words: str
    who: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline with its working (decision 6). `stopped_on` is None while it runs; `outcome` is how it ended."""

    what: str
    whose: str
    started_on: date
    due_on: date
    working: tuple[str, ...]
    stopped_on: date | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the history, by its number in the chain."""

    number: int
    at: datetime
    words: str
    who: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was attached. Its content lies beside the contents as a file named by `number`.

    `why_not` says why it is listed alone though it could be reproduced, such as that no redacted copy was
    supplied; then there need be no such file.
    """

    number: int
    title: str
    kind: str
    name: str
    agency: str
    media_type: str
    size: int
    sha256: str
    redacted: bool = False
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """An agency of the case, what it is in it, and who signed for it."""

    agency: str
    role: str
    signatories: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """All that one pack says. `version` is that of the case; `head` the hash of the newest row of its history.

    Raises ValueError for a child's identity in a pack that must not have it.
    """

    kind: Kind
    reference: str
    partnership: str
    marking: str
    recipient: str
    version: int
    frozen_at: datetime
    head: str
    parties: tuple[Party, ...] = ()
    case: tuple[Fact, ...] = ()
    identity: tuple[Section, ...] = ()
    issues: tuple[Issue, ...] = ()
    parts: tuple[Part, ...] = ()
    events: tuple[Event, ...] = ()
    deadlines: tuple[Due, ...] = ()
    history: tuple[Row, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        if self.identity and not self.kind.shows_identity:
            raise ValueError(f"A pack of kind {self.kind.value} must not hold the children’s identity.")


def to_json(contents: Contents) -> dict[str, Any]:
    """The contents as they are stored and handed on: mappings, lists, texts and numbers."""
    return cast("dict[str, Any]", _plain(contents))


def from_json(stored: Any) -> Contents:
    """The contents again, from what `to_json` gave.

    A field that did not exist when they were stored has its default. Raises ValueError for anything else that is
    missing, unknown or of another type: a pack must not leave out silently what it was given.
    """
    return cast("Contents", _read(Contents, stored))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: Any, stored: Any) -> Any:
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], one) for one in _of_type(list, stored))
    if isinstance(kind, UnionType):
        return None if stored is None else _read(get_args(kind)[0], stored)
    if is_dataclass(kind):
        return _read_fields(kind, _of_type(dict, stored))
    if kind in (date, datetime):
        return kind.fromisoformat(_of_type(str, stored))
    return kind(stored) if issubclass(kind, StrEnum) else _of_type(kind, stored)


def _read_fields(kind: Any, stored: dict[str, Any]) -> Any:
    types = _types(kind)
    if unknown := stored.keys() - types.keys():
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}.")
    try:
        return kind(**{name: _read(types[name], value) for name, value in stored.items()})
    except TypeError as error:
        raise ValueError(f"{kind.__name__} lacks something.") from error


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _of_type(kind: type, stored: Any) -> Any:
    if type(stored) is not kind:
        raise ValueError(f"{type(stored).__name__} where {kind.__name__} belongs.")
    return stored
