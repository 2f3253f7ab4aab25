"""A case one may not know of: another’s, one that is not there, one that could not be. All answered alike."""

import re
from collections.abc import Mapping

import pytest
from werkzeug.test import TestResponse

from tests.integration.routes.door import Door, filled
from tests.integration.routes.house import House, Visitor, fresh
from tests.integration.routes.people import BARRED
from tests.integration.routes.table import DOORS

ABSENT = "RPD-2345-6789"
MALFORMED = (
    "RPD",
    "rpd-2345-6789",
    "0",
    "' or ''='",
    "%00",
    "%ff%fe",
    "%20",
    "..%5c",
    "{{7*7}}",
    "%F0%9F%A6%89",
    "R" * 3_000,
)
ON_A_CASE = [door for door in DOORS if "<reference>" in door.route]
AGENCY_OUT = "C senior manager"
ROUTES = {door.route: door for door in ON_A_CASE}


def _who(door: Door) -> str:
    """Somebody whom the guard lets through to this door, and who may not know of the case."""
    if "disposal" in door.route:  # the managers' alone
        return "Business Unit manager"
    if "/business-unit/" in door.route or "/redacted-copies" in door.route:
        return "Business Unit officer"
    if "/executive/" in door.route or "/packs/" in door.route:
        return "Executive member"
    if "/scrutiny/" in door.route:
        return "Scrutineer scrutineer"
    return AGENCY_OUT


def _case(house: House, door: Door) -> str:
    """A case that is hidden from them: a draft from the partnership's own workspaces, any from C."""
    state = door.state if _who(door) == AGENCY_OUT else "draft"
    return house.cases[state].reference


def _ask(house: House, visitor: Visitor, door: Door, reference: str) -> TestResponse:
    files = house.cases[door.state].places(door.values)
    values: Mapping[str, str] = {"section": "why", **door.values, **files, "reference": reference}
    path = re.sub(r"<([^>]+)>", lambda found: values[found[1]], door.route.partition(" ")[2])
    if door.method == "GET":
        return visitor.get(path)
    return visitor.post(path, fresh({"version": "1", **filled(door.sends)}))


def _bare(response: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """The answer without what is made anew for every request: the nonce and the form's token."""
    body = re.sub(r'nonce="[^"]*"', "nonce", response.text)
    body = re.sub(r'(name="csrf_token"[^>]*value=)"[^"]*"', r"\1token", body)
    headers = [
        (name, re.sub(r"'nonce-[^']*'", "nonce", value))
        for name, value in response.headers
        if name != "Set-Cookie"
    ]
    return response.status_code, body, headers


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_hidden_case_an_absent_one_and_nonsense_are_answered_alike(house: House, route: str) -> None:
    door = ROUTES[route]
    visitor, hidden = house.visitors[_who(door)], _case(house, door)
    absent = _bare(_ask(house, visitor, door, ABSENT))
    assert absent[0] == 404
    assert ABSENT not in absent[1]
    assert _bare(_ask(house, visitor, door, hidden)) == absent
    wrong = [text for text in MALFORMED if _bare(_ask(house, visitor, door, text)) != absent]
    assert wrong == [], wrong


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_somebody_barred_is_answered_as_if_there_were_no_case(house: House, route: str) -> None:
    door = ROUTES[route]
    visitor, reference = house.visitors[next(iter(BARRED))], house.cases[door.state].reference
    assert _bare(_ask(house, visitor, door, reference)) == _bare(_ask(house, visitor, door, ABSENT))


def test_a_twin_that_may_know_is_answered_otherwise(house: House) -> None:
    """The comparison can tell a case from none."""
    door, visitor = ROUTES["GET /cases/<reference>"], house.visitors["A contributor"]
    found = _bare(_ask(house, visitor, door, house.cases["draft"].reference))
    assert found[0] == 200
    assert found != _bare(_ask(house, visitor, door, ABSENT))
