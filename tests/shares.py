"""How several processes share the tests: a file is one process's, and what takes longest is begun first."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

TOGETHER = ("tests/e2e/", "tests/integration/routes/", "tests/faults/")
"""Folders whose tests share something dear, the running portal or a house of cases: one process has them all."""

FIRST = (
    *TOGETHER,
    "tests/machine/",
    "tests/integration/worker/",
    "tests/races/",
    "tests/integration/demo/test_run.py",
    "tests/integration/walls/",
    "tests/integration/web/",
)
"""What takes longest, the longest first, so that no process is left with it at the end."""


class Sharing(LoadFileScheduling):
    """Gives each process a file, or a folder of TOGETHER, as soon as it has done its last."""

    def _split_scope(self, nodeid: str) -> str:
        return next(
            (folder for folder in TOGETHER if nodeid.startswith(folder)), super()._split_scope(nodeid)
        )


def longest_first(items: list[pytest.Item]) -> None:
    """Put the tests in the order of FIRST, and then as they were."""
    items.sort(
        key=lambda item: next(
            (place for place, one in enumerate(FIRST) if item.nodeid.startswith(one)), len(FIRST)
        )
    )


def sharing(config: pytest.Config, log: Producer) -> Sharing:
    """The scheduler, told to keep that order: by itself it begins with the file that has the most tests."""
    config.option.loadscopereorder = False
    return Sharing(config, log)
