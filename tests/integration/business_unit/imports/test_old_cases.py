"""Old cases from the Business Unit's own log: from the file to the log, all of it or nothing, and back again."""

import csv
import html
import io
import re
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.business_unit.reports import queries as reports
from portal.infra.calendar import at
from portal.protocol.actors import Role
from portal.protocol.half_year import HalfYear
from tests.integration.business_unit.imports.importing import (
    CHILD,
    IMPORTS,
    MONDAY,
    asked,
    bring,
    in_the_log,
    log_of,
    mapped,
    row,
    rows_of,
    taken,
)
from tests.pages import Browser, Pages, at_once, text_of
from tests.partnership import as_owner

EVERYWHERE = """
    select count(*) from portal.import_upload u
    where convert_from(coalesce(content, ''), 'utf8') || coalesce(rows::text, '') || headings::text like :words
"""


def test_old_cases_are_imported_and_marked_as_such(pages: Pages, officer: Browser) -> None:
    page = mapped(
        officer,
        log_of(row("OLD-1"), row("OLD-2", Response_received="", Outcome="Closed: no further contact")),
    )
    said = officer.get(page).text
    assert rows_of(said)[2] == (
        "Adds case OLD-1: Alder Agency to Birch Agency, received Monday 25 November 2024. Resolved."
    )
    assert "Import 2 cases" in said
    assert in_the_log(pages) == []
    response = taken(officer, page)
    assert (response.status_code, response.location) == (303, IMPORTS)
    listed = text_of(officer.get(IMPORTS))
    assert "2 cases were imported." in listed
    assert "business_unit officer What Old cases Rows 2 Left out 0" in listed
    (first, second) = asked(pages, """
        select reference, imported, state, closed_as, stage, category, categories, submitted_at, forward_due_on,
          forwarded_at, ended_at, due_at, waits_for
        from portal.log_case order by reference""")  # fmt: skip
    noon = datetime(2024, 11, 25, 12, tzinfo=UTC)
    assert first == (
        "OLD-1", True, "resolved", None, 3, "thresholds", ["thresholds"], noon, date(2024, 11, 27),
        noon + timedelta(days=1), datetime(2024, 12, 20, 12, tzinfo=UTC), None, [],
    )  # fmt: skip
    assert second[2:4] == ("closed", "no_further_contact")
    responses = asked(pages, """
        select state, due_on, due_at, answered_at from portal.log_response order by state desc""")  # fmt: skip
    due = datetime(2024, 12, 11, tzinfo=UTC)
    assert responses == [
        ("received", date(2024, 12, 10), due, datetime(2024, 12, 10, 12, tzinfo=UTC)),
        ("awaited", date(2024, 12, 10), due, None),
    ]


def test_the_log_shows_an_imported_case_as_from_before_the_portal(officer: Browser) -> None:
    taken(officer, mapped(officer, log_of(row("Old log 7/2024 & more"))))
    listed = officer.get("/business-unit/log")
    assert "Old log 7-2024 & more" in text_of(listed)
    (link,) = re.findall(r'href="(/business-unit/log/Old[^"]*)"', listed.text)
    whole = officer.get(html.unescape(link))
    assert whole.status_code == 200
    assert "before the portal" in text_of(whole)


def test_without_the_date_of_a_reply_nobody_knows_whether_one_came_unless_the_case_was_closed_for_want_of_it(
    pages: Pages, officer: Browser
) -> None:
    """In the log and in the report of the half-year alike."""
    silent = row("OLD-2", Response_received="", Outcome="Closed: no further contact")
    taken(officer, mapped(officer, log_of(row("OLD-1", Response_received=""), silent, row("OLD-3"))))
    shows = {
        one: text_of(officer.get(f"/business-unit/log/{one}")).partition("How they replied")[2][:60]
        for one in ("OLD-1", "OLD-2", "OLD-3")
    }
    assert "date of reply not known" in shows["OLD-1"]
    assert "no reply" in shows["OLD-2"]
    assert "in time" in shows["OLD-3"]
    partnership = pages.partnership
    reader = partnership.context(partnership.who("business_unit", Role.OFFICER))
    with partnership.database.reading(reader) as session:
        figures = reports.figures(session, HalfYear(date(2024, 10, 1))).figures
    became = {key.rpartition("/")[2]: many for key, many in figures.items() if key.startswith("replied/")}
    assert {key: many for key, many in became.items() if many} == {"met": 1, "none": 1, "unknown": 1}


