"""A silence noted before the day was closed is taken back while a reply may still come in time (section 4)."""

from datetime import date

import pytest
from sqlalchemy import text

from portal.escalations import queries
from portal.infra.verification import verify
from portal.protocol.deadlines import Clock
from portal.protocol.rows import Action
from portal.protocol.tasks import Ask
from tests.integration.worker.closed_late import MOVED, close
from tests.integration.worker.days import TO_A, TO_B, Days
from tests.integration.worker.record import history
from tests.partnership import as_owner
from tests.way import Way

DUE = date(2026, 12, 7)
ASKED = "say whether it is resolved"


@pytest.fixture
def silent(sent: Way, days: Days) -> Way:
    """No reply came by Monday 7 December, and A is asked. Then the Monday turns out to have been closed."""
    for day in ("2026-12-07", "2026-12-08"):
        days.work(day, 8)
    assert sent.see(sent.manager).case.silent
    with days.at("2026-12-08", 9):
        close(sent, DUE)
    return sent


def test_section_4_a_silence_is_taken_back_when_the_reply_may_still_come_in_time(
    silent: Way, days: Days
) -> None:
    assert days.told("2026-12-08", 10) == [(TO_A, MOVED), (TO_B, MOVED)]
    with days.at("2026-12-08", 10):
        view = silent.see(silent.manager)
        assert not view.may(Action.CONCLUDE_RESOLVED)
    assert (silent.manager.workspace, Ask.CONCLUDE) not in view.asks
    assert [one.deadline.clock for one in view.deadlines if one.running] == [Clock.RESPONSE]
    assert _listed(silent).ask != "Say whether it is resolved"
    with as_owner(silent.partnership.logins) as session:
        left = session.execute(
            text(
                "select step from portal.nudge join portal.deadline d on d.id = deadline_id where clock = 'turn'"
            )
        )
        assert left.all() == []
    assert verify(silent.partnership.logins.owner_url).faults == ()


def test_a_reads_that_the_silence_was_taken_back_and_b_does_not(silent: Way, days: Days) -> None:
    days.work("2026-12-08", 10)
    begun = "The due date has moved and a reply may still come in time"
    assert len(history(silent, beginning=begun)) == len(history(silent, silent.manager, beginning=begun)) == 1
    assert history(silent, silent.responder, beginning=begun) == []


def test_section_4_it_is_noted_again_when_the_new_due_date_passes_in_silence(silent: Way, days: Days) -> None:
    days.work("2026-12-08", 10)
    late = "reply with Part 2, 1 working day late"
    assert days.told("2026-12-09", 8) == [(TO_A, ASKED), (TO_B, late)]
    assert days.told("2026-12-09", 9) == []
    view = silent.see(silent.manager)
    assert (silent.manager.workspace, Ask.CONCLUDE) in view.asks
    (turn,) = [one.deadline for one in view.deadlines if one.running and one.deadline.clock is Clock.TURN]
    assert turn.started_on == date(2026, 12, 8)
    assert days.told("2026-12-11", 8) == [(TO_B, "reply with Part 2, 3 working days late")]


def test_it_is_taken_back_as_often_as_the_date_moves(silent: Way, days: Days) -> None:
    days.work("2026-12-08", 10)
    days.work("2026-12-09", 8)
    with days.at("2026-12-09", 9):
        close(silent, date(2026, 12, 8))
    days.work("2026-12-09", 10)
    assert not silent.see(silent.manager).case.silent
    assert days.told("2026-12-10", 8) == [(TO_A, ASKED), (TO_B, "reply with Part 2, 1 working day late")]


def test_a_silence_stands_when_the_new_date_has_passed_too(sent: Way, days: Days) -> None:
    for day in ("2026-12-08", "2026-12-10"):
        days.work(day, 8)
    with days.at("2026-12-10", 9):
        close(sent, DUE)
    assert days.told("2026-12-10", 10) == [(TO_A, MOVED), (TO_B, MOVED)]
    assert sent.see(sent.manager).case.silent
    assert days.told("2026-12-11", 8) == []


def _listed(way: Way) -> queries.Listed:
    with way.partnership.database.reading(way.partnership.context(way.manager)) as session:
        (listed,) = queries.worklist(session, way.manager.workspace)
    return listed
