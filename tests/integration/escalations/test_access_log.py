"""Every look at a case is logged, or the page is not shown; and each party reads who looked."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from portal.escalations import queries
from portal.escalations.actions import identity, part_1
from portal.infra.calendar import at, now
from portal.infra.db import Database
from portal.protocol.actors import Actor, Role
from tests.integration.escalations.looked import faults as _faults
from tests.integration.escalations.looked import looks as _looks
from tests.integration.escalations.named_child import forwarded as _forwarded
from tests.integration.escalations.named_child import send_on as _forward
from tests.pages import Pages, text_of
from tests.partnership import as_owner
from tests.way import ISSUE


def test_decision_27_opening_a_case_is_logged_once_in_half_an_hour(pages: Pages) -> None:
    way = pages.way().forwarded()
    start = now()
    for minutes, views in ((0, 1), (29, 1), (31, 2), (60, 2)):
        with at(start + timedelta(minutes=minutes)):
            pages.browser(way.officer).get(f"/cases/{way.reference}")
        assert _looks(pages, way) == [("view", "", way.officer.name)] * views
    pages.browser(way.manager).get(f"/cases/{way.reference}")
    assert ("view", "", way.manager.name) in _looks(pages, way)
    assert _faults(pages, way) == []


def test_a_time_is_that_of_the_look(pages: Pages) -> None:
    way = pages.way().forwarded()
    moment = now() + timedelta(days=2)
    with at(moment):
        pages.browser(way.officer).get(f"/cases/{way.reference}")
    with as_owner(pages.partnership.logins) as session:
        found: datetime = session.scalar(
            text("select max(a.at) from portal.access a join portal.escalation e on e.id = a.escalation_id"
                 " where e.reference = :reference"), {"reference": way.reference}
        )  # fmt: skip
    assert abs(found - moment) < timedelta(seconds=1)


def test_decision_27_printing_is_logged_and_chained(pages: Pages) -> None:
    way = pages.way().forwarded()
    browser = pages.browser(way.officer)
    browser.get(f"/cases/{way.reference}")
    assert browser.post(f"/cases/{way.reference}/printed", {}).status_code == 204
    assert ("print", "", way.officer.name) in _looks(pages, way)
    assert _faults(pages, way) == []


def test_a_page_that_cannot_be_logged_is_not_shown(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    way = pages.way().forwarded()
    browser = pages.browser(way.officer)
    monkeypatch.setattr(Database, "looking", Database.reading)
    answer = browser.get(f"/cases/{way.reference}")
    assert answer.status_code == 500
    assert ISSUE["position"] not in answer.text


def test_a_case_one_may_not_see_is_not_logged(pages: Pages) -> None:
    way = pages.way().forwarded()
    assert pages.who("cedar", Role.SENIOR_MANAGER).get(f"/cases/{way.reference}").status_code == 404
    assert _looks(pages, way) == []


# Who reads it ------------------------------------------------------------------------------------------


def _reveal(session: Session, actor: Actor, reference: str) -> None:
    identity.reveal(session, actor, reference, purpose="act")


def test_decision_27_each_party_sees_who_looked_by_name_or_by_workspace_and_role(pages: Pages) -> None:
    way = pages.way().forwarded()
    way.do(way.responder, _reveal, way.reference)
    pages.browser(way.manager).get(f"/cases/{way.reference}")
    ours = text_of(pages.browser(way.responder).get(f"/cases/{way.reference}/looks"))
    saw = "What Saw the children’s identity What for To act for the child in this case"
    assert f"{way.responder.name} {saw}" in ours
    assert "Alder Agency, senior manager What Opened the case" in ours.replace("Senior", "senior")
    assert way.manager.name not in ours
    theirs = text_of(pages.browser(way.manager).get(f"/cases/{way.reference}/looks"))
    assert f"{way.manager.name} What Opened the case" in theirs
    assert way.responder.name not in theirs


def test_a_responding_agency_sees_the_looks_since_the_form_it_was_sent_was_signed(pages: Pages) -> None:
    way = pages.way()
    with at(now() - timedelta(hours=2)):
        way.started()
        pages.browser(way.contributor).get(f"/cases/{way.reference}")
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    _forward(way)
    pages.browser(way.officer).get(f"/cases/{way.reference}")
    for reader, count in ((way.manager, 2), (way.officer, 2), (way.responder, 1)):
        with pages.partnership.database.reading(pages.partnership.context(reader)) as session:
            assert queries.how_many_looks(session, way.see(reader).case.id) == count


def test_looks_are_shown_a_hundred_at_a_time(pages: Pages) -> None:
    way = pages.way().forwarded()
    add = text(
        "insert into portal.access (escalation_id, at, what, purpose, workspace_id, membership_id, name, role)"
        " select id, now() - make_interval(mins => n), 'view', '', :workspace, :membership, 'Looker ' || n, 'r'"
        " from portal.escalation, generate_series(1, 250) n where reference = :reference"
    )
    who = {"workspace": way.manager.workspace, "membership": way.manager.membership}
    with as_owner(pages.partnership.logins) as session:
        session.execute(add, {**who, "reference": way.reference})
    browser = pages.browser(way.manager)
    last = text_of(browser.get(f"/cases/{way.reference}/looks?page=3"))
    assert "page 3 of 3" in last
    assert "Looker 250 " in last
    assert "Looker 150 " not in last
    for asked in ("4", "0", "-1", "x", "9" * 50, "1e3", "²"):
        assert browser.get(f"/cases/{way.reference}/looks?page={asked}").status_code == 404


# What it costs -----------------------------------------------------------------------------------------


def test_the_queries_of_a_case_do_not_grow_with_its_looks_and_texts(pages: Pages) -> None:
    way = _forwarded(pages)
    browser, asked = pages.browser(way.officer), _counting(pages.partnership.database)
    path = f"/cases/{way.reference}"
    browser.get(path)
    before = asked(lambda: browser.get(path))
    with at(now() + timedelta(days=1)):
        for _ in range(3):
            way.do(way.manager, _reveal, way.reference)
    assert asked(lambda: browser.get(path)) == before


def _counting(database: Database) -> Any:
    counted: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *all_: counted.append(all_[2]))

    def asked(do: Any) -> int:
        counted.clear()
        do()
        return len(counted)

    return asked
