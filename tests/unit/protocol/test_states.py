"""The code's table against the protocol's, row by row, and against every kind of person in every state."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from portal.protocol import guards as only
from portal.protocol import permissions as who
from portal.protocol.deadlines import Clock
from portal.protocol.errors import NotAllowed, WrongState
from portal.protocol.escalation import OPEN, CaseState, PartKind, PartState
from portal.protocol.guards import Guard
from portal.protocol.moves import advance, may
from portal.protocol.permissions import Clause
from portal.protocol.rows import Action, Effect, PartMove, Row, Tick, Which
from portal.protocol.states import TRANSITIONS, actors_of, rows_for
from tests.unit.protocol.cases import PEOPLE, names_of
from tests.unit.protocol.scenes import SCENES

# Section 4, copied, and what its words mean in code -------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One row of the protocol's table, in its own words."""

    action: Action
    case: str
    part: str
    who: str
    only_if: str
    clock: str

    @property
    def ends(self) -> tuple[frozenset[CaseState], CaseState | None]:
        """From which states, to which."""
        from_, _, to = self.case.partition(" → ")
        named = {"open": OPEN, "any": frozenset(CaseState)}
        states = named.get(from_) or frozenset(CaseState[name] for name in from_.split(", "))
        return states, CaseState[to] if to else None


def _lines() -> Iterator[Line]:
    for text in Path(__file__).with_name("section_4.md").read_text().splitlines()[4:]:
        action, *cells = (cell.strip() for cell in text.strip("|").split("|"))
        yield Line(Action(action), *cells)


def _by_action(row: Line | Row) -> int:
    return list(Action).index(row.action)


SECTION_4 = tuple(_lines())
ROWS = tuple(zip(sorted(SECTION_4, key=_by_action), sorted(TRANSITIONS, key=_by_action), strict=False))
"""The rows of an action stand in the same order in both; the actions need not."""


def _moves(kind: PartKind, from_: str, to: str | None, which: Which = Which.THE_ONE) -> PartMove:
    states = frozenset(PartState[name] for name in from_.split())
    return PartMove(kind, which, states, PartState[to] if to else None)


RESPONSE, REFERRAL, SUMMARY, REVIEW, _ACTION = PartKind
PARTS: dict[str, tuple[PartMove, ...]] = {
    "": (),
    "every part ends": (),  # whatever row ends a case: `test_moves` proves that its parts end with it
    "response: new → AWAITED, one for each agency": (_moves(RESPONSE, "", "AWAITED", Which.NEW_FOR_EACH),),
    "response: AWAITED": (_moves(RESPONSE, "AWAITED", None),),
    "response: AWAITED → REPLACED": (_moves(RESPONSE, "AWAITED", "REPLACED"),),
    "response: AWAITED → REPLACED, and new → AWAITED": (
        _moves(RESPONSE, "AWAITED", "REPLACED"),
        _moves(RESPONSE, "", "AWAITED", Which.NEW_FOR_EACH),
    ),
    "response: AWAITED → RECEIVED": (_moves(RESPONSE, "AWAITED", "RECEIVED"),),
    "referral: new → ASKED": (_moves(REFERRAL, "", "ASKED", Which.NEW_OWN),),
    "referral: new → REFERRED": (_moves(REFERRAL, "", "REFERRED", Which.NEW_OWN),),
    "referral: ASKED": (_moves(REFERRAL, "ASKED", None),),
    "referral: ASKED → RETURNED": (_moves(REFERRAL, "ASKED", "RETURNED"),),
    "referral: RETURNED → ASKED": (_moves(REFERRAL, "RETURNED", "ASKED"),),
    "referral: every ASKED or RETURNED → REFERRED": (
        _moves(REFERRAL, "ASKED RETURNED", "REFERRED", Which.EVERY),
    ),
    "referral: ASKED, RETURNED → WITHDRAWN": (_moves(REFERRAL, "ASKED RETURNED", "WITHDRAWN"),),
    "referral: REFERRED → WITHDRAWN": (_moves(REFERRAL, "REFERRED", "WITHDRAWN"),),
    "referral: every REFERRED → DECLINED": (_moves(REFERRAL, "REFERRED", "DECLINED", Which.EVERY),),
    "A's referral → WITHDRAWN": (_moves(REFERRAL, "ASKED RETURNED REFERRED", "WITHDRAWN", Which.OWN),),
    "summary: new → DIRECTED": (_moves(SUMMARY, "", "DIRECTED", Which.NEW_FOR_EACH),),
    "summary: DIRECTED → SUBMITTED": (_moves(SUMMARY, "DIRECTED", "SUBMITTED"),),
    "summary: DIRECTED → RECALLED": (_moves(SUMMARY, "DIRECTED", "RECALLED"),),
    "review: new → DIRECTED": (_moves(REVIEW, "", "DIRECTED", Which.NEW_FOR_EACH),),
    "review: DIRECTED → SUBMITTED": (_moves(REVIEW, "DIRECTED", "SUBMITTED"),),
    "review: DIRECTED → RECALLED": (_moves(REVIEW, "DIRECTED", "RECALLED"),),
}

