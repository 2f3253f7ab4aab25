"""A day off that is known late: open deadlines move later, once, with a row and a notice (decision 5).

Nothing ever moves earlier."""

from datetime import date

import pytest

from portal.agencies.actions import closures
from portal.escalations import queries
from portal.escalations.actions import replies
from portal.infra import calendar
from portal.infra.verification import verify
from portal.protocol.clock import end_of_day
from portal.protocol.deadlines import Clock
from tests.integration.worker.closed_late import MOVED, SNOW, close, due_date
from tests.integration.worker.days import TO_A, TO_B, Days, extend
from tests.integration.worker.post import words
from tests.integration.worker.record import history
from tests.way import REPLY, Way


def test_decision_5_an_open_deadline_moves_later_once_and_both_agencies_are_told(
    reminded: Way, days: Days
) -> None:
    with days.at("2026-12-01"):
        close(reminded)
    assert days.told("2026-12-01", 10) == [(TO_A, MOVED), (TO_B, MOVED)]
    view = reminded.see(reminded.responder)
    assert due_date(reminded) == date(2026, 12, 8)
    assert view.case.responses[0].due_at == view.deadlines[-1].deadline.due_at
    assert history(reminded, beginning="Moved a due date") == [
        "Moved a due date later (Reply due), from Monday 7 December 2026 to Tuesday 8 December 2026:"
        " Wednesday 2 December 2026 is snow"
    ]
    assert days.told("2026-12-01", 11) == days.told("2026-12-01", 13) == []
    assert verify(reminded.partnership.logins.owner_url).faults == ()


def test_both_read_in_the_e_mail_which_date_moved_and_to_which_day_and_nothing_of_why(
    reminded: Way, days: Days
) -> None:
    with days.at("2026-12-01"):
        close(reminded)
    letters = days.work("2026-12-01", 10)
    assert [one["To"] for one in letters] == [TO_A, TO_B]
    for letter in letters:
        body = words(letter)
        assert (
            "Reply due: now by the end of Tuesday 8 December 2026, no longer Monday 7 December 2026." in body
        )
        for unsaid in ("snow", "birch", "Test Child"):
            assert unsaid not in body


def test_the_working_on_the_page_names_the_day(sent: Way, days: Days) -> None:
    with days.at("2026-12-01"):
        close(sent)
    days.work("2026-12-01", 10)
    (reply,) = [one.deadline for one in sent.see(sent.manager).deadlines if one.running]
    assert "Wednesday 2 December is snow" in reply.sentences()
    assert reply.sentences()[-1] == "due Tuesday 8 December 2026"


def test_the_worklist_and_the_reminders_follow_the_new_date(sent: Way, days: Days) -> None:
    with days.at("2026-11-24"):
        close(sent)
    days.work("2026-11-24", 10)
    with sent.partnership.database.reading(sent.partnership.context(sent.responder)) as session:
        (listed,) = queries.worklist(session, sent.responder.workspace)
    assert listed.due_on == date(2026, 12, 8)
    told = {day: days.told(f"2026-{day}") for day in ("11-30", "12-03", "12-04", "12-07", "12-08", "12-09")}
    assert {day: [words for whom, words in letters if whom == TO_B] for day, letters in told.items()} == {
        "11-30": ["reply with Part 2, 5 working days left"],
        "12-03": [],
        "12-04": ["reply with Part 2, 2 working days left"],
        "12-07": [],
        "12-08": ["reply with Part 2, due today"],
        "12-09": ["reply with Part 2, 1 working day late"],
    }


def test_a_step_that_was_sent_before_the_date_moved_is_not_sent_again(sent: Way, days: Days) -> None:
    assert days.told("2026-11-30") == [(TO_B, "reply with Part 2, 5 working days left")]
    with days.at("2026-11-30", 10):
        close(sent)
    days.work("2026-11-30", 11)
    assert days.told("2026-12-01") == []


