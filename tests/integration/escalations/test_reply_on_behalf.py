"""Decision 20: a reply that an agency sent by e-mail is written down by the Business Unit, and entered."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from portal.escalations import queries
from portal.escalations.actions import replies
from portal.escalations.models import DeadlineRow
from portal.infra.calendar import at, now
from portal.infra.verification import verify
from portal.protocol.actors import Role
from portal.protocol.attachments import Paper
from portal.protocol.clock import london_date
from portal.protocol.deadlines import Clock
from portal.protocol.escalation import CaseState
from tests.days import boxes
from tests.integration.escalations.attaching import attach
from tests.pages import Browser, Pages, text_of
from tests.partnership import as_owner
from tests.told import told
from tests.way import REPLY, Way

E_MAIL = (
    b"From: robin@birch.example\r\nTo: office@partnership.example\r\nSubject: Our reply\r\n\r\nSo it is.\r\n"
)


def _at(way: Way, page: str = "") -> str:
    return f"/cases/{way.reference}" + (f"/{page}" if page else "")


def _response_clock(way: Way) -> DeadlineRow:
    with way.partnership.database.reading(way.partnership.context(way.officer)) as session:
        rows = select(DeadlineRow).where(DeadlineRow.clock == Clock.RESPONSE)
        case = queries.case(session, way.officer, way.reference).case.id
        return session.scalars(rows.where(DeadlineRow.escalation_id == case)).one()


def _day(name: str, on: date) -> dict[str, str]:
    return {f"{name}__day": str(on.day), f"{name}__month": str(on.month), f"{name}__year": str(on.year)}


WRITTEN = {
    "practitioner__name": "Ada Finch", "practitioner__role": "Social worker", "manager__name": "Tom Larkin",
    "manager__role": "Team manager", "answers__0__position": "agree", "answers__0__reasons": "So it is.",
    "level_of_need": "3", "none_taken": "All was in hand.", "proposed": "resolved",
}  # fmt: skip
SIGNER = {"signer_name": "Robin Vale", "signer_role": "Service manager"}


def _entry(way: Way, page: str = "") -> str:
    (response,) = way.see(way.officer).case.responses
    return f"/business-unit/cases/{way.reference}/reply/{response.id}{page}"


def _write_down(officer: Browser, way: Way, **changes: str) -> None:
    assert officer.send(_entry(way, "/write"), **{**WRITTEN, **changes}).status_code == 303


def _enter(officer: Browser, way: Way, sent_on: date) -> TestResponse:
    return officer.send(_entry(way), **SIGNER, **_day("answered_on", sent_on))


def test_decision_20_a_reply_sent_by_email_is_entered_and_dated_by_when_it_was_sent(
    pages: Pages, way: Way
) -> None:
    begun = datetime.now(UTC) - timedelta(days=40)
    with at(begun):
        way.forwarded()
    officer, sent_on = pages.browser(way.officer), london_date(begun) + timedelta(days=3)
    assert "Write the reply down" in text_of(officer.get(_entry(way)))
    checked = officer.send(_entry(way, "/write"), **WRITTEN, then="check")
    assert checked.location == _entry(way)
    shown = text_of(officer.get(_entry(way)))
    assert "Their reasons So it is." in shown
    assert "Who will see this Birch Agency Alder Agency The Business Unit" in shown
    assert "Who is told by e-mail Alder Agency Birch Agency" in shown
    done = _enter(officer, way, sent_on)
    assert (done.status_code, done.location) == (303, _at(way))
    view = way.see(way.manager)
    (part,) = view.parts
    assert (part.part.on_behalf, part.late, view.case.state) == (True, False, CaseState.ANSWERED)
    assert part.part.answered_at is not None
    assert [address for address in told(way, "news: respond") if "birch" in address]
    assert london_date(part.part.answered_at) == sent_on
    assert _response_clock(way).stopped_at == part.part.answered_at
    read = text_of(pages.browser(way.manager).get(_at(way)))
    assert "Entered by the Business Unit on behalf of Birch Agency, sent on" in read
    assert "Robin Vale, Service manager" in read
    assert "This reply came after its due date" not in read
    assert verify(way.partnership.logins.owner_url).faults == ()


def test_the_page_says_whom_its_questions_mean_and_what_to_do_where_the_e_mail_is_silent(
    pages: Pages, way: Way
) -> None:
    way.forwarded()
    officer = pages.browser(way.officer)
    words = text_of(officer.get(_entry(way, "/write")))
    assert "“you” means Birch Agency" in words
    assert "If the e-mail does not answer one of them, ask Birch Agency. Do not answer for them." in words
    assert "Where the e-mail names them, write “Child 1” or “the mother” instead" in words
    own = text_of(pages.browser(way.responder).get(_at(way, "part-2")))
    assert "“you” means" not in own
    assert "Where the e-mail names them" not in own
    _write_down(officer, way)
    asked = text_of(officer.get(_entry(way))).partition("did the agency send it?")[2]
    example = re.search(r"For example, (\d+) (\d+) (\d+)", asked)
    assert example
    assert date(*reversed([int(one) for one in example.groups()])) <= london_date(now())


def test_decision_20_a_reply_entered_on_behalf_is_late_by_when_it_was_sent(pages: Pages, way: Way) -> None:
    with at(datetime.now(UTC) - timedelta(days=40)):
        way.forwarded()
    officer = pages.browser(way.officer)
    _write_down(officer, way)
    done = _enter(officer, way, london_date(now()) - timedelta(days=1))
    assert (done.status_code, way.see(way.manager).parts[0].late) == (303, True)
    for reader in (way.manager, way.responder, way.officer):
        assert "This reply came after its due date" in text_of(pages.browser(reader).get(_at(way)))


@pytest.mark.parametrize("days", [-50, 1])
def test_decision_20_it_was_sent_neither_before_the_form_nor_tomorrow(
    pages: Pages, way: Way, days: int
) -> None:
    with at(datetime.now(UTC) - timedelta(days=40)):
        way.forwarded()
    officer = pages.browser(way.officer)
    _write_down(officer, way)
    refused = _enter(officer, way, london_date(now()) + timedelta(days=days))
    assert (refused.status_code, 'href="#answered_on' in refused.text) == (422, True)
    assert "All was in hand." in refused.text
    assert way.see(way.officer).case.state is CaseState.FORWARDED


def test_nothing_is_promised_for_a_day_before_the_reply_was_sent(pages: Pages, way: Way) -> None:
    with at(datetime.now(UTC) - timedelta(days=10)):
        way.forwarded()
    officer, sent_on = pages.browser(way.officer), london_date(now()) - timedelta(days=5)
    promise = {"promised__0__what": "A visit", "promised__0__owner": "Lead"}
    for days, status in ((-1, 422), (1, 303)):
        by = boxes("promised__0__by", sent_on + timedelta(days=days))
        _write_down(officer, way, **promise, **by)
        entered = _enter(officer, way, sent_on)
        assert entered.status_code == status
        assert ("must not be before the day of the reply" in text_of(entered)) is (status == 422)


def test_decision_20_what_is_missing_is_said_with_links_and_cannot_be_entered(pages: Pages, way: Way) -> None:
    way.forwarded()
    officer = pages.browser(way.officer)
    _write_down(officer, way)
    entering = officer.fill(_entry(way), **SIGNER, **_day("answered_on", london_date(now())))
    refused = officer.post(_entry(way), entering | {"signer_name": ""})
    assert refused.status_code == 422
    assert "Say who signed the reply at the agency" in text_of(refused)
    fields = officer.fill(_entry(way, "/write"), **WRITTEN)
    added = officer.post(_entry(way, "/write"), fields | {"add": "promised"})
    assert (added.status_code, 'name="promised-0-what"' in added.text) == (200, True)
    _write_down(officer, way, answers__0__reasons="")
    shown = officer.get(_entry(way))
    assert f'href="{_entry(way, "/write")}#answers-0-reasons"' in shown.text
    assert "Enter the reply</button>" not in shown.text
    assert officer.post(_entry(way), entering).status_code == 409
    lacks = officer.post(_entry(way), entering | {"read": "2"})
    assert (lacks.status_code, "Issue 1: give your reasons" in text_of(lacks)) == (422, True)
    assert way.see(way.officer).case.state is CaseState.FORWARDED


def test_decision_20_what_was_saved_while_reading_is_not_entered_unread(pages: Pages, way: Way) -> None:
    way.forwarded()
    officer, manager = pages.browser(way.officer), pages.who("business_unit", Role.MANAGER)
    _write_down(officer, way)
    entering = officer.fill(_entry(way), **SIGNER, **_day("answered_on", london_date(now())))
    _write_down(manager, way, none_taken="Nothing yet.")
    refused = officer.post(_entry(way), entering)
    assert (refused.status_code, "Read it again." in text_of(refused)) == (409, True)
    assert way.see(way.officer).case.state is CaseState.FORWARDED


def test_decision_20_it_is_a_draft_of_the_business_units_alone_saved_while_it_is_typed(
    pages: Pages, way: Way
) -> None:
    way.forwarded()
    officer, manager = pages.browser(way.officer), pages.who("business_unit", Role.MANAGER)
    fields = officer.fill(_entry(way, "/write"), **{**WRITTEN, "none_taken": "A canary in the draft"})
    saved = officer.post(_entry(way, "/write/autosave"), fields)
    assert (saved.status_code, "Saved at" in saved.text) == (200, True)
    assert "A canary in the draft" in manager.get(_entry(way, "/write")).text
    late = manager.post(_entry(way, "/write"), fields | {"none_taken": "Mine"})
    assert (late.status_code, "Mine" in late.text, "A canary in the draft" in late.text) == (409, True, True)
    for reader in (way.manager, way.responder):
        browser = pages.browser(reader)
        for page in ("", "/write"):
            assert browser.get(_entry(way, page)).status_code == 403
        assert browser.post(_entry(way, "/write/autosave"), fields).status_code == 403
        assert "A canary in the draft" not in browser.get(_at(way)).text
    assert "A canary in the draft" not in pages.browser(way.responder).get(_at(way, "part-2")).text


def test_decision_20_the_agency_s_own_draft_is_not_what_the_business_unit_writes_on(
    pages: Pages, way: Way
) -> None:
    way.forwarded()
    own = {**WRITTEN, "none_taken": "Typed at birch"}
    assert pages.browser(way.responder).send(_at(way, "part-2"), **own).status_code == 303
    officer = pages.browser(way.officer)
    assert "Typed at birch" not in officer.get(_entry(way, "/write")).text
    _write_down(officer, way)
    assert "Typed at birch" in pages.browser(way.responder).get(_at(way, "part-2")).text


def test_decision_20_the_e_mail_itself_is_attached_and_read_once_the_reply_is_entered(
    pages: Pages, way: Way
) -> None:
    way.forwarded()
    officer, birch, alder = (pages.browser(one) for one in (way.officer, way.responder, way.manager))
    (response,) = way.see(way.officer).case.responses
    page = _at(way, f"attachments/part-2/{response.id}")
    assert f'href="{page}"' in officer.get(_entry(way, "/write")).text
    fields = officer.fill(
        page, title="The e-mail of Birch Agency", kind="correspondence", author="Robin Vale", third_party="no",
        minimum="y",
    )  # fmt: skip
    sent = officer.post(page, fields | {"file": (BytesIO(E_MAIL), "reply.eml")})
    assert (sent.status_code, sent.location) == (303, page), text_of(sent)
    for browser in (birch, alder):
        assert browser.get(page).status_code == 403
        assert "The e-mail of Birch Agency" not in browser.get(_at(way)).text
    assert "The e-mail of Birch Agency" not in birch.get(_at(way, "attachments/part-2")).text
    _write_down(officer, way)
    assert "The e-mail of Birch Agency" in text_of(officer.get(_entry(way)))
    assert _enter(officer, way, london_date(now())).status_code == 303
    (reply,) = [one for one in way.see(way.officer).documents if one.kind == "part_2"]
    assert [one["title"] for one in reply.content["attachments"]] == ["The e-mail of Birch Agency"]
    for browser in (officer, birch, alder):
        assert "The e-mail of Birch Agency" in text_of(browser.get(_at(way)))
    assert officer.get(page).status_code == 409
    assert verify(way.partnership.logins.owner_url).faults == ()


def test_a_file_of_a_reply_on_behalf_is_taken_out_again(pages: Pages, way: Way) -> None:
    way.forwarded()
    officer = pages.browser(way.officer)
    (response,) = way.see(way.officer).case.responses
    page = _at(way, f"attachments/part-2/{response.id}")
    words = {"title": "A letter", "kind": "other", "author": "Birch", "third_party": "no", "minimum": "y"}
    sent = officer.post(page, officer.fill(page, **words) | {"file": (BytesIO(E_MAIL), "reply.eml")})
    assert sent.status_code == 303
    (take_out,) = re.findall(r'action="([^"]*/remove)"', officer.get(page).text)
    fields = {
        "once": re.findall(r'name="once" value="([0-9a-f]{32})"', officer.get(page).text)[0],
        "version": "0",
    }
    for one in (way.responder, way.manager):
        assert pages.browser(one).post(take_out, fields).status_code == 404
    done = officer.post(take_out, fields)
    assert (done.status_code, done.location) == (303, page)
    assert "Nothing is attached yet." in text_of(officer.get(page))


def test_what_was_begun_on_behalf_goes_when_the_agency_signs_its_own(pages: Pages, way: Way) -> None:
    way.forwarded()
    officer = pages.browser(way.officer)
    (response,) = way.see(way.officer).case.responses
    page = _at(way, f"attachments/part-2/{response.id}")
    words = {"title": "A letter", "kind": "other", "author": "Birch", "third_party": "no", "minimum": "y"}
    sent = officer.post(page, officer.fill(page, **words) | {"file": (BytesIO(E_MAIL), "reply.eml")})
    assert sent.status_code == 303
    _write_down(officer, way)
    own = attach(way, b"Our own notes.", actor=way.responder, paper=Paper.PART_2)
    version = way.version(way.responder)
    way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)
    with as_owner(way.partnership.logins) as session:
        of_the_case = "join portal.escalation e on e.id = escalation_id where e.reference = :reference"
        left = {
            what: session.execute(text(f"{what} {of_the_case}"), {"reference": way.reference}).all()
            for what in (
                "select a.id from portal.attachment a",
                "select d.id from portal.draft d join portal.workspace w on w.id = d.workspace_id"
                " and w.kind = 'business_unit'",
            )
        }
    assert [[row.id for row in rows] for rows in left.values()] == [[own], []]
    assert verify(way.partnership.logins.owner_url).faults == ()


@pytest.mark.parametrize("paper", ["part-1", "part-3", "nothing"])
def test_only_a_reply_is_attached_to_on_behalf(pages: Pages, way: Way, paper: str) -> None:
    way.forwarded()
    (response,) = way.see(way.officer).case.responses
    officer = pages.browser(way.officer)
    assert officer.get(_at(way, f"attachments/{paper}/{response.id}")).status_code == 404
    assert officer.get(_at(way, f"attachments/part-2/{uuid4()}")).status_code == 404
    assert officer.get(_at(way, "attachments/part-2")).status_code == 403


def test_decision_20_only_the_business_unit_enters_a_reply_and_only_one_that_is_awaited(
    pages: Pages, way: Way
) -> None:
    way.forwarded()
    officer = pages.browser(way.officer)
    _write_down(officer, way)
    written = officer.fill(_entry(way, "/write"), **WRITTEN)
    entering = officer.fill(_entry(way), **SIGNER, **_day("answered_on", london_date(now())))
    for one in (
        ("alder", Role.SENIOR_MANAGER),
        ("birch", Role.SENIOR_MANAGER),
        ("business_unit", Role.CLERK),
    ):
        browser = pages.who(*one)
        for page, fields in ((_entry(way), entering), (_entry(way, "/write"), written)):
            assert (browser.get(page).status_code, browser.post(page, fields).status_code) == (403, 403)
    version = way.version(way.responder)
    way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)
    for page in (_entry(way), _entry(way, "/write")):
        assert officer.get(page).status_code == 409
    assert officer.post(_entry(way, "/write"), written).status_code == 409