WHO: dict[str, tuple[Clause, ...]] = {
    "contributor of A": (who.CONTRIBUTOR_OF_A,),
    "senior manager of A": (who.SENIOR_MANAGER_OF_A,),
    "senior manager of that B": (who.SENIOR_MANAGER_OF_THAT_B,),
    "senior manager of that B, or Business Unit on its behalf": (
        who.SENIOR_MANAGER_OF_THAT_B,
        who.BUSINESS_UNIT,
    ),
    "senior manager of a B": (who.SENIOR_MANAGER_OF_A_B,),
    "senior manager of a party": (who.SENIOR_MANAGER_OF_A_PARTY,),
    "senior manager of each other party": (who.SENIOR_MANAGER_OF_EACH_OTHER_PARTY,),
    "senior manager of the asker": (who.SENIOR_MANAGER_OF_THE_ASKER,),
    "Business Unit": (who.BUSINESS_UNIT,),
    "Executive member without a conflict": (who.EXECUTIVE_WITHOUT_CONFLICT,),
    "presiding member": (who.PRESIDING_MEMBER,),
    "Scrutineer": (who.SCRUTINEER,),
}

ONLY_IF: dict[str, tuple[Guard, ...]] = {
    "Part 1 is complete": (only.PART_1_COMPLETE,),
    "decision 10": (only.SIGNER_STANDS_APART,),
    "reasons given": (only.REASONS_GIVEN,),
    "an exclusion of the gate applies": (only.ROUTE_NAMED,),
    "the right route is named": (only.ROUTE_NAMED,),
    "each differs from A and has a role-holder": (only.RESPONDERS_CAN_RECEIVE,),
    "not overdue": (only.NOT_OVERDUE,),
    "never asked before": (only.EXTENSION_NEVER_ASKED,),
    "asked": (only.EXTENSION_ASKED,),
    "within 2 days of forwarding": (only.EARLY_ENOUGH_FOR_NOT_FOR_US,),
    'it said "not for us"': (only.SAID_NOT_FOR_US,),
    "another is still awaited": (only.ANOTHER_AWAITED,),
    "all the others are in": (only.NO_OTHER_AWAITED, only.ANOTHER_RESPONDER_LEFT),
    "no other is awaited": (only.NO_OTHER_AWAITED,),
    "stage 3 is complete": (only.STAGE_3_COMPLETE,),
    "stage 3 is not complete": (only.STAGE_3_NOT_COMPLETE,),
    "no other agency's request stands": (only.NO_OTHER_AGENCYS_REQUEST,),
    "another agency's request stands": (only.OTHER_AGENCYS_REQUEST,),
    "a promised action was not done": (only.PROMISE_BROKEN,),
    "within 20 days of the follow-up date": (only.WITHIN_REOPENING,),
    "its own response is in": (only.OWN_RESPONSE_IN,),
    "the request is early": (only.REQUEST_IS_EARLY,),
    "one is ASKED, and stage 3 is complete or every other party agreed": (
        only.A_REQUEST_IS_ASKED,
        only.READY_TO_REFER,
    ),
    "A is still in, or another request stands": (only.RAISING_IN_OR_ANOTHER_REQUEST,),
    "A has withdrawn and no other request stands": (only.RAISING_HAS_WITHDRAWN, only.NO_OTHER_REQUEST),
    "another request stands": (only.ANOTHER_REQUEST,),
    "no other request stands": (only.NO_OTHER_REQUEST,),
    "A is still in": (only.RAISING_IS_IN,),
    "A has withdrawn": (only.RAISING_HAS_WITHDRAWN,),
    "interests declared": (only.INTERESTS_DECLARED,),
    "quorum": (only.QUORUM,),
    "more for than against": (only.MORE_FOR_THAN_AGAINST,),
    "clerical": (only.CLERICAL,),
    "no request is ASKED": (only.NO_REQUEST_IS_ASKED,),
    'two chases and 20 days since the turn began, or A said "no further step" and 5 days have passed': (
        only.TURN_IS_SPENT,
    ),
}
ONLY_IF_OF: dict[tuple[Action, str], tuple[Guard, ...]] = {
    (Action.CHANGE_RESPONDER, "it has no request of its own"): (only.RESPONDER_HAS_NO_REQUEST,),
    (Action.RELEASE_RESPONDER, "it has no request of its own"): (only.RESPONDER_HAS_NO_REQUEST,),
    (Action.ASK_REFERRAL, "it has no request of its own"): (only.NO_OWN_REQUEST,),
    (Action.ASK_EARLY_REFERRAL, "it has no request of its own"): (only.NO_OWN_REQUEST,),
    (Action.JOIN_REFERRAL, "it has no request of its own"): (only.NO_OWN_REQUEST,),
    (Action.COMMISSION_SUMMARY, "none is DIRECTED"): (only.NO_SUMMARY_DIRECTED,),
    (Action.COMMISSION_REVIEW, "none is DIRECTED"): (only.NO_REVIEW_DIRECTED,),
}
"""Words that mean different things in different rows."""

