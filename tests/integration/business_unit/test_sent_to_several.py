"""A form sent on to several agencies: to a named person of each, once each (decision 13)."""

from datetime import date

import pytest

from portal.escalations.actions import office, part_1
from portal.infra.calendar import at
from portal.protocol.actors import Actor, Role
from portal.protocol.errors import Invalid
from portal.protocol.escalation import CaseState
from tests.integration.business_unit.sent_on import BIRCH, CEDAR, THURSDAY
from tests.integration.business_unit.sent_on import due as _due
from tests.integration.business_unit.sent_on import page_of as _at
from tests.integration.business_unit.sent_on import part_of as _part
from tests.integration.business_unit.sent_on import timeline as _timeline
from tests.pages import Pages, own_form, text_of, typed
from tests.told import told
from tests.way import full


def test_decision_13_one_form_goes_to_a_named_person_of_each_agency(pages: Pages, cedar: Actor) -> None:
    with at(THURSDAY):
        way = pages.way().submitted()
        officer = pages.browser(way.officer)
        both = officer.send(_at(way, "forward"), add="to", another=cedar.workspace)
        assert "Who should receive it at Cedar Agency?" in text_of(both)
        fields = {
            "to-0-agency": str(way.responder.workspace),
            "to-0-person": str(way.responder.membership),
            "to-1-agency": str(cedar.workspace),
        }
        base = officer.fill(_at(way, "forward")) | fields
        refused = officer.post(_at(way, "forward"), base)
        assert "Choose who should receive it at Cedar Agency" in text_of(refused)
        assert f'value="{way.responder.membership}" checked' in refused.text
        done = officer.post(_at(way, "forward"), base | {"to-1-person": str(cedar.membership)})
        shown = text_of(officer.get(done.location))
    assert (
        "birch senior_manager at Birch Agency and cedar senior_manager at Cedar Agency, who have 10" in shown
    )
    assert [_due(way, _part(way, one)) for one in (way.responder, cedar)] == [[date(2027, 1, 12)]] * 2
    assert sorted(_timeline(way, way.manager)[:2]) == [
        "Sent the form to birch senior_manager, Birch Agency",
        "Sent the form to cedar senior_manager, Cedar Agency",
    ]
    assert told(way, "respond") == [BIRCH, CEDAR]


def test_the_keyboard_goes_on_where_an_agency_was_added_or_taken_away(pages: Pages, cedar: Actor) -> None:
    way = pages.way().submitted()
    officer, page = pages.browser(way.officer), _at(way, "forward")
    added = officer.post(page, officer.fill(page) | {"add": "to", "another": str(cedar.workspace)}).text
    assert '<div id="row-2" class="app-row" tabindex="-1" autofocus>' in added
    assert added.count("autofocus") == 1
    left = officer.post(page, typed(own_form(added)) | {"remove": "to-1"}).text
    assert '<div id="row-1" class="app-row" tabindex="-1" autofocus>' in left


def test_an_agency_chosen_and_not_added_is_not_forgotten(pages: Pages, cedar: Actor) -> None:
    way = pages.way().submitted()
    person = {"to__0__person": way.responder.membership}
    refused = pages.browser(way.officer).send(_at(way, "forward"), another=cedar.workspace, **person)
    assert (refused.status_code, "Add this agency, or choose none here" in text_of(refused)) == (422, True)
    assert way.see(way.officer).case.state is CaseState.SUBMITTED


def test_one_agency_cannot_be_sent_the_form_twice(pages: Pages) -> None:
    way, deputy = pages.way().submitted(), pages.partnership.who("birch", Role.DEPUTY)
    to = [way.responder.membership, deputy.membership]
    with pytest.raises(Invalid):
        way.do(way.officer, office.forward, way.reference, version=way.version(way.officer), to=to)


def test_an_issue_put_to_an_agency_that_is_not_chosen_is_warned_of(pages: Pages, cedar: Actor) -> None:
    way = pages.way().started()
    issues = [{**full(way.responder.workspace)["issues"][0], "put_to": [str(cedar.workspace)]}]
    way.do(way.contributor, part_1.write, way.reference, sections={"issues": issues})
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    officer = pages.browser(way.officer)
    warning = "Issue 1 is put to Cedar Agency, to which the form does not go."
    assert warning in text_of(officer.get(_at(way, "forward")))
    assert warning not in text_of(officer.send(_at(way, "forward"), add="to", another=cedar.workspace))
