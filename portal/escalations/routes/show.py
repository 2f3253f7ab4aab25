"""One case: where it stands, what happens next, what each has written, and everything that happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import Response
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import queries
from portal.escalations.actions import identity
from portal.escalations.forms import written
from portal.escalations.queries import CaseView, LinkView, NoteView
from portal.escalations.routes import blueprint
from portal.escalations.routes.asked import Asked, answers, asked_of, asks_of
from portal.escalations.routes.stage_4 import requests_of, stage_4
from portal.escalations.routes.steps.concluding import too_late_to_reopen
from portal.escalations.routes.steps.pages import Offer, offers
from portal.infra.calendar import calendar_for, now
from portal.protocol import part_1, part_4, replies
from portal.protocol.actors import Actor
from portal.protocol.clock import WorkingCalendar, london_date, working_days_in_words
from portal.protocol.deadlines import CLOCK_WORDS
from portal.protocol.permissions import PERMISSIONS, Permission, allows, check, could
from portal.protocol.rows import Action
from portal.protocol.summary import SECTION_NAMES, SECTIONS
from portal.protocol.tasks import WORDS, in_a_sentence
from portal.web.actor import actor, reading
from portal.web.guard import requires
from portal.web.htmx import page


@dataclass(frozen=True, slots=True)
class Read:
    """A case as its page reads it, in one transaction: all that belongs to it, and what its reader may do."""

    view: CaseView
    calendar: WorkingCalendar
    timeline: Sequence[queries.Happened]
    files: Sequence[queries.AttachmentView]
    notes: Sequence[NoteView]
    links: Sequence[LinkView]
    look_count: int
    deliberations: queries.Deliberations
    offered: Sequence[Offer]
    asked: Asked | None
    reminders: Mapping[UUID, Sequence[str]]


@blueprint.get("/<reference>")
@requires(Permission.READ_CASE)
def show(reference: str) -> Response:
    """The whole of a case, as far as this workspace may see it."""
    me = actor()
    with reading() as session:
        case = _read(session, me, reference)
    return page(
        "escalations/show.html",
        view=case.view,
        own=case.view.response_of(me.workspace),
        **_papers(case),
        **_dates(case),
        **_what_is_asked(case, me),
        **_what_may_be_done(case.view, me),
        **stage_4(case.view, me, case.notes, case.calendar),
        deliberations=case.deliberations,
        timeline=case.timeline,
        look_count=case.look_count,
        once=uuid4().hex,
        labels={
            "part_1": part_1,
            "replies": replies,
            "purposes": identity.PURPOSES,
            "part_4": part_4,
            "summary": SECTIONS,
            "withheld": SECTION_NAMES,
        },
    )


def _read(session: Session, me: Actor, reference: str) -> Read:
    view = queries.case(session, me, reference)
    check(Permission.READ_CASE, me, view.case)
    calendar = calendar_for(agencies.closures(session))
    offered = list(offers(view, me, calendar, now()))
    timeline = queries.timeline(session, view.case.id, mask=view.mask)
    notes = queries.notes(session, view.case.id, mask=view.mask)
    return Read(
        view,
        calendar,
        timeline,
        queries.attachments(session, view.case.id, mask=view.mask),
        notes,
        queries.links(session, view.case.id, mask=view.mask),
        queries.how_many_looks(session, view.case.id),
        queries.deliberations(session, view.case.id, mask=view.mask)
        if view.case.bench
        else queries.Deliberations(),
        offered,
        asked_of(session, me, view, offered),
        queries.reminders(
            session, view.case.id, view.deadlines, me, timeline=timeline, notes=notes, names=view.names
        ),
    )


def _papers(case: Read) -> dict[str, Any]:
    """The signed parts of the form, and what stands beside them."""
    loose = _loose(case.view, case.notes)
    return {
        "sections": {
            paper.version: written.part_1(paper.content, _agencies(case.view))
            for paper in case.view.documents
            if paper.kind == "part_1"
        },
        "contents": _contents(case.view, loose, case.links),
        "notes": case.notes,
        "added_to": queries.added_to,
        "loose": loose,
        "links": case.links,
        "files": case.files,
        "attached_to_version": queries.attached_to_version,
    }


def _dates(case: Read) -> dict[str, Any]:
    """By when what is due, and who was reminded."""
    view, moment = case.view, now()
    return {
        "calendar": case.calendar,
        "now": moment,
        "today": london_date(moment),
        "clock_words": CLOCK_WORDS,
        "elapsed": _elapsed(view, case.calendar),
        "reminders": case.reminders,
    }


def _what_is_asked(case: Read, me: Actor) -> dict[str, Any]:
    """What is asked now: the steps that do it are drawn as buttons, the others as links."""
    # Agreeing is asked of nobody (decision 15), and easily missed among what else can be done.
    buttons = answers(asks_of(case.view, me)) | {Action.AGREE_EARLY_REFERRAL}
    return {
        "asked": case.asked,
        "ask_words": WORDS,
        "in_a_sentence": in_a_sentence,
        "answers": [offer for offer in case.offered if offer.step.what in buttons],
        "offers": [offer for offer in case.offered if offer.step.what not in buttons],
        "follow_on": could(PERMISSIONS[Permission.START_ESCALATION], me)
        and too_late_to_reopen(case.view, me, case.calendar, london_date(now())),
    }


def _what_may_be_done(view: CaseView, me: Actor) -> dict[str, Any]:
    """The long forms, each of which has a button of its own."""
    own = view.response_of(me.workspace)
    return {
        "Action": Action,
        "may_sign_off": view.sign_off_asked_of is not None and view.may(Action.SIGN_OFF),
        "may_write_part_1": allows(Permission.WRITE_PART_1, me, view.case),
        "may_reply": own is not None and allows(Permission.WRITE_PART_2, me, view.case, own.part),
        "may_confirm": own is not None and allows(Permission.CONFIRM_RECEIPT, me, view.case, own.part),
        "may_download": allows(Permission.DOWNLOAD, me, view.case),
        "may_reveal": allows(Permission.REVEAL_IDENTITY, me, view.case),
        "may_see_record": view.submitted_at is not None and allows(Permission.SEE_RECORDS, me, view.case),
    }


def _loose(view: CaseView, notes: Sequence[NoteView]) -> list[NoteView]:
    """The notes that stand beside no paper: an addendum to a reply that never came is one (section 4)."""
    papers = {(paper.kind, paper.part) for paper in view.documents}
    papers |= {("decision", one.part) for one in notes if one.about == "decision"}
    return [one for one in notes if not one.is_beside or (one.about, one.part) not in papers]


def _contents(view: CaseView, loose: Sequence[NoteView], links: Sequence[LinkView]) -> list[tuple[str, str]]:
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
    found += [(f"part-4-{one.part}", f"Part 4: the request of {one.agency}") for one in requests_of(view)]
    found += [
        (f"summary-{one.part}", "The summary of the Independent Scrutineer")
        for one in queries.summaries_of(view)
    ]
    found += [("decision", "The decision of the Executive")] if view.newest("decision") else []
    found += [("notes", "Notes")] if loose else []
    found += [("links", "Linked cases")] if links else []
    return [*found, ("history", "What happened"), ("looks", "Who opened the case")]


def _agencies(view: CaseView) -> list[tuple[str, str]]:
    return [(str(identifier), name) for identifier, name in view.names.items()]


def _elapsed(view: CaseView, calendar: WorkingCalendar) -> str:
    """The time since the first submission, shown beside every due date (decision 3)."""
    if view.submitted_at is None:
        return ""
    return working_days_in_words(calendar.count(london_date(view.submitted_at), london_date(now())))