BY_DECISION_20: dict[Action, tuple[Clause, ...]] = {
    Action.DISCARD: (who.BUSINESS_UNIT_ON_BEHALF,),
    Action.SIGN_OFF: (who.BUSINESS_UNIT_ON_BEHALF,),
}
"""Part 1 is entered by the Business Unit for an agency that cannot sign in, which the table does not repeat."""

ASKED_BESIDE: dict[Action, tuple[Guard, ...]] = {
    Action.DISCARD: (only.WRITES_PART_1,),  # decision 20
    Action.SIGN_OFF: (only.WRITES_PART_1, only.FORM_ATTACHED),  # decision 20
    Action.ASK_EXTENSION: (only.DAYS_GIVEN, only.REASONS_GIVEN),  # decision 4: of at most 5 days
    Action.SAY_NOT_FOR_US: (only.NOT_YET_SAID_NOT_FOR_US, only.REASONS_GIVEN),  # said once, decision 12
    Action.RESPOND: (only.REPLY_COMPLETE, only.SENT_BEFORE_NOW),  # what Part 2 requires; decision 20
    Action.AGREE_EARLY_REFERRAL: (only.NOT_YET_AGREED,),  # agreed once
    Action.CHANGE_RESPONDER: (only.RESPONDERS_CAN_RECEIVE,),  # as in forwarding
    Action.DECLINE: (only.REASONS_GIVEN,),  # decision 16
    Action.COMMISSION_SUMMARY: (only.COMMISSION_COMPLETE,),  # P12: a due date
    Action.COMMISSION_REVIEW: (only.COMMISSION_COMPLETE,),
    Action.WITHDRAW: (only.REASONS_GIVEN,),  # decision 17
}
"""What the code asks although the table's column does not say so, and why."""


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


def _asked(line: Line) -> set[Guard]:
    words = [phrase.strip() for phrase in line.only_if.split(";") if phrase.strip()]
    meant = [ONLY_IF_OF.get((line.action, phrase)) or ONLY_IF[phrase] for phrase in words]
    return {guard for guards in meant for guard in guards}


def _ticks(line: Line) -> set[Tick]:
    words = [phrase.strip() for phrase in line.clock.split(";") if phrase.strip()]
    meant = [CLOCKS_OF[line.action, phrase] if (line.action, phrase) in CLOCKS_OF else CLOCKS[phrase]
             for phrase in words]  # fmt: skip
    return {tick for ticks in meant for tick in ticks}


def _beside(line: Line) -> set[Tick]:
    """What is stopped beside. Only the part column tells asking again, which ends a turn, from asking anew."""
    again = line.part == "referral: RETURNED → ASKED"
    return set(_stops(Clock.TURN) if again else STOPPED_BESIDE.get((line.action, line.case), ()))


# Row by row ------------------------------------------------------------------------------------------------

each_row = pytest.mark.parametrize(
    ("line", "row"), ROWS, ids=[f"{line.action}-{number}" for number, (line, _) in enumerate(ROWS)]
)


def test_there_is_a_row_for_each_of_the_protocols_and_no_other() -> None:
    assert Counter(row.action for row in TRANSITIONS) == Counter(line.action for line in SECTION_4)
    assert len(SECTION_4) == 46
    assert {line.action for line in SECTION_4} == set(Action)


