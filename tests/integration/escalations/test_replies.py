"""Parts 2 and 3 through their pages: written, checked, signed, refused, and two people at the same moment."""

import html
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from portal.demo.valkey import Valkey
from portal.escalations import queries
from portal.infra.calendar import at, now
from portal.protocol.actors import Role
from portal.protocol.escalation import CaseState
from portal.protocol.replies import STATEMENTS
from tests.days import boxes, today
from tests.engines import Template
from tests.pages import BASE_URL, Browser, Pages, at_once, opened, own_form, text_of, typed
from tests.way import ISSUE, Way, full

ANSWER = {
    "answers__0__position": "partly",
    "answers__0__reasons": "Some of it is so.\r\nNot all.",
    "level_of_need": "3",
    "practitioner__name": "Ada Finch",
    "practitioner__role": "Social worker",
    "manager__name": "Tom Larkin",
    "manager__role": "Team manager",
    "disputed": "The visit was on a Tuesday.",
    "none_taken": "We visited on Monday.",
    "proposed": "resolved",
}
ANSWERED_AGAIN = {"answers-0-position": "partly", "level_of_need": "3", "proposed": "resolved"}
"""What a page's radio buttons hold, which reading its text alone does not tell."""
STATED = {"taken": "y", "on_record": "y", "minimum": "y"}


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages:
        yield pages


def _resolved(*, overall: str = "resolved", **more: str) -> dict[str, str]:
    """Part 3, of which the practitioner was told today."""
    told = boxes("practitioner_told_on", today())
    return {"results__0__result": "resolved", "overall": overall, "on_record": "y", **told, **more}


def _at(way: Way, page: str) -> str:
    return f"/cases/{way.reference}/{page}"


def _write(writer: Browser, way: Way, **changes: Any) -> None:
    assert writer.send(_at(way, "part-2"), **{**ANSWER, **changes}).status_code == 303


def _begins_at(page: str) -> list[str]:
    """Which boxes stand in what has the focus once a button changed part of a page."""
    return re.findall(r'name="([^"]+)"', page.partition("autofocus>")[2].partition("</fieldset>")[0])


def test_an_action_that_is_added_has_the_focus_and_its_neighbour_once_it_is_taken_away(pages: Pages) -> None:
    way, writer = pages.way().forwarded(), pages.who("birch", Role.CONTRIBUTOR)
    fields = writer.fill(_at(way, "part-2")) | {"taken-0-what": "A visit"}
    added = writer.post(_at(way, "part-2"), fields | {"add": "taken"}).text
    assert _begins_at(added)[:2] == ["taken-1-what", "taken-1-who"]
    taken = {**fields, "taken-1-what": "A call", "remove": "taken-0"}
    assert _begins_at(writer.post(_at(way, "part-2"), taken).text)[0] == "taken-0-what"
    none_left = writer.post(_at(way, "part-2"), fields | {"remove": "taken-0"}).text
    assert 'id="taken" tabindex="-1" autofocus>' in none_left


def _documents(way: Way, kind: str) -> list[queries.DocumentView]:
    return [one for one in way.see(way.officer).documents if one.kind == kind]


# Receipt -------------------------------------------------------------------------------------------------


def test_receipt_is_confirmed_once_and_seen_by_a(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.responder)
    fields = senior.fill(f"/cases/{way.reference}")
    for _ in range(2):
        assert senior.post(_at(way, "receipt"), fields).location == f"/cases/{way.reference}"
    assert "Receipt confirmed by birch senior_manager" in text_of(
        pages.browser(way.manager).get(f"/cases/{way.reference}")
    )
    assert pages.who("birch", Role.CONTRIBUTOR).post(_at(way, "receipt"), fields).status_code == 403


# Part 2 --------------------------------------------------------------------------------------------------


def test_a_reply_is_written_by_a_contributor_and_signed_by_a_senior_manager(pages: Pages) -> None:
    way = pages.way().forwarded()
    writer, senior = pages.who("birch", Role.CONTRIBUTOR), pages.browser(way.responder)
    assert ISSUE["position"] in text_of(writer.get(_at(way, "part-2")))
    saved = writer.send(_at(way, "part-2"), then="check", **ANSWER)
    assert saved.location == _at(way, "part-2/sign-off")
    signed = senior.send(_at(way, "part-2/sign-off"), **STATED)
    assert (signed.status_code, signed.location) == (303, f"/cases/{way.reference}")
    (reply,) = _documents(way, "part_2")
    assert (reply.signed_by, reply.content["answers"]["1"]["reasons"]) == (
        "birch senior_manager", "Some of it is so.\r\nNot all.",
    )  # fmt: skip
    assert reply.content["statements"] == list(STATEMENTS.values())
    for reader in (way.manager, way.officer):
        assert "We visited on Monday." in text_of(pages.browser(reader).get(f"/cases/{way.reference}"))


