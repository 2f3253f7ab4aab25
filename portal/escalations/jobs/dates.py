"""The portal keeps the dates of cases by itself, seeing each as the Business Unit does."""

from portal.agencies import queries as agencies
from portal.agencies.actions import closures
from portal.config import Settings
from portal.escalations.actions import holidays
from portal.infra.db import Context, Database
from portal.infra.outbox import TOLD, Outcome, Taken
from portal.protocol.actors import THE_PORTAL, Kind


def move_dates(database: Database, _settings: Settings, _taken: Taken) -> Outcome:
    """Work open deadlines out again when the days off were changed (decision 5)."""
    follow_days_off(database)
    return TOLD


def follow_days_off(database: Database) -> int:
    """Move the open deadlines that run over a day off that was not known before; gives how many moved.

    A case at a time: one that was done when this was broken off is found as it should be the next time.
    """
    with database.reading() as session:
        fresh = closures.newly_off(session)
    office = seen_by_the_office(database)
    with database.reading(office) as session:
        cases = holidays.cases_over(session, fresh)
    moved = 0
    for case in cases:
        with database.work(office) as session:
            moved += holidays.work_out_again(session, case)
    with database.work() as session:
        closures.remember_days_off(session, fresh)
    return moved


def seen_by_the_office(database: Database) -> Context:
    """The context in which the portal keeps dates by itself: the Business Unit's, as no person."""
    with database.reading() as session:
        return Context(agencies.the_workspace(session, Kind.BUSINESS_UNIT).id, THE_PORTAL)
