"""A request for more time that nobody answered: with the due date it lapses, and is asked no more (decision 4)."""

from portal.escalations import queries
from portal.protocol.actors import Role
from portal.protocol.escalation import Extension
from tests.integration.worker.days import Days, ask_for_more_time, extend
from tests.way import Way

ANSWER = "answer a request for more time"


def test_decision_4_unanswered_by_then_it_lapses_and_the_business_units_list_asks_for_no_answer(
    sent_to_two: Way, days: Days
) -> None:
    """The other agency has more time, so that nothing else is noted when the first one's date passes."""
    way = sent_to_two
    cedar = way.partnership.who("cedar", Role.SENIOR_MANAGER)
    extend(way, days, "2026-12-04", by=5, hour=9, who=cedar)
    with days.at("2026-12-07", 15):
        ask_for_more_time(way, way.responder)
        assert _asked_of_the_office(way) == ["Answer a request for more time"]
    assert ("officer@business_unit.example", ANSWER) in days.told("2026-12-07", 16)
    days.told("2026-12-08")
    with days.at("2026-12-08", 12):
        assert _asked_of_the_office(way) == []
        asked = [one.extension for one in way.see(way.officer).case.awaited]
        assert sorted(asked) == [Extension.ASKED, Extension.GRANTED]


def test_decision_4_no_letter_asks_for_an_answer_once_the_request_has_lapsed(sent: Way, days: Days) -> None:
    with days.at("2026-12-07", 23):
        ask_for_more_time(sent, sent.responder)
    assert ANSWER not in [words for _, words in days.told("2026-12-08", 1)]


def _asked_of_the_office(way: Way) -> list[str]:
    with way.partnership.database.reading(way.partnership.context(way.officer)) as session:
        listed = queries.worklist(session, way.officer.workspace)
    return [one.ask for one in listed if one.group == queries.ASKED]
