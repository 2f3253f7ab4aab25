"""A case keeps the rules it began under: one begun before a change, and one after it, side by side."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from portal.demo.valkey import Valkey
from portal.escalations.actions import part_1, replies, responding
from portal.escalations.records import rules_of
from portal.infra.calendar import at
from portal.protocol.actors import Role
from portal.protocol.errors import Invalid
from portal.protocol.rules import THE_PROTOCOLS
from tests.engines import Template
from tests.pages import Pages, opened, text_of
from tests.partnership import as_owner
from tests.settings import changed
from tests.way import CONCLUSION, REPLY, Way

MONDAY = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
CHANGED: dict[str, Any] = {
    "extension": 8, "turn": 30, "follow_up_until": 9, "follow_up_from": 6, "reopen": 25, "no_further_step": 7,
    "reminders": [7, 1], "chases": [2], "notice": 9, "prompts": [12], "other_reminders": [4], "other_chases": [3],
}  # fmt: skip


@pytest.fixture
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages, at(MONDAY):
        yield pages


@pytest.fixture
def old(pages: Pages) -> Way:
    """A case that was a draft when everything was changed."""
    way = pages.way().started()
    changed(pages.partnership, **CHANGED)
    return way


@pytest.fixture
def new(pages: Pages, old: Way) -> Way:
    """One that was begun afterwards."""
    return pages.way().started()


def _deadline(way: Way, clock: str) -> tuple[date, list[date]]:
    """When the running one is due, and the days on which something of its ladder goes."""
    asked = """
        select d.due_on, array_agg((n.at at time zone 'Europe/London')::date order by n.at)
        from portal.deadline d join portal.escalation e on e.id = d.escalation_id
          left join portal.nudge n on n.deadline_id = d.id
        where e.reference = :reference and d.clock = :clock and d.stopped_at is null group by d.id
    """
    with as_owner(way.partnership.logins) as session:
        row = session.execute(text(asked), {"reference": way.reference, "clock": clock}).one()
    return row[0], row[1]


def _days(*days: str) -> list[date]:
    return [date.fromisoformat(f"2026-{day}") for day in days]


def _sign(way: Way) -> Way:
    """Send a draft on, as `Way.forwarded` does for one that it begins itself."""
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    return way.sent_on()


def test_the_first_version_is_the_protocols_and_a_case_names_its_own(
    pages: Pages, old: Way, new: Way
) -> None:
    with as_owner(pages.partnership.logins) as session:
        stored = session.scalar(text("select content from portal.rules where version = 1"))
    assert stored == THE_PROTOCOLS.to_json()
    assert old.see(old.contributor).case.rules == THE_PROTOCOLS
    rules = new.see(new.contributor).case.rules
    assert rules.version == 1 + len(CHANGED)
    assert {name: rules.to_json()[name] for name in CHANGED} == CHANGED
    assert rules.comment == THE_PROTOCOLS.comment


def test_the_two_and_the_ten_days_are_the_same_and_each_has_its_own_ladder(old: Way, new: Way) -> None:
    """Monday 6 July 2026; ten working days later is Monday 20 July."""
    for way in (old, new):
        _sign(way)
    due, went = _deadline(old, "response")
    assert due == date(2026, 7, 20)
    assert went == _days("07-13", "07-16", "07-20", "07-21", "07-23", "07-27")
    due, went = _deadline(new, "response")
    assert due == date(2026, 7, 20)
    assert went == _days("07-09", "07-17", "07-22", "07-31")


def test_each_extends_by_its_own_most(pages: Pages, old: Way, new: Way) -> None:
    for way in (old, new):
        _sign(way)
    responder = pages.who("birch", Role.SENIOR_MANAGER)
    assert "8 working days: by" not in text_of(responder.get(f"/cases/{old.reference}/more-time"))
    assert "8 working days: by Thursday 30 July 2026" in text_of(
        responder.get(f"/cases/{new.reference}/more-time")
    )
    for way, days in ((old, 6), (new, 9)):
        with pytest.raises(Invalid, match=f"from 1 to {days - 1}"):
            way.do(way.responder, responding.ask_extension, way.reference,
                   version=way.version(way.responder), days=days, reasons="Leave.")  # fmt: skip
    way = new
    way.do(way.responder, responding.ask_extension, way.reference,
           version=way.version(way.responder), days=8, reasons="Leave.")  # fmt: skip
    assert way.see(way.responder).parts[0].part.extension_days == 8


def test_each_turn_and_follow_up_has_its_own_length(pages: Pages, old: Way, new: Way) -> None:
    reply = {**REPLY, "promised": []}
    for way in (old, new):
        _sign(way)
        way.do(
            way.responder, replies.respond, way.reference, version=way.version(way.responder), content=reply
        )
    assert _deadline(old, "turn") == (date(2026, 8, 3), _days("07-13", "07-20"))
    assert _deadline(new, "turn") == (date(2026, 8, 17), _days("07-22"))
    manager = pages.who("alder", Role.SENIOR_MANAGER)
    assert "Wednesday 15 July 2026, 7 working days from now" in text_of(
        manager.get(f"/cases/{new.reference}/no-further-step")
    )
    assert "Monday 13 July 2026, 5 working days from now" in text_of(
        manager.get(f"/cases/{old.reference}/no-further-step")
    )
    for way in (old, new):
        way.do(way.manager, replies.conclude, way.reference, version=way.version(way.manager),
               content={**CONCLUSION, "practitioner_told_on": "2026-07-06"})  # fmt: skip
    assert _deadline(old, "follow_up") == (date(2026, 8, 3), _days("07-30", "08-03", "08-04"))
    assert _deadline(new, "follow_up") == (date(2026, 8, 17), _days("08-11", "08-20"))
    said = text_of(manager.get(f"/cases/{new.reference}"))
    assert "not before 6 nor after 9 weeks from the conclusion" in said


def test_a_later_change_moves_nothing_of_either(pages: Pages, old: Way, new: Way) -> None:
    for way in (old, new):
        _sign(way)
    before = [_deadline(way, "response") for way in (old, new)]
    with at(MONDAY + timedelta(hours=1)):
        manager = pages.who("business_unit", Role.MANAGER)
        assert manager.send("/business-unit/settings/reminders", value="9").status_code == 303
        assert [_deadline(way, "response") for way in (old, new)] == before
        last = pages.way().forwarded()
        assert last.see(last.officer).case.rules == replace(
            new.see(new.officer).case.rules, version=2 + len(CHANGED), reminders=(9,)
        )


def test_a_version_is_asked_once_in_a_process(pages: Pages, new: Way) -> None:
    database = pages.partnership.database
    with database.reading(pages.partnership.context(new.officer)) as session:
        found = rules_of(session, 5)
    with database.reading(pages.partnership.context(new.officer)) as session:
        assert rules_of(session, 5) is found
