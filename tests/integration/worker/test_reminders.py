"""Reminders as the days pass: who is told, when, once, and what the record says of it (decision 7)."""

from typing import Any

import pytest
from sqlalchemy import text

from portal.config import Settings
from portal.demo.mailbox import Store
from portal.escalations import queries
from portal.escalations.actions import replies
from portal.infra.db import Database
from portal.protocol.actors import Role
from tests.integration.worker.days import Days
from tests.partnership import as_owner
from tests.way import REPLY, Way

FORWARDED = "2026-11-23"
"""A Monday. The reply is due on Monday 7 December: reminders on 30 November, 3 and 7 December, chases on the 8th
and 10th, the Executive-level contact on the 14th."""

TO_B = "senior_manager@birch.example"
CONTACT = "executive_contact@birch.example"


@pytest.fixture
def days(carrier: Database, settings: Settings, store: Store) -> Days:
    return Days(carrier, settings, store)


@pytest.fixture
def sent(way: Way, days: Days) -> Way:
    """A case that was sent on, its first letters out."""
    with days.at(FORWARDED):
        way.forwarded()
    days.work(FORWARDED, 10)
    return way


def _history(way: Way) -> list[str]:
    context = way.partnership.context(way.officer)
    with way.partnership.database.reading(context) as session:
        case = queries.case(session, way.officer, way.reference).case
        return [one.words for one in queries.timeline(session, case.id)]


def test_decision_7_b_is_reminded_5_and_2_days_before_and_on_the_day_then_chased_1_and_3_after(
    sent: Way, days: Days
) -> None:
    reminded = {}
    for day in range(24, 31):
        reminded[f"11-{day}"] = days.told(f"2026-11-{day}")
    for day in range(1, 15):
        reminded[f"12-{day:02}"] = days.told(f"2026-12-{day:02}")
    to_b = {day: words for day, told in reminded.items() for whom, words in told if whom == TO_B}
    assert to_b == {
        "11-30": "reply with Part 2, 5 working days left",
        "12-03": "reply with Part 2, 2 working days left",
        "12-07": "reply with Part 2, due today",
        "12-08": "reply with Part 2, 1 working day late",
        "12-10": "reply with Part 2, 3 working days late",
    }
    assert {day: words for day, told in reminded.items() for whom, words in told if whom == CONTACT} == {
        "12-14": "reply with Part 2, 5 working days late"
    }
