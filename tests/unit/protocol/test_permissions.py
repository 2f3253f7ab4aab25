"""Who may do what that moves nothing: the whole map, by hand, for every kind of person."""

from dataclasses import replace

import pytest

from portal.protocol import permissions
from portal.protocol.actors import CASE_ROLES, ROLES_OF_KIND, SIGNING_ROLES, Actor, Kind, Role
from portal.protocol.errors import NotAllowed
from portal.protocol.escalation import CaseState, PartState
from portal.protocol.moves import may
from portal.protocol.permissions import PERMISSIONS, Clause, Permission, allows, check, could, who_may
from portal.protocol.rows import Action
from portal.protocol.states import TRANSITIONS, actors_of
from tests.unit.protocol.cases import PEOPLE, case, named, part, request

CASE = case(
    part("OLD response", PartState.REPLACED),
    part("B response", PartState.AWAITED),
    part("C response", PartState.AWAITED),
    part("A referral", PartState.ASKED),
)
B_RESPONSE = CASE.part(named("B response"))

_ROLES = ("contributor", "senior", "deputy", "contact", "administrator", "nobody")
_READERS = ("contributor", "senior", "deputy", "contact")
_WRITERS = ("contributor", "senior", "deputy")
_SIGNERS = ("senior", "deputy")


def _of(agencies: str, roles: tuple[str, ...]) -> set[str]:
    return {f"{agency} {role}" for agency in agencies.split() for role in roles}


EVERY_AGENCY = "A B C OLD STRANGER"
OFFICE = {"BU officer", "BU manager"}
ALL_OF_THE_OFFICE = OFFICE | {"BU clerk"}
ALL_OF_THE_EXECUTIVE = {f"E {name}" for name in (
    "chair", "member", "substitute", "recused", "undeclared", "unseated",
)}  # fmt: skip
WHO_SIT = {"E chair", "E member", "E substitute"}

TRUTH: dict[Permission, set[str]] = {
    Permission.SEE_AGENCY_WORKLIST: _of(EVERY_AGENCY, _READERS),
    Permission.SEE_BUSINESS_UNIT_WORKLIST: ALL_OF_THE_OFFICE,
    Permission.SEE_EXECUTIVE_WORKLIST: ALL_OF_THE_EXECUTIVE,
    Permission.SEE_SCRUTINEER_WORKLIST: {"S scrutineer", "S another"},
    Permission.SEE_LEARNING_WORKLIST: {"L reader"},
    Permission.SEE_REPORTS: {"Q reader"} | ALL_OF_THE_OFFICE,
    Permission.SEE_REPORT_DRAFTS: ALL_OF_THE_OFFICE,
    Permission.WRITE_REPORT: OFFICE,
    Permission.ISSUE_REPORT: {"BU manager"},
    Permission.KEEP_REPORT_ACTIONS: OFFICE,
    Permission.START_ESCALATION: _of(EVERY_AGENCY, _WRITERS),
    Permission.READ_CASE: _of("A B C", _READERS) | ALL_OF_THE_OFFICE | WHO_SIT,
    Permission.DOWNLOAD: _of("A B C", _READERS) | ALL_OF_THE_OFFICE,
    Permission.WRITE_PART_1: _of("A", _WRITERS),
    Permission.ASK_FOR_SIGN_OFF: _of("A", _WRITERS),
    Permission.CONFIRM_RECEIPT: _of("B", _SIGNERS),
    Permission.WRITE_PART_2: _of("B", _WRITERS),
    Permission.WRITE_PART_3: _of("A", _SIGNERS),
    Permission.BE_TOLD_OF_IDENTITY_TYPED: _of("A B C", _WRITERS) | OFFICE,
    Permission.REVEAL_IDENTITY: _of("A B C", _READERS) | ALL_OF_THE_OFFICE,
    Permission.FIND_CASE: _of(EVERY_AGENCY, _READERS) | ALL_OF_THE_OFFICE,
    Permission.ASK_FOR_REPLY_SIGN_OFF: _of("B", _WRITERS),
    Permission.GIVE_HOLDING_REPLY: _of("B", _WRITERS),
    Permission.ADD_TO_RECORD: _of("A B C", _SIGNERS) | OFFICE,
    Permission.SAY_NO_FURTHER_STEP: _of("A", _SIGNERS),
    Permission.COMMENT_ON_REFERRAL: _of("A C", _SIGNERS),
    Permission.DECLARE_INTERESTS: ALL_OF_THE_EXECUTIVE,
    Permission.NAME_SUBSTITUTE: OFFICE,
    Permission.PROPOSE_DECISION: WHO_SIT,
    Permission.GIVE_VIEW: WHO_SIT,
    Permission.DECLARE_AS_SCRUTINEER: {"S scrutineer", "S another"},
    Permission.WRITE_SUMMARY: set(),
    Permission.ASK_FOR_SCRUTINEERS_PACK: set(),
    Permission.ASK_FOR_EXECUTIVES_PACK: WHO_SIT | OFFICE,
    Permission.ASK_FOR_LEARNING_PACK: WHO_SIT | OFFICE,
    Permission.REPORT_ACTION_DONE: OFFICE,
    Permission.READ_REDACTED_COPIES: ALL_OF_THE_OFFICE | WHO_SIT,
    Permission.SUPPLY_REDACTED_COPY: OFFICE,
    Permission.FOLLOW_UP: _of("A", _SIGNERS),
    Permission.WRITE_ON_BEHALF: OFFICE,
    Permission.REPLY_ON_BEHALF: OFFICE,
    Permission.CHASE: OFFICE,
    Permission.ADD_NOTE: OFFICE,
    Permission.LINK_CASES: OFFICE,
    Permission.FLAG_PARALLEL: OFFICE,
    Permission.ASSESS_ACCESS: OFFICE,
    Permission.SEE_DIVERSIONS: ALL_OF_THE_OFFICE,
    Permission.SEE_LOG: ALL_OF_THE_OFFICE,
    Permission.EXPORT_LOG: ALL_OF_THE_OFFICE,
    Permission.KEEP_THEMES: OFFICE,
    Permission.SET_THEMES: OFFICE,
    Permission.KEEP_CLOSURES: OFFICE,
    Permission.SEE_AGENCIES: ALL_OF_THE_OFFICE,
    Permission.KEEP_AGENCIES: OFFICE,
    Permission.KEEP_SIGN_IN_SERVICES: {"BU manager"},
    Permission.SEE_ROLES_OF_TWO: ALL_OF_THE_OFFICE,
    Permission.KEEP_ROLES_OF_TWO: {"BU manager"},
    Permission.SEE_SETTINGS: ALL_OF_THE_OFFICE,
    Permission.KEEP_SETTINGS: {"BU manager"},
    Permission.SEE_RECORDS: OFFICE,
    Permission.HOLD_RECORD: OFFICE,
    Permission.DISPOSE_OF_RECORD: {"BU manager"},
    Permission.IMPORT: OFFICE,
    Permission.TAKE_BACK_IMPORT: {"BU manager"},
    Permission.ANSWER_SUBJECT_ACCESS: OFFICE,
    Permission.SEE_WORKER: OFFICE,
    Permission.SEE_PEOPLE: _of(EVERY_AGENCY, (*_READERS, "administrator")),
    Permission.KEEP_PEOPLE: _of(EVERY_AGENCY, ("administrator",)),
    Permission.CONFIRM_PEOPLE: _of(EVERY_AGENCY, ("senior", "administrator")),
    Permission.KEEP_OUT: _of("A B C", _SIGNERS),
    Permission.LET_IN: _of("A B C", _SIGNERS),
}
"""Who has each permission on a case of A's, where B's response is the part that is spoken of. By hand."""

