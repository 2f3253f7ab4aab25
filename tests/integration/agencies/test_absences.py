"""Absences: recorded by oneself or an administrator, with whoever is told instead (decision 9)."""

import re
from datetime import timedelta
from typing import Any

import pytest

from portal.protocol.actors import Actor, Role
from tests.days import boxes, today
from tests.integration.agencies.roles_held import ADMINISTRATOR, DEPUTY, SENIOR, sql
from tests.pages import Browser, Pages, text_of


def away(browser: Browser, who: Actor, first: int = 0, last: int = 3, **more: str) -> Any:
    """Record an absence, from so many days from now to so many."""
    day = today()
    sent = {**boxes("starts_on", day + timedelta(first)), **boxes("ends_on", day + timedelta(last)), **more}
    page = f"/people/{who.membership}/absence"
    return browser.post(page, {**browser.fill(page), **sent})


def test_everybody_records_their_own_absence_and_colleagues_read_it(portal: Pages) -> None:
    senior, deputy = (portal.partnership.who("alder", role) for role in (SENIOR, DEPUTY))
    browser = portal.browser(senior)
    assert away(browser, senior, cover=str(deputy.membership)).location == "/people"
    words = text_of(portal.who("alder", Role.CONTRIBUTOR).get("/people"))
    assert "Away until the end of" in words
    assert "alder deputy is told instead." in words
    assert "Why" not in words
    assert away(browser, deputy).status_code == 403


def test_an_administrator_records_anybodys_and_it_ends_early(portal: Pages, keeper: Browser) -> None:
    senior = portal.partnership.who("alder", SENIOR)
    assert away(keeper, senior).location == "/people"
    assert "The others who sign are told instead." in text_of(keeper.get("/people"))
    found = re.search(r"/people/absences/[0-9a-f-]+/end", keeper.get("/people").text)
    assert found
    assert portal.who("alder", DEPUTY).get(found[0]).status_code == 403
    assert portal.who("birch", ADMINISTRATOR).get(found[0]).status_code == 404
    theirs = portal.browser(senior)
    assert theirs.send(found[0]).location == "/people"
    assert "Away" not in text_of(keeper.get("/people")).replace("Here or away", "")
    assert theirs.get(found[0]).status_code == 404


def test_an_absence_of_one_day_is_on_that_day(portal: Pages, keeper: Browser) -> None:
    assert away(keeper, portal.partnership.who("alder", SENIOR), 2, 2).location == "/people"
    words = text_of(keeper.get("/people"))
    assert "is away on " in words
    assert "Away on " in words
    assert "Away from" not in words


def test_when_everybody_who_signs_is_away_all_of_them_are_still_told(portal: Pages, keeper: Browser) -> None:
    for role in (SENIOR, DEPUTY):
        assert away(keeper, portal.partnership.who("alder", role)).location == "/people"
    words = text_of(keeper.get("/people"))
    assert words.count("Everybody who signs is away, so all of them are still told.") == 2
    assert "The others who sign are told instead" not in words


@pytest.mark.parametrize(
    ("first", "last", "more", "refusal"),
    [
        (3, 2, {}, "The last day must be the first day or a later one"),
        (-9, -2, {}, "The last day must be today or in the future"),
        (2, 9, {}, "is already away from"),
        (-9, 1, {}, "is already away from"),
        (9, 9, {"starts_on-day": "31", "starts_on-month": "2"}, "First day away must be a real date"),
        (9, 9, {"starts_on-day": ""}, "First day away must include a day"),
        (9, 9, {"starts_on-year": "99999999999999999999"}, "First day away must be a real date"),
        (9, 9, {"ends_on-day": "\0"}, "Last day away must be a real date"),
        (9, 9, {"ends_on-year": "x" * 1_000_000}, "Last day away must be a real date"),
        (9, 9, {"cover": "nobody"}, "Choose one of the list"),
        (9, 9, {"cover": "{self}"}, "Choose one of the list"),
        (9, 9, {"cover": "{contributor}"}, "Choose one of the list"),
        (9, 9, {"cover": "{another agency's}"}, "Choose one of the list"),
    ],
)
def test_days_that_cannot_be_are_refused(
    portal: Pages, keeper: Browser, first: int, last: int, more: dict[str, str], refusal: str
) -> None:
    people = portal.partnership.people
    senior = people["alder", SENIOR]
    assert away(keeper, senior, 0, 4).status_code == 303
    names = {
        "{self}": senior.membership,
        "{contributor}": people["alder", Role.CONTRIBUTOR].membership,
        "{another agency's}": people["birch", SENIOR].membership,
    }
    refused = away(
        keeper, senior, first, last, **{key: str(names.get(one, one)) for key, one in more.items()}
    )
    assert refused.status_code == 422, refused.location
    assert refusal in text_of(refused)
    assert sql(portal, "select count(*) from portal.absence") == [(1,)]


def test_decision_9_who_is_asked_to_sign_off_while_away_is_stood_in_for(portal: Pages) -> None:
    way, senior = portal.way().started(), portal.partnership.who("alder", SENIOR)
    assert away(portal.browser(senior), senior).status_code == 303
    asking = f"/cases/{way.reference}/part-1/check"
    assert portal.browser(way.contributor).send(asking, of=str(senior.membership)).status_code == 303
    told = sql(portal, "select membership_id from portal.outbox where payload ->> 'ask' = 'sign_off'")
    assert told == [(portal.partnership.who("alder", DEPUTY).membership,)]
