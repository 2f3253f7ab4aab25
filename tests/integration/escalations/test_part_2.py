"""Receipt confirmed, and Part 2 written: by whom, saved while it is typed, and seen by nobody else."""

import html
import io
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from portal.infra.calendar import at, now
from portal.protocol.actors import Role
from tests.days import boxes, today
from tests.integration.escalations.drafting import address as _at
from tests.integration.escalations.replying import ANSWER, STATED
from tests.integration.escalations.replying import documents as _documents
from tests.integration.escalations.replying import write as _write
from tests.pages import BASE_URL, Browser, Pages, text_of
from tests.way import Way


def _begins_at(page: str) -> list[str]:
    """Which boxes stand in what has the focus once a button changed part of a page."""
    return re.findall(r'name="([^"]+)"', page.partition("autofocus>")[2].partition("</fieldset>")[0])


# Receipt -----------------------------------------------------------------------------------------------


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


# Who writes and who reads ------------------------------------------------------------------------------


def test_a_draft_is_seen_by_nobody_but_its_agency(pages: Pages) -> None:
    way = pages.way().forwarded()
    _write(pages.who("birch", Role.CONTRIBUTOR), way, none_taken="A canary in the draft")
    assert "A canary in the draft" in pages.browser(way.responder).get(_at(way, "part-2")).text
    for reader in (way.manager, way.officer):
        browser = pages.browser(reader)
        assert browser.get(_at(way, "part-2")).status_code == 403
        assert "A canary in the draft" not in browser.get(f"/cases/{way.reference}").text


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


# What is typed -----------------------------------------------------------------------------------------


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


def test_nothing_is_promised_for_a_day_that_has_passed(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior, promise = (
        pages.browser(way.responder),
        {"promised__0__what": "A visit", "promised__0__owner": "Lead"},
    )
    yesterday = boxes("promised__0__by", today() - timedelta(days=1))
    refused = senior.send(_at(way, "part-2"), **ANSWER, **promise, **yesterday)
    assert (refused.status_code, 'href="#promised-0-by-day"' in refused.text) == (422, True)
    assert "The date of an action promised must be today or in the future" in text_of(refused)
    kept = senior.send(_at(way, "part-2"), **ANSWER, **promise, **boxes("promised__0__by", today()))
    assert kept.status_code == 303
    fields = senior.fill(_at(way, "part-2/sign-off"), **STATED)
    with at(now() + timedelta(days=1)):
        late = pages.browser(way.responder).post(_at(way, "part-2/sign-off"), fields)
    assert (late.status_code, _documents(way, "part_2")) == (422, [])
    assert "the date must not be before the day of the reply" in text_of(late)


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


def test_an_action_that_is_added_has_the_focus_and_its_neighbour_once_it_is_taken_away(pages: Pages) -> None:
    way, writer = pages.way().forwarded(), pages.who("birch", Role.CONTRIBUTOR)
    fields = writer.fill(_at(way, "part-2")) | {"taken-0-what": "A visit"}
    added = writer.post(_at(way, "part-2"), fields | {"add": "taken"}).text
    assert _begins_at(added)[:2] == ["taken-1-what", "taken-1-who"]
    taken = {**fields, "taken-1-what": "A call", "remove": "taken-0"}
    assert _begins_at(writer.post(_at(way, "part-2"), taken).text)[0] == "taken-0-what"
    none_left = writer.post(_at(way, "part-2"), fields | {"remove": "taken-0"}).text
    assert 'id="taken" tabindex="-1" autofocus>' in none_left


# Saved while it is typed -------------------------------------------------------------------------------


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


def test_decision_25_a_name_is_noticed_as_a_reply_is_typed_and_names_nothing_more(pages: Pages) -> None:
    way = pages.way().forwarded()
    browser = pages.browser(way.responder)
    typed = browser.fill(f"/cases/{way.reference}/part-2", answers__0__reasons="Test was seen at home.")
    saved = browser.post(f"/cases/{way.reference}/part-2/autosave", typed)
    assert "“Test” in “Issue 1: your reasons” looks like child 1’s name" in html.unescape(saved.text)
    assert "Test Child" not in saved.text
    for page in ("part-2", "part-2/sign-off"):
        assert "looks like child 1’s name" in text_of(browser.get(f"/cases/{way.reference}/{page}"))
