"""The follow-up: what became of each promise, asked of A until it is known, read by each agency of its own."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import text

from portal.escalations.actions import follow_up, replies
from portal.infra.verification import verify
from portal.protocol.actors import Role
from portal.protocol.deadlines import Clock
from portal.protocol.tasks import Ask
from tests.integration.escalations.after_the_reply import clock_of as _clock
from tests.integration.escalations.after_the_reply import names_told as _told
from tests.integration.escalations.after_the_reply import page_of as _at
from tests.integration.escalations.after_the_reply import promises as _keys
from tests.pages import Pages, text_of
from tests.partnership import as_owner
from tests.way import CONCLUSION, Way

KEPT = {"promises__0__done": "done", "difference": "Somebody calls each week."}


def test_a_says_of_each_promise_whether_it_was_done(pages: Pages, way: Way) -> None:
    way.resolved()
    senior = pages.browser(way.manager)
    shown = text_of(senior.get(_at(way, "follow-up")))
    assert "You can record it earlier, once you know." in shown
    assert "Visit weekly Team lead, by Friday 15 January 2027" in shown
    done = senior.send(_at(way, "follow-up"), **KEPT)
    assert (done.status_code, done.location) == (303, _at(way))
    view = way.see(way.responder)
    assert (view.case.followed_up, view.asks) == (True, ())
    assert _clock(way, Clock.FOLLOW_UP).stopped_at is not None
    for reader in (way.responder, way.officer):
        assert "Somebody calls each week." in text_of(pages.browser(reader).get(_at(way)))
    assert _told(way, "follow_up") == [
        "birch senior_manager", "business_unit manager", "business_unit officer",
    ]  # fmt: skip
    assert verify(way.partnership.logins.owner_url).faults == ()


def test_a_copy_of_a_case_that_was_followed_up_can_be_taken(pages: Pages, way: Way) -> None:
    way.resolved()
    senior = pages.browser(way.manager)
    assert senior.send(_at(way, "follow-up"), **KEPT).status_code == 303
    taken = senior.send(_at(way, "copy"), identity="without", purpose="record")
    assert (taken.status_code, taken.mimetype) == (200, "application/pdf")
    with pikepdf.open(BytesIO(taken.data)) as copied:
        assert len(copied.pages) > 0


def test_what_is_not_yet_known_is_asked_again_and_each_time_is_a_version(pages: Pages, way: Way) -> None:
    way.resolved()
    senior = pages.browser(way.manager)
    refused = senior.send(_at(way, "follow-up"), promises__0__done="not_known")
    assert 'href="#promises-0-words"' in refused.text
    assert 'href="#difference"' in refused.text
    waits = {"promises__0__done": "not_known", "promises__0__words": "Ask in May.", "difference": "None yet."}
    assert senior.send(_at(way, "follow-up"), **waits).status_code == 303
    assert [ask for _, ask in way.see(way.manager).asks] == [Ask.FOLLOW_UP]
    assert _clock(way, Clock.FOLLOW_UP).stopped_at is None
    again = senior.get(_at(way, "follow-up"))
    assert "Ask in May." in again.text
    assert senior.send(_at(way, "follow-up"), **KEPT).status_code == 303
    papers = [one for one in way.see(way.manager).documents if one.kind == "follow_up"]
    assert [one.version for one in papers] == [1, 2]
    assert way.see(way.manager).asks == ()


def test_only_a_senior_manager_of_a_follows_up_and_only_what_is_resolved(pages: Pages, way: Way) -> None:
    way.answered()
    senior = pages.browser(way.manager)
    assert senior.get(_at(way, "follow-up")).status_code == 409
    way.do(way.manager, replies.conclude, way.reference, version=way.version(way.manager), content=CONCLUSION)
    fields = senior.fill(_at(way, "follow-up"), **KEPT)
    for one in (("alder", Role.CONTRIBUTOR), ("birch", Role.SENIOR_MANAGER), ("business_unit", Role.OFFICER)):
        browser = pages.who(*one)
        assert browser.get(_at(way, "follow-up")).status_code == 403
        assert browser.post(_at(way, "follow-up"), fields).status_code == 403


def test_decision_13_each_agency_reads_what_became_of_its_own_promises(
    pages: Pages, concluded: Callable[..., Way]
) -> None:
    way = concluded()
    said = {
        "promises__0__done": "done", "promises__0__words": "Birch did.",
        "promises__1__done": "not_done", "promises__1__words": "Cedar did not.", "difference": "Of the whole.",
    }  # fmt: skip
    assert pages.browser(way.manager).send(_at(way, "follow-up"), **said).status_code == 303
    cedar = way.partnership.who("cedar", Role.SENIOR_MANAGER)
    birch_reads = text_of(pages.browser(way.responder).get(_at(way)))
    cedar_reads = text_of(pages.browser(cedar).get(_at(way)))
    assert ("Birch did." in birch_reads, "Cedar did not." in birch_reads) == (True, False)
    assert ("Birch did." in cedar_reads, "Cedar did not." in cedar_reads) == (False, True)
    assert "Of the whole." not in birch_reads + cedar_reads
    whole = text_of(pages.browser(way.officer).get(_at(way)))
    assert (whole.count("Birch did."), whole.count("Of the whole.")) == (1, 1)
    assert verify(way.partnership.logins.owner_url).faults == ()


@pytest.mark.parametrize("kind", ["part_3", "follow_up"])
@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("update portal.document set content = content || '{\"x\": 1}'", "was changed"),
        ("delete from portal.document", "is gone"),
    ],
)
def test_an_extract_that_was_edited_or_removed_is_found(
    concluded: Callable[..., Way], kind: str, statement: str, what: str
) -> None:
    way = concluded()
    answers = {key: {"done": "done", "words": ""} for key in _keys(way)}
    way.do(
        way.manager, follow_up.follow_up, way.reference, version=way.version(way.manager), answers=answers,
        difference="Much.",
    )  # fmt: skip
    with as_owner(way.partnership.logins) as session:
        session.execute(text("alter table portal.document disable trigger user"))
        session.execute(
            text(
                f"{statement} where kind = :kind and part_id is not null and :cedar = any (agencies)"
                " and escalation_id = (select id from portal.escalation where reference = :reference)"
            ),
            {"kind": kind, "cedar": way.partnership.workspaces["cedar"], "reference": way.reference},
        )
        session.execute(text("alter table portal.document enable trigger user"))
    (fault,) = (
        one for one in verify(way.partnership.logins.owner_url).faults if one.reference == way.reference
    )
    assert fault.what == f"the part that was signed with it {what}"
