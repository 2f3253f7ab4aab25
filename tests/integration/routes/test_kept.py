"""A form that cannot be taken: what was typed comes back with the reason, and nothing is half done."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.escalations.actions.door import open_case, signature
from portal.infra import history
from portal.protocol.actors import Actor, Role
from tests.integration.routes.cases import Marked
from tests.integration.routes.door import CONCLUDED, REPLIED, SAID_YES, SIGNED_1, filled
from tests.integration.routes.house import House, Visitor
from tests.pages import BASE_URL, own_form, text_of, typed
from tests.partnership import as_owner

TYPED = "Typed by hand:\r\nwe <differ> & “wait”."
TOO_MUCH = "We can take up to 12 MB at a time."
TOO_LARGE = 50 * 1024 * 1024


@dataclass(frozen=True)
class Form:
    """A form with a text in it: who sends it, on a case at which state, from which page."""

    who: str
    state: str
    path: str
    field: str
    sends: dict[str, str]

    def address(self, case: Marked | None) -> str:
        return self.path.replace("<reference>", case.reference if case else "")


FORMS = (
    Form("A senior manager", "", "/cases/start", "reason", SAID_YES),
    Form("A contributor", "draft", "/cases/<reference>/part-1/why", "unresolved", {}),
    Form("A contributor", "draft", "/cases/<reference>/part-1/issues", "issues-0-position", {}),
    Form("A senior manager", "draft", "/cases/<reference>/sign-off", "exception_reason", SIGNED_1),
    Form("Business Unit officer", "submitted", "/business-unit/cases/<reference>/send-back", "reasons", {}),
    Form("B contributor", "forwarded", "/cases/<reference>/part-2", "none_taken", REPLIED),
    Form("A senior manager", "forwarded", "/cases/<reference>/withdraw", "reasons", {}),
    Form("A senior manager", "answered", "/cases/<reference>/part-3", "learning", CONCLUDED),
)
ON_A_CASE = FORMS[1:]


@dataclass
class Sending:
    """A person at a page with its form filled in, and how the case stood then."""

    house: House
    form: Form
    case: Marked | None
    visitor: Visitor
    fields: dict[str, Any]
    before: tuple[Any, ...]

    def send(self, visitor: Visitor | None = None, **changes: str) -> TestResponse:
        """Send it, from this page."""
        visitor = visitor or self.visitor
        return visitor.client.post(
            self.form.address(self.case),
            base_url=BASE_URL,
            data={**self.fields, **changes},
            headers={"Referer": BASE_URL + self.form.address(self.case)},
        )

    def refused(self, response: TestResponse, status: int) -> None:
        """It was refused with this status, the text is on the page, and nothing happened."""
        assert response.status_code == status, text_of(response)[:300]
        assert (html.escape(TYPED, quote=False) in response.text) is True
        assert self.fields["csrf_token"] not in text_of(response)
        if self.case:
            assert self.house.stands(self.case) == self.before


def at_the_page(house: House, form: Form, *, visitor: Visitor | None = None) -> Sending:
    """Open the page and type."""
    case = house.case(form.state) if form.state else None
    visitor = visitor or house.visitors[form.who]
    page = visitor.get(form.address(case))
    assert page.status_code == 200, text_of(page)
    fields = {**typed(own_form(page.text)), **filled(form.sends), form.field: TYPED}
    return Sending(house, form, case, visitor, fields, house.stands(case) if case else ())


each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.path)
each_on_a_case = pytest.mark.parametrize("form", ON_A_CASE, ids=lambda form: form.path)


@each_form
@pytest.mark.parametrize("token", ["", "made up", "another's"])
def test_without_this_browsers_own_token(house: House, form: Form, token: str) -> None:
    sending = at_the_page(house, form)
    sent = house.visitors["C contributor"].csrf if token == "another's" else token
    response = sending.send(csrf_token=sent)
    sending.fields["csrf_token"] = "not shown"
    sending.refused(response, 400)
    assert f'href="{form.address(sending.case)}"' in response.text


@each_form
def test_after_the_sign_in_ended_elsewhere(house: House, form: Form) -> None:
    sending = at_the_page(house, form, visitor=house.visitor(form.who))
    other = Visitor(house.pages.app, house.pages.app.test_client(), sending.visitor.csrf)
    cookie = sending.visitor.client.get_cookie("portal", domain="127.0.0.1")
    assert cookie is not None
    other.client.set_cookie("portal", cookie.value, domain="127.0.0.1")
    assert other.post("/sign-out", {}).status_code == 303
    response = sending.send()
    sending.refused(response, 401)
    assert f"/sign-in?next={form.address(sending.case)}" in response.text


@each_on_a_case
def test_from_an_old_version(house: House, form: Form) -> None:
    sending = at_the_page(house, form)
    assert sending.case is not None
    _change(house, sending.case)
    sending.before = house.stands(sending.case)
    if "/part-1/" in form.address(sending.case):
        assert sending.send().status_code == 303  # nobody changed what this section says: both are kept
        return
    sending.refused(sending.send(), 409)


def _change(house: House, case: Marked) -> None:
    """As if somebody else had acted and saved."""
    case.do(case.contributor, _something_happened, case.reference)
    with as_owner(house.partnership.logins) as session:
        named = {"reference": case.reference}
        one = "(select id from portal.escalation where reference = :reference)"
        session.execute(
            text(f"update portal.draft set version = version + 1 where escalation_id = {one}"), named
        )


def _something_happened(session: Session, actor: Actor, reference: str) -> None:
    """Something that everybody on the case may read."""
    opened = open_case(session, reference)
    told = {**signature(actor), "flags": "none"}
    history.record(session, opened.row.id, event="parallel", at=opened.now, payload=told)


@each_on_a_case
@pytest.mark.parametrize("take_away", ["the case", "the role"])
def test_after_what_it_needs_was_taken_away(house: House, form: Form, take_away: str) -> None:
    """Somebody is barred, or loses their role, while they type."""
    sending = at_the_page(house, form)
    assert sending.case is not None
    membership = house.actors[form.who].membership
    if take_away == "the case":
        with as_owner(house.partnership.logins) as session:
            session.execute(
                text(
                    "update portal.escalation set barred = array[:who]::uuid[] where reference = :reference"
                ),
                {"who": membership, "reference": sending.case.reference},
            )
        sending.refused(sending.send(), 404)
        return
    with _only_reading(house, form.who):
        sending.refused(sending.send(), 403)


def test_a_body_of_50_mb(house: House) -> None:
    sending = at_the_page(house, FORMS[1])
    response = sending.send(unresolved="x" * TOO_LARGE)
    assert (response.status_code, TOO_MUCH in text_of(response)) == (413, True)
    assert sending.case is not None
    assert house.stands(sending.case) == sending.before


@pytest.mark.parametrize(
    "path", ["/sign-in/start", "/invitation/x", "/sign-out", "/cases/x/part-2", "/workspaces"]
)
def test_a_body_of_50_mb_from_nobody(house: House, path: str) -> None:
    body = {"email": "x" * TOO_LARGE}
    assert house.visitors["signed out"].client.post(path, base_url=BASE_URL, data=body).status_code == 413


@contextmanager
def _only_reading(house: House, who: str) -> Iterator[None]:
    """Another role in place of the one that writes, for as long as the block."""
    of = {"of": house.actors[who].membership}
    held = "update portal.membership_role set role = :role where membership_id = :of"
    (role,) = house.actors[who].roles
    reading = Role.CLERK if role is Role.OFFICER else Role.EXECUTIVE_CONTACT
    with as_owner(house.partnership.logins) as session:
        session.execute(text(held), {**of, "role": reading})
    try:
        yield
    finally:
        with as_owner(house.partnership.logins) as session:
            session.execute(text(held), {**of, "role": role})


@each_form
def test_a_form_that_is_right_is_taken(house: House, form: Form) -> None:
    """The twin of every refusal above."""
    sending = at_the_page(house, form)
    if form.field == "exception_reason":
        sending.fields.pop("apart")
    assert sending.send().status_code == 303
    if sending.case:
        assert house.stands(sending.case) != sending.before
