"""Changing a setting: what its page says, what is refused, what every page shows then, and who may."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import event, text
from werkzeug.test import TestResponse

from portal.demo.valkey import Valkey
from portal.infra import partnership
from portal.infra.calendar import at
from portal.protocol.actors import Role
from tests.engines import Template
from tests.pages import Browser, Pages, at_once, opened, own_form, text_of, typed
from tests.partnership import as_owner

MONDAY = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
SETTINGS = "/business-unit/settings"


@pytest.fixture
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages, at(MONDAY):
        yield pages


@pytest.fixture
def manager(pages: Pages) -> Browser:
    return pages.who("business_unit", Role.MANAGER)


def _change(manager: Browser, name: str, value: str) -> str:
    """Change a setting; gives what the page of the settings says then."""
    response = manager.send(f"{SETTINGS}/{name}", value=value)
    assert (response.status_code, response.location) == (303, SETTINGS), text_of(response)
    return text_of(manager.get(SETTINGS))


def _rows(pages: Pages, statement: str) -> list[tuple[Any, ...]]:
    with as_owner(pages.partnership.logins) as session:
        return [tuple(row) for row in session.execute(text(statement))]


def _png(*, size: tuple[int, int] = (300, 80)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#aa3355").save(out, "PNG", pnginfo=None)
    return out.getvalue()


def _send_logo(manager: Browser, name: str, content: bytes, words: str = "A heron") -> TestResponse:
    form = manager.fill(f"{SETTINGS}/logo", words=words)
    return manager.post(f"{SETTINGS}/logo", {**form, "file": (io.BytesIO(content), name)})


def test_every_setting_is_on_one_page_with_what_the_protocol_fixes(pages: Pages, manager: Browser) -> None:
    said = text_of(manager.get(SETTINGS))
    for words in ("Name of the partnership", "0300 555 0199", "OFFICIAL-SENSITIVE", "20 working days",
                  "5 and 2 working days before it and on the day itself", "Days that do not count"):  # fmt: skip
        assert words in said
    fixed = said.partition("Fixed by the protocol")[2]
    assert "The Business Unit sends the form on How long 2 working days" in fixed
    assert "The responding agency replies How long 10 working days" in fixed
    assert "Nothing was changed yet" in said
    assert manager.get(f"{SETTINGS}/response").status_code == 404
    assert manager.get(f"{SETTINGS}/business_unit_check").status_code == 404
    assert SETTINGS in manager.get("/business-unit/closures").text


def test_a_page_says_what_changes_from_when_and_who_sees_it(manager: Browser) -> None:
    said = text_of(manager.get(f"{SETTINGS}/turn"))
    for words in ("As it is 20 working days", "In working days: a whole number from 5 to 60", "no further contact",
                  "In cases that begin from then on. A case that has begun, a draft too, keeps the rules it began",
                  "Who will see this"):  # fmt: skip
        assert words in said


def test_a_change_stands_on_every_page_at_once_and_in_the_history(pages: Pages, manager: Browser) -> None:
    before = pages.who("alder", Role.CONTRIBUTOR).get("/cases/start").text
    assert "0300 555 0199" in before
    said = _change(manager, "social_care_number", "0300 123 2224")
    assert (
        "When a child is at risk of significant harm was changed. It counts within 5 seconds, on every page."
        in said
    )
    history = said.partition("Who changed what")[2]
    assert "business_unit manager" in history
    assert "From 0300 555 0199 To 0300 123 2224 Counts from 23 November 2026 at 11am" in history
    for page in (pages.who("alder", Role.CONTRIBUTOR).get("/cases/start"), pages.app.test_client().get(
        "/sign-in", base_url="http://127.0.0.1:9")):  # fmt: skip
        assert "0300 123 2224" in page.text
        assert "0300 555 0199" not in page.text
    with at(MONDAY + timedelta(hours=2)):
        said = _change(manager, "social_care_number", "0300 999 9999")
    first, second = said.index("To 0300 999 9999"), said.index("To 0300 123 2224")
    assert first < second


def test_names_and_marking_stand_where_they_are_read(pages: Pages, manager: Browser) -> None:
    _change(manager, "partnership", "Eastmarch Partnership")
    _change(manager, "marking", "OFFICIAL")
    _change(manager, "name_executive", "The Eastmarch Executive")
    page = pages.who("executive", Role.CHAIR).get("/executive").text
    assert "Eastmarch Partnership" in page
    assert "acting for <strong>The Eastmarch Executive" in page
    assert "OFFICIAL</p>" in page
    assert "OFFICIAL-SENSITIVE" not in page
    response = manager.send(f"{SETTINGS}/name_quality", value="Alder Agency")
    assert response.status_code == 422
    assert "Another workspace has this name" in text_of(response)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("colour", "#777777", "has a contrast of 4.47 to 1. WCAG asks for at least 4.5 to 1"),
        ("turn", "200", "Enter a whole number from 5 to 60"),
        ("turn", "20", "It is this already"),
        ("turn", "10", "The last prompt must come before the turn ends: it would come on day 10 of 10"),
        ("follow_up_from", "9", "they would be 9 and 8"),
        ("reply_to", "unit@x", "correct format"),
        ("partnership", "", "Enter the new value"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field_with_what_was_typed(
    pages: Pages, manager: Browser, name: str, value: str, why: str
) -> None:
    response = manager.send(f"{SETTINGS}/{name}", value=value)
    assert response.status_code == 422
    assert why in text_of(response)
    assert f'value="{value}"' in response.text or not value
    assert 'href="#value"' in response.text
    assert _rows(pages, "select * from portal.setting_change") == []


def test_the_second_of_two_people_reads_what_the_first_changed_and_keeps_what_they_typed(
    pages: Pages, manager: Browser
) -> None:
    filled = manager.fill(f"{SETTINGS}/turn", value="30")
    first = pages.browser(pages.partnership.who("business_unit", Role.MANAGER))
    _change(first, "turn", "25")
    response = manager.post(f"{SETTINGS}/turn", filled)
    assert response.status_code == 409
    assert "business_unit manager changed this from 20 working days to 25 working days" in text_of(response)
    assert 'value="30"' in response.text
    assert "As it is 25 working days" in text_of(response)
    again = manager.post(f"{SETTINGS}/turn", _form(response) | {"value": "30"})
    assert again.status_code == 303
    assert _rows(pages, "select before, value, version from portal.setting_change order by version") == [
        (20, 25, 1), (25, 30, 2)
    ]  # fmt: skip


def _form(response: TestResponse) -> dict[str, Any]:
    return typed(own_form(response.text))


def test_of_two_at_the_same_moment_one_is_told_to_read_first(pages: Pages, manager: Browser) -> None:
    other = pages.who("business_unit", Role.MANAGER)
    sends = [
        (one, one.fill(f"{SETTINGS}/turn", value=str(days))) for one, days in ((manager, 30), (other, 31))
    ]
    answers = at_once(
        *(lambda one=one, filled=filled: one.post(f"{SETTINGS}/turn", filled) for one, filled in sends)
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert [row[0] for row in _rows(pages, "select version from portal.rules order by 1")] == [1, 2]


def test_a_form_sent_twice_changes_once(pages: Pages, manager: Browser) -> None:
    filled = manager.fill(f"{SETTINGS}/turn", value="30")
    assert [manager.post(f"{SETTINGS}/turn", filled).status_code for _ in range(2)] == [303, 303]
    assert len(_rows(pages, "select * from portal.setting_change")) == 1


def test_a_length_makes_the_next_version_of_the_rules_and_a_name_does_not(
    pages: Pages, manager: Browser
) -> None:
    _change(manager, "partnership", "Eastmarch Partnership")
    _change(manager, "turn", "30")
    _change(manager, "reminders", "0, 7")
    what = "content -> 'turn', content -> 'reminders', content -> 'reopen'"
    rules = f"select version, {what} from portal.rules order by 1"
    assert _rows(pages, rules) == [(1, 20, [5, 2, 0], 20), (2, 30, [5, 2, 0], 20), (3, 30, [7, 0], 20)]


def test_the_colour_is_a_style_sheet_of_its_own_that_a_browser_may_keep(
    pages: Pages, manager: Browser
) -> None:
    assert "/partnership/" not in manager.get(SETTINGS).text
    _change(manager, "colour", "#5B2C6F")
    page = manager.get(SETTINGS).text
    assert 'href="/partnership/5b2c6f.css"' in page
    assert 'content="#5b2c6f"' in page
    sheet = manager.get("/partnership/5b2c6f.css")
    assert "--portal-deep: #5b2c6f;" in sheet.text
    assert sheet.mimetype == "text/css"
    assert "immutable" in sheet.headers["Cache-Control"]
    for unreadable in ("eeeeee", "5b2c6", "5b2c6f;}", "red"):
        assert manager.get(f"/partnership/{unreadable}.css").status_code == 404


def test_the_logo_is_a_png_written_anew_with_words_that_stand_for_it(pages: Pages, manager: Browser) -> None:
    response = _send_logo(manager, "mark.png", _png())
    assert (response.status_code, response.location) == (303, SETTINGS)
    page = manager.get(SETTINGS).text
    (digest,) = _rows(pages, "select digest from portal.logo")[0]
    assert f'src="/partnership/{digest}.png" alt="A heron"' in page
    shown = pages.app.test_client().get(f"/partnership/{digest}.png", base_url="http://127.0.0.1:9")
    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(shown.data)).size == (300, 80)
    assert manager.send(f"{SETTINGS}/logo/none").status_code == 303
    assert "app-header__logo" not in manager.get(SETTINGS).text
    assert manager.get(f"/partnership/{digest}.png").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        (
            "mark.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            "must be a PNG image",
        ),
        (
            "mark.png",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            "it is not a PNG image",
        ),
        ("mark.jpg", _png(), "must be a PNG image"),
        ("mark.png", _png(size=(1300, 80)), "is 1,300 by 80 pixels"),
        ("mark.png", b"", "The file is empty"),
    ],
)
def test_any_other_logo_is_refused_and_the_words_are_kept(
    pages: Pages, manager: Browser, name: str, content: bytes, why: str
) -> None:
    response = _send_logo(manager, name, content)
    assert response.status_code == 422
    assert why in text_of(response)
    assert 'value="A heron"' in response.text
    assert _rows(pages, "select * from portal.logo") == []


def test_an_officer_and_the_clerk_read_and_a_manager_changes(pages: Pages) -> None:
    for role in (Role.OFFICER, Role.CLERK):
        browser = pages.who("business_unit", role)
        page = browser.get(SETTINGS)
        assert page.status_code == 200
        assert f"{SETTINGS}/marking" not in page.text
        assert browser.get(f"{SETTINGS}/marking").status_code == 403
    assert pages.who("alder", Role.SENIOR_MANAGER).get(SETTINGS).status_code == 403


def test_another_process_follows_within_some_seconds(
    pages: Pages, manager: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, deployed = pages.partnership.database, pages.app.extensions["portal"].settings
    _change(manager, "marking", "OFFICIAL")
    manager.get(SETTINGS)
    with as_owner(pages.partnership.logins) as session:
        session.execute(text(
            "insert into portal.setting_change"
            " (name, version, before, value, counts_from, membership_id, by_name, at)"
            " select 'marking', 2, value, '\"SECRET\"', now(), membership_id, by_name, now()"
            " from portal.setting_change"
        ))  # fmt: skip
    assert partnership.as_set(database, deployed).marking == "OFFICIAL"
    monkeypatch.setattr(partnership, "KEPT_SECONDS", 0)
    assert partnership.as_set(database, deployed).marking == "SECRET"
    assert "SECRET</p>" in manager.get(SETTINGS).text


def test_a_page_costs_no_question_about_the_settings_while_they_are_kept(
    pages: Pages, manager: Browser
) -> None:
    manager.get(SETTINGS)
    asked: list[str] = []
    engine = pages.partnership.database.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: asked.append(statement))
    manager.get("/business-unit")
    assert asked
    assert not any("settings_now" in statement for statement in asked)
