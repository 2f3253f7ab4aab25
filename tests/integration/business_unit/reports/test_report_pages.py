"""The pages of a report: begun, written, issued by a manager, read by the Subgroup, and frozen (P14)."""

import re
from datetime import timedelta
from functools import partial
from io import BytesIO

import pikepdf
import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from portal.business_unit.reports import actions
from portal.escalations.actions import replies
from portal.infra.calendar import at
from portal.protocol.actors import Role
from portal.protocol.report import Section
from tests.integration.business_unit.reports import writing
from tests.integration.business_unit.reports.writing import (
    AFTER_SUMMER,
    AFTER_WINTER,
    IN_SUMMER,
    IN_WINTER,
    SUMMER,
    WINTER,
)
from tests.pages import Browser, Pages, at_once, text_of
from tests.partnership import as_owner
from tests.way import CONCLUSION, REPLY

EXACT, SHAREABLE = f"/reports/{SUMMER}/exact", f"/reports/{SUMMER}/shareable"


@pytest.fixture
def officer(pages: Pages) -> Browser:
    return pages.who("business_unit", Role.OFFICER)


@pytest.fixture
def manager(pages: Pages) -> Browser:
    return pages.who("business_unit", Role.MANAGER)


@pytest.fixture
def reader(pages: Pages) -> Browser:
    return pages.who("quality", Role.READER)


def test_p14_from_the_choice_of_a_half_year_to_a_report_that_the_subgroup_reads(
    pages: Pages, officer: Browser, manager: Browser, reader: Browser
) -> None:
    writing.logged(pages.partnership, 40, when=IN_SUMMER)
    with at(AFTER_SUMMER):
        assert officer.send("/reports/new", half=SUMMER).location == EXACT
        said = text_of(officer.get(EXACT))
        assert "This is a draft" in said
        assert "Alder Agency 40" in said
        words = officer.send(f"/reports/{SUMMER}/words/summary", words="Forty cases, all of them resolved.")
        assert words.location == f"{EXACT}#summary"
        assert reader.get(EXACT).status_code == 404
        assert "No report has been issued yet" in text_of(reader.get("/reports"))
        assert officer.get(f"/reports/{SUMMER}/issue").status_code == 403
        assert manager.send(f"/reports/{SUMMER}/issue").status_code == 422
        assert manager.send(f"/reports/{SUMMER}/issue", checked="y").location == EXACT
        assert "Issued on Wednesday 7 October 2026" in text_of(reader.get("/reports"))
        read, shared = text_of(reader.get(EXACT)), text_of(reader.get(SHAREABLE))
    assert "Forty cases, all of them resolved." in read
    assert "Alder Agency → Birch Agency 40" in read
    assert "Alder Agency → Birch Agency" not in shared
    assert "Alder Agency withheld Birch Agency withheld Cedar Agency withheld All together 40" in shared
    assert reader.get(f"/reports/{SUMMER}/cases").status_code == 403
    for path in (f"/reports/{SUMMER}/words/summary", f"/reports/{SUMMER}/learning", "/reports/new"):
        assert reader.get(path).status_code == 403


def test_a_half_year_that_has_not_ended_or_has_no_summary_is_not_issued(
    pages: Pages, officer: Browser, manager: Browser
) -> None:
    issue = f"/reports/{WINTER}/issue"
    with at(IN_WINTER):
        officer.send("/reports/new", half=WINTER)
        assert "The half-year has not ended" in text_of(manager.send(issue, checked="y"))
    with at(AFTER_WINTER):
        refused = manager.send(issue, checked="y")
        assert refused.status_code == 422
        assert "Write the summary first" in text_of(refused)
        writing.write(pages.partnership, WINTER, Section.SUMMARY, "No case at all.")
        assert manager.send(issue, checked="y").status_code == 303
        assert manager.get(issue).status_code == 409
        assert officer.get(f"/reports/{WINTER}/words/summary").status_code == 409


