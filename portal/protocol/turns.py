"""When a turn began, and when it is spent: the working days and chases after which a case may come to rest."""

from datetime import datetime, timedelta

from portal.protocol.clock import london_date
from portal.protocol.escalation import CaseState, Escalation, Part, Request


def days_since(moment: datetime | None, request: Request) -> int:
    """Working days from a moment to the request; 0 when the moment never came."""
    return request.calendar.count(london_date(moment), london_date(request.now)) if moment else 0


def turn_began(case: Escalation, now: datetime) -> datetime | None:
    """When it became A's turn, or the asker's (section 4).

    With responses missing it is the last due date, by its last moment, or a request's return if that was later.
    """
    if case.state is not CaseState.FORWARDED:
        return case.turn_began_at
    if not case.stage_3_complete(now):
        return None
    due = (_came(response) for response in case.responses)
    return max(moment for moment in (*due, case.turn_began_at) if moment)


def _came(response: Part) -> datetime | None:
    """When a response came, or, when it did not, the last moment in which it could have come in time."""
    return response.answered_at or (response.due_at and response.due_at - timedelta(microseconds=1))


def closes_as(case: Escalation, request: Request) -> str:
    """Why the Business Unit may close a case whose turn is spent, as `CLOSED_AS` names it; "" while it may not.

    A's own word comes before its silence (section 4: close).
    """
    if days_since(case.no_further_step_at, request) >= case.rules.no_further_step:
        return "no_further_step"
    silent = days_since(turn_began(case, request.now), request) >= case.rules.turn
    return "no_further_contact" if silent and case.chases >= case.rules.chases_before_closing else ""
