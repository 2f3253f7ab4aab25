"""Decisions 15 and 17 at the pages: when referral is asked for, and what a withdrawal leaves."""

import pytest

from tests.integration.decisions.at_the_pages import A, B, Journey
from tests.integration.routes.door import ASKED, REASONS
from tests.pages import Pages

EARLY = {**ASKED, "ground": "cannot_wait"}


def test_decision_15_b_asks_once_its_reply_is_in_and_a_after_not_resolved(pages: Pages) -> None:
    journey = Journey(pages).at_answered()
    page = journey.case("part-4")
    assert journey.who(A).get(page).status_code == 409
    assert "once it has concluded" in journey.reads(A)
    assert journey.who(B).get(page).status_code == 200
    journey.concludes("not")
    journey.does(journey.who(A), page, ASKED)
    assert journey.running()["referral_check"]
    journey.does(journey.office, journey.at_office("refer"))
    assert (journey.state(), set(journey.running())) == ("referred", {"acceptance"})


def test_decision_15_earlier_only_when_every_party_agrees(pages: Pages) -> None:
    journey = Journey(pages).at_forwarded()
    assert journey.who(A).get(journey.case("part-4")).status_code == 409
    journey.does(journey.who(A), journey.case("part-4/early"), EARLY)
    assert journey.office.get(journey.at_office("refer")).status_code == 409
    (request,) = journey.see(journey.officer).case.requests
    journey.does(journey.who(B), journey.case(f"agree-to-early-referral/{request.id}"))
    journey.does(journey.office, journey.at_office("refer"))
    assert journey.state() == "referred"


def test_decision_15_an_early_request_that_was_returned_is_asked_again(pages: Pages) -> None:
    journey = Journey(pages).at_forwarded()
    journey.does(journey.who(A), journey.case("part-4/early"), EARLY)
    (request,) = journey.see(journey.officer).case.requests
    returned = f"{journey.at_office('return-request')}/{request.id}"
    journey.does(journey.office, returned, REASONS)
    assert REASONS["reasons"] in journey.reads(A)
    assert REASONS["reasons"] not in journey.reads(B)
    journey.does(journey.who(A), journey.case("part-4"), {"tried": "A third call."})
    assert "A third call." in journey.reads(B)


@pytest.mark.parametrize("of_b", [True, False])
def test_decision_17_a_withdrawal_of_a_does_not_cancel_the_request_of_b(pages: Pages, of_b: bool) -> None:
    journey = Journey(pages).at_answered()
    journey.concludes("not")
    journey.does(journey.who(B if of_b else A), journey.case("part-4"), ASKED)
    journey.does(journey.who(A), journey.case("withdraw"), REASONS)
    assert journey.state() == ("unresolved" if of_b else "withdrawn")
    if of_b:
        assert journey.who(A).get(journey.case("part-4")).status_code == 403
        journey.does(journey.who(B), journey.case("withdraw-request"), REASONS)
        assert journey.state() == "withdrawn", "The last request fell after A had withdrawn."
