"""Decisions 9 to 13: who signs, who responds, and who loses access."""

from datetime import date, timedelta

from portal.protocol.actors import Role
from tests.integration.decisions.at_the_pages import MONDAY, A, B, C, Journey, on
from tests.integration.routes.door import REASONS, SIGNED_1
from tests.pages import BASE_URL, Pages, text_of


def test_decision_09_an_agency_confirms_who_holds_its_roles(pages: Pages) -> None:
    journey = Journey(pages)
    for role, may in ((Role.SENIOR_MANAGER, True), (Role.ADMINISTRATOR, True), (Role.CONTRIBUTOR, False)):
        shown = journey.who(C, role).get("/people/confirm")
        assert shown.status_code == (200 if may else 403)
    journey.does(journey.who(C), "/people/confirm")
    assert "cedar senior_manager" in text_of(journey.who(C).get("/people"))


def test_decision_10_whoever_wrote_it_signs_it_off_only_with_a_reason_that_the_business_unit_reads(
    pages: Pages,
) -> None:
    journey = Journey(pages).at_draft()
    senior = journey.who(A)
    journey.does(
        senior, journey.case("part-1/why"), {"unresolved": "They said no.", "safety": "A visit a day."}
    )
    statements = {key: text for key, text in SIGNED_1.items() if key != "apart"}
    refused = journey.sends(senior, journey.case("sign-off"), statements)
    assert (refused.status_code, journey.state()) == (422, "draft")
    journey.does(senior, journey.case("sign-off"), {**statements, "exception_reason": "We are two people."})
    assert journey.state() == "submitted"
    assert "We are two people." in text_of(journey.office.get(journey.case()))


def test_decision_10_a_contributor_never_signs(pages: Pages) -> None:
    journey = Journey(pages).at_draft()
    assert journey.who(A, Role.CONTRIBUTOR).get(journey.case("sign-off")).status_code == 403


def test_decision_11_the_raising_agency_is_never_its_own_respondent(pages: Pages) -> None:
    journey = Journey(pages).at_submitted()
    alder = str(journey.partnership.workspaces[A])
    fields = {"to-0-agency": alder, "to-0-person": str(journey.manager.membership)}
    answer = journey.sends(journey.office, journey.at_office("forward"), fields)
    assert (answer.status_code, journey.state()) in {(422, "submitted"), (404, "submitted")}


def _is_changed(journey: Journey, old: str, new: str) -> None:
    page = f"{journey.at_office('change', old)}?agency={journey.partnership.workspaces[new]}"
    journey.does(journey.office, page, {"person": str(journey.signer(new).membership)})


def test_decision_12_a_new_respondent_has_ten_days_and_the_old_one_loses_access_at_once(pages: Pages) -> None:
    with on(MONDAY):
        journey = Journey(pages).at_forwarded()
        assert journey.sees(B)
    with on(MONDAY + timedelta(days=7)):
        _is_changed(journey, B, C)
        assert journey.running() == {"response": date(2027, 2, 1)}
        assert (journey.sees(B), journey.sees(C)) == (False, True)
        for page in ("part-2", "part-2/sign-off", "holding-reply", "more-time", "identity"):
            assert journey.who(B).get(journey.case(page)).status_code == 404
        assert journey.reference not in text_of(journey.who(B).get("/cases"))


def test_decision_12_what_the_old_respondent_had_opened_is_assessed(pages: Pages) -> None:
    journey = Journey(pages).at_forwarded()
    journey.does_reveal(B)
    _is_changed(journey, B, C)
    assert journey.response(B).to_assess
    page = journey.at_office("assess", B)
    journey.does(journey.office, page, {"body": "It read Part 1, and knows to keep it to itself."})
    assert not journey.response(B).to_assess
    assert journey.office.get(page).status_code == 409
    for slug in (A, C):
        assert "keep it to itself" not in journey.reads(slug)


def test_decision_12_the_old_respondent_had_opened_it_whatever_its_browser_said(pages: Pages) -> None:
    journey = Journey(pages).at_forwarded()
    browser = journey.who(B)
    answer = browser.client.get(journey.case("part-2"), base_url=BASE_URL, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    _is_changed(journey, B, C)
    assert journey.response(B).to_assess


def test_decision_12_the_old_respondent_had_opened_it_by_a_form_shown_back(pages: Pages) -> None:
    journey = Journey(pages).at_forwarded()
    assert journey.who(B).post(journey.case("part-2"), {}).status_code == 422
    _is_changed(journey, B, C)
    assert journey.response(B).to_assess


def test_decision_12_an_agency_that_never_opened_the_case_leaves_nothing_to_assess(pages: Pages) -> None:
    journey = Journey(pages).at_forwarded()
    _is_changed(journey, B, C)
    assert not journey.response(B).to_assess
    assert journey.office.get(journey.at_office("assess", B)).status_code == 409


def test_decision_12_not_for_us_is_said_within_two_working_days_with_a_suggestion(pages: Pages) -> None:
    with on(MONDAY):
        journey, late = Journey(pages).at_forwarded(), Journey(pages).at_forwarded()
    with on(MONDAY + timedelta(days=2)):
        suggested = {**REASONS, "instead": str(journey.partnership.workspaces[C])}
        journey.does(journey.who(B), journey.case("not-for-us"), suggested)
        assert journey.running() == {"response": date(2027, 1, 25)}, "Its ten days run on."
        assert "Cedar Agency" in text_of(journey.office.get(journey.case()))
        assert journey.sees(B)
        journey.does(journey.office, journey.at_office("keep", B), REASONS)
    with on(MONDAY + timedelta(days=3)):
        assert late.who(B).get(late.case("not-for-us")).status_code == 409


def test_decision_12_only_the_business_unit_changes_who_responds_and_only_before_the_reply(
    pages: Pages,
) -> None:
    journey = Journey(pages).at_forwarded()
    page = journey.at_office("change", B)
    for slug, role in ((A, Role.SENIOR_MANAGER), (B, Role.SENIOR_MANAGER), ("business_unit", Role.CLERK)):
        assert journey.who(slug, role).get(page).status_code == 403
    journey.replies()
    assert journey.office.get(page).status_code == 409


def test_decision_13_each_of_several_agencies_has_its_own_reply_and_clock_and_reads_no_others(
    pages: Pages,
) -> None:
    with on(MONDAY):
        journey = Journey(pages).at_forwarded(B, C)
        journey.replies(B, **{"answers-0-reasons": "Birch says so."})
        assert journey.state() == "forwarded"
        journey.does(journey.who(C), journey.case("more-time"), {**REASONS, "days": "3"})
        journey.does(journey.office, journey.at_office("give-more-time", C), {"days": "3"})
        assert journey.running() == {"response": date(2027, 1, 28)}
        assert "Birch says so." in journey.reads(A)
        assert "Birch says so." in journey.reads(B)
        assert "Birch says so." not in journey.reads(C)
        assert "We think the child needs a plan." in journey.reads(C)
        assert "It was said by telephone." not in journey.reads(B), (
            "Why another asks for time is not its own."
        )
        journey.replies(C)
        assert journey.state() == "answered"
