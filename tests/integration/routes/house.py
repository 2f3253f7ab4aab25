"""The whole portal with everybody in it and a marked case in every state, and what one of them gets."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.agencies import actions as agencies
from portal.business_unit.reports import actions as reports
from portal.escalations.actions import part_1
from portal.protocol.actors import Actor, Kind, Role
from portal.protocol.half_year import HalfYear
from portal.protocol.report import Section
from tests.integration.routes import canaries
from tests.integration.routes.canaries import DRAFT_OF_B, DRAFT_OF_C, SEES_CASE, Known, mark
from tests.integration.routes.cases import Marked
from tests.integration.routes.people import (
    AGENCIES,
    BARRED,
    NO_ROLE,
    PARTNERSHIP,
    SEVERAL,
    SIGNED_OUT,
    WITH_A_ROLE,
)
from tests.pages import BASE_URL, Pages, own_form, typed
from tests.partnership import Partnership, as_owner, join
from tests.practice_provider import SECRET, Practice

_REFERENCE = re.compile(r"RPD-[0-9A-Z]{4}-[0-9A-Z]{4}")
_PART = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_USE_PRACTICE = text(
    "update portal.identity_provider set issuer = :issuer, client_id = :client, client_secret = :secret"
    " where name = 'alder'"
)
_INVITE = text(
    "insert into portal.invitation (membership_id, path) values (:membership, '/cases') returning id"
)
_STANDS = text("""
    select e.state, e.version, e.sign_off_asked_of,
      (select max(seq) from portal.history h where h.escalation_id = e.id),
      (select array_agg(d.version order by d.id) from portal.draft d where d.escalation_id = e.id),
      (select count(*) from portal.document d where d.escalation_id = e.id),
      (select count(*) from portal.access a where a.escalation_id = e.id and a.what <> 'view'),
      (select array_agg(receipt_confirmed_at order by p.id) from portal.part p where p.escalation_id = e.id)
    from portal.escalation e where e.reference = :reference
""")
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What somebody got: the status, with where it leads, and everything that was sent to them.

    `kept` is what their browser was given to keep, which is in `text` too.
    """

    outcome: str
    text: str
    response: TestResponse
    kept: str


@dataclass
class Visitor:
    """A browser, and the token that its forms carry."""

    app: Flask
    client: FlaskClient
    csrf: str

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, base_url=BASE_URL, **more)

    def post(self, path: str, fields: Fields) -> TestResponse:
        """Send these fields as a form of this browser's own; the words of a "file" as a text file."""
        file = {"file": (BytesIO(fields["file"].encode()), "sent.txt")} if fields.get("file") else {}
        return self.client.post(path, base_url=BASE_URL, data={**fields, **file, "csrf_token": self.csrf})


@dataclass
class House:
    """Everybody, their browsers, and a case in every state by what its marks call it."""

    pages: Pages
    actors: dict[str, Actor]
    outsider: Actor
    visitors: dict[str, Visitor] = field(default_factory=dict)
    cases: dict[str, Marked] = field(default_factory=dict)
    known: tuple[Known, ...] = ()
    invitation: str = ""

    @property
    def partnership(self) -> Partnership:
        return self.pages.partnership

    def case(self, state: str) -> Marked:
        """A case of its own in this state."""
        return Marked(self.partnership, state, barred=self.actors[next(iter(BARRED))]).at(state)

    def visitor(self, who: str) -> Visitor:
        """A browser nobody else uses, in which this person has just signed in, if at all."""
        app = self.pages.app
        client = app.test_client() if who in SIGNED_OUT else self.pages.browser(self.actors[who]).client
        blank = client.get("/sign-in" if who in SIGNED_OUT else "/nowhere", base_url=BASE_URL)
        return Visitor(app, client, typed(own_form(blank.text))["csrf_token"])

    def stands(self, case: Marked) -> tuple[Any, ...]:
        """Everything that an act would change. Being shown a page is kept too, and changes nothing of the case."""
        with as_owner(self.partnership.logins) as session:
            return tuple(session.execute(_STANDS, {"reference": case.reference}).one())


def answer(visitor: Visitor, response: TestResponse, *, reference: str = "") -> Answer:
    """The answer in the table's words: a reference in an address reads <reference>, another one <new>, and what
    names a response <part>.
    """
    outcome = str(response.status_code)
    if response.location:
        path = response.location.partition("?")[0].replace(reference or "no reference", "<reference>")
        outcome += f" {_PART.sub('<part>', _REFERENCE.sub('<new>', path))}"
    kept = _session(visitor, response)
    return Answer(outcome, "\n".join([str(response.headers), kept, _text(response)]), response, kept)


