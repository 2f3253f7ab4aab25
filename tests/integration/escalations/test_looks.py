"""Who opened a case: however it was asked for it is kept, and each party reads what is its own (decision 27)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.demo.valkey import Valkey
from portal.escalations import queries
from portal.escalations.actions import identity, office
from portal.infra.calendar import at, now
from portal.infra.db import Database
from portal.protocol.actors import Actor, Role
from tests.engines import Template
from tests.pages import BASE_URL, Browser, Pages, opened, text_of
from tests.partnership import as_owner
from tests.way import ISSUE, Way

_LOOKS = text(
    "select a.what, a.name from portal.access a join portal.escalation e on e.id = a.escalation_id"
    " where e.reference = :reference order by a.at, a.what"
)
_PRINTINGS = text(
    "select count(*) from portal.history h join portal.escalation e on e.id = h.escalation_id"
    " where e.reference = :reference and h.event = 'print'"
)


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages:
        yield pages


@pytest.fixture
def way(pages: Pages) -> Way:
    return pages.way().forwarded()


def _looks(pages: Pages, way: Way) -> list[tuple[str, str]]:
    """Every look at the case, oldest first: what, and whose."""
    with as_owner(pages.partnership.logins) as session:
        return [tuple(row) for row in session.execute(_LOOKS, {"reference": way.reference})]


def _printings(pages: Pages, way: Way) -> int:
    with as_owner(pages.partnership.logins) as session:
        return int(session.execute(_PRINTINGS, {"reference": way.reference}).scalar_one())


def _at(way: Way, page: str = "") -> str:
    return f"/cases/{way.reference}{page}"


def _ask(browser: Browser, path: str, **headers: str) -> TestResponse:
    return browser.client.get(path, base_url=BASE_URL, headers=headers)


@pytest.mark.parametrize("header", ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
@pytest.mark.parametrize("page", ["", "/part-2", "/looks", "/copy"])
def test_decision_27_a_header_hides_no_look(pages: Pages, way: Way, page: str, header: str) -> None:
    answer = _ask(pages.browser(way.responder), _at(way, page), **{"HX-Request": "true", header: "true"})
    assert (answer.status_code, way.reference in answer.text) == (200, True)
    assert _looks(pages, way) == [("view", way.responder.name)]


@pytest.mark.parametrize(
    ("page", "fields", "status"),
    [
        ("/part-2", {}, 422),
        ("/part-2", {"add": "taken"}, 200),
        ("/part-2/sign-off", {}, 422),
        ("/not-for-us", {}, 422),
        ("/copy", {"identity": "nonsense"}, 422),
    ],
)
def test_decision_27_a_form_shown_back_is_a_look(
    pages: Pages, way: Way, page: str, fields: dict[str, Any], status: int
) -> None:
    answer = pages.browser(way.responder).post(_at(way, page), fields)
    assert answer.status_code == status
    assert _looks(pages, way) == [("view", way.responder.name)]


def test_decision_27_being_told_what_stands_now_is_a_look(pages: Pages, way: Way) -> None:
    writer = pages.browser(way.contributor)
    assert writer.post(_at(way, "/part-1/why"), {}).status_code == 409
    assert _looks(pages, way) == [("view", way.contributor.name)]


def test_a_form_that_cannot_be_logged_is_not_shown_back(
    pages: Pages, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = pages.browser(way.responder)
    monkeypatch.setattr(Database, "looking", Database.reading)
    answer = browser.post(_at(way, "/part-2"), {})
    assert answer.status_code == 500
    assert ISSUE["position"] not in answer.text
    assert _looks(pages, way) == []


def test_what_a_page_sends_by_itself_is_no_look(pages: Pages) -> None:
    way = pages.way().started()
    writer = pages.browser(way.contributor)
    for page in ("/part-1/why/presence", "/part-1/why/autosave"):
        assert writer.post(_at(way, page), {"version": "0"}).status_code in (200, 409, 422)
    assert _looks(pages, way) == []


@pytest.mark.parametrize(
    ("slug", "role"),
    [
        ("alder", Role.CONTRIBUTOR), ("alder", Role.EXECUTIVE_CONTACT), ("alder", Role.DEPUTY),
        ("birch", Role.CONTRIBUTOR), ("birch", Role.EXECUTIVE_CONTACT), ("birch", Role.DEPUTY),
        ("business_unit", Role.OFFICER), ("business_unit", Role.MANAGER), ("business_unit", Role.CLERK),
    ],
)  # fmt: skip
def test_decision_27_whoever_opens_it_is_kept_alike(pages: Pages, way: Way, slug: str, role: Role) -> None:
    actor = pages.partnership.who(slug, role)
    for _ in range(2):
        assert pages.browser(actor).get(_at(way)).status_code == 200
    assert _looks(pages, way) == [("view", actor.name)]


def test_decision_27_a_page_is_printed_once_in_five_minutes(pages: Pages, way: Way) -> None:
    start, officer, senior = now(), pages.browser(way.officer), pages.browser(way.manager)
    for minutes, who, kept in ((0, officer, 1), (4, officer, 1), (4, senior, 2), (6, officer, 3)):
        with at(start + timedelta(minutes=minutes)):
            for _ in range(5):
                assert who.post(_at(way, "/printed"), {}).status_code == 204
        assert _printings(pages, way) == len(_looks(pages, way)) == kept


def _sent_to(pages: Pages, *agencies: str) -> Way:
    """A case that these agencies answer."""
    way = pages.way().submitted()
    to = [pages.partnership.who(one, Role.SENIOR_MANAGER).membership for one in agencies]
    way.do(way.officer, office.forward, way.reference, version=way.version(way.officer), to=to)
    return way


def _reads(pages: Pages, way: Way, reader: Actor) -> set[str]:
    """Whose looks an agency's people read; that the number is theirs too."""
    with pages.partnership.database.reading(pages.partnership.context(reader)) as session:
        case = way.see(reader).case.id
        shown = queries.looks(session, case, workspace=reader.workspace)
        assert queries.how_many_looks(session, case) == len(shown)
    said = " ".join(one.who.lower().replace("_", " ") for one in shown)
    return {one for one in ("alder", "birch", "cedar", "business unit") if one in said}