def test_a_file_that_was_left_is_found_again_by_whoever_brought_it_until_it_is_imported(
    pages: Pages, officer: Browser
) -> None:
    page = mapped(officer, log_of(row("OLD-1")))
    assert f'href="{page}"' in officer.get(IMPORTS).text
    assert f'href="{page}"' not in pages.who("business_unit", Role.MANAGER).get(IMPORTS).text
    taken(officer, page)
    assert "have not imported yet" not in officer.get(IMPORTS).text


def test_an_imported_case_is_found_in_the_log_by_all_that_it_has(pages: Pages, officer: Browser) -> None:
    with as_owner(pages.partnership.logins) as session:
        session.execute(text(
            "insert into portal.theme (id, name, added_by_name, added_by, added_at)"
            " select gen_random_uuid(), 'Thresholds not shared', 'n', m.id, now() from portal.membership m limit 1"
        ))  # fmt: skip
    content = log_of(
        row(
            "OLD-1", Date_sent="", Response_received="", Outcome="Withdrawn", Category="Thresholds not shared"
        )
    )
    taken(officer, mapped(officer, content, of_themes="9", of_categories=""))
    tags = asked(pages, """
        select t.kind, coalesce(w.name, h.name, t.value) from portal.log_tag t
          left join portal.workspace w on w.id::text = t.value left join portal.theme h on h.id::text = t.value
        order by 1, 2""")  # fmt: skip
    assert tags == [
        ("category", "other"), ("party", "Alder Agency"), ("party", "Birch Agency"), ("raising", "Alder Agency"),
        ("responding", "Birch Agency"), ("stage", "3"), ("state", "withdrawn"), ("theme", "Thresholds not shared"),
    ]  # fmt: skip


def test_of_columns_that_were_not_chosen_nothing_is_kept_and_of_the_others_nothing_after_the_import(
    pages: Pages, officer: Browser
) -> None:
    content = log_of(row("OLD-1"))
    columns = bring(officer, content).location
    assert columns
    assert CHILD not in officer.get(columns).text
    assert asked(pages, EVERYWHERE, words=f"%{CHILD}%") == [(1,)]
    page = officer.send(columns).location
    assert page
    assert asked(pages, EVERYWHERE, words=f"%{CHILD}%") == [(0,)]
    assert asked(pages, EVERYWHERE, words="%OLD-1%") == [(1,)]
    taken(officer, page)
    assert asked(pages, "select count(*) from portal.import_upload") == [(0,)]


def test_with_rows_that_are_wrong_nothing_is_imported_unless_they_are_left_out(
    pages: Pages, officer: Browser
) -> None:
    page = mapped(officer, log_of(row("OLD-1"), row("OLD-2", Date_closed="31/02/2025"), row("OLD-3")))
    shown = officer.get(page).text
    assert list(rows_of(shown)) == [3]
    assert "Date it ended “31/02/2025” is not a date" in rows_of(shown)[3]
    assert list(rows_of(officer.get(f"{page}?show=all").text)) == [2, 3, 4]
    refused = taken(officer, page)
    assert refused.status_code == 422
    assert "Correct the rows that cannot be imported, or say that they are left out" in refused.text
    assert in_the_log(pages) == []
    assert taken(officer, page, leave_out="y").status_code == 303
    assert in_the_log(pages) == ["OLD-1", "OLD-3"]
    assert "Rows 2 Left out 1" in text_of(officer.get(IMPORTS))


def test_the_wrong_rows_are_a_file_to_correct_and_to_choose_again(pages: Pages, officer: Browser) -> None:
    page = mapped(officer, log_of(row("OLD-1"), row("=OLD-2", Raised_by="Elm", Date_closed="soon")))
    got = officer.get(f"{page}/rows-to-correct.csv")
    assert got.mimetype == "text/csv"
    assert CHILD not in got.text
    headings, only = csv.reader(io.StringIO(got.data.decode("utf-8-sig")))
    cells = dict(zip(headings, only, strict=True))
    assert cells["Row"] == "3"
    assert "“Elm” is no agency" in cells["What is wrong"]
    assert "“soon” is not a date" in cells["What is wrong"]
    assert cells["Reference"] == "'=OLD-2"
    corrected = (
        got.data.decode("utf-8-sig").replace("Elm", "Cedar Agency", 2).replace("soon", "20/12/2024", 2)
    )
    again = mapped(officer, corrected.encode("utf-8-sig"))
    assert taken(officer, again).status_code == 303
    assert in_the_log(pages) == ["=OLD-2"]


