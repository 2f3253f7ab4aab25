"""The code's table against every kind of person in every state: who may do what, and where the case goes."""

from dataclasses import replace

import pytest

from portal.protocol.errors import NotAllowed, WrongState
from portal.protocol.escalation import CaseState
from portal.protocol.moves import advance, may
from portal.protocol.rows import Action
from portal.protocol.states import TRANSITIONS
from tests.unit.protocol.cases import PEOPLE, names_of
from tests.unit.protocol.scenes import SCENES

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
