"""The one-time link (decision 9): it binds one account of the right agency to one person, and nothing else."""

import pytest

from portal.agencies import actions
from tests.integration.agencies.conftest import BASE_URL, KEY, Town, heading, leads_to

CASE = "/cases/RPD-1"


def bound(town: Town, name: str) -> int:
    """How many accounts are bound to a person."""
    rows = town.sql(
        "select i.subject from portal.identity i join portal.person p on p.id = i.person_id where p.name = :name",
        name=name,
    )
    return len(rows)


def test_it_binds_and_lands_on_the_case(town: Town) -> None:
    browser, link = town.browser(), town.invite("dominic-vale", "police", CASE)
    page = browser.get(link)
    assert heading(page) == "You have been asked to act on a case"
    assert "You are asked as a member of <strong>Westmarch Police</strong>" in page.text
    assert "You sign in with Westmarch Police" in page.text
    assert page.text.count("SignInService") == 0
    assert browser.sign_in_invited(link, "dominic-vale").location == CASE
    assert bound(town, "Dominic Vale") == 1
    assert "acting for <strong>Westmarch Police</strong>" in browser.get("/home").text


def test_one_that_an_administrator_sent_leads_to_the_role_and_no_case(town: Town) -> None:
    keeper = town.signed_in("leonard-hask")
    person = {"name": "Ines Park", "email": "ines.park@westmarch-police.example", "roles": "contributor"}
    assert keeper.send("/people/new", "/people/new", **person).location == "/people"
    ((membership,),) = town.sql("select membership_id from portal.outbox where kind = 'invitation'")
    ((invitation,),) = town.sql(
        "insert into portal.invitation (membership_id, path) values (:of, '/home') returning id",
        of=membership,
    )
    link = f"/invitation/{actions.invitation_token(KEY, invitation)}"
    browser = town.browser()
    assert heading(browser.get(link)) == "You have been given a role"
    assert browser.sign_in_invited(link, "yasmin-el-amin").location == "/home"
    assert bound(town, "Ines Park") == 1
    assert browser.get("/cases").status_code == 200


def test_opening_it_uses_nothing_up(town: Town) -> None:
    link = town.invite("dominic-vale", "police")
    for _ in range(3):
        assert town.browser().get(link).status_code == 200
    assert town.sql("select used_at from portal.invitation") == [(None,)]
    assert town.browser().sign_in_invited(link, "dominic-vale").status_code == 303


def test_somebody_of_the_shared_service_gets_in_by_it_and_then_without_it(town: Town) -> None:
    link = town.invite("ffion-rhydderch", "lantern", CASE)
    assert town.browser().sign_in_invited(link, "ffion-rhydderch").location == CASE
    assert "Lantern Family Support" in town.signed_in("ffion-rhydderch").get("/home").text


def test_it_leads_to_the_service_of_the_persons_own_agency_and_no_other(town: Town) -> None:
    browser, link = town.browser(), town.invite("dominic-vale", "police")
    assert "/police/authorize?" in leads_to(browser.send(link, link))


def test_another_agencys_service_cannot_use_it(town: Town) -> None:
    """The link's id is put into a sign-in that was begun with the hospital's own service."""
    browser, link = town.browser(), town.invite("dominic-vale", "police")
    invitation = actions.read_invitation(KEY, link.rpartition("/")[2])
    assert invitation is not None
    address = browser.leave("suryani")
    with browser.client.session_transaction(base_url=BASE_URL) as session:
        session["sign_ins"] = [[*row[:5], invitation.hex, *row[6:]] for row in session["sign_ins"]]
    browser.come_back(address, "suryani")
    assert bound(town, "Dominic Vale") == 0
    assert town.sql("select used_at from portal.invitation") == [(None,)]
    assert "Alderbourne Hospital" in browser.get("/home").text


