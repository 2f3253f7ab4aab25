"""Days that pass for the worker: at an hour of a day it beats and sweeps, and the letters that came are given."""

import email
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import default

from sqlalchemy import text

from portal.config import Settings
from portal.demo.mailbox import Store
from portal.escalations.actions import office, responding
from portal.infra import calendar
from portal.infra.db import Database
from portal.protocol.actors import Actor
from portal.protocol.clock import LONDON
from portal.worker.beating import beat
from portal.worker.carrying import sweep
from tests.way import Way

FORWARDED = "2026-11-23"
"""The Monday on which the cases of these tests are sent on: the reply is due on Monday 7 December."""

TO_A, TO_B = "senior_manager@alder.example", "senior_manager@birch.example"
CONTACT = "executive_contact@birch.example"

LOCKED = text("""
    with patience as (select set_config('idle_in_transaction_session_timeout', '30s', true))
    select from portal.escalation, patience for update of escalation
""")
"""Every case locked by somebody who does nothing more; PostgreSQL ends them before a test would hang."""


@dataclass
class Days:
    """The worker's days, and the mailbox it fills."""

    carrier: Database
    settings: Settings
    store: Store

    @staticmethod
    def at(day: str, hour: int = 9, minute: int = 0) -> AbstractContextManager[None]:
        """The clock set to an hour of a day in London."""
        moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=LONDON)
        return calendar.at(moment.replace(hour=hour, minute=minute))

    def work(self, day: str, hour: int = 9, minute: int = 0) -> list[EmailMessage]:
        """Let the worker do all that waits at this hour; gives the letters that it sent, by address."""
        before = set(self.store.folder.glob("*.eml"))
        with self.at(day, hour, minute):
            beat(self.carrier, self.settings)
            while sweep(self.carrier, self.settings):
                pass
        fresh = sorted(set(self.store.folder.glob("*.eml")) - before)
        letters = [email.message_from_bytes(one.read_bytes(), policy=default) for one in fresh]
        return sorted(letters, key=lambda letter: str(letter["To"]))

    def told(self, day: str, hour: int = 9, minute: int = 0) -> list[tuple[str, str]]:
        """The same as whom, and the subject without its reference."""
        return [
            (str(one["To"]), str(one["Subject"]).partition(": ")[2]) for one in self.work(day, hour, minute)
        ]


def ask_for_more_time(way: Way, who: Actor, by: int = 5) -> None:
    """An agency asks for this many working days more."""
    asked = {"version": way.version(who), "days": by, "reasons": "We need longer."}
    way.do(who, responding.ask_extension, way.reference, **asked)


def extend(way: Way, days: Days, day: str, *, by: int, hour: int = 11, who: Actor | None = None) -> None:
    """Birch, unless another is named, asks for more time, and the Business Unit gives it, on the same day."""
    asking = who or way.responder
    with days.at(day, hour):
        ask_for_more_time(way, asking, by)
        responses = way.see(way.officer).case.responses
        (part,) = [one.id for one in responses if one.workspace == asking.workspace]
        given = {"version": way.version(way.officer), "part": part, "days": by}
        way.do(way.officer, office.grant_extension, way.reference, **given)
