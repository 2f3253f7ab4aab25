"""A child's identity: masked in every view, found by those who may, revealed and copied with a purpose, logged."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session
from weasyprint.urls import FatalURLFetchingError

from portal.demo.valkey import Valkey
from portal.escalations import queries
from portal.escalations.actions import identity, links, office, part_1
from portal.infra import pdf
from portal.infra.calendar import at, now
from portal.infra.db import Database
from portal.infra.verification import verify
from portal.protocol.actors import Actor, Role
from tests.engines import Template
from tests.pages import Browser, Pages, opened, text_of
from tests.partnership import as_owner
from tests.way import ISSUE, Way, full

NAME, BORN, NUMBER = "Jordana O'Brien-Testperson", "2019-02-03", "REC-77 123"
CHILD = {
    "name": NAME,
    "date_of_birth": BORN,
    "record_number": NUMBER,
    "known_as": "Jojobell",
    "other_number": "NHS 900 800 7001",
}
WRITTEN = "jordana's mother said that OBrien-Testperson (3rd Feb 2019, rec77123) and Jojobell were seen."
MASKED = (
    "[child 1’s name]'s mother said that [child 1’s name] ([child 1’s date of birth], [child 1’s record number])"
    " and [child 1’s name] were seen."
)
PIECES = ("jordana", "testperson", "jojobell", "3rd feb", "rec77123", "77 123", "900 800")


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages:
        yield pages


def _named(pages: Pages, **child: str) -> Way:
    """A draft about this child, whose name is typed into it."""
    way = pages.way().started()
    _write_child(way, 1, CHILD | child)
    sections = full(pages.partnership.workspaces["birch"])
    written = sections | {"issues": [ISSUE | {"position": WRITTEN}]}
    way.do(way.contributor, part_1.write, way.reference, sections=written)
    return way


def _write_child(way: Way, version: int, child: dict[str, str]) -> None:
    facts = {"status": "child_in_need", "level_of_need": "3"}
    way.do(
        way.contributor,
        part_1.save_children,
        way.reference,
        version=version,
        identities=[child],
        facts=[facts],
    )


def _submitted(pages: Pages, **child: str) -> Way:
    way = _named(pages, **child)
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    return way


def _forwarded(pages: Pages, **child: str) -> Way:
    way = _submitted(pages, **child)
    _forward(way)
    return way


def _forward(way: Way) -> None:
    way.do(
        way.officer,
        office.forward,
        way.reference,
        version=way.version(way.officer),
        to=[way.responder.membership],
    )


def _looks(pages: Pages, way: Way) -> list[tuple[str, str, str]]:
    """Every look at the case, oldest first: what, the purpose, whose."""
    asked = text(
        "select a.what, a.purpose, a.name from portal.access a join portal.escalation e on e.id = a.escalation_id"
        " where e.reference = :reference order by a.at, a.what"
    )
    with as_owner(pages.partnership.logins) as session:
        return [tuple(row) for row in session.execute(asked, {"reference": way.reference})]


def _faults(pages: Pages, way: Way) -> list[Any]:
    found = verify(pages.partnership.logins.owner_url).faults
    return [one for one in found if one.reference == way.reference]


def _holds(answer: str) -> list[str]:
    return [piece for piece in PIECES if piece in answer.lower()]


def _readers(pages: Pages) -> list[Browser]:
    people = [
        ("alder", Role.CONTRIBUTOR), ("alder", Role.EXECUTIVE_CONTACT), ("birch", Role.SENIOR_MANAGER),
        ("business_unit", Role.OFFICER), ("business_unit", Role.CLERK),
    ]  # fmt: skip
    return [pages.who(*one) for one in people]


def test_decision_25_what_was_typed_of_a_child_is_masked_for_everybody_who_reads(pages: Pages) -> None:
    way = _forwarded(pages)
    for browser in _readers(pages):
        shown = browser.get(f"/cases/{way.reference}")
        assert MASKED in text_of(shown)
        assert _holds(shown.text) == []


def test_decision_25_reasons_in_the_timeline_are_masked(pages: Pages) -> None:
    way = _submitted(pages)
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons=WRITTEN)
    shown = pages.browser(way.manager).get(f"/cases/{way.reference}")
    assert text_of(shown).count(MASKED) == 2
    assert _holds(shown.text) == []


def test_decision_25_a_name_of_a_version_before_is_masked_too(pages: Pages) -> None:
    way = _submitted(pages)
    way.do(
        way.officer, office.send_back, way.reference, version=way.version(way.officer), reasons="Say more."
    )
    with pages.partnership.database.reading(pages.partnership.context(way.contributor)) as session:
        version = queries.draft(
            session, way.see(way.contributor).case.id, kind="part_1", workspace=way.contributor.workspace
        ).versions["children"]
    _write_child(way, version, CHILD | {"name": "Renamed Somebody", "known_as": ""})
    shown = text_of(pages.browser(way.manager).get(f"/cases/{way.reference}"))
    assert MASKED in shown


def _renamed(pages: Pages) -> Way:
    """A case sent back, its child's name corrected, signed again and forwarded: the old name still in its text."""
    way = _submitted(pages)
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="Say more.")
    with pages.partnership.database.reading(pages.partnership.context(way.contributor)) as session:
        version = queries.draft(
            session, way.see(way.contributor).case.id, kind="part_1", workspace=way.contributor.workspace
        ).versions["children"]
    _write_child(way, version, CHILD | {"name": "Renamed Somebody", "known_as": ""})
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    _forward(way)
    return way


