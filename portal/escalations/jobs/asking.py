"""The letters that ask somebody for something, or tell them what happened."""

from collections.abc import Mapping
from datetime import date, datetime

from portal.config import Settings
from portal.escalations.jobs.post import holder_of, link_to, post, recipient_of
from portal.escalations.queries import asked_of, may_see
from portal.infra.db import Database
from portal.infra.letters import Letter
from portal.infra.outbox import DROPPED, TOLD, Outcome, Taken
from portal.protocol.clock import day_in_words, last_day
from portal.protocol.deadlines import CLOCK_WORDS, Clock
from portal.protocol.news import Reader, words
from portal.protocol.tasks import Ask, in_a_sentence

NO_LONGER = "your agency need no longer reply"
"""What an agency is told that was just replaced or released."""

_KEPT = "If you kept a copy of anything in it, tell the partnership’s Business Unit."
CLOSED_TO_YOU: Mapping[str, str] = {
    Reader.FORMER_B: f"Your agency can no longer open this case. {_KEPT}",
    Reader.EXECUTIVE: f"The case has left the Executive, so there is nothing to open. {_KEPT}",
    Reader.SCRUTINEER: f"The summary is no longer asked of you, so there is nothing to open. {_KEPT}",
}
"""What whoever the case has just left is told besides, in place of a link."""


def send_email(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """Send one e-mail, reading the case as its recipient sees it; dropped when it is no longer to be sent.

    A recipient who may no longer see the case, who is of another workspace than the row names, or of whose
    workspace the case no longer asks this, is not written to. The message carries the reference, what is
    asked, and a link; nothing else (decision 26).
    Raises `portal.infra.mail.MailError`.
    """
    ask = Ask(taken.payload["ask"])
    with database.work(taken.context) as session:
        asked = asked_of(session, taken.case, workspace=taken.workspace, ask=ask)
        recipient = recipient_of(session, taken)
        if asked is None or recipient is None:
            return DROPPED
        link = link_to(session, settings, taken.membership, recipient, reference=asked.reference)
    letter = Letter(
        about=in_a_sentence(ask),
        partnership=settings.partnership,
        workspace=recipient.workspace_name,
        reference=asked.reference,
        lines=(f"You are asked to: {in_a_sentence(ask)}.",),
        due=f"Do this by the end of {_day(asked.due_at)}." if asked.due_at else "",
        link=link,
    )
    post(settings, taken, letter, to=recipient.email)
    return TOLD


def send_news(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """Tell one person what happened; dropped when it is no longer to be told.

    Whoever can no longer see the case is not written to, but for those it has just left, until they see it again.
    They are told by the reference alone: an agency that was replaced, that it need no longer reply (decision 12);
    the Executive's members and the Scrutineer, what happened. The message carries that, the reference, and
    a link; nothing else (decision 26).
    Raises `portal.infra.mail.MailError`.
    """
    reference, former = str(taken.payload["reference"]), bool(taken.payload["former"])
    reader = str(taken.payload.get("reader", Reader.FORMER_B if former else ""))
    with database.work(taken.context) as session:
        recipient = (holder_of if former else recipient_of)(session, taken)
        if recipient is None or may_see(session, taken.case) is former:
            return DROPPED
        link = (
            None if former else link_to(session, settings, taken.membership, recipient, reference=reference)
        )
    happened = NO_LONGER if reader == Reader.FORMER_B else words(taken.payload["event"], reader)
    letter = Letter(
        about=happened,
        partnership=settings.partnership,
        workspace=recipient.workspace_name,
        reference=reference,
        lines=(f"What happened: {happened}.", *((CLOSED_TO_YOU[reader],) if former else ())),
        due=_moved(taken.payload),
        link=link,
    )
    post(settings, taken, letter, to=recipient.email)
    return TOLD


def _moved(payload: Mapping[str, str]) -> str:
    """Of a due date that moved (decision 5) which one, its new day and its old one; of other news nothing."""
    if "due" not in payload:
        return ""
    before, due = (day_in_words(date.fromisoformat(payload[which])) for which in ("before", "due"))
    return f"{CLOCK_WORDS[Clock(payload['clock'])]}: now by the end of {due}, no longer {before}."


def _day(moment: datetime) -> str:
    """The due date: the London day that ends at this instant."""
    return day_in_words(last_day(moment))