def test_a_draft_is_seen_by_nobody_but_its_agency(pages: Pages) -> None:
    way = pages.way().forwarded()
    _write(pages.who("birch", Role.CONTRIBUTOR), way, none_taken="A canary in the draft")
    assert "A canary in the draft" in pages.browser(way.responder).get(_at(way, "part-2")).text
    for reader in (way.manager, way.officer):
        browser = pages.browser(reader)
        assert browser.get(_at(way, "part-2")).status_code == 403
        assert "A canary in the draft" not in browser.get(f"/cases/{way.reference}").text


def test_what_is_missing_is_listed_with_links_and_nothing_can_be_signed(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.responder)
    _write(senior, way, answers__0__reasons="", promised__0__what="A visit")
    shown = senior.get(_at(way, "part-2/sign-off"))
    assert f'{_at(way, "part-2")}#answers-0-reasons">Issue 1: give your reasons' in shown.text
    assert f'{_at(way, "part-2")}#promised-0-by-day">Action promised 1: say by when' in shown.text
    assert "Sign and send" not in shown.text
    fields = senior.fill(f"/cases/{way.reference}") | STATED | {"read": "1"}
    refused = senior.post(_at(way, "part-2/sign-off"), fields)
    assert (refused.status_code, "The reply is not complete." in text_of(refused)) == (422, True)
    assert _documents(way, "part_2") == []


def test_each_statement_has_to_be_made(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.responder)
    _write(senior, way)
    refused = senior.send(_at(way, "part-2/sign-off"), taken="y", minimum="y")
    assert refused.status_code == 422
    assert "Confirm that it is on your record of the child" in text_of(refused)


def test_a_date_that_is_none_is_refused_with_everything_kept(pages: Pages) -> None:
    way = pages.way().forwarded()
    day = {"promised__0__by-day": "31", "promised__0__by-month": "2", "promised__0__by-year": "2027"}
    refused = pages.browser(way.responder).send(
        _at(way, "part-2"), **ANSWER, **day, promised__0__what="A <visit>"
    )
    assert refused.status_code == 422
    assert "The date of an action promised must be a real date" in text_of(refused)
    for kept in ("Some of it is so.\r\nNot all.", "We visited on Monday.", "A &lt;visit&gt;", 'value="31"'):
        assert kept in refused.text


