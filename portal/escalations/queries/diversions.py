"""What the gate stopped, counted. The rows tell of no child and no person."""

from collections import Counter

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from portal.escalations.models import DiversionRow
from portal.protocol.gate import WENT_ON
from portal.protocol.half_year import HalfYear, half_year_of


def diversions(session: Session) -> Counter[tuple[HalfYear, str]]:
    """How often each question of the gate stopped a case, by half-year; the Business Unit alone sees any.

    One that a senior manager went on from stopped nothing.
    """
    counts = case((DiversionRow.answers.has_key(WENT_ON), -1), else_=1)
    rows = session.execute(
        select(DiversionRow.on_date, DiversionRow.stopped_by, func.sum(counts)).group_by(
            DiversionRow.on_date, DiversionRow.stopped_by
        )
    )
    counted: Counter[tuple[HalfYear, str]] = Counter()
    for on_date, question, times in rows:
        counted[half_year_of(on_date), question] += times
    return counted
