"""Who responds: an agency kept, changed or released, and what it had opened assessed (decision 12)."""

from datetime import date, timedelta

import pytest

from portal.escalations.actions import identity, replies, responding
from portal.infra.calendar import at
from portal.protocol.actors import Actor, Role
from portal.protocol.escalation import CaseState
from portal.protocol.tasks import Ask
from tests.integration.business_unit.sent_on import ALDER, BIRCH, CEDAR, THURSDAY
from tests.integration.business_unit.sent_on import due as _due
from tests.integration.business_unit.sent_on import forwarded as _forwarded
from tests.integration.business_unit.sent_on import notes as _notes
from tests.integration.business_unit.sent_on import page_of as _at
from tests.integration.business_unit.sent_on import part_of as _part
from tests.integration.business_unit.sent_on import timeline as _timeline
from tests.pages import Pages, text_of
from tests.told import told
from tests.way import REPLY, Way


def _not_for_us(way: Way) -> None:
    version = way.version(way.responder)
    way.do(way.responder, responding.say_not_for_us, way.reference, version=version, reasons="Not ours.")


def test_decision_12_an_agency_is_kept_and_its_ten_days_have_run_on(pages: Pages) -> None:
    way = _forwarded(pages)
    part = _part(way, way.responder)
    with at(THURSDAY):
        officer = pages.browser(way.officer)
        assert officer.get(_at(way, "keep", part)).status_code == 409
        _not_for_us(way)
    with at(THURSDAY + timedelta(days=11)):
        assert officer.send(_at(way, "keep", part), reasons="You know the child.").status_code == 303
    assert _due(way, part) == [date(2027, 1, 12)]
    assert told(way, "news: keep_responder") == [BIRCH]
    assert way.see(way.responder).case.responses[0].said_not_for_us is False


def test_decision_12_a_change_gives_ten_fresh_days_and_the_old_agency_loses_access_at_once(
    pages: Pages, cedar: Actor
) -> None:
    way = _forwarded(pages)
    part, change = _part(way, way.responder), "change"
    birch = pages.browser(way.responder)
    with at(THURSDAY + timedelta(days=11)):
        way.do(way.responder, identity.reveal, way.reference, purpose="act")
        officer, instead = pages.browser(way.officer), f"{_at(way, change, part)}?agency={cedar.workspace}"
        page = text_of(officer.get(instead))
        assert "Birch Agency has opened the case:" in page
        assert "looked at the children’s identity, once, last on Monday 4 January 2027" in page
        assert "By when The reply: by Monday 18 January 2027" in page
        assert birch.get(f"/cases/{way.reference}").status_code == 200
        fields = officer.fill(instead, person=cedar.membership, reasons="Cedar knows the family.")
        sent = [officer.post(instead, fields) for _ in range(2)]
        assert [one.location for one in sent] == [f"/cases/{way.reference}"] * 2
        assert birch.get(f"/cases/{way.reference}").status_code == 404
        assert birch.get(f"/cases/{way.reference}/part-2").status_code == 404
    assert (_due(way, part), _due(way, _part(way, cedar))) == ([], [date(2027, 1, 18)])
    assert told(way, "news: change_responder") == [ALDER, BIRCH]
    assert told(way, "respond") == [BIRCH, CEDAR]
    changed = (
        "Changed the responding agency: cedar senior_manager, Cedar Agency, replies in place of Birch Agency"
    )
    sent_on = "Sent the form to cedar senior_manager, Cedar Agency"
    assert _timeline(way, way.manager)[0] == changed
    assert _timeline(way, way.officer)[:2] == [sent_on, changed]
    assert (_timeline(way, cedar)[0], "Birch" in str(_timeline(way, cedar))) == (sent_on, False)
    shown = {one: text_of(pages.browser(one).get(f"/cases/{way.reference}")) for one in (way.manager, cedar)}
    assert ["Cedar knows the family." in one for one in shown.values()] == [True, False]


def test_decision_12_what_the_old_agency_had_opened_is_assessed_by_the_business_unit_alone(
    pages: Pages, cedar: Actor
) -> None:
    way = _forwarded(pages)
    part = _part(way, way.responder)
    with at(THURSDAY):
        way.do(way.responder, identity.reveal, way.reference, purpose="act")
        officer = pages.browser(way.officer)
        instead = f"{_at(way, 'change', part)}?agency={cedar.workspace}"
        officer.send(instead, person=cedar.membership)
        assert Ask.ASSESS_ACCESS in {ask for _, ask in way.see(way.officer).asks}
        assert _at(way, "assess", part) in officer.get(f"/cases/{way.reference}").text
        page = text_of(officer.get(_at(way, "assess", part)))
        assert ("has opened the case" in page, "Afterwards you are asked" in page) == (True, False)
        assert officer.send(_at(way, "assess", part), body="They saw one name.").status_code == 303
        assert officer.get(_at(way, "assess", part)).status_code == 409
    assert Ask.ASSESS_ACCESS not in {ask for _, ask in way.see(way.officer).asks}
    assert [one.body for one in _notes(way, way.officer)] == ["They saw one name."]
    for reader in (way.manager, cedar):
        assert _notes(way, reader) == []
        assert not any("Assessed" in one for one in _timeline(way, reader))


def test_an_agency_that_opened_nothing_leaves_nothing_to_assess(pages: Pages, cedar: Actor) -> None:
    way = _forwarded(pages)
    part = _part(way, way.responder)
    with at(THURSDAY):
        officer = pages.browser(way.officer)
        instead = f"{_at(way, 'change', part)}?agency={cedar.workspace}"
        assert "Birch Agency has not opened the case yet." in text_of(officer.get(instead))
        assert officer.send(instead, person=cedar.membership).status_code == 303
        assert officer.get(_at(way, "assess", part)).status_code == 409


@pytest.mark.parametrize("slug", ["alder", "birch"])
def test_an_agency_of_the_case_is_never_asked_instead(pages: Pages, slug: str) -> None:
    way, inside = _forwarded(pages), pages.partnership.who(slug, Role.DEPUTY)
    instead = f"{_at(way, 'change', _part(way, way.responder))}?agency={inside.workspace}"
    with at(THURSDAY):
        refused = pages.browser(way.officer).send(instead, person=inside.membership)
    assert refused.status_code == 422
    assert len(way.see(way.officer).case.parts) == 1


def test_decision_12_the_last_release_makes_it_as_turn(pages: Pages, cedar: Actor) -> None:
    way = _forwarded(pages, cedar)
    with at(THURSDAY):
        alone = _forwarded(pages)
        only = pages.browser(way.officer).get(_at(alone, "release", _part(alone, way.responder)))
        assert only.status_code == 409
        way.do(cedar, replies.respond, way.reference, version=way.version(cedar), content=REPLY)
        release = _at(way, "release", _part(way, way.responder))
        page = text_of(pages.browser(way.officer).get(release))
        assert "so Alder Agency is asked to say whether it is resolved" in page
        assert pages.browser(way.officer).send(release, reasons="Cedar answered it all.").status_code == 303
        assert pages.browser(way.responder).get(f"/cases/{way.reference}").status_code == 404
    assert way.see(way.manager).case.state is CaseState.ANSWERED
    assert told(way, "conclude") == [ALDER]
    assert told(way, "news: release_responder") == [BIRCH]