def test_two_people_in_one_section_meet_and_nothing_typed_is_lost(officer: Browser, manager: Browser) -> None:
    page = f"/reports/{SUMMER}/words/volumes"
    with at(AFTER_SUMMER):
        officer.send("/reports/new", half=SUMMER)
        mine, theirs = officer.fill(page, words="What I think."), manager.fill(page, words="What I know.")
        assert manager.post(page, theirs).status_code == 303
        met = officer.post(page, mine)
        assert met.status_code == 409
        assert "What I know." in text_of(met)
        assert "What I think." in met.text.partition("<textarea")[2]
        assert "What I know." in text_of(officer.get(EXACT))
        again = dict(mine) | {"version": "1", "words": "What we think.", "once": "0" * 31 + "1"}
        assert officer.post(page, again).status_code == 303
        assert "What we think." in text_of(officer.get(EXACT))


def test_what_is_issued_stays_whatever_happens_to_its_cases(pages: Pages, manager: Browser) -> None:
    with at(IN_SUMMER):
        way = pages.way().forwarded()
    writing.logged(pages.partnership, 12, when=IN_SUMMER)
    before = writing.issued(pages.partnership, SUMMER, when=AFTER_SUMMER)
    files = {kind: manager.get(f"{EXACT}/{kind}").data for kind in ("pdf", "xlsx")}
    assert before.exact.figures[f"outcome/{SUMMER}/open_3"] == 1
    with at(AFTER_SUMMER + timedelta(days=1)):
        version = way.version(way.responder)
        way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)
        version = way.version(way.manager)
        way.do(way.manager, replies.conclude, way.reference, version=version, content=CONCLUSION)
    writing.logged(pages.partnership, 5, when=IN_SUMMER, mark="LATER")
    after = writing.read(pages.partnership, SUMMER)
    assert (after.exact, after.shareable) == (before.exact, before.shareable)
    assert manager.get(f"{EXACT}/pdf").data == files["pdf"]
    listed = text_of(manager.get(f"/reports/{SUMMER}/cases"))
    assert "13 cases were counted" in listed
    assert f"{way.reference} Counted as Submitted, Open as it ended" in listed
    assert "LATER" not in listed


def test_nobody_changes_what_was_issued_at_sql_either(pages: Pages) -> None:
    writing.logged(pages.partnership, 12, when=IN_SUMMER)
    writing.issued(pages.partnership, SUMMER, when=AFTER_SUMMER)
    for statement in (
        "update portal.report set exact = '{}'",
        "delete from portal.report",
        "update portal.report_words set words = 'Another.'",
        "delete from portal.report_case",
        "insert into portal.report_case select id, id, 'r', '{}' from portal.report",
    ):
        with (
            pytest.raises(DatabaseError, match="stays as it is"),
            as_owner(pages.partnership.logins) as session,
        ):
            session.execute(text(statement))


