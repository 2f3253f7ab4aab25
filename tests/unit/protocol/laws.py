"""What must be true of every case and of every move, said a second time and in other words than the code's."""

from uuid import UUID

from portal.protocol.clock import end_of_day, london_date
from portal.protocol.conflicts import View
from portal.protocol.deadlines import Clock
from portal.protocol.escalation import CaseState, Escalation, PartKind, PartState
from portal.protocol.moves import Moved
from portal.protocol.reminders import LADDERS
from portal.protocol.rows import Action
from portal.protocol.tasks import task_by
from tests.unit.protocol.cases import CALENDAR, PEOPLE, A
from tests.unit.protocol.course import Course

S, P = CaseState, PartState
ENDS = {S.DISCARDED, S.RESOLVED, S.WITHDRAWN, S.CLOSED, S.DECIDED}
WITH_AGENCIES, WITH_EXECUTIVE = {S.FORWARDED, S.ANSWERED, S.UNRESOLVED}, {S.REFERRED, S.ACCEPTED}
STATES = {
    PartKind.RESPONSE: {P.AWAITED, P.RECEIVED, P.REPLACED},
    PartKind.REFERRAL: {P.ASKED, P.RETURNED, P.REFERRED, P.DECLINED, P.WITHDRAWN},
    PartKind.SUMMARY: {P.DIRECTED, P.SUBMITTED, P.RECALLED},
    PartKind.REVIEW: {P.DIRECTED, P.SUBMITTED, P.RECALLED},
}
LAST = {P.RECEIVED, P.REPLACED, P.DECLINED, P.WITHDRAWN, P.SUBMITTED, P.RECALLED}
STANDS = {P.ASKED, P.RETURNED, P.REFERRED}


def check_case(course: Course) -> None:
    """Every law of a case as it stands."""
    _parts(course.case)
    _parties(course.case)
    _requests(course.case)
    _clocks(course)
    _reminders(course)


def _parts(case: Escalation) -> None:
    assert all(part.state in STATES[part.kind] for part in case.parts)
    awaited = [part for part in case.of_kind(PartKind.RESPONSE) if part.state is P.AWAITED]
    assert case.state is not S.FORWARDED or awaited
    assert case.state is not S.ANSWERED or not awaited
    assert case.state not in {S.DRAFT, S.SUBMITTED, S.RETURNED, S.DISCARDED} or not case.parts
    for kind in (PartKind.SUMMARY, PartKind.REVIEW):
        assert sum(part.state is P.DIRECTED for part in case.of_kind(kind)) <= 1
    if case.state in ENDS:
        assert not any(part.state is P.DIRECTED for part in case.of_kind(PartKind.SUMMARY))


def _parties(case: Escalation) -> None:
    responding = [part.workspace for part in case.of_kind(PartKind.RESPONSE) if part.state is not P.REPLACED]
    assert case.parties == {A, *responding}
    assert A not in responding
    assert len(set(responding)) == len(responding)
    assert case.state not in WITH_AGENCIES | WITH_EXECUTIVE | {S.DECIDED, S.RESOLVED} or responding


def _requests(case: Escalation) -> None:
    standing = [part for part in case.of_kind(PartKind.REFERRAL) if part.state in STANDS]
    assert len({part.workspace for part in standing}) == len(standing)
    assert {part.workspace for part in standing} <= case.parties
    if case.state in WITH_EXECUTIVE:
        assert standing
        assert all(part.state is P.REFERRED for part in standing)
    else:
        assert case.state is S.DECIDED or not any(part.state is P.REFERRED for part in standing)
    if case.state in ENDS - {S.DECIDED}:
        assert not standing
    if case.raising_withdrew and case.state not in ENDS:
        assert any(part.workspace != A for part in standing), "Nobody but A has anything left to ask."


def _clocks(course: Course) -> None:
    case, running = course.case, course.running()
    of_case = {clock for clock, part in running if part is None}
    expected = {
        S.SUBMITTED: {Clock.BUSINESS_UNIT_CHECK},
        S.RETURNED: {Clock.TURN},
        S.REFERRED: {Clock.ACCEPTANCE},
        S.ACCEPTED: {Clock.DECISION},
        S.RESOLVED: {Clock.FOLLOW_UP},
    }.get(case.state, set())
    if case.state in {S.ANSWERED, S.UNRESOLVED}:
        assert of_case <= {Clock.TURN}
        assert not of_case or not case.raising_withdrew
    else:
        assert of_case == expected
    _clocks_of_parts(course)


