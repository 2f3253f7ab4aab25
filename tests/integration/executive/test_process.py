"""The process that builds a pack: alone, within its limits, and told of in one sentence whatever becomes of it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.executive.packs import process
from portal.executive.packs.between import VOLUMES, State
from portal.executive.packs.contents import Kind
from portal.executive.packs.process import Limits, NotBuilt, Progress
from tests import files, packs
from tests.paper import built

SECRETS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "IDENTITY_KEY", "SMTP_URL")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with everything for a pack of two volumes."""
    contents = packs.contents(attachments=(packs.attachment(1),))
    process.lay_in(tmp_path, contents, {1: files.pdf()})
    return tmp_path


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A folder with everything for a long pack."""
    process.lay_in(tmp_path, packs.contents(issues=60, times=6), {})
    return tmp_path


def _started_by_us() -> int:
    """The number of the only process that we have started and that runs."""
    found = [
        int(child)
        for task in Path("/proc/self/task").iterdir()
        for child in (task / "children").read_text().split()
        if process.MODULE in (Path("/proc") / child / "cmdline").read_text()
    ]
    assert len(found) == 1
    return found[0]


def _at(state: State, pages: int, act: Callable[[int], None]) -> Callable[[Progress], None]:
    """Does something to the process the first time that it is this far."""
    done: list[int] = []

    def follow(progress: Progress) -> None:
        if progress.state is state and progress.pages >= pages and not done:
            done.append(_started_by_us())
            act(done[0])

    return follow


def test_progress_is_told_page_by_page(folder: Path) -> None:
    told: list[Progress] = []
    pack = process.run(folder, Limits(), told.append)
    assert [one.state for one in told[:2]] == [State.LAYING_OUT, State.LAYING_OUT]
    assert told[0].pages == 0
    assert [one.pages for one in told] == sorted(one.pages for one in told)
    assert told[-1] == Progress(State.CHECKING, sum(pack.pages))


def test_it_knows_nothing_of_the_portal_and_holds_no_connection(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, "postgresql://somebody:secret@localhost/portal")
    seen: dict[str, str] = {}

    def look(number: int) -> None:
        there = Path("/proc") / str(number)
        seen["environment"] = (there / "environ").read_text()
        seen["open"] = " ".join(str(one.readlink()) for one in (there / "fd").iterdir())

    process.run(folder, Limits(), _at(State.LAYING_OUT, 3, look))
    names = {one.partition("=")[0] for one in seen["environment"].split("\0") if one}
    assert names <= {*process.KEPT, "LC_ALL"}
    assert "secret" not in seen["environment"]
    assert "socket:" not in seen["open"]


def test_it_can_reach_nobody() -> None:
    attempt = (
        "from portal.executive.packs import build; build._keep_to(1024, 60)\n"
        "import socket; socket.create_connection(('127.0.0.1', 9))"
    )
    ended = subprocess.run([sys.executable, "-c", attempt], capture_output=True, text=True, check=False)
    assert "PermissionError: A pack is built without a network." in ended.stderr


@pytest.mark.parametrize(
    ("state", "pages"), [(State.LAYING_OUT, 0), (State.LAYING_OUT, 9), (State.CHECKING, 1)]
)
def test_one_that_is_killed_leaves_no_pack(folder: Path, state: State, pages: int) -> None:
    with pytest.raises(NotBuilt, match=f"^{re.escape(process.KILLED)}$"):
        process.run(folder, Limits(), _at(state, pages, lambda number: os.kill(number, signal.SIGKILL)))
    assert not [name for name in VOLUMES if (folder / name).exists()]


def test_one_that_was_killed_can_be_built_again(folder: Path) -> None:
    with pytest.raises(NotBuilt):
        process.run(folder, Limits(), _at(State.CHECKING, 1, lambda number: os.kill(number, signal.SIGKILL)))
    assert len(process.run(folder, Limits(), lambda _progress: None).volumes) == 2


def test_one_that_takes_too_long_is_ended(folder: Path) -> None:
    stop = _at(State.LAYING_OUT, 1, lambda number: os.kill(number, signal.SIGSTOP))
    with pytest.raises(NotBuilt, match=f"^{process.TOO_SLOW}$"):
        process.run(folder, Limits(seconds=3), stop)
    assert not (folder / VOLUMES[0]).exists()


def test_one_that_computes_for_too_long_is_ended(long: Path) -> None:
    with pytest.raises(NotBuilt, match=f"^{process.TOO_SLOW}$"):
        process.run(long, Limits(computing_seconds=2), lambda _progress: None)
    assert not (long / VOLUMES[0]).exists()


def test_one_that_wants_too_much_memory_is_refused_it(long: Path) -> None:
    with pytest.raises(NotBuilt, match=f"^{process.TOO_MUCH}$"):
        process.run(long, Limits(megabytes=260), lambda _progress: None)
    assert not (long / VOLUMES[0]).exists()


def test_whoever_asked_and_is_gone_leaves_nothing_running(long: Path) -> None:
    attempt = (
        "import os; from pathlib import Path; from portal.executive.packs import process\n"
        f"process.run(Path({str(long)!r}), process.Limits(), lambda one: one.pages > 2 and os._exit(9))"
    )
    ended = subprocess.run([sys.executable, "-c", attempt], check=False)
    assert ended.returncode == 9
    left = [one for one in Path("/proc").glob("[0-9]*") if _works_in(one, long)]
    for _ in range(200):
        if not left:
            break
        signal.sigtimedwait([], 0.05)
        left = [one for one in left if _works_in(one, long)]
    assert left == []
    assert not (long / VOLUMES[0]).exists()


def _works_in(entry: Path, folder: Path) -> bool:
    try:
        return (entry / "cwd").readlink() == folder
    except OSError:
        return False


@pytest.mark.parametrize("kind", [Kind.EXECUTIVE, Kind.LEARNING])
def test_a_pack_that_would_show_what_it_must_not_is_not_built(tmp_path: Path, kind: Kind) -> None:
    contents = packs.contents(kind)
    with pytest.raises(
        NotBuilt, match=r"^A piece of identity that this pack must not show is in volume 1, page \d+\.$"
    ):
        built(tmp_path, contents, canaries=["maya  FERNHILL"])
    assert not (tmp_path / VOLUMES[0]).exists()


def test_one_that_cannot_be_read_says_so_without_a_word_of_it(tmp_path: Path) -> None:
    process.lay_in(tmp_path, packs.contents(), {})
    (tmp_path / "contents.json").write_text('{"secret words": 1}')
    with pytest.raises(NotBuilt, match=r"^It could not be laid out \(ValueError\)\.$"):
        process.run(tmp_path, Limits(), lambda _progress: None)


def test_the_reason_is_the_listeners_when_it_fails(folder: Path) -> None:
    def fail(_progress: Progress) -> None:
        raise RuntimeError("The listener fails.")

    with pytest.raises(RuntimeError, match="The listener fails"):
        process.run(folder, Limits(), fail)
    assert not (folder / VOLUMES[0]).exists()
