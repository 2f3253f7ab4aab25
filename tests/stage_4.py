"""The way of a case through stage 4, one step at a time, for tests that need a case before the Executive."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from portal.escalations.actions import referral, replies
from portal.executive import actions, commissioning, deciding
from portal.infra.calendar import now
from portal.protocol.actors import Actor, Role
from portal.protocol.clock import london_date
from portal.protocol.rows import Action
from tests.partnership import Partnership, as_owner
from tests.way import CONCLUSION, REQUEST, Way

NOT_RESOLVED = CONCLUSION | {"results": {"1": "not"}, "overall": "not", "reasons": "It is not."}

_PROPOSAL = text(
    "select d.version from portal.draft d join portal.escalation e on e.id = d.escalation_id"
    " where e.reference = :reference and d.kind = 'decision'"
)


class Stage4(Way):
    """Drives one case of alder with birch before the Executive, where the chair and a member sit."""

    def __init__(self, partnership: Partnership) -> None:
        super().__init__(partnership)
        self.chair = partnership.who("executive", Role.CHAIR)
        self.member = partnership.who("executive", Role.MEMBER)

    def referred(self) -> "Stage4":
        """Referred to the Executive at alder's request."""
        self.answered()
        version = self.version(self.manager)
        self.do(self.manager, replies.conclude, self.reference, version=version, content=NOT_RESOLVED)
        self.do(
            self.manager, referral.ask, self.reference, version=self.version(self.manager),
            how=Action.ASK_REFERRAL, content=REQUEST,
        )  # fmt: skip
        self.do(self.officer, referral.refer, self.reference, version=self.version(self.officer))
        return self

    def declared(self) -> "Stage4":
        """The chair and the member have declared that they have no interest."""
        self.referred()
        for one in (self.chair, self.member):
            self.do(one, actions.declare, self.reference, interests=[], words="")
        return self

    def accepted(self) -> "Stage4":
        """Accepted as exceptional by the member."""
        self.declared()
        version = self.version(self.member)
        self.do(self.member, actions.accept, self.reference, version=version, reasons="A child waits.")
        return self

    def directed(self) -> "Stage4":
        """Accepted, and the chair has directed the Scrutineer to compile a summary by a day in 30 days."""
        self.accepted()
        self.do(
            self.chair, commissioning.commission, self.reference, version=self.version(self.chair),
            how=Action.COMMISSION_SUMMARY, question="Which help was offered?",
            due_on=london_date(now()) + timedelta(days=30),
        )  # fmt: skip
        return self

    def proposed(self, *, owner: str = "birch", by: date | None = None) -> "Stage4":
        """A decision is proposed, with one action: of birch in 30 days, unless another owner or day is named."""
        self.accepted()
        content = {
            "issues": {"1": {"decision": "A meeting is held.", "reasons": "Both ask for it."}},
            "actions": [
                {
                    "what": "Hold the meeting.",
                    "owner": str(self.partnership.workspaces[owner]),
                    "by": (by or london_date(now()) + timedelta(days=30)).isoformat(),
                }
            ],
        }
        self.propose(content)
        return self

    def propose(self, content: dict[str, Any]) -> None:
        """The member proposes this, in place of what was proposed before."""
        self.do(self.member, deciding.propose, self.reference, version=self.proposal(), content=content)

    def proposal(self) -> int:
        """The version of the decision proposed now."""
        with as_owner(self.partnership.logins) as session:
            return session.scalar(_PROPOSAL, {"reference": self.reference}) or 0

    def holds(self, who: Actor, view: str, *, dissent: str = "") -> None:
        """Somebody says what they hold of it."""
        self.do(who, deciding.give_view, self.reference, proposal=self.proposal(), view=view, dissent=dissent)

    def signs(self, who: Actor, *, present: Sequence[Actor] = ()) -> None:
        """Somebody signs the decision proposed; both took part unless others are named."""
        there = [one.membership for one in present or (self.chair, self.member)]
        self.do(
            who, deciding.decide, self.reference, version=self.version(who), proposal=self.proposal(),
            how="meeting", held_on=london_date(now()), present=there, minutes="",
        )  # fmt: skip

    def decided(self, *, owner: str = "birch", by: date | None = None) -> "Stage4":
        """Both are for what was proposed, and the chair has signed."""
        self.proposed(owner=owner, by=by)
        for one in (self.chair, self.member):
            self.holds(one, "for")
        self.signs(self.chair)
        return self
