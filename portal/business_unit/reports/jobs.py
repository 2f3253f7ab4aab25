"""What the worker does for the reports: tells a reader of the Subgroup that one was issued (P14)."""

from uuid import UUID

from portal.agencies import queries as agencies
from portal.agencies.jobs import invited
from portal.business_unit.reports import queries
from portal.config import Settings
from portal.infra import mail
from portal.infra.db import Database
from portal.infra.letters import Letter, Link
from portal.infra.outbox import DROPPED, TOLD, Outcome, Taken

LIST = "/reports"


def tell_of_report(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """E-mail that a report was issued; dropped for whoever may no longer read it. Raises `mail.MailError`."""
    with database.work(taken.context) as session:
        recipient = agencies.recipient(session, taken.membership)
        half = queries.half_of(session, UUID(taken.payload["report"]))
        if recipient is None or recipient.workspace != taken.workspace or half is None:
            return DROPPED
        link = Link(address=f"{settings.base_url}{LIST}/{half.named}/exact", words="Read the report")
        if not recipient.has_signed_in:
            link = invited(session, settings, taken.membership, LIST, words="Read the report")
    letter = Letter(
        about=f"Report for {half.words}",
        partnership=settings.partnership,
        workspace=recipient.workspace_name,
        lines=(f"The six-monthly report for {half.words} was issued. You can read it now.",),
        link=link,
    )
    whole = mail.message(letter, sender=settings.mail_from, to=recipient.email, message_id=taken.message_id)
    mail.send(settings.smtp_url, whole, still=taken.still)
    return TOLD
