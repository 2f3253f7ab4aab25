"""Who may do what: one map from each permission to the people who have it. What is not listed is denied.

A *clause* names one kind of person, as the protocol does: the kind of workspace they act for, the roles
that count there, and how that workspace or person must stand to the case. `allows` answers, for a button;
`check` raises, for a door. Which rows a person may *see* is PostgreSQL's to say, not this module's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.protocol.actors import CASE_ROLES, ROLES_OF_KIND, SIGNING_ROLES, Actor, Kind, Role
from portal.protocol.conflicts import presiding, sitting
from portal.protocol.errors import NotAllowed
from portal.protocol.escalation import CaseState, Escalation, Part, PartKind, PartState

Relation = Callable[[Actor, Escalation, Part | None], bool]


@dataclass(frozen=True, slots=True)
class Clause:
    """One kind of person: `words` as the protocol names them, the workspace, the roles, the tie to the case."""

    words: str
    kind: Kind
    roles: frozenset[Role]
    relation: Relation

    def could(self, actor: Actor) -> bool:
        """Whether such an actor might be meant, on some case: workspace and role alone."""
        return actor.kind is self.kind and not self.roles.isdisjoint(actor.roles)

    def holds(self, actor: Actor, case: Escalation, part: Part | None = None) -> bool:
        """Whether this actor is meant, on this case."""
        return self.could(actor) and self.relation(actor, case, part)


# How a person may stand to a case ------------------------------------------------------------------------


def _any_case(_actor: Actor, _case: Escalation, _part: Part | None) -> bool:
    return True


def _raised_it(actor: Actor, case: Escalation, _part: Part | None) -> bool:
    return actor.workspace == case.raising


def _raised_it_and_is_in(actor: Actor, case: Escalation, _part: Part | None) -> bool:
    """After its own withdrawal A only reads."""
    return actor.workspace == case.raising and not case.raising_withdrew


def _responds(actor: Actor, case: Escalation, _part: Part | None) -> bool:
    return any(response.workspace == actor.workspace for response in case.responses)


def _is_a_party(actor: Actor, case: Escalation, part: Part | None) -> bool:
    return _raised_it_and_is_in(actor, case, part) or _responds(actor, case, part)


def _may_read_as_party(actor: Actor, case: Escalation, _part: Part | None) -> bool:
    return actor.workspace in case.parties


def _owns_the_part(actor: Actor, _case: Escalation, part: Part | None) -> bool:
    return part is not None and part.workspace == actor.workspace


def _gives_that_response(actor: Actor, case: Escalation, part: Part | None) -> bool:
    """A responding agency that was replaced loses access at once (decision 12)."""
    return part in case.responses and _owns_the_part(actor, case, part)


def _sits(actor: Actor, case: Escalation, _part: Part | None) -> bool:
    return any(seat.membership == actor.membership for seat in sitting(case.bench))


def _owns_the_action(actor: Actor, case: Escalation, part: Part | None) -> bool:
    return part in tuple(case.of_kind(PartKind.ACTION)) and _owns_the_part(actor, case, part)


def _presides(actor: Actor, case: Escalation, _part: Part | None) -> bool:
    return presiding(case.bench) == actor.membership


def _was_directed(actor: Actor, case: Escalation, _part: Part | None) -> bool:
    """From the direction until the case leaves the state ACCEPTED (section 4)."""
    summaries = case.of_kind(PartKind.SUMMARY)
    mine = (
        one for one in summaries if one.workspace == actor.workspace and one.state is not PartState.RECALLED
    )
    return case.state is CaseState.ACCEPTED and any(mine)


def _compiles(actor: Actor, case: Escalation, part: Part | None) -> bool:
    return part is not None and part.kind is PartKind.SUMMARY and _owns_the_part(actor, case, part)


# The people of the protocol ------------------------------------------------------------------------------

WRITING_ROLES = frozenset({Role.CONTRIBUTOR}) | SIGNING_ROLES
_OFFICE = frozenset({Role.OFFICER, Role.MANAGER})
_BENCH = ROLES_OF_KIND[Kind.EXECUTIVE]

CONTRIBUTOR_ANYWHERE = Clause("a contributor of an agency", Kind.AGENCY, WRITING_ROLES, _any_case)
CONTRIBUTOR_OF_A = Clause(
    "a contributor of the raising agency", Kind.AGENCY, WRITING_ROLES, _raised_it_and_is_in
)
WRITER_OF_PART_1 = Clause(
    "a contributor of the raising agency",
    Kind.AGENCY,
    WRITING_ROLES,
    lambda actor, case, part: _raised_it_and_is_in(actor, case, part) and not case.on_behalf,
)
CONTRIBUTOR_OF_B = Clause(
    "a contributor of the responding agency", Kind.AGENCY, WRITING_ROLES, _gives_that_response
)
SENIOR_MANAGER_OF_A = Clause(
    "a senior manager of the raising agency", Kind.AGENCY, SIGNING_ROLES, _raised_it_and_is_in
)
SENIOR_MANAGER_OF_A_B = Clause(
    "a senior manager of a responding agency", Kind.AGENCY, SIGNING_ROLES, _responds
)
SENIOR_MANAGER_OF_THAT_B = Clause(
    "a senior manager of the responding agency", Kind.AGENCY, SIGNING_ROLES, _gives_that_response
)
SENIOR_MANAGER_OF_A_PARTY = Clause("a senior manager of a party", Kind.AGENCY, SIGNING_ROLES, _is_a_party)
SENIOR_MANAGER_OF_THE_ASKER = Clause(
    "a senior manager of the agency that asked",
    Kind.AGENCY,
    SIGNING_ROLES,
    lambda actor, case, part: _owns_the_part(actor, case, part) and _is_a_party(actor, case, part),
)
SENIOR_MANAGER_OF_EACH_OTHER_PARTY = Clause(
    "a senior manager of each other party",
    Kind.AGENCY,
    SIGNING_ROLES,
    lambda actor, case, part: _is_a_party(actor, case, part) and not _owns_the_part(actor, case, part),
)
SENIOR_MANAGER_OF_THE_OWNER = Clause(
    "a senior manager of the agency that carries it out", Kind.AGENCY, SIGNING_ROLES, _owns_the_action
)
READER_OF_A_PARTY = Clause(
    "people who work on cases in one of its agencies", Kind.AGENCY, CASE_ROLES, _may_read_as_party
)
WRITER_OF_A_PARTY = Clause(
    "a contributor of one of its agencies", Kind.AGENCY, WRITING_ROLES, _may_read_as_party
)
SENIOR_MANAGER_WITH_A_CASE = Clause(
    "a senior manager of one of its agencies", Kind.AGENCY, SIGNING_ROLES, _may_read_as_party
)
READER_OF_AN_AGENCY = Clause("people who work on cases in an agency", Kind.AGENCY, CASE_ROLES, _any_case)
PERSON_OF_AN_AGENCY = Clause("people of an agency", Kind.AGENCY, ROLES_OF_KIND[Kind.AGENCY], _any_case)
ADMINISTRATOR = Clause(
    "an administrator of an agency", Kind.AGENCY, frozenset({Role.ADMINISTRATOR}), _any_case
)
SENIOR_MANAGER_ANYWHERE = Clause(
    "a senior manager of an agency", Kind.AGENCY, frozenset({Role.SENIOR_MANAGER}), _any_case
)
BUSINESS_UNIT = Clause("an officer or manager of the Business Unit", Kind.BUSINESS_UNIT, _OFFICE, _any_case)
BUSINESS_UNIT_MANAGER = Clause(
    "a manager of the Business Unit", Kind.BUSINESS_UNIT, frozenset({Role.MANAGER}), _any_case
)
BUSINESS_UNIT_ON_BEHALF = Clause(
    "the Business Unit on behalf of an agency that cannot sign in",
    Kind.BUSINESS_UNIT,
    _OFFICE,
    lambda _actor, case, _part: case.on_behalf,
)
BUSINESS_UNIT_MANAGER = Clause(
    "a manager of the Business Unit", Kind.BUSINESS_UNIT, frozenset({Role.MANAGER}), _any_case
)
BUSINESS_UNIT_READER = Clause(
    "people of the Business Unit", Kind.BUSINESS_UNIT, ROLES_OF_KIND[Kind.BUSINESS_UNIT], _any_case
)
EXECUTIVE_WORKSPACE = Clause("an Executive member", Kind.EXECUTIVE, _BENCH, _any_case)
EXECUTIVE_WITHOUT_CONFLICT = Clause(
    "an Executive member without a conflict of interest", Kind.EXECUTIVE, _BENCH, _sits
)
PRESIDING_MEMBER = Clause("the presiding Executive member", Kind.EXECUTIVE, _BENCH, _presides)
SCRUTINEER = Clause("the Independent Scrutineer", Kind.SCRUTINEER, frozenset({Role.SCRUTINEER}), _compiles)
SCRUTINEER_ON_IT = Clause(
    "the Independent Scrutineer, while directed", Kind.SCRUTINEER, frozenset({Role.SCRUTINEER}), _was_directed
)
SCRUTINEER_WORKSPACE = Clause(
    "the Independent Scrutineer", Kind.SCRUTINEER, frozenset({Role.SCRUTINEER}), _any_case
)
LEARNING_READER = Clause(
    "a reader for the Learning and Improvement Subgroup", Kind.LEARNING, frozenset({Role.READER}), _any_case
)
QUALITY_READER = Clause(
    "a reader for the Quality and Performance Subgroup", Kind.QUALITY, frozenset({Role.READER}), _any_case
)


class Permission(StrEnum):
    """What may be done that moves nothing. What moves a case or a part is an Action, in `states`."""

    SEE_AGENCY_WORKLIST = "see_agency_worklist"
    SEE_BUSINESS_UNIT_WORKLIST = "see_business_unit_worklist"
    SEE_EXECUTIVE_WORKLIST = "see_executive_worklist"
    SEE_SCRUTINEER_WORKLIST = "see_scrutineer_worklist"
    SEE_LEARNING_WORKLIST = "see_learning_worklist"
    SEE_REPORTS = "see_reports"
    SEE_REPORT_DRAFTS = "see_report_drafts"
    WRITE_REPORT = "write_report"
    ISSUE_REPORT = "issue_report"
    KEEP_REPORT_ACTIONS = "keep_report_actions"
    START_ESCALATION = "start_escalation"
    READ_CASE = "read_case"
    WRITE_PART_1 = "write_part_1"
    ASK_FOR_SIGN_OFF = "ask_for_sign_off"
    CONFIRM_RECEIPT = "confirm_receipt"
    WRITE_PART_2 = "write_part_2"
    WRITE_PART_3 = "write_part_3"
    REVEAL_IDENTITY = "reveal_identity"
    BE_TOLD_OF_IDENTITY_TYPED = "be_told_of_identity_typed"
    FIND_CASE = "find_case"
    ASK_FOR_REPLY_SIGN_OFF = "ask_for_reply_sign_off"
    GIVE_HOLDING_REPLY = "give_holding_reply"
    ADD_TO_RECORD = "add_to_record"
    SAY_NO_FURTHER_STEP = "say_no_further_step"
    COMMENT_ON_REFERRAL = "comment_on_referral"
    DECLARE_INTERESTS = "declare_interests"
    NAME_SUBSTITUTE = "name_substitute"
    DOWNLOAD = "download"
    PROPOSE_DECISION = "propose_decision"
    GIVE_VIEW = "give_view"
    DECLARE_AS_SCRUTINEER = "declare_as_scrutineer"
    WRITE_SUMMARY = "write_summary"
    ASK_FOR_SCRUTINEERS_PACK = "ask_for_scrutineers_pack"
    ASK_FOR_EXECUTIVES_PACK = "ask_for_executives_pack"
    ASK_FOR_LEARNING_PACK = "ask_for_learning_pack"
    REPORT_ACTION_DONE = "report_action_done"
    READ_REDACTED_COPIES = "read_redacted_copies"
    SUPPLY_REDACTED_COPY = "supply_redacted_copy"
    FOLLOW_UP = "follow_up"
    WRITE_ON_BEHALF = "write_on_behalf"
    REPLY_ON_BEHALF = "reply_on_behalf"
    CHASE = "chase"
    ADD_NOTE = "add_note"
    LINK_CASES = "link_cases"
    FLAG_PARALLEL = "flag_parallel"
    ASSESS_ACCESS = "assess_access"
    SEE_DIVERSIONS = "see_diversions"
    SEE_LOG = "see_log"
    EXPORT_LOG = "export_log"
    KEEP_THEMES = "keep_themes"
    SET_THEMES = "set_themes"
    KEEP_CLOSURES = "keep_closures"
    SEE_SETTINGS = "see_settings"
    KEEP_SETTINGS = "keep_settings"
    SEE_RECORDS = "see_records"
    HOLD_RECORD = "hold_record"
    DISPOSE_OF_RECORD = "dispose_of_record"
    ANSWER_SUBJECT_ACCESS = "answer_subject_access"
    SEE_WORKER = "see_worker"
    SEE_AGENCIES = "see_agencies"
    KEEP_AGENCIES = "keep_agencies"
    KEEP_SIGN_IN_SERVICES = "keep_sign_in_services"
    SEE_ROLES_OF_TWO = "see_roles_of_two"
    KEEP_ROLES_OF_TWO = "keep_roles_of_two"
    IMPORT = "import"
    TAKE_BACK_IMPORT = "take_back_import"
    SEE_PEOPLE = "see_people"
    KEEP_PEOPLE = "keep_people"
    CONFIRM_PEOPLE = "confirm_people"
    KEEP_OUT = "keep_out"
    LET_IN = "let_in"


PERMISSIONS: dict[Permission, tuple[Clause, ...]] = {
    Permission.SEE_AGENCY_WORKLIST: (READER_OF_AN_AGENCY,),
    Permission.SEE_BUSINESS_UNIT_WORKLIST: (BUSINESS_UNIT_READER,),
    Permission.SEE_EXECUTIVE_WORKLIST: (EXECUTIVE_WORKSPACE,),
    Permission.SEE_SCRUTINEER_WORKLIST: (SCRUTINEER_WORKSPACE,),
    Permission.SEE_LEARNING_WORKLIST: (LEARNING_READER,),
    Permission.SEE_REPORTS: (QUALITY_READER, BUSINESS_UNIT_READER),
    Permission.SEE_REPORT_DRAFTS: (BUSINESS_UNIT_READER,),
    Permission.WRITE_REPORT: (BUSINESS_UNIT,),
    Permission.ISSUE_REPORT: (BUSINESS_UNIT_MANAGER,),
    Permission.KEEP_REPORT_ACTIONS: (BUSINESS_UNIT,),
    Permission.START_ESCALATION: (CONTRIBUTOR_ANYWHERE,),
    Permission.READ_CASE: (
        READER_OF_A_PARTY,
        BUSINESS_UNIT_READER,
        EXECUTIVE_WITHOUT_CONFLICT,
        SCRUTINEER_ON_IT,
    ),
    Permission.DOWNLOAD: (READER_OF_A_PARTY, BUSINESS_UNIT_READER, SCRUTINEER_ON_IT),
    Permission.WRITE_PART_1: (WRITER_OF_PART_1, BUSINESS_UNIT_ON_BEHALF),
    Permission.ASK_FOR_SIGN_OFF: (WRITER_OF_PART_1,),
    Permission.CONFIRM_RECEIPT: (SENIOR_MANAGER_OF_THAT_B,),
    Permission.WRITE_PART_2: (CONTRIBUTOR_OF_B,),
    Permission.WRITE_PART_3: (SENIOR_MANAGER_OF_A,),
    Permission.REVEAL_IDENTITY: (READER_OF_A_PARTY, BUSINESS_UNIT_READER, SCRUTINEER_ON_IT),
    Permission.BE_TOLD_OF_IDENTITY_TYPED: (WRITER_OF_A_PARTY, BUSINESS_UNIT, SCRUTINEER_ON_IT),
    Permission.FIND_CASE: (READER_OF_AN_AGENCY, BUSINESS_UNIT_READER),
    Permission.ASK_FOR_REPLY_SIGN_OFF: (CONTRIBUTOR_OF_B,),
    Permission.GIVE_HOLDING_REPLY: (CONTRIBUTOR_OF_B,),
    Permission.ADD_TO_RECORD: (SENIOR_MANAGER_OF_A_PARTY, BUSINESS_UNIT),
    Permission.SAY_NO_FURTHER_STEP: (SENIOR_MANAGER_OF_A,),
    Permission.COMMENT_ON_REFERRAL: (SENIOR_MANAGER_OF_EACH_OTHER_PARTY,),
    Permission.DECLARE_INTERESTS: (EXECUTIVE_WORKSPACE,),
    Permission.PROPOSE_DECISION: (EXECUTIVE_WITHOUT_CONFLICT,),
    Permission.GIVE_VIEW: (EXECUTIVE_WITHOUT_CONFLICT,),
    Permission.REPORT_ACTION_DONE: (SENIOR_MANAGER_OF_THE_OWNER, BUSINESS_UNIT),
    Permission.ASK_FOR_SCRUTINEERS_PACK: (SCRUTINEER_ON_IT,),
    Permission.ASK_FOR_EXECUTIVES_PACK: (EXECUTIVE_WITHOUT_CONFLICT, BUSINESS_UNIT),
    Permission.ASK_FOR_LEARNING_PACK: (EXECUTIVE_WITHOUT_CONFLICT, BUSINESS_UNIT),
    Permission.READ_REDACTED_COPIES: (BUSINESS_UNIT_READER, EXECUTIVE_WITHOUT_CONFLICT),
    Permission.SUPPLY_REDACTED_COPY: (BUSINESS_UNIT,),
    Permission.DECLARE_AS_SCRUTINEER: (SCRUTINEER_WORKSPACE,),
    Permission.WRITE_SUMMARY: (SCRUTINEER_ON_IT,),
    Permission.NAME_SUBSTITUTE: (BUSINESS_UNIT,),
    Permission.FOLLOW_UP: (SENIOR_MANAGER_OF_A,),
    Permission.WRITE_ON_BEHALF: (BUSINESS_UNIT,),
    Permission.REPLY_ON_BEHALF: (BUSINESS_UNIT,),
    Permission.CHASE: (BUSINESS_UNIT,),
    Permission.ADD_NOTE: (BUSINESS_UNIT,),
    Permission.LINK_CASES: (BUSINESS_UNIT,),
    Permission.FLAG_PARALLEL: (BUSINESS_UNIT,),
    Permission.ASSESS_ACCESS: (BUSINESS_UNIT,),
    Permission.SEE_DIVERSIONS: (BUSINESS_UNIT_READER,),
    Permission.SEE_LOG: (BUSINESS_UNIT_READER,),
    Permission.EXPORT_LOG: (BUSINESS_UNIT_READER,),
    Permission.KEEP_THEMES: (BUSINESS_UNIT,),
    Permission.SET_THEMES: (BUSINESS_UNIT,),
    Permission.KEEP_CLOSURES: (BUSINESS_UNIT,),
    Permission.SEE_SETTINGS: (BUSINESS_UNIT_READER,),
    Permission.KEEP_SETTINGS: (BUSINESS_UNIT_MANAGER,),
    Permission.SEE_RECORDS: (BUSINESS_UNIT,),
    Permission.HOLD_RECORD: (BUSINESS_UNIT,),
    Permission.DISPOSE_OF_RECORD: (BUSINESS_UNIT_MANAGER,),
    Permission.ANSWER_SUBJECT_ACCESS: (BUSINESS_UNIT,),
    Permission.SEE_WORKER: (BUSINESS_UNIT,),
    Permission.SEE_AGENCIES: (BUSINESS_UNIT_READER,),
    Permission.KEEP_AGENCIES: (BUSINESS_UNIT,),
    Permission.KEEP_SIGN_IN_SERVICES: (BUSINESS_UNIT_MANAGER,),
    Permission.SEE_ROLES_OF_TWO: (BUSINESS_UNIT_READER,),
    Permission.KEEP_ROLES_OF_TWO: (BUSINESS_UNIT_MANAGER,),
    Permission.IMPORT: (BUSINESS_UNIT,),
    Permission.TAKE_BACK_IMPORT: (BUSINESS_UNIT_MANAGER,),
    Permission.SEE_PEOPLE: (PERSON_OF_AN_AGENCY,),
    Permission.KEEP_PEOPLE: (ADMINISTRATOR,),
    Permission.CONFIRM_PEOPLE: (ADMINISTRATOR, SENIOR_MANAGER_ANYWHERE),
    Permission.KEEP_OUT: (SENIOR_MANAGER_WITH_A_CASE,),
    Permission.LET_IN: (SENIOR_MANAGER_WITH_A_CASE,),
}


def could(clauses: Iterable[Clause], actor: Actor) -> bool:
    """Whether any clause might mean this actor on some case: the guard's first, coarse question."""
    return any(clause.could(actor) for clause in clauses)


def holds(clauses: Iterable[Clause], actor: Actor, case: Escalation, part: Part | None = None) -> bool:
    """Whether any clause means this actor on this case."""
    return any(clause.holds(actor, case, part) for clause in clauses)


def allows(permission: Permission, actor: Actor, case: Escalation, part: Part | None = None) -> bool:
    """Whether the actor has the permission on this case. For buttons and links."""
    return holds(PERMISSIONS.get(permission, ()), actor, case, part)


def check(permission: Permission, actor: Actor, case: Escalation, part: Part | None = None) -> None:
    """Let the actor through, or raise NotAllowed saying who may. For every door that moves nothing."""
    if not allows(permission, actor, case, part):
        raise NotAllowed(who_may(PERMISSIONS.get(permission, ())))


def who_may(clauses: Iterable[Clause]) -> str:
    """The refusal in plain English: who may do it."""
    names = sorted({clause.words for clause in clauses})
    return f"This can be done only by {' or '.join(names)}." if names else "Nobody may do this."