def _clocks_of_parts(course: Course) -> None:
    """Each clock of a part runs while the part is in the state that it times, and no longer."""
    case, ended = course.case, course.case.state in ENDS
    times = {
        (PartKind.REFERRAL, P.ASKED): Clock.REFERRAL_CHECK,
        (PartKind.REFERRAL, P.RETURNED): Clock.TURN,
        (PartKind.SUMMARY, P.DIRECTED): Clock.COMMISSION,
        (PartKind.REVIEW, P.DIRECTED): Clock.COMMISSION,
        (PartKind.RESPONSE, P.AWAITED): Clock.RESPONSE,
    }
    for part in case.parts:
        clocks = {clock for clock, identifier in course.running() if identifier == part.id}
        timed = {times[part.kind, part.state]} if (part.kind, part.state) in times else set()
        if ended and part.kind is not PartKind.REVIEW:
            assert clocks == set()
        elif part.kind is PartKind.RESPONSE or (part.early and part.state is P.ASKED):
            assert clocks <= timed  # gone with the first end of a case re-opened; none for an early request
        else:
            assert clocks == timed
        for clock in clocks & {Clock.RESPONSE}:
            assert part.due_at == course.deadline(clock, part.id).due_at


def _reminders(course: Course) -> None:
    """Whoever is to be reminded of a date is asked for something by it, or the reminder would say nothing.

    A's turn rests while a request for referral stands; a summary, while the case is back with the agencies.
    """
    case, resting = course.case, set[tuple[Clock, UUID | None]]()
    if case.requests:
        resting.add((Clock.TURN, None))
    if case.state is not S.ACCEPTED:
        resting |= {(Clock.COMMISSION, summary.id) for summary in case.of_kind(PartKind.SUMMARY)}
    for clock, part in course.running() - resting:
        assert not LADDERS[clock] or task_by(course.case, clock, part), (clock, course.case.state)


def check_move(moved: Moved, course: Course) -> None:
    """Every law of a move; `course` is the case as it is after it."""
    before, after = moved.before, moved.after
    _ends_last(moved)
    for old in before.parts:
        new = after.part(old.id)
        assert new is not None
        assert (new.kind, new.workspace, new.began_at) == (old.kind, old.workspace, old.began_at)
        if old.state in LAST:
            assert new.state is old.state
        if old.kind is PartKind.RESPONSE and old.due_at and new.due_at:
            assert new.due_at >= old.due_at
    if moved.row.action in {Action.FORWARD, Action.CHANGE_RESPONDER}:
        ten = end_of_day(CALENDAR.add(london_date(course.now), 10))
        new_ones = [part for part in after.parts if before.part(part.id) is None]
        assert new_ones
        assert all(part.due_at == ten for part in new_ones)
    if after.state is S.DECIDED and before.state is not S.DECIDED:
        _decided_rightly(before)


def _ends_last(moved: Moved) -> None:
    before, after, action = moved.before.state, moved.after.state, moved.row.action
    if before in ENDS:
        assert after is before or (before, action, after) == (S.RESOLVED, Action.REOPEN, S.UNRESOLVED)
    if after is S.RESOLVED and before is not S.RESOLVED:
        assert action is Action.CONCLUDE_RESOLVED
        assert not moved.before.raising_withdrew
    if moved.before.raising_withdrew:
        assert moved.after.raising_withdrew
        assert after is before or after is not S.UNRESOLVED


def _decided_rightly(case: Escalation) -> None:
    """Two members without a conflict said what they hold, more for than against, counted by hand."""
    free = [one for one in case.bench if one.declared and not one.conflict]
    assert len([one for one in free if one.view]) >= 2
    assert sum(one.view is View.FOR for one in free) > sum(one.view is View.AGAINST for one in free)


def only_a_concluded(moved: Moved, who: str) -> None:
    """Silence is never "resolved": A's senior manager says so (decision 14)."""
    if moved.after.state is S.RESOLVED and moved.before.state is not S.RESOLVED:
        assert PEOPLE[who].workspace == A
        assert who == "A senior"
