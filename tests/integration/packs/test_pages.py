"""The pages of a pack, without JavaScript: asked for by a button, watched, taken, and known to be of before."""

import re
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from portal.escalations.actions import oversight
from portal.executive import actions, building, shelf
from portal.executive.building import Stopping
from portal.executive.packs.between import State
from portal.executive.packs.process import Progress
from portal.infra import calendar
from portal.infra.db import Database
from portal.infra.verification import verify
from portal.protocol.actors import Actor, Role
from portal.protocol.clock import LONDON
from tests.integration.packs.written import IDENTITY, PEOPLE_NAMED, Written
from tests.pages import Browser, text_of
from tests.paper import in_one_line, pages_of
from tests.partnership import as_owner


def _at(case: Written, kind: str = "executive") -> str:
    return f"/packs/{case.reference}/{kind}"


def _file(case: Written, pack: UUID, volume: int = 1, kind: str = "executive") -> str:
    return f"{_at(case, kind)}/{pack}/{volume}/file"


def _browser(case: Written, actor: Actor) -> Browser:
    return case.pages.browser(actor)


@pytest.mark.parametrize(
    ("slug", "role", "kind"),
    [("executive", Role.MEMBER, "executive"), ("business_unit", Role.OFFICER, "executive"),
     ("scrutineer", Role.SCRUTINEER, "scrutineer")],
)  # fmt: skip
def test_the_page_of_the_case_leads_to_it(case: Written, slug: str, role: Role, kind: str) -> None:
    case.directed()
    shown = _browser(case, case.partnership.who(slug, role)).get(f"/cases/{case.reference}")
    assert f'href="{_at(case, kind)}">Referral pack</a>' in shown.text


@pytest.mark.parametrize(("slug", "role"), [("alder", Role.SENIOR_MANAGER), ("business_unit", Role.CLERK)])
def test_nobody_else_is_led_there(case: Written, slug: str, role: Role) -> None:
    shown = _browser(case, case.partnership.who(slug, role)).get(f"/cases/{case.reference}")
    assert shown.status_code == 200
    assert "Referral pack" not in shown.text


def test_before_the_button_the_page_says_what_is_in_it_and_who_has_it(case: Written) -> None:
    said = text_of(_browser(case, case.member).get(_at(case)))
    for words in (
        "No such pack was asked for yet.", "are masked in it", "not reproduced", "marked on every page with the",
        "The members of the Executive who declared no interest", "One of 50 pages takes a few seconds",
    ):  # fmt: skip
        assert words in said


def test_it_is_asked_for_and_watched_step_by_step(case: Written, builder: Database) -> None:
    browser = _browser(case, case.member)
    assert browser.send(_at(case)).status_code == 303
    said = text_of(browser.get(_at(case)))
    assert "Queued" in said
    assert "See how far it is" in said
    assert "Ask for" not in said
    with builder.reading() as session:
        (pack,) = shelf.waiting(session)
    with builder.work() as session:
        shelf.take(session, pack)
    assert "Gathering" in text_of(browser.get(_at(case)))
    for progress, words in (
        (Progress(State.LAYING_OUT, 0), "Laying out Asked"),
        (Progress(State.LAYING_OUT, 1), "Laying out (1 page so far)"),
        (Progress(State.LAYING_OUT, 37), "Laying out (37 pages so far)"),
        (Progress(State.CHECKING, 40), "Checking"),
    ):
        with builder.work() as session:
            shelf.get_on(session, pack, progress)
        shown = browser.get(_at(case))
        assert words in text_of(shown)
        assert re.search(r'aria-live="polite">\s*<div id="line" hx-get', shown.text)
    building.build(builder, pack, Stopping())
    done = browser.get(_at(case))
    assert "Ready" in text_of(done)
    assert "hx-get" not in done.text.partition("<main")[2]
    assert case.row(pack).head in done.text


def test_a_form_sent_twice_asks_once(case: Written) -> None:
    browser = _browser(case, case.member)
    fields = browser.fill(_at(case))
    assert [browser.post(_at(case), fields).status_code for _ in range(2)] == [303, 303]
    assert case.count() == 1


def test_the_scrutineer_says_why_the_identity_is_needed(case: Written) -> None:
    browser = _browser(case.directed(), case.scrutineer)
    refused = browser.send(_at(case, "scrutineer"))
    assert refused.status_code == 422
    assert "Choose why you need to see the identity." in refused.text
    assert browser.send(_at(case, "scrutineer"), purpose="oversight").status_code == 303
    assert case.count() == 1


def test_a_copy_is_marked_logged_and_named_by_the_reference_alone(case: Written, builder: Database) -> None:
    pack = case.asks(case.member)
    case.built(builder, pack)
    taken = _browser(case, case.member).post(_file(case, pack), {})
    assert taken.status_code == 200
    assert taken.headers["Content-Disposition"] == f"attachment; filename={case.reference}-pack-1.pdf"
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in taken.headers["Content-Security-Policy"]
    pages = pages_of(taken.data)
    assert all(
        "Copy taken by executive member, Executive member, number " in in_one_line(page) for page in pages
    )
    assert case.looks("pack") == [("executive member", "")]
    shown = text_of(_browser(case, case.officer).get(_at(case)))
    assert "The executive, Executive member: volume 1" in shown
    looks = _browser(case, case.manager).get(f"/cases/{case.reference}/looks")
    assert "Took a copy of a referral pack" in text_of(looks)


