"""The Business Unit's home: everything it has to do today, most urgent first, with the page that does it (P13)."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.agencies.queries import roles
from portal.business_unit import queries_worker
from portal.business_unit.care import queries as care
from portal.business_unit.routes import blueprint
from portal.escalations import queries
from portal.escalations.queries import Duty
from portal.infra.calendar import calendar_for, now
from portal.protocol.actors import Actor
from portal.protocol.clock import london_date
from portal.protocol.duties import MATTERS, Matter
from portal.protocol.permissions import PERMISSIONS, Permission, could
from portal.web.actor import actor, reading
from portal.web.guard import requires
from portal.web.htmx import page
from portal.web.navigation import more_of


def _case(duty: Duty) -> str:
    return url_for("escalations.show", reference=duty.reference)


def _step(endpoint: str) -> Callable[[Duty], str]:
    return lambda duty: url_for(f"business_unit.{endpoint}", reference=duty.reference)


def _step_of_part(endpoint: str) -> Callable[[Duty], str]:
    return lambda duty: url_for(f"business_unit.{endpoint}", reference=duty.reference, part=duty.part)


DONE_AT: Mapping[Matter, Callable[[Duty], str]] = {
    Matter.SEND_ON: _step("forward"),
    Matter.LATE_REPLY: _step("chase"),
    Matter.MORE_TIME: _step_of_part("grant_extension"),
    Matter.WHO_REPLIES: _case,
    Matter.ENTER_REPLY: lambda duty: url_for("on_behalf.reply", reference=duty.reference, part=duty.part),
    Matter.ENTER_FORM: _case,
    Matter.REFERRAL: _step("refer"),
    Matter.SUBSTITUTE: _step("name_substitute"),
    Matter.NEXT_STEP: _step("chase"),
    Matter.FOLLOW_UP: _step("chase"),
    Matter.ACTION: _step("chase"),
    Matter.STAGE_4: _case,
    Matter.ACCESS: _step_of_part("assess_access"),
    Matter.AWAY: _case,
}
"""The page on which each matter is done. Where there is a choice to be made it is the case, which offers it."""


@dataclass(frozen=True, slots=True)
class Number:
    """How many of something there are to do, "1 late reply", and the address of the list of them alone."""

    count: int
    words: str
    href: str
    current: bool = False


def numbers(to_do: Sequence[Duty], about: Matter | None) -> list[Number]:
    """What the top of the page counts: each matter of which there is something to do."""
    counted = Counter(one.matter for one in to_do)
    return [
        Number(
            counted[one],
            f"{'or more ' if counted[one] >= queries.MOST else ''}{said.one if counted[one] == 1 else said.many}",
            url_for("business_unit.worklist", about=one.value),
            current=one is about,
        )
        for one, said in MATTERS.items()
        if counted[one]
    ]


def second_managers(session: Session, me: Actor) -> list[Number]:
    """What another manager proposed and this one may confirm: roles (P8), disposals of records (decision 29)."""
    found = []
    if could(PERMISSIONS[Permission.KEEP_ROLES_OF_TWO], me):
        asked = sum(me.person not in (one.proposed_by, one.person) for one in roles.waiting(session))
        found.append(
            Number(asked, "role to confirm" if asked == 1 else "roles to confirm", url_for("directory.roles"))
        )
    if could(PERMISSIONS[Permission.DISPOSE_OF_RECORD], me):
        proposals = [one.proposal for one in care.proposed(session) if one.proposal]
        asked = sum(one.person != me.person for one in proposals)
        words = "record’s disposal to confirm" if asked == 1 else "records’ disposals to confirm"
        found.append(Number(asked, words, url_for("records.listed")))
    return [one for one in found if one.count]


@blueprint.get("")
@requires(Permission.SEE_BUSINESS_UNIT_WORKLIST)
def worklist() -> Response:
    """What there is to do, or of one matter alone; what waits for others, what ended, trouble of the worker."""
    me = actor()
    with reading() as session:
        listed = queries.worklist(session, me.workspace)
        to_do = queries.duties(session, listed)
        calendar = calendar_for(agencies.closures(session))
        sees = could(PERMISSIONS[Permission.SEE_WORKER], me)
        trouble = queries_worker.trouble(session) if sees else None
        for_two = second_managers(session, me)
    about = next((one for one in Matter if one == request.args.get("about")), None)
    return page(
        "business_unit/worklist.html",
        trouble=trouble,
        numbers=[*numbers(to_do, about), *for_two],
        about=about,
        matters=MATTERS,
        to_do=[(one, DONE_AT[one.matter](one)) for one in to_do if about in (None, one.matter)],
        waiting=[one for one in listed if one.group == queries.WAITING],
        ended=[one for one in listed if one.group == queries.ENDED],
        calendar=calendar,
        today=london_date(now()),
        most=queries.MOST,
        wide=True,
    )


@blueprint.get("/more")
@requires(Permission.SEE_BUSINESS_UNIT_WORKLIST)
def more() -> Response:
    """The pages that are not opened every day, each with what it is for."""
    return page("business_unit/more.html", links=more_of(actor()))
