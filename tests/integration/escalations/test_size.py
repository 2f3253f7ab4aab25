"""What a case costs in statements: a large one no more for its page than a small one; one row as it is typed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import event

from portal.protocol.actors import Actor
from tests.bench import large
from tests.integration.escalations.drafting import address
from tests.pages import BASE_URL, Pages, text_of
from tests.way import Way

EVERY_TABLE = """
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname = 'portal'
"""
VERSION_OF_ROW = sql.SQL("select ctid::text, xmin::text from {}")
"""What PostgreSQL gives anew to each row that a statement writes; a row that is only locked keeps it."""


@pytest.fixture(scope="module")
def large_case(pages: Pages) -> Way:
    return large.large(pages.partnership)


@contextmanager
def _heard(pages: Pages) -> Iterator[list[str]]:
    """Every statement that reaches the database meanwhile."""
    sent: list[str] = []

    def hear(*heard: object) -> None:
        sent.append(str(heard[2]))

    engine = pages.partnership.database.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def _statements(pages: Pages, way: Way, reader: Actor) -> list[str]:
    browser = pages.browser(reader)
    with _heard(pages) as sent:
        assert browser.get(f"/cases/{way.reference}").status_code == 200
    return sent


def _rows(way: Way) -> set[tuple[str, ...]]:
    """Every row of every table, as it was last written."""
    with psycopg.connect(way.partnership.logins.owner_url) as owner:
        tables = owner.execute(EVERY_TABLE).fetchall()
        return {
            (table, *row)
            for schema, table in tables
            for row in owner.execute(VERSION_OF_ROW.format(sql.Identifier(schema, table))).fetchall()
        }


def test_the_large_case_is_as_large_as_it_says(pages: Pages, large_case: Way) -> None:
    page = pages.browser(large_case.manager).get(f"/cases/{large_case.reference}").text
    assert len(large.happened(large_case)) == large.HISTORY
    happened = page.partition('id="history"')[2]
    assert len(re.findall(r'class="app-timeline__entry"', happened)) == large.HISTORY
    assert len(re.findall(r'class="app-files__file"', page)) == large.FILES
    assert f"Issue {large.ISSUES}<" in page


@pytest.mark.parametrize("who", ["manager", "responder", "officer"])
def test_the_statements_of_a_cases_page_do_not_grow_with_the_case(
    pages: Pages, large_case: Way, who: str
) -> None:
    usual = large.usual(pages.partnership)
    few = _statements(pages, usual, getattr(usual, who))
    many = _statements(pages, large_case, getattr(large_case, who))
    assert few
    assert many == few


def test_one_page_does_not_ask_the_same_twice(pages: Pages, large_case: Way) -> None:
    sent = _statements(pages, large_case, large_case.manager)
    asked = [one for one in sent if one.lstrip().startswith("SELECT")]
    assert sorted(asked) == sorted(set(asked))


def test_saving_while_typing_writes_one_row(pages: Pages, whole: Way) -> None:
    browser = pages.browser(whole.contributor)
    section = address(whole, "part-1/why")
    fields = browser.fill(section, unresolved="We met twice and could not agree.")
    before = _rows(whole)
    assert "Saved at" in browser.client.post(f"{section}/autosave", base_url=BASE_URL, data=fields).text
    written = _rows(whole) - before
    assert [table for table, *_ in written] == ["draft"]
    assert len(_rows(whole)) == len(before)
    assert "We met twice and could not agree." in text_of(browser.get(section))
