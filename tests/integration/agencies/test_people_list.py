"""The list of an agency’s people: who reads it, who changes it, and its word that it is right (decision 9)."""

from datetime import UTC, datetime, timedelta

from portal.infra.calendar import at
from portal.protocol.actors import Role
from tests.integration.agencies.roles_held import ADMINISTRATOR, DEPUTY, SENIOR, sql
from tests.pages import Browser, Pages, text_of


def test_every_member_reads_who_holds_which_role(portal: Pages) -> None:
    for role in (Role.CONTRIBUTOR, SENIOR, Role.EXECUTIVE_CONTACT):
        words = text_of(portal.who("alder", role).get("/people"))
        assert "alder deputy Roles Deputy senior manager" in words
        assert "To change who holds a role, ask alder administrator." in words
        assert "Change roles" not in words
        assert "@alder.example" not in words


def test_an_administrator_begins_there_and_has_what_changes_it(portal: Pages, keeper: Browser) -> None:
    assert keeper.get("/").location == "/people"
    words = text_of(keeper.get("/people"))
    assert "Add a person" in words
    assert "Change roles of alder deputy" in words
    assert "Change roles of alder administrator" not in words


def test_another_agencys_people_are_not_there(portal: Pages, keeper: Browser) -> None:
    birch = portal.partnership.who("birch", DEPUTY)
    for page in ("roles", "end", "absence"):
        address = f"/people/{birch.membership}/{page}"
        assert keeper.get(address).status_code == 404
        assert keeper.post(address, {"roles": ["contributor"]}).status_code == 404
    assert keeper.post(f"/people/{birch.membership}/invitation", {}).status_code == 404
    assert keeper.get(f"/people/{birch.membership}/invitation").status_code == 404
    assert keeper.get("/people/not-an-id/roles").status_code == 404
    assert "birch" not in keeper.get("/people").text


def test_the_home_of_who_has_no_page_names_who_gives_roles(portal: Pages) -> None:
    assert "ask alder administrator, who keeps the people" in text_of(
        portal.who("alder", DEPUTY).get("/home")
    )
    assert "ask the Westmarch" in text_of(portal.who("alder", ADMINISTRATOR).get("/home"))


# The agency's word -------------------------------------------------------------------------------------


def test_decision_9_the_agency_confirms_its_list_every_six_months(portal: Pages, keeper: Browser) -> None:
    senior = portal.who("alder", SENIOR)
    due = "Confirm who holds which role in your agency. Nobody has confirmed it yet."
    for browser, home in ((keeper, "/people"), (senior, "/cases"), (senior, "/people")):
        assert due in text_of(browser.get(home))
    assert due not in text_of(portal.who("alder", DEPUTY).get("/cases"))
    assert senior.send("/people/confirm").location == "/people"
    assert "Confirm who holds" not in text_of(keeper.get("/people"))
    assert "by alder senior_manager" in text_of(keeper.get("/people"))
    with at(datetime.now(UTC) + timedelta(days=190)):
        assert "that is more than six months ago" in text_of(senior.get("/cases"))
        assert "that is more than six months ago" in text_of(keeper.get("/people"))


def test_what_changed_unseen_is_not_confirmed(portal: Pages, keeper: Browser) -> None:
    seen = keeper.fill("/people/confirm")
    page = f"/people/{portal.partnership.who('alder', DEPUTY).membership}/roles"
    assert keeper.send(page, roles=["deputy", "contributor"]).status_code == 303
    assert keeper.post("/people/confirm", seen).status_code == 409
    assert sql(portal, "select count(*) from portal.directory_confirmation") == [(0,)]
    assert keeper.send("/people/confirm").status_code == 303


def test_only_administrators_and_senior_managers_confirm(portal: Pages) -> None:
    for role in (Role.CONTRIBUTOR, DEPUTY, Role.EXECUTIVE_CONTACT):
        assert portal.who("alder", role).get("/people/confirm").status_code == 403
