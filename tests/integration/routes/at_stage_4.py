"""The same case at stage 4: asked for, referred, before the Executive and the Scrutineer, and decided."""

from datetime import timedelta
from typing import Self
from uuid import UUID

from portal.escalations.actions import referral
from portal.executive import actions as executive
from portal.executive import commissioning, deciding, redacting
from portal.infra import files
from portal.protocol.actors import Actor, Role
from portal.protocol.rows import Action
from portal.scrutiny import actions as scrutiny
from tests.days import today
from tests.integration.routes import papers
from tests.integration.routes.canaries import DECIDED
from tests.integration.routes.until_part_3 import UntilPart3
from tests.partnership import Partnership


class AtStage4(UntilPart3):
    """A case of A before the Executive, where the chair and a member sit and a substitute may not."""

    def __init__(self, partnership: Partnership, label: str, *, barred: Actor) -> None:
        super().__init__(partnership, label, barred=barred)
        self.chair, self.member, self.substitute = (
            partnership.who("executive", role) for role in (Role.CHAIR, Role.MEMBER, Role.SUBSTITUTE)
        )
        self.scrutineer = partnership.who("scrutineer", Role.SCRUTINEER)

    def asked(self) -> Self:
        """A has asked for referral, and another B has commented."""
        self.concluded("not")
        self._asks(Action.ASK_REFERRAL)
        request, body = UUID(self.request_of("alder")), self.of_child("comment", "body")
        self.do(self.other, referral.comment, self.reference, part=request, body=body)
        return self

    def asked_early(self) -> Self:
        """A has asked for an early referral, to which nobody has agreed yet."""
        self.forwarded()
        self._asks(Action.ASK_EARLY_REFERRAL)
        return self

    def request_returned(self) -> Self:
        """The Business Unit has returned the request of A."""
        self.asked()
        reasons, part = self.of_child("request_sent_back", "reasons"), UUID(self.request_of("alder"))
        self.does(self.officer, referral.return_referral, part=part, reasons=reasons)
        return self

    def referred(self) -> Self:
        """Referred to the Executive; the Business Unit has supplied a redacted copy of the file of Part 1."""
        self.asked()
        self.does(self.officer, referral.refer)
        name = f"{self.mark('redacted_copy', 'file_name')}.txt"
        content = self.mark("redacted_copy", "file_content").encode()
        self.files["redacted_copy"] = self.do(
            self.officer, redacting.supply, self.reference, attachment=self.files["part_1"],
            file=files.accept(name, content), vouched=True, scanned=False,
        )  # fmt: skip
        return self

    def declared(self) -> Self:
        """The chair and a member have declared no interest; a substitute was named, and declared one."""
        self.referred()
        self.does(self.officer, executive.name_substitute, membership=self.substitute.membership)
        for who in (self.chair, self.member):
            self.do(who, executive.declare, self.reference, interests=[], words="")
        words = self.mark("declaration", "words")
        self.do(self.substitute, executive.declare, self.reference, interests=["managed"], words=words)
        return self

    def accepted(self) -> Self:
        """Accepted by the member; a decision is proposed, and both are for it."""
        self.declared()
        self.does(self.member, executive.accept, reasons=self.of_child("acceptance", "reasons"))
        for paper, version in (("proposal", 0), *((("decision", 1),) if self.label == DECIDED else ())):
            content = papers.decision(self.label, paper, owner=self.partnership.workspaces["birch"])
            self.do(self.member, deciding.propose, self.reference, version=version, content=content)
            for who in (self.chair, self.member):
                self.do(
                    who, deciding.give_view, self.reference, proposal=version + 1, view="for",
                    dissent=self.mark("dissent", "words"),
                )  # fmt: skip
        return self

    def summarised(self) -> Self:
        """The Scrutineer was directed, and has submitted the summary."""
        self.accepted()
        due, question = today() + timedelta(days=21), self.mark("commission", "question")
        self.does(
            self.chair, commissioning.commission, how=Action.COMMISSION_SUMMARY, question=question, due_on=due
        )
        self.do(self.scrutineer, scrutiny.declare, self.reference, interests=[], words="")
        content = papers.summary(self.label, "issued" if self.label == DECIDED else "summary")
        draft = self.do(self.scrutineer, scrutiny.save, self.reference, version=0, content=content)
        self.does(self.scrutineer, scrutiny.submit, draft=draft)
        return self

    def decided(self) -> Self:
        """The chair has signed, and withheld the analysis of the summary from the parties."""
        self.summarised()
        self.does(
            self.chair, deciding.decide, proposal=2, how="meeting", held_on=today(),
            present=[self.chair.membership, self.member.membership], minutes=self.mark("minutes", "words"),
        )  # fmt: skip
        return self

    def _asks(self, how: Action) -> None:
        content = papers.part_4(self.label, how)
        self.does(self.manager, referral.ask, how=how, content=content)

    def request_of(self, slug: str) -> str:
        """The request for referral of an agency, while it stands; "" when it has none."""
        workspace, requests = self.partnership.workspaces[slug], self.see(self.officer).case.requests
        return next((str(one.id) for one in requests if one.workspace == workspace), "")
