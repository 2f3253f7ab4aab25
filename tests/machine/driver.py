"""Somebody at the portal's pages: what they see of a case, what is offered to them, and what is accepted."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from portal.agencies import actions as agencies
from portal.infra.calendar import at
from portal.protocol.actors import Actor, Kind, Role
from tests.machine.addresses import ADDRESSES, CASE, ELSEWHERE, LEADS_ON, MARKS, SCRUTINY, SENT
from tests.machine.people import AGENCIES, MEMBER_OF_B, B, Do, Person
from tests.pages import Browser, Pages, own_form, typed
from tests.partnership import as_owner
from tests.way import Way

ELEVEN = time(11, 0, tzinfo=UTC)
_PARTS = text(
    "select p.kind, w.slug, p.id from portal.part p join portal.workspace w on w.id = p.workspace_id"
    " join portal.escalation e on e.id = p.escalation_id"
    " where e.reference = :reference order by p.began_at"
)


@dataclass
class Driver:
    """One case, and everybody at their browsers."""

    pages: Pages
    today: date
    reference: str = ""
    parts: dict[str, UUID] = field(default_factory=dict)
    requests: dict[str, UUID] = field(default_factory=dict)
    reviews: dict[str, UUID] = field(default_factory=dict)
    actions: dict[str, UUID] = field(default_factory=dict)
    query: str = ""
    sent: int = 0

    def start(self) -> None:
        """A draft with everything written, by a contributor of A."""
        with self._at():
            self.reference = Way(self.pages.partnership).started().reference

    def browser(self, person: Person) -> Browser:
        """Somebody's browser: one for each person, whatever case they look at."""
        known = _BROWSERS.setdefault(id(self.pages), {})
        if person not in known:
            known[person] = self.pages.browser(self._who(person))
        return known[person]

    def _who(self, person: Person) -> Actor:
        if person == MEMBER_OF_B:
            return _MEMBERS_OF_B.setdefault(id(self.pages), member_of(self.pages, B))
        return self.pages.partnership.who(person.workspace, Role(person.role))

    # What they see -----------------------------------------------------------------------------------------

    def page_for(self, person: Person) -> int:
        """What the case's page answers."""
        return self._get(person, self._address(CASE)).status_code

    def offered_to(self, person: Person) -> set[Do]:
        """What the case's page offers, and the pages that lead on from it."""
        found, seen = set[Do](), set[str]()
        todo = [self._address(CASE)]
        while todo:
            path = todo.pop()
            seen.add(path)
            response = self._get(person, path)
            assert response.status_code == 200, (person, path, response.status_code)
            main = response.text.partition("<main")[2]
            for do, address in self._offers(main):
                found.add(do)
                if do.what in LEADS_ON and address not in seen and address not in todo:
                    todo.append(address)
        return found

    def accepts(self, person: Person, do: Do) -> bool:
        """Whether the page opens, or the form is looked at; refused as nobody's, hidden or no longer possible."""
        if do.what in SENT:
            status = self._send(person, self.address(do), {}).status_code
            accepted = 422
        else:
            status = self._get(person, self.address(do)).status_code
            accepted = 200
        assert status in {accepted, 403, 404, 409}, (person, do, status)
        return status == accepted

    def address(self, do: Do) -> str:
        """Where it is done."""
        pattern, about = {**ADDRESSES, **SENT}[do.what], do.about
        return self._address(pattern, **{name: ids.get(about) for name, ids in self._about().items()})

    def _about(self) -> dict[str, dict[str, UUID]]:
        """What an address may be about, by the mark in its pattern: each by agency."""
        return {
            "part": self.parts, "request": self.requests, "review": self.reviews, "action": self.actions,
        }  # fmt: skip

    def _offers(self, main: str) -> Iterator[tuple[Do, str]]:
        """Each thing to do that a page offers: by a link, or by a form."""
        known = {self.address(do): do for do in self.everything()}
        sent = {self.address(do): do for do in self.everything() if do.what in SENT}
        for address in re.findall(
            r'href="(/(?:(?:business-unit/|executive/)?cases|scrutiny)/RPD-[^"#?]*)', main
        ):
            if address in known and known[address].what in ADDRESSES:
                yield known[address], address
            else:
                assert ELSEWHERE.match(address), f"tests/machine/driver.py does not know {address}"
        for address in re.findall(r'<form[^>]*action="([^"?]*)', main):
            if address in sent:
                yield sent[address], address
        for mark, do in MARKS.items():
            if mark in main:
                yield do, self.address(do)

    def everything(self) -> Iterator[Do]:
        """Everything that there is to do, about each agency that it may be about. Pages stand before forms."""
        for what, address in {**SENT, **ADDRESSES}.items():
            abouts = next((ids for mark, ids in self._about().items() if f"{{{mark}}}" in address), ("",))
            yield from (Do(what, about) for about in abouts)

    def exists(self, what: str) -> bool:
        """Whether the portal has such a page."""
        any_one = dict.fromkeys(self._about(), UUID(int=0))
        path = {**ADDRESSES, **SENT}[what].format(reference="RPD-2222-2222", **any_one)
        rules = self.pages.app.url_map.bind("127.0.0.1")
        method = "POST" if what in SENT else "GET"
        try:
            rule, _ = rules.match(path, method=method, return_rule=True)
        except HTTPException:
            return False
        return str(rule) != "/cases/<reference>/<path:anything>"

    def before_for(self, person: Person) -> int:
        """What the page answers that stands before the papers of the Executive, or the Scrutineer."""
        return self._get(person, self._before(person)).status_code

    def _before(self, person: Person) -> str:
        return self._address(f"/{person.workspace.replace('scrutineer', 'scrutiny')}/{{reference}}")

    # What they do ------------------------------------------------------------------------------------------

    def declares(self, person: Person, *, interest: bool) -> TestResponse:
        """Somebody declares an interest in the case, or none."""
        before, fields = self._before(person), {"which": "none"}
        if interest:
            fields = {"which": "some", "interests": "advised"}
        form = typed(_form(self._get(person, before).text, f"{before}/declare"))
        return self._send(person, f"{before}/declare", {**form, **fields})

    def does(self, person: Person, do: Do, fields: Mapping[str, Any]) -> TestResponse:
        """Open the page, fill its form in and send it."""
        address = self.address(do) + self.query
        page = self._get(person, self._address(CASE) if do.what == "confirm_receipt" else address)
        assert page.status_code == 200, (person, do, page.status_code)
        answer = self._send(person, address, {**typed(_form(page.text, address)), **fields})
        self.query = ""
        self._look_up_parts()
        return answer

    def submits_the_summary(self, person: Person) -> TestResponse:
        """The Scrutineer submits what the preview shows."""
        preview = self._address(ADDRESSES["preview_summary"])
        submit = self._address(f"{SCRUTINY}/summary/submit")
        return self._send(person, submit, typed(_form(self._get(person, preview).text, submit)))

    def looks(self, person: Person) -> None:
        """Somebody opens the case, and looks at the children's identity."""
        assert self.page_for(person) == 200
        address = self._address(f"{CASE}/identity")
        form = typed(_form(self._get(person, address).text, address))
        assert self._send(person, address, {**form, "purpose": "act"}).status_code == 200

    def sends_nothing(self, person: Person, do: Do) -> int:
        """The status of an empty form of somebody's, sent to where the thing is done."""
        return self._send(person, self.address(do), {}).status_code

    def named(self, person: Person) -> str:
        """Somebody, as a form names them."""
        return str(self._who(person).membership)

    def workspace(self, agency: str) -> str:
        """An agency, as a form names it."""
        return str(self.pages.partnership.workspaces[agency])

    def _look_up_parts(self) -> None:
        with as_owner(self.pages.partnership.logins) as session:
            rows = session.execute(_PARTS, {"reference": self.reference}).all()
        own = [row for row in rows if row.slug in AGENCIES]
        self.parts = {row.slug: row.id for row in own if row.kind == "response"}
        self.requests = {row.slug: row.id for row in own if row.kind == "referral"}
        self.actions = {row.slug: row.id for row in own if row.kind == "action"}
        self.reviews = {row.kind: row.id for row in rows if row.kind == "review"}

    def _address(self, pattern: str, **more: Any) -> str:
        return pattern.format(reference=self.reference, **more)

    def _get(self, person: Person, path: str) -> TestResponse:
        with self._at():
            return self.browser(person).get(path)

    def _send(self, person: Person, path: str, fields: Mapping[str, Any]) -> TestResponse:
        self.sent += 1
        with self._at():
            return self.browser(person).post(path, fields)

    def _at(self) -> Any:
        """No two forms come at the same moment."""
        return at(datetime.combine(self.today, ELEVEN) + timedelta(seconds=self.sent))


def member_of(pages: Pages, agency: str) -> Actor:
    """Seat somebody on the Executive whose home is this agency, for every case."""
    home, executive = (pages.partnership.workspaces[slug] for slug in (agency, Kind.EXECUTIVE))
    roles = frozenset({Role.MEMBER})
    with as_owner(pages.partnership.logins) as session:
        name, email = f"{agency} member", f"member@{agency}.example"
        person = agencies.add_person(session, name=name, email=email, home=home)
        issuer = f"http://127.0.0.1/{agency}"
        agencies.bind_identity(session, issuer=issuer, subject="member", person=person)
        membership = agencies.grant(session, person=person, workspace=executive, roles=roles)
    return Actor(person, membership, executive, Kind.EXECUTIVE, name, roles, "The executive")


def _form(page: str, address: str) -> str:
    """The form that is sent to this address, or the page's own."""
    forms = re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
    return next((one for one in forms if f'action="{address}"' in one), "") or own_form(page)


_BROWSERS: dict[int, dict[Person, Browser]] = {}
_MEMBERS_OF_B: dict[int, Actor] = {}
