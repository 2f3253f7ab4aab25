"""Who comes to the walls: the contexts a statement can be made in, and a connection in each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import tuple_row

from tests import partnership

ALDER, BIRCH, OFFICE = "alder", "birch", "business unit"
BARRED, CEDAR, NOBODY = "alder, barred", "cedar", "nobody"
HALF = "a workspace without a membership"
EXECUTIVE, SCRUTINEER, LEARNING, QUALITY = "executive", "scrutineer", "learning", "quality"
CONTEXTS = (
    ALDER, BIRCH, OFFICE, BARRED, CEDAR, NOBODY, HALF, EXECUTIVE, SCRUTINEER, LEARNING, QUALITY,
)  # fmt: skip

PARTIES = {ALDER, BIRCH, OFFICE}
EVERYONE = set(CONTEXTS)

WEB, WORKER = "portal_web", "portal_worker"


@dataclass
class Walled:
    """The partnership with its case, and what a statement needs to name."""

    people: partnership.Partnership
    names: dict[str, Any]
    contexts: dict[str, tuple[UUID | None, UUID | None]]

    @contextmanager
    def connected(self, role: str, context: str) -> Iterator[psycopg.Connection[Any]]:
        """A connection of the role with the context set, whose transaction is rolled back."""
        url = {WEB: self.people.logins.web_url, WORKER: self.people.logins.worker_url}[role]
        workspace, membership = self.contexts[context]
        with psycopg.connect(url, row_factory=tuple_row) as connection:
            for name, value in (("workspace", workspace), ("membership", membership)):
                connection.execute(
                    "select set_config(%s, %s, true)", (f"portal.{name}", str(value) if value else "")
                )
            yield connection
            connection.rollback()
