"""Several responding agencies: each is asked and reads its own issues, and nothing of another (decision 13)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from portal.escalations import queries
from portal.escalations.actions import replies, responders, responding
from portal.infra.calendar import at
from portal.infra.verification import verify
from portal.protocol.actors import Role
from tests.integration.escalations.after_the_reply import page_of as _at
from tests.integration.escalations.replying import reply_to as _reply
from tests.pages import Pages, text_of
from tests.way import Way


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
        "Cedar Agency": ["Another agency"],
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
        assert "Sent Cedar Agency the conclusion on its own issues" in read
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
