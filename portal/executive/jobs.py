"""What the worker does for the Executive: tells that a referral pack is ready, or could not be made."""

from collections.abc import Mapping

from sqlalchemy import text

from portal.config import Settings
from portal.escalations.jobs.post import link_to, post, recipient_of
from portal.executive.packs.contents import Kind
from portal.executive.packs.volumes import FOR
from portal.infra.db import Database
from portal.infra.letters import Letter
from portal.infra.outbox import DROPPED, TOLD, Outcome, Taken

SAYS: Mapping[str, str] = {
    "ready": "the referral pack {whom} is ready",
    "failed": "the referral pack {whom} could not be made",
}

_MAY_HAVE = text("select portal.has_pack(:escalation, :kind)")


def tell_of_pack(database: Database, settings: Settings, taken: Taken) -> Outcome:
    """Tell one person; dropped when they may no longer have the pack. The reference alone is in it (decision 26).

    Raises `portal.infra.mail.MailError`.
    """
    kind, reference = Kind(taken.payload["kind"]), str(taken.payload["reference"])
    with database.work(taken.context) as session:
        may_have = session.scalar(_MAY_HAVE, {"escalation": taken.case, "kind": kind.value})
        recipient = recipient_of(session, taken) if may_have else None
        if recipient is None:
            return DROPPED
        path = f"/packs/{reference}/{kind.value}"
        link = link_to(session, settings, taken.membership, recipient, reference=reference, path=path)
    says = SAYS[taken.payload["state"]].format(whom=FOR[kind])
    letter = Letter(
        about=says,
        partnership=settings.partnership,
        workspace=recipient.workspace_name,
        reference=reference,
        lines=(f"What happened: {says}.",),
        link=link,
    )
    post(settings, taken, letter, to=recipient.email)
    return TOLD
