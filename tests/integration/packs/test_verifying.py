"""`portal verify-pack`: whether a file was given out, to whom, when, and of which version of the case."""

from datetime import datetime
from pathlib import Path

import pytest

from portal import cli
from portal.escalations.actions import oversight
from portal.executive import pack_actions
from portal.executive.packs.contents import Kind
from portal.infra import calendar
from portal.infra.db import Database
from portal.infra.verification import verify
from portal.protocol.clock import LONDON
from tests.integration.packs.written import Written

TAKEN_AT = datetime(2027, 1, 4, 14, 5, tzinfo=LONDON)


@pytest.fixture
def copy(case: Written, builder: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that the member took, in a file."""
    monkeypatch.setenv("DATABASE_URL", case.partnership.logins.owner_url)
    pack = case.asks(case.member)
    case.built(builder, pack)
    identifier = case.see(case.officer).case.id
    context = case.partnership.context(case.member)
    with calendar.at(TAKEN_AT), case.partnership.database.work(context) as session:
        taken = pack_actions.take(session, case.member, identifier, kind=Kind.EXECUTIVE, pack=pack, volume=1)
    file = tmp_path / "copy.pdf"
    file.write_bytes(taken)
    return file


def test_a_copy_that_was_given_out_is_known_again(
    case: Written, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["verify-pack", str(copy)]) == 0
    said = capsys.readouterr().out
    assert f"{copy}: issued. {case.reference}: referral pack for the Executive, volume 1." in said
    assert "Taken by executive member, Executive member, The executive, on 4 January 2027 at 2:05pm." in said
    assert "Of version" in said
    assert "The case is as it was." in said


def test_that_the_case_has_moved_since_is_said(
    case: Written, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case.do(case.officer, oversight.note, case.reference, kind="note", body="A call came.")
    assert cli.main(["verify-pack", str(copy)]) == 0
    assert "The case has moved since." in capsys.readouterr().out


@pytest.mark.parametrize("place", [0, 1000, -1])
def test_one_byte_that_is_another_and_it_is_not_known(
    copy: Path, capsys: pytest.CaptureFixture[str], place: int
) -> None:
    altered = bytearray(copy.read_bytes())
    altered[place] ^= 1
    copy.write_bytes(altered)
    assert cli.main(["verify-pack", str(copy)]) == 1
    assert "not issued" in capsys.readouterr().out


def test_the_volume_itself_was_given_to_nobody(case: Written, copy: Path) -> None:
    (content,) = case.volumes(case.asks(case.member))
    copy.write_bytes(content)
    assert cli.main(["verify-pack", str(copy)]) == 1


def test_a_file_that_cannot_be_read_is_said_and_the_others_are_still_looked_at(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = copy.with_name("absent.pdf")
    assert cli.main(["verify-pack", str(absent), str(copy)]) == 2
    said = capsys.readouterr().out
    assert f"{absent}: it cannot be read (No such file or directory)." in said
    assert f"{copy}: issued." in said


def test_the_look_that_a_copy_is_stands_in_the_verified_history(case: Written, copy: Path) -> None:
    assert copy.exists()
    assert case.looks("pack") == [("executive member", "")]
    assert verify(case.partnership.logins.owner_url).faults == ()
