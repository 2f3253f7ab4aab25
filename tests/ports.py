"""Ports for what a test starts, and what begins to listen a while later."""

import random

from portal.demo import ports

FIRST, LAST = 20_000, 32_000
"""Below those from which the system gives one to each connection: a test that runs beside this one opens many."""


def row(count: int) -> int:
    """The first of so many free ports in a row."""
    while True:
        first = random.randrange(FIRST, LAST)
        if all(ports.is_free(first + step) for step in range(count)):
            return first
