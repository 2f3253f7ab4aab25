"""Whether this computer has the system parts that Python packages cannot bring, found by using them.

`python -m portal.demo.system run` or `… test`. As root on Debian or Ubuntu it installs what is missing;
otherwise it stops with the exact command to give.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Something the portal needs of the system: how to tell that it is there, and the packages that bring it."""

    name: str
    present: Callable[[], bool]
    packages: tuple[str, ...]


def _library(*names: str) -> Callable[[], bool]:
    def loads() -> bool:
        try:
            for name in names:
                ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return loads


def _font() -> bool:
    found = subprocess.run(["fc-match", "sans:lang=en"], capture_output=True, check=False, text=True)
    return found.returncode == 0 and bool(found.stdout.strip())


def _fonts() -> bool:
    return shutil.which("fc-match") is not None and _font()


def _chinese() -> bool:
    """Names are as people have them: 李 must not be an empty box in a paper."""
    listed = subprocess.run(
        ["fc-list", ":charset=674e", "family"], capture_output=True, check=False, text=True
    )
    return bool(listed.stdout.strip())


def _east_asian() -> bool:
    return shutil.which("fc-list") is not None and _chinese()


PANGO = Part(
    "Pango, which lays out PDF packs",
    _library("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0", "libfontconfig.so.1"),
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "libfontconfig1"),
)
FONTS = Part("a font", _fonts, ("fontconfig", "fonts-dejavu-core", "fonts-liberation"))
EAST_ASIAN = Part("a font with Chinese, Japanese and Korean names", _east_asian, ("fonts-droid-fallback",))
MAGIC = Part(
    "libmagic, which tells what kind of file was attached", _library("libmagic.so.1"), ("libmagic1",)
)
CHROMIUM = Part(
    "Chromium, which the browser tests drive", lambda: shutil.which("chromium") is not None, ("chromium",)
)

NEEDED = {"run": (PANGO, FONTS, EAST_ASIAN, MAGIC), "test": (PANGO, FONTS, EAST_ASIAN, MAGIC, CHROMIUM)}


def main(arguments: Sequence[str]) -> int:
    """Check the parts for `run` or `test`; give 0 when all are there."""
    parts = NEEDED[arguments[0]]
    missing = [part for part in parts if not part.present()]
    if missing and _may_install():
        _install(missing)
        missing = [part for part in parts if not part.present()]
    if missing:
        print(_advice(missing), file=sys.stderr)
    return 1 if missing else 0


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install(missing: Sequence[Part]) -> None:
    print(f"Installing {'; '.join(part.name for part in missing)} …", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], _command(missing)):
        subprocess.run(command, check=False, env=quiet, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


def _command(missing: Sequence[Part]) -> list[str]:
    packages = [package for part in missing for package in part.packages]
    return ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]


def _advice(missing: Sequence[Part]) -> str:
    names = "\n".join(f"  - {part.name}" for part in missing)
    packages = " ".join(package for part in missing for package in part.packages)
    return (
        f"This computer lacks:\n{names}\nOn Debian or Ubuntu, install it with:\n"
        f"  sudo apt-get install -y {packages}\nElsewhere, install what brings the same, then run this again."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