def _text(response: TestResponse) -> str:
    """What was sent, a file too."""
    return response.get_data().decode(errors="replace")


def _session(visitor: Visitor, response: TestResponse) -> str:
    """What the browser was given to keep: messages for its next page are in it."""
    cookies = response.headers.getlist("Set-Cookie")
    if not cookies:
        return ""
    interface = visitor.app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    serializer = interface.get_signing_serializer(visitor.app)
    assert serializer is not None
    kept = [one.partition("=")[2].partition(";")[0] for one in cookies if one.startswith("portal=")]
    return str([serializer.loads(one) for one in kept if one])


def people_of(partnership: Partnership) -> tuple[dict[str, Actor], Actor]:
    """Everybody of the table, and somebody of A who has never signed in."""
    slugs = AGENCIES | {name: str(kind) for name, kind in PARTNERSHIP.items()}
    found = {
        f"{name} {role.replace('_', ' ')}": actor
        for name, slug in slugs.items()
        for (of, role), actor in partnership.people.items()
        if of == slug
    }
    assert set(found) == WITH_A_ROLE
    with as_owner(partnership.logins) as session:
        (barred,), (none,), (several,) = BARRED, NO_ROLE, SEVERAL
        found[barred] = join(session, partnership, "alder", "barred", roles=[Role.SENIOR_MANAGER])
        found[none] = join(session, partnership, "alder", "no_role", roles=[])
        found[several] = join(session, partnership, "alder", "several", roles=[Role.CONTRIBUTOR])
        agencies.grant(
            session, person=found[several].person, workspace=partnership.workspaces[Kind.BUSINESS_UNIT],
            roles=[Role.OFFICER],
        )  # fmt: skip
        outsider = join(session, partnership, "alder", "outsider", roles=[Role.DEPUTY])
    return found, outsider


@contextmanager
def built(pages: Pages, practice: Practice) -> Iterator[House]:
    """The house, its doors open."""
    partnership = pages.partnership
    actors, outsider = people_of(partnership)
    house = House(pages, actors, outsider)
    with as_owner(partnership.logins) as session:
        provider = practice.provider()
        session.execute(
            _USE_PRACTICE,
            {"issuer": provider.issuer, "client": provider.client_id, "secret": SECRET},
        )
        invited = session.execute(_INVITE, {"membership": outsider.membership}).scalar_one()
    house.invitation = agencies.invitation_token(pages.app.config["SECRET_KEY"], invited)
    house.known = canaries.recognisable(_names(actors))
    own = {DRAFT_OF_B: "B contributor", DRAFT_OF_C: "C contributor"}
    for label in SEES_CASE:
        house.cases[label] = _draft_of(house, own[label], label) if label in own else house.case(label)
    _report(house)
    house.visitors = {who: house.visitor(who) for who in (*actors, *SIGNED_OUT)}
    yield house


def _names(actors: Mapping[str, Actor]) -> Iterable[tuple[str, str, str]]:
    for who, actor in actors.items():
        slug, _, mailbox = actor.name.partition(" ")
        yield who, actor.name, f"{mailbox}@{slug}.example"


def _report(house: House) -> None:
    """The report of one half-year, issued, and a draft of the next."""
    manager = house.actors["Business Unit manager"]
    issued, drafted = HalfYear(date(2020, 4, 1)), HalfYear(date(2020, 10, 1))
    with house.partnership.database.work(house.partnership.context(manager)) as session:
        for half in (issued, drafted):
            reports.begin(session, manager, half)
            reports.write(session, manager, half, section=Section.SUMMARY, words="No case at all.", version=0)
            if half is issued:
                reports.issue(session, manager, half)


def _draft_of(house: House, who: str, label: str) -> Marked:
    """Another agency's own draft, which nobody but it may know of."""
    case = Marked(house.partnership, label, barred=house.outsider)
    case.contributor = house.actors[who]
    case.reference = case.do(case.contributor, part_1.start, gate={"reason": mark(label, "gate", "reason")})
    written = {"why": {"unresolved": case.mark("part_1", "why")}}
    case.do(case.contributor, part_1.write, case.reference, sections=written)
    return case


def fresh(fields: Fields) -> dict[str, Any]:
    """The same fields on a page of one's own: with a one-time key that nobody has used."""
    return {**fields, "once": uuid4().hex}