CLAUSES = [value for value in vars(permissions).values() if isinstance(value, Clause)]


def test_every_permission_is_in_the_map_and_in_the_truth() -> None:
    assert set(PERMISSIONS) == set(Permission) == set(TRUTH)


@pytest.mark.parametrize("permission", TRUTH)
def test_a_permission_is_for_those_named_and_nobody_else(permission: Permission) -> None:
    assert {name for name, actor in PEOPLE.items() if allows(permission, actor, CASE, B_RESPONSE)} == TRUTH[
        permission
    ]


@pytest.mark.parametrize("permission", Permission)
def test_a_door_opens_for_those_whom_the_button_is_shown_and_refuses_the_others(
    permission: Permission,
) -> None:
    for name, actor in PEOPLE.items():
        if name in TRUTH[permission]:
            check(permission, actor, CASE, B_RESPONSE)
        else:
            with pytest.raises(NotAllowed, match="only by"):
                check(permission, actor, CASE, B_RESPONSE)


def test_what_is_not_listed_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PERMISSIONS, Permission.READ_CASE)
    for actor in PEOPLE.values():
        assert not allows(Permission.READ_CASE, actor, CASE)
        with pytest.raises(NotAllowed, match="Nobody may do this"):
            check(Permission.READ_CASE, actor, CASE)


def test_a_refusal_names_who_may() -> None:
    with pytest.raises(NotAllowed) as refusal:
        check(Permission.READ_CASE, PEOPLE["STRANGER senior"], CASE)
    assert str(refusal.value) == (
        "This can be done only by an Executive member without a conflict of interest or people of the"
        " Business Unit or people who work on cases in one of its agencies or the Independent Scrutineer,"
        " while directed."
    )
    assert who_may(actors_of(Action.SIGN_OFF)) == (
        "This can be done only by a senior manager of the raising agency or"
        " the Business Unit on behalf of an agency that cannot sign in."
    )


# Roles -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("agency", ["A", "B", "C", "OLD", "STRANGER"])
def test_an_administrator_reads_no_case(agency: str) -> None:
    actor = PEOPLE[f"{agency} administrator"]
    has = {permission for permission in Permission if allows(permission, actor, CASE, B_RESPONSE)}
    assert has == {Permission.SEE_PEOPLE, Permission.KEEP_PEOPLE, Permission.CONFIRM_PEOPLE}
    assert Role.ADMINISTRATOR not in CASE_ROLES