@each_row
def test_a_row_moves_the_case_as_the_protocol_says(line: Line, row: Row) -> None:
    assert (row.from_, row.to) == line.ends


@each_row
def test_a_row_moves_the_parts_as_the_protocol_says(line: Line, row: Row) -> None:
    expected = PARTS[line.part]
    if line.action is Action.DECIDE:  # whatever summary is unfinished
        expected = (_moves(SUMMARY, "DIRECTED", "RECALLED", Which.EVERY),)
    assert row.parts == expected


@each_row
def test_a_row_names_whom_the_protocol_names(line: Line, row: Row) -> None:
    assert row.who == WHO[line.who] + BY_DECISION_20.get(line.action, ())


@each_row
def test_a_row_asks_what_the_protocol_asks(line: Line, row: Row) -> None:
    assert {*row.only_if, *row.given} == _asked(line) | set(ASKED_BESIDE.get(line.action, ()))


@each_row
def test_a_row_starts_and_stops_the_clocks_the_protocol_names(line: Line, row: Row) -> None:
    assert set(row.clock) == _ticks(line) | _beside(line)


def test_nothing_is_asked_or_stopped_beside_the_table_that_no_row_has() -> None:
    cases = {(line.action, line.case) for line in SECTION_4}
    assert set(STOPPED_BESIDE) <= cases


# Every kind of person, every state --------------------------------------------------------------------------

TRUTH = """
discard                     | contributor of A    | DRAFT > DISCARDED
discard, on behalf          | Business Unit       | DRAFT > DISCARDED
discard, on behalf          | contributor of A    | (never)
sign_off                    | senior manager of A | DRAFT RETURNED > SUBMITTED
sign_off, on behalf         | Business Unit       | DRAFT RETURNED > SUBMITTED
sign_off, on behalf         | senior manager of A | (never)
send_back                   | Business Unit       | SUBMITTED > RETURNED
close_out_of_scope          | Business Unit       | SUBMITTED > CLOSED
forward                     | Business Unit       | SUBMITTED > FORWARDED
ask_extension               | senior manager of B | (open)
grant_extension             | Business Unit       | (open)
refuse_extension            | Business Unit       | (open)
say_not_for_us              | senior manager of B | FORWARDED
keep_responder              | Business Unit       | FORWARDED
change_responder            | Business Unit       | FORWARDED
release_responder, another awaited | Business Unit | FORWARDED
release_responder, the others in   | Business Unit | FORWARDED > ANSWERED
respond, another awaited    | senior manager of B, Business Unit | FORWARDED
respond, another awaited    | senior manager of B, Business Unit | UNRESOLVED REFERRED ACCEPTED
respond, the last           | senior manager of B, Business Unit | FORWARDED > ANSWERED
respond, the last           | senior manager of B, Business Unit | UNRESOLVED REFERRED ACCEPTED
conclude_resolved           | senior manager of A | FORWARDED ANSWERED UNRESOLVED > RESOLVED
conclude_not_resolved       | senior manager of A | FORWARDED ANSWERED > UNRESOLVED
reopen                      | senior manager of A | RESOLVED > UNRESOLVED
ask_referral, anew          | senior manager of A | UNRESOLVED
ask_referral, anew          | senior manager of B, senior manager of C | FORWARDED ANSWERED UNRESOLVED
ask_referral, again         | senior manager of B | FORWARDED ANSWERED UNRESOLVED
ask_referral, again         | senior manager of A, senior manager of C | (never)
ask_early_referral          | senior manager of A, senior manager of B, senior manager of C | FORWARDED
agree_early_referral        | senior manager of A, senior manager of C | FORWARDED ANSWERED UNRESOLVED
return_referral             | Business Unit       | FORWARDED ANSWERED UNRESOLVED
refer                       | Business Unit       | FORWARDED ANSWERED UNRESOLVED > REFERRED
join_referral | senior manager of A, senior manager of B, senior manager of C | REFERRED ACCEPTED
withdraw_referral, A in     | senior manager of B | FORWARDED ANSWERED UNRESOLVED
withdraw_referral, A out    | senior manager of B | FORWARDED ANSWERED UNRESOLVED > WITHDRAWN
withdraw_referral, A out, another stands | senior manager of B | FORWARDED ANSWERED UNRESOLVED
withdraw_referral, referred, another stands | senior manager of B | REFERRED ACCEPTED
withdraw_referral, referred, A in  | senior manager of B | REFERRED ACCEPTED > UNRESOLVED
withdraw_referral, referred, A out | senior manager of B | REFERRED ACCEPTED > WITHDRAWN
accept                      | Executive member without a conflict | REFERRED > ACCEPTED
decline, A in               | Executive member without a conflict | REFERRED > UNRESOLVED
decline, A out              | Executive member without a conflict | REFERRED > WITHDRAWN
commission_summary          | presiding member    | ACCEPTED
commission_review           | presiding member    | ACCEPTED
submit_summary              | Scrutineer          | ACCEPTED
report_review               | Business Unit       | (any)
recall_summary              | presiding member    | ACCEPTED
recall_review               | presiding member    | ACCEPTED DECIDED
decide                      | presiding member    | ACCEPTED > DECIDED
correct                     | presiding member    | DECIDED
withdraw, alone | senior manager of A | (all but DRAFT) > WITHDRAWN
withdraw, another's request stands | senior manager of A | FORWARDED ANSWERED UNRESOLVED REFERRED ACCEPTED
close                       | Business Unit       | RETURNED FORWARDED ANSWERED UNRESOLVED > CLOSED
"""
"""Scene, who may, and in which states, with the state the case goes to if it leaves its own. By hand.

Whoever is not named for a scene is not allowed; whoever is named, in a state that is not, finds it is not the
time. (never) is for those whom the action names, but not for this part, or not while another writes for them.
"""
STATES = {
    "(open)": {"DRAFT", "SUBMITTED", "RETURNED", "FORWARDED", "ANSWERED", "UNRESOLVED", "REFERRED", "ACCEPTED"},
    "(all but DRAFT)": {
        "SUBMITTED", "RETURNED", "FORWARDED", "ANSWERED", "UNRESOLVED", "REFERRED", "ACCEPTED",
    },
    "(any)": {state.name for state in CaseState},
    "(never)": set(),
}  # fmt: skip


