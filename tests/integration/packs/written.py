"""A case before the Executive in which people wrote what they should not: the child's identity, and each other."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from portal.escalations.actions import attachments, part_1, record, referral, replies
from portal.escalations.actions.attachments import Described, Limits
from portal.executive import building, commissioning, pack_actions
from portal.executive.building import Stopping
from portal.executive.gathering import Letterhead
from portal.executive.packs.contents import Kind
from portal.infra import files, history
from portal.infra.calendar import now
from portal.infra.db import Context, Database
from portal.protocol.actors import THE_PORTAL, Actor, Role
from portal.protocol.attachments import Paper
from portal.protocol.rows import Action
from portal.scrutiny import actions as scrutiny
from tests import files as made
from tests.pages import Pages
from tests.partnership import as_owner
from tests.stage_4 import NOT_RESOLVED, Stage4
from tests.way import ISSUE, PEOPLE, REPLY, REQUEST, STAGE, full

CHILD = {"name": "Jordana Testperson", "known_as": "Jojo Testperson", "date_of_birth": "2016-02-29",
         "record_number": "REC-77123", "other_number": "NHS 943 476"}  # fmt: skip
TYPED = "Jordana Testperson (born 29/02/2016, REC-77123, Jojo) was seen by Greta Holmquist and Maya Fernhill."
IDENTITY = ("Jordana", "Testperson", "Jojo", "29 February 2016", "29/02/2016", "2016-02-29", "REC-77123",
            "REC77123", "943 476")  # fmt: skip
"""Every way in which a child's identity might stand in a pack."""

SIGNS, REPLIES, SPOKE, WROTE = "Maya Fernhill", "Tobias Oakes", "Greta Holmquist", "Hal Underwood"
PEOPLE_NAMED = (SIGNS, REPLIES, SPOKE, WROTE, "Fernhill", "Oakes", "Holmquist", "Underwood", "Robin Quill",
                "Ada Finch", "Tom Larkin", "Olive Penrose")  # fmt: skip
"""Everybody who signs, wrote, spoke or is named in the form, and an officer of the Business Unit."""

ORIGINAL = f"Original words of {CHILD['name']}"
"""What is in the attachment of Part 1."""

REQUESTED = REQUEST | dict.fromkeys(("exceptional", "tried", "safety"), TYPED)
LETTERHEAD = Letterhead("Westmarch Safeguarding Children Partnership", "OFFICIAL-SENSITIVE")


