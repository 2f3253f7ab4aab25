"""Part 1 and what cannot be kept: refused beside its field, shown back as typed, nothing else lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.escalations.actions import part_1
from portal.infra.calendar import at
from portal.protocol.actors import Role
from portal.web.security import FORM_BYTES
from tests.integration.escalations.drafting import (
    CHILD,
    address,
    draft,
    identities,
    kept,
    send,
)
from tests.pages import text_of
from tests.partnership import Partnership
from tests.way import Way

THURSDAY = datetime(2026, 12, 24, 11, 0, tzinfo=UTC)

DAYS = ["31 2 2026", "0 1 2026", "1 13 2026", "x y z", "1 1 26", "29 2 2025", "1  2026", "9 9 99999"]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("section", "field"), [("stage_1", "on"), ("children", "children-0-date_of_birth")])
def test_an_impossible_date_is_refused_and_everything_typed_is_kept(
    browse: Any, empty: Way, section: str, field: str, day: str
) -> None:
    parts = dict(zip(("day", "month", "year"), day.split(" "), strict=True))
    typed = {f"{field}-{part}": value for part, value in parts.items()}
    typed |= {"who": "Amara with Tom"} if section == "stage_1" else {"children-0-name": "Amara 李"}
    before = draft(empty).version
    browser = browse()
    answer = send(browser, address(empty, f"part-1/{section}"), typed)
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    for value in typed.values():
        assert kept(answer, f'value="{value}"' if " " not in value else value)
    assert draft(empty).version == before


@pytest.mark.parametrize(("days", "status"), [(0, 303), (1, 422)])
def test_what_happened_did_not_happen_tomorrow(browse: Any, empty: Way, days: int, status: int) -> None:
    day = (THURSDAY + timedelta(days=days)).date()
    fields = {"on-day": str(day.day), "on-month": str(day.month), "on-year": str(day.year)}
    with at(THURSDAY):
        answer = send(browse(), address(empty, "part-1/stage_2"), fields)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("year", "stands", "status"),
    [
        ("2001", "care_leaver", 303),
        ("1999", "care_leaver", 422),
        ("2027", "looked_after", 422),
        ("2027", "unborn", 303),
        ("2028", "unborn", 422),
        ("2026", "unborn", 422),
    ],
)
def test_a_date_of_birth_is_a_childs_and_that_of_an_unborn_child_an_expected_one(
    browse: Any, empty: Way, year: str, stands: str, status: int
) -> None:
    with at(THURSDAY):
        fields = CHILD | {"children-0-date_of_birth-year": year, "children-0-status": stands}
        answer = send(browse(), address(empty, "part-1/children"), fields)
    assert answer.status_code == status


@pytest.mark.parametrize("responder", ["alder", "business_unit", "unknown", "not-an-id", "<script>"])
def test_an_agency_that_was_not_offered_is_refused(
    browse: Any, people: Partnership, empty: Way, responder: str
) -> None:
    value = str(people.workspaces.get(responder, responder))
    fields = {"responder": value, "other": "Kept as typed", "kind": "action"}
    before = draft(empty).version
    browser = browse()
    assert str(people.workspaces["alder"]) not in browser.get(address(empty, "part-1/difference")).text
    answer = send(browser, address(empty, "part-1/difference"), fields)
    assert answer.status_code == 422
    assert "Choose one of the list." in text_of(answer)
    assert kept(answer, "Kept as typed")
    assert draft(empty).version == before


@pytest.mark.parametrize("typed", ["x" * 1_000_000, "cut\0here"])
@pytest.mark.parametrize(
    ("section", "field"),
    [("why", "safety"), ("issues", "issues-0-evidence"), ("children", "children-0-name")],
)
def test_text_that_cannot_be_kept_is_refused_with_the_rest_in_place(
    browse: Any, empty: Way, section: str, field: str, typed: str
) -> None:
    before = draft(empty).version
    answer = send(browse(), address(empty, f"part-1/{section}"), {field: typed})
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    assert kept(answer, typed[:3])
    assert draft(empty).version == before


@pytest.mark.parametrize("change", [{"version": "new"}, {"once": "forged"}, {"version": ""}])
def test_a_form_that_is_not_ours_changes_nothing(browse: Any, empty: Way, change: dict[str, str]) -> None:
    before = draft(empty).version
    answer = send(browse(), address(empty, "part-1/why"), {"safety": "Typed"} | change)
    assert answer.status_code == 422
    assert kept(answer, "Typed")
    assert draft(empty).version == before


def test_a_form_sent_after_the_case_was_submitted_is_refused_and_kept(browse: Any, whole: Way) -> None:
    browser, page = browse(), address(whole, "part-1/why")
    form = browser.fill(page)
    whole.do(whole.manager, part_1.sign_off, whole.reference, version=whole.version(whole.manager))
    answer = browser.post(page, form | {"safety": "Too late, but kept"})
    assert answer.status_code == 409
    assert kept(answer, "Too late, but kept")
    for gone in ("part-1", "part-1/why", "part-1/check", "discard"):
        assert browse(Role.SENIOR_MANAGER).get(address(whole, gone)).status_code == 409


def test_there_is_no_other_section(browse: Any, empty: Way) -> None:
    assert browse().get(address(empty, "part-1/nothing")).status_code == 404
    assert browse().get("/cases/RPD-AAAA-AAAA/part-1").status_code == 404


PAGES = ["part-1", "part-1/children", "part-1/check", "sign-off", "discard"]


@pytest.mark.parametrize("page", PAGES)
def test_a_draft_is_its_own_agencys_alone(browse: Any, whole: Way, page: str) -> None:
    assert browse(Role.SENIOR_MANAGER, "birch").get(address(whole, page)).status_code == 404
    assert browse(Role.ADMINISTRATOR).get(address(whole, page)).status_code == 403
    assert browse(Role.EXECUTIVE_CONTACT).get(address(whole, page)).status_code == 403
    assert browse(Role.OFFICER, "business_unit").get(address(whole, page)).status_code in (403, 404)


@pytest.mark.parametrize("page", PAGES)
def test_the_responding_agency_may_read_the_case_and_not_write_its_part_1(
    browse: Any, way: Way, page: str
) -> None:
    way.forwarded()
    assert browse(Role.SENIOR_MANAGER, "birch").get(address(way, page)).status_code == 403


def test_a_child_born_tomorrow_is_refused_beside_the_field_unless_unborn(browse: Any, empty: Way) -> None:
    browser, page = browse(), address(empty, "part-1/children")
    tomorrow = (THURSDAY + timedelta(days=1)).date()
    parts = {"day": tomorrow.day, "month": tomorrow.month, "year": tomorrow.year}
    fields = CHILD | {f"children-0-date_of_birth-{part}": str(value) for part, value in parts.items()}
    with at(THURSDAY):
        refused = send(browser, page, fields)
        taken = send(browser, page, fields | {"children-0-status": "unborn"})
    assert (refused.status_code, taken.status_code) == (422, 303)
    assert "If the child is not born yet, choose “Unborn”" in text_of(refused)
    assert "children-0-date_of_birth-error" in refused.text
    assert kept(refused, "Zoë O'Brien")
    assert identities(empty)[0].date_of_birth == tomorrow.isoformat()


def test_two_hundred_issues_are_refused_and_all_of_them_shown(browse: Any, empty: Way) -> None:
    typed = {f"issues-{number}-position": f"Position {number} of many" for number in range(200)}
    before = draft(empty).version
    answer = send(browse(), address(empty, "part-1/issues"), typed)
    assert answer.status_code == 422
    assert "There can be 50 at most, and there are 200. Remove 150." in text_of(answer)
    assert all(kept(answer, f"Position {number} of many") for number in range(200))
    assert draft(empty).version == before


def test_more_than_any_form_holds_is_answered_with_a_page_that_says_so(browse: Any, empty: Way) -> None:
    answer = send(browse(), address(empty, "part-1/why"), {"safety": "x" * FORM_BYTES})
    assert answer.status_code == 413
    assert "too large" in text_of(answer).lower() or "too long" in text_of(answer).lower()
    assert draft(empty).version == 0


@pytest.mark.parametrize("typed", ["\u202eabc\u202c", "O’Brien ‏עברית‏", "李 \U00020bb7"])
def test_marks_and_letters_of_every_script_are_kept_exactly(browse: Any, empty: Way, typed: str) -> None:
    browser, page = browse(), address(empty, "part-1/why")
    assert send(browser, page, {"safety": typed}).status_code == 303
    assert draft(empty).content["why"]["safety"] == typed
    assert browser.fill(page)["safety"] == typed


def test_an_address_that_is_none_is_refused_beside_its_field(browse: Any, empty: Way) -> None:
    fields = {"practitioner_name": "Robin", "practitioner_email": "not an address"}
    answer = send(browse(), address(empty, "part-1/people"), fields)
    assert answer.status_code == 422
    assert "practitioner_email-error" in answer.text
    assert kept(answer, "not an address")
    assert kept(answer, "Robin")


@pytest.mark.parametrize("to", ["", "/autosave"], ids=["by its button", "while it is typed"])
def test_a_form_that_comes_without_its_row_leaves_the_children_as_they_were(
    browse: Any, empty: Way, to: str
) -> None:
    browser, children = browse(), address(empty, "part-1/children")
    assert send(browser, children, CHILD).status_code == 303
    before = draft(empty).version
    fields = {name: value for name, value in browser.fill(children).items() if "children-" not in name}
    answer = browser.post(children + to, fields)
    assert (answer.status_code, "This form is not complete" in answer.text) == (422, True)
    assert draft(empty).version == before
    assert [one.name for one in identities(empty)] == [CHILD["children-0-name"]]
