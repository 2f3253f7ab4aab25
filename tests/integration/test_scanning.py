"""Files in quarantine, carried by the worker to a scanner that answers, breaks off, or is away."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from portal.config import Settings
from portal.demo import ports
from portal.escalations import queries
from portal.escalations.actions import attachments, part_1
from portal.escalations.actions.attachments import Described, Limits
from portal.infra import files
from portal.infra.db import Database
from portal.infra.files import scanner
from portal.protocol.attachments import Paper
from portal.protocol.errors import WrongState
from portal.worker import carrying
from tests import clamd
from tests.clamd import DROPS, EICAR, HALF_ANSWERS, HANGS, TALKS_NONSENSE, StandIn
from tests.engines import Template
from tests.partnership import as_owner, founded
from tests.way import Way

SAID = Described("Minutes", "A. Worker", "minutes", third_party=False, minimum=True)
INFECTED = b"Sent with the minutes: " + EICAR


@pytest.fixture
def way(template: Template) -> Iterator[Way]:
    with founded(template) as people:
        yield Way(people).started()


@pytest.fixture
def carrier(way: Way) -> Iterator[Database]:
    one = Database(way.partnership.logins.worker_url, pool_size=2)
    yield one
    one.engine.dispose()


@pytest.fixture
def scanning() -> Iterator[StandIn]:
    with clamd.stand_in() as one:
        yield one


@pytest.fixture
def settings(way: Way, scanning: StandIn) -> Settings:
    return Settings(
        database_url=way.partnership.logins.worker_url,
        redis_url="redis://127.0.0.1:1",
        smtp_url="smtp://127.0.0.1:1",
        base_url="https://portal.example",
        secret_key="test",
        clamd_url=scanning.url,
    )


def _attach(way: Way, words: bytes) -> UUID:
    added: UUID = way.do(
        way.contributor, attachments.add, way.reference, paper=Paper.PART_1, file=files.accept("a.txt", words),
        described=SAID, limits=Limits(9, scanned=True),
    )  # fmt: skip
    return added


def _view(way: Way, file: UUID) -> queries.AttachmentView:
    with way.partnership.database.reading(way.partnership.context(way.contributor)) as session:
        views = queries.attachments(session, way.see(way.contributor).case.id)
    return next(one for one in views if one.id == file)


def _carry(way: Way, carrier: Database, settings: Settings) -> Any:
    """Carry what waits to be scanned, now; gives what its outbox row says then."""
    one = (
        "select id, sent_at, dropped_at, last_error, attempts, not_before > now() as waits from portal.outbox"
    )
    with as_owner(way.partnership.logins) as session:
        session.execute(text("update portal.outbox set not_before = now() where kind = 'scan'"))
        row = session.execute(text(f"{one} where kind = 'scan'")).one()
    carrying.carry_with(carrier, settings, row.id)
    with as_owner(way.partnership.logins) as session:
        return session.execute(text(f"{one} where kind = 'scan'")).one()


def test_a_clean_file_is_released(way: Way, carrier: Database, settings: Settings, scanning: StandIn) -> None:
    words = b"What was said. " * 40_000
    file = _attach(way, words)
    assert _carry(way, carrier, settings).sent_at
    assert scanning.seen == [words]
    assert _view(way, file).released
    assert way.do(way.contributor, attachments.download, way.reference, attachment=file).content == words


def test_an_infected_file_is_refused_with_its_name_and_not_kept(
    way: Way, carrier: Database, settings: Settings
) -> None:
    file = _attach(way, INFECTED)
    assert _carry(way, carrier, settings).sent_at
    view = _view(way, file)
    assert (view.state, view.reason) == ("refused", "The virus scanner found “Eicar-Signature” in it.")
    with as_owner(way.partnership.logins) as session:
        assert session.scalar(text("select count(*) from portal.attachment_content")) == 0
    with pytest.raises(WrongState):
        way.do(way.contributor, attachments.download, way.reference, attachment=file)


@pytest.mark.parametrize("mode", [DROPS, HALF_ANSWERS, TALKS_NONSENSE])
def test_without_a_verdict_a_file_stays_in_quarantine_and_is_tried_again(
    way: Way, carrier: Database, settings: Settings, scanning: StandIn, mode: str
) -> None:
    file = _attach(way, b"What was said.")
    scanning.mode = mode
    row = _carry(way, carrier, settings)
    assert (row.sent_at, row.dropped_at, row.last_error, row.waits) == (None, None, "Unreachable", True)
    assert not _view(way, file).released
    scanning.mode = clamd.ANSWERS
    assert _carry(way, carrier, settings).attempts == 2
    assert _view(way, file).released


@pytest.mark.parametrize(
    "url", ["away", "", "http://127.0.0.1:3310", "tcp://127.0.0.1", "unix:/nowhere/clamd"]
)
def test_while_the_scanner_is_away_a_file_stays_in_quarantine(
    way: Way, carrier: Database, settings: Settings, url: str
) -> None:
    file = _attach(way, b"What was said.")
    away = f"tcp://127.0.0.1:{ports.free()}" if url == "away" else url
    row = _carry(way, carrier, replace(settings, clamd_url=away))
    assert (row.last_error, row.waits) == ("Unreachable", True)
    assert _view(way, file).state == "quarantined"


def test_a_file_taken_out_meanwhile_is_not_scanned(
    way: Way, carrier: Database, settings: Settings, scanning: StandIn
) -> None:
    file = _attach(way, b"What was said.")
    way.do(way.contributor, attachments.remove, way.reference, attachment=file)
    assert _carry(way, carrier, settings).dropped_at
    assert scanning.seen == []


def test_a_file_signed_while_it_waits_is_released_when_found_clean(
    way: Way, carrier: Database, settings: Settings
) -> None:
    file = _attach(way, b"What was said.")
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    with pytest.raises(WrongState):
        way.do(way.officer, attachments.download, way.reference, attachment=file)
    _carry(way, carrier, settings)
    got = way.do(way.officer, attachments.download, way.reference, attachment=file)
    assert got.content == b"What was said."


def test_the_outbox_holds_the_files_number_and_nothing_of_it(way: Way) -> None:
    file = _attach(way, b"What was said.")
    with as_owner(way.partnership.logins) as session:
        payload = session.scalar(text("select payload from portal.outbox where kind = 'scan'"))
    assert payload == {"attachment": str(file)}


def test_a_socket_of_this_computer_is_asked_like_a_port(tmp_path: Path) -> None:
    with clamd.stand_in(tmp_path / "clamd") as one:
        assert scanner.scan(one.url, b"What was said.").clean
        assert scanner.scan(one.url, INFECTED).found == "Eicar-Signature"


def test_a_scanner_that_hangs_is_given_up() -> None:
    with clamd.stand_in() as one:
        one.mode = HANGS
        with pytest.raises(scanner.Unreachable):
            scanner.scan(one.url, b"What was said.", seconds=0.3)
