"""A case with a mark in every field, driven by its own actions to where a test wants it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
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
    referral,
    replies,
    responders,
    responding,
)
from portal.escalations.actions.attachments import Described, Limits
from portal.executive import actions as executive
from portal.executive import commissioning, deciding
from portal.infra import files
from portal.protocol.actors import Actor, Role
from portal.protocol.attachments import Paper
from portal.protocol.escalation import PartKind
from portal.protocol.rows import Action
from portal.protocol.summary import SECTIONS
from portal.scrutiny import actions as scrutiny
from tests.days import today
from tests.integration.routes.canaries import (
    ACCEPTED,
    ASKED,
    BORN,
    DECIDED,
    DECLARED,
    DRAFT,
    EARLY,
    REFERRED,
    RETURNED,
    RETURNED_REQUEST,
    SUMMARISED,
    mark,
    mark_of_child,
    typed_of_child,
)
from tests.partnership import Partnership, as_owner
from tests.way import Way

PIECES = ("name", "known_as", "record_number", "other_number")

_BAR = text("update portal.escalation set barred = array[:membership]::uuid[] where reference = :reference")


class Marked(Way):
    """A case of A, which B and another B answer. `label` is what its marks say it is."""

    def __init__(self, partnership: Partnership, label: str, *, barred: Actor) -> None:
        super().__init__(partnership)
        self.label, self.barred = label, barred
        self.other = partnership.who("dogwood", Role.SENIOR_MANAGER)
        self.former = partnership.who("elder", Role.SENIOR_MANAGER)
        self.chair, self.member, self.substitute = (
            partnership.who("executive", role) for role in (Role.CHAIR, Role.MEMBER, Role.SUBSTITUTE)
        )
        self.scrutineer = partnership.who("scrutineer", Role.SCRUTINEER)
        self.files: dict[str, UUID] = {}

    def mark(self, paper: str, field: str) -> str:
        """A mark of this case."""
        return mark(self.label, paper, field)

    def of_child(self, paper: str, field: str) -> str:
        """A mark of this case in a text that names its child, which nobody may find (decision 25)."""
        return self.mark(paper, field) + typed_of_child(self.label)

    def started(self) -> "Marked":
        """A draft with everything written."""
        gate = {"stage_1": "no", "reason": self.mark("gate", "reason")}
        self.reference = self.do(self.contributor, part_1.start, gate=gate)
        self.do(
            self.contributor,
            part_1.save_children,
            self.reference,
            version=0,
            identities=[self._child()],
            facts=[{"status": "child_in_need", "level_of_need": "3", "voice": self.mark("part_1", "voice")}],
        )
        self._write("part_1")
        self._attach(self.contributor, Paper.PART_1, "part_1")
        with as_owner(self.partnership.logins) as session:
            session.execute(_BAR, {"membership": self.barred.membership, "reference": self.reference})
        return self

    def forwarded(self) -> "Marked":
        """Sent to B and to another B, who have begun to write; a former B was replaced. Four looked."""
        self.submitted()
        to = [self.responder.membership, self.former.membership]
        self.does(self.officer, office.forward, to=to)
        self._replaced()
        for actor, paper in ((self.responder, "draft_of_part_2"), (self.other, "draft_of_anothers_part_2")):
            self.do(actor, replies.save_reply, self.reference, version=0, content=self.reply(paper))
            self._attach(actor, Paper.PART_2, paper)
        self._written_down()
        for slug, role in (
            ("birch", Role.DEPUTY),
            ("alder", Role.EXECUTIVE_CONTACT),
            ("business_unit", Role.CLERK),
        ):
            self.do(self.partnership.who(slug, role), identity.reveal, self.reference, purpose="check")
        return self

    def _written_down(self) -> None:
        """The Business Unit has begun to write down what B sent by e-mail."""
        part, content = UUID(self.response_of("birch")), self.reply("draft_on_behalf")
        self.do(self.officer, replies.save_reply, self.reference, version=0, content=content, part=part)
        self._attach(self.officer, Paper.PART_2, "draft_on_behalf", of_part=part)

    def does(self, actor: Actor, action: Any, **given: Any) -> None:
        """Run an action that wants the case's version."""
        self.do(actor, action, self.reference, version=self.version(actor), **given)

    def response_of(self, slug: str) -> str:
        """The response that an agency gives, or gave before it was replaced; "" when it gives none."""
        workspace, case = self.partnership.workspaces[slug], self.see(self.manager).case
        responses = case.of_kind(PartKind.RESPONSE)
        return next((str(one.id) for one in responses if one.workspace == workspace), "")

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

    def answered(self) -> "Marked":
        """Both replies are in."""
        self.forwarded()
        for actor, paper in ((self.responder, "part_2"), (self.other, "anothers_part_2")):
            self.do(actor, attachments.remove, self.reference, attachment=self.files[f"draft_of_{paper}"])
            self._attach(actor, Paper.PART_2, paper)
            version = self.version(actor)
            self.do(actor, replies.respond, self.reference, version=version, content=self.reply(paper))
        return self

    def concluded(self, overall: str) -> "Marked":
        """Part 3 is signed."""
        self.answered()
        content = {
            "results": {"1": overall},
            "overall": overall,
            "why": {"1": self.of_child("part_3", "why")},
            "reasons": self.mark("part_3_whole", "reasons"),
            "learning": self.mark("part_3_whole", "learning"),
            "practitioner_told_on": "2025-12-01",
            "on_record": True,
        }
        version = self.version(self.manager)
        self.do(self.manager, replies.conclude, self.reference, version=version, content=content)
        return self._followed_up() if overall == "resolved" else self

    def _followed_up(self) -> "Marked":
        """Of B's promise nothing is known yet; another B's was not kept."""
        papers = {self.responder.workspace: "follow_up", self.other.workspace: "anothers_follow_up"}
        done = {self.responder.workspace: "not_known", self.other.workspace: "not_done"}
        answers = {
            f"{one.id}-1": {
                "done": done[one.workspace],
                "words": self.mark(papers[one.workspace], "words"),
            }
            for one in self.see(self.manager).case.responses
        }
        self.do(
            self.manager, follow_up.follow_up, self.reference, version=self.version(self.manager),
            answers=answers, difference=self.mark("follow_up_whole", "difference"),
        )  # fmt: skip
        return self

    def returned(self) -> "Marked":
        """Returned for completion, and written over since."""
        self.submitted()
        reasons, version = self.of_child("sent_back", "reasons"), self.version(self.officer)
        self.do(self.officer, office.send_back, self.reference, version=version, reasons=reasons)
        self._write("part_1_again")
        self._attach(self.contributor, Paper.PART_1, "part_1_again")
        return self

    def withdrawn(self) -> "Marked":
        """Withdrawn after it was sent on."""
        self.forwarded()
        reasons, version = self.of_child("withdrawal", "reasons"), self.version(self.manager)
        self.do(self.manager, replies.withdraw, self.reference, version=version, reasons=reasons)
        return self

    def at(self, state: str) -> "Marked":
        """Drive it from nothing to this state."""
        if state in ("resolved", "unresolved"):
            return self.concluded("resolved" if state == "resolved" else "not")
        step = {DRAFT: self.started, RETURNED: self.returned, "submitted": self.submitted}
        step |= {"forwarded": self.forwarded, "answered": self.answered, "withdrawn": self.withdrawn}
        step |= {ASKED: self.asked, EARLY: self.asked_early, RETURNED_REQUEST: self.request_returned,
                 REFERRED: self.referred, DECLARED: self.declared, ACCEPTED: self.accepted,
                 SUMMARISED: self.summarised, DECIDED: self.decided}  # fmt: skip
        step[state]()
        return self

    def asked(self) -> "Marked":
        """A has asked for referral, and another B has commented."""
        self.concluded("not")
        self._asks(Action.ASK_REFERRAL)
        request, body = UUID(self.request_of("alder")), self.of_child("comment", "body")
        self.do(self.other, referral.comment, self.reference, part=request, body=body)
        return self

    def asked_early(self) -> "Marked":
        """A has asked for an early referral, to which nobody has agreed yet."""
        self.forwarded()
        self._asks(Action.ASK_EARLY_REFERRAL)
        return self

    def request_returned(self) -> "Marked":
        """The Business Unit has returned the request of A."""
        self.asked()
        reasons, part = self.of_child("request_sent_back", "reasons"), UUID(self.request_of("alder"))
        self.does(self.officer, referral.return_referral, part=part, reasons=reasons)
        return self

    def referred(self) -> "Marked":
        """Referred to the Executive."""
        self.asked()
        self.does(self.officer, referral.refer)
        return self

    def declared(self) -> "Marked":
        """The chair and a member have declared no interest; a substitute was named, and declared one."""
        self.referred()
        self.does(self.officer, executive.name_substitute, membership=self.substitute.membership)
        for who in (self.chair, self.member):
            self.do(who, executive.declare, self.reference, interests=[], words="")
        words = self.mark("declaration", "words")
        self.do(self.substitute, executive.declare, self.reference, interests=["managed"], words=words)
        return self

    def accepted(self) -> "Marked":
        """Accepted by the member; a decision is proposed, and both are for it."""
        self.declared()
        self.does(self.member, executive.accept, reasons=self.of_child("acceptance", "reasons"))
        for paper, version in (("proposal", 0), *((("decision", 1),) if self.label == DECIDED else ())):
            content = self._decision(paper)
            self.do(self.member, deciding.propose, self.reference, version=version, content=content)
            for who in (self.chair, self.member):
                self.do(
                    who, deciding.give_view, self.reference, proposal=version + 1, view="for",
                    dissent=self.mark("dissent", "words"),
                )  # fmt: skip
        return self

    def summarised(self) -> "Marked":
        """The Scrutineer was directed, and has submitted the summary."""
        self.accepted()
        due, question = today() + timedelta(days=21), self.mark("commission", "question")
        self.does(
            self.chair, commissioning.commission, how=Action.COMMISSION_SUMMARY, question=question, due_on=due
        )
        self.do(self.scrutineer, scrutiny.declare, self.reference, interests=[], words="")
        given = "issued" if self.label == DECIDED else "summary"
        content = {name: self.of_child(given, name) for name in SECTIONS}
        content["analysis"] = self.mark("summary", "analysis")
        draft = self.do(self.scrutineer, scrutiny.save, self.reference, version=0, content=content)
        self.does(self.scrutineer, scrutiny.submit, draft=draft)
        return self

    def decided(self) -> "Marked":
        """The chair has signed, and withheld the analysis of the summary from the parties."""
        self.summarised()
        self.does(
            self.chair, deciding.decide, proposal=2, how="meeting", held_on=today(),
            present=[self.chair.membership], minutes=self.mark("minutes", "words"),
        )  # fmt: skip
        return self

    def _decision(self, paper: str) -> dict[str, Any]:
        said = {"decision": self.mark(paper, "decided"), "reasons": self.of_child(paper, "reasons")}
        owner = str(self.partnership.workspaces["birch"])
        return {
            "issues": {"1": said},
            "actions": [{"what": self.mark(paper, "what"), "owner": owner, "by": "2027-03-15"}],
            "withheld": ["analysis"],
            "withheld_because": self.mark(paper, "withheld"),
        }

    def summary(self) -> str:
        """The summary that was directed; "" when none was."""
        return next((str(one.id) for one in self.see(self.officer).case.of_kind(PartKind.SUMMARY)), "")

    def action_of(self, slug: str) -> str:
        """The action that an agency is to carry out; "" when it has none."""
        workspace, case = self.partnership.workspaces[slug], self.see(self.officer).case
        actions = case.of_kind(PartKind.ACTION)
        return next((str(one.id) for one in actions if one.workspace == workspace), "")

    def _asks(self, how: Action) -> None:
        said = {name: self.mark("part_4", name) for name in ("exceptional", "tried")}
        content = said | {
            "ground": "no_response" if how is Action.ASK_EARLY_REFERRAL else "not_resolved",
            "outstanding": {"1": self.mark("part_4", "sought")},
            "needed_by": "",
            "safety": self.of_child("part_4", "safety"),
        }
        self.does(self.manager, referral.ask, how=how, content=content)

    def request_of(self, slug: str) -> str:
        """The request for referral of an agency, while it stands; "" when it has none."""
        workspace, requests = self.partnership.workspaces[slug], self.see(self.officer).case.requests
        return next((str(one.id) for one in requests if one.workspace == workspace), "")

    def reply(self, paper: str) -> dict[str, Any]:
        """Part 2, marked in every field."""
        said = {name: self.mark(paper, name) for name in ("disputed", "none_taken", "meeting")}
        reasons = (
            self.mark(paper, "reasons") if paper.startswith("draft") else self.of_child(paper, "reasons")
        )
        person = {name: self.mark(paper, f"person_{name}") for name in ("name", "role", "team", "phone")}
        person["email"] = f"{self.mark(paper, 'person_email')}@somebody.example"
        return {
            "practitioner": person,
            "manager": person,
            "answers": {"1": {"position": "partly", "reasons": reasons}},
            "level_of_need": "3",
            "taken": [{"what": self.mark(paper, "done"), "who": self.mark(paper, "who"), "on": "2025-11-03"}],
            "declined": [{"what": self.mark(paper, "refused"), "reason": self.mark(paper, "refusal")}],
            "promised": [
                {"what": self.mark(paper, "what"), "owner": self.mark(paper, "owner"), "by": "2027-01-15"}
            ],
            "proposed": "resolved",
            **said,
        }

    def places(self, values: Mapping[str, str]) -> dict[str, str]:
        """Of a door's values, those that name a file of this case, as "file:part_1", or an agency's response.

        Or the running date that binds a workspace and is reminded of, as "deadline:birch".
        """
        named = {
            name: value.removeprefix("file:") for name, value in values.items() if value.startswith("file:")
        }
        responses = {
            name: self.response_of(value.removeprefix("response:"))
            for name, value in values.items()
            if value.startswith("response:")
        }
        dates = {
            name: self.deadline_of(value.removeprefix("deadline:"))
            for name, value in values.items()
            if value.startswith("deadline:")
        }
        requests = {
            name: self.request_of(value.removeprefix("request:"))
            for name, value in values.items()
            if value.startswith("request:")
        }
        acts = {
            name: self.action_of(value.removeprefix("action:"))
            for name, value in values.items()
            if value.startswith("action:")
        }
        summaries = {name: self.summary() for name, value in values.items() if value == "summary"}
        return (
            responses
            | summaries
            | dates
            | requests
            | acts
            | {name: str(self.files[paper]) for name, paper in named.items()}
        )

    def deadline_of(self, slug: str) -> str:
        """The running date that binds a workspace and of which it is reminded."""
        workspace, dates = self.partnership.workspaces[slug], self.see(self.officer).deadlines
        return next(
            str(one.id) for one in dates if one.running and one.workspace == workspace and one.next_at
        )

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

    def _child(self) -> Mapping[str, str]:
        named = {name: mark_of_child(self.label, name) for name in PIECES}
        return {**named, "date_of_birth": BORN}

    def _write(self, paper: str) -> None:
        content = self._content(paper, self.partnership.workspaces["birch"])
        self.do(self.contributor, part_1.write, self.reference, sections=content)

    def _content(self, paper: str, responder: UUID) -> dict[str, Any]:
        def told(section: str, *fields: str) -> dict[str, str]:
            return {field: self.mark(paper, f"{section}_{field}") for field in fields}

        stage = ("also_on", "who", "how", "said", "response_time", "outcome")
        reached = ("name", "role", "team", "phone", "email")
        people = [f"{who}_{one}" for who in ("practitioner", "manager", "contact", "lead") for one in reached]
        people += ["their_practitioner", "their_manager"]
        return {
            "difference": {
                "responder": str(responder),
                "kind": "other",
                "categories": ["other"],
                "primary": "other",
                "other": self.mark(paper, "other"),
                "on": "2025-03-01",
            },
            "people": told("people", *people),
            "issues": [
                told("issue", "evidence", "risk", "outcome", "asked")
                | {"position": self.of_child(paper, "issue_position")}
            ],
            "stage_1": told("stage_1", *stage) | {"on": "2025-03-02", "met": "met"},
            "stage_2": told("stage_2", *stage) | {"on": "2025-03-03", "met": "missed"},
            "why": told("why", "unresolved", "safety"),
        }
