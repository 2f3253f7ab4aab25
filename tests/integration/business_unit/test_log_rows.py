"""What the log keeps of each case: true at the end of every transaction, of no draft (P8, decision 29)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from portal.escalations import queries
from portal.escalations.actions import follow_up, office, oversight, replies
from portal.infra.calendar import at
from portal.protocol.actors import Actor
from tests.integration.business_unit.sent_on import THURSDAY, forwarded
from tests.pages import Pages
from tests.partnership import as_owner
from tests.stage_4 import Stage4
from tests.way import REPLY, Way

_CASE = text("select * from portal.log_case where reference = :reference")
_REPLIES = text(
    "select r.* from portal.log_response r join portal.log_case l using (escalation_id)"
    " where l.reference = :reference order by r.began_at"
)
_TAGS = text(
    "select t.value from portal.log_tag t join portal.log_case l using (escalation_id)"
    " where l.reference = :reference and t.kind = :kind"
)


def _rows(way: Way, statement: Any, **named: str) -> list[Mapping[str, Any]]:
    with as_owner(way.partnership.logins) as session:
        found = session.execute(statement, {"reference": way.reference, **named})
        return [dict(row) for row in found.mappings()]


def _logged(way: Way) -> Mapping[str, Any]:
    (row,) = _rows(way, _CASE)
    return row


def _tags(way: Way, kind: str) -> set[str]:
    return {row["value"] for row in _rows(way, _TAGS, kind=kind)}


def _names(way: Way, *slugs: str) -> set[str]:
    return {str(way.partnership.workspaces[slug]) for slug in slugs}


def test_a_draft_is_in_no_log(pages: Pages) -> None:
    assert _rows(pages.way().started(), _CASE) == []


def test_p8_a_form_is_logged_from_its_submission_with_the_business_units_first_date(pages: Pages) -> None:
    with at(THURSDAY):
        way = pages.way().submitted()
    row = _logged(way)
    assert (row["state"], row["stage"], row["submitted_at"]) == ("submitted", 3, THURSDAY)
    assert (row["forward_due_on"], row["forwarded_at"]) == (date(2026, 12, 30), None)
    assert (row["category"], row["categories"], row["imported"]) == ("thresholds", ["thresholds"], False)
    assert (_tags(way, "raising"), _tags(way, "with")) == (_names(way, "alder"), _names(way, "business_unit"))


def test_decision_2_the_first_date_is_kept_when_a_form_was_returned(pages: Pages) -> None:
    with at(THURSDAY):
        way = pages.way().submitted()
        version = way.version(way.officer)
        way.do(way.officer, office.send_back, way.reference, version=version, reasons="Who spoke?")
    row = _logged(way)
    assert (row["state"], row["forward_due_on"]) == ("returned", date(2026, 12, 30))
    assert _tags(way, "with") == _names(way, "alder")


def test_a_form_sent_on_is_with_each_agency_asked_and_shows_the_first_date_to_be_kept(
    pages: Pages, cedar: Actor
) -> None:
    way = forwarded(pages, cedar)
    assert _tags(way, "responding") == _tags(way, "with") == _names(way, "birch", "cedar")
    assert _tags(way, "party") == _names(way, "alder", "birch", "cedar")
    row, sent = _logged(way), _rows(way, _REPLIES)
    assert row["forwarded_at"] == THURSDAY
    assert [one["due_on"] for one in sent] == [date(2027, 1, 12)] * 2
    assert row["due_at"] <= min(one["due_at"] for one in sent)


def test_a_reply_that_came_and_what_it_promised(pages: Pages) -> None:
    way = forwarded(pages)
    came = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)
    with at(came):
        version = way.version(way.responder)
        way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)
    (reply,) = _rows(way, _REPLIES)
    assert (reply["state"], reply["answered_at"], reply["extension_days"]) == ("received", came, None)
    assert (_logged(way)["promised"], _tags(way, "state")) == (1, {"answered"})


def test_what_became_of_a_promise_and_that_a_case_ended(pages: Pages) -> None:
    way = pages.way().resolved()
    row = _logged(way)
    assert (row["state"], row["ended_at"] is None, row["done"], row["not_done"]) == ("resolved", False, 0, 0)
    (promise,) = _promises(way)
    way.do(
        way.manager, follow_up.follow_up, way.reference, version=way.version(way.manager),
        answers={promise: {"done": "not_done", "words": "Nobody came."}}, difference="None.",
    )  # fmt: skip
    assert (_logged(way)["done"], _logged(way)["not_done"]) == (0, 1)


def _promises(way: Way) -> list[str]:
    with way.partnership.database.reading(way.partnership.context(way.manager)) as session:
        case = queries.case(session, way.manager, way.reference)
        part = case.case.responses[0].id
    return [f"{part}-1"]


def test_a_chase_is_counted_and_a_look_moves_nothing(pages: Pages) -> None:
    way = forwarded(pages)
    with at(THURSDAY + timedelta(days=5)):
        way.do(
            way.officer, oversight.chase, way.reference, whom=way.responder.workspace, how="telephone",
            on=THURSDAY.date(), body="We spoke.",
        )  # fmt: skip
    assert _logged(way)["chases"] == 1


def test_stage_4_is_told_and_stays_after_its_end(pages: Pages) -> None:
    way = Stage4(pages.partnership).decided()
    row = _logged(way)
    assert (row["stage"], row["stage_4"], row["state"]) == (4, "decided", "decided")
    assert _tags(way, "stage") == {"4"}


def test_the_log_is_the_same_when_it_is_worked_out_again(pages: Pages) -> None:
    ways = [Stage4(pages.partnership).accepted(), pages.way().resolved(), forwarded(pages)]
    for way in ways:
        before = (
            _logged(way),
            _rows(way, _REPLIES),
            {kind: _tags(way, kind) for kind in ("with", "party", "state")},
        )
        with as_owner(way.partnership.logins) as session:
            session.execute(text("select portal.log_again(:id)"), {"id": before[0]["escalation_id"]})
        after = (
            _logged(way),
            _rows(way, _REPLIES),
            {kind: _tags(way, kind) for kind in ("with", "party", "state")},
        )
        assert before == after
