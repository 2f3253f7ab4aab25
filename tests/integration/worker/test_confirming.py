"""Agencies are asked to confirm who holds their roles, every six months (decision 9)."""

import pytest
from sqlalchemy import text

from portal.worker.periodic import ask_for_confirmations
from tests.integration.worker.days import Days
from tests.integration.worker.post import words
from tests.partnership import as_owner
from tests.way import Way

BIRCH = ("administrator@birch.example", "senior_manager@birch.example")
OFFICE = ("manager@business_unit.example", "officer@business_unit.example")


def _last(way: Way, day: str, agency: str = "birch") -> None:
    with as_owner(way.partnership.logins) as session:
        where = {"agency": agency, "at": f"{day} 12:00"}
        session.execute(
            text(
                "insert into portal.directory_confirmation (workspace_id, confirmed_by, confirmed_by_name, at)"
                " select w.id, m.id, 'somebody', :at from portal.workspace w join portal.membership m"
                " on m.workspace_id = w.id where w.slug = :agency limit 1"
            ),
            where,
        )


def _told(days: Days, day: str, hour: int = 9) -> list[str]:
    return [str(one["To"]) for one in days.work(day, hour)]


@pytest.fixture
def birch(way: Way, days: Days) -> Way:
    """Birch confirmed its list on 4 June 2027, to do so again by Monday 6 December: the 4th is a Saturday."""
    _last(way, "2027-06-04")
    for other in ("alder", "cedar"):
        _last(way, "2027-11-20", other)
    return way


def test_decision_9_the_agency_is_asked_before_on_and_after_the_day_and_then_the_business_unit_told(
    birch: Way, days: Days
) -> None:
    on = ("2027-11-19", "2027-11-22", "2027-11-23", "2027-12-03", "2027-12-06", "2027-12-10", "2027-12-13")
    assert {day: _told(days, day) for day in on} == {
        "2027-11-19": [],
        "2027-11-22": list(BIRCH),
        "2027-11-23": [],
        "2027-12-03": [],
        "2027-12-06": list(BIRCH),
        "2027-12-10": [],
        "2027-12-13": list(BIRCH),
    }
    assert _told(days, "2027-12-20") == sorted([*BIRCH, *OFFICE])
    assert _told(days, "2027-12-21") == []


def test_what_the_letters_say(birch: Way, days: Days) -> None:
    letters = {str(one["To"]): one for one in days.work("2027-12-20")}
    asked, told = letters[BIRCH[0]], letters[OFFICE[0]]
    assert asked["Subject"] == "confirm who holds your agency’s roles"
    assert "Read the list and confirm it: https://portal.example/people" in words(asked)
    assert "The last day was Monday 6 December 2027." in words(asked)
    assert told["Subject"] == "Birch Agency: roles not confirmed"
    assert "Birch Agency has not confirmed the list of who holds its roles." in words(told)


def test_who_confirmed_since_is_not_asked(birch: Way, days: Days) -> None:
    with days.at("2027-11-22"):
        ask_for_confirmations(days.carrier, days.settings)
    _last(birch, "2027-11-22")
    assert _told(days, "2027-11-22", 11) == []
    assert _told(days, "2027-12-06") == []


@pytest.mark.parametrize(("day", "hour"), [("2027-12-05", 12), ("2027-12-06", 7), ("2027-12-06", 18)])
def test_nobody_is_asked_outside_the_hours_of_sending(birch: Way, days: Days, day: str, hour: int) -> None:
    assert _told(days, day, hour) == []


@pytest.mark.parametrize(
    ("asked", "carried", "opens"),
    [
        (("2027-11-22", 17), ("2027-11-22", 18), ("2027-11-23", 8)),
        (("2027-11-26", 17), ("2027-11-27", 12), ("2027-11-29", 8)),
    ],
    ids=["in the evening", "at the weekend"],
)
def test_a_letter_that_was_still_waiting_when_the_hours_of_sending_ended_waits_for_the_next(
    birch: Way, days: Days, asked: tuple[str, int], carried: tuple[str, int], opens: tuple[str, int]
) -> None:
    with days.at(*asked):
        ask_for_confirmations(days.carrier, days.settings)
    assert _told(days, *carried) == []
    assert _told(days, opens[0], opens[1] - 1) == []
    assert _told(days, *opens) == list(BIRCH)


def test_an_agency_that_never_confirmed_is_asked_from_the_day_its_first_person_was_named(
    birch: Way, days: Days
) -> None:
    with as_owner(birch.partnership.logins) as session:
        session.execute(text("alter table portal.directory_confirmation disable trigger user"))
        session.execute(text("delete from portal.directory_confirmation"))
        session.execute(text("update portal.membership set created_at = '2027-12-01 12:00'"))
    assert len(_told(days, "2027-12-01")) == 2 * 3
