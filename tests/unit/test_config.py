"""What moves the portal's clock is taken in practice alone."""

from pathlib import Path

import pytest

from portal.config import ConfigurationError, Settings

NEEDED = dict.fromkeys(("DATABASE_URL", "REDIS_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY"), "1")
CLOCK = {"PORTAL_CLOCK_FILE": "/tmp/clock"}


@pytest.mark.parametrize("demo", [{}, {"PORTAL_DEMO": ""}, {"PORTAL_DEMO": "0"}])
def test_a_portal_that_is_not_for_practice_refuses_to_start_with_a_clock_that_can_be_moved(
    demo: dict[str, str],
) -> None:
    with pytest.raises(ConfigurationError, match="only practice may do"):
        Settings.from_environment(NEEDED | CLOCK | demo)


def test_practice_has_a_clock_that_can_be_moved() -> None:
    assert Settings.from_environment(NEEDED | CLOCK | {"PORTAL_DEMO": "1"}).clock_file == Path("/tmp/clock")


def test_without_one_the_clock_is_the_machines() -> None:
    assert Settings.from_environment(NEEDED).clock_file is None
