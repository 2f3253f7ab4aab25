"""A worklist begins with what is due first, and says in words how many working days are left or over."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.demo.valkey import Valkey
from portal.escalations import queries
from portal.escalations.actions import office, replies
from portal.infra.calendar import at
from portal.protocol.actors import Actor, Role
from portal.protocol.clock import day_in_words
from tests.engines import Template
from tests.pages import Pages, opened, text_of
from tests.way import REPLY, Way

READ_ON = datetime(2026, 12, 8, 12, 0, tzinfo=UTC)
SAID = ("1 working day late", "due today", "1 working day left", "3 working days left")
SENT_ON = {25: SAID[2], 23: SAID[0], 27: SAID[3], 24: SAID[1]}
"""Days of November, in another order than that in which the replies are due, and what is said of each."""

CHECKED_BY = ("5 working days late", "3 working days late")


@pytest.fixture(scope="module")
def references(pages: Pages) -> dict[str, str]:
    """The cases sent on, by what is said of them; and two that the Business Unit has still to check."""
    found = {}
    for day, said in SENT_ON.items():
        with at(datetime(2026, 11, day, 11, 0, tzinfo=UTC)):
            found[said] = pages.way().forwarded().reference
    for day, said in zip((1, 27), reversed(CHECKED_BY), strict=True):
        with at(datetime(2026, 12 if day == 1 else 11, day, 11, 0, tzinfo=UTC)):
            found[said] = pages.way().submitted().reference
    return found


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages:
        yield pages


@pytest.mark.parametrize(
    ("slug", "role", "path", "group", "after", "expected"),
    [
        ("birch", Role.SENIOR_MANAGER, "/cases", "Asked of us", "We are waiting for others", SAID),
        ("business_unit", Role.OFFICER, "/business-unit", "Waiting for others", "Ended", SAID),
    ],
)
def test_what_is_due_first_comes_first(
    pages: Pages, references: dict[str, str], slug: str, role: Role, path: str, group: str, after: str,
    expected: tuple[str, ...],
) -> None:  # fmt: skip
    with at(READ_ON):
        said = text_of(pages.who(slug, role).get(path))
    listed = said.partition(f" {group} Reference ")[2].partition(f" {after} ")[0]
    rows = [f"RPD-{row}" for row in listed.split("RPD-")[1:]]
    assert [row[:13] for row in rows] == [references[words] for words in expected]
    for row, words in zip(rows, expected, strict=True):
        assert words in row


def test_an_agency_that_waits_reads_them_in_that_order_too(pages: Pages, references: dict[str, str]) -> None:
    """Of the cases that it raised: those with the Business Unit are the longest overdue."""
    with at(READ_ON):
        said = text_of(pages.who("alder", Role.SENIOR_MANAGER).get("/cases"))
    listed = said.partition("We are waiting for others Reference")[2]
    order = [f"RPD-{row[:9]}" for row in listed.split("RPD-")[1:]]
    assert order == [references[words] for words in (*CHECKED_BY, *SAID)]


def test_decision_13_the_reply_of_one_agency_takes_no_date_off_the_list_of_another(pages: Pages) -> None:
    way = pages.way().submitted()
    cedar = way.partnership.who("cedar", Role.SENIOR_MANAGER)
    to = [way.responder.membership, cedar.membership]
    way.do(way.officer, office.forward, way.reference, version=way.version(way.officer), to=to)
    due = _due_on(way, cedar)
    version = way.version(way.responder)
    way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)
    assert (due is not None, _due_on(way, cedar)) == (True, due)


def test_decision_13_what_waits_for_others_is_ordered_by_the_dates_it_shows(pages: Pages) -> None:
    """Of the first case birch reads no date: what is asked, and when, is cedar's alone."""
    cedar = pages.partnership.who("cedar", Role.SENIOR_MANAGER)
    with at(datetime(2026, 11, 2, 11, 0, tzinfo=UTC)):
        first = pages.way().submitted()
        to = [first.responder.membership, cedar.membership]
        first.do(first.officer, office.forward, first.reference, version=first.version(first.officer), to=to)
        _reply(first)
    second = pages.way().forwarded()
    _reply(second)
    listed = _listed_for(second, second.responder)
    waiting = [one for one in listed if one.group == queries.WAITING]
    assert [one.reference for one in waiting if one.reference in (first.reference, second.reference)] == [
        second.reference,
        first.reference,
    ]
    shown = [one.due_on for one in waiting]
    assert shown == sorted(shown, key=lambda due: (due is None, due or date.max))


def _reply(way: Way) -> None:
    version = way.version(way.responder)
    way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)


def _due_on(way: Way, who: Actor) -> date | None:
    return next(one.due_on for one in _listed_for(way, who) if one.reference == way.reference)


def _listed_for(way: Way, who: Actor) -> list[queries.Listed]:
    with way.partnership.database.reading(way.partnership.context(who)) as session:
        return queries.worklist(session, who.workspace)


def test_a_follow_up_that_is_late_says_so_as_every_other_row_does(pages: Pages) -> None:
    way = pages.way().resolved()
    due = way.see(way.manager).case.follow_up_on
    assert due
    with at(datetime(due.year, due.month, due.day, 12, tzinfo=UTC) + timedelta(days=14)):
        listed = text_of(pages.browser(way.manager).get("/cases"))
    assert f"{day_in_words(due)} " in listed
    row = listed[listed.index(way.reference) :]
    assert "working days late" in row[: row.index("Between")]