def test_actions_are_added_and_taken_away_without_losing_a_word(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior, path = pages.browser(way.responder), _at(way, "part-2")
    fields = senior.fill(path, **ANSWER, promised__0__what="First", promised__1__what="Second")
    added = senior.post(path, fields | {"add": "promised"})
    assert (added.status_code, 'name="promised-2-what"' in added.text) == (200, True)
    taken = senior.post(path, fields | {"remove": "promised-0"})
    assert "Second" in taken.text
    assert "First" not in taken.text
    assert "We visited on Monday." in taken.text
    assert "We visited on Monday." not in senior.get(path).text


def test_a_draft_saved_meanwhile_is_not_written_over(pages: Pages) -> None:
    way = pages.way().forwarded()
    writer, senior = pages.who("birch", Role.CONTRIBUTOR), pages.browser(way.responder)
    late = senior.fill(_at(way, "part-2"), **{**ANSWER, "none_taken": "What the senior manager typed"})
    _write(writer, way)
    refused = senior.post(_at(way, "part-2"), late)
    assert refused.status_code == 409
    assert "birch contributor saved this reply while you were writing" in text_of(refused)
    assert "What the senior manager typed" in refused.text
    assert "We visited on Monday." in senior.get(_at(way, "part-2")).text


def test_a_stale_save_shows_what_they_wrote_beside_mine_and_saving_again_keeps_mine(pages: Pages) -> None:
    way = pages.way().forwarded()
    writer, senior = pages.who("birch", Role.CONTRIBUTOR), pages.browser(way.responder)
    late = senior.fill(_at(way, "part-2"), **{**ANSWER, "none_taken": "Mine"})
    _write(writer, way, none_taken="Theirs")
    refused = senior.post(_at(way, "part-2"), late)
    assert refused.status_code == 409
    assert "What birch contributor saved" in text_of(refused)
    assert "No further action taken, because Theirs" in text_of(refused)
    assert senior.post(_at(way, "part-2"), typed(own_form(refused.text)) | ANSWERED_AGAIN).status_code == 303
    assert "Mine" in senior.get(_at(way, "part-2")).text


def _autosave(browser: Browser, way: Way, fields: dict[str, Any]) -> TestResponse:
    return browser.post(_at(way, "part-2/autosave"), fields)


def test_a_reply_is_saved_while_it_is_typed_one_row_a_save(pages: Pages) -> None:
    way = pages.way().forwarded()
    writer = pages.who("birch", Role.CONTRIBUTOR)
    fields = writer.fill(_at(way, "part-2"), **ANSWER)
    saved = _autosave(writer, way, fields)
    text = saved.text
    assert (saved.status_code, "Saved at" in text) == (200, True)
    assert 'id="version" name="version" type="hidden" value="1" hx-swap-oob="true"' in text
    version = way.version(way.responder)
    again = _autosave(writer, way, {**fields, "version": "1", "meeting": "On Friday"})
    assert 'value="2"' in again.text
    assert way.version(way.responder) == version, "the case itself is not written"
    assert "On Friday" in writer.get(_at(way, "part-2")).text


def test_autosave_never_overwrites_and_leaves_out_what_is_not_valid(pages: Pages) -> None:
    way = pages.way().forwarded()
    writer, senior = pages.who("birch", Role.CONTRIBUTOR), pages.browser(way.responder)
    late = senior.fill(_at(way, "part-2"), **{**ANSWER, "none_taken": "Mine"})
    bad = {
        "practitioner-email": "nobody", "promised-0-what": "A visit", "promised-0-by-day": "31",
        "promised-0-by-month": "2", "promised-0-by-year": "2027",
    }  # fmt: skip
    saved = _autosave(writer, way, writer.fill(_at(way, "part-2"), **ANSWER) | bad)
    assert saved.status_code == 200
    assert "Not saved: The date of an action promised must be a real date" in saved.text
    shown = writer.get(_at(way, "part-2")).text
    assert ("A visit" in shown, "nobody" in shown) == (True, False)
    refused = _autosave(senior, way, late)
    assert (refused.status_code, "birch contributor saved this reply" in refused.text) == (409, True)
    assert "Mine" not in senior.get(_at(way, "part-2")).text


@pytest.mark.parametrize("to", ["part-2", "part-2/autosave"])
def test_a_reply_that_stops_halfway_leaves_the_draft_as_it_was(pages: Pages, to: str) -> None:
    way = pages.way().forwarded()
    writer = pages.who("birch", Role.CONTRIBUTOR)
    _write(writer, way, meeting="Any Friday")
    sent = urlencode(writer.fill(_at(way, "part-2"), none_taken="Half a sentence that")).encode()
    half = writer.client.post(
        _at(way, to),
        base_url=BASE_URL,
        input_stream=io.BytesIO(sent[: len(sent) - len(sent) // 3]),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"CONTENT_LENGTH": str(len(sent)), "wsgi.input_terminated": True},
    )
    assert (half.status_code, "did not arrive whole" in half.text) == (400, True)
    shown = writer.get(_at(way, "part-2")).text
    assert ("Any Friday" in shown, "Half a sentence" in shown) == (True, False)


def test_what_was_saved_while_reading_is_not_signed_unread(pages: Pages) -> None:
    way = pages.way().forwarded()
    writer, senior = pages.who("birch", Role.CONTRIBUTOR), pages.browser(way.responder)
    _write(writer, way)
    fields = senior.fill(_at(way, "part-2/sign-off"), **STATED)
    _write(writer, way, none_taken="Something else")
    refused = senior.post(_at(way, "part-2/sign-off"), fields)
    assert (refused.status_code, "Read it again, then sign." in text_of(refused)) == (409, True)
    assert _documents(way, "part_2") == []


def test_a_reply_made_from_an_old_version_of_the_case_is_refused(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.responder)
    _write(senior, way)
    old = senior.fill(_at(way, "part-2/sign-off"), **STATED)
    assert senior.send(f"/cases/{way.reference}", _at(way, "receipt")).status_code == 303
    assert senior.post(_at(way, "part-2/sign-off"), old).status_code == 409
    assert _documents(way, "part_2") == []


def test_sent_twice_is_done_once(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.responder)
    draft = senior.fill(_at(way, "part-2"), **ANSWER)
    assert [senior.post(_at(way, "part-2"), draft).status_code for _ in range(2)] == [303, 303]
    fields = senior.fill(_at(way, "part-2/sign-off"), **STATED)
    sent = [senior.post(_at(way, "part-2/sign-off"), fields) for _ in range(2)]
    assert [(one.status_code, one.location) for one in sent] == [(303, f"/cases/{way.reference}")] * 2
    assert len(_documents(way, "part_2")) == 1


def test_a_contributor_sees_who_can_sign_and_cannot(pages: Pages) -> None:
    way = pages.way().forwarded()
    writer, senior = pages.who("birch", Role.CONTRIBUTOR), pages.browser(way.responder)
    _write(writer, way)
    shown = text_of(writer.get(_at(way, "part-2/sign-off")))
    assert "birch deputy birch senior_manager" in shown
    assert "Sign and send" not in shown
    fields = senior.fill(_at(way, "part-2/sign-off"), **STATED)
    assert writer.post(_at(way, "part-2/sign-off"), fields).status_code == 403
    assert _documents(way, "part_2") == []


@pytest.mark.parametrize("page", ["part-2", "part-2/sign-off", "part-3", "withdraw"])
def test_an_agency_that_is_no_party_cannot_tell_that_the_case_exists(pages: Pages, page: str) -> None:
    way = pages.way().forwarded()
    stranger = pages.who("cedar", Role.SENIOR_MANAGER)
    found = stranger.get(_at(way, page))
    absent = stranger.get(f"/cases/RPD-0000-0000/{page}")
    assert (found.status_code, absent.status_code) == (404, 404)
    assert text_of(found) == text_of(absent)
    fields = stranger.fill("/cases/start") | ANSWER | STATED
    assert stranger.post(_at(way, page), fields).status_code == 404


def test_a_late_reply_is_taken(pages: Pages) -> None:
    way = pages.way()
    with at(datetime.now(UTC) - timedelta(days=40)):
        way.forwarded()
    senior = pages.browser(way.responder)
    assert "A late reply is still taken, and is marked late." in text_of(senior.get(_at(way, "part-2")))
    _write(senior, way)
    assert senior.send(_at(way, "part-2/sign-off"), **STATED).status_code == 303
    assert way.see(way.manager).case.state is CaseState.ANSWERED


def test_after_the_end_nothing_is_taken_and_nothing_typed_is_lost(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.responder)
    fields = senior.fill(_at(way, "part-2"), **ANSWER)
    pages.browser(way.manager).send(_at(way, "withdraw"), reasons="It was settled.")
    assert senior.get(_at(way, "part-2")).status_code == 409
    refused = senior.post(_at(way, "part-2"), fields)
    assert (refused.status_code, "We visited on Monday." in refused.text) == (409, True)


def test_two_write_at_once_one_is_saved_and_the_other_keeps_the_text(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior, deputy = pages.browser(way.responder), pages.who("birch", Role.DEPUTY)
    forms = [
        one.fill(_at(way, "part-2"), **{**ANSWER, "none_taken": f"Typed by {name}"})
        for one, name in ((senior, "one"), (deputy, "the other"))
    ]
    sent = at_once(
        lambda: senior.post(_at(way, "part-2"), forms[0]), lambda: deputy.post(_at(way, "part-2"), forms[1])
    )
    assert sorted(one.status_code for one in sent) == [303, 409]
    lost = next(at for at, one in enumerate(sent) if one.status_code == 409)
    assert forms[lost]["none_taken"] in sent[lost].text
    assert forms[1 - lost]["none_taken"] in senior.get(_at(way, "part-2")).text


def test_two_sign_at_once_and_one_wins(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior, deputy = pages.browser(way.responder), pages.who("birch", Role.DEPUTY)
    _write(senior, way)
    path = _at(way, "part-2/sign-off")
    forms = [one.fill(path, **STATED) for one in (senior, deputy)]
    sent = at_once(lambda: senior.post(path, forms[0]), lambda: deputy.post(path, forms[1]))
    assert sorted(one.status_code for one in sent) == [303, 409]
    (reply,) = _documents(way, "part_2")
    assert reply.content["none_taken"] == "We visited on Monday."


# Part 3 --------------------------------------------------------------------------------------------------


def test_a_concludes_that_it_is_resolved(pages: Pages) -> None:
    way = pages.way().answered()
    senior = pages.browser(way.manager)
    shown = text_of(senior.get(_at(way, "part-3")))
    assert "What Birch Agency replied Answer We partly agree Reasons Some of it is so." in shown
    done = senior.send(_at(way, "part-3"), **_resolved())
    assert (done.status_code, done.location) == (303, f"/cases/{way.reference}")
    case = way.see(way.manager).case
    assert (case.state, case.follow_up_on is not None) == (CaseState.RESOLVED, True)
    assert senior.get(_at(way, "part-3")).status_code == 409


@pytest.mark.parametrize("overall", ["partly", "not"])
def test_anything_but_resolved_is_not_resolved_and_needs_reasons(pages: Pages, overall: str) -> None:
    way = pages.way().answered()
    senior = pages.browser(way.manager)
    refused = senior.send(_at(way, "part-3"), **_resolved(overall=overall))
    assert (refused.status_code, "Give your reasons" in text_of(refused)) == (422, True)
    done = senior.send(_at(way, "part-3"), **_resolved(overall=overall, reasons="No plan yet."))
    assert done.status_code == 303
    assert way.see(way.manager).case.state is CaseState.UNRESOLVED


def test_resolved_is_refused_beside_an_issue_that_is_not(pages: Pages) -> None:
    way = pages.way().answered()
    senior = pages.browser(way.manager)
    refused = senior.send(_at(way, "part-3"), **_resolved(results__0__result="not"))
    assert (refused.status_code, 'href="#overall"' in refused.text) == (422, True)
    assert "Issue 1 is not resolved" in text_of(refused)
    assert way.see(way.manager).case.state is CaseState.ANSWERED


def test_once_not_resolved_only_resolved_can_still_be_concluded(pages: Pages) -> None:
    way = pages.way().answered()
    senior, not_resolved = pages.browser(way.manager), 'name="overall" type="radio" value="not"'
    assert not_resolved in senior.get(_at(way, "part-3")).text
    senior.send(_at(way, "part-3"), **_resolved(overall="not", reasons="No plan yet."))
    fields = senior.fill(_at(way, "part-3"), **_resolved(overall="not", reasons="Again."))
    assert not_resolved not in senior.get(_at(way, "part-3")).text
    assert senior.post(_at(way, "part-3"), fields).status_code == 409
    assert senior.send(_at(way, "part-3"), **_resolved()).status_code == 303
    assert [one.version for one in _documents(way, "part_3")] == [1, 2]


def test_everything_missing_is_said_beside_its_field(pages: Pages) -> None:
    way = pages.way().answered()
    refused = pages.browser(way.manager).send(_at(way, "part-3"), learning="What went well")
    assert refused.status_code == 422
    for field in ("results-0-result", "overall", "practitioner_told_on-day", "on_record"):
        assert f'href="#{field}"' in refused.text
    assert "What went well" in refused.text


def test_each_result_belongs_to_its_own_issue(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of radio buttons, those not chosen are not sent: the second issue must not become the first."""
    monkeypatch.setattr("tests.way.full", lambda responder: full(responder) | {"issues": [ISSUE, ISSUE]})
    way = pages.way()
    with at(datetime.now(UTC) - timedelta(days=40)):
        way.forwarded()
    refused = pages.browser(way.manager).send(_at(way, "part-3"), results__1__result="not")
    assert "Issue 1: say whether it is resolved" in text_of(refused)
    assert "Issue 2: say whether it is resolved" not in text_of(refused)


def test_nobody_was_told_tomorrow(pages: Pages) -> None:
    way = pages.way().answered()
    with at(now()):
        tomorrow = boxes("practitioner_told_on", today() + timedelta(days=1))
        refused = pages.browser(way.manager).send(_at(way, "part-3"), **_resolved(**tomorrow))
    assert (refused.status_code, "must be today or in the past" in text_of(refused)) == (422, True)


def test_without_a_reply_a_concludes_only_once_it_is_overdue(pages: Pages) -> None:
    way, late = pages.way().forwarded(), pages.way()
    with at(datetime.now(UTC) - timedelta(days=40)):
        late.forwarded()
    senior = pages.browser(way.manager)
    assert senior.get(_at(way, "part-3")).status_code == 409
    assert senior.send(_at(late, "part-3"), _at(way, "part-3"), **_resolved()).status_code == 409
    assert "Birch Agency has not replied." in text_of(senior.get(_at(late, "part-3")))
    done = senior.send(_at(late, "part-3"), **_resolved(overall="not", reasons="Silence."))
    assert (done.status_code, late.see(late.manager).case.state) == (303, CaseState.UNRESOLVED)


def test_only_a_senior_manager_of_a_concludes_or_withdraws(pages: Pages) -> None:
    way = pages.way().answered()
    senior = pages.browser(way.manager)
    for page, fields in (("part-3", _resolved()), ("withdraw", {"reasons": "No."})):
        sent = senior.fill(_at(way, page), **fields)
        for other in (
            ("alder", Role.CONTRIBUTOR),
            ("birch", Role.SENIOR_MANAGER),
            ("business_unit", Role.OFFICER),
        ):
            browser = pages.who(*other)
            assert browser.get(_at(way, page)).status_code == 403
            assert browser.post(_at(way, page), sent).status_code == 403
    assert way.see(way.manager).case.state is CaseState.ANSWERED


def test_two_conclude_at_once_one_wins_and_the_other_keeps_the_text(pages: Pages) -> None:
    way = pages.way().answered()
    senior, deputy = pages.browser(way.manager), pages.who("alder", Role.DEPUTY)
    path = _at(way, "part-3")
    forms = [
        senior.fill(path, **_resolved(learning="Learned by one")),
        deputy.fill(path, **_resolved(overall="not", reasons="Learned by the other")),
    ]
    sent = at_once(lambda: senior.post(path, forms[0]), lambda: deputy.post(path, forms[1]))
    assert sorted(one.status_code for one in sent) == [303, 409]
    lost = next(at for at, one in enumerate(sent) if one.status_code == 409)
    assert ("Learned by one", "Learned by the other")[lost] in sent[lost].text
    assert len(_documents(way, "part_3")) == 1


def test_a_conclusion_sent_twice_is_one(pages: Pages) -> None:
    way = pages.way().answered()
    senior = pages.browser(way.manager)
    fields = senior.fill(_at(way, "part-3"), **_resolved())
    sent = [senior.post(_at(way, "part-3"), fields) for _ in range(2)]
    assert [(one.status_code, one.location) for one in sent] == [(303, f"/cases/{way.reference}")] * 2
    assert len(_documents(way, "part_3")) == 1


# Withdrawal ----------------------------------------------------------------------------------------------


def test_a_withdraws_with_a_reason_and_the_record_stays(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.manager)
    refused = senior.send(_at(way, "withdraw"), reasons=" ")
    assert (refused.status_code, "Say why you are withdrawing the case" in text_of(refused)) == (422, True)
    fields = senior.fill(_at(way, "withdraw"), reasons="It was settled by telephone.")
    assert [senior.post(_at(way, "withdraw"), fields).status_code for _ in range(2)] == [303, 303]
    for reader in (way.responder, way.officer):
        assert "It was settled by telephone." in text_of(pages.browser(reader).get(f"/cases/{way.reference}"))
    assert senior.get(_at(way, "withdraw")).status_code == 409


def test_a_withdrawal_from_an_old_version_keeps_the_reason(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.manager)
    old = senior.fill(_at(way, "withdraw"), reasons="A reason worth keeping")
    responder = pages.browser(way.responder)
    assert responder.send(f"/cases/{way.reference}", _at(way, "receipt")).status_code == 303
    refused = senior.post(_at(way, "withdraw"), old)
    assert (refused.status_code, "A reason worth keeping" in refused.text) == (409, True)
    assert way.see(way.manager).case.state is CaseState.FORWARDED


def test_decision_25_a_name_is_noticed_as_a_reply_is_typed_and_names_nothing_more(pages: Pages) -> None:
    way = pages.way().forwarded()
    browser = pages.browser(way.responder)
    typed = browser.fill(f"/cases/{way.reference}/part-2", answers__0__reasons="Test was seen at home.")
    saved = browser.post(f"/cases/{way.reference}/part-2/autosave", typed)
    assert "“Test” in “Issue 1: your reasons” looks like child 1’s name" in html.unescape(saved.text)
    assert "Test Child" not in saved.text
    for page in ("part-2", "part-2/sign-off"):
        assert "looks like child 1’s name" in text_of(browser.get(f"/cases/{way.reference}/{page}"))
