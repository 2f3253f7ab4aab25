"""A day off that is known late: open deadlines move later, once, with a row and a notice (decision 5).

Nothing ever moves earlier."""

from datetime import date
from typing import cast

import pytest
from sqlalchemy import text

from portal.agencies.actions import closures
from portal.escalations import queries
from portal.escalations.actions import holidays, replies
from portal.escalations.jobs import move_dates
from portal.infra import calendar
from portal.infra.outbox import Taken
from portal.infra.verification import verify
from portal.protocol.actors import Actor, Role
from portal.protocol.clock import end_of_day
from portal.protocol.deadlines import Clock
from portal.protocol.errors import Invalid, NotAllowed, NotFound
from portal.protocol.rows import Action
from portal.protocol.tasks import Ask
from portal.worker import periodic
from portal.worker.beating import beat
from tests.integration.worker.days import LOCKED, Days, extend
from tests.integration.worker.post import words
from tests.partnership import as_owner
from tests.way import REPLY, Way

SNOW = date(2026, 12, 2)
A, B = "senior_manager@alder.example", "senior_manager@birch.example"
MOVED = "a due date has moved"


@pytest.fixture
def reminded(sent: Way, days: Days) -> Way:
    """The same, a week later: the first reminder is out."""
    days.work("2026-11-30")
    return sent


def _close(way: Way, day: date = SNOW, reason: str = "snow") -> None:
    way.do(way.officer, closures.close, day=day, reason=reason)


def _due(way: Way, clock: Clock = Clock.RESPONSE) -> date:
    (found,) = [one for one in way.see(way.officer).deadlines if one.deadline.clock is clock]
    return found.deadline.due_on


def _history(way: Way, event: str = "Moved a due date", reader: Actor | None = None) -> list[str]:
    who = reader or way.officer
    with way.partnership.database.reading(way.partnership.context(who)) as session:
        case = queries.case(session, who, way.reference).case
        return [one.words for one in queries.timeline(session, case.id) if one.words.startswith(event)]


def test_decision_5_an_open_deadline_moves_later_once_and_both_agencies_are_told(
    reminded: Way, days: Days
) -> None:
    with days.at("2026-12-01"):
        _close(reminded)
    assert days.told("2026-12-01", 10) == [(A, MOVED), (B, MOVED)]
    view = reminded.see(reminded.responder)
    assert _due(reminded) == date(2026, 12, 8)
    assert view.case.responses[0].due_at == view.deadlines[-1].deadline.due_at
    assert _history(reminded) == [
        "Moved a due date later (Reply due), from Monday 7 December 2026 to Tuesday 8 December 2026:"
        " Wednesday 2 December 2026 is snow"
    ]
    assert days.told("2026-12-01", 11) == days.told("2026-12-01", 13) == []
    assert verify(reminded.partnership.logins.owner_url).faults == ()


def test_both_read_in_the_e_mail_which_date_moved_and_to_which_day_and_nothing_of_why(
    reminded: Way, days: Days
) -> None:
    with days.at("2026-12-01"):
        _close(reminded)
    letters = days.work("2026-12-01", 10)
    assert [one["To"] for one in letters] == [A, B]
    for letter in letters:
        body = words(letter)
        assert (
            "Reply due: now by the end of Tuesday 8 December 2026, no longer Monday 7 December 2026." in body
        )
        for unsaid in ("snow", "birch", "Test Child"):
            assert unsaid not in body


def test_the_working_on_the_page_names_the_day(sent: Way, days: Days) -> None:
    with days.at("2026-12-01"):
        _close(sent)
    days.work("2026-12-01", 10)
    (reply,) = [one.deadline for one in sent.see(sent.manager).deadlines if one.running]
    assert "Wednesday 2 December is snow" in reply.sentences()
    assert reply.sentences()[-1] == "due Tuesday 8 December 2026"


