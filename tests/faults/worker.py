"""`python -m tests.faults.worker`: the portal's own worker, with a quick pulse and a few jobs that go wrong.

Nothing of this is in the portal. The kinds of rows below have no carrier there, so only a test can make them.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from portal import worker

MEGABYTES = 1 << 20


def raises(*_: Any) -> bool:
    """A job that raises, in words that must not be kept."""
    raise ValueError("Test Child was hurt")


def never_ends(*_: Any) -> bool:
    """A job that never ends."""
    while True:
        signal.pause()


def eats_memory(*_: Any) -> bool:
    """A job that asks for more and more memory, up to a bound that is far above what any letter needs."""
    eaten = []
    for _number in range(int(os.environ["FAULTS_MEGABYTES"])):
        eaten.append(os.urandom(1) * MEGABYTES)
    return bool(eaten)


CARRIERS: Mapping[str, Callable[..., bool]] = {
    "raises": raises, "never_ends": never_ends, "eats_memory": eats_memory,
}  # fmt: skip

worker.CARRIERS = {**worker.CARRIERS, **CARRIERS}
if os.environ.get("FAULTS_QUICK"):
    worker.LEASE, worker.BEAT_SECONDS = timedelta(seconds=3), 1

if __name__ == "__main__":
    sys.exit(worker.main())
