"""What the Business Unit keeps beside a case, also of one that ended: notes, other processes, links."""

from portal.escalations import queries
from portal.escalations.actions import links, oversight, replies
from portal.protocol.actors import Actor
from portal.protocol.escalation import PARALLEL
from tests.integration.business_unit.sent_on import forwarded as _forwarded
from tests.integration.business_unit.sent_on import notes as _notes
from tests.integration.business_unit.sent_on import page_of as _at
from tests.integration.business_unit.sent_on import timeline as _timeline
from tests.pages import Pages, text_of
from tests.way import CONCLUSION, Way


def test_a_note_is_the_business_units_own(pages: Pages) -> None:
    way = pages.way().forwarded()
    officer = pages.browser(way.officer)
    assert officer.send(_at(way, "note"), kind="note", body="Keep an eye on this.").status_code == 303
    day = {"on-day": "31", "on-month": "2", "on-year": "2026"}
    refused = officer.send(_at(way, "note"), kind="call", body="They rang <us>.", **day)
    assert (refused.status_code, "must be a real date" in refused.text) == (422, True)
    assert "They rang &lt;us&gt;." in refused.text
    assert [one.office_only for one in _notes(way, way.officer)] == [True]
    for reader in (way.manager, way.responder):
        assert _notes(way, reader) == []
        assert "Added a note" not in _timeline(way, reader)


def test_other_processes_are_read_by_everyone_and_can_be_taken_back(pages: Pages) -> None:
    way = pages.way().forwarded()
    way.do(
        way.officer, oversight.flag_parallel, way.reference, version=way.version(way.officer),
        flags=["inquest", "criminal", "nothing of the kind"],
    )  # fmt: skip
    both = (PARALLEL["criminal"], PARALLEL["inquest"])
    assert way.see(way.manager).parallel == way.see(way.responder).parallel == both
    shown = text_of(pages.browser(way.responder).get(f"/cases/{way.reference}"))
    assert f"{PARALLEL['criminal']}, {PARALLEL['inquest']}" in shown
    officer = pages.browser(way.officer)
    fields = officer.fill(_at(way, "other-processes"))
    fields.pop("flags")
    assert officer.post(_at(way, "other-processes"), fields).status_code == 303
    assert way.see(way.manager).parallel == ()


# Links -------------------------------------------------------------------------------------------------


def _links(way: Way, reader: Actor) -> list[str]:
    with way.partnership.database.reading(way.partnership.context(reader)) as session:
        return [one.reference for one in queries.links(session, way.see(reader).case.id)]


def test_linked_cases_are_named_to_those_alone_who_may_see_both(pages: Pages, cedar: Actor) -> None:
    one, other = pages.way().forwarded(), _forwarded(pages, cedar)
    officer = pages.browser(one.officer)
    refused = officer.send(_at(one, "link"), to="RPD-0000-0000", why="The same family.")
    assert "There is no case with this reference that you can see." in text_of(refused)
    hidden = pages.way().started()
    unseen = officer.send(_at(one, "link"), to=hidden.reference, why="The same family.")
    assert "There is no case with this reference that you can see." in text_of(unseen)
    itself = officer.send(_at(one, "link"), to=one.reference, why="The same family.")
    assert "This is the case itself." in text_of(itself)
    typed = f" {other.reference.lower()} "
    assert officer.send(_at(one, "link"), to=typed, why="The same family.").status_code == 303
    again = officer.send(_at(other, "link"), to=one.reference, why="Once more.")
    assert "is already linked with this case" in text_of(again)
    assert _links(one, one.officer) == _links(one, one.responder) == [other.reference]
    assert _links(other, cedar) == []
    for reader in (one.manager, one.responder):
        assert not any("Linked" in said for said in _timeline(one, reader))
    assert _timeline(other, other.officer)[0] == f"Linked the case with {one.reference}"


def test_a_reference_is_read_however_it_is_typed_and_before_anything_else(pages: Pages) -> None:
    one, other = pages.way().forwarded(), pages.way().forwarded()
    officer, page = pages.browser(one.officer), _at(one, "link")
    refused = officer.send(page, to="RPD-2222-2222", why="Test Child is in both.")
    assert (refused.status_code, 'href="#to"' in refused.text) == (422, True)
    assert "looks like child 1’s" not in text_of(refused)
    typed = other.reference.replace("-", " ").lower()
    assert officer.send(page, to=f" {typed} ", why="The same family.").status_code == 303
    assert _links(one, one.officer) == [other.reference]


def test_a_link_is_taken_away_once(pages: Pages) -> None:
    one, other = pages.way().forwarded(), pages.way().forwarded()
    officer = pages.browser(one.officer)
    assert officer.get(_at(one, "unlink")).status_code == 409
    one.do(one.officer, links.link, one.reference, to=other.reference, why="The same family.")
    fields = officer.fill(_at(other, "unlink"), to=one.reference)
    sent = [officer.post(_at(other, "unlink"), fields) for _ in range(2)]
    assert [each.location for each in sent] == [f"/cases/{other.reference}"] * 2
    assert _links(one, one.officer) == []
    assert f"/business-unit/cases/{one.reference}/unlink" not in officer.get(f"/cases/{one.reference}").text


def test_what_is_no_reference_is_refused_beside_the_field(pages: Pages) -> None:
    one, other = pages.way().forwarded(), pages.way().forwarded()
    officer = pages.browser(one.officer)
    one.do(one.officer, links.link, one.reference, to=other.reference, why="The same family.")
    for sent in ("\0", "RPD-2345-678\0", "x"):
        answer = officer.post(_at(one, "unlink"), officer.fill(_at(one, "unlink"), to=sent))
        assert answer.status_code == 422
        assert "There is no case with this reference that you can see." in text_of(answer)


# After the end -----------------------------------------------------------------------------------------


def test_a_case_that_ended_can_still_be_noted_linked_and_flagged(pages: Pages) -> None:
    way = pages.way().answered()
    way.do(way.manager, replies.conclude, way.reference, version=way.version(way.manager), content=CONCLUSION)
    officer = pages.browser(way.officer)
    for step in ("note", "link", "other-processes", "chase"):
        assert officer.get(_at(way, step)).status_code == 200, step
    for step in ("close", "out-of-scope", "send-back"):
        assert officer.get(_at(way, step)).status_code == 409, step
