"""The dates of a case: what reminders went and when the next will, and each date as a file for a calendar."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import icalendar
import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from portal.config import Settings
from portal.demo import ports
from portal.demo.mailbox import Sink, Store
from portal.demo.valkey import Valkey
from portal.escalations import queries
from portal.escalations.actions import oversight
from portal.infra.calendar import at
from portal.infra.db import Database
from portal.protocol.actors import Actor, Role
from portal.protocol.deadlines import Clock
from portal.worker.beating import beat
from portal.worker.carrying import sweep
from tests.engines import Template
from tests.pages import BASE_URL, Pages, opened, text_of
from tests.partnership import as_owner
from tests.way import Way

FORWARDED = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
"""The reply is due on Monday 7 December: reminders on 30 November, 3 and 7 December."""

TO_B = "birch senior_manager, Birch Agency"
REMINDED = f"Reminded by e-mail on Monday 30 November 2026, by the portal: {TO_B}"
CHASED = "Chased by telephone on Wednesday 25 November 2026, by business_unit officer"


@pytest.fixture
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages:
        yield pages


@pytest.fixture
def carrier(pages: Pages) -> Iterator[Database]:
    one = Database(pages.partnership.logins.worker_url, pool_size=3)
    yield one
    one.engine.dispose()


@pytest.fixture
def way(pages: Pages) -> Way:
    with at(FORWARDED):
        return pages.way().forwarded()


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a mail server that takes every letter."""
    port = ports.free()
    sink = Controller(Sink(Store(tmp_path_factory.mktemp("post"))), hostname="127.0.0.1", port=port)
    sink.start()
    yield f"smtp://127.0.0.1:{port}"
    sink.stop()


NOBODY_TAKES_IT = "smtp://127.0.0.1:1"
"""Where no mail server is: a letter is tried again another time."""


def _work(pages: Pages, carrier: Database, moment: datetime, post: str = NOBODY_TAKES_IT) -> None:
    """Let the worker do what is due."""
    settings = Settings(pages.partnership.logins.worker_url, "redis://127.0.0.1:1", post,
                        "https://portal.example", "test", mail_from="no-reply@portal.example")  # fmt: skip
    with at(moment):
        beat(carrier, settings)
        for _ in range(3):
            sweep(carrier, settings)


def _dates(pages: Pages, way: Way, reader: Actor, moment: datetime) -> str:
    """What stands under "Dates" on the page of the case."""
    with at(moment):
        said = text_of(pages.browser(reader).get(f"/cases/{way.reference}"))
    _before, _in_the_contents, dates = said.split(" Dates ", maxsplit=2)
    return dates.partition(" Part 1: the difference")[0]


def _of(way: Way, reader: Actor, clock: Clock) -> str:
    """The running deadline of this clock that this reader may have for a calendar."""
    with way.partnership.database.reading(way.partnership.context(reader)) as session:
        every = queries.case(session, reader, way.reference).deadlines
    (one,) = [one for one in every if queries.concerns(one, reader) and one.deadline.clock is clock]
    return str(one.id)


def _of_the_reply(way: Way) -> str:
    return _of(way, way.responder, Clock.RESPONSE)


def _file(pages: Pages, way: Way, reader: Actor, deadline: str) -> icalendar.Event:
    response = pages.browser(reader).get(f"/cases/{way.reference}/dates/{deadline}.ics")
    assert response.status_code == 200
    (event,) = icalendar.Calendar.from_ical(response.data).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def test_a_date_says_when_its_next_reminder_goes_and_which_went(
    pages: Pages, way: Way, carrier: Database, post: str
) -> None:
    before = _dates(pages, way, way.responder, FORWARDED)
    assert "Next reminder: Monday 30 November 2026" in before
    assert "Reminded" not in before
    on_the_day = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    _work(pages, carrier, on_the_day, post)
    for reader in (way.responder, way.officer):
        after = _dates(pages, way, reader, on_the_day)
        assert f"{REMINDED} Next reminder: Thursday 3 December 2026" in after