def test_a_colleague_with_a_role_of_their_own_stays_themselves(town: Town) -> None:
    browser, link = town.browser(), town.invite("dominic-vale", "police")
    browser.sign_in_invited(link, "siobhan-obrien")
    assert bound(town, "Dominic Vale") == 0
    assert "Siobhan O&#39;Brien" in browser.get("/home").text
    assert town.browser().sign_in_invited(link, "dominic-vale").status_code == 303
    assert bound(town, "Dominic Vale") == 1


def test_a_second_person_cannot_use_it(town: Town) -> None:
    link = town.invite("dominic-vale", "police", "/home")
    town.browser().sign_in_invited(link, "dominic-vale")
    second = town.browser()
    second.sign_in_invited(link, "yasmin-el-amin")
    assert second.heading("/home") == (403, "You have no role yet")
    assert bound(town, "Dominic Vale") == 1


def test_somebody_who_came_before_being_invited_is_bound_by_it(town: Town) -> None:
    browser = town.signed_in("dominic-vale")
    assert browser.heading("/home") == (403, "You have no role yet")
    link = town.invite("dominic-vale", "police", "/home")
    assert "who has no role in Westmarch Police" in browser.get(link).text
    browser.sign_in_invited(link, "dominic-vale")
    assert browser.get("/home").status_code == 200


def test_used_it_still_leads_the_same_person_to_the_case(town: Town) -> None:
    link = town.invite("dominic-vale", "police", CASE)
    town.browser().sign_in_invited(link, "dominic-vale")
    again = town.browser()
    assert heading(again.get(link)) == "Sign in to open the case"
    assert again.sign_in_invited(link, "dominic-vale").location == CASE


def test_a_person_who_is_signed_in_goes_straight_on(town: Town) -> None:
    link = town.invite("dominic-vale", "police", CASE)
    browser = town.browser()
    browser.sign_in_invited(link, "dominic-vale")
    assert browser.get(link).location == CASE


def test_expired_it_binds_nobody_and_says_how_to_get_another(town: Town) -> None:
    browser, link = town.browser(), town.invite("ffion-rhydderch", "lantern")
    town.sql("update portal.invitation set expires_at = now() - interval '1 second'")
    assert (
        "ask the Westmarch Safeguarding Children Partnership’s Business Unit for a new"
        in browser.get(link).text
    )
    assert browser.sign_in_invited(link, "ffion-rhydderch").status_code == 403
    assert bound(town, "Ffion Rhydderch") == 0


@pytest.mark.parametrize("token", ["x", "a.b.c", "ImFiYyI.AAAA", "%00", "é"])
def test_a_forged_link_is_refused(town: Town, token: str) -> None:
    browser = town.browser()
    response = browser.get(f"/invitation/{token}")
    assert (response.status_code, heading(response)) == (404, "This link does not work")


def test_a_link_signed_with_another_key_or_to_nothing_is_refused(town: Town) -> None:
    link = town.invite("dominic-vale", "police")
    invitation = actions.read_invitation(KEY, link.rpartition("/")[2])
    assert invitation is not None
    other = actions.invitation_token("another key", invitation)
    assert town.browser().get(f"/invitation/{other}").status_code == 404
    town.sql("delete from portal.invitation")
    assert town.browser().get(link).status_code == 404


def test_an_e_mail_sent_twice_carries_the_same_link(town: Town) -> None:
    first = town.invite("dominic-vale", "police", CASE)
    assert town.invite("dominic-vale", "police", CASE) == first
    assert town.invite("dominic-vale", "police", "/cases/RPD-2") != first


def test_a_membership_that_ended_cannot_be_bound(town: Town) -> None:
    link = town.invite("ffion-rhydderch", "lantern")
    of = town.membership("ffion-rhydderch", "lantern")
    town.sql("update portal.membership set ended_at = now() where id = :of", of=of)
    assert town.browser().sign_in_invited(link, "ffion-rhydderch").status_code == 403
