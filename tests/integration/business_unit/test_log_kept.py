"""What is kept beside the log: one's own views, who took a file of it and what was in it, and themes (P14)."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.business_unit.log.actions import exports
from portal.demo.valkey import Valkey
from portal.escalations.actions import gate
from portal.infra import tables
from portal.infra.calendar import at
from portal.protocol.actors import Role
from tests.engines import Template
from tests.integration.business_unit.logged import fill
from tests.integration.business_unit.sent_on import page_of, timeline
from tests.pages import Browser, Pages, opened, text_of
from tests.partnership import as_owner
from tests.way import Way

LOG = "/business-unit/log"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages:
        fill(pages.partnership, 1, 120)
        yield pages


@pytest.fixture
def officer(pages: Pages) -> Browser:
    return pages.who("business_unit", Role.OFFICER)


# Views ----------------------------------------------------------------------------------------------------


def test_a_view_is_found_again_by_whoever_keeps_it_and_by_nobody_else(pages: Pages, officer: Browser) -> None:
    asked = "state=resolved&order=ended&show=themes&show=due"
    kept = officer.send(f"{LOG}/views/new?{asked}", name=" My  view <1>")
    assert kept.location == f"{LOG}?state=resolved&order=ended&show=due&show=themes"
    assert officer.get(kept.location).status_code == 200
    assert "My view &lt;1&gt;" in officer.get(LOG).text
    manager = pages.who("business_unit", Role.MANAGER)
    for page in (LOG, f"{LOG}/views"):
        assert "My view" not in manager.get(page).text
    page = officer.get(f"{LOG}/views").text
    remove = page.partition(f'action="{LOG}/views/')[2].partition('"')[0]
    assert manager.send(f"{LOG}/themes", f"{LOG}/views/{remove}").status_code == 404
    assert officer.send(f"{LOG}/views", f"{LOG}/views/{remove}").status_code == 303
    assert "My view" not in officer.get(LOG).text


def test_a_view_of_the_same_name_takes_the_place_of_the_other(officer: Browser) -> None:
    for state in ("resolved", "closed"):
        officer.send(f"{LOG}/views/new?state={state}", name="Twice")
    page = officer.get(f"{LOG}/views").text
    assert (page.count(">Twice</a>"), "?state=closed" in page) == (1, True)


def test_words_that_find_nothing_are_not_kept(pages: Pages, officer: Browser) -> None:
    """They may be anybody's name (decision 25)."""
    refused = officer.send(f"{LOG}/views/new?q=Robin+Child", name="A view")
    assert (refused.status_code, "The search finds no case" in refused.text) == (422, True)
    taken = officer.send(f"{LOG}/export?q=Robin+Child", kind="csv")
    assert (taken.status_code, "there is nothing to put into a file" in text_of(taken)) == (422, True)
    with as_owner(pages.partnership.logins) as session:
        for table in ("log_view", "log_export"):
            assert "Robin" not in str(session.execute(text(f"select * from portal.{table}")).all())


# Files ----------------------------------------------------------------------------------------------------


def _taken(officer: Browser, asked: str, kind: str) -> TestResponse:
    with at(NOON):
        return officer.send(f"{LOG}/export?{asked}", kind=kind)


def test_a_file_holds_every_page_of_what_is_shown_and_no_more(pages: Pages, officer: Browser) -> None:
    asked = "state=open&order=due&show=stands&show=due&show=chases"
    made = _taken(officer, asked, "csv")
    assert made.headers["Content-Disposition"] == 'attachment; filename="log-2026-11-23.csv"'
    assert made.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(StringIO(made.get_data().decode("utf-8-sig"))))
    assert rows[0] == ["Reference", "Where it stands", "Due", "Chases"]
    assert len(rows) == 61
    shown, next_page = [], f"{LOG}?{asked}"
    while next_page:
        page = officer.get(next_page).text
        shown += [
            one.partition('"')[0] for one in page.split(f'rowheader"><a class="govuk-link" href="{LOG}/')[1:]
        ]
        following = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
        next_page = following.replace("&amp;", "&") if 'rel="next"' in page else ""
    assert [one[0] for one in rows[1:]] == shown
    assert date.fromisoformat(rows[1][2])
    book = load_workbook(BytesIO(_taken(officer, asked, "xlsx").get_data()))
    sheet = list(book["Log"].iter_rows(values_only=True))
    assert [one[0] for one in sheet[1:]] == shown
    assert (sheet[1][2].date().isoformat(), sheet[1][3]) == (rows[1][2], 0)
    about = dict(list(book["About this file"].iter_rows(values_only=True))[:2])
    assert about == {"Asked for": "Open, wherever it stands", "Cases": "60"}


def test_who_took_a_file_is_kept_with_what_was_in_it(pages: Pages, officer: Browser) -> None:
    agency = pages.partnership.workspaces["cedar"]
    _taken(officer, f"agency={agency}&category=roles", "xlsx")
    said = text_of(pages.who("business_unit", Role.MANAGER).get(f"{LOG}/exports"))
    assert "business_unit officer, Business Unit officer" in said
    assert "Cases asked for Cedar Agency raised or replied, category: Roles and responsibilities" in said
    assert "23 November 2026" in said


