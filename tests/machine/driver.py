"""Somebody at the portal's pages: what they see of a case, what is offered to them, and what is accepted."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import text
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from portal.infra.calendar import at
from portal.protocol.actors import Role
from tests.machine.people import AGENCIES, Do, Person
from tests.pages import Browser, Pages, own_form, typed
from tests.partnership import as_owner
from tests.way import Way

CASE, OFFICE = "/cases/{reference}", "/business-unit/cases/{reference}"
ADDRESSES: dict[str, str] = {
    "write_part_1": f"{CASE}/part-1",
    "ask_for_sign_off": f"{CASE}/part-1/check",
    "sign_off": f"{CASE}/sign-off",
    "discard": f"{CASE}/discard",
    "write_part_2": f"{CASE}/part-2",
    "read_part_2": f"{CASE}/part-2/sign-off",
    "conclude": f"{CASE}/part-3",
    "withdraw": f"{CASE}/withdraw",
    "ask_for_reply_sign_off": f"{CASE}/part-2/ask",
    "ask_extension": f"{CASE}/more-time",
    "holding_reply": f"{CASE}/holding-reply",
    "not_for_us": f"{CASE}/not-for-us",
    "add_to_record": f"{CASE}/add",
    "no_further_step": f"{CASE}/no-further-step",
    "follow_up": f"{CASE}/follow-up",
    "reopen": f"{CASE}/reopen",
    "ask_referral": f"{CASE}/part-4",
    "ask_early": f"{CASE}/part-4/early",
    "join": f"{CASE}/part-4/join",
    "agree": f"{CASE}/agree-to-early-referral/{{request}}",
    "comment": f"{CASE}/comment/{{request}}",
    "withdraw_request": f"{CASE}/withdraw-request",
    "refer": f"{OFFICE}/refer",
    "return_request": f"{OFFICE}/return-request/{{request}}",
    "keep_out": f"{CASE}/keep-out",
    "let_in": f"{CASE}/let-in",
    "send_back": f"{OFFICE}/send-back",
    "forward": f"{OFFICE}/forward",
    "close_out_of_scope": f"{OFFICE}/out-of-scope",
    "close": f"{OFFICE}/close",
    "chase": f"{OFFICE}/chase",
    "note": f"{OFFICE}/note",
    "parallel": f"{OFFICE}/other-processes",
    "link": f"{OFFICE}/link",
    "grant_extension": f"{OFFICE}/give-more-time/{{part}}",
    "refuse_extension": f"{OFFICE}/refuse-more-time/{{part}}",
    "keep": f"{OFFICE}/keep/{{part}}",
    "change": f"{OFFICE}/change/{{part}}",
    "release": f"{OFFICE}/release/{{part}}",
    "assess": f"{OFFICE}/assess/{{part}}",
    "respond_on_behalf": f"{OFFICE}/reply/{{part}}",
    "write_on_behalf": f"{OFFICE}/reply/{{part}}/write",
}
"""Where each thing is done: the page that is opened for it."""

SENT: dict[str, str] = {
    "confirm_receipt": f"{CASE}/receipt",
    "respond": f"{CASE}/part-2/sign-off",
}
"""What has no page of its own: a form that another page holds, sent to this address."""

MARKS = {'value="check"': Do("read_part_2"), 'name="taken"': Do("respond")}
"""What is offered by no address: a button that saves and goes on, a statement that stands beside a signature."""

LEADS_ON = ("write_part_1", "ask_for_sign_off", "write_part_2", "read_part_2", "respond_on_behalf")
"""The pages that offer more of what can be done to the case."""

ELSEWHERE = re.compile(
    r"^(?:/business-unit)?/cases/[^/]+(/part-1/(children|difference|issues|people|stage_1|stage_2|why)"
    r"|/identity|/positions|/substitute|/looks|/copy|/attachments/.+|/dates/.+\.ics)?$"
)
"""Addresses under a case at which nothing is done to it but what is done on its own pages."""

ELEVEN = time(11, 0, tzinfo=UTC)
_PARTS = text(
    "select p.kind, w.slug, p.id from portal.part p join portal.workspace w on w.id = p.workspace_id"
    " join portal.escalation e on e.id = p.escalation_id"
    " where e.reference = :reference and p.kind in ('response', 'referral') order by p.began_at"
)


@dataclass
class Driver:
    """One case, and everybody at their browsers."""

    pages: Pages
    today: date
    reference: str = ""
    parts: dict[str, UUID] = field(default_factory=dict)
    requests: dict[str, UUID] = field(default_factory=dict)
    query: str = ""

    def start(self) -> None:
        """A draft with everything written, by a contributor of A."""
        with self._at():
            self.reference = Way(self.pages.partnership).started().reference

    def browser(self, person: Person) -> Browser:
        """Somebody's browser: one for each person, whatever case they look at."""
        known = _BROWSERS.setdefault(id(self.pages), {})
        if person not in known:
            known[person] = self.pages.who(person.workspace, Role(person.role))
        return known[person]

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
        return self._address(pattern, part=self.parts.get(about), request=self.requests.get(about))

    def _offers(self, main: str) -> Iterator[tuple[Do, str]]:
        """Each thing to do that a page offers: by a link, or by a form."""
        known = {self.address(do): do for do in self.everything()}
        sent = {self.address(do): do for do in self.everything() if do.what in SENT}
        for address in re.findall(r'href="(/(?:cases|business-unit/cases)/RPD-[^"#?]*)', main):
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
            about_one = {"{part}": self.parts, "{request}": self.requests}
            abouts = next((parts for mark, parts in about_one.items() if mark in address), ("",))
            yield from (Do(what, about) for about in abouts)

    def exists(self, what: str) -> bool:
        """Whether the portal has such a page."""
        path = {**ADDRESSES, **SENT}[what].format(
            reference="RPD-2222-2222", part=UUID(int=0), request=UUID(int=0)
        )
        rules = self.pages.app.url_map.bind("127.0.0.1")
        method = "POST" if what in SENT else "GET"
        try:
            rule, _ = rules.match(path, method=method, return_rule=True)
        except HTTPException:
            return False
        return str(rule) != "/cases/<reference>/<path:anything>"

    # What they do ------------------------------------------------------------------------------------------

    def does(self, person: Person, do: Do, fields: Mapping[str, str]) -> TestResponse:
        """Open the page, fill its form in and send it."""
        address = self.address(do) + self.query
        page = self._get(person, self._address(CASE) if do.what == "confirm_receipt" else address)
        assert page.status_code == 200, (person, do, page.status_code)
        answer = self._send(person, address, {**typed(_form(page.text, address)), **fields})
        self.query = ""
        self._look_up_parts()
        return answer

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
        return str(self.pages.partnership.who(person.workspace, Role(person.role)).membership)

    def workspace(self, agency: str) -> str:
        """An agency, as a form names it."""
        return str(self.pages.partnership.workspaces[agency])

    def _look_up_parts(self) -> None:
        with as_owner(self.pages.partnership.logins) as session:
            rows = session.execute(_PARTS, {"reference": self.reference}).all()
        own = [row for row in rows if row.slug in AGENCIES]
        self.parts = {row.slug: row.id for row in own if row.kind == "response"}
        self.requests = {row.slug: row.id for row in own if row.kind == "referral"}

    def _address(self, pattern: str, **more: Any) -> str:
        return pattern.format(reference=self.reference, **more)

    def _get(self, person: Person, path: str) -> TestResponse:
        with self._at():
            return self.browser(person).get(path)

    def _send(self, person: Person, path: str, fields: Mapping[str, Any]) -> TestResponse:
        with self._at():
            return self.browser(person).post(path, fields)

    def _at(self) -> Any:
        return at(datetime.combine(self.today, ELEVEN))


def _form(page: str, address: str) -> str:
    """The form that is sent to this address, or the page's own."""
    forms = re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
    return next((one for one in forms if f'action="{address}"' in one), "") or own_form(page)


_BROWSERS: dict[int, dict[Person, Browser]] = {}
