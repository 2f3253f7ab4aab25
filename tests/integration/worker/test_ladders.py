"""What of a deadline's ladder is planned, and to whom it goes when the Business Unit writes for an agency."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from portal.escalations.actions import deadlines, office
from portal.escalations.jobs import seen_by_the_office
from portal.infra import calendar
from portal.protocol.deadlines import Clock, begin_on
from portal.protocol.reminders import Planned, plan
from tests.integration.worker.days import FORWARDED, Days, extend
from tests.partnership import as_owner
from tests.way import Way

"""A Monday. The reply is due on Monday 7 December."""

TO_A, TO_B = "senior_manager@alder.example", "senior_manager@birch.example"
MANAGER = "manager@business_unit.example"

PLANNED = text("""
    select n.step, (n.at at time zone 'Europe/London')::date as day from portal.nudge n
    join portal.deadline d on d.id = n.deadline_id where d.clock = :clock order by n.at
""")


def _planned(way: Way, clock: Clock) -> list[tuple[str, date]]:
    with as_owner(way.partnership.logins) as session:
        return [(row.step, row.day) for row in session.execute(PLANNED, {"clock": clock})]


def test_a_deadline_that_is_extended_plans_no_step_whose_day_has_passed(sent: Way, days: Days) -> None:
    """Until Tuesday 8 December: 5 and 2 working days before that were 1 and 4 December."""
    for day in ("2026-11-30", "2026-12-03", "2026-12-07"):
        days.work(day)
    extend(sent, days, "2026-12-07", by=1)
    assert _planned(sent, Clock.RESPONSE) == [
        ("due+0", date(2026, 12, 8)),
        ("due+1", date(2026, 12, 9)),
        ("due+3", date(2026, 12, 11)),
        ("due+5", date(2026, 12, 15)),
    ]
    assert [words for whom, words in days.told("2026-12-07", 12) if "working day" in words] == []
    assert (TO_B, "reply with Part 2, due today") in days.told("2026-12-08")


def test_a_step_of_the_day_on_which_a_deadline_is_extended_is_not_planned(sent: Way, days: Days) -> None:
    """Until Thursday 10 December: 5 working days before that is the day itself."""
    extend(sent, days, "2026-12-03", by=3)
    assert [step for step, _ in _planned(sent, Clock.RESPONSE)] == [
        "due-2",
        "due+0",
        "due+1",
        "due+3",
        "due+5",
    ]


def test_a_step_that_is_planned_twice_comes_once(sent: Way, days: Days) -> None:
    """Two workers, or one that was broken off, may both plan what comes after a daily reminder."""
    with as_owner(sent.partnership.logins) as session:
        row = session.execute(
            text("select id, escalation_id from portal.deadline where clock = 'response'")
        ).one()
    days_off = calendar.calendar_for({})
    steps = plan(begin_on(Clock.RESPONSE, date.fromisoformat(FORWARDED), days_off), days_off)
    before = _planned(sent, Clock.RESPONSE)
    for _ in range(2):
        _plan(days, row.id, row.escalation_id, steps)
    assert _planned(sent, Clock.RESPONSE) == before
    assert days.told("2026-11-30") == [(TO_B, "reply with Part 2, 5 working days left")]


def _plan(days: Days, deadline: UUID, escalation: UUID, steps: tuple[Planned, ...]) -> None:
    with days.carrier.work(seen_by_the_office(days.carrier)) as session:
        deadlines.add_steps(session, deadline, escalation, steps)


@pytest.mark.parametrize(("on_behalf", "to"), [(False, TO_A), (True, MANAGER)])
def test_decision_20_of_a_returned_form_whoever_writes_it_is_reminded(
    way: Way, days: Days, on_behalf: bool, to: str
) -> None:
    """The form of an agency that cannot sign in is completed by the Business Unit: its managers are reminded."""
    with days.at(FORWARDED):
        way.submitted()
        with as_owner(way.partnership.logins) as session:
            session.execute(text("update portal.escalation set on_behalf = :so"), {"so": on_behalf})
        version = way.version(way.officer)
        way.do(way.officer, office.send_back, way.reference, version=version, reasons="A date is missing.")
    days.work(FORWARDED, 10)
    asked = "complete Part 1, which was returned"
    assert days.told("2026-11-30") == [(to, f"{asked}, 15 working days left")]
    assert days.told("2026-12-07") == [(to, f"{asked}, 10 working days left")]
