"""Closing a day and counting it again: what the page says before, what it says after, and who may (decision 5)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from portal.demo.valkey import Valkey
from portal.infra.calendar import at
from portal.protocol.actors import Role
from tests.engines import Template
from tests.pages import Browser, Pages, opened, text_of
from tests.partnership import as_owner

MONDAY = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
FRIDAY = {"day__day": "4", "day__month": "12", "day__year": "2026"}
CLOSURES, NEW = "/business-unit/closures", "/business-unit/closures/new"
OPEN = "/business-unit/closures/2026-12-04/open"


@pytest.fixture
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages, at(MONDAY):
        yield pages


@pytest.fixture
def officer(pages: Pages) -> Browser:
    return pages.who("business_unit", Role.OFFICER)


def _check(officer: Browser, **day: str) -> str:
    """Name the day, and read what would follow."""
    response = officer.send(NEW, **{**FRIDAY, **day}, reason="the  office’s training day ")
    assert response.status_code == 200, text_of(response)
    return text_of(response)


def _close(officer: Browser) -> str:
    """Name the day, read what would follow, press the button; gives what was said then."""
    filled = officer.fill(NEW, **FRIDAY, reason="the office’s training day", checked="2026-12-04")
    response = officer.post(NEW, filled)
    assert (response.status_code, response.location) == (303, CLOSURES)
    return text_of(officer.get(CLOSURES))


def _rows(pages: Pages, statement: str) -> list[tuple[object, ...]]:
    with as_owner(pages.partnership.logins) as session:
        return [tuple(row) for row in session.execute(text(statement))]


def test_before_the_button_it_is_said_how_many_cases_have_dates_over_the_day(
    pages: Pages, officer: Browser
) -> None:
    assert "No case has a date that runs over it" in _check(officer)
    pages.way().forwarded()
    once = _check(officer)
    assert "Cases with dates that run over it 1 " in once
    assert (
        "1 case has a date that runs over it: each due date that was counted over the day moves later" in once
    )
    assert "history of each case" in once
    assert "by e-mail The agencies of each case" in once
    pages.way().forwarded()
    assert "2 cases have dates that run over it" in _check(officer)
    assert "No case has a date that runs over it" in _check(
        officer, day__day="11", day__month="1", day__year="2027"
    )
    assert _rows(pages, "select * from portal.closure") == []


def test_a_day_is_closed_after_that_and_the_worker_has_it_to_do(pages: Pages, officer: Browser) -> None:
    pages.way().forwarded()
    said = _close(officer)
    assert (
        "Friday 4 December 2026 no longer counts as a working day. 1 case has a date that runs over it."
        in said
    )
    assert "The worker has still to move the dates" in said
    assert "Friday 4 December 2026 the office’s training day" in said.replace("Why ", "")
    assert _rows(pages, "select day, reason from portal.closure") == [
        (date(2026, 12, 4), "the office’s training day")
    ]
    waits = "select kind, workspace_id, escalation_id from portal.outbox where kind = 'calendar'"
    assert _rows(pages, waits) == [("calendar", None, None)]


def test_who_closed_a_day_and_who_counted_it_again_stand_beside_each_other(
    pages: Pages, officer: Browser
) -> None:
    _close(officer)
    with at(MONDAY + timedelta(hours=2)):
        manager = pages.who("business_unit", Role.MANAGER)
        before = text_of(manager.get(OPEN))
        assert "No due date becomes earlier" in before
        assert manager.send(OPEN).location == CLOSURES
        said = text_of(manager.get(CLOSURES))
    assert "Friday 4 December 2026 counts as a working day again" in said
    assert "No day is closed from Thursday 24 September 2026 on." in said
    _, _, changes = said.partition("Who changed what")
    first, second = changes.index("business_unit manager"), changes.index("business_unit officer")
    assert first < second
    assert "Counted the day again" in changes[first:second]
    assert "Closed the day" in changes[second:]


def test_the_days_of_the_last_60_days_and_the_bank_holidays_of_the_coming_year_are_listed(
    pages: Pages, officer: Browser
) -> None:
    with as_owner(pages.partnership.logins) as session:
        session.execute(
            text("insert into portal.closure values ('2026-09-23', 'long ago'), ('2026-09-24', 'snow')")
        )
    said = text_of(officer.get(CLOSURES))
    assert "Thursday 24 September 2026 (past)" in said
    assert "snow" in said
    assert "long ago" not in said
    assert "Not known" in said
    for holiday in ("Friday 25 December 2026", "Friday 26 March 2027", "Monday 30 August 2027"):
        assert holiday in said
    assert "Monday 27 December 2027" not in said


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ({"day__day": "5"}, "Saturday 5 December 2026 is not a working day: weekend"),
        ({"day__day": "25"}, "Friday 25 December 2026 is not a working day: Christmas Day"),
        ({"day__day": "23", "day__month": "9"}, "The day must not be more than 60 days ago"),
        ({"day__day": "", "day__month": "", "day__year": ""}, "Enter the day"),
    ],
)
def test_a_day_that_cannot_be_closed_is_refused_beside_its_field(
    officer: Browser, day: dict[str, str], why: str
) -> None:
    for checked in ("", "2026-12-05", "2026-12-25", "2026-09-23"):
        response = officer.send(NEW, **{**FRIDAY, **day}, reason="snow", checked=checked)
        assert response.status_code == 422
        assert why in text_of(response)
        assert 'href="#day-day"' in response.text


def test_the_day_that_was_checked_is_the_day_that_is_closed(pages: Pages, officer: Browser) -> None:
    """Another one is shown with what follows from it first."""
    response = officer.send(NEW, **{**FRIDAY, "day__day": "3"}, reason="snow", checked="2026-12-04")
    assert response.status_code == 200
    assert "Thursday 3 December 2026 stops counting" in text_of(response)
    assert _rows(pages, "select * from portal.closure") == []


def test_a_day_that_a_colleague_closed_meanwhile_is_refused(pages: Pages, officer: Browser) -> None:
    filled = officer.fill(NEW, **FRIDAY, reason="snow", checked="2026-12-04")
    _close(pages.who("business_unit", Role.MANAGER))
    response = officer.post(NEW, filled)
    assert response.status_code == 422
    assert "is not a working day: the office’s training day" in text_of(response)
    assert len(_rows(pages, "select * from portal.closure_change")) == 1


@pytest.mark.parametrize("path", [OPEN, "/business-unit/closures/tomorrow/open"])
def test_a_day_that_is_not_closed_cannot_be_opened(officer: Browser, path: str) -> None:
    assert officer.get(path).status_code == 404
    filled = officer.fill(NEW)
    assert officer.post(path, filled).status_code == 404


def test_the_clerk_keeps_no_closures(pages: Pages) -> None:
    clerk = pages.who("business_unit", Role.CLERK)
    assert [clerk.get(path).status_code for path in (CLOSURES, NEW, OPEN)] == [403, 403, 403]
    assert "Closures" not in clerk.get("/business-unit").text