def test_the_pdf_is_tagged_and_the_excel_file_calculates_nothing(pages: Pages, reader: Browser) -> None:
    writing.logged(pages.partnership, 40, when=IN_SUMMER)
    with at(AFTER_SUMMER):
        writing.begun(pages.partnership, SUMMER)
        writing.write(pages.partnership, SUMMER, Section.GATE, "=1+1\n+44 is a code")
        manager = pages.partnership.who("business_unit", Role.MANAGER)
        writing.do(pages.partnership, manager, actions.issue, writing.half(SUMMER))
    with pikepdf.open(BytesIO(reader.get(f"{SHAREABLE}/pdf").data)) as paper:
        assert "/StructTreeRoot" in paper.Root
    taken = reader.get(f"{EXACT}/xlsx")
    assert taken.headers["Content-Disposition"] == f'attachment; filename="report-{SUMMER}-exact.xlsx"'
    book = load_workbook(BytesIO(taken.data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert {"'=1+1", "'+44 is a code"} <= {cell.value for cell in cells}
    assert any(cell.value == 40 for cell in cells)
    head = [str(row[0].value) for row in book["Report"].iter_rows(max_row=4)]
    assert head[2] == pages.app.jinja_env.globals["marking"]
    assert "Issued on" in head[3]
    said = text_of(pages.who("business_unit", Role.CLERK).get(f"/reports/{SUMMER}/cases"))
    assert "quality reader" in said
    assert "Taken as an Excel file, exact version" in said
    assert "Taken as a PDF, shareable version" in said


@pytest.mark.parametrize("many", [0, 1, 4, 9])
def test_decision_28_with_fewer_than_10_cases_the_shareable_version_has_words_alone(
    pages: Pages, reader: Browser, many: int
) -> None:
    writing.logged(pages.partnership, many, when=IN_SUMMER)
    view = writing.issued(pages.partnership, SUMMER, when=AFTER_SUMMER)
    assert view.exact.figures[f"submitted/{SUMMER}"] == many
    assert (view.shareable.tables, view.shareable.words_alone) == ((), True)
    said = reader.get(SHAREABLE).text
    assert "The summary of 2026-04." in said
    assert "<table" not in said.partition("<main")[2].replace("app-worklist", "")
    assert "<svg" not in said.partition("<main")[2]
    book = load_workbook(BytesIO(reader.get(f"{SHAREABLE}/xlsx").data))
    assert book.sheetnames == ["Report", "Actions"]


def test_decision_28_with_400_cases_small_figures_are_withheld_and_large_ones_shown(pages: Pages) -> None:
    writing.logged(pages.partnership, 400, when=IN_SUMMER)
    view = writing.issued(pages.partnership, SUMMER, when=AFTER_SUMMER)
    shown = view.shareable.figures
    assert shown[f"submitted/{SUMMER}"] == 400
    assert not [key for key, value in shown.items() if value is not None and value < 5]
    assert shown[f"put_to/{SUMMER}/Cedar Agency"] is None
    assert view.exact.figures[f"put_to/{SUMMER}/Birch Agency"] == 400


def test_p14_the_subgroups_actions_are_recorded_tracked_and_told_of_by_the_next_report(
    pages: Pages, officer: Browser, reader: Browser
) -> None:
    writing.logged(pages.partnership, 12, when=IN_SUMMER)
    writing.issued(pages.partnership, SUMMER, when=AFTER_SUMMER)
    due = {"due__day": "1", "due__month": "2", "due__year": "2027"}
    with at(AFTER_SUMMER):
        new = f"/reports/{SUMMER}/actions/new"
        assert officer.send(new, what="").status_code == 422
        passed = officer.send(new, what="Train.", owner="Birch Agency", **due | {"due__year": "2020"})
        assert (passed.status_code, "The day must be today or later" in text_of(passed)) == (422, True)
        sent = officer.send(new, what="Train the duty teams.", owner="Birch Agency", **due)
        assert sent.location == f"{EXACT}#recorded"
        assert "Train the duty teams. Owner Birch Agency Due Monday 1 February 2027" in text_of(
            reader.get(EXACT)
        )
        assert reader.get(new).status_code == 403
        page = re.findall(rf'href="(/reports/{SUMMER}/actions/[0-9a-f-]{{36}})"', officer.get(EXACT).text)[0]
        old = officer.fill(page, state="open", words="A day is set.")
        assert officer.send(page, state="done", words="Two days were held.").status_code == 303
        stale = officer.post(page, old)
        assert stale.status_code == 409
        assert "A day is set." in stale.text
        assert "Two days were held." in text_of(stale)
    view = writing.issued(pages.partnership, WINTER, when=AFTER_WINTER)
    (told,) = view.told
    assert (told.what, told.owner, told.stands, told.words) == (
        "Train the duty teams.", "Birch Agency", "Done", "Two days were held.",
    )  # fmt: skip
    assert "Done: Two days were held." in text_of(reader.get(f"/reports/{WINTER}/exact"))


def test_a_later_report_repeats_what_was_reported_and_none_can_be_begun_before_it(
    pages: Pages, officer: Browser
) -> None:
    writing.logged(pages.partnership, 30, when=IN_SUMMER)
    writing.issued(pages.partnership, SUMMER, when=AFTER_SUMMER)
    writing.logged(pages.partnership, 7, when=IN_SUMMER, mark="LATER")
    with at(AFTER_WINTER):
        refused = officer.send("/reports/new", half="2025-10")
        assert refused.status_code == 422
        assert "was issued, and tells of this half-year already" in text_of(refused)
        assert officer.send("/reports/new", half=SUMMER).status_code == 422
        officer.send("/reports/new", half=WINTER)
        counted = writing.read(pages.partnership, WINTER).exact.figures
    assert counted[f"submitted/{SUMMER}"] == 30


def test_learning_is_offered_without_a_name_and_goes_into_the_words(pages: Pages, officer: Browser) -> None:
    with at(IN_SUMMER):
        way = pages.way().answered()
        version = way.version(way.manager)
        said = "Test Child taught us to ask birch senior_manager early. A. Finch is right."
        way.do(
            way.manager, replies.conclude, way.reference, version=version,
            content=CONCLUSION | {"learning": said},
        )  # fmt: skip
    page = f"/reports/{SUMMER}/learning"
    with at(AFTER_SUMMER):
        officer.send("/reports/new", half=SUMMER)
        offered = officer.get(page)
        assert "taught us to ask" in offered.text
        assert "Test Child" not in offered.text
        assert "birch senior_manager" not in offered.text
        assert officer.send(page).status_code == 422
        (chosen,) = re.findall(r'name="chosen"[^>]*value="([0-9a-f-]{36})"', offered.text)
        assert officer.send(page, chosen=chosen).location == f"/reports/{SUMMER}/words/learning"
        assert "taught us to ask" in officer.get(f"/reports/{SUMMER}/words/learning").text


def test_themes_are_counted_by_the_names_that_the_business_unit_gave_them(pages: Pages) -> None:
    writing.logged(pages.partnership, 12, when=IN_SUMMER)
    with as_owner(pages.partnership.logins) as session:
        for statement in THEMED:
            session.execute(
                text(statement), {"by": pages.partnership.who("business_unit", Role.OFFICER).membership}
            )
    view = writing.issued(pages.partnership, SUMMER, when=AFTER_SUMMER)
    assert view.exact.figures[f"theme/{SUMMER}/Transfers between schools"] == 12


THEMED = (
    "insert into portal.theme (id, name, added_by_name, added_by, added_at)"
    " values (gen_random_uuid(), 'Transfers between schools', 'n', :by, now())",
    "insert into portal.log_tag (kind, value, submitted_at, escalation_id)"
    " select 'theme', t.id::text, l.submitted_at, l.escalation_id from portal.log_case l, portal.theme t"
    " where :by is not null",
)


def test_each_reader_of_the_subgroup_is_told_once(pages: Pages) -> None:
    writing.issued(pages.partnership, SUMMER, when=AFTER_SUMMER)
    with as_owner(pages.partnership.logins) as session:
        told = session.execute(text("select kind, membership_id, escalation_id from portal.outbox")).all()
    assert [tuple(one) for one in told] == [
        ("report", pages.partnership.who("quality", Role.READER).membership, None)
    ]


def test_two_managers_who_issue_at_once_issue_once(pages: Pages) -> None:
    writing.logged(pages.partnership, 12, when=IN_SUMMER)
    with at(AFTER_SUMMER):
        writing.begun(pages.partnership, SUMMER)
    page = f"/reports/{SUMMER}/issue"
    both = [pages.who("business_unit", Role.MANAGER) for _ in range(2)]
    filled = [one.fill(page, checked="y") for one in both]
    answers = at_once(*(partial(one.post, page, fields) for one, fields in zip(both, filled, strict=True)))
    assert sorted(one.status_code for one in answers) == [303, 409]