def test_two_copies_are_never_the_same_file(case: Written, builder: Database) -> None:
    pack = case.asks(case.member)
    case.built(builder, pack)
    browser = _browser(case, case.member)
    with calendar.at(datetime(2027, 1, 4, 14, 5, tzinfo=LONDON)):
        taken = [browser.post(_file(case, pack), {}) for _ in range(2)]
    assert [one.status_code for one in taken] == [200, 200]
    assert taken[0].data != taken[1].data


def test_nothing_is_given_when_it_cannot_be_logged(case: Written, builder: Database) -> None:
    pack = case.asks(case.member)
    case.built(builder, pack)
    with as_owner(case.partnership.logins) as session:
        session.execute(
            text("alter table portal.access add constraint never check (what <> 'pack') not valid")
        )
    refused = _browser(case, case.member).post(_file(case, pack), {})
    assert refused.status_code == 500
    assert b"%PDF" not in refused.data
    with as_owner(case.partnership.logins) as session:
        assert session.scalar(text("select count(*) from portal.pack_copy")) == 0


def test_once_the_case_has_moved_it_says_so_and_another_is_asked_for(
    case: Written, builder: Database
) -> None:
    first, browser = case.asks(case.member), _browser(case, case.member)
    case.built(builder, first)
    assert "The case has moved since" not in text_of(browser.get(_at(case)))
    case.do(case.officer, oversight.note, case.reference, kind="note", body="A call came.")
    said = text_of(browser.get(_at(case)))
    assert "The case has moved since this pack was asked for." in said
    assert "Ask for a new pack" in said
    assert browser.send(_at(case)).status_code == 303
    said = text_of(browser.get(_at(case)))
    assert "Queued" in said
    assert "Earlier packs" in said
    assert browser.post(_file(case, first), {}).status_code == 200


def test_one_that_failed_says_why_and_is_tried_again_as_the_same_pack(
    case: Written, builder: Database
) -> None:
    pack, browser = case.asks(case.member), _browser(case, case.member)
    with builder.work() as session:
        shelf.fail(session, pack, "It took longer than a pack may take.")
    said = text_of(browser.get(_at(case)))
    assert "Failed It could not be made. It took longer than a pack may take." in said
    assert "Try again" in said
    worker = text_of(_browser(case, case.officer).get("/business-unit/worker"))
    assert f"Referral pack for the Executive About {case.reference} Why It took longer" in worker
    assert browser.send(_at(case)).status_code == 303
    assert case.count() == 1
    assert case.row(pack).state == "queued"
    case.built(builder, pack)


def test_what_is_not_reproduced_is_said_with_why(case: Written, builder: Database) -> None:
    case.built(builder, case.asks(case.member))
    said = text_of(_browser(case, case.member).get(_at(case)))
    assert "Minutes of 9 November for [child 1’s name]: No redacted copy of it was supplied." in said


def test_the_subgroup_has_its_question_and_its_pack_and_nothing_else(
    case: Written, builder: Database
) -> None:
    chair, reader = _browser(case, case.chair), _browser(case, case.reader)
    here = f"/executive/cases/{case.reference}/ask-for-review"
    sent = chair.send(here, question="Ask Greta Holmquist about Jordana.", due_on__day="2", due_on__month="1",
                      due_on__year="2099")  # fmt: skip
    assert sent.status_code == 303
    assert case.count() == 1
    listed = reader.get("/learning")
    assert f'href="{_at(case, "learning")}"' in listed.text
    for page in (listed, reader.get(_at(case, "learning"))):
        assert "Ask [a person’s name] about [child 1’s name]." in text_of(page)
        assert [one for one in (*IDENTITY, *PEOPLE_NAMED, case.chair.name) if one in page.text] == []
    with builder.reading() as session:
        (pack,) = shelf.waiting(session)
    case.built(builder, pack)
    taken = reader.post(_file(case, pack, kind="learning"), {})
    assert taken.status_code == 200
    assert case.looks("pack") == [("learning reader", "")]
    assert verify(case.partnership.logins.owner_url).faults == ()
    assert reader.get(f"/cases/{case.reference}").status_code == 403
    assert reader.post(_at(case, "learning"), {}).status_code == 403
    for kind in ("executive", "scrutineer"):
        assert reader.get(_at(case, kind)).status_code == 404
    assert reader.post(_file(case, pack, kind="executive"), {}).status_code == 404


def test_a_commission_that_is_refused_asks_for_no_pack(case: Written) -> None:
    chair = _browser(case, case.chair)
    here = f"/executive/cases/{case.reference}/ask-for-review"
    refused = chair.send(here, question="", due_on__day="2", due_on__month="1", due_on__year="2099")
    assert refused.status_code == 422
    assert case.count() == 0


def test_a_pack_of_another_case_or_kind_or_volume_is_none(case: Written, builder: Database) -> None:
    pack = case.asks(case.member)
    case.built(builder, pack)
    other, browser = Written(case.pages).accepted(), _browser(case, case.member)
    for path in (
        _file(case, pack, volume=2), _file(case, pack, kind="learning"), _file(other, pack), _file(case, uuid4()),
        _file(case, pack, kind="nonsense"),
    ):  # fmt: skip
        assert browser.post(path, {}).status_code == 404
    assert case.looks("pack") == []


def test_a_member_who_declares_an_interest_meanwhile_has_it_no_more(case: Written, builder: Database) -> None:
    pack, browser = case.asks(case.member), _browser(case, case.member)
    case.built(builder, pack)
    case.do(case.member, actions.declare, case.reference, interests=["managed"], words="w")
    assert browser.get(_at(case)).status_code == 404
    assert browser.post(_file(case, pack), {}).status_code == 404
