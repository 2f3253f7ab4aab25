"""Reminders as the days pass: who is told, when, once, and what the record says of it (decision 7)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from portal.config import Settings
from portal.demo import ports
from portal.escalations import queries
from portal.escalations.actions import office, oversight, replies, responders, responding
from portal.escalations.recipients import ROLES_TOLD
from portal.infra.verification import verify
from portal.protocol.actors import ROLES_OF_KIND, THE_PORTAL, Actor, Kind, Role
from portal.protocol.deadlines import Clock
from portal.protocol.escalation import Extension
from portal.protocol.rows import Action
from portal.protocol.tasks import Ask
from portal.worker import periodic
from tests.integration.worker.days import FORWARDED, Days
from tests.integration.worker.post import words
from tests.partnership import as_owner
from tests.unit.protocol.test_tasks import CASES
from tests.way import REPLY, Way

"""A Monday. The reply is due on Monday 7 December: reminders on 30 November, 3 and 7 December, chases on the 8th
and 10th, the Executive-level contact on the 14th."""

TO_B = "senior_manager@birch.example"
CONTACT = "executive_contact@birch.example"


ANSWER = "answer a request for more time"
NOT_SENT = "Did not send an e-mail to birch senior_manager, Birch Agency: a later reminder took its place"


@pytest.fixture
def sent_to_two(way: Way, days: Days) -> Way:
    """A case that was sent on to two agencies, birch and cedar."""
    cedar = way.partnership.who("cedar", Role.SENIOR_MANAGER)
    with days.at(FORWARDED):
        way.submitted()
        to = [way.responder.membership, cedar.membership]
        way.do(way.officer, office.forward, way.reference, version=way.version(way.officer), to=to)
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
        ("senior_manager@alder.example", "say whether it is resolved"),
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
    assert not [words for words in _history(sent) if "e-mail" in words]


def test_whoever_of_the_partnership_is_asked_for_something_can_be_told() -> None:
    asked = {task.whose for asks in CASES.values() for task in asks.asked}
    assert {whose for whose in asked if isinstance(whose, Kind)} == set(ROLES_TOLD)
    assert all(set(roles) <= ROLES_OF_KIND[kind] for kind, roles in ROLES_TOLD.items())


def test_who_holds_the_role_at_the_moment_of_sending_is_reminded(sent: Way, days: Days) -> None:
    with as_owner(sent.partnership.logins) as session:
        end = text("update portal.membership_role set ended_at = now() where membership_id = :who")
        session.execute(end, {"who": sent.responder.membership})
    assert days.told("2026-11-30") == [("deputy@birch.example", "reply with Part 2, 5 working days left")]


def test_who_came_to_hold_the_role_while_the_mail_server_was_away_is_told_instead(
    sent: Way, days: Days, settings: Settings
) -> None:
    dead = Days(days.carrier, replace(settings, smtp_url=f"smtp://127.0.0.1:{ports.free()}"), days.store)
    assert dead.told("2026-11-30") == []
    with as_owner(sent.partnership.logins) as session:
        end = text("update portal.membership_role set ended_at = now() where membership_id = :who")
        session.execute(end, {"who": sent.responder.membership})
    assert days.told("2026-11-30", 11) == [("deputy@birch.example", "reply with Part 2, 5 working days left")]
    assert [words for words in _history(sent) if "e-mail" in words] == [
        f"Wrote an e-mail to be sent to {name}, Birch Agency, as a reminder to reply with Part 2, 5 working days"
        " before the due date"
        for name in ("birch deputy", "birch senior_manager")
    ]


def test_where_nobody_holds_the_role_the_business_unit_is_told(sent: Way, days: Days) -> None:
    with as_owner(sent.partnership.logins) as session:
        end = text("update portal.membership_role set ended_at = now() where role = 'executive_contact'")
        session.execute(end)
    told = [one for day in (7, 8, 10, 14) for one in days.told(f"2026-12-{day:02}")]
    assert ("manager@business_unit.example", "reply with Part 2, 5 working days late") in told
    assert any("nobody at Birch Agency could be told" in words for words in _history(sent))


def test_p13_the_history_says_to_whom_an_e_mail_was_written_of_what_and_when(sent: Way, days: Days) -> None:
    days.told("2026-12-03")
    days.told("2026-12-08")
    to = "Wrote an e-mail to be sent to birch senior_manager, Birch Agency, as a"
    assert [words for words in _history(sent) if "e-mail" in words] == [
        f"{to} chase to reply with Part 2, 1 working day after the due date",
        f"{to} reminder to reply with Part 2, 2 working days before the due date",
    ]


def test_p5_the_history_says_once_that_a_letter_was_not_sent_since_a_later_reminder_took_its_place(
    sent: Way, days: Days, settings: Settings
) -> None:
    dead = Days(days.carrier, replace(settings, smtp_url=f"smtp://127.0.0.1:{ports.free()}"), days.store)
    assert dead.told("2026-11-30") == dead.told("2026-12-03") == []
    assert [words for words in _history(sent) if words.startswith("Did not send")] == [NOT_SENT]
    assert days.told("2026-12-03", 15) == [(TO_B, "reply with Part 2, 2 working days left")]
    assert [words for words in _history(sent) if words.startswith("Did not send")] == [NOT_SENT]
    assert verify(sent.partnership.logins.owner_url).faults == ()


def test_a_reads_nothing_of_what_b_was_reminded_of(sent: Way, days: Days) -> None:
    days.told("2026-12-03")
    context = sent.partnership.context(sent.manager)
    with sent.partnership.database.reading(context) as session:
        case = queries.case(session, sent.manager, sent.reference).case
        assert "e-mail" not in " ".join(one.words for one in queries.timeline(session, case.id))


def test_the_portal_itself_is_named_in_the_history_and_the_chain_holds(sent: Way, days: Days) -> None:
    days.told("2026-12-03")
    with as_owner(sent.partnership.logins) as session:
        (row,) = session.execute(
            text("select membership_id, payload->>'by' as by from portal.history where event = 'remind'")
        )
    assert (row.membership_id, row.by) == (THE_PORTAL, "The portal")
    assert verify(sent.partnership.logins.owner_url).faults == ()


# The turn of A -----------------------------------------------------------------------------------------------


def test_section_4_with_no_reply_the_turn_of_a_begins_with_the_last_due_date(sent: Way, days: Days) -> None:
    days.told("2026-12-07")
    assert ("senior_manager@alder.example", "say whether it is resolved") in days.told("2026-12-08")
    view = sent.see(sent.manager)
    (turn,) = [one for one in view.deadlines if one.deadline.clock is Clock.TURN and one.running]
    assert (turn.deadline.started_on, turn.deadline.due_on) == (date(2026, 12, 7), date(2027, 1, 7))
    assert (sent.manager.workspace, Ask.CONCLUDE) in view.asks
    days.told("2026-12-10")
    assert days.told("2026-12-14") == [
        (CONTACT, "reply with Part 2, 5 working days late"),
        ("senior_manager@alder.example", "say whether it is resolved, 15 working days left"),
    ]
    assert days.told("2026-12-21") == [
        ("senior_manager@alder.example", "say whether it is resolved, 10 working days left")
    ]


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
    _more_time_for(way, days, cedar)
    for day in ("2026-12-07", "2026-12-08", "2026-12-10", "2026-12-14"):
        days.told(day)
    assert not way.see(way.manager).case.silent
    with days.at("2026-12-14", 12):
        way.do(cedar, replies.respond, way.reference, version=way.version(cedar), content=REPLY)
        view = way.see(way.manager)
    assert view.case.silent
    (turn,) = [one for one in view.deadlines if one.deadline.clock is Clock.TURN and one.running]
    assert turn.deadline.started_on == date(2026, 12, 14)
    assert ("senior_manager@alder.example", "say whether it is resolved") in days.told("2026-12-14", 13)
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


def test_decision_4_unanswered_by_then_it_lapses_and_the_business_units_list_asks_for_no_answer(
    sent_to_two: Way, days: Days
) -> None:
    """The other agency has more time, so that nothing else is noted when the first one's date passes."""
    way = sent_to_two
    _more_time_for(way, days, way.partnership.who("cedar", Role.SENIOR_MANAGER))
    with days.at("2026-12-07", 15):
        _ask_for_more_time(way, way.responder)
        assert _asked_of_the_office(way) == ["Answer a request for more time"]
    assert ("officer@business_unit.example", ANSWER) in days.told("2026-12-07", 16)
    days.told("2026-12-08")
    with days.at("2026-12-08", 12):
        assert _asked_of_the_office(way) == []
        asked = [one.extension for one in way.see(way.officer).case.awaited]
        assert sorted(asked) == [Extension.ASKED, Extension.GRANTED]


