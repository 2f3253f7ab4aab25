"""The portal keeps the dates of cases by itself, seeing each as the Business Unit does."""

import logging
from uuid import UUID

from sqlalchemy import text

from portal.agencies import queries as agencies
from portal.agencies.actions import closures
from portal.config import Settings
from portal.escalations.actions import holidays
from portal.infra.db import Context, Database
from portal.infra.outbox import TOLD, Outcome, Taken
from portal.protocol.actors import THE_PORTAL, Kind

log = logging.getLogger(__name__)


def move_dates(database: Database, _settings: Settings, _taken: Taken) -> Outcome:
    """Work open deadlines out again when the days off were changed (decision 5)."""
    follow_days_off(database)
    return TOLD


def follow_days_off(database: Database) -> int:
    """Move the open deadlines that run over a day off that was not known before; gives how many moved.

    A case at a time: one that was done when this was broken off is found as it should be the next time, and so is
    one that could not be done.
    """
    office = seen_by_the_office(database)
    with database.reading(office) as session:
        fresh = closures.newly_off(session)
        cases = holidays.cases_over(session, fresh)
    moved = [_work_out_again(database, office, case) for case in cases]
    if None not in moved:
        with database.work(office) as session:
            closures.remember_days_off(session, fresh)
    return sum(one or 0 for one in moved)


def _work_out_again(database: Database, office: Context, case: UUID) -> int | None:
    """How many dates of a case moved; None when it cannot be done now, which keeps no other case from it."""
    try:
        with database.work(office) as session:
            session.execute(text("set local lock_timeout = '5s'"))
            return holidays.work_out_again(session, case)
    except Exception as error:
        log.warning("The dates of a case could not be worked out again: %s", type(error).__name__)
        return None


def seen_by_the_office(database: Database) -> Context:
    """The context in which the portal keeps dates by itself: the Business Unit's, as no person."""
    with database.reading() as session:
        return Context(agencies.the_workspace(session, Kind.BUSINESS_UNIT).id, THE_PORTAL)
