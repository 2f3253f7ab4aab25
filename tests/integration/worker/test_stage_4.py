"""P11 and decision 8: what stage 4 is reminded of, whom, and until when."""

from datetime import date

from portal.escalations.actions import decided
from portal.executive import actions
from portal.infra.verification import verify
from portal.protocol.actors import Role
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


def test_a_referral_is_told_to_the_members_who_have_yet_to_declare_and_leads_to_the_declaration(
    way: Way, days: Days
) -> None:
    with days.at(DAY):
        stage_4 = Stage4(way.partnership).referred()
    letters = [one for one in days.work(DAY, 10) if str(one["To"]).endswith("@executive.example")]
    assert [str(one["To"]) for one in letters] == ["chair@executive.example", "member@executive.example"]
    assert all("judge whether it is exceptional" in str(one["Subject"]) for one in letters)
    said = letters[0].get_body(("plain",))
    assert said is not None
    assert f"/executive/{stage_4.reference}" in said.get_content() or "/invitation/" in said.get_content()


def test_decision_22_a_substitute_is_told_when_they_are_named(way: Way, days: Days) -> None:
    with days.at(DAY):
        stage_4 = Stage4(way.partnership).referred()
    days.work(DAY, 10)
    substitute = way.partnership.who("executive", Role.SUBSTITUTE)
    with days.at(DAY, 11):
        stage_4.do(
            stage_4.officer, actions.name_substitute, stage_4.reference,
            version=stage_4.version(stage_4.officer), membership=substitute.membership,
        )  # fmt: skip
    assert days.told(DAY, 12) == [("substitute@executive.example", "judge whether it is exceptional")]


def test_decision_21_nobody_who_declared_an_interest_is_written_to_any_more(way: Way, days: Days) -> None:
    with days.at(DAY):
        stage_4 = Stage4(way.partnership).referred()
        stage_4.do(stage_4.member, actions.declare, stage_4.reference, interests=["managed"], words="")
    letters = [one for one in days.work(DAY, 10) if str(one["To"]).endswith("@executive.example")]
    assert [str(one["To"]) for one in letters] == ["chair@executive.example"]
