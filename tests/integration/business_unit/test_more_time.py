"""More time for a reply: given, or lapsed at the due date and refused (decision 4)."""

from datetime import UTC, date, datetime

from portal.escalations.actions import responding
from portal.infra.calendar import at
from portal.protocol.escalation import Extension
from tests.integration.business_unit.sent_on import ALDER, BIRCH
from tests.integration.business_unit.sent_on import due as _due
from tests.integration.business_unit.sent_on import forwarded as _forwarded
from tests.integration.business_unit.sent_on import page_of as _at
from tests.integration.business_unit.sent_on import part_of as _part
from tests.integration.business_unit.sent_on import timeline as _timeline
from tests.pages import Pages, text_of
from tests.told import told
from tests.way import Way

LAST_MINUTE, TOO_LATE = datetime(2027, 1, 12, 23, 59, tzinfo=UTC), datetime(2027, 1, 13, 0, 0, tzinfo=UTC)

ANSWER = "Answer a request for more time"


def _ask(way: Way, days: int = 3) -> None:
    version = way.version(way.responder)
    way.do(
        way.responder, responding.ask_extension, way.reference, version=version, days=days, reasons="Away."
    )


def test_decision_4_more_time_moves_the_due_date_and_both_agencies_read_it(pages: Pages) -> None:
    way = _forwarded(pages)
    part = _part(way, way.responder)
    with at(LAST_MINUTE):
        _ask(way)
        officer = pages.browser(way.officer)
        page = officer.get(_at(way, "give-more-time", part))
        assert "Birch Agency asks for 3 working days: by Friday 15 January 2027" in text_of(page)
        assert officer.send(_at(way, "give-more-time", part), days="5").status_code == 303
        assert officer.get(_at(way, "give-more-time", part)).status_code == 409
        assert officer.get(_at(way, "refuse-more-time", part)).status_code == 409
    assert _due(way, part) == [date(2027, 1, 19)]
    (running,) = [one for one in way.see(way.manager).deadlines if one.running]
    assert "extended by" in " ".join(running.deadline.sentences())
    assert told(way, "news: grant_extension") == [ALDER, BIRCH]
    for reader in (way.manager, way.responder):
        assert _timeline(way, reader)[0] == "Gave more time: 5 working days"
    assert way.see(way.manager).case.responses[0].extension is Extension.GRANTED


def test_decision_4_a_request_unanswered_by_the_due_date_lapses(pages: Pages) -> None:
    way = _forwarded(pages)
    part = _part(way, way.responder)
    with at(LAST_MINUTE):
        _ask(way)
        assert ANSWER in text_of(pages.browser(way.officer).get(f"/cases/{way.reference}"))
    with at(TOO_LATE):
        officer = pages.browser(way.officer)
        shown = officer.get(f"/cases/{way.reference}")
        assert "so the request has lapsed" in text_of(shown)
        assert ANSWER not in text_of(shown)
        assert (f"give-more-time/{part}" in shown.text, f"refuse-more-time/{part}" in shown.text) == (
            False,
            True,
        )
        assert officer.send(_at(way, "give-more-time", part), days="1").status_code in (404, 409)
        assert "More time can no longer be given" in text_of(officer.get(_at(way, "refuse-more-time", part)))
        assert officer.send(_at(way, "refuse-more-time", part), reasons="Lapsed.").status_code == 303
    assert _due(way, part) == [date(2027, 1, 12)]
    assert told(way, "news: refuse_extension") == [BIRCH]
    assert way.see(way.manager).case.responses[0].extension is Extension.REFUSED
