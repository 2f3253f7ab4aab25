"""A child’s identity in what was typed is masked in every view, and shown whole where it is revealed."""

from io import BytesIO

import pytest

from portal.escalations import queries
from portal.escalations.actions import links, office
from portal.protocol.actors import Role
from tests.integration.escalations.looked import looks as _looks
from tests.integration.escalations.named_child import CHILD, MASKED, NAME, NUMBER, WRITTEN
from tests.integration.escalations.named_child import forwarded as _forwarded
from tests.integration.escalations.named_child import holds as _holds
from tests.integration.escalations.named_child import renamed as _renamed
from tests.integration.escalations.named_child import submitted as _submitted
from tests.integration.escalations.named_child import write as _write_child
from tests.pages import Browser, Pages, text_of


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