def test_decision_25_a_name_that_was_corrected_is_masked_for_who_never_read_it(pages: Pages) -> None:
    way = _renamed(pages)
    for browser in _readers(pages):
        shown = browser.get(f"/cases/{way.reference}")
        assert MASKED in text_of(shown)
        assert _holds(shown.text) == []
    revealed = pages.browser(way.responder).send(f"/cases/{way.reference}/identity", purpose="act")
    assert "Renamed Somebody" in text_of(revealed)
    assert NAME not in text_of(revealed)


@pytest.mark.parametrize(("name", "said"), [(NAME, False), ("Renamed Somebody", True)])
def test_decision_25_who_attaches_a_file_is_told_of_no_name_that_they_may_not_read(
    pages: Pages, name: str, said: bool
) -> None:
    way, writer = _renamed(pages), pages.who("birch", Role.CONTRIBUTOR)
    page = f"/cases/{way.reference}/attachments/part-2"
    words = {
        "title": f"About {name}",
        "kind": "other",
        "author": "Birch",
        "third_party": "no",
        "minimum": "y",
    }
    fields = writer.fill(page, **words) | {"file": (BytesIO(b"What was said."), "said.txt")}
    assert writer.post(page, fields).status_code == 303
    assert ("holds something of a child’s identity" in text_of(writer.get(page))) is said


def test_decision_25_why_cases_are_linked_is_masked_with_the_children_of_both(pages: Pages) -> None:
    one, other = pages.way().forwarded(), _forwarded(pages)
    why = f"A cousin of {NAME}."
    one.do(one.officer, links.link, one.reference, to=other.reference, why=why)
    for way in (one, other):
        shown = pages.browser(way.officer).get(f"/cases/{way.reference}")
        assert "A cousin of [child 1’s name]." in text_of(shown)
        assert _holds(shown.text) == []


def test_a_reveal_shows_the_whole_identity(pages: Pages) -> None:
    way = _forwarded(pages)
    page = f"/cases/{way.reference}/identity"
    shown = text_of(pages.browser(way.responder).send(page, purpose="act"))
    for piece in (NAME, "Jojobell", "3 February 2019", NUMBER, "NHS 900 800 7001"):
        assert piece in shown
    assert ("reveal", "act", way.responder.name) in _looks(pages, way)


FINDS = [
    {"name": NAME},
    {"name": "o’brien-TESTPERSON, Jordana"},
    {"name": " jojobell "},
    {"record_number": "rec 77123"},
    {"record_number": "nhs-9008007001"},
    {"date_of_birth-day": "3", "date_of_birth-month": "2", "date_of_birth-year": "2019", "name": "Jojobell"},
]


