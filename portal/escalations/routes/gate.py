"""The gate before a case: questions that lead what is not this protocol's to its right route (P1)."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.escalations.actions import follow_up, part_1
from portal.escalations.actions import gate as actions
from portal.escalations.forms.gate import GateForm
from portal.escalations.routes import blueprint
from portal.protocol import gate as protocol
from portal.protocol.actors import SIGNING_ROLES
from portal.protocol.errors import NotFound
from portal.protocol.part_1 import NOT_DONE
from portal.protocol.permissions import Permission
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/start")
@requires(Permission.START_ESCALATION)
def gate() -> Response:
    """Ask the questions. The address may name a resolved case that the new one follows on (decision 18), and the
    answers that are changed.
    """
    follows = request.args.get("follows", "")
    if follows:
        with reading() as session:
            follow_up.check_follows(session, actor(), follows)
    return _page(GateForm(senior=_senior(), given={**_given(), "follows": follows}))


@blueprint.post("/start")
@requires(Permission.START_ESCALATION)
def pass_gate() -> Response:
    """Start a case, or count what stops it and lead to that answer’s page (P1)."""
    form = GateForm(senior=_senior())
    if not form.validate_on_submit():
        return _page(form, status=422)
    answers = form.answers()
    with unit_of_work(form) as work:
        if protocol.stopped_by(answers):
            stopped = actions.divert(work.session, answers=answers)
            work.leads_to = url_for("escalations.excluded", exclusion=stopped.key, **_to_change(form))
        else:
            reference = _start(work.session, answers)
            if stopped_before := protocol.went_on(answers, str(form.stopped.data or "")):
                actions.take_back(work.session, stopped=stopped_before, answers=answers)
            if follows := str(form.follows.data or ""):
                follow_up.follow_on(work.session, actor(), reference, follows=follows)
            work.leads_to = url_for("escalations.part_1", reference=reference)
    return work.redirect()


@blueprint.get("/start/<exclusion>")
@requires(Permission.START_ESCALATION)
def excluded(exclusion: str) -> Response:
    """Say why this is not for the protocol, and which route is right."""
    question = protocol.question(exclusion)
    if question is None:
        raise NotFound
    again = {**_given(), "stopped": exclusion} if _given() else {}
    if follows := request.args.get("follows", ""):
        again["follows"] = follows
    return page("escalations/gate/excluded.html", question=question, senior=_senior(), again=again)


def _to_change(form: GateForm) -> dict[str, Any]:
    """Each yes and no as an address may hold it, to be changed. Never the reason, which could name a child."""
    follows = {"follows": str(form.follows.data)} if form.follows.data else {}
    return {**protocol.yes_and_no(form.answers()), **follows}


def _given() -> dict[str, str]:
    """The answers that the address holds, and the question that stopped them."""
    named = {key: request.args.get(key, "") for key in ("stopped", *(one.key for one in protocol.QUESTIONS))}
    allowed = {*protocol.ANSWERS, *(one.key for one in protocol.QUESTIONS)}
    return {key: value for key, value in named.items() if value in allowed}


def _start(session: Session, answers: protocol.Answers) -> str:
    """The case, its Part 1 saying of each stage that was not done why it was gone on without."""
    reference = part_1.start(session, actor(), gate=protocol.kept(answers))
    if reasons := protocol.not_done(answers):
        stages = {stage: {NOT_DONE: reason} for stage, reason in reasons.items()}
        part_1.write(session, actor(), reference, sections=stages)
    return reference


def _senior() -> bool:
    return not SIGNING_ROLES.isdisjoint(actor().roles)


def _page(form: GateForm, *, status: int = 200) -> Response:
    return page(
        "escalations/gate/gate.html",
        form=form,
        questions=protocol.QUESTIONS,
        reason=protocol.REASON,
        status=status,
    )
