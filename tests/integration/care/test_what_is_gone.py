"""After a disposal nothing of a child, of a person and of what anybody wrote is left, wherever it lay."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import text

from portal.business_unit.care import actions
from portal.demo.valkey import Valkey
from portal.escalations import queries
from portal.escalations.actions import links, oversight
from portal.executive import pack_actions
from portal.executive.packs.contents import Kind
from portal.infra.calendar import at
from portal.infra.db import Database
from portal.infra.verification import verify
from portal.protocol.actors import Role
from tests.engines import Template
from tests.integration.packs import written
from tests.integration.packs.redacted import packed, supply
from tests.integration.packs.written import IDENTITY, PEOPLE_NAMED, TYPED, Written
from tests.pages import Pages, opened, text_of
from tests.partnership import as_owner
from tests.records import LONG_AGO, two_managers

STAYS = {
    "part", "history", "history_head", "log_case", "log_response", "log_tag", "disposal",
}  # fmt: skip
"""The tables that still have rows of a case that was disposed of, beside its own row and its links."""

TABLES = text(
    "select relname from pg_class where relnamespace = 'portal'::regnamespace and relkind in ('r', 'p')"
)
OF_A_CASE = text(
    "select table_name from information_schema.columns"
    " where table_schema = 'portal' and column_name in ('escalation_id', 'case_id')"
)
ROWS = text(
    "select event, payload, salt, digest from portal.history where escalation_id = :case order by seq"
)


@pytest.fixture
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages:
        two_managers(pages.partnership)
        yield pages


@pytest.fixture
def case(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> Written:
    """A case that was decided long ago, in which there is something of everything, full of names."""
    monkeypatch.setitem(written.CHILD, "date_of_birth", "1996-02-29")
    with at(LONG_AGO):
        one = Written(pages)
        one.accepted()
        one.directed().reviewed()
        one.do(one.officer, oversight.note, one.reference, kind="call", body=TYPED, on=date(2013, 3, 1))
        with as_owner(pages.partnership.logins) as session:
            attachment = session.scalar(text("select id from portal.attachment"))
        supply(one, attachment)
        builder = Database(pages.partnership.logins.worker_url, pool_size=3)
        packed(one, builder)
        with as_owner(pages.partnership.logins) as session:
            pack, identifier = session.execute(
                text("select id, escalation_id from portal.referral_pack")
            ).one()
        one.do(one.member, pack_actions.take, identifier, kind=Kind.EXECUTIVE, pack=pack, volume=1)
        builder.engine.dispose()
        one.propose({
            "issues": {"1": {"decision": TYPED, "reasons": TYPED}},
            "actions": [{"what": TYPED, "owner": str(pages.partnership.workspaces["birch"]), "by": "2013-06-03"}],
        })  # fmt: skip
        for member in (one.chair, one.member):
            one.holds(member, "for", dissent="")
        one.signs(one.chair)
    return one


def _dispose(case: Written) -> None:
    first, second = two_managers(case.partnership)
    case.do(first, actions.propose, case.reference, reason="Nothing is open.")
    with as_owner(case.partnership.logins) as session:
        proposal = session.scalar(text("select id from portal.disposal where withdrawn_at is null"))
    case.do(second, actions.dispose, case.reference, proposal=proposal)


def _everything(case: Written) -> dict[str, str]:
    """Every row of every table, as text; bytes as they would be read."""
    with as_owner(case.partnership.logins) as session:
        return {
            table: "\n".join(
                _readable(row) for row in session.scalars(text(f"select t::text from portal.{table} t"))
            )
            for table in session.scalars(TABLES)
        }


def _readable(row: str) -> str:
    return re.sub(r"\\+x((?:[0-9a-f]{2})+)", lambda hit: bytes.fromhex(hit[1]).decode("latin-1"), row)


def _found(case: Written, words: tuple[str, ...]) -> set[tuple[str, str]]:
    return {(table, word) for table, said in _everything(case).items() for word in words if word in said}


def test_nothing_of_a_child_or_of_what_was_written_is_left_anywhere(case: Written) -> None:
    before = _found(case, IDENTITY)
    assert {"child", "document", "attachment", "note", "history"} <= {table for table, _ in before}
    _dispose(case)
    assert _found(case, IDENTITY) == set()
    assert {table for table, _ in _found(case, PEOPLE_NAMED)} <= {"person"}
    assert verify(case.partnership.logins.owner_url).faults == ()


def test_no_table_keeps_rows_of_it_but_those_that_are_named_here(case: Written) -> None:
    """A table that comes to hold something of a case later has to be emptied too, or named with a reason."""
    _dispose(case)
    with as_owner(case.partnership.logins) as session:
        identifier = session.scalar(text("select id from portal.escalation where disposed_at is not null"))
        kept = {
            table
            for table in session.scalars(OF_A_CASE)
            if session.scalar(
                text(f"select exists (select from portal.{table} where escalation_id = :case)"),
                {"case": identifier},
            )
        }
    assert kept == STAYS


def test_the_chain_stays_with_its_digests_and_without_its_words(case: Written) -> None:
    with as_owner(case.partnership.logins) as session:
        identifier = session.scalar(text("select id from portal.escalation"))
        before = session.execute(ROWS, {"case": identifier}).all()
    _dispose(case)
    with as_owner(case.partnership.logins) as session:
        *rows, last = session.execute(ROWS, {"case": identifier}).all()
    assert [row.digest for row in rows[: len(before)]] == [row.digest for row in before]
    assert {(row.payload, bytes(row.salt)) for row in rows} == {(None, b"")}
    assert (last.event, last.payload["by"]) == ("dispose", "business_unit another manager")
    assert last.payload["proposed_by"] == "business_unit manager"
    assert last.payload["reasons"] == "Nothing is open."


def test_the_row_for_statistics_stays_as_it_was(case: Written) -> None:
    asked = text("select to_jsonb(l) from portal.log_case l")
    tags = text("select kind, value from portal.log_tag order by 1, 2")
    with as_owner(case.partnership.logins) as session:
        before, tagged = session.scalar(asked), session.execute(tags).all()
    _dispose(case)
    with as_owner(case.partnership.logins) as session:
        after = session.scalar(asked)
        assert session.execute(tags).all() == tagged
    assert after["disposed_at"]
    assert after | {"disposed_at": None} == before


def test_nobody_finds_the_case_any_more(case: Written, pages: Pages) -> None:
    """Who could open it and who could not are answered alike, as of a case that never was."""
    _dispose(case)
    people = pages.partnership
    for slug, role in people.people:
        if role in (Role.ADMINISTRATOR, Role.READER):
            continue
        browser = pages.browser(people.who(slug, role))
        gone, never = browser.get(f"/cases/{case.reference}"), browser.get("/cases/RPD-2222-2222")
        assert gone.status_code == never.status_code, (slug, role)
        assert text_of(gone) == text_of(never).replace("RPD-2222-2222", case.reference)
        home = browser.get("/home")
        assert case.reference not in home.text
    reader = pages.browser(case.reader)
    assert case.reference not in reader.get("/learning").text
    found = pages.who("business_unit", Role.OFFICER).send("/cases/find", name="Jordana Testperson")
    assert "No case was found" in text_of(found)
    assert case.reference not in found.text


def test_a_linked_case_keeps_that_it_was_linked_and_what_became_of_it(case: Written, pages: Pages) -> None:
    other = pages.way().forwarded()
    case.do(case.officer, links.link, case.reference, to=other.reference, why=f"One family: {TYPED}")
    _dispose(case)
    for who in (other.officer, other.manager, other.responder):
        shown = text_of(pages.browser(who).get(f"/cases/{other.reference}"))
        assert f"{case.reference}, disposed of on" in shown
    assert "One family" not in pages.browser(other.officer).get(f"/cases/{other.reference}").text
    with pages.partnership.database.reading(pages.partnership.context(other.officer)) as session:
        view = queries.case(session, other.officer, other.reference)
        (link,) = queries.links(session, view.case.id)
        assert (link.reference, link.disposed, link.why) == (case.reference, True, "")
    assert verify(pages.partnership.logins.owner_url).faults == ()


def test_an_agency_that_could_not_see_it_learns_of_no_link(case: Written, pages: Pages) -> None:
    other = pages.way().submitted()
    other.do(other.officer, links.link, other.reference, to=case.reference, why="One family.")
    with as_owner(pages.partnership.logins) as session:
        session.execute(
            text("update portal.escalation set raising_workspace_id = :cedar where reference = :reference"),
            {"cedar": pages.partnership.workspaces["cedar"], "reference": other.reference},
        )
    _dispose(case)
    cedar = pages.browser(pages.partnership.who("cedar", Role.SENIOR_MANAGER))
    shown = cedar.get(f"/cases/{other.reference}")
    assert shown.status_code == 200
    assert case.reference not in shown.text


def test_a_review_that_was_asked_is_no_longer_listed(case: Written, pages: Pages) -> None:
    browser = pages.browser(case.reader)
    assert case.reference in browser.get("/learning").text
    _dispose(case)
    assert case.reference not in browser.get("/learning").text
