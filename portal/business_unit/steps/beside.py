"""What the Business Unit keeps beside a case: chases, notes, other processes, cases that belong together (P13)."""

from collections.abc import Sequence
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from portal.business_unit.forms_beside import ChaseForm, LinkForm, NoteForm, ParallelForm, UnlinkForm
from portal.escalations import queries
from portal.escalations.actions import links, oversight
from portal.escalations.routes.steps import At, Next, Step
from portal.protocol.beside import to_chase, whose_turn
from portal.protocol.escalation import PARALLEL
from portal.protocol.permissions import Permission
from portal.web.actor import reading

OFFICE_ALONE = ("The Business Unit",)


# Chases and notes -----------------------------------------------------------------------------------------


def _chase_form(at: At) -> ChaseForm:
    form = ChaseForm(version=at.view.version)
    asked = to_chase(at.view.case, at.now)
    form.whom.offer(
        (str(one), at.view.names[one]) for one in sorted(asked, key=lambda one: at.view.names[one])
    )
    return form


def _chase_intro(at: At) -> Sequence[str]:
    turns = [at.view.names[one] for one in whose_turn(at.view.case, at.now)]
    if not turns:
        return ("Write down each time that you chase an agency.",)
    so_far, days = at.view.case.chases, at.days
    return (
        f"It is the turn of {' and '.join(sorted(turns))}, chased {so_far} time{'' if so_far == 1 else 's'} "
        f"since it began. After {days['chases_before_closing']} and {days['turn']} you may close the case.",
    )


def _chase(session: Session, at: At, form: ChaseForm) -> None:
    assert form.on.data is not None
    oversight.chase(
        session,
        at.me,
        at.view.reference,
        whom=UUID(str(form.whom.data)),
        how=str(form.how.data),
        on=form.on.data,
        body=str(form.body.data),
    )


def _note(session: Session, at: At, form: NoteForm) -> None:
    kind, body = str(form.kind.data), str(form.body.data)
    oversight.note(session, at.me, at.view.reference, kind=kind, body=body, on=form.on.data)


# Other processes, and other cases -------------------------------------------------------------------------


def _parallel_form(at: At) -> ParallelForm:
    flagged = [key for key, words in PARALLEL.items() if words in at.view.parallel]
    return ParallelForm(version=at.view.version, data={"flags": flagged})


def _flag(session: Session, at: At, form: ParallelForm) -> None:
    version, flags = form.seen_version, form.flags.data or []
    oversight.flag_parallel(session, at.me, at.view.reference, version=version, flags=flags)


def _link_form(at: At) -> LinkForm:
    def check(typed: str) -> None:
        with reading() as session:
            links.the_other(session, at.view.reference, typed)

    form = LinkForm(version=at.view.version)
    form.check = check
    return form


def _link(session: Session, at: At, form: LinkForm) -> None:
    links.link(session, at.me, at.view.reference, to=str(form.to.data), why=str(form.why.data))


def _linked(at: At) -> list[str]:
    with reading() as session:
        return [one.reference for one in queries.links(session, at.view.case.id) if not one.disposed]


def _unlink_form(at: At) -> UnlinkForm:
    form = UnlinkForm(version=at.view.version)
    # What was sent is judged by the action: sent twice, it finds its link taken away already.
    form.offer(dict.fromkeys([*_linked(at), *request.form.getlist("to")]))
    return form


def _unlink(session: Session, at: At, form: UnlinkForm) -> None:
    links.unlink(session, at.me, at.view.reference, to=str(form.to.data))


_WHO_SEES_A_LINK = ("The Business Unit", "An agency that can see both cases, and no other")

STEPS: Sequence[Step] = (
    Step(
        what=Permission.CHASE,
        path="chase",
        title="Write down that you chased an agency",
        button="Save the chase",
        form=_chase_form,
        intro=_chase_intro,
        next=lambda at: Next(
            "The chase is kept with the case. Nobody is written to: you have chased them already.",
            ("The agency that you chased", "The Business Unit"),
        ),
        do=_chase,
        done=lambda at, form: "The chase was saved with the case.",
    ),
    Step(
        what=Permission.ADD_NOTE,
        path="note",
        title="Add a note of your own",
        button="Save the note",
        form=lambda at: NoteForm(version=at.view.version),
        next=lambda at: Next("The note is kept with the case, and cannot be changed.", OFFICE_ALONE),
        do=_note,
        done=lambda at, form: "The note was saved with the case.",
    ),
    Step(
        what=Permission.FLAG_PARALLEL,
        path="other-processes",
        title="Say which other processes run beside the case",
        button="Save",
        form=_parallel_form,
        next=lambda at: Next("They stand at the top of the case. They stop no clock.", at.readers),
        do=_flag,
        done=lambda at, form: "The other processes were saved.",
    ),
    Step(
        what=Permission.LINK_CASES,
        path="link",
        title="Link it with another case",
        button="Link the cases",
        form=_link_form,
        next=lambda at: Next("Each case names the other.", _WHO_SEES_A_LINK),
        do=_link,
        done=lambda at, form: "The cases were linked.",
    ),
    Step(
        what=Permission.LINK_CASES,
        name="unlink_cases",
        path="unlink",
        title="Take a link away",
        button="Take the link away",
        form=_unlink_form,
        next=lambda at: Next(
            "Neither case names the other any more. That they were linked stays in what happened.",
            _WHO_SEES_A_LINK,
        ),
        do=_unlink,
        done=lambda at, form: "The link was taken away.",
        shut=lambda at: "" if _linked(at) else "The case is linked with no other.",
    ),
)
