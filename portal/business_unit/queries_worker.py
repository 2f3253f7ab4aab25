"""How the worker stands, for the Business Unit: when it last looked, what waits, what failed and why.

It reads what the worker itself keeps. The Business Unit sees every row that waits; of a case that it may not see
it learns nothing here, not even that there is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from portal.agencies.actions.closures import DAYS_OFF
from portal.agencies.actions.confirming import CONFIRMATION
from portal.agencies.actions.people import INVITATION
from portal.agencies.actions.roles import ROLES_OF_TWO
from portal.business_unit.reports.actions import REPORT
from portal.escalations.actions.attachments import SCAN
from portal.escalations.actions.deadlines import NUDGE
from portal.escalations.actions.not_sent import OVERTAKEN, UNDELIVERED
from portal.escalations.actions.reminding import REMINDER
from portal.escalations.notices import EMAIL, NEWS
from portal.executive.packs.contents import Kind
from portal.executive.packs.volumes import FOR
from portal.executive.redacting import SCAN_COPY
from portal.executive.shelf import PACK
from portal.infra.calendar import now

HEARTBEAT = "Send what is due"
"""The periodic work that runs with every beat of the worker: when it last ran is when the worker last looked."""

ALIVE = timedelta(seconds=60)
"""For how long after it last looked the worker counts as alive."""

MAILS: Mapping[str, str] = {
    EMAIL: "E-mail that asks for something",
    NEWS: "E-mail that tells what happened",
    REMINDER: "Reminder by e-mail",
    INVITATION: "Invitation by e-mail",
    ROLES_OF_TWO: "E-mail to a manager about a role that takes two",
    CONFIRMATION: "E-mail about the list of an agency’s people",
    PACK: "E-mail about a referral pack",
    REPORT: "E-mail about a six-monthly report",
}
WORK: Mapping[str, str] = {
    NUDGE: "A reminder or chase to be written",
    SCAN: "A file to be scanned for viruses",
    SCAN_COPY: "A redacted copy to be scanned for viruses",
    DAYS_OFF: "Due dates to be moved over a day that does not count",
    UNDELIVERED: "A note in a case’s history that an e-mail could not be delivered",
    OVERTAKEN: "A note in a case’s history that a later reminder took the place of one",
}
KINDS: Mapping[str, str] = {**MAILS, **WORK}
"""Each kind of what waits, in plain words."""

MAIL = "E-mail"
"""What an e-mail is called whose case, if it has one, the Business Unit may not see."""

BY_MAIL: Mapping[str, str] = {
    "ConnectionRefusedError": "The mail server could not be reached",
    "OSError": "The mail server could not be reached",
    "SMTPAuthenticationError": "The mail server did not let the portal sign in",
    "SMTPConnectError": "The mail server did not want to talk",
    "SMTPDataError": "The mail server refused the e-mail",
    "SMTPHeloError": "The mail server did not want to talk",
    "SMTPNotSupportedError": "The mail server cannot do what the portal needs of it",
    "SMTPRecipientsRefused": "The mail server refused the address",
    "SMTPSenderRefused": "The mail server refused the portal’s own address",
    "SMTPServerDisconnected": "The mail server broke off",
    "SSLCertVerificationError": "The mail server could not prove who it is",
    "TimeoutError": "The mail server did not answer in time",
    "gaierror": "The mail server’s name could not be found",
}
"""Why an e-mail could not be sent, by the kind of the error, which stands before what the server said."""

NOT_HANDED_OVER, BY_ITSELF = "The e-mail could not be handed over", "Something went wrong in the portal"
"""Why an e-mail could not be sent otherwise; and why anything else could not be done, of which the kind is kept
alone."""

MOST = 100
"""How many rows of a list the page shows."""


@dataclass(frozen=True, slots=True)
class Heart:
    """When the worker last looked; None when it never has."""

    looked_at: datetime | None

    @property
    def seconds(self) -> int:
        """How many seconds ago that was."""
        return max(0, int((now() - self.looked_at).total_seconds())) if self.looked_at else 0

    @property
    def beats(self) -> bool:
        """Whether the worker is alive."""
        return self.looked_at is not None and abs(now() - self.looked_at) <= ALIVE


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the Business Unit has to know at once: how many e-mails and other works were given up; the heart."""

    mails: int
    others: int
    heart: Heart

    @property
    def anything(self) -> bool:
        """Whether there is something to say."""
        return bool(self.mails or self.others) or not self.heart.beats