def test_a_contributor_never_signs_and_only_ever_moves_a_draft_out_of_the_way() -> None:
    contributor = PEOPLE["A contributor"]
    assert {action for action in Action if could(actors_of(action), contributor)} == {Action.DISCARD}
    assert {Role.SENIOR_MANAGER, Role.DEPUTY} == SIGNING_ROLES


@pytest.mark.parametrize("name", ["A contact", "A administrator", "BU clerk", "L reader", "Q reader"])
def test_those_who_read_or_administer_move_nothing(name: str) -> None:
    assert [action for action in Action if could(actors_of(action), PEOPLE[name])] == []


def test_someone_without_a_role_may_do_nothing_anywhere() -> None:
    for name in ("A nobody", "BU nobody", "E nobody", "S nobody", "B nobody"):
        assert not any(allows(permission, PEOPLE[name], CASE, B_RESPONSE) for permission in Permission)
        assert not any(could(actors_of(action), PEOPLE[name]) for action in Action)


def test_a_role_counts_only_in_its_own_kind_of_workspace() -> None:
    everything = frozenset(Role)
    for kind in Kind:
        actor = replace(PEOPLE["A nobody"], kind=kind, roles=everything - ROLES_OF_KIND[kind])
        assert [clause.words for clause in CLAUSES if clause.could(actor)] == []


def test_every_clause_names_roles_that_exist_in_its_workspace() -> None:
    for clause in CLAUSES:
        assert clause.roles
        assert clause.roles <= ROLES_OF_KIND[clause.kind]


def test_every_clause_of_the_table_and_of_the_map_is_one_of_those_named() -> None:
    used = {clause for row in TRANSITIONS for clause in row.who}
    used |= {clause for clauses in PERMISSIONS.values() for clause in clauses}
    assert used == set(CLAUSES)


# Standing to a case --------------------------------------------------------------------------------------------


def _permissions(actor: Actor, about: str | None) -> set[Permission]:
    spoken_of = CASE.part(named(about)) if about else None
    return {permission for permission in Permission if allows(permission, actor, CASE, spoken_of)}


def test_an_agency_writes_its_own_response_and_no_other_part() -> None:
    for about in (None, "C response", "A referral", "OLD response"):
        assert Permission.WRITE_PART_2 not in _permissions(PEOPLE["B senior"], about)
    assert Permission.WRITE_PART_2 in _permissions(PEOPLE["B senior"], "B response")
    assert Permission.WRITE_PART_2 not in _permissions(PEOPLE["A senior"], "A referral")


def test_an_action_is_reported_done_by_the_senior_managers_of_its_owner_and_by_the_office() -> None:
    action = part("B action", PartState.TO_DO)
    decided = case(part("B response", PartState.RECEIVED), action, state=CaseState.DECIDED)
    may_report = {
        name
        for name, actor in PEOPLE.items()
        if allows(Permission.REPORT_ACTION_DONE, actor, decided, action)
    }
    assert may_report == _of("B", _SIGNERS) | OFFICE


def test_an_agency_that_was_replaced_is_a_stranger_even_to_its_own_response() -> None:
    assert _permissions(PEOPLE["OLD senior"], "OLD response") == _permissions(PEOPLE["STRANGER senior"], None)


def test_after_its_own_withdrawal_a_reads_and_writes_no_more() -> None:
    withdrawn = replace(CASE, raising_withdrew=True)
    actor = PEOPLE["A senior"]
    assert allows(Permission.READ_CASE, actor, withdrawn)
    for permission in (
        Permission.WRITE_PART_1,
        Permission.ASK_FOR_SIGN_OFF,
        Permission.WRITE_PART_3,
        Permission.ADD_TO_RECORD,
        Permission.SAY_NO_FURTHER_STEP,
        Permission.FOLLOW_UP,
    ):
        assert allows(permission, actor, CASE)
        assert not allows(permission, actor, withdrawn)


ON_BEHALF = replace(CASE, on_behalf=True)
WHILE_THE_OFFICE_WRITES: dict[Permission, set[str]] = {
    Permission.WRITE_PART_1: OFFICE,
    Permission.ASK_FOR_SIGN_OFF: set(),
}
"""Who else than in `TRUTH` has a permission on a case that the Business Unit writes for A (decision 20)."""


@pytest.mark.parametrize("permission", Permission)
def test_decision_20_on_behalf_the_business_unit_writes_part_1_and_nothing_else_changes_hands(
    permission: Permission,
) -> None:
    meant = WHILE_THE_OFFICE_WRITES.get(permission, TRUTH[permission])
    assert {
        name for name, actor in PEOPLE.items() if allows(permission, actor, ON_BEHALF, B_RESPONSE)
    } == meant


def test_decision_20_on_behalf_the_business_unit_discards_and_signs_and_the_agency_does_not() -> None:
    for action, of_a in ((Action.DISCARD, "A contributor"), (Action.SIGN_OFF, "A senior")):
        draft = case(state=CaseState.DRAFT, on_behalf=True)
        assert may(draft, action, PEOPLE["BU officer"], request())
        assert not may(draft, action, PEOPLE[of_a], request())
        assert not may(case(state=CaseState.DRAFT), action, PEOPLE["BU officer"], request())