def test_the_worklist_and_the_reminders_follow_the_new_date(sent: Way, days: Days) -> None:
    with days.at("2026-11-24"):
        _close(sent)
    days.work("2026-11-24", 10)
    with sent.partnership.database.reading(sent.partnership.context(sent.responder)) as session:
        (listed,) = queries.worklist(session, sent.responder.workspace)
    assert listed.due_on == date(2026, 12, 8)
    told = {day: days.told(f"2026-{day}") for day in ("11-30", "12-03", "12-04", "12-07", "12-08", "12-09")}
    assert {day: [words for whom, words in letters if whom == B] for day, letters in told.items()} == {
        "11-30": ["reply with Part 2, 5 working days left"],
        "12-03": [],
        "12-04": ["reply with Part 2, 2 working days left"],
        "12-07": [],
        "12-08": ["reply with Part 2, due today"],
        "12-09": ["reply with Part 2, 1 working day late"],
    }


def test_a_step_that_was_sent_before_the_date_moved_is_not_sent_again(sent: Way, days: Days) -> None:
    assert days.told("2026-11-30") == [(B, "reply with Part 2, 5 working days left")]
    with days.at("2026-11-30", 10):
        _close(sent)
    days.work("2026-11-30", 11)
    assert days.told("2026-12-01") == []


def test_decision_5_taking_a_day_back_moves_nothing_earlier(sent: Way, days: Days) -> None:
    with days.at("2026-12-01"):
        _close(sent)
    days.work("2026-12-01", 10)
    with days.at("2026-12-01", 11):
        sent.do(sent.officer, closures.reopen, day=SNOW)
    assert days.told("2026-12-01", 12) == []
    assert _due(sent) == date(2026, 12, 8)
    with days.at("2026-12-01", 13):
        _close(sent)
    assert days.told("2026-12-01", 14) == []
    assert _due(sent) == date(2026, 12, 8)


def _replied(sent: Way, days: Days) -> None:
    """The reply came on 1 December, and what follows from it is told."""
    with days.at("2026-12-01"):
        version = sent.version(sent.responder)
        sent.do(sent.responder, replies.respond, sent.reference, version=version, content=REPLY)
    days.work("2026-12-01", 10)


def test_decision_5_a_deadline_that_ended_stays_as_it_was(sent: Way, days: Days) -> None:
    _replied(sent, days)
    with days.at("2026-12-01", 11):
        _close(sent)
    assert days.told("2026-12-01", 12) == [(A, MOVED)]
    assert _due(sent) == date(2026, 12, 7)
    assert _due(sent, Clock.TURN) == date(2027, 1, 4)


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
        _close(sent, day)
    days.work("2026-12-02", 10)
    assert _runs_until(sent) == due
    assert sent.see(sent.officer).case.responses[0].due_at == end_of_day(due)


def _runs_until(way: Way) -> date:
    (running,) = [one.deadline for one in way.see(way.officer).deadlines if one.running]
    return running.due_on


def test_a_day_that_no_deadline_runs_over_moves_nothing(sent: Way, days: Days) -> None:
    with days.at("2026-12-01"):
        _close(sent, date(2026, 12, 8), "Training day")
    assert [words for _, words in days.told("2026-12-01", 10) if words == MOVED] == []
    assert _due(sent) == date(2026, 12, 7)


