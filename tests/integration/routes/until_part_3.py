"""A case with a mark in every field, driven by its own actions through the stages of the form, until Part 3."""

from typing import Any, Self
from uuid import UUID

from sqlalchemy import text

from portal.escalations.actions import (
    attachments,
    follow_up,
    identity,
    office,
    oversight,
    part_1,
    record,
    replies,
    responders,
    responding,
)
from portal.escalations.actions.attachments import Described, Limits
from portal.infra import files
from portal.protocol.actors import Actor, Role
from portal.protocol.attachments import Paper
from portal.protocol.escalation import PartKind
from tests.days import today
from tests.integration.routes import papers
from tests.integration.routes.canaries import mark
from tests.integration.routes.papers import of_child
from tests.partnership import Partnership, as_owner
from tests.way import Way

_BAR = text("update portal.escalation set barred = array[:membership]::uuid[] where reference = :reference")


class UntilPart3(Way):
    """A case of A, which B and another B answer. `label` is what its marks say it is."""

    def __init__(self, partnership: Partnership, label: str, *, barred: Actor) -> None:
        super().__init__(partnership)
        self.label, self.barred = label, barred
        self.other = partnership.who("dogwood", Role.SENIOR_MANAGER)
        self.former = partnership.who("elder", Role.SENIOR_MANAGER)
        self.files: dict[str, UUID] = {}

    def mark(self, paper: str, field: str) -> str:
        """A mark of this case."""
        return mark(self.label, paper, field)

    def of_child(self, paper: str, field: str) -> str:
        """A mark of this case in a text that names its child, which nobody may find (decision 25)."""
        return of_child(self.label, paper, field)

    def does(self, actor: Actor, action: Any, **given: Any) -> None:
        """Run an action that wants the case's version."""
        self.do(actor, action, self.reference, version=self.version(actor), **given)

    def started(self) -> Self:
        """A draft with everything written."""
        gate = {"stage_1": "no", "reason": self.mark("gate", "reason")}
        self.reference = self.do(self.contributor, part_1.start, gate=gate)
        self.do(
            self.contributor,
            part_1.save_children,
            self.reference,
            version=0,
            identities=[papers.child(self.label)],
            facts=[{"status": "child_in_need", "level_of_need": "3", "voice": self.mark("part_1", "voice")}],
        )
        self._write("part_1")
        self._attach(self.contributor, Paper.PART_1, "part_1")
        with as_owner(self.partnership.logins) as session:
            session.execute(_BAR, {"membership": self.barred.membership, "reference": self.reference})
        return self

    def forwarded(self) -> Self:
        """Sent to B and to another B, who have begun to write; a former B was replaced. Four looked."""
        self.submitted()
        to = [self.responder.membership, self.former.membership]
        self.does(self.officer, office.forward, to=to)
        self._replaced()
        for actor, paper in ((self.responder, "draft_of_part_2"), (self.other, "draft_of_anothers_part_2")):
            content = papers.part_2(self.label, paper)
            self.do(actor, replies.save_reply, self.reference, version=0, content=content)
            self._attach(actor, Paper.PART_2, paper)
        self._written_down()
        for slug, role in (
            ("birch", Role.DEPUTY),
            ("alder", Role.EXECUTIVE_CONTACT),
            ("business_unit", Role.CLERK),
        ):
            self.do(self.partnership.who(slug, role), identity.reveal, self.reference, purpose="check")
        return self

    def _replaced(self) -> None:
        """The former B had looked when another B was asked instead. Of those who stay, each says something."""
        self.do(self.former, identity.reveal, self.reference, purpose="check")
        part = UUID(self.response_of("elder"))
        reasons = self.mark("change", "reasons")
        self.does(self.officer, responders.change, part=part, to=self.other.membership, reasons=reasons)
        said = {"days": 2, "reasons": self.mark("more_time", "reasons")}
        self.does(self.responder, responding.ask_extension, **said)
        self.does(self.other, responding.say_not_for_us, reasons=self.mark("not_for_us", "reasons"))
        self.do(self.responder, record.holding_reply, self.reference, body=self.mark("holding_reply", "body"))
        self.do(self.officer, oversight.note, self.reference, kind="note", body=self.mark("note", "body"))
        self.do(
            self.officer, oversight.chase, self.reference, whom=self.other.workspace, how="telephone",
            on=today(), body=self.mark("chase", "body"),
        )  # fmt: skip

    def _written_down(self) -> None:
        """The Business Unit has begun to write down what B sent by e-mail."""
        part, content = UUID(self.response_of("birch")), papers.part_2(self.label, "draft_on_behalf")
        self.do(self.officer, replies.save_reply, self.reference, version=0, content=content, part=part)
        self._attach(self.officer, Paper.PART_2, "draft_on_behalf", of_part=part)

    def answered(self) -> Self:
        """Both replies are in."""
        self.forwarded()
        for actor, paper in ((self.responder, "part_2"), (self.other, "anothers_part_2")):
            self.do(actor, attachments.remove, self.reference, attachment=self.files[f"draft_of_{paper}"])
            self._attach(actor, Paper.PART_2, paper)
            version, content = self.version(actor), papers.part_2(self.label, paper)
            self.do(actor, replies.respond, self.reference, version=version, content=content)
        return self

    def concluded(self, overall: str) -> Self:
        """Part 3 is signed."""
        self.answered()
        content = papers.part_3(self.label, overall)
        version = self.version(self.manager)
        self.do(self.manager, replies.conclude, self.reference, version=version, content=content)
        return self._followed_up() if overall == "resolved" else self

    def _followed_up(self) -> Self:
        """Of B's promise nothing is known yet; another B's was not kept."""
        paper = {self.responder.workspace: "follow_up", self.other.workspace: "anothers_follow_up"}
        done = {self.responder.workspace: "not_known", self.other.workspace: "not_done"}
        answers = {
            f"{one.id}-1": {
                "done": done[one.workspace],
                "words": self.mark(paper[one.workspace], "words"),
            }
            for one in self.see(self.manager).case.responses
        }
        self.do(
            self.manager, follow_up.follow_up, self.reference, version=self.version(self.manager),
            answers=answers, difference=self.mark("follow_up_whole", "difference"),
        )  # fmt: skip
        return self

    def returned(self) -> Self:
        """Returned for completion, and written over since."""
        self.submitted()
        reasons, version = self.of_child("sent_back", "reasons"), self.version(self.officer)
        self.do(self.officer, office.send_back, self.reference, version=version, reasons=reasons)
        self._write("part_1_again")
        self._attach(self.contributor, Paper.PART_1, "part_1_again")
        return self

    def withdrawn(self) -> Self:
        """Withdrawn after it was sent on."""
        self.forwarded()
        reasons, version = self.of_child("withdrawal", "reasons"), self.version(self.manager)
        self.do(self.manager, replies.withdraw, self.reference, version=version, reasons=reasons)
        return self

    def response_of(self, slug: str) -> str:
        """The response that an agency gives, or gave before it was replaced; "" when it gives none."""
        workspace, case = self.partnership.workspaces[slug], self.see(self.manager).case
        responses = case.of_kind(PartKind.RESPONSE)
        return next((str(one.id) for one in responses if one.workspace == workspace), "")

    def _attach(self, actor: Actor, paper: Paper, label: str, *, of_part: UUID | None = None) -> None:
        """A file with a mark in its name, in what is said of it, and in its content."""
        name, content = f"{self.mark(label, 'file_name')}.txt", self.mark(label, "file_content").encode()
        self.files[label] = self.do(
            actor, attachments.add, self.reference, paper=paper, file=files.accept(name, content),
            described=Described(
                self.mark(label, "file_title"), self.mark(label, "file_author"), "minutes",
                third_party=True, minimum=True,
            ),
            limits=Limits(9, scanned=False), of_part=of_part,
        )  # fmt: skip

    def _write(self, paper: str) -> None:
        content = papers.part_1(self.label, paper, responder=self.partnership.workspaces["birch"])
        self.do(self.contributor, part_1.write, self.reference, sections=content)