def test_decision_5_taking_a_day_back_moves_nothing_earlier(sent: Way, days: Days) -> None:
    with days.at("2026-12-01"):
        close(sent)
    days.work("2026-12-01", 10)
    with days.at("2026-12-01", 11):
        sent.do(sent.officer, closures.reopen, day=SNOW)
    assert days.told("2026-12-01", 12) == []
    assert due_date(sent) == date(2026, 12, 8)
    with days.at("2026-12-01", 13):
        close(sent)
    assert days.told("2026-12-01", 14) == []
    assert due_date(sent) == date(2026, 12, 8)


def _replied(sent: Way, days: Days) -> None:
    """The reply came on 1 December, and what follows from it is told."""
    with days.at("2026-12-01"):
        version = sent.version(sent.responder)
        sent.do(sent.responder, replies.respond, sent.reference, version=version, content=REPLY)
    days.work("2026-12-01", 10)


def test_decision_5_a_deadline_that_ended_stays_as_it_was(sent: Way, days: Days) -> None:
    _replied(sent, days)
    with days.at("2026-12-01", 11):
        close(sent)
    assert days.told("2026-12-01", 12) == [(TO_A, MOVED)]
    assert due_date(sent) == date(2026, 12, 7)
    assert due_date(sent, Clock.TURN) == date(2027, 1, 4)


def test_decision_13_that_the_turn_of_a_moved_is_read_by_a_alone(sent: Way, days: Days) -> None:
    """Closed while the turn runs, and not the reply's date: that has ended."""
    _replied(sent, days)
    with days.at("2026-12-01", 11):
        close(sent)
    assert days.told("2026-12-01", 12) == [(TO_A, MOVED)]
    turn = "Moved a due date later (Next step due)"
    read = {
        who: len(history(sent, who, beginning=turn)) for who in (sent.officer, sent.manager, sent.responder)
    }
    assert read == {sent.officer: 1, sent.manager: 1, sent.responder: 0}


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 26), date(2026, 12, 11)),
        (date(2026, 12, 2), date(2026, 12, 11)),
        (date(2026, 12, 9), date(2026, 12, 11)),
        (date(2026, 11, 23), date(2026, 12, 10)),
    ],
    ids=["before more time was given", "after that", "in the time that was added", "the day it began"],
)
def test_decision_5_an_extended_deadline_counts_from_the_day_it_first_began(
    sent: Way, days: Days, day: date, due: date
) -> None:
    """More time was given on 1 December, until Thursday 10 December: a row of its own, which began on that day."""
    extend(sent, days, "2026-12-01", by=3)
    assert _runs_until(sent) == date(2026, 12, 10)
    with days.at("2026-12-02"):
        close(sent, day)
    days.work("2026-12-02", 10)
    assert _runs_until(sent) == due
    assert sent.see(sent.officer).case.responses[0].due_at == end_of_day(due)


def _runs_until(way: Way) -> date:
    (running,) = [one.deadline for one in way.see(way.officer).deadlines if one.running]
    return running.due_on


def test_a_day_that_no_deadline_runs_over_moves_nothing(sent: Way, days: Days) -> None:
    with days.at("2026-12-01"):
        close(sent, date(2026, 12, 8), "Training day")
    assert [words for _, words in days.told("2026-12-01", 10) if words == MOVED] == []
    assert due_date(sent) == date(2026, 12, 7)


def test_a_bank_holiday_that_a_newer_calendar_brings_moves_dates_too(
    sent: Way, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {**calendar.bank_holidays(), SNOW: "the King’s jubilee"}
    for module in (calendar, closures):
        monkeypatch.setattr(module, "bank_holidays", lambda: known)
    assert (TO_A, MOVED) in days.told("2026-12-01", 12)
    assert "the King’s jubilee" in history(sent, beginning="Moved a due date")[0]


def test_many_cases_move_each_for_itself(sent: Way, days: Days) -> None:
    with days.at("2026-11-24"):
        other = Way(sent.partnership).forwarded()
    with days.at("2026-12-01"):
        close(sent)
    days.work("2026-12-01", 10)
    assert (due_date(sent), due_date(other)) == (date(2026, 12, 8), date(2026, 12, 9))