class Written(Stage4):
    """A case of alder with birch in which every text is full of names."""

    def __init__(self, pages: Pages) -> None:
        super().__init__(pages.partnership)
        self.pages, partnership = pages, pages.partnership
        self.contributor = self.called(self.contributor, WROTE)
        self.manager = self.called(self.manager, SIGNS)
        self.responder = self.called(self.responder, REPLIES)
        self.officer = self.called(self.officer, "Olive Penrose")
        self.scrutineer = partnership.who("scrutineer", Role.SCRUTINEER)
        self.reader = partnership.who("learning", Role.READER)

    def called(self, actor: Actor, name: str) -> Actor:
        """Somebody under a name that is found again in a pack."""
        with as_owner(self.partnership.logins) as session:
            named = {"name": name, "person": actor.person}
            session.execute(text("update portal.person set name = :name where id = :person"), named)
        return replace(actor, name=name)

    def started(self) -> "Written":
        """Part 1, with the child's identity and names in every text."""
        self.reference = self.do(self.contributor, part_1.start, gate={})
        child, facts = dict(CHILD), {"status": "child_in_need", "level_of_need": "3"}
        self.do(
            self.contributor,
            part_1.save_children,
            self.reference,
            version=0,
            identities=[child],
            facts=[facts],
        )
        content = full(self.partnership.workspaces["birch"])
        content["issues"] = [{name: f"{said} {TYPED}" for name, said in ISSUE.items()}]
        content["people"] = PEOPLE | {
            f"{who}_name": "Robin Quill" for who in ("practitioner", "manager", "contact")
        }
        stage = STAGE | {"who": f"{SPOKE} with the duty team", "said": TYPED}
        content |= {"stage_1": stage, "stage_2": stage, "why": {"unresolved": TYPED, "safety": TYPED}}
        self.do(self.contributor, part_1.write, self.reference, sections=content)
        minutes = made.saved(made.paper(ORIGINAL))
        self.attach(self.contributor, Paper.PART_1, "Minutes of 9 November for Jordana Testperson", minutes)
        return self

    def attach(
        self, actor: Actor, paper: Paper, title: str, content: bytes, *, name: str = "minutes.pdf"
    ) -> UUID:
        """A file of somebody's, whatever is in it."""
        added: UUID = self.do(
            actor, attachments.add, self.reference, paper=paper, file=files.accept(name, content),
            described=Described(title, SPOKE, "minutes", third_party=False, minimum=True),
            limits=Limits(9, scanned=False),
        )  # fmt: skip
        return added

    def answered(self) -> "Written":
        """Part 2 likewise, and a note of the Business Unit."""
        self.forwarded()
        content: dict[str, Any] = REPLY | {
            "answers": {"1": {"position": "partly", "reasons": TYPED}},
            "disputed": TYPED,
            "taken": [{"what": TYPED, "who": SPOKE, "on": "2026-03-09"}],
            "promised": [{"what": TYPED, "owner": SPOKE, "by": "2027-01-15"}],
        }
        version = self.version(self.responder)
        self.do(self.responder, replies.respond, self.reference, version=version, content=content)
        self.do(
            self.manager, record.add, self.reference, kind="addendum", about="part_1", part=None, body=TYPED
        )
        return self

    def referred(self) -> "Written":
        """Part 3 and Part 4 likewise."""
        self.answered()
        version, concluded = self.version(self.manager), NOT_RESOLVED | {"reasons": TYPED, "learning": TYPED}
        self.do(self.manager, replies.conclude, self.reference, version=version, content=concluded)
        self.do(
            self.manager, referral.ask, self.reference, version=self.version(self.manager),
            how=Action.ASK_REFERRAL, content=REQUESTED,
        )  # fmt: skip
        self.do(self.officer, referral.refer, self.reference, version=self.version(self.officer))
        return self

    def accepted(self) -> "Written":
        """Accepted by the member, with reasons."""
        super().accepted()
        return self

    def directed(self) -> "Written":
        """The Scrutineer was directed, and has declared no interest."""
        self.commissions(Action.COMMISSION_SUMMARY)
        self.do(self.scrutineer, scrutiny.declare, self.reference, interests=[], words="")
        return self

    def reviewed(self) -> "Written":
        """A review was asked of the Subgroup."""
        self.commissions(Action.COMMISSION_REVIEW)
        return self

    def commissions(self, how: Action) -> None:
        """The chair asks for a summary, or for a review."""
        self.do(
            self.chair, commissioning.commission, self.reference, version=self.version(self.chair), how=how,
            question=f"Which help was offered? {TYPED}", due_on=date(2099, 1, 2),
        )  # fmt: skip

    def asks(self, who: Actor, kind: Kind = Kind.EXECUTIVE, *, purpose: str = "oversight") -> UUID:
        """Somebody asks for a pack, as its page does."""
        with self.pages.app.app_context():
            pack: UUID = self.do(
                who, pack_actions.ask, self.reference, kind=kind, letterhead=LETTERHEAD, purpose=purpose
            )
        return pack

    def looks(self, what: str) -> list[tuple[str, str]]:
        """Who looked at the case in this way, and for what."""
        asked = text("select name, purpose from portal.access where what = :what order by at")
        with as_owner(self.partnership.logins) as session:
            return [(name, purpose) for name, purpose in session.execute(asked, {"what": what})]

    def reminded(self, whom: str = SIGNS) -> None:
        """The portal writes into the history that it reminded somebody."""
        office = Context(self.partnership.workspaces["business_unit"], THE_PORTAL)
        case = self.see(self.officer).case.id
        with self.partnership.database.work(office) as session:
            payload = {"by": "The portal", "did": "Reminded", "whom": whom, "ask": "to decide", "when": "today",
                       "clock": "decision"}  # fmt: skip
            history.record(session, case, event="remind", at=now(), payload=payload, agencies=())

    def row(self, pack: UUID) -> Any:
        """A pack as it lies there."""
        with as_owner(self.partnership.logins) as session:
            return session.execute(
                text("select * from portal.referral_pack where id = :pack"), {"pack": pack}
            ).one()

    def count(self) -> int:
        """How many packs there are of the case."""
        with as_owner(self.partnership.logins) as session:
            return session.scalar(text("select count(*) from portal.referral_pack")) or 0

    def volumes(self, pack: UUID) -> list[bytes]:
        """What is in its volumes."""
        asked = text("select content from portal.pack_volume where pack_id = :pack order by number")
        with as_owner(self.partnership.logins) as session:
            return [bytes(one) for one in session.scalars(asked, {"pack": pack})]

    def built(self, builder: Database, pack: UUID) -> list[bytes]:
        """Its volumes, once the worker has built it."""
        building.build(builder, pack, Stopping())
        row = self.row(pack)
        assert (row.state, row.reason) == ("ready", "")
        return self.volumes(pack)