def test_a_bank_holiday_that_a_newer_calendar_brings_moves_dates_too(
    sent: Way, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {**calendar.bank_holidays(), SNOW: "the King’s jubilee"}
    for module in (calendar, closures):
        monkeypatch.setattr(module, "bank_holidays", lambda: known)
    assert (A, MOVED) in days.told("2026-12-01", 12)
    assert "the King’s jubilee" in _history(sent)[0]


# A silence that was noted before the day was closed -----------------------------------------------------------

DUE = date(2026, 12, 7)
ASKED = "say whether it is resolved"


@pytest.fixture
def silent(sent: Way, days: Days) -> Way:
    """No reply came by Monday 7 December, and A is asked. Then the Monday turns out to have been closed."""
    for day in ("2026-12-07", "2026-12-08"):
        days.work(day, 8)
    assert sent.see(sent.manager).case.silent
    with days.at("2026-12-08", 9):
        _close(sent, DUE)
    return sent


def test_section_4_a_silence_is_taken_back_when_the_reply_may_still_come_in_time(
    silent: Way, days: Days
) -> None:
    assert days.told("2026-12-08", 10) == [(A, MOVED), (B, MOVED)]
    with days.at("2026-12-08", 10):
        view = silent.see(silent.manager)
        assert not view.may(Action.CONCLUDE_RESOLVED)
    assert (silent.manager.workspace, Ask.CONCLUDE) not in view.asks
    assert [one.deadline.clock for one in view.deadlines if one.running] == [Clock.RESPONSE]
    assert _listed(silent).ask != "Say whether it is resolved"
    with as_owner(silent.partnership.logins) as session:
        left = session.execute(
            text(
                "select step from portal.nudge join portal.deadline d on d.id = deadline_id where clock = 'turn'"
            )
        )
        assert left.all() == []
    assert verify(silent.partnership.logins.owner_url).faults == ()


def test_a_reads_that_the_silence_was_taken_back_and_b_does_not(silent: Way, days: Days) -> None:
    days.work("2026-12-08", 10)
    begun = "The due date has moved and a reply may still come in time"
    assert len(_history(silent, begun)) == len(_history(silent, begun, silent.manager)) == 1
    assert _history(silent, begun, silent.responder) == []


def test_section_4_it_is_noted_again_when_the_new_due_date_passes_in_silence(silent: Way, days: Days) -> None:
    days.work("2026-12-08", 10)
    late = "reply with Part 2, 1 working day late"
    assert days.told("2026-12-09", 8) == [(A, ASKED), (B, late)]
    assert days.told("2026-12-09", 9) == []
    view = silent.see(silent.manager)
    assert (silent.manager.workspace, Ask.CONCLUDE) in view.asks
    (turn,) = [one.deadline for one in view.deadlines if one.running and one.deadline.clock is Clock.TURN]
    assert turn.started_on == date(2026, 12, 8)
    assert days.told("2026-12-11", 8) == [(B, "reply with Part 2, 3 working days late")]


def test_it_is_taken_back_as_often_as_the_date_moves(silent: Way, days: Days) -> None:
    days.work("2026-12-08", 10)
    days.work("2026-12-09", 8)
    with days.at("2026-12-09", 9):
        _close(silent, date(2026, 12, 8))
    days.work("2026-12-09", 10)
    assert not silent.see(silent.manager).case.silent
    assert days.told("2026-12-10", 8) == [(A, ASKED), (B, "reply with Part 2, 1 working day late")]


def test_a_silence_stands_when_the_new_date_has_passed_too(sent: Way, days: Days) -> None:
    for day in ("2026-12-08", "2026-12-10"):
        days.work(day, 8)
    with days.at("2026-12-10", 9):
        _close(sent, DUE)
    assert days.told("2026-12-10", 10) == [(A, MOVED), (B, MOVED)]
    assert sent.see(sent.manager).case.silent
    assert days.told("2026-12-11", 8) == []


def _listed(way: Way) -> queries.Listed:
    with way.partnership.database.reading(way.partnership.context(way.manager)) as session:
        (listed,) = queries.worklist(session, way.manager.workspace)
    return listed


def test_decision_13_that_the_turn_of_a_moved_is_read_by_a_alone(sent: Way, days: Days) -> None:
    """Closed while the turn runs, and not the reply's date: that has ended."""
    _replied(sent, days)
    with days.at("2026-12-01", 11):
        _close(sent)
    assert days.told("2026-12-01", 12) == [(A, MOVED)]
    turn = "Moved a due date later (Next step due)"
    read = {who: len(_history(sent, turn, who)) for who in (sent.officer, sent.manager, sent.responder)}
    assert read == {sent.officer: 1, sent.manager: 1, sent.responder: 0}


def test_broken_off_half_way_it_goes_on_where_it_was(
    sent: Way, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day is remembered as known last of all, so that a case that was not reached is found again."""
    with days.at("2026-12-01"):
        _close(sent)
    with monkeypatch.context() as broken:
        broken.setattr(closures, "remember_days_off", lambda *_: 1 / 0)
        with as_owner(sent.partnership.logins) as session:
            session.execute(text("update portal.periodic set began_at = '2026-12-01 09:59'"))
        days.work("2026-12-01", 10)
    assert days.told("2026-12-01", 12) == []
    assert _due(sent) == date(2026, 12, 8)


def test_the_heartbeat_waits_for_no_case_and_whoever_carries_a_row_does(reminded: Way, days: Days) -> None:
    _closed_by_the_owner(reminded)
    with days.at("2026-12-01"), as_owner(reminded.partnership.logins) as session:
        session.execute(LOCKED)
        beat(days.carrier, days.settings)
        assert _waiting(reminded) == 1
    assert _due(reminded) == date(2026, 12, 7)
    days.work("2026-12-01", 10)
    assert _due(reminded) == date(2026, 12, 8)


def test_a_row_whose_time_is_over_ends_there_and_is_no_fault_of_a_case(
    reminded: Way, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    def takes_too_long(*_given: object) -> None:
        raise TimeoutError

    _closed_by_the_owner(reminded)
    monkeypatch.setattr(holidays, "work_out_again", takes_too_long)
    with days.at("2026-12-01"), pytest.raises(TimeoutError):
        move_dates(days.carrier, days.settings, cast(Taken, None))


def test_a_day_off_is_written_down_once_while_it_waits_and_no_more_when_it_is_known(
    sent: Way, days: Days
) -> None:
    _closed_by_the_owner(sent)
    for hour in (9, 11, 13):
        with days.at("2026-12-01", hour):
            periodic.follow_the_calendar(days.carrier, days.settings)
            assert _waiting(sent) == 1
    days.work("2026-12-01", 14)
    with days.at("2026-12-01", 16):
        assert periodic.follow_the_calendar(days.carrier, days.settings) == ""
    assert _waiting(sent) == 0


def _closed_by_the_owner(way: Way) -> None:
    """A day off that no page wrote down for the worker, as a newer calendar brings it."""
    with as_owner(way.partnership.logins) as session:
        session.execute(text("insert into portal.closure values (:day, 'snow')"), {"day": SNOW})


def _waiting(way: Way) -> int:
    with as_owner(way.partnership.logins) as session:
        rows = "select count(*) from portal.outbox where kind = :kind and sent_at is null"
        return int(session.execute(text(rows), {"kind": closures.DAYS_OFF}).scalar_one())


def test_many_cases_move_each_for_itself(sent: Way, days: Days) -> None:
    with days.at("2026-11-24"):
        other = Way(sent.partnership).forwarded()
    with days.at("2026-12-01"):
        _close(sent)
    days.work("2026-12-01", 10)
    assert (_due(sent), _due(other)) == (date(2026, 12, 8), date(2026, 12, 9))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 5), "Saturday 5 December 2026 is not a working day: weekend"),
        (date(2026, 12, 25), "Friday 25 December 2026 is not a working day: Christmas Day"),
        (date(2026, 9, 1), "The day must not be more than 60 days ago"),
        (date(2046, 1, 2), "The day must be before 2046"),
    ],
)
def test_a_day_that_cannot_be_closed_is_refused_with_the_reason(
    way: Way, days: Days, day: date, words: str
) -> None:
    with days.at("2026-12-01"), pytest.raises(Invalid) as refused:
        _close(way, day)
    assert refused.value.fields == {"day": words}


def test_a_day_is_closed_once_and_opened_once(way: Way, days: Days) -> None:
    with days.at("2026-12-01"):
        _close(way)
        with pytest.raises(Invalid, match="not a working day: snow"):
            _close(way)
        way.do(way.officer, closures.reopen, day=SNOW)
        with pytest.raises(NotFound):
            way.do(way.officer, closures.reopen, day=SNOW)


def test_only_the_business_unit_says_when_it_is_closed(way: Way) -> None:
    for somebody in (way.manager, way.partnership.who("executive", Role.CHAIR)):
        with pytest.raises(NotAllowed):
            way.do(somebody, closures.close, day=SNOW, reason="snow")


def test_who_closed_a_day_and_opened_it_again_is_kept(way: Way, days: Days) -> None:
    with days.at("2026-12-01"):
        _close(way)
        way.do(way.partnership.who("business_unit", Role.MANAGER), closures.reopen, day=SNOW)
    with as_owner(way.partnership.logins) as session:
        kept = session.execute(
            text("select day, reason, added, name from portal.closure_change order by added desc")
        )
        assert list(map(tuple, kept)) == [
            (SNOW, "snow", True, "business_unit officer"),
            (SNOW, "snow", False, "business_unit manager"),
        ]