def test_decision_4_no_letter_asks_for_an_answer_once_the_request_has_lapsed(sent: Way, days: Days) -> None:
    with days.at("2026-12-07", 23):
        _ask_for_more_time(sent, sent.responder)
    assert ANSWER not in [words for _, words in days.told("2026-12-08", 1)]


def _ask_for_more_time(way: Way, who: Actor) -> None:
    asked = {"version": way.version(who), "days": 5, "reasons": "We need longer."}
    way.do(who, responding.ask_extension, way.reference, **asked)


def _more_time_for(way: Way, days: Days, who: Actor) -> None:
    """This agency asks on 4 December for 5 working days, and is given them."""
    with days.at("2026-12-04"):
        (part,) = [one.id for one in way.see(way.officer).case.responses if one.workspace == who.workspace]
        _ask_for_more_time(way, who)
        given = {"version": way.version(way.officer), "part": part, "days": 5}
        way.do(way.officer, office.grant_extension, way.reference, **given)


def _asked_of_the_office(way: Way) -> list[str]:
    with way.partnership.database.reading(way.partnership.context(way.officer)) as session:
        listed = queries.worklist(session, way.officer.workspace)
    return [one.ask for one in listed if one.group == queries.ASKED]


# The Business Unit's own clocks ---------------------------------------------------------------------------


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
        "2027-01-13": ["senior_manager@alder.example"],
        "2027-01-15": ["senior_manager@alder.example"],
        "2027-01-18": ["senior_manager@alder.example"],
        "2027-01-19": [],
    }
