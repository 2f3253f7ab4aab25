"""The walls of the papers at stage 4, at SQL: when they open to a member, and when they close (decision 21).

Whoever sits declares first; a forgotten step, an interest or a conflict leaves them closed.
"""

import pytest
from sqlalchemy import text

from portal.escalations.actions import referral
from portal.protocol.actors import Role
from tests.integration.walls.bench import (
    CLOSED,
    CONFLICTS,
    DECLARE,
    HOLD,
    MEET,
    MINUTES,
    OPEN_TO_MEMBERS,
    VIEWS,
    Bench,
    referred,
)
from tests.partnership import as_owner


def test_decision_21_before_declaring_a_member_reads_the_reference_the_parties_and_the_signatories(
    bench: Bench,
) -> None:
    with bench.member("free") as acting:
        assert acting.reads() == CLOSED
        (told,) = acting.told()
    assert told["reference"] == bench.way.reference
    assert (told["raising"], told["responding"]) == ("Alder Agency", ["Birch Agency"])
    assert told["signatories"] == [
        "alder deputy, Alder Agency", "alder senior_manager, Alder Agency", "birch senior_manager, Birch Agency",
    ]  # fmt: skip
    assert (told["declared"], told["sits"], told["found"]) == (False, False, [])


def test_decision_21_after_declaring_a_member_without_a_conflict_reads_the_form_and_no_identity(
    bench: Bench,
) -> None:
    with bench.member("free") as acting:
        acting.does(DECLARE)
        assert acting.reads() == OPEN_TO_MEMBERS
        kinds = {row["kind"] for row in acting.does("select kind from portal.document")}
        assert kinds == {"part_1", "part_2", "part_3", "part_4"}
        assert acting.told()[0]["sits"]


def test_decision_21_a_move_of_more_than_twelve_months_ago_is_none(bench: Bench) -> None:
    with bench.member("left birch 13 months ago") as acting:
        acting.does(DECLARE)
        assert acting.reads() == OPEN_TO_MEMBERS


@pytest.mark.parametrize("who", CONFLICTS)
def test_decision_21_a_conflict_that_the_portal_finds_leaves_the_papers_closed(
    bench: Bench, who: str
) -> None:
    with bench.member(who) as acting:
        acting.does(DECLARE)
        assert acting.reads() == CLOSED
        (told,) = acting.told()
        assert (told["found"], told["sits"]) == (CONFLICTS[who], False)
        (own,) = acting.does("select found, recused from portal.declaration")
        assert own == {"found": CONFLICTS[who], "recused": True}


def test_decision_21_a_declared_interest_leaves_the_papers_closed_whatever_is_declared_later(
    bench: Bench,
) -> None:
    with bench.member("free") as acting:
        acting.does(DECLARE, interests=["managed"])
        assert acting.reads() == CLOSED
        acting.does(DECLARE)
        assert acting.reads() == CLOSED, "More may be declared, never less."


def test_decision_21_more_may_be_declared_and_closes_what_was_open(bench: Bench) -> None:
    with bench.member("free") as acting:
        acting.does(DECLARE)
        assert acting.reads() == OPEN_TO_MEMBERS
        acting.does(DECLARE, interests=["personal"])
        assert acting.reads() == CLOSED


def test_another_cases_declaration_opens_nothing(bench: Bench) -> None:
    """The same member sits on one case, and has not declared on the other."""
    other = referred(bench.people).see(bench.way.officer).case.id
    with bench.member("free") as acting:
        acting.does(DECLARE, case=other)
        assert acting.reads() == CLOSED
        assert {row["sits"] for row in acting.told()} == {True, False}


def test_the_workers_login_reads_no_paper_in_a_members_context(bench: Bench) -> None:
    """It sees that there is a case, to tell of it, and where it stands; it declares nothing."""
    with bench.member("free", role="worker") as acting:
        known = {"escalation": True, "part": True, "deadline": True}
        assert acting.reads() == {**CLOSED, **known}
        assert acting.refused(DECLARE)
        assert acting.refused("select * from portal.before_the_executive()")


def test_who_no_longer_has_a_place_on_the_executive_reads_nothing(bench: Bench) -> None:
    """Declared while it had one."""
    membership = bench.members["whose place ends"]
    bench.keeps("whose place ends", bench.case, DECLARE)
    with bench.member("whose place ends") as acting:
        assert acting.reads() == OPEN_TO_MEMBERS
    with as_owner(bench.people.logins) as session:
        session.execute(
            text("update portal.membership_role set ended_at = now() where membership_id = :membership"),
            {"membership": membership},
        )
    with bench.member("whose place ends") as acting:
        assert acting.reads() == CLOSED


def test_of_a_case_that_left_the_executive_undecided_nothing_is_read_any_more(bench: Bench) -> None:
    """Nor what was said of it there."""
    way = referred(bench.people)
    case = way.see(way.officer).case.id
    bench.keeps("free", case, DECLARE, MEET, HOLD)
    with bench.member("free") as acting:
        acting.case = case
        assert acting.reads() == OPEN_TO_MEMBERS
        assert acting.does(MINUTES)
        assert acting.does(VIEWS)
    version = way.version(way.manager)
    way.do(way.manager, referral.withdraw_referral, way.reference, version=version, reasons="It is settled.")
    with bench.member("free") as acting:
        acting.case = case
        assert acting.reads() == CLOSED
        assert acting.does(MINUTES) == acting.does(VIEWS) == []
        assert case not in {row["escalation_id"] for row in acting.told()}
        assert acting.refused(MEET)
        assert acting.refused(HOLD)


def test_the_mask_knows_no_name_for_a_member_who_does_not_sit(bench: Bench) -> None:
    known = "select name from portal.identity_to_mask(%(case)s)"
    with bench.member("free") as acting:
        assert acting.does(known) == []
        acting.does(DECLARE)
        assert [row["name"] for row in acting.does(known)] == ["Test Child"]


def test_part_4_is_kept_by_the_agency_whose_request_it_is(bench: Bench) -> None:
    (request,) = bench.way.see(bench.way.officer).case.requests
    keep = (
        "insert into portal.document"
        " (escalation_id, part_id, kind, version, content, signed_by_name, signed_by_role, signed_at)"
        " values (%(case)s, %(part)s, 'part_4', 9, '{}', 'n', 'r', now())"
    )
    for slug, refused in (("alder", False), ("birch", True), ("business_unit", True)):
        role = Role.OFFICER if slug == "business_unit" else Role.SENIOR_MANAGER
        with bench.one_of(slug, role) as acting:
            assert acting.refused(keep, part=request.id) is refused
