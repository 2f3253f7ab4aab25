"""What a responding agency may do beside replying (decisions 4 and 12)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations.actions import record, responding
from portal.escalations.forms.steps import ExtensionForm, HoldingReplyForm, NotForUsForm, longer
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.actors import Kind
from portal.protocol.clock import day_in_words, last_day
from portal.protocol.permissions import Permission
from portal.protocol.rows import Action
from portal.web.actor import reading


def _due(at: At) -> date:
    """The last day on which the reply is in time."""
    due_at = at.response.part.due_at
    assert due_at is not None
    return last_day(due_at)


def _between(at: At) -> list[str]:
    """Who reads what passes between a responding agency and A (decision 13)."""
    return ["Your agency", at.view.raising, "The Business Unit"]


# More time ------------------------------------------------------------------------------------------------


def _extension_form(at: At) -> ExtensionForm:
    form = ExtensionForm(version=at.view.version)
    form.days.offer(longer(_due(at), at.calendar, most=at.rules.extension))
    return form


def _extension_next(at: At) -> Next:
    due = day_in_words(_due(at))
    return Next(
        "The Business Unit gives more time or does not. You can ask once. Until it has answered your reply is due "
        f"as before, and an answer that has not come by the end of {due} can no longer give you more time.",
        _between(at),
        by_when=f"The Business Unit answers by {due}",
        asked=("the Business Unit",),
    )


def _ask_extension(session: Session, at: At, form: ExtensionForm) -> None:
    version, reasons = form.seen_version, str(form.reasons.data)
    responding.ask_extension(
        session, at.me, at.view.reference, version=version, days=form.chosen, reasons=reasons
    )


# Not for us -----------------------------------------------------------------------------------------------


def _not_for_us_form(at: At) -> NotForUsForm:
    form = NotForUsForm(version=at.view.version)
    with reading() as session:
        others = agencies.workspaces(session, Kind.AGENCY)
    form.instead.offer((str(one.id), one.name) for one in others if one.id not in at.view.case.parties)
    return form


def _not_for_us_next(at: At) -> Next:
    return Next(
        "The Business Unit decides who replies: your agency after all, or another one. Until it has decided your "
        f"10 working days run on: your reply is still due by {day_in_words(_due(at))}.",
        _between(at),
        by_when="The Business Unit decides as soon as it can",
        asked=("the Business Unit",),
    )


def _say_not_for_us(session: Session, at: At, form: NotForUsForm) -> None:
    responding.say_not_for_us(
        session,
        at.me,
        at.view.reference,
        version=form.seen_version,
        reasons=str(form.reasons.data),
        instead=form.suggested,
    )


# A holding reply ------------------------------------------------------------------------------------------


def _holding_next(at: At) -> Next:
    return Next(
        f"This does not stop the clock: your reply, Part 2, is still due by {day_in_words(_due(at))}.",
        _between(at),
    )


def _give_holding_reply(session: Session, at: At, form: HoldingReplyForm) -> None:
    record.holding_reply(session, at.me, at.view.reference, body=str(form.body.data))


STEPS: Sequence[Step] = (
    Step(
        what=Action.ASK_EXTENSION,
        path="more-time",
        title="Ask for more time",
        button="Ask for more time",
        form=_extension_form,
        intro=lambda at: (f"Your reply is due by {day_in_words(_due(at))}.",),
        next=_extension_next,
        do=_ask_extension,
        done=lambda at, form: "You asked for more time.",
    ),
    Step(
        what=Permission.GIVE_HOLDING_REPLY,
        path="holding-reply",
        title="Send a holding reply",
        button="Send the holding reply",
        form=lambda at: HoldingReplyForm(version=at.view.version),
        intro=lambda at: (
            f"Use this to tell {at.view.raising} that you are working on it. It is not your reply.",
        ),
        next=_holding_next,
        do=_give_holding_reply,
        done=lambda at, form: "Your holding reply was sent. The clock runs on.",
        event="holding_reply",
    ),
    Step(
        what=Action.SAY_NOT_FOR_US,
        path="not-for-us",
        title="Say that the case is not for your agency",
        button="Say that it is not for us",
        form=_not_for_us_form,
        intro=lambda at: (
            f"You can say this within {at.days['not_for_us']} of the form’s being sent to you, when "
            "another agency should reply. If you disagree with what is asked, reply with Part 2 instead.",
        ),
        next=_not_for_us_next,
        do=_say_not_for_us,
        done=lambda at, form: "You said that the case is not for your agency.",
    ),
)
