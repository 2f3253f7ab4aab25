"""P11 and decision 8: what stage 4 is reminded of, whom, and until when."""

from datetime import date

from portal.escalations.actions import decided
from portal.infra.verification import verify
from tests.integration.worker.days import Days
from tests.stage_4 import Stage4
from tests.way import Way

DAY = "2026-11-23"
"""A Monday. The action is due on Monday 14 December: reminders on the 10th and on the day, a chase on the 15th."""
BY = date(2026, 12, 14)
SIGNERS = ("deputy", "senior_manager")
"""Nobody of the owner is named, so whoever signs for it is told."""
TO_B = [f"{role}@birch.example" for role in SIGNERS]


def test_p11_an_action_reminds_its_owner_before_on_and_after_its_date(way: Way, days: Days) -> None:
    with days.at(DAY):
        Stage4(way.partnership).decided(by=BY)
    days.work(DAY, 10)
    told = {day: days.told(day) for day in ("2026-12-09", "2026-12-10", "2026-12-14", "2026-12-15")}
    words = "carry out what the Executive decided, and say when it is done"
    assert {day: [whom for whom, _ in letters] for day, letters in told.items()} == {
        "2026-12-09": [],
        "2026-12-10": TO_B,
        "2026-12-14": TO_B,
        "2026-12-15": TO_B,
    }
    assert all(words in subject for letters in told.values() for _, subject in letters)


def test_p11_an_action_of_the_raising_agency_reminds_it(way: Way, days: Days) -> None:
    with days.at(DAY):
        Stage4(way.partnership).decided(owner="alder", by=BY)
    days.work(DAY, 10)
    assert [whom for whom, _ in days.told("2026-12-14")] == [f"{role}@alder.example" for role in SIGNERS]


def test_p11_nobody_is_reminded_of_an_action_that_was_carried_out(way: Way, days: Days) -> None:
    with days.at(DAY):
        stage_4 = Stage4(way.partnership).decided(by=BY)
    days.work(DAY, 10)
    assert [whom for whom, _ in days.told("2026-12-10")] == TO_B
    part = next(one.part.id for one in stage_4.see(way.responder).parts if one.part.kind == "action")
    with days.at("2026-12-11"):
        stage_4.do(stage_4.responder, decided.report_done, stage_4.reference, part=part, body="It was held.")
    days.work("2026-12-11", 10)
    assert days.told("2026-12-14") == days.told("2026-12-15") == days.told("2026-12-16") == []
    assert verify(way.partnership.logins.owner_url).faults == ()


def test_decision_21_the_executive_is_reminded_of_its_date_but_no_member_with_a_conflict(
    way: Way, days: Days
) -> None:
    with days.at(DAY):
        stage_4 = Stage4(way.partnership).accepted()
    days.work(DAY, 10)
    due = next(
        one.deadline.due_on for one in stage_4.see(way.officer).deadlines if one.deadline.clock == "decision"
    )
    assert {whom for whom, _ in days.told(due.isoformat())} == {
        "chair@executive.example",
        "member@executive.example",
    }
