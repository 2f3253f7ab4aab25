"""Where the demonstration keeps a copy of PostgreSQL's programs, when two begin at the same moment."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from portal.demo import places


class Stranger:
    """An account that may read nothing."""

    def may(self, _test: str, _path: Path) -> bool:
        return False


def test_of_two_who_copy_at_once_the_first_copy_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, elsewhere, copying = tmp_path / "source", tmp_path / "elsewhere", shutil.copytree
    (source / "part").mkdir(parents=True)
    (source / "part" / "program").write_text("ours")

    def overtaken(*arguments: Any, **named: Any) -> None:
        copying(*arguments, **named)
        (elsewhere / "kept" / "part").mkdir(parents=True)
        (elsewhere / "kept" / "part" / "program").write_text("theirs")

    monkeypatch.setattr(places, "unprivileged", Stranger)
    monkeypatch.setattr(places, "ELSEWHERE", elsewhere)
    monkeypatch.setattr(shutil, "copytree", overtaken)
    copy = places.readable_copy(source, ["part"], name="kept")
    assert (copy / "part" / "program").read_text() == "theirs"
    assert [path.name for path in elsewhere.iterdir()] == ["kept"]
