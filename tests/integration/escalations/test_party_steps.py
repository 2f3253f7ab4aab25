"""What the parties may do beside the form: more time, "not for us", holding replies, additions."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.demo.valkey import Valkey
from portal.escalations import queries
from portal.escalations.actions import office, record, replies
from portal.infra.calendar import at
from portal.protocol.actors import Actor, Role
from portal.protocol.deadlines import Clock
from portal.protocol.errors import NotFound
from portal.protocol.escalation import CaseState, Extension
from tests.engines import Template
from tests.pages import Pages, opened, text_of
from tests.told import outbox, told
from tests.way import CONCLUSION, REPLY, Way

THURSDAY = datetime(2026, 12, 24, 11, 0, tzinfo=UTC)
"""The form is sent on; the reply is due on Tuesday 12 January 2027."""
LAST_MINUTE, TOO_LATE = datetime(2027, 1, 12, 23, 59, tzinfo=UTC), datetime(2027, 1, 13, 0, 0, tzinfo=UTC)
BIRCH, ALDER = "senior_manager@birch.example", "senior_manager@alder.example"
OFFICERS = ["manager@business_unit.example", "officer@business_unit.example"]


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages:
        yield pages


def _forwarded(pages: Pages) -> Way:
    with at(THURSDAY):
        return pages.way().forwarded()


def _two(pages: Pages) -> tuple[Way, Actor]:
    """A case that birch and cedar answer."""
    with at(THURSDAY):
        way = pages.way().submitted()
        cedar = pages.partnership.who("cedar", Role.SENIOR_MANAGER)
        to = [way.responder.membership, cedar.membership]
        way.do(way.officer, office.forward, way.reference, version=way.version(way.officer), to=to)
    return way, cedar


def _unresolved(way: Way) -> Way:
    way.answered()
    content = {**CONCLUSION, "results": {"1": "not"}, "overall": "not", "reasons": "No plan yet."}
    way.do(way.manager, replies.conclude, way.reference, version=way.version(way.manager), content=content)
    return way


def _case(way: Way, step: str) -> str:
    return f"/cases/{way.reference}/{step}"


def _due(way: Way) -> list[date]:
    running = [one for one in way.see(way.officer).deadlines if one.running]
    return [one.deadline.due_on for one in running if one.deadline.clock is Clock.RESPONSE]


def _timeline(way: Way, reader: Actor) -> list[str]:
    with way.partnership.database.reading(way.partnership.context(reader)) as session:
        return [one.words for one in queries.timeline(session, way.see(reader).case.id)]


def _notes(way: Way, reader: Actor) -> list[queries.NoteView]:
    with way.partnership.database.reading(way.partnership.context(reader)) as session:
        return list(queries.notes(session, way.see(reader).case.id))


# More time (decision 4) -----------------------------------------------------------------------------------


def test_decision_4_more_time_is_asked_for_once_with_the_date_it_would_give(pages: Pages) -> None:
    way = _forwarded(pages)
    with at(LAST_MINUTE):
        birch = pages.browser(way.responder)
        shown = text_of(birch.get(_case(way, "more-time")))
        assert "1 working day: by Wednesday 13 January 2027" in shown
        assert "5 working days: by Tuesday 19 January 2027" in shown
        assert "6 working days" not in shown
        done = birch.send(_case(way, "more-time"), days="3", reasons="Our doctor is away.")
        assert (done.status_code, done.location) == (303, f"/cases/{way.reference}")
        assert "You asked for more time. Told by e-mail: the Business Unit." in text_of(
            birch.get(done.location)
        )
        assert birch.get(_case(way, "more-time")).status_code == 409
    response = way.see(way.manager).case.responses[0]
    assert (response.extension, response.extension_days) == (Extension.ASKED, 3)
    assert told(way, "answer_extension") == OFFICERS
    assert _due(way) == [date(2027, 1, 12)]
    for reader in (way.manager, way.responder, way.officer):
        assert _timeline(way, reader)[0] == "Asked for more time: 3 working days"


def test_decision_4_more_time_is_not_asked_for_after_the_due_date(pages: Pages) -> None:
    way = _forwarded(pages)
    with at(TOO_LATE):
        birch = pages.browser(way.responder)
        assert "more-time" not in birch.get(f"/cases/{way.reference}").text
        assert birch.get(_case(way, "more-time")).status_code == 409


@pytest.mark.parametrize("days", ["0", "6", "-1", "1.5", "five", ""])
def test_more_time_is_one_to_five_days_and_what_was_typed_is_kept(pages: Pages, days: str) -> None:
    way = _forwarded(pages)
    with at(THURSDAY):
        refused = pages.browser(way.responder).send(
            _case(way, "more-time"), days=days, reasons="Typed <by> hand"
        )
    assert (refused.status_code, "Typed &lt;by&gt; hand" in refused.text) == (422, True)
    assert way.see(way.manager).case.responses[0].extension is Extension.NEVER_ASKED


def test_another_responding_agency_reads_nothing_of_it(pages: Pages) -> None:
    way, cedar = _two(pages)
    with at(THURSDAY):
        pages.browser(way.responder).send(_case(way, "more-time"), days="3", reasons="Our doctor is away.")
        assert "Our doctor is away." in text_of(pages.browser(way.manager).get(f"/cases/{way.reference}"))
        assert "Our doctor is away." not in text_of(pages.browser(cedar).get(f"/cases/{way.reference}"))
    assert not any("more time" in one for one in _timeline(way, cedar))


# Not for us (decision 12) ---------------------------------------------------------------------------------


def test_decision_12_not_for_us_is_said_within_two_working_days_and_the_ten_run_on(pages: Pages) -> None:
    way, cedar = _forwarded(pages), pages.partnership.workspaces["cedar"]
    with at(datetime(2026, 12, 31, 9, 0, tzinfo=UTC)):
        assert pages.browser(way.responder).get(_case(way, "not-for-us")).status_code == 409
    with at(datetime(2026, 12, 30, 22, 0, tzinfo=UTC)):
        birch = pages.browser(way.responder)
        shown = birch.get(_case(way, "not-for-us")).text
        assert "still due by Tuesday 12 January 2027" in shown
        assert ("Cedar Agency" in shown, ">Birch Agency</option>" in shown) == (True, False)
        birch.send(_case(way, "not-for-us"), reasons="We do not know the family.", instead=cedar)
        assert birch.get(_case(way, "not-for-us")).status_code == 409
    assert told(way, "assess_not_for_us") == OFFICERS
    assert _due(way) == [date(2027, 1, 12)]
    said = "Said that the case is not for them, and suggested Cedar Agency"
    assert _timeline(way, way.manager)[0] == said


def test_a_suggestion_is_optional_and_never_an_agency_of_the_case(pages: Pages) -> None:
    way = _forwarded(pages)
    with at(THURSDAY):
        birch, alder = pages.browser(way.responder), pages.partnership.workspaces["alder"]
        refused = birch.send(_case(way, "not-for-us"), reasons="Not ours.", instead=alder)
        assert (refused.status_code, "Not ours." in refused.text) == (422, True)
        assert birch.send(_case(way, "not-for-us"), reasons="Not ours.").status_code == 303
    assert _timeline(way, way.officer)[0] == "Said that the case is not for them"


# A holding reply (decision 4) -----------------------------------------------------------------------------


def test_decision_4_a_holding_reply_is_read_by_a_and_the_office_and_stops_no_clock(pages: Pages) -> None:
    way, cedar = _two(pages)
    with at(THURSDAY):
        contributor = pages.who("birch", Role.CONTRIBUTOR)
        assert "does not stop the clock" in text_of(contributor.get(_case(way, "holding-reply")))
        assert contributor.send(_case(way, "holding-reply"), body="We meet on Tuesday.").status_code == 303
    assert _due(way) == [date(2027, 1, 12)] * 2
    assert told(way, "news: holding_reply") == [OFFICERS[0], OFFICERS[1], ALDER]
    for reader in (way.manager, way.responder, way.officer):
        (note,) = _notes(way, reader)
        assert (note.heading, note.body) == ("Holding reply: Birch Agency", "We meet on Tuesday.")
        assert (note.by, note.workspace) == ("birch contributor", "Birch Agency")
    assert _notes(way, cedar) == []


def test_nothing_is_held_once_the_reply_is_in_or_the_case_has_ended(pages: Pages) -> None:
    answered, ended = pages.way().answered(), pages.way().forwarded()
    ended.do(
        ended.manager,
        replies.withdraw,
        ended.reference,
        version=ended.version(ended.manager),
        reasons="Settled.",
    )
    for way in (answered, ended):
        page = pages.browser(way.responder).get(_case(way, "holding-reply"))
        assert page.status_code == 409


# Addenda and corrections (decision 19) --------------------------------------------------------------------


def test_decision_19_what_is_added_stands_beside_the_paper_with_author_and_time(pages: Pages) -> None:
    with at(THURSDAY):
        way = pages.way().answered()
        part = way.see(way.responder).case.responses[0].id
        birch = pages.browser(way.responder)
        sent: dict[str, Any] = {"about": f"part_2 {part}", "kind": "correction"}
        birch.send(_case(way, "add"), **sent, body="The date was the 4th.")
    with at(THURSDAY + timedelta(minutes=1)):
        birch.send(_case(way, "add"), **sent, body="No: the 5th.")
    first, second = _notes(way, way.manager)
    assert (first.body, second.body) == ("The date was the 4th.", "No: the 5th.")
    assert (first.by, first.role, first.at) == ("birch senior_manager", "senior manager", THURSDAY)
    assert (first.about, first.part) == ("part_2", part)
    (paper,) = (one for one in way.see(way.manager).documents if one.kind == "part_2")
    assert paper.content["answers"] == REPLY["answers"]
    assert told(way, "news: correction").count(ALDER) == 2
    assert _timeline(way, way.officer)[0] == "Corrected the record"


def test_decision_19_only_those_who_may_read_the_paper_read_it_and_are_told(pages: Pages) -> None:
    (way, cedar), new = _two(pages), {"kind": "addendum"}
    part = next(one.id for one in way.see(cedar).case.responses if one.workspace == way.responder.workspace)
    with at(THURSDAY):
        way.do(
            way.responder, replies.respond, way.reference, version=way.version(way.responder), content=REPLY
        )
        way.do(way.responder, record.add, way.reference, about="part_2", part=part, body="Only A", **new)
        way.do(way.manager, record.add, way.reference, about="part_1", part=None, body="Everyone", **new)
    assert [one.body for one in _notes(way, cedar)] == ["Everyone"]
    assert {one.body for one in _notes(way, way.manager)} == {"Only A", "Everyone"}
    added = told(way, "news: addendum")
    assert (added.count(ALDER), added.count(BIRCH), added.count("senior_manager@cedar.example")) == (1, 1, 1)


def test_nobody_adds_to_anothers_paper_or_before_it_was_submitted(pages: Pages) -> None:
    way = pages.way().answered()
    part = way.see(way.responder).case.responses[0].id
    for actor, about, of in (
        (way.responder, "part_1", None),
        (way.manager, "part_2", part),
        (way.manager, "part_3", None),
        (way.officer, "part_3", None),
    ):
        with pytest.raises(NotFound):
            way.do(actor, record.add, way.reference, kind="addendum", about=about, part=of, body="Mine")
    draft = pages.way().started()
    assert pages.browser(draft.manager).get(_case(draft, "add")).status_code == 409
    awaited = pages.way().forwarded()
    assert pages.browser(awaited.responder).get(_case(awaited, "add")).status_code == 409


def test_a_late_reply_after_the_end_is_an_addendum(pages: Pages) -> None:
    way = _forwarded(pages)
    with at(TOO_LATE):
        way.do(
            way.manager, replies.conclude, way.reference, version=way.version(way.manager), content=CONCLUSION
        )
        assert way.see(way.officer).case.state is CaseState.RESOLVED
        birch = pages.browser(way.responder)
        assert birch.get(_case(way, "part-2")).status_code == 409
        shown = birch.get(_case(way, "add"))
        assert "which did not come before the case ended" in text_of(shown)
        part = way.see(way.responder).case.responses[0].id
        sent = {"about": f"part_2 {part}", "kind": "addendum", "body": "Here is our reply."}
        assert birch.send(_case(way, "add"), **sent).status_code == 303
    assert [one.body for one in _notes(way, way.manager)] == ["Here is our reply."]
    assert way.see(way.officer).case.state is CaseState.RESOLVED


# No further step (section 4: close) -----------------------------------------------------------------------


def test_no_further_step_lets_the_business_unit_close_after_five_working_days(pages: Pages) -> None:
    with at(THURSDAY):
        way = _unresolved(pages.way())
        manager = pages.browser(way.manager)
        assert "From Tuesday 5 January 2027" in text_of(manager.get(_case(way, "no-further-step")))
        assert manager.send(_case(way, "no-further-step")).status_code == 303
        assert manager.get(_case(way, "no-further-step")).status_code == 409
    assert told(way, "news: no_further_step") == OFFICERS
    close = f"/business-unit/cases/{way.reference}/close"
    with at(datetime(2027, 1, 4, 23, 0, tzinfo=UTC)):
        assert pages.browser(way.officer).get(close).status_code == 409
    with at(datetime(2027, 1, 5, 8, 0, tzinfo=UTC)):
        officer = pages.browser(way.officer)
        assert "“no further step”" in text_of(officer.get(close))
        assert officer.send(close, reasons="As alder said.").status_code == 303
        shown = text_of(officer.get(f"/cases/{way.reference}"))
    assert way.see(way.manager).closed_because == "no further step"
    assert "no further step" in shown
    assert told(way, "news: close") == [ALDER, BIRCH]


def test_silence_is_a_turn_too_and_a_next_step_takes_the_word_back(pages: Pages) -> None:
    way = _forwarded(pages)
    with at(LAST_MINUTE):
        assert pages.browser(way.manager).get(_case(way, "no-further-step")).status_code == 409
    with at(TOO_LATE):
        way.do(
            way.manager, record.no_further_step, way.reference, version=way.version(way.manager), reasons=""
        )
        assert way.see(way.manager).case.no_further_step_at == TOO_LATE
        not_resolved = {**CONCLUSION, "results": {"1": "not"}, "overall": "not", "reasons": "Silence."}
        version = way.version(way.manager)
        way.do(way.manager, replies.conclude, way.reference, version=version, content=not_resolved)
    assert way.see(way.manager).case.no_further_step_at is None


def test_each_step_sent_twice_is_done_once(pages: Pages) -> None:
    way = _forwarded(pages)
    with at(THURSDAY):
        birch = pages.browser(way.responder)
        for step, sent in (
            ("more-time", {"days": "2", "reasons": "More people to ask."}),
            ("not-for-us", {"reasons": "Not ours."}),
            ("holding-reply", {"body": "Soon."}),
        ):
            fields = birch.fill(_case(way, step), **sent)
            answers = [birch.post(_case(way, step), fields) for _ in range(2)]
            assert [one.location for one in answers] == [f"/cases/{way.reference}"] * 2, step
    assert len(_notes(way, way.manager)) == 1
    assert [what for what, _ in outbox(way)].count("answer_extension") == 2