def test_a_reminder_that_waits_was_sent_late_or_was_overtaken_is_never_said_to_have_gone_on_its_day(
    pages: Pages, way: Way, carrier: Database, post: str
) -> None:
    first, second = datetime(2026, 11, 30, 9, 0, tzinfo=UTC), datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
    _work(pages, carrier, first)
    waits = f"Reminder of Monday 30 November 2026: e-mail to {TO_B} waiting to be sent"
    for reader in (way.responder, way.officer):
        said = _dates(pages, way, reader, first)
        assert waits in said
        assert "Reminded" not in said
    _work(pages, carrier, second)
    _work(pages, carrier, second.replace(hour=15), post)
    for reader in (way.responder, way.officer):
        said = _dates(pages, way, reader, second.replace(hour=15))
        assert (
            f"Reminder of Monday 30 November 2026: e-mail to {TO_B} not sent: a later reminder took its place"
            f" Reminded by e-mail on Thursday 3 December 2026, by the portal: {TO_B} Next reminder:"
        ) in said
        assert waits not in said


def test_a_reminder_says_the_day_on_which_its_e_mail_went(
    pages: Pages, way: Way, carrier: Database, post: str
) -> None:
    _work(pages, carrier, datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    later = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    _work(pages, carrier, later, post)
    said = _dates(pages, way, way.responder, later)
    assert f"Reminded by e-mail on Tuesday 1 December 2026, by the portal: {TO_B}" in said


def test_a_reminder_that_could_not_be_delivered_or_was_no_longer_theirs_says_so(
    pages: Pages, way: Way, carrier: Database, post: str
) -> None:
    day = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    _work(pages, carrier, day)
    with as_owner(pages.partnership.logins) as session:
        session.execute(text("update portal.outbox set failed_at = now() where kind = 'reminder'"))
    about = f"Reminder of Monday 30 November 2026: e-mail to {TO_B} not sent: "
    assert f"{about}it could not be delivered, and was given up" in _dates(pages, way, way.officer, day)
    with as_owner(pages.partnership.logins) as session:
        session.execute(text("update portal.outbox set failed_at = null where kind = 'reminder'"))
        end = text("update portal.membership_role set ended_at = now() where membership_id = :who")
        session.execute(end, {"who": way.responder.membership})
    _work(pages, carrier, day.replace(hour=15), post)
    said = _dates(pages, way, way.officer, day.replace(hour=15))
    assert f"{about}it was no longer for them" in said
    assert "Reminded by e-mail on Monday 30 November 2026, by the portal: birch deputy, Birch Agency" in said


def test_a_chase_stands_among_them_in_order(pages: Pages, way: Way, carrier: Database, post: str) -> None:
    with at(datetime(2026, 11, 25, 15, 0, tzinfo=UTC)):
        way.do(way.officer, oversight.chase, way.reference, whom=way.responder.workspace, how="telephone",
               on=date(2026, 11, 25), body="They have it.")  # fmt: skip
    on_the_day = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    _work(pages, carrier, on_the_day, post)
    for reader in (way.responder, way.officer):
        said = _dates(pages, way, reader, on_the_day)
        assert said.count(CHASED) == 1  # and not under the right to say that the case is not for them
        assert said.index(CHASED) < said.index(REMINDED)


def test_all_but_the_last_three_reminders_of_a_date_are_folded(
    pages: Pages, way: Way, carrier: Database, post: str
) -> None:
    days = [
        datetime(2026, month, day, 9, 0, tzinfo=UTC) for month, day in ((11, 30), (12, 3), (12, 7), (12, 8))
    ]
    for day in days:
        _work(pages, carrier, day, post)
    said = _dates(pages, way, way.responder, days[-1])
    folded, _, open_ = said.partition(f"Earlier reminders (1) : Reply due, Birch Agency {REMINDED} ")
    assert "Reminded" not in folded
    assert open_.startswith("Reminded by e-mail on Thursday 3 December 2026")
    assert open_.count("by the portal") == 3


def test_an_agency_reads_of_no_other_agencys_reminders(
    pages: Pages, way: Way, carrier: Database, post: str
) -> None:
    on_the_day = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    _work(pages, carrier, on_the_day, post)
    said = _dates(pages, way, way.manager, on_the_day)
    assert "Monday 7 December 2026" in said
    for words in ("Reminded", "Reminder of", "Next reminder", "Add to calendar"):
        assert words not in said


def test_a_date_that_stopped_says_nothing_of_reminders(pages: Pages, way: Way) -> None:
    said = _dates(pages, way, way.officer, FORWARDED)
    _, _, stopped = said.partition("Dates that have passed or stopped")
    assert "Business Unit to send it on" in stopped
    assert "Add to calendar" not in stopped


def test_a_calendar_takes_the_due_date_by_the_cases_reference_alone(pages: Pages, way: Way) -> None:
    deadline = _of_the_reply(way)
    address = f"/cases/{way.reference}/dates/{deadline}.ics"
    with at(FORWARDED):
        assert f'href="{address}"' in pages.browser(way.responder).get(f"/cases/{way.reference}").text
        response = pages.browser(way.responder).get(address)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{way.reference}.ics"'
    assert response.headers["Cache-Control"] == "no-store"
    assert response.text.replace("\r\n ", "").split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Professional differences//Due dates//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"SUMMARY:{way.reference}: reply due",
        "DTSTART;VALUE=DATE:20261207",
        "DTEND;VALUE=DATE:20261208",
        "DTSTAMP:20261123T110000Z",
        f"UID:{deadline}@127.0.0.1",
        "SEQUENCE:14",
        "TRANSP:TRANSPARENT",
        f"URL:{BASE_URL}/cases/{way.reference}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_date_that_moved_takes_the_place_of_the_one_before(
    pages: Pages, way: Way, carrier: Database
) -> None:
    deadline = _of_the_reply(way)
    before = _file(pages, way, way.responder, deadline)
    with as_owner(pages.partnership.logins) as session:
        session.execute(text("insert into portal.closure values ('2026-12-04', 'the training day')"))
    _work(pages, carrier, datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    after = _file(pages, way, way.responder, deadline)
    assert (before["dtstart"].dt, after["dtstart"].dt) == (date(2026, 12, 7), date(2026, 12, 8))
    assert before["uid"] == after["uid"]
    assert before["sequence"] < after["sequence"]


def test_it_is_for_those_whom_the_date_binds_and_for_the_business_unit(pages: Pages, way: Way) -> None:
    deadline = _of_the_reply(way)
    address = f"/cases/{way.reference}/dates/{deadline}.ics"
    executive_contact = pages.partnership.who("birch", Role.EXECUTIVE_CONTACT)
    cedar = pages.partnership.who("cedar", Role.SENIOR_MANAGER)
    readers = {way.responder: 200, executive_contact: 200, way.officer: 200, way.manager: 404, cedar: 404}
    assert {one: pages.browser(one).get(address).status_code for one in readers} == readers


def test_a_date_that_no_longer_runs_is_given_to_nobody(pages: Pages) -> None:
    way = pages.way().submitted()
    deadline = _of(way, way.officer, Clock.BUSINESS_UNIT_CHECK)
    address = f"/cases/{way.reference}/dates/{deadline}.ics"
    assert pages.browser(way.officer).get(address).status_code == 200
    way.sent_on()
    assert pages.browser(way.officer).get(address).status_code == 404


def test_taking_it_counts_as_a_view_of_the_case(pages: Pages, way: Way) -> None:
    _file(pages, way, way.responder, _of_the_reply(way))
    with as_owner(pages.partnership.logins) as session:
        looks = session.execute(text("select what, name from portal.access")).all()
    assert [tuple(one) for one in looks] == [("view", "birch senior_manager")]
