"""Part 1's pages: written by several people half a form at a time, checked, signed off; nothing typed is lost."""

import html
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.demo.valkey import Valkey
from portal.escalations import queries
from portal.escalations.actions import office, part_1
from portal.infra.calendar import at
from portal.infra.db import Database
from portal.protocol.actors import Actor, Role
from portal.protocol.escalation import CaseState
from portal.protocol.part_1 import SECTIONS
from tests.engines import Template
from tests.pages import Browser, Pages, opened, text_of
from tests.partnership import Partnership
from tests.way import Way

CHILD = {
    "children-0-name": "Zoë O'Brien",
    "children-0-date_of_birth-day": "7",
    "children-0-date_of_birth-month": "3",
    "children-0-date_of_birth-year": "2019",
    "children-0-record_number": "CSC 0042",
    "children-0-status": "looked_after",
    "children-0-level_of_need": "4",
}
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
STATEMENTS = {"tried": "y", "on_record": "y", "minimum": "y"}
THURSDAY = datetime(2026, 12, 24, 11, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as found:
        yield found


@pytest.fixture(scope="module")
def people(pages: Pages) -> Partnership:
    return pages.partnership


@pytest.fixture(scope="module")
def browse(pages: Pages) -> Any:
    def browser(role: Role = Role.CONTRIBUTOR, slug: str = "alder") -> Browser:
        return pages.who(slug, role)

    return browser


@pytest.fixture
def way(people: Partnership) -> Way:
    return Way(people)


@pytest.fixture
def empty(way: Way) -> Way:
    """A draft in which nothing is written."""
    way.reference = way.do(way.contributor, part_1.start, gate={})
    return way


@pytest.fixture
def whole(way: Way) -> Way:
    """A draft that lacks nothing."""
    return way.started()


def address(way: Way, page: str = "part-1") -> str:
    return f"/cases/{way.reference}/{page}"


def draft(way: Way, actor: Actor | None = None) -> queries.DraftView:
    me = actor or way.contributor
    with way.partnership.database.reading(way.partnership.context(me)) as session:
        case = queries.case(session, me, way.reference).case.id
        return queries.draft(session, case, kind="part_1", workspace=me.workspace)


def identities(way: Way) -> tuple[queries.Identity, ...]:
    with way.partnership.database.reading(way.partnership.context(way.contributor)) as session:
        return queries.identities(session, way.see(way.contributor).case.id)


def state(way: Way) -> CaseState:
    return way.see(way.contributor).case.state


def send(browser: Browser, page: str, fields: dict[str, Any], to: str = "") -> TestResponse:
    """Open a page, type these, and send its form."""
    return browser.post(to or page, browser.fill(page) | fields)


def kept(response: TestResponse, typed: str) -> bool:
    """Whether the page still holds what was typed, in a field or to copy."""
    return typed in html.unescape(response.text)


# The list of sections ------------------------------------------------------------------------------------


def test_the_list_says_what_is_done_and_who_saved_last(browse: Any, empty: Way) -> None:
    browser = browse()
    assert text_of(browser.get(address(empty))).count("Not yet started") == len(SECTIONS)
    send(browser, address(empty, "part-1/why"), {"unresolved": "They do not answer."})
    words = text_of(browse(Role.DEPUTY).get(address(empty)))
    assert words.count("Not yet started") == len(SECTIONS) - 1
    assert "Why it is not resolved In progress" in words
    assert "Last saved by alder contributor" in words
    assert "Check and ask for sign-off 6 sections to complete first" in words
    assert "Discard this draft" in words
    send(browser, address(empty, "part-1/why"), {"safety": "Daily visits."})
    assert "Why it is not resolved Completed" in text_of(browser.get(address(empty)))


def test_nothing_missing_opens_the_check(browse: Any, whole: Way) -> None:
    page = browse().get(address(whole))
    assert text_of(page).count("Completed") == len(SECTIONS)
    assert address(whole, "part-1/check") in page.text


# Writing -------------------------------------------------------------------------------------------------


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
    assert draft(empty).content["children"] == [
        {"status": "looked_after", "level_of_need": "4", "identified": True}
    ]
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
    assert "Child 1: say the child's name, date of birth or expected date, and record number" in words


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


# Bad input -----------------------------------------------------------------------------------------------

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


@pytest.mark.parametrize(("year", "status"), [("2027", 303), ("2028", 422), ("2001", 303), ("1999", 422)])
def test_a_date_of_birth_is_a_childs_or_an_expected_one(
    browse: Any, empty: Way, year: str, status: int
) -> None:
    with at(THURSDAY):
        fields = CHILD | {"children-0-date_of_birth-year": year}
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


def test_a_section_that_somebody_saved_meanwhile_is_not_overwritten(browse: Any, empty: Way) -> None:
    mine, page = browse(), address(empty, "part-1/why")
    form = mine.fill(page)
    assert send(browse(Role.DEPUTY), page, {"unresolved": "Theirs"}).status_code == 303
    answer = mine.post(page, form | {"unresolved": "Mine, typed at length"})
    assert answer.status_code == 409
    assert kept(answer, "Mine, typed at length")
    assert answer.text.count("app-kept__name") == 1
    assert "alder deputy saved this form" in text_of(answer)
    assert draft(empty).content["why"]["unresolved"] == "Theirs"


def test_a_childs_section_saved_meanwhile_keeps_both_block_and_draft(browse: Any, empty: Way) -> None:
    mine, page = browse(), address(empty, "part-1/children")
    form = mine.fill(page)
    assert send(browse(Role.DEPUTY), page, CHILD).status_code == 303
    answer = mine.post(page, form | CHILD | {"children-0-name": "Another 李"})
    assert answer.status_code == 409
    assert kept(answer, "Another 李")
    assert [child.name for child in identities(empty)] == ["Zoë O'Brien"]


def test_sent_twice_it_is_saved_once(browse: Any, empty: Way) -> None:
    browser, page = browse(), address(empty, "part-1/children")
    form = browser.fill(page) | CHILD
    before = draft(empty).version
    first, second = browser.post(page, form), browser.post(page, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert draft(empty).version == before + 1


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


# Checking and asking -------------------------------------------------------------------------------------


def test_the_check_names_what_is_missing_with_a_link_to_it(browse: Any, empty: Way) -> None:
    browser = browse()
    send(browser, address(empty, "part-1/issues"), {"issues-0-position": "We differ."})
    page = browser.get(address(empty, "part-1/check"))
    assert "Issue 1: say the evidence for it" in text_of(page)
    assert f"{address(empty, 'part-1/issues')}#row-1" in page.text
    assert "The children: add at least one" in text_of(page)
    assert "We differ." in text_of(page)
    assert "Ask for sign-off" not in text_of(page)


def test_what_is_not_complete_cannot_be_asked_for(browse: Any, people: Partnership, empty: Way) -> None:
    browser = browse()
    form = browser.fill(address(empty, "part-1/why"))
    of = people.who("alder", Role.DEPUTY).membership
    answer = browser.post(address(empty, "part-1/check"), form | {"of": str(of)})
    assert answer.status_code == 422
    assert empty.see(empty.contributor).sign_off_asked_of is None


def test_a_senior_manager_is_asked_and_told(browse: Any, people: Partnership, whole: Way) -> None:
    browser, page = browse(), address(whole, "part-1/check")
    shown = text_of(browser.get(page))
    assert "What happens next" in shown
    assert "You can sign it off yourself" not in shown
    form = browser.fill(page) | {"of": str(whole.manager.membership)}
    answer = browser.post(page, form)
    assert (answer.status_code, answer.location) == (303, f"/cases/{whole.reference}")
    assert "alder senior_manager was asked to sign off Part 1." in text_of(browser.get(answer.location))
    assert browser.post(page, form).location == answer.location
    assert whole.see(whole.contributor).sign_off_asked_of == whole.manager.membership
    assert _told(whole) == [("sign_off", str(whole.manager.membership))]
    assert "alder senior_manager was asked" in text_of(browser.get(page))


def _told(way: Way) -> list[tuple[str, str]]:
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    statement = text(
        "select o.payload->>'ask', o.membership_id::text from portal.outbox o"
        " join portal.escalation e on e.id = o.escalation_id where e.reference = :reference"
    )
    with owner.reading() as session:
        session.execute(text("set local role portal_owner"))
        rows = [(row[0], row[1]) for row in session.execute(statement, {"reference": way.reference})]
    owner.engine.dispose()
    return rows


@pytest.mark.parametrize("of", ["nobody", "contributor", "birch", "none"])
def test_only_who_may_sign_is_asked(browse: Any, people: Partnership, whole: Way, of: str) -> None:
    forged = {
        "nobody": "not-an-id",
        "contributor": str(whole.contributor.membership),
        "birch": str(whole.responder.membership),
        "none": "",
    }
    answer = send(browse(), address(whole, "part-1/check"), {"of": forged[of]})
    assert answer.status_code == 422
    assert whole.see(whole.contributor).sign_off_asked_of is None


def test_who_wrote_some_of_it_is_named_and_not_offered(browse: Any, people: Partnership, whole: Way) -> None:
    deputy = browse(Role.DEPUTY)
    send(deputy, address(whole, "part-1/why"), {"safety": "Weekly visits."})
    page = browse().get(address(whole, "part-1/check"))
    assert "alder deputy cannot sign it" in text_of(page)
    assert str(people.who("alder", Role.DEPUTY).membership) not in page.text
    assert "You can sign it off yourself" not in text_of(deputy.get(address(whole, "part-1/check")))
    manager = browse(Role.SENIOR_MANAGER)
    assert "You can sign it off yourself" in text_of(manager.get(address(whole, "part-1/check")))
    send(manager, address(whole, "part-1/why"), {"safety": "Daily visits."})
    page = browse().get(address(whole, "part-1/check"))
    assert "Everyone who can sign for your agency wrote some of Part 1" in text_of(page)
    assert str(whole.manager.membership) in page.text


# Signing -------------------------------------------------------------------------------------------------


def test_the_page_to_sign_shows_everything_and_what_signing_sets_off(browse: Any, whole: Way) -> None:
    with at(THURSDAY):
        words = text_of(browse(Role.SENIOR_MANAGER).get(address(whole, "sign-off")))
    for written in (
        "We think the child needs a plan.",
        "Birch Agency",
        "Daily contact.",
        "Monday 2 March 2026",
    ):
        assert written in words
    assert "The Business Unit has 2 working days: by Wednesday 30 December 2026" in words
    assert "Birch Agency, once the Business Unit sends it on" in words


def test_a_senior_manager_signs_once(browse: Any, whole: Way) -> None:
    browser, page = browse(Role.SENIOR_MANAGER), address(whole, "sign-off")
    form = browser.fill(page) | STATEMENTS | {"apart": "y"}
    answer = browser.post(page, form)
    assert (answer.status_code, answer.location) == (303, f"/cases/{whole.reference}"), text_of(answer)
    assert "You signed off Part 1" in text_of(browser.get(answer.location))
    again = browser.post(page, form)
    assert (again.status_code, again.location) == (303, answer.location)
    assert state(whole) is CaseState.SUBMITTED
    (paper,) = whole.see(whole.manager).documents
    assert (paper.signed_by, paper.version) == ("alder senior_manager", 1)


@pytest.mark.parametrize("left_out", [*STATEMENTS, "apart"])
def test_every_statement_is_confirmed(browse: Any, whole: Way, left_out: str) -> None:
    ticks = {name: "y" for name in [*STATEMENTS, "apart"] if name != left_out}
    answer = send(browse(Role.SENIOR_MANAGER), address(whole, "sign-off"), ticks)
    assert answer.status_code == 422
    assert answer.text.count(" checked") == len(ticks)
    assert state(whole) is CaseState.DRAFT


def test_who_held_stage_2_in_a_very_small_agency_gives_a_reason(browse: Any, whole: Way) -> None:
    reason = {"exception_reason": "There are two of us, and Zoë is away."}
    answer = send(browse(Role.SENIOR_MANAGER), address(whole, "sign-off"), STATEMENTS | reason)
    assert answer.status_code == 303, text_of(answer)
    paper = whole.see(whole.manager).newest("part_1")
    assert paper is not None
    assert paper.content["exception_reason"] == reason["exception_reason"]


@pytest.mark.parametrize("apart", [{}, {"apart": "y"}])
def test_who_wrote_it_signs_only_with_a_reason(browse: Any, whole: Way, apart: dict[str, str]) -> None:
    browser, page = browse(Role.SENIOR_MANAGER), address(whole, "sign-off")
    send(browser, address(whole, "part-1/why"), {"safety": "Weekly visits."})
    assert "I did not write any of Part 1" not in text_of(browser.get(page))
    answer = send(browser, page, STATEMENTS | apart | {"exception_reason": " "})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert state(whole) is CaseState.DRAFT
    reason = {"exception_reason": "Nobody else can sign here."}
    assert send(browser, page, STATEMENTS | reason).status_code == 303
    assert state(whole) is CaseState.SUBMITTED


def test_nobody_signs_what_changed_after_they_read_it(browse: Any, whole: Way) -> None:
    browser, page = browse(Role.SENIOR_MANAGER), address(whole, "sign-off")
    form = browser.fill(page) | STATEMENTS | {"apart": "y"}
    send(browse(), address(whole, "part-1/why"), {"safety": "Nothing at all."})
    answer = browser.post(page, form)
    assert answer.status_code == 409
    assert "alder contributor saved this form while you were reading it" in text_of(answer)
    assert state(whole) is CaseState.DRAFT


@pytest.mark.parametrize("read", ["", "-1", "x", "9" * 30, "²"])
def test_a_signature_without_what_was_read_is_not_ours(browse: Any, whole: Way, read: str) -> None:
    fields = STATEMENTS | {"apart": "y", "read": read}
    answer = send(browse(Role.SENIOR_MANAGER), address(whole, "sign-off"), fields)
    assert answer.status_code == 422
    assert state(whole) is CaseState.DRAFT


def test_what_is_not_complete_shows_no_button_to_sign(browse: Any, empty: Way) -> None:
    browser, page = browse(Role.SENIOR_MANAGER), address(empty, "sign-off")
    shown = browser.get(page)
    assert "Part 1 is not complete" in text_of(shown)
    assert "Sign off and send" not in text_of(shown)
    form = browser.fill(address(empty, "part-1/why")) | STATEMENTS | {"apart": "y", "read": "1"}
    assert browser.post(page, form).status_code == 422
    assert state(empty) is CaseState.DRAFT


def test_a_contributor_never_signs(browse: Any, whole: Way) -> None:
    browser = browse()
    assert browser.get(address(whole, "sign-off")).status_code == 403
    form = browser.fill(address(whole, "part-1/why")) | STATEMENTS | {"apart": "y", "read": "3"}
    assert browser.post(address(whole, "sign-off"), form).status_code == 403
    assert "Read and sign off" not in text_of(browser.get(address(whole, "part-1/check")))
    assert state(whole) is CaseState.DRAFT


def test_why_a_stage_was_gone_on_without_reaches_the_business_unit(browse: Any, whole: Way) -> None:
    stages = {"stage_1": {"not_done": "Their team was disbanded."}}
    whole.do(whole.contributor, part_1.write, whole.reference, sections=stages)
    manager = browse(Role.SENIOR_MANAGER)
    assert "Their team was disbanded." in text_of(manager.get(address(whole, "sign-off")))
    answer = send(manager, address(whole, "sign-off"), STATEMENTS | {"apart": "y"})
    assert answer.status_code == 303, text_of(answer)
    officer = browse(Role.OFFICER, "business_unit")
    assert "Their team was disbanded." in text_of(officer.get(f"/cases/{whole.reference}"))


# Returned, and given up ----------------------------------------------------------------------------------


def test_a_returned_form_says_why_and_is_signed_again_with_its_children(browse: Any, way: Way) -> None:
    way.submitted()
    reasons = "Issue 1: say which report.\nThe safety plan has no date."
    way.do(way.officer, office.send_back, way.reference, version=way.version(way.officer), reasons=reasons)
    browser = browse()
    words = text_of(browser.get(address(way)))
    assert "The Business Unit returned the form" in words
    assert "The safety plan has no date." in words
    assert "Discard this draft" not in words
    assert browser.get(address(way, "discard")).status_code == 409
    assert browser.fill(address(way, "part-1/children"))["children-0-name"] == "Test Child"
    send(browser, address(way, "part-1/why"), {"safety": "Daily contact until 1 March."})
    manager = browse(Role.SENIOR_MANAGER)
    answer = send(manager, address(way, "sign-off"), STATEMENTS | {"apart": "y"})
    assert answer.status_code == 303, text_of(answer)
    assert [paper.version for paper in way.see(way.manager).documents] == [1, 2]
    assert [child.name for child in identities(way)] == ["Test Child"]


def test_a_draft_is_discarded_after_asking_once(browse: Any, whole: Way) -> None:
    browser, page = browse(), address(whole, "discard")
    assert "cannot be opened again" in text_of(browser.get(page))
    form = browser.fill(page)
    answer = browser.post(page, form)
    assert (answer.status_code, answer.location) == (303, "/cases")
    assert f"{whole.reference} was discarded." in text_of(browser.get("/cases"))
    again = browser.post(page, form)
    assert (again.status_code, again.location) == (303, answer.location)
    assert state(whole) is CaseState.DISCARDED


def test_a_draft_that_was_asked_to_be_signed_meanwhile_is_not_discarded_unseen(
    browse: Any, people: Partnership, whole: Way
) -> None:
    browser, page = browse(), address(whole, "discard")
    form = browser.fill(page)
    of = str(people.who("alder", Role.DEPUTY).membership)
    assert send(browser, address(whole, "part-1/check"), {"of": of}).status_code == 303
    assert browser.post(page, form).status_code == 409
    assert state(whole) is CaseState.DRAFT
