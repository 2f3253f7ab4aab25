"""Part 1’s pages: its list of sections, and writing them half a form at a time."""

import html
from typing import Any

import pytest

from portal.protocol.actors import Role
from portal.protocol.part_1 import SECTIONS
from tests.integration.escalations.drafting import (
    CHILD,
    address,
    draft,
    identities,
    kept,
    send,
)
from tests.pages import text_of
from tests.way import Way

NAMES = [
    "O'Brien",
    "Zoë Ångström-Núñez",
    "李",
    "李 小龍",
    "Mononymous",
    "  two  spaces ",
    "D’Arcy",
    "<b>&amp;</b>",
]


def test_the_list_says_what_is_done_and_who_saved_last(browse: Any, empty: Way) -> None:
    browser = browse()
    assert text_of(browser.get(address(empty))).count("Not yet started") == len(SECTIONS) + 1
    send(browser, address(empty, "part-1/why"), {"unresolved": "They do not answer."})
    words = text_of(browse(Role.DEPUTY).get(address(empty)))
    assert words.count("Not yet started") == len(SECTIONS)
    assert "Why it is not resolved In progress" in words
    assert "Last saved by alder contributor" in words
    assert "Check and ask for sign-off 7 sections to complete" in words
    assert "Discard this draft" in words
    send(browser, address(empty, "part-1/why"), {"safety": "Daily visits."})
    assert "Why it is not resolved Completed" in text_of(browser.get(address(empty)))


def test_nothing_missing_opens_the_check(browse: Any, whole: Way) -> None:
    page = browse().get(address(whole))
    assert text_of(page).count("Completed") == len(SECTIONS)
    assert address(whole, "part-1/check") in page.text


@pytest.mark.parametrize(
    ("section", "fields", "stored"),
    [
        ("difference", {"on-day": "1", "on-month": "02", "on-year": "2026"}, {"on": "2026-02-01"}),
        ("difference", {"primary": "timeliness"}, {"categories": ["timeliness"]}),
        ("issues", {"issues-0-position": "One\r\n\r\nTwo"}, [{"position": "One\r\n\r\nTwo"}]),
        ("stage_1", {"who": "Zoë with 李"}, {"who": "Zoë with 李", "on": ""}),
        ("stage_2", {"response_time": "5 days, met"}, {"response_time": "5 days, met"}),
        ("why", {"safety": "<b>&amp;</b>"}, {"safety": "<b>&amp;</b>", "unresolved": ""}),
    ],
)
def test_a_half_filled_section_is_saved(
    browse: Any, empty: Way, section: str, fields: dict[str, str], stored: Any
) -> None:
    browser = browse()
    page = address(empty, f"part-1/{section}")
    answer = send(browser, page, fields, to=f"{page}?then=list")
    assert (answer.status_code, answer.location) == (303, address(empty)), text_of(answer)
    assert "was saved" in text_of(browser.get(answer.location))
    found = draft(empty).content[section]
    for one, wanted in zip(
        found if isinstance(found, list) else [found],
        stored if isinstance(stored, list) else [stored],
        strict=True,
    ):
        assert {name: one[name] for name in wanted} == wanted


def test_save_and_continue_leads_through_the_sections_to_the_check(browse: Any, empty: Way) -> None:
    browser, page = browse(), address(empty, "part-1/children")
    for following in [*(section.key for section in SECTIONS[1:]), "check"]:
        answer = send(browser, page, {})
        assert answer.status_code == 303
        page = answer.location
        assert page == address(empty, f"part-1/{following}")
    assert browser.get(page).status_code == 200


def test_what_was_saved_comes_back_to_be_changed(browse: Any, whole: Way) -> None:
    browser = browse(Role.DEPUTY)
    for section in SECTIONS:
        before = draft(whole)
        page = address(whole, f"part-1/{section.key}")
        fields = (
            {"responder": str(whole.partnership.workspaces["birch"])} if section.key == "difference" else {}
        )
        if section.key == "difference":
            assert f'value="{fields["responder"]}" selected' in browser.get(page).text
        assert send(browser, page, fields).status_code == 303
        after = draft(whole)
        assert after.version == before.version + 1
        for name, value in _entries(before.content[section.key]):
            assert (name, value) in _entries(after.content[section.key])


def _entries(written: Any) -> list[tuple[str, Any]]:
    return [pair for entry in (written if isinstance(written, list) else [written]) for pair in entry.items()]