def _find(browser: Browser, **typed: str) -> str:
    answer = browser.send("/cases/find", **{name.replace("-", "__"): value for name, value in typed.items()})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("typed", FINDS)
def test_decision_25_a_case_is_found_by_a_childs_identity_within_ones_own_audience(
    pages: Pages, typed: dict[str, str]
) -> None:
    way = _forwarded(pages)
    for browser in (pages.browser(way.manager), pages.browser(way.responder), pages.browser(way.officer)):
        assert f'href="/cases/{way.reference}"' in _find(browser, **typed)
    stranger = pages.who("cedar", Role.SENIOR_MANAGER)
    assert way.reference not in _find(stranger, **typed)


def test_decision_25_finding_is_exact_and_all_that_is_given_must_be_the_same_childs(pages: Pages) -> None:
    way = _forwarded(pages, name="Exacta Onlyhere", known_as="", record_number="EX-1 001", other_number="")
    browser = pages.browser(way.officer)
    for typed in (
        {"name": "Exacta"},
        {"name": "Exacta Onlyhere", "record_number": "EX-1 002"},
        {"record_number": "EX-1 0011"},
        {
            "name": "Exacta Onlyhere",
            "date_of_birth-day": "4",
            "date_of_birth-month": "2",
            "date_of_birth-year": "2019",
        },
    ):
        assert "No case was found" in _find(browser, **typed)
    assert [look for look in _looks(pages, way) if look[0] == "find"] == []
    assert way.reference in _find(browser, name="onlyhere EXACTA", record_number="ex1001")


def test_decision_25_a_draft_is_found_by_its_own_agency_alone_and_what_took_its_place_finds_it(
    pages: Pages,
) -> None:
    way = _named(pages, name="Firsta Drafted", known_as="")
    ours, office_ = pages.browser(way.manager), pages.browser(way.officer)
    assert way.reference in _find(ours, name="Firsta Drafted")
    assert way.reference not in _find(office_, name="Firsta Drafted")
    _write_child(way, 2, CHILD | {"name": "Seconda Drafted", "known_as": ""})
    assert way.reference not in _find(ours, name="Firsta Drafted")
    assert way.reference in _find(ours, name="Seconda Drafted")


def test_decision_27_a_case_found_is_logged_and_chained(pages: Pages) -> None:
    way = _forwarded(pages, name="Chained Finding", known_as="")
    _find(pages.browser(way.officer), name="Chained Finding")
    assert ("find", "", way.officer.name) in _looks(pages, way)
    assert _faults(pages, way) == []


def test_finding_asks_for_something_to_look_for(pages: Pages) -> None:
    browser = pages.who("alder", Role.CONTRIBUTOR)
    for typed in ({}, {"name": " "}, {"record_number": "--"}):
        answer = browser.send("/cases/find", **typed)
        assert answer.status_code == 422
        assert "Enter a name, a date of birth or a record number" in answer.text
    answer = browser.send("/cases/find", name="x\0y")
    assert answer.status_code == 422


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


def _reveal(session: Session, actor: Actor, reference: str) -> None:
    identity.reveal(session, actor, reference, purpose="act")


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


def test_decision_27_printing_is_logged_and_chained(pages: Pages) -> None:
    way = pages.way().forwarded()
    browser = pages.browser(way.officer)
    browser.get(f"/cases/{way.reference}")
    assert browser.post(f"/cases/{way.reference}/printed", {}).status_code == 204
    assert ("print", "", way.officer.name) in _looks(pages, way)
    assert _faults(pages, way) == []


