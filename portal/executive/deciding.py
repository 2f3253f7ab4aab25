"""The decision: proposed, voted on, signed once and for good, and its actions followed to their end (P11).

A proposal is a draft that every member without a conflict reads and may change. A view is of one version of it:
when it changes, each member says anew what they hold. No party reads any of this before it is decided.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.actions import decided, quorum
from portal.escalations.actions.door import Opened, Told, advance, open_case, signature
from portal.escalations.actions.drafts import keep_whole
from portal.escalations.actions.record import Note, keep
from portal.escalations.actions.signing import Paper, sign
from portal.escalations.actions.signing import keep as keep_paper
from portal.executive.models import DeliberationRow, ViewRow
from portal.infra import history
from portal.protocol.actors import Actor
from portal.protocol.conflicts import QUORUM, View, sitting
from portal.protocol.decision import DECISION, HOW, lacks_of_decision
from portal.protocol.errors import Invalid, WrongState
from portal.protocol.escalation import CaseState
from portal.protocol.permissions import Permission, check
from portal.protocol.rows import Action
from portal.protocol.summary import ISSUED, given


def propose(
    session: Session, actor: Actor, reference: str, *, version: int, content: Mapping[str, Any]
) -> int:
    """Keep the decision proposed, which the members without a conflict read; gives its version.

    `version` is that of the proposal its writer saw. What every member held of an earlier one lapses. Raises
    Invalid beside each field that lacks something.
    """
    opened = _open(session, actor, reference, Permission.PROPOSE_DECISION)
    if lacks := lacks_of_decision(content, queries.issues_before(session, opened.case), owners(opened)):
        raise Invalid(lacks)
    kept = keep_whole(session, opened, actor, kind=DECISION, version=version, content=content)
    if kept != version:
        _among_themselves(session, opened, actor, event="propose", payload={"proposal": kept})
        quorum.look_again(session, opened.row.id)
    return kept


def give_view(
    session: Session, actor: Actor, reference: str, *, proposal: int, view: str, dissent: str
) -> None:
    """Say what one holds of the decision proposed, with any dissent, which is recorded (decision 22).

    Raises WrongState when the proposal is no longer the one its reader saw.
    """
    opened = _open(session, actor, reference, Permission.GIVE_VIEW)
    if _proposal(session, opened, actor).version != proposal or not proposal:
        raise WrongState(
            "The decision proposed was changed while you read it. Read it again, then give your view."
        )
    session.execute(
        insert(ViewRow).inline().values(
            id=uuid4(), escalation_id=opened.row.id, proposal=proposal, view=View(view), dissent=dissent,
            name=actor.name, at=opened.now,
        )
    )  # fmt: skip
    _among_themselves(session, opened, actor, event="give_view", payload={"proposal": proposal})
    quorum.look_again(session, opened.row.id)


def decide(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    version: int,
    proposal: int,
    how: str,
    held_on: date,
    present: Sequence[UUID],
    minutes: str,
) -> None:
    """Sign the decision proposed: for good, and to both agencies at one moment (P11).

    Quorum, views and conflicts are those of this moment, read under the case's lock. `present` are the members who
    sat. Raises WrongState when the proposal is not the one that the presiding member saw, or what the table says.
    """
    opened = open_case(session, reference, version=version)
    draft = _proposal(session, opened, actor)
    if draft.version != proposal or not proposal:
        raise WrongState(
            "The decision proposed was changed while you read it. Read it again before you sign."
        )
    names = {str(seat.membership): seat.name for seat in sitting(opened.case.bench)}
    there = [names[str(one)] for one in present if str(one) in names]
    if how not in HOW or len(there) < QUORUM:
        raise Invalid(
            {"present": "Choose who took part: at least two members without a conflict of interest"}
        )
    content = {**draft.content, "actions": decided.identified(draft.content.get("actions", ()))}
    sign(session, opened, action=Action.DECIDE, actor=actor, paper=Paper(DECISION, 1, content), payload={})
    session.execute(
        insert(DeliberationRow).inline().values(
            id=uuid4(), escalation_id=opened.row.id, how=how, held_on=held_on, present=there, minutes=minutes,
            name=actor.name, at=opened.now,
        )
    )  # fmt: skip
    _give_summaries(session, opened, actor, withheld=content.get("withheld", ()))
    decided.begin(session, opened, content["actions"])


def _give_summaries(session: Session, opened: Opened, actor: Actor, *, withheld: Sequence[str]) -> None:
    """The parties are given each summary that is in, with the decision, less what is withheld (decision 23)."""
    several = len(opened.case.responses) > 1
    for paper in queries.summaries_in(session, opened.row.id):
        issued = Paper(ISSUED, 1, given(paper.content, withheld, several=several), part=paper.part)
        keep_paper(session, opened, actor=actor, paper=issued, event=ISSUED, payload={})


def correct(session: Session, actor: Actor, reference: str, *, body: str) -> None:
    """Put a clerical correction beside the decision, which itself stands as it was signed (P11)."""
    opened = open_case(session, reference)
    advance(session, opened, action=Action.CORRECT, actor=actor, clerical=True, told=Told({}))
    keep(session, opened, actor, Note("clerical", body, about=DECISION))


def owners(opened: Opened) -> frozenset[str]:
    """Who may be given an action: the parties."""
    return frozenset(str(one) for one in opened.case.parties)


def _open(session: Session, actor: Actor, reference: str, permission: Permission) -> Opened:
    opened = open_case(session, reference)
    if opened.case.state is not CaseState.ACCEPTED:
        raise WrongState("The Executive decides once it has accepted the case, and once only.")
    check(permission, actor, opened.case)
    return opened


def _proposal(session: Session, opened: Opened, actor: Actor) -> queries.DraftView:
    return queries.draft(session, opened.row.id, kind=DECISION, workspace=actor.workspace)


def _among_themselves(
    session: Session, opened: Opened, actor: Actor, *, event: str, payload: Mapping[str, Any]
) -> None:
    """It stands in the history, where the Executive alone, and its clerk, read it."""
    history.record(
        session,
        opened.row.id,
        event=event,
        at=opened.now,
        payload={**signature(actor), **payload},
        agencies=(),
    )
