"""`python -m tests.faults.worker`: the portal's own worker, with a quickened pulse and a few jobs that go wrong.

Nothing of this is in the portal. The kinds of rows below have no carrier there, so only a test can make them.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from portal.escalations.actions import reminding as steps
from portal.escalations.jobs import reminding as letters
from portal.worker import beating, carrying, limits

MEGABYTE = 1 << 20


def raises(*_: Any) -> Any:
    """A job that raises, in words that must not be kept."""
    raise ValueError("Test Child was hurt")


def never_ends(*_: Any) -> Any:
    """A job that never ends."""
    while True:
        signal.pause()


def eats_memory(*_: Any) -> Any:
    """A job that asks for more and more memory, to a bound above what it may have."""
    return [os.urandom(1) * MEGABYTE for _number in range(int(os.environ["FAULTS_MEGABYTES"]))]


GO_WRONG: Mapping[str, Callable[..., Any]] = {
    "raises": raises, "never_ends": never_ends, "eats_memory": eats_memory,
}  # fmt: skip


def _at_any_hour(*_: Any) -> datetime:
    """Reminders go out whenever the tests run; the hours of sending have tests of their own."""
    return datetime.min.replace(tzinfo=UTC)


def quicken() -> None:
    """Let a second pass for ten: nothing else of how the worker goes about it changes."""
    beating.BEAT_SECONDS = 1
    beating.MISSED = carrying.MISSED = timedelta(seconds=0.5)
    beating.PERIODIC = tuple(replace(work, every=work.every / 10) for work in beating.PERIODIC)
    limits.ROW_SECONDS = 6


def be_known() -> None:
    """Let each process bear the name that the worker gives it: from outside they look the same."""
    Path("/proc/self/comm").write_text(multiprocessing.current_process().name)


be_known()
carrying.CARRIERS = {**carrying.CARRIERS, **GO_WRONG}
steps.may_send_from = letters.may_send_from = _at_any_hour
if os.environ.get("FAULTS_QUICK"):
    quicken()

if __name__ == "__main__":
    sys.exit(beating.main())