def test_decision_27_a_copy_is_logged_and_with_the_identity_it_is_a_reveal_too(pages: Pages) -> None:
    way = _forwarded(pages)
    browser, page = pages.browser(way.responder), f"/cases/{way.reference}/copy"
    without = browser.send(page, identity="without", purpose="act")
    assert _looks(pages, way)[-1] == ("copy", "", way.responder.name)
    assert {look[0] for look in _looks(pages, way)} == {"view", "copy"}
    with_ = browser.send(page, identity="with", purpose="record")
    assert {("copy", "record", way.responder.name), ("reveal", "record", way.responder.name)} <= set(
        _looks(pages, way)
    )
    assert _faults(pages, way) == []
    for answer in (without, with_):
        with pikepdf.open(BytesIO(answer.data)) as made:
            assert "/StructTreeRoot" in made.Root
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{way.reference}-copy.pdf"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_copy_with_the_identity_wants_a_purpose(pages: Pages) -> None:
    way = _forwarded(pages)
    browser, page = pages.browser(way.responder), f"/cases/{way.reference}/copy"
    for typed, message in (
        ({"identity": "with"}, "Choose why you need to see the identity."),
        ({"identity": "with", "purpose": "x"}, "Choose one of the list"),
        ({}, "Choose whether the copy should show"),
    ):
        answer = browser.send(page, **typed)
        assert answer.status_code == 422
        assert message in answer.text
    assert {look[0] for look in _looks(pages, way)} == {"view"}


def _document(pages: Pages, way: Way, monkeypatch: pytest.MonkeyPatch, **typed: str) -> str:
    """What a copy is made from, as it goes to the maker of PDFs."""
    given: list[str] = []
    monkeypatch.setattr(pdf, "make", lambda html, css: given.append(html) or b"%PDF-")
    pages.browser(way.manager).send(f"/cases/{way.reference}/copy", **typed)
    return given[0]


def test_an_earlier_version_of_part_1_follows_the_newest_under_a_heading_of_its_own(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _document(pages, _renamed(pages), monkeypatch, identity="without", purpose="record")
    places = [
        made.index(one) for one in (">Part 1", "<h2>Earlier versions of Part 1</h2>", "Earlier version 1,")
    ]
    assert places == sorted(places)
    assert made.count("Earlier version ") == 1


def test_decision_25_a_copy_shows_the_identity_only_when_it_was_asked_for(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = _forwarded(pages)
    without = _document(pages, way, monkeypatch, identity="without")
    assert "[child 1’s name]" in without
    assert _holds(without) == []
    with_ = _document(pages, way, monkeypatch, identity="with", purpose="record")
    assert set(_holds(with_)) == set(PIECES)
    assert "[child 1’s name]" not in with_


def test_a_pdf_is_tagged_and_says_on_every_page_what_it_is() -> None:
    css = "@page { size: A4; @top-left { content: string(r) } } .r { string-set: r content() }"
    html = '<html lang="en"><head><title>T</title></head><body><h1 class="r">RPD</h1><p>x</p></body></html>'
    with pikepdf.open(BytesIO(pdf.make(html, css=css))) as made:
        assert "/StructTreeRoot" in made.Root
        assert made.Root.MarkInfo.Marked
        assert str(made.Root.Lang) == "en"
        assert [round(float(side)) for side in made.pages[0].mediabox] == [0, 0, 595, 842]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="file:///etc/hostname">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="data:image/png;base64,AAAA">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<style>@import "file:///etc/hostname";</style>',
    ],
)
def test_a_pdf_fetches_nothing(markup: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        pdf.make(f"<p>{markup}</p>", css="")


def test_text_that_looks_like_markup_is_printed_as_it_is(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = pages.way().started()
    sections = full(pages.partnership.workspaces["birch"])
    sections["why"] = {
        "unresolved": '<img src="file:///etc/hostname"> {{ 7*7 }} <script>',
        "safety": "Daily.",
    }
    way.do(way.contributor, part_1.write, way.reference, sections=sections)
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    answer = pages.browser(way.manager).send(f"/cases/{way.reference}/copy", identity="without")
    assert answer.data.startswith(b"%PDF")
    html = _document(pages, way, monkeypatch, identity="without")
    assert "&lt;img src=&#34;file:///etc/hostname&#34;&gt; {{ 7*7 }} &lt;script&gt;" in html


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