def test_a_list_that_is_too_long_is_cut_and_says_so(
    pages: Pages, officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST", 20)
    assert "The file holds its first 20 cases" in text_of(officer.get(f"{LOG}/export"))
    book = load_workbook(BytesIO(_taken(officer, "order=oldest", "xlsx").get_data()))
    assert book["Log"].max_row == 21
    assert "its first 20 cases" in str(list(book["About this file"].iter_rows(values_only=True)))
    assert "20, the first of a longer list" in text_of(officer.get(f"{LOG}/exports"))


DANGEROUS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=HYPERLINK(\"http://x\")", "＝1", "=\x07cmd",
)  # fmt: skip


def test_no_cell_acts_as_a_formula() -> None:
    table = tables.Table(heads=["=A"], rows=[[one, "Plain - 1", 1] for one in DANGEROUS])
    rows = list(csv.reader(StringIO(tables.csv_of(table).decode("utf-8-sig"), newline="")))
    sheet = load_workbook(BytesIO(tables.xlsx_of(table)))["Log"]
    assert rows[0] == ["'=A"]
    for row, cells in zip(rows[1:], list(sheet.iter_rows())[1:], strict=True):
        assert row[0].startswith("'")
        assert (cells[0].data_type, str(cells[0].value)[:1]) == ("s", "'")
        assert (row[1], cells[1].value, cells[2].value) == ("Plain - 1", "Plain - 1", 1)


def test_an_agency_whose_name_is_a_formula_is_written_as_a_text(pages: Pages, officer: Browser) -> None:
    change = text("update portal.workspace set name = :name where slug = 'cedar'")
    try:
        with as_owner(pages.partnership.logins) as session:
            session.execute(change, {"name": "=cmd|' /C calc'!A0"})
        made = _taken(officer, "show=raising", "csv").get_data().decode("utf-8-sig")
        book = load_workbook(BytesIO(_taken(officer, "show=raising", "xlsx").get_data()))
    finally:
        with as_owner(pages.partnership.logins) as session:
            session.execute(change, {"name": "Cedar Agency"})
    named = {one[1] for one in list(csv.reader(StringIO(made)))[1:]}
    assert "'=cmd|' /C calc'!A0" in named
    assert not any(one.startswith("=") for one in named)
    assert {one.data_type for one in book["Log"]["B"]} == {"s"}


# Themes ---------------------------------------------------------------------------------------------------


def _theme(pages: Pages, officer: Browser, name: str) -> str:
    officer.send(f"{LOG}/themes", name=name)
    with as_owner(pages.partnership.logins) as session:
        return str(session.scalar(text("select id from portal.theme where name = :name"), {"name": name}))


def _give(officer: Browser, way: Way, *themes: str) -> TestResponse:
    page = page_of(way, "themes")
    fields = officer.fill(page)
    fields.pop("themes", None)
    return officer.post(page, {**fields, "themes": list(themes)})


def test_a_case_is_found_by_its_themes_whatever_becomes_of_it(pages: Pages, officer: Browser) -> None:
    visits, school = _theme(pages, officer, "Home visits"), _theme(pages, officer, "School")
    way = pages.way().forwarded()
    assert _give(officer, way, visits, school).status_code == 303
    assert _give(officer, way, visits).status_code == 303
    assert way.reference in officer.get(f"{LOG}?theme={visits}").text
    assert way.reference in officer.get(f"{LOG}?q=home+vis").text
    assert way.reference not in officer.get(f"{LOG}?theme={school}").text
    assert "Themes Home visits." in text_of(officer.get(f"{LOG}/{way.reference}"))
    said = timeline(way, way.officer)
    assert said[:2] == [
        "Said which themes the case has: Home visits", "Said which themes the case has: Home visits, School",
    ]  # fmt: skip
    for reader in (way.manager, way.responder):
        assert not any("themes" in one for one in timeline(way, reader))


def test_a_theme_that_is_no_longer_offered_stays_where_it_is(pages: Pages, officer: Browser) -> None:
    theme, way = _theme(pages, officer, "Thresholds at night"), pages.way().forwarded()
    other = pages.way().forwarded()
    _give(officer, way, theme)
    assert officer.send(f"{LOG}/themes", f"{LOG}/themes/{theme}/withdraw").status_code == 303
    assert "Thresholds at night" in officer.get(page_of(way, "themes")).text
    assert "Thresholds at night" not in officer.get(page_of(other, "themes")).text
    assert _give(officer, other, theme).status_code == 422
    assert _give(officer, way).status_code == 303
    assert officer.send(f"{LOG}/themes", f"{LOG}/themes/{theme}/offer").status_code == 303
    assert _give(officer, other, theme).status_code == 303


def test_a_form_that_is_entered_on_behalf_has_no_theme_before_it_is_submitted(
    pages: Pages, officer: Browser
) -> None:
    way = pages.way()
    agency = pages.partnership.workspaces["alder"]
    way.reference = way.do(way.officer, gate.start_on_behalf, agency=agency, gate={})
    assert officer.get(page_of(way, "themes")).status_code == 409


def test_a_theme_has_a_name_of_its_own(officer: Browser) -> None:
    officer.send(f"{LOG}/themes", name="Twins")
    refused = officer.send(f"{LOG}/themes", name=" twins ")
    assert (refused.status_code, "There is a theme of this name already" in refused.text) == (422, True)


def test_themes_are_taken_while_the_case_moves_and_refused_over_a_colleagues(
    pages: Pages, officer: Browser
) -> None:
    theme, way = _theme(pages, officer, "Beside each other"), pages.way().forwarded()
    page = page_of(way, "themes")
    first, second = officer.fill(page), pages.who("business_unit", Role.MANAGER).fill(page)
    assert officer.post(page, {**first, "themes": [theme]}).status_code == 303
    late = pages.who("business_unit", Role.MANAGER).post(page, {**second, "themes": []})
    assert late.status_code == 409
