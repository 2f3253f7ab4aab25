"""The code's table against the protocol's, row by row: which clocks start, stop and move."""

from portal.protocol.deadlines import Clock
from portal.protocol.rows import Action, Effect, Row, Tick
from tests.unit.protocol.section_4 import SECTION_4, Line, each_row


def _starts(clock: Clock) -> tuple[Tick, ...]:
    return (Tick(Effect.START, clock),)


def _stops(*clocks: Clock) -> tuple[Tick, ...]:
    return tuple(Tick(Effect.STOP, clock) for clock in clocks)


TURN_OF_A, TURN_OF_ASKER = (Tick(Effect.TURN_OF_A),), (Tick(Effect.TURN_OF_ASKER),)
ALL_END = (Tick(Effect.ALL_END),)
CLOCKS: dict[str, tuple[Tick, ...]] = {
    "the 2 days stop": _stops(Clock.BUSINESS_UNIT_CHECK),
    "A's turn starts": TURN_OF_A,
    "10 days start for each": _starts(Clock.RESPONSE),
    "10 days start": _starts(Clock.RESPONSE),
    "due date moves by up to 5": (Tick(Effect.MOVE, Clock.RESPONSE),),
    "its 10 days run on": (),
    "old clock ends": _stops(Clock.RESPONSE),
    "follow-up starts": _starts(Clock.FOLLOW_UP),
    "the asker's turn starts": TURN_OF_ASKER,
    "10 days to accept start": _starts(Clock.ACCEPTANCE),
    "20 days to decide start": _starts(Clock.DECISION),
    "its due date starts": _starts(Clock.COMMISSION),
    "all end": ALL_END,
}
CLOCKS_OF: dict[tuple[Action, str], tuple[Tick, ...]] = {
    (Action.SIGN_OFF, "Business Unit's 2 days start"): _starts(Clock.BUSINESS_UNIT_CHECK),
    (Action.ASK_REFERRAL, "Business Unit's 2 days start"): _starts(Clock.REFERRAL_CHECK),
    (Action.RELEASE_RESPONDER, "its clock ends"): _stops(Clock.RESPONSE),
    (Action.RESPOND, "its clock ends"): _stops(Clock.RESPONSE),
    (Action.SUBMIT_SUMMARY, "its clock ends"): _stops(Clock.COMMISSION),
    (Action.REPORT_REVIEW, "its clock ends"): _stops(Clock.COMMISSION),
    (Action.RECALL_SUMMARY, "its clock ends"): _stops(Clock.COMMISSION),
    (Action.RECALL_REVIEW, "its clock ends"): _stops(Clock.COMMISSION),
}
STOPPED_BESIDE: dict[tuple[Action, str], tuple[Tick, ...]] = {
    (Action.SIGN_OFF, "DRAFT, RETURNED → SUBMITTED"): _stops(Clock.TURN),
    (Action.CLOSE_OUT_OF_SCOPE, "SUBMITTED → CLOSED"): ALL_END,
    (Action.CONCLUDE_RESOLVED, "FORWARDED, ANSWERED, UNRESOLVED → RESOLVED"): ALL_END,
    (Action.REOPEN, "RESOLVED → UNRESOLVED"): _stops(Clock.FOLLOW_UP),
    (Action.ASK_REFERRAL, "UNRESOLVED"): _stops(Clock.TURN),
    (Action.RETURN_REFERRAL, "FORWARDED, ANSWERED, UNRESOLVED"): _stops(Clock.REFERRAL_CHECK),
    (Action.REFER, "FORWARDED, ANSWERED, UNRESOLVED → REFERRED"): _stops(Clock.REFERRAL_CHECK, Clock.TURN),
    (Action.WITHDRAW_REFERRAL, "FORWARDED, ANSWERED, UNRESOLVED"): _stops(Clock.REFERRAL_CHECK, Clock.TURN),
    (Action.WITHDRAW_REFERRAL, "REFERRED, ACCEPTED → UNRESOLVED"): _stops(Clock.ACCEPTANCE, Clock.DECISION),
    (Action.ACCEPT, "REFERRED → ACCEPTED"): _stops(Clock.ACCEPTANCE),
    (Action.DECLINE, "REFERRED → UNRESOLVED"): _stops(Clock.ACCEPTANCE),
    (Action.WITHDRAW, "FORWARDED, ANSWERED, UNRESOLVED, REFERRED, ACCEPTED"): _stops(
        Clock.REFERRAL_CHECK, Clock.TURN
    ),
}
"""What the code stops although the table's column does not say so: what nobody has to do any more."""


def _ticks(line: Line) -> set[Tick]:
    words = [phrase.strip() for phrase in line.clock.split(";") if phrase.strip()]
    meant = [CLOCKS_OF[line.action, phrase] if (line.action, phrase) in CLOCKS_OF else CLOCKS[phrase]
             for phrase in words]  # fmt: skip
    return {tick for ticks in meant for tick in ticks}


def _beside(line: Line) -> set[Tick]:
    """What is stopped beside. Only the part column tells asking again, which ends a turn, from asking anew."""
    again = line.part == "referral: RETURNED → ASKED"
    return set(_stops(Clock.TURN) if again else STOPPED_BESIDE.get((line.action, line.case), ()))


@each_row
def test_a_row_starts_and_stops_the_clocks_the_protocol_names(line: Line, row: Row) -> None:
    assert set(row.clock) == _ticks(line) | _beside(line)


def test_nothing_is_asked_or_stopped_beside_the_table_that_no_row_has() -> None:
    cases = {(line.action, line.case) for line in SECTION_4}
    assert set(STOPPED_BESIDE) <= cases