def _expected(scene: str) -> dict[tuple[str, CaseState], str]:
    """What each person named for a scene finds in each state: the state that follows, or WrongState."""
    found: dict[tuple[str, CaseState], str] = {}
    for text in TRUTH.strip().splitlines():
        name, groups, states = (cell.strip() for cell in text.split("|"))
        if name != scene:
            continue
        from_, _, to = states.partition(" > ")
        for person in names_of(group.strip() for group in groups.split(",")):
            for state in CaseState:
                found.setdefault((person, state), "WrongState")
                if state.name in STATES.get(from_, from_.split()):
                    found[person, state] = to or state.name
    return found


def _outcome(scene: str, person: str, state: CaseState) -> str:
    action, asked = Action(scene.split(",")[0]), SCENES[scene].request
    case = replace(SCENES[scene].case, state=state)
    try:
        moved = advance(case, action, PEOPLE[person], asked)
    except (NotAllowed, WrongState) as refusal:
        assert not may(case, action, PEOPLE[person], asked)
        return type(refusal).__name__
    assert may(case, action, PEOPLE[person], asked)
    return moved.after.state.name


def test_every_action_has_its_scenes_and_every_scene_its_truth() -> None:
    assert {Action(scene.split(",")[0]) for scene in SCENES} == set(Action)
    assert {text.split("|")[0].strip() for text in TRUTH.strip().splitlines()} == set(SCENES)


@pytest.mark.parametrize("scene", SCENES)
def test_who_may_do_what_in_which_state(scene: str) -> None:
    expected = _expected(scene)
    wrong = {
        (person, state.name): (outcome, meant)
        for person in PEOPLE
        for state in CaseState
        if (outcome := _outcome(scene, person, state))
        != (meant := expected.get((person, state), "NotAllowed"))
    }
    assert wrong == {}


def test_every_row_is_carried_out_by_some_scene() -> None:
    done = set()
    for name, scene in SCENES.items():
        for person, state in _expected(name):
            case, action = replace(scene.case, state=state), Action(name.split(",")[0])
            if may(case, action, PEOPLE[person], scene.request):
                done.add(advance(case, action, PEOPLE[person], scene.request).row)
    assert [row.action for row in TRANSITIONS if row not in done] == []


# What is read from the table ---------------------------------------------------------------------------------


def test_the_rows_and_the_people_of_an_action_are_found() -> None:
    assert [row.to for row in rows_for(Action.DECLINE)] == [CaseState.UNRESOLVED, CaseState.WITHDRAWN]
    assert actors_of(Action.RESPOND) == (who.SENIOR_MANAGER_OF_THAT_B, who.BUSINESS_UNIT)
