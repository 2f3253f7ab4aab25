"""The portal keeps the dates of cases by itself, seeing each as the Business Unit does."""

import logging
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.agencies import queries as agencies
from portal.agencies.actions import closures
from portal.config import Settings
from portal.escalations.actions import holidays
from portal.infra.db import Context, Database
from portal.infra.outbox import TOLD, Outcome, Taken
from portal.protocol.actors import THE_PORTAL, Kind
from portal.protocol.errors import DomainError

log = logging.getLogger(__name__)


def move_dates(database: Database, _settings: Settings, _taken: Taken) -> Outcome:
    """Move the open deadlines that run over a day off that was not known before (decision 5).

    A case at a time: one that was done when this was broken off is found as it should be the next time. The days
    are known once every case was done; until then the worker looks for what is missing each hour.
    """
    office = seen_by_the_office(database)
    with database.reading(office) as session:
        fresh = closures.newly_off(session)
        cases = holidays.cases_over(session, fresh)
    done = [_work_out_again(database, office, case) for case in cases]
    if all(done):
        with database.work(office) as session:
            closures.remember_days_off(session, fresh)
    return TOLD


def _work_out_again(database: Database, office: Context, case: UUID) -> bool:
    """Whether a case could be done; one that cannot be now keeps no other from it. That the row's time is over is
    no fault of the case, and ends the row.
    """
    try:
        with database.work(office) as session:
            session.execute(text("set local lock_timeout = '5s'"))
            holidays.work_out_again(session, case)
    except (SQLAlchemyError, DomainError, LookupError, ValueError) as error:
        log.warning("The dates of a case could not be worked out again: %s", type(error).__name__)
        return False
    return True


def seen_by_the_office(database: Database) -> Context:
    """The context in which the portal keeps dates by itself: the Business Unit's, as no person."""
    with database.reading() as session:
        return Context(agencies.the_workspace(session, Kind.BUSINESS_UNIT).id, THE_PORTAL)
