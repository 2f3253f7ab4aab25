"""Part 3: the raising agency says whether the difference is resolved, or withdraws from the case."""

from flask import Response, flash, url_for

from portal.agencies import queries as agencies
from portal.escalations import queries
from portal.escalations.actions import editing, replies
from portal.escalations.actions.answered import PART_2
from portal.escalations.forms.conclusion import ConclusionForm, conclusion_form
from portal.escalations.queries import CaseView, DocumentView
from portal.escalations.routes import blueprint
from portal.escalations.routes.desk import LABELS, issues_of
from portal.escalations.routes.meanwhile import shown_again
from portal.escalations.routes.noticing import first_to_be_told
from portal.infra.calendar import calendar_for, now
from portal.protocol import moves
from portal.protocol.clock import last_day, london_date
from portal.protocol.deadlines import follow_up_date
from portal.protocol.errors import Invalid, Stale
from portal.protocol.escalation import Request
from portal.protocol.permissions import Permission, check
from portal.protocol.replies import lacks_of_conclusion, promised_dates, resolves
from portal.protocol.rows import Action
from portal.web.actor import actor, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/<reference>/part-3")
@requires(Permission.WRITE_PART_3)
def conclude(reference: str) -> Response:
    """B's answer to each issue, and A's conclusion beside it."""
    view = _to_conclude(reference)
    return _conclusion_page(view, _form(view))


@blueprint.post("/<reference>/part-3")
@requires(Permission.WRITE_PART_3)
def sign_conclusion(reference: str) -> Response:
    """Sign Part 3: resolved or not (decision 14)."""
    view = _to_conclude(reference)
    form = _form(view)
    if not form.validate_on_submit():
        form.say_what_lacks(lacks_of_conclusion(form.content(), issues_of(view), several=_several(view)))
        return _conclusion_page(view, form, status=422)
    if first_to_be_told(form, view):
        return _conclusion_page(view, form)
    try:
        with unit_of_work(form) as work:
            replies.conclude(
                work.session, actor(), reference, version=form.seen_version, content=form.content()
            )
            work.leads_to = url_for("escalations.show", reference=reference)
    except Invalid as invalid:
        form.refuse(invalid)
        return _conclusion_page(view, form, status=422)
    except Stale:
        return _sign_again(_to_conclude(reference))
    resolved = resolves(form.content())
    flash(f"You concluded that the difference is {'' if resolved else 'not '}resolved.", "success")
    return work.redirect()


@blueprint.post("/<reference>/part-3/presence")
@requires(Permission.WRITE_PART_3)
def conclusion_presence(reference: str) -> Response:
    """Keep that the actor has Part 3 open; say who else has."""
    with unit_of_work() as work:
        others = editing.have_open(work.session, actor(), reference, kind=replies.PART_3)
    return page(
        "escalations/editing.html",
        here=others,
        what="Part 3",
        then="Only one of you can sign it: speak with them first.",
    )


def _sign_again(view: CaseView) -> Response:
    """The conclusion as it was typed, for the case as it is now."""
    form = _form(view)
    shown_again(form, view)
    return _conclusion_page(view, form, status=409)


def _form(view: CaseView) -> ConclusionForm:
    return conclusion_form(
        len(issues_of(view)),
        version=view.version,
        several=_several(view),
        replied_on=[london_date(one.answered_at) for one in _answered(view) if one.answered_at],
    )


def _answered(view: CaseView) -> list[DocumentView]:
    return [one for one in view.documents if one.kind == PART_2]


def _several(view: CaseView) -> bool:
    """Of several responding agencies each reads its own issues alone (decision 13)."""
    return len(view.case.responses) > 1


def _to_conclude(reference: str) -> CaseView:
    with reading() as session:
        view = queries.case(session, actor(), reference)
    check(Permission.WRITE_PART_3, actor(), view.case)
    return view


def _conclusion_page(view: CaseView, form: ConclusionForm, *, status: int = 200) -> Response:
    if not view.may(Action.CONCLUDE_RESOLVED):
        _must_be_open(view, Action.CONCLUDE_NOT_RESOLVED)
    form.offer(
        resolved=view.may(Action.CONCLUDE_RESOLVED), not_resolved=view.may(Action.CONCLUDE_NOT_RESOLVED)
    )
    answered = _answered(view)
    with reading() as session:
        calendar = calendar_for(agencies.closures(session))
    promised = promised_dates(one.content for one in answered)
    silent = [one for one in view.parts if one.part in view.case.awaited]
    return page(
        "escalations/replies/conclude.html",
        status=status,
        form=form,
        view=view,
        issues=issues_of(view),
        answered=answered,
        silent=[(one.agency, last_day(one.part.due_at)) for one in silent if one.part.due_at],
        several=_several(view),
        follow_up=follow_up_date(promised, london_date(now()), calendar, rules=view.case.rules),
        readers=_readers(view),
        labels=LABELS,
    )


def _readers(view: CaseView) -> list[str]:
    """Everyone who can see the case now, as A is told."""
    responding = [one.agency for one in view.parts if one.part in view.case.responses]
    return ["Your agency", *responding, "The Business Unit"]


def _must_be_open(view: CaseView, action: Action) -> None:
    """Raise as the action itself would, before anybody types anything."""
    with reading() as session:
        calendar = calendar_for(agencies.closures(session))
    moves.check(view.case, action, actor(), Request(now=now(), calendar=calendar))