@dataclass(frozen=True, slots=True)
class Run:
    """How a periodic work last ran. `ended_at` is None while it still runs, or when it was broken off."""

    name: str
    began_at: datetime
    ended_at: datetime | None
    did: str
    error: str
    failures: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many rows of a kind wait: to be done now, the oldest written `since`; and put off until later."""

    what: str
    now: int
    later: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A row that could not be carried: what, to whom, about which case, why; given up, or to be tried again."""

    id: UUID
    what: str
    whom: str
    reference: str
    written_at: datetime
    attempts: int
    error: str
    next_at: datetime
    given_up_at: datetime | None


_TROUBLE = text("""
    select count(*) filter (where kind = any(:mails)) as mails,
      count(*) filter (where kind <> all(:mails)) as others,
      (select coalesce(ended_at, began_at) from portal.periodic where name = :heartbeat) as looked_at
    from portal.outbox where failed_at is not null and sent_at is null
""")
_RUNS = text("select name, began_at, ended_at, did, error, failures from portal.periodic order by name")
_PACKS = text("select * from portal.packs_standing()")
_WAITING = text("""
    select kind, count(*) filter (where not_before <= :now) as now,
      count(*) filter (where not_before > :now) as later,
      min(created_at) filter (where not_before <= :now) as since
    from portal.outbox where sent_at is null and dropped_at is null and failed_at is null
    group by kind order by kind
""")
_ROWS = """
    select o.id, o.kind, o.created_at, o.attempts, o.last_error, o.not_before, o.failed_at, e.reference,
      p.name as person, w.name as workspace
    from portal.outbox o
    left join portal.escalation e on e.id = o.escalation_id
    left join portal.membership m on m.id = o.membership_id
    left join portal.person p on p.id = m.person_id
    left join portal.workspace w on w.id = o.workspace_id
"""
_GIVEN_UP = text(f"""{_ROWS}
    where o.failed_at is not null and o.sent_at is null order by o.failed_at desc, o.id limit :most
""")
_TRIED_AGAIN = text(f"""{_ROWS}
    where o.sent_at is null and o.dropped_at is null and o.failed_at is null
      and o.attempts > 0 and o.last_error is not null
    order by o.not_before, o.id limit :most
""")


def in_plain_words(error: str) -> str:
    """Why something failed: what stands in sentences stays, the kind of an error is put into words, and kept."""
    kind, of_mail, _ = error.partition(":")
    if not kind.isidentifier():
        return error
    return f"{BY_MAIL.get(kind, NOT_HANDED_OVER) if of_mail else BY_ITSELF} ({error})"


def trouble(session: Session) -> Trouble:
    """What the worklist says of the worker, in one statement."""
    row = session.execute(_TROUBLE, {"mails": list(MAILS), "heartbeat": HEARTBEAT}).one()
    return Trouble(row.mails, row.others, Heart(row.looked_at))


def runs(session: Session) -> tuple[Run, ...]:
    """How each periodic work last ran, by name. One that has never run is not there."""
    return tuple(
        Run(row.name, row.began_at, row.ended_at, row.did, in_plain_words(row.error), row.failures)
        for row in session.execute(_RUNS)
    )


def waiting(session: Session) -> tuple[Waiting, ...]:
    """How much waits, by kind."""
    rows = session.execute(_WAITING, {"now": now()})
    return tuple(Waiting(KINDS.get(row.kind, row.kind), row.now, row.later, row.since) for row in rows)


@dataclass(frozen=True, slots=True)
class Pack:
    """A referral pack that is not made yet, or could not be: of which case, for whom, and why not."""

    whom: str
    failed: bool
    reference: str
    reason: str
    asked_at: datetime


def packs(session: Session) -> tuple[Pack, ...]:
    """Every referral pack that is not ready, the eldest first."""
    rows = session.execute(_PACKS)
    return tuple(
        Pack(FOR[Kind(row.kind)], row.state == "failed", row.reference or "", row.reason, row.asked_at)
        for row in rows
    )


def given_up(session: Session) -> tuple[Failed, ...]:
    """What is tried no more, the newest first, at most `MOST`."""
    return tuple(map(_failed, session.execute(_GIVEN_UP, {"most": MOST})))


def tried_again(session: Session) -> tuple[Failed, ...]:
    """What failed and will be tried again by itself, the soonest first, at most `MOST`."""
    return tuple(map(_failed, session.execute(_TRIED_AGAIN, {"most": MOST})))


def _failed(row: Row[*tuple[Any, ...]]) -> Failed:
    """An e-mail without a case that can be seen is not told from one about a case that nobody else may know of."""
    is_mail = row.kind in MAILS
    return Failed(
        id=row.id,
        what=MAIL if is_mail and not row.reference else KINDS.get(row.kind, row.kind),
        whom=f"{row.person}, {row.workspace}" if row.person else "",
        reference=row.reference or "",
        written_at=row.created_at,
        attempts=row.attempts,
        error=in_plain_words(row.last_error or ""),
        next_at=row.not_before,
        given_up_at=row.failed_at,
    )
