"""The invented partnership hangs together, and is plainly invented."""

import subprocess
import sys

import pytest

from portal.demo.partnership import (
    AGENCIES,
    PEOPLE,
    PROVIDERS,
    SHARED,
    WORKSPACES,
    Person,
    issuer_of,
    person,
    subject_of,
    workspace,
)
from portal.protocol.actors import ROLES_OF_KIND, Kind, Role


def test_there_is_enough_of_it() -> None:
    assert len(AGENCIES) >= 8
    assert len(PEOPLE) >= 30
    assert {each.kind for each in WORKSPACES} == set(Kind)
    assert {role for each in PEOPLE for _, roles in each.memberships for role in roles} == set(Role)


@pytest.mark.parametrize("each", PEOPLE, ids=lambda each: each.key)
def test_a_person_holds_roles_that_exist_and_can_sign_in(each: Person) -> None:
    for slug, roles in each.memberships:
        assert roles <= ROLES_OF_KIND[workspace(slug).kind]
    assert each.provider in PROVIDERS
    assert each.email.isascii()
    assert each.email.endswith(".example")


def test_nobody_is_taken_for_another() -> None:
    for identity in (lambda each: each.key, lambda each: each.email, subject_of):
        assert len({identity(each) for each in PEOPLE}) == len(PEOPLE)


@pytest.mark.parametrize("agency", AGENCIES, ids=lambda agency: agency.slug)
def test_every_agency_can_sign_and_be_run(agency: object) -> None:
    held = {
        role
        for each in PEOPLE
        for slug, roles in each.memberships
        if agency is workspace(slug) and each.signed_in
        for role in roles
    }
    assert held == ROLES_OF_KIND[Kind.AGENCY]


def test_an_agency_provider_knows_its_own_people_only() -> None:
    for each in PEOPLE:
        homes = [workspace(slug).provider for slug, _ in each.memberships[:1]]
        assert homes in ([each.provider], []), each.key


def test_two_senior_managers_are_still_to_be_invited() -> None:
    waiting = {each.provider: each for each in PEOPLE if not each.signed_in}
    assert set(waiting) == {"police", SHARED}
    for each in waiting.values():
        assert Role.SENIOR_MANAGER in each.memberships[0][1]


def test_a_subject_stays_the_same_and_says_nothing() -> None:
    assert subject_of(person("siobhan-obrien")) == "54bc7243688d734c72ab5ff36bb585bd"
    assert issuer_of("http://127.0.0.1:8001/", "police") == "http://127.0.0.1:8001/police"


def test_the_seed_and_the_worker_can_read_it_without_flask() -> None:
    program = "import sys, portal.demo.partnership, portal.infra.oidc; sys.exit('flask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
