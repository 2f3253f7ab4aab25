"""One case: where it stands, what happens next, what each has written, and everything that happened."""

from flask import Response

from portal.agencies import queries as agencies
from portal.escalations import queries
from portal.escalations.actions import identity
from portal.escalations.forms import written
from portal.escalations.forms.show import RevealForm
from portal.escalations.routes import blueprint
from portal.infra.calendar import calendar_for, now
from portal.protocol import part_1, replies
from portal.protocol.clock import WorkingCalendar, london_date, working_days_in_words
from portal.protocol.deadlines import CLOCK_WORDS
from portal.protocol.errors import Invalid
from portal.protocol.permissions import Permission, allows, check
from portal.protocol.rows import Action
from portal.protocol.tasks import WORDS, Ask, in_a_sentence
from portal.web.actor import actor, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.get("/<reference>")
@requires(Permission.READ_CASE)
def show(reference: str) -> Response:
    """The whole of a case, as far as this workspace may see it."""
    me = actor()
    with reading() as session:
        view = queries.case(session, me, reference)
        check(Permission.READ_CASE, me, view.case)
        calendar = calendar_for(agencies.closures(session))
        timeline = queries.timeline(session, view.case.id)
        looks = queries.looks(session, view.case.id, workspace=me.workspace)
    own = view.response_of(me.workspace)
    form = view.newest("part_1")
    return page(
        "escalations/show.html",
        view=view,
        own=own,
        sections=written.part_1(form.content, _agencies(view)) if form else (),
        timeline=timeline,
        looks=looks,
        calendar=calendar,
        today=london_date(now()),
        asks={workspace: Ask(one["ask"]) for workspace, one in view.asked.items() if one["ask"]},
        ask_words=WORDS,
        in_a_sentence=in_a_sentence,
        Action=Action,
        clock_words=CLOCK_WORDS,
        elapsed=_elapsed(view, calendar),
        may_sign_off=view.sign_off_asked_of is not None and view.may(Action.SIGN_OFF),
        may_write_part_1=allows(Permission.WRITE_PART_1, me, view.case),
        may_reply=own is not None and allows(Permission.WRITE_PART_2, me, view.case, own.part),
        may_confirm=own is not None and allows(Permission.CONFIRM_RECEIPT, me, view.case, own.part),
        receipt=PortalForm(version=view.version),
        labels={"part_1": part_1, "replies": replies, "purposes": identity.PURPOSES},
    )


def _agencies(view: queries.CaseView) -> list[tuple[str, str]]:
    return [(str(identifier), name) for identifier, name in view.names.items()]


def _elapsed(view: queries.CaseView, calendar: WorkingCalendar) -> str:
    """The time since the first submission, shown beside every due date (decision 3)."""
    if view.submitted_at is None:
        return ""
    return working_days_in_words(calendar.count(london_date(view.submitted_at), london_date(now())))


@blueprint.get("/<reference>/identity")
@requires(Permission.REVEAL_IDENTITY)
def ask_to_reveal(reference: str) -> Response:
    """Ask what the identity is needed for, before it is shown."""
    return _reveal_page(reference, RevealForm())


@blueprint.post("/<reference>/identity")
@requires(Permission.REVEAL_IDENTITY)
def reveal(reference: str) -> Response:
    """Show the children's identity, this once, and keep who looked, when and what for (decision 25).

    It is in the answer to this POST and nowhere else, so no address shows it again.
    """
    form = RevealForm()
    if not form.validate_on_submit():
        return _reveal_page(reference, form, status=422)
    try:
        with unit_of_work() as work:
            children = identity.reveal(work.session, actor(), reference, purpose=str(form.purpose.data))
    except Invalid as invalid:
        form.refuse(invalid)
        return _reveal_page(reference, form, status=422)
    return page("escalations/identity.html", children=children, reference=reference)


def _reveal_page(reference: str, form: RevealForm, *, status: int = 200) -> Response:
    with reading() as session:
        view = queries.case(session, actor(), reference)
        check(Permission.REVEAL_IDENTITY, actor(), view.case)
    return page("escalations/reveal.html", form=form, reference=reference, status=status)