@pytest.mark.parametrize("name", NAMES)
def test_a_childs_name_is_kept_exactly_as_typed_and_stands_in_the_block_alone(
    browse: Any, empty: Way, name: str
) -> None:
    browser, page = browse(), address(empty, "part-1/children")
    answer = send(browser, page, CHILD | {"children-0-name": name})
    assert answer.status_code == 303, text_of(answer)
    (child,) = identities(empty)
    assert (child.name, child.date_of_birth, child.record_number) == (name, "2019-03-07", "CSC 0042")
    assert (child.known_as, child.other_number) == ("Zo", "999 000 1111")
    (kept_apart,) = draft(empty).content["children"]
    told = {field: value for field, value in kept_apart.items() if value and field != "key"}
    assert told == {"status": "looked_after", "level_of_need": "4", "identified": True}
    again = browser.fill(page)
    assert {field: again[field] for field in CHILD} == CHILD | {"children-0-name": name}


def test_the_identity_is_on_no_other_page(browse: Any, empty: Way) -> None:
    browser = browse()
    answer = send(browser, address(empty, "part-1/children"), CHILD)
    pages = [
        answer.location,
        address(empty, "part-1/check"),
        address(empty, "sign-off"),
        f"/cases/{empty.reference}",
    ]
    for page in [*pages, "/cases"]:
        shown = browse(Role.SENIOR_MANAGER).get(page)
        assert shown.status_code == 200
        for secret in ("Brien", "CSC 0042", "2019"):
            assert secret not in html.unescape(shown.text), page
    own = browser.get(address(empty, "part-1/children")).text
    assert "Brien" not in own.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize(
    ("part", "value"), [("name", " "), ("record_number", ""), ("date_of_birth-day", None)]
)
def test_a_child_without_its_whole_identity_is_missing(
    browse: Any, empty: Way, part: str, value: str | None
) -> None:
    fields: dict[str, Any] = CHILD | {f"children-0-{part}": value or ""}
    if value is None:
        fields |= {f"children-0-date_of_birth-{one}": "" for one in ("day", "month", "year")}
    browser = browse()
    assert send(browser, address(empty, "part-1/children"), fields).status_code == 303
    words = text_of(browser.get(address(empty, "part-1/check")))
    lacking = {
        "name": "the child’s name",
        "record_number": "your agency’s record number for the child",
        "date_of_birth-day": "the child’s date of birth or expected date",
    }
    assert f"Child 1: say {lacking[part]}" in words


def test_rows_are_added_and_taken_away_and_each_child_keeps_its_own_identity(browse: Any, empty: Way) -> None:
    browser, page = browse(), address(empty, "part-1/children")
    before = draft(empty).version
    added = send(browser, page, CHILD | {"add": "children"})
    assert added.status_code == 200
    assert "Child 2" in text_of(added)
    assert 'id="row-2" class="app-row" tabindex="-1" autofocus' in added.text
    assert kept(added, "Zoë O'Brien")
    assert draft(empty).version == before
    three = {
        field.replace("-0-", f"-{number}-"): f"{value}" if "name" not in field else f"Name {number}"
        for number in range(3)
        for field, value in CHILD.items()
    }
    assert send(browser, page, three).status_code == 303
    assert [child.name for child in identities(empty)] == ["Name 0", "Name 1", "Name 2"]
    shown = send(browser, page, {"remove": "children-1"})
    assert not kept(shown, "Name 1")
    assert 'id="row-2" class="app-row" tabindex="-1" autofocus' in shown.text
    left = browser.fill(page)
    left = {name: value for name, value in left.items() if "children-1" not in name}
    assert browser.post(page, left).status_code == 303
    assert [(child.number, child.name) for child in identities(empty)] == [(1, "Name 0"), (2, "Name 2")]
    assert len(draft(empty).content["children"]) == 2


@pytest.mark.parametrize(
    "button", [{"remove": "children-9"}, {"remove": "²"}, {"remove": ""}, {"add": "nothing"}]
)
def test_a_button_that_was_not_there_changes_nothing(browse: Any, empty: Way, button: dict[str, str]) -> None:
    before = draft(empty).version
    answer = send(browse(), address(empty, "part-1/children"), CHILD | button)
    if answer.status_code == 200:
        assert kept(answer, "Zoë O'Brien")
        assert draft(empty).version == before
    else:
        assert (answer.status_code, draft(empty).version) == (303, before + 1)


def test_an_empty_row_is_no_child(browse: Any, empty: Way) -> None:
    browser = browse()
    assert send(browser, address(empty, "part-1/children"), {"children-0-name": " "}).status_code == 303
    assert identities(empty) == ()
    assert draft(empty).content["children"] == []