def test_values_that_the_portal_does_not_know_can_be_explained(pages: Pages, officer: Browser) -> None:
    content = log_of(
        row("1", Raised_by="CSC"), row("2", Raised_by="csc", Category="Threshold"), row("3", Raised_by="?")
    )
    page = mapped(officer, content)
    assert "3 values are not known to the portal" in text_of(officer.get(page))
    alder = str(pages.partnership.workspaces["alder"])
    said = text_of(officer.get(f"{page}/values"))
    assert "Raising agency ?" in said
    response = officer.send(f"{page}/values", value_1=alder, value_2="thresholds")
    assert response.location == page
    assert list(rows_of(officer.get(page).text)) == [4]
    assert "1 value is not known" in text_of(officer.get(page))
    assert officer.send(f"{page}/values", value_0="nothing").status_code == 422


def test_a_case_that_the_log_has_is_refused_also_when_a_colleague_imports_it_meanwhile(
    pages: Pages, officer: Browser
) -> None:
    page = mapped(officer, log_of(row("OLD-1"), row("OLD-2")))
    filled = officer.fill(page)
    manager = pages.who("business_unit", Role.MANAGER)
    taken(manager, mapped(manager, log_of(row("old 1"))))
    response = officer.post(page, filled)
    assert response.status_code == 409
    assert "What the rows would do has changed" in text_of(response)
    assert in_the_log(pages) == ["old 1"]
    assert "The log has a case OLD-1 already" in rows_of(officer.get(page).text)[2]


def test_pressed_twice_at_the_same_moment_it_is_imported_once(pages: Pages, officer: Browser) -> None:
    page = mapped(officer, log_of(*[row(f"OLD-{number}") for number in range(50)]))
    filled = officer.fill(page)
    twin = Browser(officer.app, officer.token)
    twin.get(page)

    def press(browser: Browser) -> TestResponse:
        with at(MONDAY):
            return browser.post(page, filled)

    answers = at_once(lambda: press(officer), lambda: press(twin))
    assert [(answer.status_code, answer.location) for answer in (*answers, press(officer))] == [
        (303, IMPORTS)
    ] * 3
    assert len(in_the_log(pages)) == 50
    assert asked(pages, "select count(*) from portal.import_taken") == [(1,)]


def test_five_thousand_rows_are_imported_in_one_and_one_more_is_refused(
    pages: Pages, officer: Browser
) -> None:
    rows = [row(f"OLD-{number}") for number in range(5_000)]
    page = mapped(officer, log_of(*rows))
    shown = officer.get(page).text
    assert "page 1 of 50" in shown
    assert officer.get(f"{page}?page=51").status_code == 404
    assert taken(officer, page).status_code == 303
    assert len(in_the_log(pages)) == 5_000
    refused = bring(officer, log_of(*rows, row("one more")))
    assert refused.status_code == 422
    assert "It holds more than 5,000 rows" in text_of(refused)


def test_a_manager_takes_an_import_back_whole_until_a_report_counts_it(
    pages: Pages, officer: Browser
) -> None:
    taken(officer, mapped(officer, log_of(row("OLD-1"), row("OLD-2"))))
    taken(officer, mapped(officer, log_of(row("OLD-3"))))
    (first, _) = asked(pages, "select id from portal.import_taken order by rows desc")
    back = f"{IMPORTS}/taken/{first[0]}/take-back"
    assert officer.get(back).status_code == 403
    assert "Take it back" not in officer.get(IMPORTS).text
    manager = pages.who("business_unit", Role.MANAGER)
    assert manager.get(IMPORTS).text.count("/take-back") == 2
    assert manager.send(back).location == IMPORTS
    assert in_the_log(pages) == ["OLD-3"]
    assert "Taken back by business_unit manager" in text_of(officer.get(IMPORTS))
    assert manager.get(back).status_code == 409
    page = mapped(officer, log_of(row("OLD-1")))
    assert taken(officer, page).status_code == 303


def test_an_import_that_a_report_counts_stays(pages: Pages, officer: Browser) -> None:
    taken(officer, mapped(officer, log_of(row("OLD-1"))))
    with as_owner(pages.partnership.logins) as session:
        session.execute(text(
            "with r as (insert into portal.report (begins, created_by, created_at)"
            " select '2024-10-01', id, now() from portal.membership limit 1 returning id)"
            " insert into portal.report_case select r.id, c.escalation_id, c.reference, '{}'"
            " from r, portal.log_case c"
        ))  # fmt: skip
    ((import_taken,),) = asked(pages, "select id from portal.import_taken")
    manager = pages.who("business_unit", Role.MANAGER)
    assert "Take it back" not in manager.get(IMPORTS).text
    response = manager.get(f"{IMPORTS}/taken/{import_taken}/take-back")
    assert response.status_code == 409
    assert "A report that was issued counts cases of this import, so it stays." in text_of(response)
