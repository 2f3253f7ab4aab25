"""Names, dates and numbers of the protected block, noticed where they are written into a form (decision 25)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from typing import Any

from portal.escalations.forms.part_1 import FORMS, anchor
from portal.protocol import masking
from portal.protocol.identity import Identity
from portal.protocol.masking import WORDS
from portal.protocol.part_1 import IDENTITY, SECTIONS, Content, Missing, Section
from portal.web.fields import PAGE
from portal.web.forms import Caution, Line, PortalForm, leaves


@dataclass(frozen=True, slots=True)
class Notice:
    """A piece of a child's identity in a text: where it stands, what was typed, of which child it is what."""

    section: str
    place: str
    anchor: str | None
    typed: str
    child: int
    piece: str

    @property
    def words(self) -> str:
        """What to tell its writer, on a page that shows the text itself."""
        return (
            f"“{self.typed}” in “{self.place}” looks like {self.piece}. Write “Child {self.child}” instead."
        )

    @property
    def without_it(self) -> str:
        """The same without the piece: a message of the next page travels in the cookie."""
        return f"“{self.place}” seems to hold {self.piece}. Write “Child {self.child}” instead."


def noticed_in_part_1(content: Content, identities: Sequence[Identity]) -> list[Notice]:
    """Everything noticed in a draft of Part 1."""
    return [one for section in SECTIONS for one in noticed(section, content.get(section.key), identities)]


def noticed(section: Section, written: Any, identities: Sequence[Identity]) -> list[Notice]:
    """What is noticed in one section, each piece once for each field it stands in."""
    if not identities or not written:
        return []
    entries: Sequence[Content] = written if section.repeated else [written]
    notices = (
        notice
        for number, entry in enumerate(entries, start=1)
        for notice in _in_entry(section, entry, identities, number=number if section.repeated else None)
    )
    return list(dict.fromkeys(notices))


def cautions_in_form(form: PortalForm, identities: Sequence[Identity]) -> list[Caution]:
    """What to tell the writer of a form that has no sections: it names nothing that they did not type.

    What is longer than its field takes is refused already, and not read through.
    """
    texts = ((field, str(field.data or "")) for field in leaves(form) if isinstance(field, Line))
    named = ((str(field.label.text), typed) for field, typed in texts if len(typed) <= field.limit)
    return list(_cautions(named, identities))


def cautions_in_texts(texts: Iterable[str], identities: Sequence[Identity]) -> list[Caution]:
    """The same for what is still being typed, of which nothing more is known than that."""
    return list(_cautions((("", typed) for typed in texts if len(typed) <= PAGE), identities))


def _cautions(texts: Iterable[tuple[str, str]], known: Sequence[Identity]) -> Iterator[Caution]:
    """Each piece once for each field it stands in. Its key is the same wherever that is, and says nothing."""
    told = set()
    for place, text in texts:
        for one in masking.noticed(text, known):
            where = f" in “{place}”" if place else ""
            words = f"“{one.typed}”{where} looks like child {one.child}’s {WORDS[one.piece]}. "
            key = blake2s(f"{one.child} {one.piece} {one.typed}".encode(), digest_size=6).hexdigest()
            if words not in told:
                yield Caution(key, f"{words}Write “Child {one.child}” instead.")
            told.add(words)


def _in_entry(
    section: Section, entry: Mapping[str, Any], known: Sequence[Identity], *, number: int | None
) -> Iterator[Notice]:
    labels = _labels(section)
    for name, label in labels.items():
        text = entry.get(name)
        if name in IDENTITY or not isinstance(text, str):
            continue
        place = f"{section.one} {number}: {label}" if number else label
        for one in masking.noticed(text, known):
            where = anchor(Missing(section.key, "", number, name))
            piece = f"child {one.child}’s {WORDS[one.piece]}"
            yield Notice(section.key, place, where, one.typed, one.child, piece)


def _labels(section: Section) -> dict[str, str]:
    """The fields that hold text, each with its question."""
    form = FORMS[section.key](formdata=None, meta={"csrf": False})
    rows = form.rows()
    fields = form.questions() if rows is None else list(rows[0].form)
    return {field.short_name: str(field.label.text) for field in fields if field.type in ("Line", "Text")}
