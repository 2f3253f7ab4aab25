"""How much time and memory one row may take, so that one that never ends or eats memory stops nobody else."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from portal.infra.bell import ROW_SECONDS


def limit_memory(megabytes: int) -> None:
    """Give this process no more memory than this: asking for more is an error of the row that asks."""
    most = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


@contextmanager
def in_time() -> Iterator[None]:
    """Raise TimeoutError within the block once a row has had its time. For the main thread of a process."""
    signal.signal(signal.SIGALRM, _ring)
    signal.alarm(ROW_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"A row took longer than {ROW_SECONDS} seconds")
