"""Whether a file is a copy of a referral pack that was given out: to whom, when, of which version of the case.

A copy is known by its digest alone, which was kept when it was taken; nothing in the file is believed.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, text

from portal.executive.packs import copies
from portal.executive.packs.contents import Kind
from portal.executive.packs.volumes import FOR
from portal.infra.owned import owned
from portal.protocol.clock import when

ISSUED, NOT_ISSUED, UNREADABLE = 0, 1, 2
"""What became of a file, as the command's exit code; of several files the worst."""

_COPY = text("""
    select e.reference, p.kind, c.volume, c.name, c.role, c.workspace_name, c.taken_at, p.case_version, p.head,
      p.edition = portal.pack_edition(e.id, p.kind) as current
    from portal.pack_copy c join portal.referral_pack p on p.id = c.pack_id
      join portal.escalation e on e.id = p.escalation_id
    where c.digest = :digest
""")


@dataclass(frozen=True, slots=True)
class Known:
    """A copy that was given out. `current`: nothing that it prints has changed in the case since."""

    reference: str
    kind: Kind
    volume: int
    who: str
    taken_at: datetime
    version: int
    head: str
    current: bool

    def sentences(self) -> tuple[str, ...]:
        """What is known of it."""
        moved = "is as it was" if self.current else "has moved since"
        return (
            f"{self.reference}: referral pack {FOR[self.kind]}, volume {self.volume}.",
            f"Taken by {self.who}, on {when(self.taken_at)}.",
            f"Of version {self.version} of the case, with {self.head} as the head of its history.",
            f"The case {moved}.",
        )


def known(database_url: str, content: bytes) -> Known | None:
    """What is known of a file; None when it is none that was given out.

    Needs the owner's database URL, since it looks among the copies of every case.
    """
    with owned(database_url) as connection:
        row = connection.execute(_COPY, {"digest": copies.digest(content)}).one_or_none()
    return _known(row) if row else None


def _known(row: Row[Any]) -> Known:
    return Known(
        row.reference,
        Kind(row.kind),
        row.volume,
        f"{row.name}, {row.role}, {row.workspace_name}",
        row.taken_at,
        row.case_version,
        row.head,
        row.current,
    )


def say(database_url: str, file: Path) -> tuple[int, tuple[str, ...]]:
    """What became of one file, and what to print of it."""
    try:
        content = file.read_bytes()
    except OSError as error:
        return UNREADABLE, (f"{file}: it cannot be read ({error.strerror}).",)
    found = known(database_url, content)
    if found is None:
        return NOT_ISSUED, (
            f"{file}: not issued. No copy of a referral pack that was given out is this file.",
        )
    first, *rest = found.sentences()
    return ISSUED, (f"{file}: issued. {first}", *rest)
