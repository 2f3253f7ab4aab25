"""Decisions 1 to 7: the clocks, with dates worked by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.infra.calendar import at
from portal.protocol.clock import WorkingCalendar
from portal.protocol.deadlines import Clock, begin_on, extend, recompute
from tests.integration.decisions.at_the_pages import MONDAY, A, B, Journey, on
from tests.integration.routes.door import REASONS
from tests.pages import Pages, text_of

BY_HAND = (
    (date(2026, 11, 23), date(2026, 11, 25), date(2026, 12, 7)),
    (date(2026, 11, 28), date(2026, 12, 1), date(2026, 12, 11)),
    (date(2026, 12, 24), date(2026, 12, 30), date(2027, 1, 12)),
    (date(2027, 3, 25), date(2027, 3, 31), date(2027, 4, 12)),
    (date(2027, 12, 24), date(2027, 12, 30), date(2028, 1, 12)),
)
"""The day of an event, and 2 and 10 working days from it, as the protocol's table has them."""


@pytest.mark.parametrize(("day", "two", "ten"), BY_HAND)
def test_decision_01_working_days_leave_out_weekends_and_bank_holidays(
    pages: Pages, day: date, two: date, ten: date
) -> None:
    with on(day):
        journey = Journey(pages).at_submitted()
        assert journey.running() == {"business_unit_check": two}
        journey.is_forwarded()
        assert journey.running() == {"response": ten}


@pytest.mark.parametrize(
    ("now", "over"),
    [
        (datetime(2027, 6, 28, 22, 59, tzinfo=UTC), False),  # a minute to midnight in London, in summer
        (datetime(2027, 6, 28, 23, 0, tzinfo=UTC), True),
    ],
)
def test_decision_01_a_day_ends_in_london(pages: Pages, now: datetime, over: bool) -> None:
    with on(date(2027, 6, 14)):
        journey = Journey(pages).at_forwarded()
    with at(now):
        assert journey.who(A).get(journey.case("part-3")).status_code == (200 if over else 409)


def test_decision_02_a_return_stops_the_two_days_and_signing_again_starts_two_new_ones(pages: Pages) -> None:
    with on(MONDAY):
        journey = Journey(pages).at_submitted()
    with on(MONDAY + timedelta(days=1)):
        journey.is_sent_back()
        assert set(journey.running()) == {"turn"}
    with on(MONDAY + timedelta(days=3)):
        journey.signs_off()
        assert journey.running() == {"business_unit_check": date(2027, 1, 18)}
        assert "First submitted Monday 11 January 2027" in journey.reads(A)


def test_decision_03_a_late_business_unit_never_cuts_the_ten_days(pages: Pages) -> None:
    with on(MONDAY):
        journey = Journey(pages).at_submitted()
    with on(MONDAY + timedelta(days=7)):
        journey.is_forwarded()
        assert journey.running() == {"response": date(2027, 2, 1)}
        assert "5 working days" in journey.reads(B), "The time since submission stands beside it."


def _asks_for_more_time(journey: Journey, days: int) -> None:
    journey.does(journey.who(B), journey.case("more-time"), {**REASONS, "days": str(days)})


def test_decision_04_one_extension_of_at_most_five_days_is_asked_and_granted(pages: Pages) -> None:
    with on(MONDAY):
        journey = Journey(pages).at_forwarded()
        refused = journey.sends(journey.who(B), journey.case("more-time"), {**REASONS, "days": "6"})
        assert refused.status_code == 422
        _asks_for_more_time(journey, 5)
        assert journey.running() == {"response": date(2027, 1, 25)}, "Asking moves nothing."
        journey.does(journey.office, journey.at_office("give-more-time", B), {"days": "5"})
        assert journey.running() == {"response": date(2027, 2, 1)}
        assert "Monday 1 February 2027" in journey.reads(A)
        assert journey.who(B).get(journey.case("more-time")).status_code == 409


def test_decision_04_a_request_that_nobody_answered_by_the_due_date_lapses(pages: Pages) -> None:
    with on(MONDAY):
        journey = Journey(pages).at_forwarded()
        _asks_for_more_time(journey, 2)
    with on(date(2027, 1, 26)):
        assert journey.office.get(journey.at_office("give-more-time", B)).status_code == 409
        assert journey.who(A).get(journey.case("part-3")).status_code == 200
        assert journey.response(B).extension == "asked"


def test_decision_04_a_holding_reply_does_not_stop_the_clock(pages: Pages) -> None:
    with on(MONDAY):
        journey = Journey(pages).at_forwarded()
        journey.does(
            journey.who(B), journey.case("holding-reply"), {"body": "A colleague is looking into it."}
        )
        assert journey.running() == {"response": date(2027, 1, 25)}
        assert (journey.state(), journey.response(B).state) == ("forwarded", "awaited")
        assert "A colleague is looking into it." in journey.reads(A)


PROCLAIMED = WorkingCalendar({date(2027, 1, 20): "A day of thanks"})
ORDINARY = WorkingCalendar({})


def test_decision_05_a_bank_holiday_proclaimed_late_makes_a_live_deadline_later_and_never_earlier() -> None:
    response = begin_on(Clock.RESPONSE, MONDAY, ORDINARY)
    assert recompute(response, PROCLAIMED).due_on == date(2027, 1, 26)
    assert recompute(recompute(response, PROCLAIMED), ORDINARY).due_on == date(2027, 1, 26)
    longer = extend(response, 2, ORDINARY)
    assert recompute(longer, PROCLAIMED).due_on == longer.due_on + timedelta(days=1)


def test_decision_06_every_deadline_shows_its_working(pages: Pages) -> None:
    with on(date(2027, 3, 25)):
        journey = Journey(pages).at_forwarded()
        for reader in (A, B):
            words = journey.reads(reader)
            for part in (
                "10 working days from Thursday 25 March 2027",
                "Friday 26 March is Good Friday",
                "Saturday 27 and Sunday 28 March are a weekend",
                "Monday 29 March is Easter Monday",
                "Monday 12 April 2027",
            ):
                assert part in words


def _chases(journey: Journey, day: date) -> None:
    parts = {"on-day": str(day.day), "on-month": str(day.month), "on-year": str(day.year)}
    fields = {"whom": str(journey.partnership.workspaces[A]), "how": "telephone", "body": "Nobody answered."}
    journey.does(journey.office, journey.at_office("chase"), {**fields, **parts})


def test_decision_07_no_further_contact_needs_two_chases_and_twenty_days_and_is_never_resolved(
    pages: Pages,
) -> None:
    with on(MONDAY):
        journey = Journey(pages).at_answered()
    close, day_19, day_20 = journey.at_office("close"), date(2027, 2, 5), date(2027, 2, 8)
    with on(day_19):
        _chases(journey, day_19)
        _chases(journey, day_19)
        assert journey.office.get(close).status_code == 409
    with on(day_20):
        assert "no further contact" in text_of(journey.office.get(close)).lower()
        journey.does(journey.office, close)
        assert journey.state() == "closed"
        words = journey.reads(A)
        assert "no further contact" in words.lower()


def test_decision_07_one_chase_is_not_enough_however_long_ago(pages: Pages) -> None:
    with on(MONDAY):
        journey = Journey(pages).at_answered()
        _chases(journey, MONDAY)
    with on(date(2027, 6, 1)):
        assert journey.office.get(journey.at_office("close")).status_code == 409
