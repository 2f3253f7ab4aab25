"""For whom one acts: the only workspace without asking, one of several when asked, none without a role."""

from tests.integration.agencies.conftest import BASE_URL, Town, heading


def test_a_person_of_one_workspace_is_not_asked(town: Town) -> None:
    page = town.signed_in("siobhan-obrien").get("/home").text
    assert "acting for <strong>Westmarch Police</strong>" in page
    assert 'href="/workspaces"' not in page


def test_a_person_of_several_chooses_and_the_wanted_page_waits(town: Town) -> None:
    browser = town.signed_in("edmund-carrow", "/home?x=1")
    asked = browser.get("/home?x=1")
    assert (asked.status_code, asked.location) == (303, "/workspaces?next=/home?x%3D1")
    page = browser.get(asked.location)
    assert heading(page).endswith("Who are you acting for?")
    for name in ("Westmarch Integrated Care Board", "Learning and Improvement Subgroup"):
        assert name in page.text
    mine = town.membership("edmund-carrow", "integrated-care-board")
    chosen = browser.send(asked.location, "/workspaces", membership=mine)
    assert (chosen.status_code, chosen.location) == (303, "/home?x=1")
    after = browser.get("/home?x=1").text
    assert "acting for <strong>Westmarch Integrated Care Board</strong>" in after
    assert 'href="/workspaces"' in after


def test_they_may_change_and_every_window_follows(town: Town) -> None:
    browser = town.signed_in("edmund-carrow")
    for slug, name in (("quality-subgroup", "Quality"), ("learning-subgroup", "Learning")):
        mine = town.membership("edmund-carrow", slug)
        browser.send("/workspaces", "/workspaces", membership=mine)
        assert f"acting for <strong>{name}" in browser.get("/home").text


def test_who_is_refused_and_acts_for_others_too_is_led_to_change(town: Town) -> None:
    browser = town.signed_in("edmund-carrow")
    browser.send(
        "/workspaces", "/workspaces", membership=town.membership("edmund-carrow", "quality-subgroup")
    )
    refused = browser.get("/business-unit")
    assert refused.status_code == 403
    assert "You also act for other workspaces" in refused.text
    refused = town.signed_in("siobhan-obrien").get("/business-unit")
    assert refused.status_code == 403
    assert "You also act for other workspaces" not in refused.text


def test_somebody_elses_membership_cannot_be_chosen(town: Town) -> None:
    browser = town.signed_in("edmund-carrow")
    for other in (town.membership("dorothea-finch", "business-unit"), "not-a-membership", ""):
        response = browser.send("/workspaces", "/workspaces", membership=other)
        assert response.status_code == 422
    assert browser.get("/home").location == "/workspaces?next=/home"


def test_a_role_that_ended_is_gone_at_the_next_request(town: Town) -> None:
    browser = town.signed_in("siobhan-obrien")
    of = town.membership("siobhan-obrien", "police")
    town.sql("update portal.membership_role set ended_at = now() where membership_id = :of", of=of)
    assert browser.heading("/home") == (403, "You have no role yet")


def test_a_person_without_a_role_sees_who_can_grant_one_and_nothing_else(town: Town) -> None:
    browser = town.signed_in("yasmin-el-amin")
    for path in ("/", "/home", "/workspaces", "/cases", "/executive", "/cases/RPD-1"):
        response = browser.get(path)
        assert (response.status_code, heading(response)) == (403, "You have no role yet"), path
        assert "Leonard Hask" in response.text
        assert "leonard.hask@westmarch-police.example" in response.text
        assert "Siobhan" not in response.text
    assert browser.send("/home", "/workspaces", membership="x").status_code == 403


def test_a_role_opens_the_page_without_a_new_sign_in(town: Town) -> None:
    browser = town.signed_in("tobias-fenn")
    assert browser.get("/home").status_code == 403
    of = town.membership("tobias-fenn", "childrens-social-care")
    town.sql("insert into portal.membership_role (membership_id, role) values (:of, 'contributor')", of=of)
    assert browser.get("/home").status_code == 200


def test_where_nobody_can_grant_one_the_business_unit_is_named(town: Town) -> None:
    of = town.membership("leonard-hask", "police")
    town.sql("update portal.membership_role set ended_at = now() where membership_id = :of", of=of)
    page = town.signed_in("yasmin-el-amin").get("/home").text
    assert "Westmarch Police has nobody yet who gives roles. Ask the" in page


def test_each_kind_of_person_has_a_home(town: Town) -> None:
    homes = {
        "siobhan-obrien": "/cases",
        "leonard-hask": "/people",
        "dorothea-finch": "/business-unit",
        "elias-thornbury business-unit": "/business-unit",
        "miriam-castellane executive": "/executive",
        "philippa-ravenscroft": "/scrutiny",
        "tamsin-godolphin": "/learning",
        "julian-ashgrove quality-subgroup": "/reports",
    }
    for who, home in homes.items():
        key, _, slug = who.partition(" ")
        browser = town.signed_in(key)
        if slug:
            browser.send("/workspaces", "/workspaces", membership=town.membership(key, slug))
        response = browser.get("/")
        assert (response.status_code, response.location) == (303, home), who
        assert browser.get(home).status_code == 200, who


def test_a_workspaces_home_is_closed_to_the_others(town: Town) -> None:
    browser = town.signed_in("siobhan-obrien")
    for path in ("/business-unit", "/executive", "/scrutiny", "/learning", "/reports"):
        assert browser.get(path).status_code == 403, path


def test_the_choice_is_not_kept_from_a_form_of_another_site(town: Town) -> None:
    browser = town.signed_in("edmund-carrow")
    mine = town.membership("edmund-carrow", "quality-subgroup")
    response = browser.client.post("/workspaces", base_url=BASE_URL, data={"membership": mine})
    assert response.status_code == 400
