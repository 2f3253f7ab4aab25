"""The two volumes of a pack as documents to lay out: the text of the case, and the frame of its attachments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.executive.packs.attached import Outcome
from portal.executive.packs.contents import Attachment, Contents, Kind
from portal.executive.packs.timeline import drawings
from portal.infra.render import render
from portal.protocol.clock import day_in_words, when

FOLDER = "executive/pack"

FOR: Mapping[Kind, str] = {
    Kind.SCRUTINEER: "for the Independent Scrutineer",
    Kind.EXECUTIVE: "for the Executive",
    Kind.LEARNING: "for the Learning and Improvement Subgroup",
}

SHOWS: Mapping[Kind, str] = {
    Kind.SCRUTINEER: "It is whole: the children’s identity and the names of people are in it.",
    Kind.EXECUTIVE: "The children’s names, dates of birth and record numbers are masked in it.",
    Kind.LEARNING: "The children’s names, dates of birth and record numbers are masked in it, and the names of"
    " people are left out.",
}
"""What the cover says of identity."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is laid out: the same text gives the same pages."""

    html: str
    css: str


def title_of(contents: Contents, volume: int) -> str:
    """What a volume is called: by the case's reference, never by a name (decision 25)."""
    return f"{contents.reference}: referral pack {FOR[contents.kind]}, volume {volume}"


def volume_1(contents: Contents, outcomes: Mapping[int, Outcome]) -> Document:
    """The whole text of the case; `outcomes` says of each attachment, by its number, what became of it."""
    html = render(
        f"{FOLDER}/volume_1.html",
        pack=contents,
        title=title_of(contents, 1),
        for_whom=FOR[contents.kind],
        shows=SHOWS[contents.kind],
        drawings=drawings(contents),
        attachments=[(one, outcomes[one.number]) for one in contents.attachments],
        when=when,
        day=day_in_words,
    )
    return Document(html, _css())


def volume_2(
    contents: Contents, leaves: Sequence[tuple[Attachment, Outcome]], *, pages_before: int
) -> Document:
    """The index of the attachments that are reproduced, and an empty page for each of their pages."""
    values = {"pack": contents, "title": title_of(contents, 2), "for_whom": FOR[contents.kind], "when": when}
    return Document(
        render(f"{FOLDER}/volume_2.html", leaves=leaves, **values),
        _css() + render(f"{FOLDER}/volume_2.css", pages_before=pages_before),
    )


def _css() -> str:
    return render(f"{FOLDER}/pack.css")
