"""The page about the worker, and the line on the worklist: alive or not, what waits, what failed, trying again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from portal.business_unit import actions, queries_worker
from portal.demo.valkey import Valkey
from portal.infra import rings
from portal.infra.bell import Bell
from portal.infra.calendar import at
from portal.infra.outbox import DIED
from portal.protocol.actors import Actor, Role
from portal.protocol.errors import NotAllowed
from portal.worker import periodic
from portal.worker.carrying import CARRIERS, INSIDE
from portal.worker.periodic import PERIODIC
from tests import engines
from tests.engines import Template
from tests.pages import Browser, Pages, opened, text_of
from tests.partnership import as_owner

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
WORKER, WORKLIST = "/business-unit/worker", "/business-unit"
NOBODY_LISTENS = "redis://127.0.0.1:1"

_BEAT = text("insert into portal.periodic (name, began_at, ended_at) values (:name, :began, :ended)")
_ROW = text("""
    insert into portal.outbox (id, kind, escalation_id, workspace_id, membership_id, dedupe_key, created_at,
      not_before, attempts, last_error, failed_at)
    values (:id, :kind, :case, :workspace, :membership, :id, :written, :next, :attempts, :error, :failed)
""")


@pytest.fixture
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, engines.emptied(valkey_server)) as pages, at(NOON):
        yield pages


@pytest.fixture
def officer(pages: Pages) -> Browser:
    return pages.who("business_unit", Role.OFFICER)


def _beat(pages: Pages, ago: timedelta, *, ended: bool = True) -> None:
    then = NOON - ago
    named = {"name": queries_worker.HEARTBEAT, "began": then, "ended": then if ended else None}
    with as_owner(pages.partnership.logins) as session:
        session.execute(_BEAT, named)


def _wait(
    pages: Pages, kind: str = "email", *, to: Actor | None = None, case: UUID | None = None, **more: Any
) -> UUID:
    row = uuid4()
    told = {"workspace": to.workspace if to else None, "membership": to.membership if to else None}
    kept = {"written": NOON, "next": NOON, "attempts": 0, "error": None, "failed": None}
    with as_owner(pages.partnership.logins) as session:
        session.execute(_ROW, {"id": row, "kind": kind, "case": case, **told, **kept, **more})
    return row


def _given_up(pages: Pages, to: Actor, case: UUID | None = None, *, kind: str = "email") -> UUID:
    return _wait(
        pages,
        kind,
        to=to,
        case=case,
        attempts=20,
        error="550 no such mailbox",
        failed=NOON - timedelta(hours=1),
    )


def _stands(pages: Pages, row: UUID) -> tuple[Any, ...]:
    with as_owner(pages.partnership.logins) as session:
        asked = text("select failed_at, not_before, trying_since from portal.outbox where id = :row")
        return tuple(session.execute(asked, {"row": row}).one())


def test_the_heartbeat_is_one_of_the_periodic_works_and_every_kind_has_words() -> None:
    assert queries_worker.HEARTBEAT in {one.name for one in PERIODIC}
    assert set(queries_worker.KINDS) == set(CARRIERS) | set(INSIDE)


def test_a_worker_that_looked_within_a_minute_is_alive(pages: Pages, officer: Browser) -> None:
    _beat(pages, timedelta(seconds=4))
    assert "The worker last looked 4 seconds ago." in text_of(officer.get(WORKER))
    assert "worker" not in text_of(officer.get(WORKLIST)).lower()


@pytest.mark.parametrize("ended", [True, False])
def test_one_that_has_not_stands_still_and_the_worklist_says_so(
    pages: Pages, officer: Browser, ended: bool
) -> None:
    """Also when it was broken off in the middle of its look."""
    _beat(pages, timedelta(seconds=61), ended=ended)
    since = "The worker has not looked since 30 November 2026 at 11:58am: reminders and e-mail wait."
    assert f"{since} Tell whoever runs the portal." in text_of(officer.get(WORKER))
    response = officer.get(WORKLIST)
    assert since in text_of(response)
    assert f'href="{WORKER}"' in response.text.partition("<main")[2]


@pytest.mark.parametrize(("ahead", "alive"), [(timedelta(seconds=59), True), (timedelta(hours=1), False)])
def test_a_look_that_a_clock_set_ahead_wrote_down_is_no_sign_of_life(
    pages: Pages, officer: Browser, ahead: timedelta, alive: bool
) -> None:
    """Two computers’ clocks differ by seconds; a look an hour from now was never taken."""
    _beat(pages, -ahead)
    assert ("The worker last looked 0 seconds ago." in text_of(officer.get(WORKER))) is alive
    assert ("The worker has not looked since" in text_of(officer.get(WORKLIST))) is not alive


def test_a_worker_that_never_looked(officer: Browser) -> None:
    assert "The worker has never looked" in text_of(officer.get(WORKER))
    assert "The worker has never looked" in text_of(officer.get(WORKLIST))


def test_what_waits_is_counted_by_kind_in_plain_words(pages: Pages, officer: Browser) -> None:
    for minutes in (3, 7):
        _wait(pages, "nudge", written=NOON - timedelta(minutes=minutes))
    _wait(pages, "nudge", next=NOON + timedelta(hours=1), written=NOON - timedelta(days=1))
    said = text_of(officer.get(WORKER)).replace("To be done now ", "").replace("Put off until later ", "")
    assert "A reminder or chase to be written 2 The oldest since 30 November 2026 at 11:53am 1" in said


def test_what_is_done_and_what_was_dropped_waits_no_more(pages: Pages, officer: Browser) -> None:
    done, dropped = _wait(pages), _wait(pages)
    with as_owner(pages.partnership.logins) as session:
        session.execute(text("update portal.outbox set sent_at = now() where id = :id"), {"id": done})
        session.execute(text("update portal.outbox set dropped_at = now() where id = :id"), {"id": dropped})
    assert "Nothing waits." in text_of(officer.get(WORKER))


def test_how_each_periodic_work_last_went(pages: Pages, officer: Browser) -> None:
    with as_owner(pages.partnership.logins) as session:
        session.execute(
            text(
                "insert into portal.periodic values"
                " ('Clear away old traces', :now, :now, '3 rows cleared', 'OSError', 2),"
                " ('Follow the calendar', :now, null, '', '', 0)"
            ),
            {"now": NOON},
        )
    said = text_of(officer.get(WORKER))
    assert "3 rows cleared Last error Something went wrong in the portal (OSError), 2 times in a row" in said
    assert "Began 30 November 2026 at midday, and has not ended" in said


def test_valkey_is_asked_and_a_page_does_without_it(
    pages: Pages, officer: Browser, valkey_server: Valkey
) -> None:
    assert "No call to the worker waits" in text_of(officer.get(WORKER))
    Bell(valkey_server.url())([uuid4(), uuid4()])
    assert "The worker is being woken for 2 things to do" in text_of(officer.get(WORKER))
    assert rings.waiting(NOBODY_LISTENS) is None


def test_a_page_says_that_valkey_cannot_be_reached(
    pages: Pages, officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    reachable = rings.waiting
    monkeypatch.setattr(rings, "waiting", lambda _url: reachable(NOBODY_LISTENS))
    assert "Valkey, which wakes the worker, cannot be reached. Nothing is lost" in text_of(
        officer.get(WORKER)
    )


def test_what_was_given_up_is_shown_with_whom_and_why_and_tried_again_by_a_button(
    pages: Pages, officer: Browser
) -> None:
    _beat(pages, timedelta(seconds=1))
    way = pages.way().submitted()
    row = _given_up(pages, way.manager, way.see(way.officer).case.id)
    assert "1 e-mail could not be delivered." in text_of(officer.get(WORKLIST))
    response = officer.get(WORKER)
    said = text_of(response)
    assert "alder senior_manager, Alder Agency" in said
    assert "550 no such mailbox" in said
    assert "E-mail that asks for something" in said
    assert f'href="/cases/{way.reference}"' in response.text
    assert officer.send(WORKER, f"{WORKER}/{row}/again").location == WORKER
    after = text_of(officer.get(WORKER))
    assert "The worker tries it now. If it fails again, it is tried for 72 hours more." in after
    assert "Nothing was given up." in after
    assert _stands(pages, row) == (None, NOON, None)
    assert "could not be delivered" not in text_of(officer.get(WORKLIST))


def test_two_of_the_business_unit_press_the_button_and_it_is_tried_again_once(
    pages: Pages, officer: Browser
) -> None:
    row = _given_up(pages, pages.partnership.who("birch", Role.SENIOR_MANAGER))
    filled = officer.fill(WORKER)
    manager = pages.who("business_unit", Role.MANAGER)
    manager.send(WORKER, f"{WORKER}/{row}/again")
    with at(NOON + timedelta(minutes=1)):
        assert officer.post(f"{WORKER}/{row}/again", filled).location == WORKER
    assert "It is no longer given up" in text_of(officer.get(WORKER))
    assert _stands(pages, row) == (None, NOON, None)


def test_a_button_pressed_without_its_page_is_refused(pages: Pages, officer: Browser) -> None:
    row = _given_up(pages, pages.partnership.who("birch", Role.SENIOR_MANAGER))
    assert officer.post(f"{WORKER}/{row}/again", {}).status_code == 422
    assert _stands(pages, row)[0] is not None


def test_what_failed_and_is_tried_again_by_itself_has_no_button(pages: Pages, officer: Browser) -> None:
    to, later = pages.partnership.who("birch", Role.SENIOR_MANAGER), NOON + timedelta(minutes=15)
    _wait(pages, "reminder", to=to, attempts=3, error="421 too busy", next=later)
    response = officer.get(WORKER)
    said = text_of(response)
    assert "birch senior_manager, Birch Agency" in said
    assert "421 too busy Tried 3 times Next 30 November 2026 at 12:15pm" in said
    assert "Try again" not in said
    assert "could not be delivered" not in text_of(officer.get(WORKLIST))


def test_of_a_draft_the_business_unit_learns_nothing_here(pages: Pages, officer: Browser) -> None:
    """An e-mail about a case that A alone knows of reads as one about none: an invitation."""
    way = pages.way().started()
    with as_owner(pages.partnership.logins) as session:
        case = session.execute(text("select id from portal.escalation")).scalar_one()
    _given_up(pages, way.manager, case)
    about_a_draft = text_of(officer.get(WORKER)).partition(" Given up What ")[2]
    with as_owner(pages.partnership.logins) as session:
        session.execute(text("delete from portal.outbox"))
    _given_up(pages, way.manager, kind="invitation")
    assert way.reference not in about_a_draft
    assert about_a_draft
    assert text_of(officer.get(WORKER)).partition(" Given up What ")[2] == about_a_draft


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        (
            "SMTPServerDisconnected: Connection unexpectedly closed",
            "The mail server broke off (SMTPServerDisconnected: Connection unexpectedly closed)",
        ),
        ("SSLError: no", "The e-mail could not be handed over (SSLError: no)"),
        ("KeyError", "Something went wrong in the portal (KeyError)"),
        ("550 no such mailbox", "550 no such mailbox"),
        (DIED, DIED),
        ("", ""),
    ],
)
def test_why_something_failed_is_put_in_plain_words_with_the_technical_one_kept(
    kept: str, shown: str
) -> None:
    assert queries_worker.in_plain_words(kept) == shown


def test_what_was_done_once_is_said_in_the_singular() -> None:
    said = [periodic._counted(number, "reminder was due", "reminders were due") for number in (0, 1, 2)]
    assert said == ["", "1 reminder was due", "2 reminders were due"]


def test_other_work_that_was_given_up_is_counted_apart_from_e_mail(pages: Pages, officer: Browser) -> None:
    _beat(pages, timedelta(seconds=1))
    _wait(pages, "scan", failed=NOON)
    said = text_of(officer.get(WORKLIST))
    assert "1 other thing could not be done." in said
    assert "e-mail" not in said
    assert "Nobody: the portal’s own work" in text_of(officer.get(WORKER))


def test_the_clerk_sees_neither_the_page_nor_the_line(pages: Pages) -> None:
    _given_up(pages, pages.partnership.who("birch", Role.SENIOR_MANAGER))
    clerk = pages.who("business_unit", Role.CLERK)
    assert clerk.get(WORKER).status_code == 403
    assert "worker" not in text_of(clerk.get(WORKLIST)).lower()


@pytest.mark.parametrize(("slug", "role"), [("business_unit", Role.CLERK), ("alder", Role.SENIOR_MANAGER)])
def test_nobody_else_has_anything_tried_again(pages: Pages, slug: str, role: Role) -> None:
    actor = pages.partnership.who(slug, role)
    row = _given_up(pages, actor)
    with (
        pages.partnership.database.work(pages.partnership.context(actor)) as session,
        pytest.raises(NotAllowed),
    ):
        actions.try_again(session, actor, row)
    assert _stands(pages, row)[0] is not None
