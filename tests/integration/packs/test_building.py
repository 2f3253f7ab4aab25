"""A pack is built by the worker: killed at any step it is begun again, and there is one pack, or a reason."""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from portal.executive import building, shelf
from portal.executive.building import FOLDER, Stopping, build_waiting, clear_left
from portal.executive.packs import process
from portal.executive.packs.contents import Kind
from portal.executive.packs.process import NotBuilt
from portal.infra.db import Database
from tests.integration.packs import dying
from tests.integration.packs.written import Written
from tests.partnership import as_owner

DIES = [step for step in dying.STEPS if step != "told to stop"]
DONE_BY_THEN = {"kept"}
"""After which step the pack is there."""


def _worker(case: Written, pack: UUID, step: str) -> int:
    """A worker of its own that builds the pack and is ended at this step; how it ended."""
    url = case.partnership.logins.worker_url
    ended = subprocess.run(
        [sys.executable, "-m", "tests.integration.packs.dying", url, str(pack), step],
        check=False,
        timeout=120,
    )
    return ended.returncode


@contextmanager
def _let_go(builder: Database, pack: UUID) -> Iterator[None]:
    """The server notices within moments that who held the lock is gone."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with builder.holding(f"pack {pack}") as lock:
            if lock:
                break
    yield


def _letters(case: Written) -> list[tuple[str, str]]:
    """Whom the outbox tells what of a pack."""
    asked = text("""
        select p.name, o.payload ->> 'state' from portal.outbox o
        join portal.membership m on m.id = o.membership_id join portal.person p on p.id = m.person_id
        where o.kind = 'pack' order by 1, 2
    """)
    with as_owner(case.partnership.logins) as session:
        return [(name, state) for name, state in session.execute(asked)]


def _left(pack: UUID) -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(f"{FOLDER}-{pack}-*"))


@pytest.mark.parametrize("step", DIES)
def test_killed_at_any_step_it_is_begun_again_and_there_is_one_whole_pack(
    case: Written, builder: Database, step: str
) -> None:
    pack = case.asks(case.member)
    assert _worker(case, pack, step) == -signal.SIGKILL
    done = step in DONE_BY_THEN
    assert (case.row(pack).state == "ready", len(case.volumes(pack))) == (done, int(done))
    assert len(_letters(case)) == int(done)
    with _let_go(builder, pack):
        build_waiting(builder, Stopping())
    assert case.row(pack).state == "ready"
    assert case.count() == 1
    assert len(case.volumes(pack)) == 1
    assert _letters(case) == [("executive member", "ready")]
    assert _left(pack) == []
    row = case.row(pack)
    assert (row.contents, row.hidden, row.files) == (None, None, [])


def test_the_third_worker_that_dies_over_it_is_the_last(case: Written, builder: Database) -> None:
    pack = case.asks(case.member)
    for attempt in (1, 2, 3):
        with _let_go(builder, pack):
            assert _worker(case, pack, "checking") == -signal.SIGKILL
        assert (case.row(pack).attempts, case.volumes(pack)) == (attempt, [])
    with _let_go(builder, pack):
        build_waiting(builder, Stopping())
    row = case.row(pack)
    assert (row.state, row.reason) == ("failed", "The worker stopped 3 times while it made it.")
    assert case.volumes(pack) == []
    assert _left(pack) == []
    assert _letters(case) == [("executive member", "failed")]
    build_waiting(builder, Stopping())
    assert case.row(pack).state == "failed"
    assert case.asks(case.chair) == pack
    assert case.built(builder, pack)


def test_told_to_stop_it_puts_the_pack_back_and_leaves_nothing(case: Written, builder: Database) -> None:
    pack = case.asks(case.member)
    assert _worker(case, pack, "told to stop") == 0
    row = case.row(pack)
    assert (row.state, row.attempts, row.pages) == ("queued", 0, 0)
    assert _left(pack) == []
    assert case.built(builder, pack)


def test_the_folder_of_a_build_under_way_and_those_of_others_stay(case: Written, builder: Database) -> None:
    pack = case.asks(case.member)
    places = [Path(tempfile.mkdtemp(prefix=f"{FOLDER}-{one}-")) for one in (pack, uuid4(), "nonsense")]
    try:
        with builder.holding(f"pack {pack}"):
            clear_left(builder)
        assert [one.exists() for one in places] == [True, True, True]
        clear_left(builder)
        assert [one.exists() for one in places] == [False, True, True]
    finally:
        for one in places:
            shutil.rmtree(one, ignore_errors=True)


def test_one_that_somebody_holds_is_left_to_them(case: Written, builder: Database) -> None:
    pack = case.asks(case.member)
    with builder.holding(f"pack {pack}"):
        building.build(builder, pack, Stopping())
        assert case.row(pack).state == "queued"
    assert case.built(builder, pack)


def test_what_the_process_says_is_why_it_failed(case: Written, builder: Database) -> None:
    """A piece of identity that the mask had missed is found when the pack is opened again: nobody gets it."""
    pack = case.asks(case.member)
    missed = text("""
        update portal.referral_pack
        set contents = jsonb_set(contents, '{issues,0,position}', '"Jordana Testperson"')
    """)
    with as_owner(case.partnership.logins) as session:
        session.execute(missed)
    build_waiting(builder, Stopping())
    row = case.row(pack)
    assert row.state == "failed"
    assert row.reason.startswith("A piece of identity that this pack must not show is in volume 1, page ")
    assert "Jordana" not in row.reason
    assert case.volumes(pack) == []
    assert _letters(case) == [("executive member", "failed")]


def test_a_build_that_is_ended_from_outside_is_begun_again(
    case: Written, builder: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = case.asks(case.member)

    def killed(*_: object) -> None:
        raise NotBuilt(process.KILLED)

    with monkeypatch.context() as patched:
        patched.setattr(process, "run", killed)
        with pytest.raises(NotBuilt):
            building.build(builder, pack, Stopping())
    assert case.row(pack).state == "gathering"
    assert case.built(builder, pack)


def test_the_older_pack_is_built_first(case: Written, builder: Database) -> None:
    first, second = case.asks(case.member), case.asks(case.member, Kind.LEARNING)
    with builder.reading() as session:
        assert list(shelf.waiting(session)) == [first, second]


@pytest.mark.parametrize("content", [b"%PDF-1.7 and nothing of a PDF", b""])
def test_a_hostile_attachment_is_listed_with_why_and_the_pack_is_made(
    case: Written, builder: Database, content: bytes
) -> None:
    pack = case.directed().asks(case.scrutineer, Kind.SCRUTINEER)
    with as_owner(case.partnership.logins) as session:
        session.execute(text("update portal.attachment_content set content = :content"), {"content": content})
    assert len(case.built(builder, pack)) == 1
    (listed,) = case.row(pack).not_reproduced
    assert listed["title"] == "Minutes of 9 November for Jordana Testperson"
    assert listed["why"]


def test_a_file_that_is_refused_meanwhile_is_not_in_it(case: Written, builder: Database) -> None:
    pack = case.directed().asks(case.scrutineer, Kind.SCRUTINEER)
    with as_owner(case.partnership.logins) as session:
        session.execute(text("alter table portal.attachment disable trigger attachment_stands"))
        session.execute(text("update portal.attachment set state = 'refused'"))
    assert len(case.built(builder, pack)) == 1
    assert [one["why"] for one in case.row(pack).not_reproduced] == ["Its content was not there."]


def test_the_reader_of_the_subgroup_is_told_that_its_pack_is_ready(case: Written, builder: Database) -> None:
    case.reviewed()
    case.built(builder, case.asks(case.officer, Kind.LEARNING))
    assert _letters(case) == [("Olive Penrose", "ready"), ("learning reader", "ready")]
