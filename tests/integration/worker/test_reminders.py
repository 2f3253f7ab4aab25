"""Reminders as the days pass: on which day each goes out, and that it goes out once (decision 7).

The reply is due on Monday 7 December: reminders on 30 November, 3 and 7 December, chases on the 8th and 10th, the
Executive-level contact on the 14th.
"""

from datetime import date

import pytest
from sqlalchemy import text

from portal.escalations.actions import replies
from portal.worker import periodic
from tests.integration.worker.days import CONTACT, FORWARDED, TO_A, TO_B, Days
from tests.integration.worker.post import words
from tests.integration.worker.record import history
from tests.partnership import as_owner
from tests.way import REPLY, Way


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


def test_a_last_day_that_has_passed_was(sent: Way, days: Days) -> None:
    for day, said in (
        ("2026-12-07", "The last day is Monday 7"),
        ("2026-12-08", "The last day was Monday 7"),
    ):
        (to_b,) = [one for one in days.work(day) if one["To"] == TO_B]
        assert said in words(to_b)


def _told_between(days: Days, first: int, last: int, month: str = "12") -> list[tuple[str, str]]:
    return [one for day in range(first, last + 1) for one in days.told(f"2026-{month}-{day:02}")]


def test_decision_7_each_is_sent_once_however_often_the_worker_looks(sent: Way, days: Days) -> None:
    assert days.told("2026-11-30") == [(TO_B, "reply with Part 2, 5 working days left")]
    for hour in range(9, 18):
        assert days.told("2026-11-30", hour) == []


@pytest.mark.parametrize(("day", "hour", "minute"), [("2026-11-30", 7, 59), ("2026-11-30", 18, 0)])
def test_decision_7_nothing_goes_out_before_8_or_from_6_on(
    sent: Way, days: Days, day: str, hour: int, minute: int
) -> None:
    assert days.told(day, hour, minute) == []
    assert days.told("2026-12-01", 8) == [(TO_B, "reply with Part 2, 4 working days left")]


def test_decision_7_nothing_goes_out_at_a_weekend_or_on_a_day_off(sent: Way, days: Days) -> None:
    with as_owner(sent.partnership.logins) as session:
        session.execute(text("insert into portal.closure values ('2026-12-08', 'Training day')"))
    assert days.told("2026-12-05", 12) == days.told("2026-12-06", 12) == []
    days.told("2026-12-07")
    assert days.told("2026-12-08") == []
    assert (TO_B, "reply with Part 2, 1 working day late") in days.told("2026-12-09")


def test_after_days_without_a_worker_one_message_goes_out_and_not_three(sent: Way, days: Days) -> None:
    assert days.told("2026-12-09") == [
        (TO_A, "say whether it is resolved"),
        (TO_B, "reply with Part 2, 2 working days late"),
    ]


def test_nobody_is_reminded_of_what_was_done(sent: Way, days: Days) -> None:
    with days.at("2026-11-26"):
        version = sent.version(sent.responder)
        sent.do(sent.responder, replies.respond, sent.reference, version=version, content=REPLY)
    days.work("2026-11-26", 10)
    assert _told_between(days, 27, 30, "11") == []
    with as_owner(sent.partnership.logins) as session:
        planned = "select clock, step from portal.nudge join portal.deadline d on d.id = deadline_id"
        steps = session.execute(text(planned))
        assert sorted(map(tuple, steps)) == [("turn", "start+10"), ("turn", "start+5")]


def test_a_reply_that_comes_while_the_reminder_waits_ends_it(sent: Way, days: Days) -> None:
    """The step was moved into the outbox on the day, but no worker carried it before the reply."""
    with days.at("2026-11-30"):
        periodic.send_what_is_due(days.carrier, days.settings)
        version = sent.version(sent.responder)
        sent.do(sent.responder, replies.respond, sent.reference, version=version, content=REPLY)
    assert TO_B not in {whom for whom, _ in days.told("2026-11-30", 10)}
    assert not [words for words in history(sent) if "e-mail" in words]


def test_decision_7_the_business_units_managers_are_reminded_on_the_due_date_and_each_day_after(
    way: Way, days: Days
) -> None:
    with days.at("2026-12-01"):
        way.submitted()
    days.work("2026-12-01", 10)
    told = {day: days.told(f"2026-12-{day:02}") for day in range(2, 10)}
    manager = "manager@business_unit.example"
    assert told == {
        2: [],
        3: [(manager, "check the form and send it on, due today")],
        4: [(manager, "check the form and send it on, 1 working day late")],
        5: [],
        6: [],
        7: [(manager, "check the form and send it on, 2 working days late")],
        8: [(manager, "check the form and send it on, 3 working days late")],
        9: [(manager, "check the form and send it on, 4 working days late")],
    }


def test_a_daily_reminder_that_was_missed_goes_out_when_the_worker_is_back_once(way: Way, days: Days) -> None:
    with days.at("2026-12-01"):
        way.submitted()
    days.work("2026-12-01", 10)
    words = {day: [words for _, words in days.told(f"2026-12-{day:02}")] for day in (8, 9)}
    assert words == {
        8: ["check the form and send it on, 3 working days late"],
        9: ["check the form and send it on, 4 working days late"],
    }


def test_a_follow_up_is_reminded_of(way: Way, days: Days) -> None:
    with days.at(FORWARDED):
        way.resolved()
    days.work(FORWARDED, 10)
    on = next(one.deadline.due_on for one in way.see(way.manager).deadlines if one.running)
    assert on == date(2027, 1, 15)
    told = {day: days.told(day) for day in ("2027-01-13", "2027-01-15", "2027-01-18", "2027-01-19")}
    assert {day: [whom for whom, _ in letters] for day, letters in told.items()} == {
        "2027-01-13": [TO_A],
        "2027-01-15": [TO_A],
        "2027-01-18": [TO_A],
        "2027-01-19": [],
    }
