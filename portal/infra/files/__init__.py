"""Files that people attach: what is taken, how it is cleaned, what it is called, and the virus scanner."""

import logging
from dataclasses import dataclass
from hashlib import sha256

import magic

from portal.infra.files import names
from portal.infra.files.kinds import INSTEAD, KINDS, OCTETS, OFFERED, Kind, kind_of
from portal.infra.files.refusal import Refused

__all__ = ["KINDS", "OCTETS", "OFFERED", "Accepted", "Refused", "accept"]

log = logging.getLogger(__name__)

EMPTY = "The file is empty. Check that it opens on your computer, then choose it again."


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that is taken: its name for people, and its content as it is kept."""

    name: str
    content: bytes
    media_type: str

    @property
    def digest(self) -> bytes:
        """The SHA-256 of the content as it is kept."""
        return sha256(self.content).digest()


def accept(name: str, content: bytes) -> Accepted:
    """The file as it is to be kept: an image without its metadata, anything else as it came.

    Raises Refused, saying why, unless its name and its content agree on one kind of `KINDS` and the kind's own
    check finds nothing wrong.
    """
    if not content:
        raise Refused(EMPTY)
    called = names.shown(name)
    extension = names.extension_of(called)
    kind = kind_of(extension)
    if kind is None:
        raise Refused(_not_taken(extension))
    if not magic.from_buffer(content, mime=True).lower().startswith(kind.content):
        raise Refused(_not_what_it_says(kind, extension))
    return Accepted(called, _checked(kind, content), kind.served)


def _checked(kind: Kind, content: bytes) -> bytes:
    try:
        return kind.check(content)
    except Refused:
        raise
    # A file is whatever somebody made it, and its readers raise whatever that makes them meet.
    except Exception as error:
        log.warning("A file could not be read: %s", type(error).__name__)
        raise Refused("It cannot be read: it may be damaged. Save it again, and attach that.") from None


def _not_taken(extension: str) -> str:
    instead = INSTEAD.get(extension, f"Attach {OFFERED}")
    if not extension:
        return f"The name of the file has no ending that says what it is, such as .pdf. {instead}."
    return f"Files that end in .{extension[:20]} cannot be attached. {instead}."


def _not_what_it_says(kind: Kind, extension: str) -> str:
    return (
        f"Its name ends in .{extension}, but it is not {_a(kind.words)}. Open it on your computer, save it as"
        " what it is, and attach that."
    )


def _a(words: str) -> str:
    return words if words == "text" else f"{'an' if words[0] in 'AEIOUaeiou' else 'a'} {words}"
