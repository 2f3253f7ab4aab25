"""Files attached to a case as tests see them: what is said of one, where it is sent, who sees which."""

import io
from typing import Any
from uuid import UUID

from werkzeug.test import TestResponse

from portal.escalations import queries
from portal.escalations.actions import attachments
from portal.escalations.actions.attachments import Described, Limits
from portal.infra import files
from portal.protocol.actors import Actor, Role
from portal.protocol.attachments import Paper
from tests.pages import Browser, Pages, own_form, text_of, typed
from tests.way import Way

WORDS: dict[str, Any] = {
    "title": "Chronology of contacts",
    "kind": "chronology",
    "author": "A. Worker, Duty Team",
    "third_party": "no",
    "minimum": "y",
}
SAID = Described("Chronology of contacts", "A. Worker", "chronology", third_party=False, minimum=True)
ROOM = Limits(at_most=30, scanned=False)


def address(way: Way, paper: str = "part-1") -> str:
    """The page of the files of one part of the form."""
    return f"/cases/{way.reference}/attachments/{paper}"


def send(
    browser: Browser, address: str, content: bytes, name: str = "contacts.txt", **changes: Any
) -> TestResponse:
    """Open the page, fill its form in and send it with a file."""
    form = typed(own_form(browser.get(address).text))
    return browser.post(address, {**form, **WORDS, **changes, "file": (io.BytesIO(content), name)})


def attach(
    way: Way, content: bytes, name: str = "contacts.txt", *, actor: Actor | None = None, **how: Any
) -> UUID:
    """Attach a file to Part 1 without a page."""
    given = {"paper": Paper.PART_1, "described": SAID, "limits": ROOM, **how}
    added: UUID = way.do(
        actor or way.contributor, attachments.add, way.reference, file=files.accept(name, content), **given
    )
    return added


def seen(way: Way, actor: Actor) -> tuple[queries.AttachmentView, ...]:
    """The files of the case that somebody sees."""
    with way.partnership.database.reading(way.partnership.context(actor)) as session:
        return queries.attachments(session, way.see(actor).case.id)


def writer(pages: Pages) -> Browser:
    """A contributor of alder, whose draft it is."""
    return pages.who("alder", Role.CONTRIBUTOR)


def kept(refused: TestResponse, says: str) -> None:
    """Refused beside the file, and everything typed is in the form as it was."""
    assert refused.status_code == 422
    assert says in text_of(refused)
    form = typed(own_form(refused.text))
    assert {name: form[name] for name in WORDS} == WORDS
    assert 'id="file-error"' in refused.text
