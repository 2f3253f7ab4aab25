"""Files that wait in quarantine are scanned."""

from uuid import UUID

from portal.config import Settings
from portal.escalations.actions import scanning
from portal.infra.db import Database
from portal.infra.files import scanner
from portal.infra.outbox import DROPPED, TOLD, Outcome, Taken


def scan_attachment(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """Have a file that waits in quarantine scanned, and write the verdict down; dropped when it no longer waits.

    Raises `portal.infra.files.scanner.Unreachable`: without a verdict the file stays where it is, also when this
    worker was told of no scanner.
    """
    attachment = UUID(taken.payload["attachment"])
    with database.reading(taken.context) as session:
        content = scanning.waiting(session, attachment)
    if content is None:
        return DROPPED
    verdict = scanner.scan(settings.clamd_url, content)
    with database.work(taken.context) as session:
        scanning.give_verdict(session, attachment, found=verdict.found)
    return TOLD
