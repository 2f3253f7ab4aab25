"""One round of a race: two forms sent at the same moment, and what the database alone then says of the case."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.infra.verification import verify
from tests.pages import BASE_URL, Browser, Pages, at_once
from tests.partnership import as_owner
from tests.way import Way

_CASE = text("select id, state from portal.escalation where reference = :reference")
_RESPONSES = text(
    "select w.slug, p.state from portal.part p join portal.workspace w on w.id = p.workspace_id"
    " where p.escalation_id = :case and p.kind = 'response' order by p.began_at, w.slug"
)
_SIGNED = text("select kind, version from portal.document where escalation_id = :case order by kind, version")
_EVENTS = text(
    "select h.event, w.slug from portal.history h join portal.workspace w on w.id = h.workspace_id"
    " where h.escalation_id = :case order by h.seq"
)
_DRAFTS = text(
    "select section, content, version from portal.draft where escalation_id = :case and kind = 'part_1'"
)
_WAITING = (
    "select count(*) from pg_stat_activity"
    " where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0"
)
_CASES = text("select count(*) from portal.escalation")


@dataclass(frozen=True)
class Stands:
    """Where a case stands, as its rows tell it."""

    state: str
    responses: Mapping[str, str]
    signed: Sequence[tuple[str, int]]
    events: Sequence[tuple[str, str]]
    drafts: Mapping[str, tuple[Any, int]]
    cases: int

    def happened(self, *events: str) -> list[str]:
        """Which of these events there were, in order."""
        return [event for event, _ in self.events if event in events]


def stands(way: Way) -> Stands:
    """Everything of a case that a race may leave otherwise."""
    with as_owner(way.partnership.logins) as session:
        case = session.execute(_CASE, {"reference": way.reference}).one()
        of_it = {"case": case.id}
        return Stands(
            case.state,
            {row.slug: row.state for row in session.execute(_RESPONSES, of_it)},
            [(row.kind, row.version) for row in session.execute(_SIGNED, of_it)],
            [(row.event, row.slug) for row in session.execute(_EVENTS, of_it)],
            {row.section: (row.content, row.version) for row in session.execute(_DRAFTS, of_it)},
            session.scalar(_CASES) or 0,
        )


@dataclass(frozen=True)
class Form:
    """Somebody's form, filled in before the race."""

    browser: Browser
    address: str
    fields: Mapping[str, Any]

    @classmethod
    def of(cls, browser: Browser, page: str, address: str = "", /, **fields: Any) -> "Form":
        """The page's own form with these fields. A name's "__" stands for "-"."""
        filled = browser.fill(page, **fields)
        return cls(browser, address or page, filled)

    def send(self) -> TestResponse:
        """Send it as it is, from a window of its own."""
        client = self.browser.app.test_client()
        cookie = self.browser.client.get_cookie("portal", domain="127.0.0.1")
        assert cookie is not None
        client.set_cookie("portal", cookie.value, domain="127.0.0.1")
        return client.post(self.address, base_url=BASE_URL, data=self.fields)


def race(way: Way, number: int, one: Form, other: Form) -> tuple[TestResponse, TestResponse]:
    """Send both at the same moment. In half of the rounds they meet at the case's lock, each first in turn."""
    if number % 4 == 2:
        return _in_line(way, one, other)
    if number % 4 == 3:
        second, first = _in_line(way, other, one)
        return first, second
    if number % 4 == 1:
        second, first = at_once(other.send, one.send)
        return first, second
    first, second = at_once(one.send, other.send)
    return first, second


def _in_line(way: Way, first: Form, second: Form) -> tuple[TestResponse, TestResponse]:
    """Hold the case until both wait for it, this one before that one, and let go."""
    with ThreadPoolExecutor(2) as pool, psycopg.connect(way.partnership.logins.owner_url) as holder:
        holder.execute("set role portal_owner")
        holder.execute("select from portal.escalation where reference = %s for update", (way.reference,))
        sent = []
        for form in (first, second):
            sent.append(pool.submit(form.send))
            _until_waiting(way, len(sent), sent)
        holder.rollback()
        return sent[0].result(timeout=30), sent[1].result(timeout=30)


def _until_waiting(way: Way, many: int, sent: Sequence[Future[TestResponse]]) -> None:
    """Until so many wait for somebody else's lock, or have been answered without waiting."""
    with psycopg.connect(way.partnership.logins.owner_url, autocommit=True) as watcher:
        for _ in range(1000):
            waiting = watcher.execute(_WAITING).fetchone()
            if waiting and waiting[0] + sum(one.done() for one in sent) >= many:
                return
            watcher.execute("select pg_sleep(0.01)")
    raise AssertionError("They never came to wait for the case.")


def check_the_record(pages: Pages) -> None:
    """Every chain is whole, and every signed part is as its history tells it."""
    assert verify(pages.partnership.logins.owner_url).faults == ()
