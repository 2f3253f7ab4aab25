"""The packer: builds the referral packs that wait, one after the other, and never lets the heart wait for them."""

import logging
import os

from portal.config import Settings
from portal.executive.building import Stopping, build_waiting
from portal.infra import calendar
from portal.infra.bell import Bell
from portal.infra.db import Database
from portal.worker.parent import end_with_parent

log = logging.getLogger(__name__)

LOOK_SECONDS = 2
"""How often it looks whether a pack waits."""


NICENESS = 10
"""How far the packer, and what it starts, stands back for whoever waits for a page."""


def give_way() -> None:
    """Let the pages come first where there is not computing enough for both."""
    os.nice(NICENESS)


def pack() -> None:
    """Build what waits until told to stop: the whole of a child process of the heartbeat."""
    settings = Settings.from_environment()
    calendar.follow(settings.clock_file)
    stopping = Stopping()
    stopping.listen()
    end_with_parent()
    give_way()
    database = Database(settings.database_url, pool_size=2, ring=Bell(settings.redis_url))
    while not stopping.wait(LOOK_SECONDS):
        try:
            build_waiting(database, stopping)
        # The outermost boundary of one look: whatever one pack met, it is begun again at the next.
        except Exception as error:
            log.warning("A referral pack is to be begun again (%s)", type(error).__name__)
    database.engine.dispose()
