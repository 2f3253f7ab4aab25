"""The practice clock's page: it moves the portal's clock forwards, for every part that follows the file."""

import email.message
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal.app import create_app
from portal.config import Settings
from portal.demo import clock
from portal.demo.clock import Refused
from portal.demo.mailbox import Store, create_page
from portal.infra import calendar
from portal.infra.calendar import at
from portal.infra.db import Database
from portal.protocol.clock import LONDON, london_date
from tests.engines import Logins

CHRISTMAS_EVE = datetime(2026, 12, 24, 15, 30, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """The file that this process follows for the test; it is not there until the clock is moved."""
    path = tmp_path / "clock"
    calendar.follow(path)
    yield path
    calendar.follow(None)


@pytest.fixture
def page(tmp_path: Path, file: Path) -> FlaskClient:
    return create_page(Store(tmp_path), file).test_client()


def _says(text: str) -> str:
    return unescape(" ".join(re.sub("<[^>]+>", " ", text.partition("<body")[2]).split()))


def test_it_says_what_time_it_is_and_offers_working_days(page: FlaskClient) -> None:
    with at(CHRISTMAS_EVE):
        shown = _says(page.get("/clock").text)
    assert "For the portal it is Thursday 24 December 2026, 3:30pm" in shown
    assert "Next working day, 9am (Tuesday 29 December 2026)" in shown
    assert "On 5 working days, 9am (Tuesday 5 January 2027)" in shown
    assert "This computer’s own clock says" not in shown


@pytest.mark.parametrize("days", [1, 5])
def test_a_button_moves_it_to_the_morning_of_a_working_day(page: FlaskClient, file: Path, days: int) -> None:
    on = clock.working_day_on(days)
    moved = page.post("/clock", data={"days": str(days)})
    assert (moved.status_code, moved.location) == (303, "/clock")
    here = calendar.now().astimezone(LONDON)
    assert (here.date(), here.hour) == (on, 9)
    assert "This computer’s own clock says" in _says(page.get("/clock").text)


def test_a_date_moves_it_and_a_second_one_moves_it_on(page: FlaskClient, file: Path) -> None:
    first, second = (london_date(calendar.now()) + timedelta(days=days) for days in (40, 41))
    for day in (first, second):
        assert page.post("/clock", data={"day": day.isoformat()}).status_code == 303
        assert london_date(calendar.now()) == day


def test_it_never_goes_back(page: FlaskClient, file: Path) -> None:
    page.post("/clock", data={"days": "5"})
    kept, today = file.read_text(), london_date(calendar.now())
    for day in (today, today - timedelta(days=1)):
        refused = page.post("/clock", data={"day": day.isoformat()})
        assert refused.status_code == 422
        assert "The clock only goes forwards: 9am on" in _says(refused.text)
        assert f'value="{day.isoformat()}"' in refused.text
    assert file.read_text() == kept


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Enter a date."),
        ({"day": "tomorrow"}, "Enter a date."),
        ({"day": "2046-01-02"}, "The bank holidays are known until 2045: choose an earlier day."),
        ({"day": "9999-12-31"}, "The bank holidays are known until 2045: choose an earlier day."),
        ({"days": "-3"}, "The clock only goes forwards"),
    ],
)
def test_what_is_no_day_to_come_is_refused(
    page: FlaskClient, file: Path, given: dict[str, str], says: str
) -> None:
    refused = page.post("/clock", data=given)
    assert refused.status_code == 422
    assert says in _says(refused.text)
    assert not file.exists()


def test_another_site_cannot_move_it(page: FlaskClient, file: Path) -> None:
    tried = page.post("/clock", data={"days": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert tried.status_code == 403
    assert not file.exists()


def test_nine_in_the_morning_is_londons_on_both_sides_of_a_clock_change(file: Path) -> None:
    for day in (date(2027, 3, 29), date(2027, 11, 1)):
        clock.move(file, day)
        here = calendar.now().astimezone(LONDON)
        assert (here.date(), here.hour, here.minute) == (day, 9, 0)
    with pytest.raises(Refused):
        clock.move(file, date(2027, 3, 30))


def test_messages_are_received_by_the_portals_clock(page: FlaskClient, tmp_path: Path) -> None:
    on = clock.working_day_on(5)
    page.post("/clock", data={"days": "5"})
    (store := Store(tmp_path)).keep(email.message.Message())
    assert store.messages()[0].received.date() == on


def test_the_portals_pages_say_what_time_it_is_when_the_clock_was_moved(
    database: Logins, tmp_path: Path
) -> None:
    file = tmp_path / "clock"
    settings = Settings(
        database_url=database.web_url,
        redis_url="redis://127.0.0.1:1",
        smtp_url="smtp://127.0.0.1:1",
        base_url="http://localhost",
        secret_key="a key for tests alone",
        demo=True,
        clock_file=file,
    )
    web = Database(settings.database_url)
    browser = create_app(settings, database=web).test_client()
    try:
        assert "the clock was moved on" not in browser.get("/sign-in").text
        clock.move(file, on := clock.working_day_on(5))
        shown = _says(browser.get("/sign-in").text)
    finally:
        calendar.follow(None)
        web.engine.dispose()
    assert f"the clock was moved on. For the portal it is {on:%A} {on.day} {on:%B} {on.year}, 9am" in shown
