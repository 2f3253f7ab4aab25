"""A case found by its child’s identity: exactly, within one’s own audience, and logged."""

import pytest

from portal.protocol.actors import Role
from tests.integration.escalations.looked import faults as _faults
from tests.integration.escalations.looked import looks as _looks
from tests.integration.escalations.named_child import CHILD, NAME
from tests.integration.escalations.named_child import forwarded as _forwarded
from tests.integration.escalations.named_child import named as _named
from tests.integration.escalations.named_child import write as _write_child
from tests.pages import Browser, Pages

FINDS = [
    {"name": NAME},
    {"name": "o’brien-TESTPERSON, Jordana"},
    {"name": " jojobell "},
    {"record_number": "rec 77123"},
    {"record_number": "nhs-9008007001"},
    {"date_of_birth-day": "3", "date_of_birth-month": "2", "date_of_birth-year": "2019", "name": "Jojobell"},
]


def _find(browser: Browser, **typed: str) -> str:
    answer = browser.send("/cases/find", **{name.replace("-", "__"): value for name, value in typed.items()})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("typed", FINDS)
def test_decision_25_a_case_is_found_by_a_childs_identity_within_ones_own_audience(
    pages: Pages, typed: dict[str, str]
) -> None:
    way = _forwarded(pages)
    for browser in (pages.browser(way.manager), pages.browser(way.responder), pages.browser(way.officer)):
        assert f'href="/cases/{way.reference}"' in _find(browser, **typed)
    stranger = pages.who("cedar", Role.SENIOR_MANAGER)
    assert way.reference not in _find(stranger, **typed)


def test_decision_25_finding_is_exact_and_all_that_is_given_must_be_the_same_childs(pages: Pages) -> None:
    way = _forwarded(pages, name="Exacta Onlyhere", known_as="", record_number="EX-1 001", other_number="")
    browser = pages.browser(way.officer)
    for typed in (
        {"name": "Exacta"},
        {"name": "Exacta Onlyhere", "record_number": "EX-1 002"},
        {"record_number": "EX-1 0011"},
        {
            "name": "Exacta Onlyhere",
            "date_of_birth-day": "4",
            "date_of_birth-month": "2",
            "date_of_birth-year": "2019",
        },
    ):
        assert "No case was found" in _find(browser, **typed)
    assert [look for look in _looks(pages, way) if look[0] == "find"] == []
    assert way.reference in _find(browser, name="onlyhere EXACTA", record_number="ex1001")


def test_decision_25_a_draft_is_found_by_its_own_agency_alone_and_what_took_its_place_finds_it(
    pages: Pages,
) -> None:
    way = _named(pages, name="Firsta Drafted", known_as="")
    ours, office_ = pages.browser(way.manager), pages.browser(way.officer)
    assert way.reference in _find(ours, name="Firsta Drafted")
    assert way.reference not in _find(office_, name="Firsta Drafted")
    _write_child(way, 2, CHILD | {"name": "Seconda Drafted", "known_as": ""})
    assert way.reference not in _find(ours, name="Firsta Drafted")
    assert way.reference in _find(ours, name="Seconda Drafted")


def test_decision_27_a_case_found_is_logged_and_chained(pages: Pages) -> None:
    way = _forwarded(pages, name="Chained Finding", known_as="")
    _find(pages.browser(way.officer), name="Chained Finding")
    assert ("find", "", way.officer.name) in _looks(pages, way)
    assert _faults(pages, way) == []


def test_finding_asks_for_something_to_look_for(pages: Pages) -> None:
    browser = pages.who("alder", Role.CONTRIBUTOR)
    for typed in ({}, {"name": " "}, {"record_number": "--"}):
        answer = browser.send("/cases/find", **typed)
        assert answer.status_code == 422
        assert "Enter a name, a date of birth or a record number" in answer.text
    answer = browser.send("/cases/find", name="x\0y")
    assert answer.status_code == 422
