"""No reply by the due date: the silence is noted and the turn of A begins, until it is broken (section 4)."""

from datetime import date

from portal.escalations.actions import oversight, replies, responders
from portal.protocol.actors import Actor, Role
from portal.protocol.deadlines import Clock
from portal.protocol.rows import Action
from portal.protocol.tasks import Ask
from tests.integration.worker.days import CONTACT, TO_A, Days, extend
from tests.way import REPLY, Way


def test_section_4_with_no_reply_the_turn_of_a_begins_with_the_last_due_date(sent: Way, days: Days) -> None:
    days.told("2026-12-07")
    assert (TO_A, "say whether it is resolved") in days.told("2026-12-08")
    view = sent.see(sent.manager)
    (turn,) = [one for one in view.deadlines if one.deadline.clock is Clock.TURN and one.running]
    assert (turn.deadline.started_on, turn.deadline.due_on) == (date(2026, 12, 7), date(2027, 1, 7))
    assert (sent.manager.workspace, Ask.CONCLUDE) in view.asks
    days.told("2026-12-10")
    assert days.told("2026-12-14") == [
        (CONTACT, "reply with Part 2, 5 working days late"),
        (TO_A, "say whether it is resolved, 15 working days left"),
    ]
    assert days.told("2026-12-21") == [(TO_A, "say whether it is resolved, 10 working days left")]


def test_a_late_reply_breaks_the_silence_and_begins_the_turn_of_a_anew(sent: Way, days: Days) -> None:
    days.told("2026-12-08")
    with days.at("2026-12-09"):
        version = sent.version(sent.responder)
        sent.do(sent.responder, replies.respond, sent.reference, version=version, content=REPLY)
        running = [one for one in sent.see(sent.manager).deadlines if one.running]
    assert [(one.deadline.clock, one.deadline.started_on) for one in running] == [
        (Clock.TURN, date(2026, 12, 9))
    ]


def test_a_second_agency_that_replies_while_the_first_stays_silent_makes_it_the_turn_of_a(
    sent_to_two: Way, days: Days
) -> None:
    """The first one's ladder is spent by then, so that nothing else would ever look."""
    way, cedar = sent_to_two, sent_to_two.partnership.who("cedar", Role.SENIOR_MANAGER)
    extend(way, days, "2026-12-04", by=5, hour=9, who=cedar)
    for day in ("2026-12-07", "2026-12-08", "2026-12-10", "2026-12-14"):
        days.told(day)
    assert not way.see(way.manager).case.silent
    with days.at("2026-12-14", 12):
        way.do(cedar, replies.respond, way.reference, version=way.version(cedar), content=REPLY)
        view = way.see(way.manager)
    assert view.case.silent
    (turn,) = [one for one in view.deadlines if one.deadline.clock is Clock.TURN and one.running]
    assert turn.deadline.started_on == date(2026, 12, 14)
    assert (TO_A, "say whether it is resolved") in days.told("2026-12-14", 13)
    with days.at("2026-12-14", 14):
        assert (way.manager.workspace, Ask.CONCLUDE) not in way.see(cedar).asks
    read = {who: _clocks(way, who) for who in (way.manager, way.officer, cedar)}
    assert {who: Clock.TURN in clocks for who, clocks in read.items()} == {
        way.manager: True, way.officer: True, cedar: False,
    }  # fmt: skip


def _clocks(way: Way, who: Actor) -> set[Clock]:
    return {one.deadline.clock for one in way.see(who).deadlines}


def test_decision_13_an_agency_reads_no_date_of_a_turn_that_began_with_anothers_silence_not_even_once_it_ended(
    sent_to_two: Way, days: Days
) -> None:
    cedar = sent_to_two.partnership.who("cedar", Role.SENIOR_MANAGER)
    _replies(sent_to_two, days, cedar, "2026-12-01")
    days.told("2026-12-08")
    assert sent_to_two.see(sent_to_two.manager).case.silent
    assert Clock.TURN not in _clocks(sent_to_two, cedar)
    _replies(sent_to_two, days, sent_to_two.responder, "2026-12-09")
    turns = {
        who: [
            (one.deadline.started_on, one.running)
            for one in sent_to_two.see(who).deadlines
            if one.deadline.clock is Clock.TURN
        ]
        for who in (sent_to_two.manager, cedar)
    }
    anew = (date(2026, 12, 9), True)
    assert turns == {sent_to_two.manager: [(date(2026, 12, 7), False), anew], cedar: [anew]}


def _replies(way: Way, days: Days, who: Actor, day: str) -> None:
    with days.at(day):
        way.do(who, replies.respond, way.reference, version=way.version(who), content=REPLY)


def test_another_agency_that_is_asked_instead_breaks_the_silence(sent: Way, days: Days) -> None:
    days.told("2026-12-08")
    cedar = sent.partnership.who("cedar", Role.SENIOR_MANAGER)
    with days.at("2026-12-09"):
        part, version = sent.see(sent.officer).case.responses[0].id, sent.version(sent.officer)
        sent.do(
            sent.officer, responders.change, sent.reference, version=version, part=part, to=cedar.membership
        )
        view = sent.see(sent.manager)
    assert not view.case.silent
    assert [one.deadline.clock for one in view.deadlines if one.running] == [Clock.RESPONSE]
    assert (sent.manager.workspace, Ask.CONCLUDE) not in view.asks


def test_section_4_after_20_days_and_two_chases_the_business_unit_may_close(sent: Way, days: Days) -> None:
    for day in ("2026-12-08", "2026-12-14", "2026-12-21"):
        days.told(day)
    for day in ("2026-12-22", "2027-01-05"):
        with days.at(day):
            chase = {"whom": sent.manager.workspace, "how": "telephone", "on": date.fromisoformat(day)}
            sent.do(sent.officer, oversight.chase, sent.reference, **chase, body="No answer.")
    for day, may in (("2027-01-06", False), ("2027-01-07", True)):
        with days.at(day):
            assert sent.see(sent.officer).may(Action.CLOSE) is may
