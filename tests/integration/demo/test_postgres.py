"""The embedded PostgreSQL keeps its data over a killed server, and says what is wrong with a damaged folder."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from portal.demo import postgres
from portal.demo.places import StartError


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder PostgreSQL's account can reach; the one pytest gives is closed to it."""
    path = Path(tempfile.mkdtemp(prefix="portal-test-"))
    path.chmod(0o755)
    yield path / "postgres"
    shutil.rmtree(path)


def test_data_outlives_a_killed_server(folder: Path) -> None:
    server = postgres.start(folder)
    with psycopg.connect(server.url(), autocommit=True) as busy:
        busy.execute("CREATE TABLE kept AS SELECT 1 AS one")
        os.kill(server.child.process.pid, signal.SIGKILL)
        server.child.process.wait()
        again = postgres.start(folder)
    try:
        with psycopg.connect(again.url()) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    finally:
        postgres.stop(again)


def test_an_interrupted_creation_is_begun_again(folder: Path) -> None:
    (folder / "new" / "data").mkdir(parents=True)
    (folder / "new" / "data" / "PG_VERSION").write_text("18\n")
    server = postgres.start(folder, durable=False)
    postgres.stop(server)
    assert not (folder / "new").exists()


def _truncate_control(data: Path) -> None:
    (data / "global" / "pg_control").write_bytes(b"")


def _remove_version(data: Path) -> None:
    (data / "PG_VERSION").unlink()


def _other_version(data: Path) -> None:
    (data / "PG_VERSION").write_text("12\n")


def _empty(data: Path) -> None:
    shutil.rmtree(data)
    data.mkdir(mode=0o700)


@pytest.mark.parametrize("damage", [_truncate_control, _remove_version, _other_version, _empty])
def test_a_damaged_folder_is_named_and_left_alone(folder: Path, damage: Callable[[Path], None]) -> None:
    postgres.stop(postgres.start(folder, durable=False))
    damage(folder / "data")
    before = set(folder.rglob("*"))
    with pytest.raises(StartError, match=r"could not start from .*/data[\s\S]*damaged"):
        postgres.start(folder, durable=False)
    assert set(folder.rglob("*")) >= before


def test_a_lost_password_is_named(folder: Path) -> None:
    postgres.stop(postgres.start(folder, durable=False))
    (folder / "password").write_text("another\n")
    with pytest.raises(StartError, match=r"refused the password kept in .*/password"):
        postgres.start(folder, durable=False)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartError, match=r"Cannot write to the folder .*/file/postgres"):
        postgres.start(tmp_path / "file" / "postgres")
