"""A case closed by the Business Unit: outside the protocol, or silent after chases (decision 7)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.escalations.actions import oversight
from portal.infra.calendar import at
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid
from portal.protocol.escalation import CaseState
from tests.integration.business_unit.sent_on import ALDER, THURSDAY
from tests.integration.business_unit.sent_on import forwarded as _forwarded
from tests.integration.business_unit.sent_on import notes as _notes
from tests.integration.business_unit.sent_on import page_of as _at
from tests.integration.business_unit.sent_on import timeline as _timeline
from tests.pages import Pages, text_of
from tests.told import told
from tests.way import Way


def test_outside_the_protocol_is_closed_with_the_right_route(pages: Pages) -> None:
    way = pages.way().submitted()
    officer = pages.browser(way.officer)
    refused = officer.send(_at(way, "out-of-scope"), exclusion="conduct", route=" ")
    assert (refused.status_code, "Name the right route" in text_of(refused)) == (422, True)
    done = officer.send(_at(way, "out-of-scope"), exclusion="conduct", route="Use the complaints procedure.")
    assert done.status_code == 303
    view = way.see(way.manager)
    assert (view.case.state, view.closed_because) == (CaseState.CLOSED, "outside the protocol")
    assert not [one for one in view.deadlines if one.running]
    assert told(way, "news: close_out_of_scope") == [ALDER]
    shown = text_of(pages.browser(way.manager).get(f"/cases/{way.reference}"))
    assert "Use the complaints procedure." in shown


# Chases ------------------------------------------------------------------------------------------------


def _silent(pages: Pages) -> Way:
    """A case that was answered on that Thursday, and not concluded since."""
    with at(THURSDAY):
        return pages.way().answered()


def test_decision_7_no_further_contact_after_two_chases_and_twenty_working_days(pages: Pages) -> None:
    way, alder = _silent(pages), pages.partnership.workspaces["alder"]
    officer = pages.browser(way.officer)
    with at(datetime(2027, 1, 22, 9, 0, tzinfo=UTC)):
        day = {"on-day": "22", "on-month": "1", "on-year": "2027"}
        chase = {"whom": str(alder), "how": "telephone", "body": "We spoke with the duty desk.", **day}
        assert officer.send(_at(way, "chase"), **chase).status_code == 303
        assert "chased 1 time since it began" in text_of(officer.get(_at(way, "chase")))
    with at(datetime(2027, 1, 26, 9, 0, tzinfo=UTC)):
        assert officer.get(_at(way, "close")).status_code == 409
        assert officer.send(_at(way, "chase"), **chase).status_code == 303
    with at(datetime(2027, 1, 25, 9, 0, tzinfo=UTC)):
        assert officer.get(_at(way, "close")).status_code == 409
    with at(datetime(2027, 1, 26, 9, 0, tzinfo=UTC)):
        assert "“no further contact”. It does not count as resolved" in text_of(
            officer.get(_at(way, "close"))
        )
        assert officer.send(_at(way, "close")).status_code == 303
    assert way.see(way.manager).closed_because == "no further contact"


def test_a_chase_is_read_by_the_agency_chased_and_counts_when_it_is_its_turn(
    pages: Pages, cedar: Actor
) -> None:
    way = _forwarded(pages, cedar)
    with at(THURSDAY + timedelta(days=5)):
        said: dict[str, Any] = {"how": "email", "on": THURSDAY.date(), "body": "Please reply."}
        way.do(way.officer, oversight.chase, way.reference, whom=cedar.workspace, **said)
        with pytest.raises(Invalid):
            way.do(way.officer, oversight.chase, way.reference, whom=way.manager.workspace, **said)
        later = {**said, "on": date(2026, 12, 30)}
        with pytest.raises(Invalid):
            way.do(way.officer, oversight.chase, way.reference, whom=cedar.workspace, **later)
    assert way.see(way.officer).case.chases == 0
    for reader in (cedar, way.officer):
        assert [one.heading for one in _notes(way, reader)] == ["Chase of Cedar Agency, by e-mail"]
        assert _timeline(way, reader)[0] == "Chased Cedar Agency, by e-mail"
    for reader in (way.manager, way.responder):
        assert _notes(way, reader) == []
        assert not any("Chased" in one for one in _timeline(way, reader))
