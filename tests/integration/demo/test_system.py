"""A computer that lacks a system part, and cannot install it, is told the exact command."""

import subprocess
import sys

from portal.config import ROOT


def test_the_command_is_given() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portal.demo.system", "test"],
        env={"PATH": "/nowhere"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Chromium, which the browser tests drive" in done.stderr
    assert (
        "  sudo apt-get install -y fontconfig fonts-dejavu-core fonts-liberation fonts-droid-fallback chromium\n"
        in done.stderr
    )


def test_a_complete_computer_is_told_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portal.demo.system", "test"], cwd=ROOT, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
