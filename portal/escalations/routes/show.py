"""One case: where it stands, what happens next, what each has written, and everything that happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from flask import Response
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import queries
from portal.escalations.actions import identity
from portal.escalations.forms import written
from portal.escalations.routes import blueprint
from portal.escalations.routes.steps import Offer, offers
from portal.escalations.routes.steps.concluding import too_late_to_reopen
from portal.infra.calendar import calendar_for, now
from portal.protocol import part_1, part_4, replies
from portal.protocol.actors import ROLE_WORDS, SIGNING_ROLES, Actor, Kind
from portal.protocol.clock import WorkingCalendar, london_date, working_days_in_words
from portal.protocol.conflicts import QUORUM, presiding, quorum_in_reach, sitting
from portal.protocol.deadlines import CLOCK_WORDS
from portal.protocol.decision import HOW
from portal.protocol.escalation import CaseState
from portal.protocol.part_4 import PART_4
from portal.protocol.permissions import PERMISSIONS, WRITING_ROLES, Permission, allows, check, could
from portal.protocol.rows import Action
from portal.protocol.summary import ISSUED, SECTIONS, SUMMARY
from portal.protocol.tasks import WORDS, Ask, in_a_sentence
from portal.web.actor import actor, reading
from portal.web.guard import requires
from portal.web.htmx import page

ANSWERED_BY: Mapping[Ask, frozenset[Action | Permission]] = {
    Ask.CHECK_AND_FORWARD: frozenset({Action.SEND_BACK}),
    Ask.ANSWER_EXTENSION: frozenset({Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION}),
    Ask.ASSESS_NOT_FOR_US: frozenset(
        {Action.KEEP_RESPONDER, Action.CHANGE_RESPONDER, Action.RELEASE_RESPONDER}
    ),
    Ask.ASSESS_ACCESS: frozenset({Permission.ASSESS_ACCESS}),
    Ask.FOLLOW_UP: frozenset({Permission.FOLLOW_UP}),
    Ask.CHOOSE_NEXT_STEP: frozenset({Action.ASK_REFERRAL}),
    Ask.CHECK_REFERRAL: frozenset({Action.REFER, Action.RETURN_REFERRAL}),
    Ask.DECIDE: frozenset({Permission.PROPOSE_DECISION, Permission.GIVE_VIEW, Action.DECIDE}),
    Ask.CARRY_OUT_ACTION: frozenset({Permission.REPORT_ACTION_DONE}),
    Ask.JUDGE_EXCEPTIONAL: frozenset({Action.ACCEPT, Action.DECLINE}),
    Ask.COMPLETE_REFERRAL: frozenset({Action.ASK_REFERRAL}),
}
"""The steps that do what is asked, drawn as buttons in place of links. Long forms have buttons of their own."""

_WHO_DOES_IT: Mapping[Kind, str] = {
    Kind.BUSINESS_UNIT: "An officer or manager of the Business Unit does this.",
    Kind.EXECUTIVE: "The member who presides does this.",
    Kind.SCRUTINEER: "The Independent Scrutineer does this.",
}
"""Who does what is asked of one of the partnership's own workspaces, for those in it who do not."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the reader's workspace: the heading for it, and who can do it when the reader cannot."""

    heading: str
    who: str = ""


@blueprint.get("/<reference>")
@requires(Permission.READ_CASE)
def show(reference: str) -> Response:
    """The whole of a case, as far as this workspace may see it."""
    me = actor()
    with reading() as session:
        view = queries.case(session, me, reference)
        check(Permission.READ_CASE, me, view.case)
        calendar = calendar_for(agencies.closures(session))
        timeline = queries.timeline(session, view.case.id, mask=view.mask)
        files = queries.attachments(session, view.case.id, mask=view.mask)
        notes = queries.notes(session, view.case.id, mask=view.mask)
        links = queries.links(session, view.case.id, mask=view.mask)
        look_count = queries.how_many_looks(session, view.case.id)
        offered = list(offers(view, me, calendar, now()))
        ours = [ask for workspace, ask in view.asks if workspace == me.workspace]
        asked = _asked(session, view, offered, asks=ours) if ours else None
        among = (
            queries.deliberations(session, view.case.id, mask=view.mask)
            if view.case.bench
            else queries.Deliberations()
        )
    own = view.response_of(me.workspace)
    loose = _loose(view, notes)
    buttons = frozenset[Action | Permission]().union(*(ANSWERED_BY.get(ask, frozenset()) for ask in ours))
    return page(
        "escalations/show.html",
        view=view,
        own=own,
        sections={
            paper.version: written.part_1(paper.content, _agencies(view))
            for paper in view.documents
            if paper.kind == "part_1"
        },
        contents=_contents(view, loose, links),
        notes=notes,
        added_to=queries.added_to,
        loose=loose,
        links=links,
        files=files,
        attached_to_version=queries.attached_to_version,
        timeline=timeline,
        reminders=queries.reminders(view.deadlines, me, timeline=timeline, notes=notes, names=view.names),
        look_count=look_count,
        calendar=calendar,
        today=london_date(now()),
        now=now(),
        asked=asked,
        ask_words=WORDS,
        in_a_sentence=in_a_sentence,
        Action=Action,
        clock_words=CLOCK_WORDS,
        elapsed=_elapsed(view, calendar),
        answers=[offer for offer in offered if offer.step.what in buttons],
        offers=[offer for offer in offered if offer.step.what not in buttons],
        follow_on=could(PERMISSIONS[Permission.START_ESCALATION], me)
        and too_late_to_reopen(view, me, calendar, london_date(now())),
        may_sign_off=view.sign_off_asked_of is not None and view.may(Action.SIGN_OFF),
        may_write_part_1=allows(Permission.WRITE_PART_1, me, view.case),
        may_reply=own is not None and allows(Permission.WRITE_PART_2, me, view.case, own.part),
        may_confirm=own is not None and allows(Permission.CONFIRM_RECEIPT, me, view.case, own.part),
        once=uuid4().hex,
        requests=_requests(view),
        comments_on=queries.comments_on,
        comments_on_decision=[one for one in notes if one.kind in ("clerical", "action_done")],
        why_not_ask=_why_not_ask(view, me),
        bench=_bench(view),
        may_write_summary=Ask.COMPILE_SUMMARY in ours and allows(Permission.WRITE_SUMMARY, me, view.case),
        summaries=_summaries(view),
        deliberations=among,
        how_words=HOW,
        role_words=ROLE_WORDS,
        may_download=allows(Permission.DOWNLOAD, me, view.case),
        may_reveal=allows(Permission.REVEAL_IDENTITY, me, view.case),
        labels={
            "part_1": part_1,
            "replies": replies,
            "purposes": identity.PURPOSES,
            "part_4": part_4,
            "summary": SECTIONS,
        },
    )


@dataclass(frozen=True, slots=True)
class Bench:
    """How many of the Executive may decide so far, how many are needed, whether so many can, and who presides."""

    sitting: int
    quorum: int
    in_reach: bool
    presiding: str


def _bench(view: queries.CaseView) -> Bench | None:
    """Who may decide, for the Executive and the Business Unit while the case is at stage 4 (decision 22)."""
    seats = view.case.bench
    if not seats or view.ended_at:
        return None
    presides = presiding(seats)
    name = next((seat.name for seat in seats if seat.membership == presides), "")
    return Bench(len(sitting(seats)), QUORUM, quorum_in_reach(seats), name)


def _summaries(view: queries.CaseView) -> list[queries.DocumentView]:
    """Each summary of the Scrutineer once: as it was submitted, or, for a party, as it was given to them."""
    found = {one.part: one for one in view.documents if one.kind in (SUMMARY, ISSUED)}
    found |= {one.part: one for one in view.documents if one.kind == SUMMARY}
    return list(found.values())


def _requests(view: queries.CaseView) -> list[queries.DocumentView]:
    """Each request for referral, as it was signed last."""
    newest = {one.part: one for one in view.documents if one.kind == PART_4}
    return list(newest.values())


def _loose(view: queries.CaseView, notes: Sequence[queries.NoteView]) -> list[queries.NoteView]:
    """The notes that stand beside no paper: an addendum to a reply that never came is one (section 4)."""
    papers = {(paper.kind, paper.part) for paper in view.documents}
    papers |= {("decision", one.part) for one in notes if one.about == "decision"}
    return [one for one in notes if not one.is_beside or (one.about, one.part) not in papers]


def _contents(
    view: queries.CaseView, loose: Sequence[queries.NoteView], links: Sequence[queries.LinkView]
) -> list[tuple[str, str]]:
    """The places of the page, in order: the id of each and its words."""
    found = [("case", "The case")]
    found += [("dates", "Dates")] if view.deadlines else []
    found += [("part-1", "Part 1: the difference")] if view.newest("part_1") else []
    for paper in view.documents:
        if paper.kind == "part_2":
            found.append((f"part-2-{paper.part}", f"Part 2: the reply of {paper.agency}"))
        if paper.kind == "part_3":
            found.append((f"part-3-{paper.version}", f"Part 3: the conclusion of {paper.agency}"))
        if paper.kind == "follow_up":
            found.append((f"follow-up-{paper.version}", "Follow-up of what was promised"))
    found += [(f"part-4-{one.part}", f"Part 4: the request of {one.agency}") for one in _requests(view)]
    found += [
        (f"summary-{one.part}", "The summary of the Independent Scrutineer") for one in _summaries(view)
    ]
    found += [("decision", "The decision of the Executive")] if view.newest("decision") else []
    found += [("notes", "Notes")] if loose else []
    found += [("links", "Linked cases")] if links else []
    return [*found, ("history", "What happened"), ("looks", "Who opened the case")]


def _asked(
    session: Session, view: queries.CaseView, offered: Sequence[Offer], *, asks: Sequence[Ask]
) -> Asked:
    """Only who has the button for it reads that it is asked of them: the others read who can do it."""
    me = actor()
    if any(_can(me, view, offered, ask=ask) for ask in asks):
        return Asked("Asked of you")
    whose = {
        Kind.BUSINESS_UNIT: "the Business Unit",
        Kind.EXECUTIVE: "the Executive",
        Kind.SCRUTINEER: "you",
    }.get(me.kind, "your agency")
    return Asked(f"Asked of {whose}", _who_can(session, me, view, ask=asks[0]))


def _can(me: Actor, view: queries.CaseView, offered: Sequence[Offer], *, ask: Ask) -> bool:
    own = view.response_of(me.workspace)
    match ask:
        case Ask.FINISH_PART_1 | Ask.COMPLETE_PART_1:
            return allows(Permission.WRITE_PART_1, me, view.case)
        case Ask.SIGN_OFF:
            return me.membership == view.sign_off_asked_of and view.may(Action.SIGN_OFF)
        case Ask.CHECK_AND_FORWARD:
            return view.may(Action.FORWARD)
        case Ask.RESPOND | Ask.SIGN_OFF_REPLY:
            return own is not None and allows(Permission.WRITE_PART_2, me, view.case, own.part)
        case Ask.COMPILE_SUMMARY:
            return allows(Permission.WRITE_SUMMARY, me, view.case)
        case Ask.CONCLUDE | Ask.CHOOSE_NEXT_STEP:
            return view.may(Action.CONCLUDE_RESOLVED) or view.may(Action.CONCLUDE_NOT_RESOLVED)
        case _:
            return any(offer.step.what in ANSWERED_BY.get(ask, ()) for offer in offered)


def _who_can(session: Session, me: Actor, view: queries.CaseView, *, ask: Ask) -> str:
    """Who of the reader's own workspace does what is asked, by name where it is an agency's."""
    if me.kind is not Kind.AGENCY:
        return _WHO_DOES_IT[me.kind]
    if ask is Ask.SIGN_OFF and view.sign_off_asked_of:
        asked = agencies.member(session, view.sign_off_asked_of)
        if asked is not None:
            return f"{asked.name} was asked to sign off."
    if ask in (Ask.FINISH_PART_1, Ask.COMPLETE_PART_1):
        people = [one for one in agencies.members(session, me.workspace) if one.roles & WRITING_ROLES]
        return _named("A contributor, senior manager or deputy", people)
    return _named("A senior manager or deputy", agencies.senior_managers(session, me.workspace))


def _named(roles: str, people: list[agencies.MemberView]) -> str:
    if not people:
        return f"{roles} of your agency does this. It has none yet: ask the Business Unit."
    return f"{roles} of your agency does this: {', '.join(one.name for one in people)}."


def _agencies(view: queries.CaseView) -> list[tuple[str, str]]:
    return [(str(identifier), name) for identifier, name in view.names.items()]


def _why_not_ask(view: queries.CaseView, me: Actor) -> str:
    """Why a signatory of a party cannot ask for referral now, while it may still come to that (decision 15)."""
    may_come_to_it = view.case.state in (CaseState.FORWARDED, CaseState.ANSWERED, CaseState.UNRESOLVED)
    asks = me.workspace in view.case.parties and not me.roles.isdisjoint(SIGNING_ROLES)
    if not (may_come_to_it and asks) or view.request_of(me.workspace):
        return ""
    return part_4.why_not_ask(view.case, me.workspace, now())


def _elapsed(view: queries.CaseView, calendar: WorkingCalendar) -> str:
    """The time since the first submission, shown beside every due date (decision 3)."""
    if view.submitted_at is None:
        return ""
    return working_days_in_words(calendar.count(london_date(view.submitted_at), london_date(now())))
