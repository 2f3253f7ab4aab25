"""The way of a case, one step at a time, for tests that need a case at some point of it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from portal.escalations import queries
from portal.escalations.actions import office, part_1, replies
from portal.protocol.actors import Actor, Role
from tests.partnership import Partnership

ISSUE = {
    "position": "We think the child needs a plan.",
    "evidence": "Two reports.",
    "risk": "Harm may go on.",
    "outcome": "A plan.",
    "asked": "Hold a meeting.",
}
STAGE = {
    "on": "2026-03-02",
    "who": "Practitioner with practitioner",
    "how": "By telephone",
    "said": "We disagreed.",
    "met": "met",
    "response_time": "Five days",
    "outcome": "Not resolved",
}
PEOPLE = {
    f"{who}_{field}": value
    for who in ("practitioner", "manager", "contact")
    for field, value in (
        ("name", "Robin Alder"),
        ("role", "Lead"),
        ("team", "North"),
        ("phone", "01632 960 001"),
    )
}
REPLY: dict[str, Any] = {
    "practitioner": {"name": "Ada Finch", "role": "Social worker"},
    "manager": {"name": "Tom Larkin", "role": "Team manager"},
    "answers": {"1": {"position": "partly", "reasons": "Some of it is so."}},
    "level_of_need": "3",
    "taken": [{"what": "We held a meeting.", "who": "Duty team", "on": "2026-03-09"}],
    "promised": [{"what": "Visit weekly", "owner": "Team lead", "by": "2027-01-15"}],
    "proposed": "resolved",
}
CONCLUSION: dict[str, Any] = {
    "results": {"1": "resolved"},
    "overall": "resolved",
    "practitioner_told_on": "2026-12-01",
    "on_record": True,
}
REQUEST: dict[str, Any] = {
    "ground": "not_resolved",
    "exceptional": "The child waits.",
    "outstanding": {"1": "That a meeting is held."},
    "tried": "Two calls.",
    "needed_by": "",
    "safety": "A visit a day.",
}


class Way:
    """Drives one case from agency alder to agency birch."""

    children: Sequence[Mapping[str, str]] = (
        {"name": "Test Child", "date_of_birth": "2019-02-03", "record_number": "R-1"},
    )

    def __init__(self, partnership: Partnership) -> None:
        self.partnership = partnership
        self.contributor = partnership.who("alder", Role.CONTRIBUTOR)
        self.manager = partnership.who("alder", Role.SENIOR_MANAGER)
        self.officer = partnership.who("business_unit", Role.OFFICER)
        self.responder = partnership.who("birch", Role.SENIOR_MANAGER)
        self.reference = ""

    def do(self, actor: Actor, action: Any, *arguments: Any, **named: Any) -> Any:
        """Run one action as an actor, in a transaction of its own."""
        context = self.partnership.context(actor)
        with self.partnership.database.work(context) as session:
            return action(session, actor, *arguments, **named)

    def see(self, actor: Actor) -> queries.CaseView:
        """The case as an actor sees it."""
        with self.partnership.database.reading(self.partnership.context(actor)) as session:
            return queries.case(session, actor, self.reference)

    def version(self, actor: Actor) -> int:
        """The case's version now."""
        return self.see(actor).version

    def draft_version(self) -> int:
        """The version of the whole draft of Part 1."""
        with self.partnership.database.reading(self.partnership.context(self.contributor)) as session:
            case = queries.case(session, self.contributor, self.reference).case
            return queries.draft(session, case.id, kind="part_1", workspace=case.raising).version

    def started(self) -> "Way":
        """A draft, with everything written and nothing asked."""
        self.reference = self.do(self.contributor, part_1.start, gate={})
        birch = self.partnership.workspaces["birch"]
        self.do(
            self.contributor,
            part_1.save_children,
            self.reference,
            version=0,
            identities=[dict(child) for child in self.children],
            facts=[{"status": "child_in_need", "level_of_need": "3"} for _ in self.children],
        )
        self.do(self.contributor, part_1.write, self.reference, sections=full(birch))
        return self

    def submitted(self) -> "Way":
        """Signed off by a senior manager who did not write it."""
        self.started()
        self.do(self.manager, part_1.sign_off, self.reference, version=self.version(self.manager))
        return self

    def forwarded(self) -> "Way":
        """Sent to birch's senior manager."""
        return self.submitted().sent_on()

    def sent_on(self) -> "Way":
        """The same for a case that was submitted already."""
        version = self.version(self.officer)
        self.do(self.officer, office.forward, self.reference, version=version, to=[self.responder.membership])
        return self

    def answered(self) -> "Way":
        """Answered by birch's senior manager."""
        self.forwarded()
        version = self.version(self.responder)
        self.do(self.responder, replies.respond, self.reference, version=version, content=REPLY)
        return self

    def resolved(self) -> "Way":
        """Concluded as resolved by alder's senior manager."""
        self.answered()
        version = self.version(self.manager)
        self.do(self.manager, replies.conclude, self.reference, version=version, content=CONCLUSION)
        return self


def full(responder: UUID) -> dict[str, Any]:
    """Part 1 with nothing missing, but for the children."""
    return {
        "people": PEOPLE,
        "difference": {
            "responder": str(responder),
            "kind": "decision",
            "categories": ["thresholds"],
            "primary": "thresholds",
            "on": "2026-03-01",
        },
        "issues": [ISSUE],
        "stage_1": STAGE,
        "stage_2": STAGE,
        "why": {"unresolved": "No agreement.", "safety": "Daily contact."},
    }
