"""Where the demonstration keeps its things, what it remembers there, and who may read them.

PostgreSQL refuses to run as root, so for root there is a second, unprivileged account, and a place
that account can reach. Whether it can is tried, not worked out from permission bits.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ELSEWHERE = Path("/var/lib/portal-demo")


class StartError(Exception):
    """Something `portal run` needs cannot be had. The text says what happened and how to mend it."""


@dataclass(frozen=True)
class Account:
    """An account of this computer that is not root."""

    uid: int
    gid: int

    @property
    def popen(self) -> dict[str, Any]:
        """The arguments that make subprocess run a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may(self, test: str, path: Path) -> bool:
        """Whether this account passes the shell's `test` (as `-x`) on `path`, found by trying."""
        tried = subprocess.run(["/usr/bin/test", test, str(path)], cwd="/", check=False, **self.popen)
        return tried.returncode == 0


def unprivileged() -> Account | None:
    """The account PostgreSQL runs as when we are root; None when we are not, and run it ourselves."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def reachable(folder: Path) -> Path:
    """`folder`, made; or, when PostgreSQL's account cannot reach it, one of its own elsewhere."""
    make_folder(folder)
    account = unprivileged()
    if account is None or account.may("-x", folder):
        return folder
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return make_folder(ELSEWHERE / name)


def make_folder(folder: Path) -> Path:
    """Make `folder`; raises StartError when it cannot be made or written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error.strerror) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _unwritable(folder, "Permission denied")
    return folder


def give(path: Path, account: Account | None) -> None:
    """Make `path` the account's own."""
    if account:
        os.chown(path, account.uid, account.gid)


def readable_copy(source: Path, parts: list[str], *, name: str) -> Path:
    """`source`, or a copy of its `parts` under `name` when PostgreSQL's account cannot read it."""
    account = unprivileged()
    if account is None or all(account.may("-r", source / part) for part in parts):
        return source
    copy = ELSEWHERE / name
    if not copy.exists():
        fresh = make_folder(ELSEWHERE / f"{name}.{os.getpid()}")
        for part in parts:
            shutil.copytree(source / part, fresh / part, symlinks=True, dirs_exist_ok=True)
        _put_in_place(fresh, copy)
    return copy


def _put_in_place(fresh: Path, copy: Path) -> None:
    """Give a whole copy its name. When another process was first, its copy, which is the same, is kept."""
    try:
        fresh.rename(copy)
    except OSError:
        if not copy.exists():
            raise
        shutil.rmtree(fresh)


def remembered(path: Path, make: Callable[[], str]) -> str:
    """What `path` holds; the first time, what `make()` gives, kept there for its owner alone (0600)."""
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    value = make()
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(value + "\n")
    fresh.rename(path)
    return value


def secret() -> str:
    """A new password or key: 256 bits, safe in an address."""
    return secrets.token_hex(32)


def _unwritable(folder: Path, reason: str | None) -> StartError:
    return StartError(
        f"Cannot write to the folder {folder} ({reason}).\n"
        "Make it writable for this account, or set PORTAL_VAR to a folder that is."
    )
