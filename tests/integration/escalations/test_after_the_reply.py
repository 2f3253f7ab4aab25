"""Several agencies, sign-off asked for; after the conclusion, the follow-up and re-opening."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pikepdf
import pytest
from sqlalchemy import select, text

from portal.escalations import queries
from portal.escalations.actions import follow_up, office, replies, responders, responding
from portal.escalations.models import DeadlineRow
from portal.infra.calendar import at
from portal.infra.verification import verify
from portal.protocol.actors import Role
from portal.protocol.deadlines import Clock
from portal.protocol.escalation import CaseState
from portal.protocol.gate import NO, QUESTIONS, YES
from portal.protocol.tasks import Ask
from tests.pages import Pages, text_of
from tests.partnership import as_owner
from tests.way import CONCLUSION, ISSUE, REPLY, Way, full

PERSON = {"name": "Ada Finch", "role": "Social worker"}


def _at(way: Way, page: str = "") -> str:
    return f"/cases/{way.reference}" + (f"/{page}" if page else "")


def _reply(*numbers: int, what: str = "Visit weekly", by: str = "2027-01-15") -> dict[str, Any]:
    answers = {
        str(number): {"position": "partly", "reasons": f"{what} answers {number}."} for number in numbers
    }
    return {**REPLY, "answers": answers, "promised": [{"what": what, "owner": "Lead", "by": by}]}


def _told(way: Way, what: str) -> list[str]:
    """Whom the outbox tells of this about the case, by their name."""
    asked = text(
        "select p.name from portal.outbox o join portal.membership m on m.id = o.membership_id"
        " join portal.person p on p.id = m.person_id join portal.escalation e on e.id = o.escalation_id"
        " where e.reference = :reference and :what in (o.payload ->> 'ask', o.payload ->> 'event') order by 1"
    )
    with as_owner(way.partnership.logins) as session:
        return list(session.scalars(asked, {"reference": way.reference, "what": what}))


def _clock(way: Way, clock: Clock) -> Any:
    with way.partnership.database.reading(way.partnership.context(way.officer)) as session:
        rows = select(DeadlineRow).where(DeadlineRow.clock == clock)
        case = queries.case(session, way.officer, way.reference).case.id
        return session.scalars(rows.where(DeadlineRow.escalation_id == case)).one()


@pytest.fixture
def several(way: Way, monkeypatch: pytest.MonkeyPatch) -> Way:
    """A case of three issues: the first is put to birch, the second to cedar, the third to both."""
    birch, cedar = (str(way.partnership.workspaces[one]) for one in ("birch", "cedar"))
    issues = [{**ISSUE, "put_to": [birch]}, {**ISSUE, "put_to": [cedar]}, {**ISSUE, "put_to": []}]
    monkeypatch.setattr("tests.way.full", lambda responder: full(responder) | {"issues": issues})
    way.submitted()
    to = [way.responder.membership, way.partnership.who("cedar", Role.SENIOR_MANAGER).membership]
    way.do(way.officer, office.forward, way.reference, version=way.version(way.officer), to=to)
    return way


@pytest.fixture
def concluded(several: Way) -> Callable[..., Way]:
    """Concludes the case of several agencies."""

    def conclude(**changes: Any) -> Way:
        cedar = several.partnership.who("cedar", Role.SENIOR_MANAGER)
        for actor, content in (
            (several.responder, _reply(1, 3)),
            (cedar, _reply(2, 3, what="Call daily", by="2027-01-05")),
        ):
            several.do(
                actor, replies.respond, several.reference, version=several.version(actor), content=content
            )
        content = {**CONCLUSION, "results": {str(number): "resolved" for number in (1, 2, 3)}, **changes}
        several.do(
            several.manager, replies.conclude, several.reference,
            version=several.version(several.manager), content=content,
        )  # fmt: skip
        return several

    return conclude


# Several responding agencies ------------------------------------------------------------------------------


def test_decision_13_no_agency_reads_what_passes_about_another(pages: Pages, several: Way) -> None:
    cedar = several.partnership.who("cedar", Role.SENIOR_MANAGER)
    several.do(
        several.responder, responding.ask_extension, several.reference, version=several.version(several.responder),
        days=3, reasons="Half term.",
    )  # fmt: skip
    shown = text_of(pages.browser(cedar).get(_at(several)))
    assert "Reply with Part 2" in shown
    for words in ("request for more time", "Birch Agency to reply", "birch senior_manager"):
        assert words not in shown
    for reader in (several.manager, several.officer):
        read = text_of(pages.browser(reader).get(_at(several)))
        assert ("nswer a request for more time" in read, "birch senior_manager" in read) == (True, True)


def test_decision_13_a_worklist_names_no_other_agency_that_is_asked(pages: Pages, several: Way) -> None:
    cedar = several.partnership.who("cedar", Role.SENIOR_MANAGER)
    version = several.version(cedar)
    several.do(cedar, replies.respond, several.reference, version=version, content=_reply(2, 3))
    says = {}
    for reader in (cedar, several.manager, several.officer):
        with several.partnership.database.reading(several.partnership.context(reader)) as session:
            listed = queries.worklist(session, reader.workspace)
        says[reader.workspace_name] = [one.says for one in listed if one.reference == several.reference]
    assert says == {
        "Cedar Agency": ["Others"],
        "Alder Agency": ["Birch Agency to reply with Part 2"],
        several.officer.workspace_name: ["Birch Agency to reply with Part 2"],
    }
    assert "Nothing is asked of your agency now." in text_of(pages.browser(cedar).get(_at(several)))


def test_decision_13_who_was_released_and_why_no_other_agency_reads(pages: Pages, several: Way) -> None:
    cedar = several.partnership.who("cedar", Role.SENIOR_MANAGER)
    (part,) = (one.part.id for one in several.see(several.officer).parts if one.agency == "Birch Agency")
    several.do(
        several.officer, responders.release, several.reference, version=several.version(several.officer),
        part=part, reasons="A reason of birch.",
    )  # fmt: skip
    read = [
        "A reason of birch." in text_of(pages.browser(one).get(_at(several)))
        for one in (several.manager, several.officer, cedar)
    ]
    assert read == [True, True, False]


def test_decision_13_each_agency_is_asked_only_the_issues_put_to_it(pages: Pages, several: Way) -> None:
    birch = pages.browser(several.responder)
    shown = text_of(birch.get(_at(several, "part-2")))
    assert ("Issue 1: do you agree?" in shown, "Issue 3: do you agree?" in shown) == (True, True)
    assert "Issue 2: do you agree?" not in shown
    assert "Of the 3 issues of Part 1, those below are put to this agency." in shown
    sent = birch.send(
        _at(several, "part-2"), then="check", answers__1__position="agree", answers__1__reasons="So it is."
    )
    assert sent.status_code == 303
    lacks = birch.get(_at(several, "part-2/sign-off")).text
    assert "#answers-0-reasons" in lacks
    assert "Issue 1: give your reasons" in lacks
    assert "Issue 3: give your reasons" not in lacks
    assert "Issue 2" not in text_of(birch.get(_at(several, "part-2/sign-off")))


def test_decision_13_a_reply_needs_its_own_issues_and_no_other(several: Way) -> None:
    version = several.version(several.responder)
    several.do(several.responder, replies.respond, several.reference, version=version, content=_reply(1, 3))
    (paper,) = (one for one in several.see(several.officer).documents if one.kind == "part_2")
    assert sorted(paper.content["answers"]) == ["1", "3"]
    cedar = several.partnership.who("cedar", Role.SENIOR_MANAGER)
    assert [one for one in several.see(cedar).documents if one.kind == "part_2"] == []


def test_decision_13_each_agency_reads_its_own_issues_of_part_3(
    pages: Pages, concluded: Callable[..., Way]
) -> None:
    way = concluded(
        results={"1": "not", "2": "partly", "3": "resolved"}, why={"1": "For birch.", "2": "For cedar."},
        overall="not", reasons="Of the whole.", learning="We learned.",
    )  # fmt: skip
    cedar = way.partnership.who("cedar", Role.SENIOR_MANAGER)
    birch_reads = text_of(pages.browser(way.responder).get(_at(way)))
    cedar_reads = text_of(pages.browser(cedar).get(_at(way)))
    assert ("For birch." in birch_reads, "For cedar." in birch_reads) == (True, False)
    assert ("For birch." in cedar_reads, "For cedar." in cedar_reads) == (False, True)
    assert "Of the whole." not in birch_reads + cedar_reads
    assert "Issue 1 Not resolved" in birch_reads
    assert "Issue 2 " not in birch_reads.partition("Part 3: the conclusion")[2].partition("What happened")[0]
    for whole in (way.manager, way.officer):
        papers = [one for one in way.see(whole).documents if one.kind == "part_3"]
        assert [one.part for one in papers] == [None]
        read = text_of(pages.browser(whole).get(_at(way)))
        assert all(words in read for words in ("For birch.", "For cedar.", "Of the whole.", "We learned."))
        assert "Gave Cedar Agency its part of the conclusion" in read
    assert "Gave Cedar Agency" not in birch_reads
    assert verify(way.partnership.logins.owner_url).faults == ()


def test_decision_13_with_several_agencies_an_issue_not_resolved_says_why(pages: Pages, several: Way) -> None:
    with at(datetime.now(UTC) + timedelta(days=40)):
        refused = pages.browser(several.manager).send(
            _at(several, "part-3"), results__0__result="not", results__1__result="resolved"
        )
    shown = text_of(refused)
    assert (refused.status_code, "Issue 1: give your reasons" in shown) == (422, True)
    assert "Issue 2: give your reasons" not in shown


def test_a_single_agency_reads_the_whole_of_part_3(way: Way) -> None:
    way.resolved()
    (paper,) = (one for one in way.see(way.responder).documents if one.kind == "part_3")
    assert (paper.part, paper.content["overall"]) == (None, "resolved")


# Sign-off asked for ---------------------------------------------------------------------------------------


def _write(pages: Pages, way: Way) -> None:
    writer = pages.who("birch", Role.CONTRIBUTOR)
    fields = {
        "practitioner__name": "Ada Finch", "practitioner__role": "Social worker", "manager__name": "Tom Larkin",
        "manager__role": "Team manager", "answers__0__position": "agree", "answers__0__reasons": "So it is.",
        "level_of_need": "3", "none_taken": "All was in hand.", "proposed": "resolved",
    }  # fmt: skip
    assert writer.send(_at(way, "part-2"), **fields).status_code == 303


def test_sign_off_of_a_reply_is_asked_of_one_senior_manager(pages: Pages, way: Way) -> None:
    way.forwarded()
    writer, deputy = pages.who("birch", Role.CONTRIBUTOR), way.partnership.who("birch", Role.DEPUTY)
    assert "What is missing" in text_of(writer.get(_at(way, "part-2/ask")))
    _write(pages, way)
    refused = writer.send(_at(way, "part-2/ask"))
    assert (refused.status_code, "Choose who you ask to sign it" in text_of(refused)) == (422, True)
    done = writer.send(_at(way, "part-2/ask"), of=str(deputy.membership))
    assert (done.status_code, done.location) == (303, _at(way))
    asks = [ask for whose, ask in way.see(way.responder).asks if whose == way.responder.workspace]
    assert asks == [Ask.SIGN_OFF_REPLY]
    assert _told(way, "sign_off_reply") == ["birch deputy"]
    assert "birch deputy was asked to sign it." in text_of(writer.get(_at(way, "part-2/sign-off")))
    assert "Sign off the reply, Part 2" in text_of(pages.browser(deputy).get("/cases"))


def test_a_reply_that_lacks_something_is_not_asked_to_be_signed(pages: Pages, way: Way) -> None:
    way.forwarded()
    _write(pages, way)
    writer = pages.who("birch", Role.CONTRIBUTOR)
    fields = writer.fill(_at(way, "part-2/ask"), of=str(way.responder.membership))
    assert writer.send(_at(way, "part-2"), level_of_need="", answers__0__reasons="").status_code == 303
    refused = writer.post(_at(way, "part-2/ask"), fields)
    assert (refused.status_code, _told(way, "sign_off_reply")) == (422, [])


def test_only_who_signs_there_can_be_asked(pages: Pages, way: Way) -> None:
    way.forwarded()
    _write(pages, way)
    writer = pages.who("birch", Role.CONTRIBUTOR)
    contributor = str(way.partnership.who("birch", Role.CONTRIBUTOR).membership)
    assert writer.send(_at(way, "part-2/ask"), of=contributor).status_code == 422


# Follow-up ------------------------------------------------------------------------------------------------

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


def _keys(way: Way) -> list[str]:
    replies_in = [one for one in way.see(way.officer).documents if one.kind == "part_2"]
    return [f"{one.part}-1" for one in replies_in]


# Re-opening (decision 18) ---------------------------------------------------------------------------------


def test_decision_18_a_reopens_a_case_when_a_promise_was_not_kept(pages: Pages, way: Way) -> None:
    way.resolved()
    senior, (key,) = pages.browser(way.manager), _keys(way)
    assert "Re-open the case" in text_of(senior.get(_at(way)))
    refused = senior.send(_at(way, "reopen"), reasons="No visit was made.")
    assert (refused.status_code, "Choose at least one action" in text_of(refused)) == (422, True)
    assert "No visit was made." in refused.text
    done = senior.send(_at(way, "reopen"), not_done=key, reasons="No visit was made.")
    assert (done.status_code, way.see(way.manager).case.state) == (303, CaseState.UNRESOLVED)
    assert _told(way, "reopen") == ["birch senior_manager", "business_unit manager", "business_unit officer"]
    assert _clock(way, Clock.FOLLOW_UP).stopped_at is not None
    assert "No visit was made." in text_of(pages.browser(way.responder).get(_at(way)))
    assert senior.get(_at(way, "reopen")).status_code == 409


def test_a_follow_up_that_names_a_broken_promise_fills_the_form_that_reopens(pages: Pages, way: Way) -> None:
    way.resolved()
    senior, (key,) = pages.browser(way.manager), _keys(way)
    said = {"promises__0__done": "not_done", "promises__0__words": "Nobody came.", "difference": "None."}
    assert senior.send(_at(way, "follow-up"), **said).status_code == 303
    assert f'{_at(way, "reopen")}"' in senior.get(_at(way, "follow-up")).text
    assert senior.fill(_at(way, "reopen"))["not_done"] == key


def test_where_nothing_was_promised_nothing_is_offered_to_reopen(pages: Pages, way: Way) -> None:
    way.forwarded()
    content = {**REPLY, "promised": []}
    way.do(way.responder, replies.respond, way.reference, version=way.version(way.responder), content=content)
    way.do(way.manager, replies.conclude, way.reference, version=way.version(way.manager), content=CONCLUSION)
    senior = pages.browser(way.manager)
    assert "Re-open the case" not in text_of(senior.get(_at(way)))
    refused = senior.get(_at(way, "reopen"))
    assert (refused.status_code, "Nothing was promised" in text_of(refused)) == (409, True)
    shown = text_of(senior.get(_at(way, "follow-up")))
    assert "Nothing was promised, so only the last question is asked." in shown
    assert senior.send(_at(way, "follow-up"), difference="Little.").status_code == 303
    assert way.see(way.manager).case.followed_up


def _pass_the_gate(pages: Pages, actor: Any, page: str) -> Any:
    answers = {one.key: YES if one.stops_on == NO else NO for one in QUESTIONS}
    return pages.browser(actor).send(page, **answers)


def test_decision_18_later_it_is_a_new_linked_case(pages: Pages, way: Way) -> None:
    with at(datetime.now(UTC) - timedelta(days=150)):
        way.resolved()
    senior, start = pages.browser(way.manager), f"/cases/start?follows={way.reference}"
    shown = senior.get(_at(way))
    assert "Re-open the case" not in text_of(shown)
    assert start in shown.text
    assert senior.get(_at(way, "reopen")).status_code == 409
    assert f"The new case will be linked to {way.reference}." in text_of(senior.get(start))
    begun = _pass_the_gate(pages, way.contributor, start)
    assert begun.status_code == 303
    new = begun.location.split("/")[2]
    old_reference, way.reference = way.reference, new
    with way.partnership.database.reading(way.partnership.context(way.manager)) as session:
        case = queries.case(session, way.manager, new).case
        assert [one.reference for one in queries.links(session, case.id)] == [old_reference]
    way.reference = old_reference
    assert new not in text_of(pages.browser(way.officer).get(_at(way)))


def test_decision_18_nobody_links_a_case_that_is_not_their_own(pages: Pages, way: Way) -> None:
    way.resolved()
    start = f"/cases/start?follows={way.reference}"
    for slug in ("birch", "cedar"):
        actor = way.partnership.who(slug, Role.CONTRIBUTOR)
        browser = pages.browser(actor)
        assert browser.get(start).status_code == 404
        answers = {one.key: YES if one.stops_on == NO else NO for one in QUESTIONS}
        sent = browser.fill("/cases/start", **answers, follows=way.reference)
        assert browser.post("/cases/start", sent).status_code == 404
    assert pages.browser(way.manager).get("/cases/start?follows=RPD-2345-6789").status_code == 404


def test_decision_18_a_new_case_follows_none_that_can_still_be_reopened_or_was_never_resolved(
    pages: Pages, way: Way
) -> None:
    browser = pages.browser(way.manager)
    answers = {one.key: YES if one.stops_on == NO else NO for one in QUESTIONS}
    for stand, status in ((way.answered, 404), (way.resolved, 409)):
        stand()
        assert browser.get(f"/cases/start?follows={way.reference}").status_code == status
        sent = browser.fill("/cases/start", **answers, follows=way.reference)
        assert browser.post("/cases/start", sent).status_code == status


def test_what_is_no_reference_is_no_case_to_follow(pages: Pages, way: Way) -> None:
    browser = pages.browser(way.contributor)
    answers = {one.key: YES if one.stops_on == NO else NO for one in QUESTIONS}
    for sent in ("\0", "RPD-2345-678\0", "x"):
        assert browser.get(f"/cases/start?follows={quote(sent)}").status_code == 404
        assert (
            browser.post("/cases/start", browser.fill("/cases/start", **answers, follows=sent)).status_code
            == 404
        )