def test_decision_27_a_responding_agency_reads_its_own_looks_and_no_other_responding_agencys(
    pages: Pages,
) -> None:
    way = _sent_to(pages, "birch", "cedar")
    cedar = pages.partnership.who("cedar", Role.SENIOR_MANAGER)
    for actor in (way.manager, way.responder, cedar, way.officer):
        way.do(actor, identity.reveal, way.reference, purpose="act")
        pages.browser(actor).get(_at(way))
    assert _reads(pages, way, way.responder) == {"alder", "birch", "business unit"}
    assert _reads(pages, way, cedar) == {"alder", "cedar", "business unit"}
    everybody = {"alder", "birch", "cedar", "business unit"}
    assert _reads(pages, way, way.manager) == _reads(pages, way, way.officer) == everybody
    page = text_of(pages.browser(cedar).get(_at(way, "/looks")))
    assert ("Birch" in page, "Alder Agency" in page) == (False, True)


def test_decision_12_who_replies_instead_does_not_read_what_the_replaced_agency_opened(pages: Pages) -> None:
    way = _sent_to(pages, "birch")
    way.do(way.responder, identity.reveal, way.reference, purpose="act")
    cedar = pages.partnership.who("cedar", Role.SENIOR_MANAGER)
    (part,) = way.see(way.officer).parts
    officer = pages.browser(way.officer)
    change = f"/business-unit/cases/{way.reference}/change/{part.part.id}?agency={cedar.workspace}"
    assert officer.send(change, person=cedar.membership).status_code == 303
    assert "birch" not in _reads(pages, way, cedar)
    assert "birch" in _reads(pages, way, way.manager)
