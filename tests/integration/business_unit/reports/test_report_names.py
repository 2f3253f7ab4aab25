"""A report names no child and nobody of the staff, whenever they became known (decisions 25 and 28)."""

import pytest
from sqlalchemy import text

from portal.business_unit.reports import queries
from portal.infra.calendar import at
from portal.protocol.actors import Role
from portal.protocol.report import Section
from tests.integration.business_unit.reports import writing
from tests.integration.business_unit.reports.writing import (
    AFTER_SUMMER,
    AFTER_WINTER,
    IN_SUMMER,
    SUMMER,
    WINTER,
)
from tests.pages import Browser, Pages, text_of
from tests.partnership import as_owner

WORDS, ISSUE = f"/reports/{SUMMER}/words/summary", f"/reports/{SUMMER}/issue"
CHILD = "it looks like a child’s name, date of birth or record number"


@pytest.fixture
def officer(pages: Pages) -> Browser:
    with at(IN_SUMMER):
        pages.way().submitted()
    with at(AFTER_SUMMER):
        writing.begun(pages.partnership, SUMMER)
    return pages.who("business_unit", Role.OFFICER)


def _has_member(pages: Pages, name: str) -> None:
    with as_owner(pages.partnership.logins) as session:
        session.execute(
            text("update portal.person set name = :name where home_workspace_id = :home"),
            {"name": name, "home": pages.partnership.workspaces["birch"]},
        )


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("The case of Test  Child went well.", "Test Child"),
        ("Of TEST CHILD we learned much.", "TEST CHILD"),
        ("A child born on 3 February 2019 waited.", "3 February 2019"),
    ],
)
def test_words_that_name_a_child_are_given_back_and_not_kept(
    pages: Pages, officer: Browser, words: str, typed: str
) -> None:
    with at(AFTER_SUMMER):
        answer = officer.send(WORDS, words=words)
        kept = writing.read(pages.partnership, SUMMER).words[Section.SUMMARY].text
    assert (answer.status_code, CHILD in text_of(answer), kept) == (422, True, f"The summary of {SUMMER}.")
    assert (f"Take out “{typed}”" in text_of(answer), words in answer.text) == (True, True)


def test_words_that_name_somebody_of_the_staff_are_not_kept(pages: Pages, officer: Browser) -> None:
    _has_member(pages, "Ottoline Quill")
    with at(AFTER_SUMMER):
        said = officer.send(WORDS, words="Thanks to Ottoline Quill.")
        assert (said.status_code, "Take out “Ottoline Quill”: a report names nobody" in text_of(said)) == (
            422,
            True,
        )
        assert officer.send(WORDS, words="Thanks to the child’s test results, in April.").status_code == 303


def test_whoever_became_known_since_is_found_when_it_is_issued(pages: Pages, officer: Browser) -> None:
    manager = pages.who("business_unit", Role.MANAGER)
    with at(AFTER_SUMMER):
        officer.send(WORDS, words="Thanks to Ottoline Quill.")
        _has_member(pages, "Ottoline Quill")
        refused = manager.send(ISSUE, checked="y")
        assert (refused.status_code, "Take out “Ottoline Quill”" in text_of(refused)) == (422, True)
        officer.send(WORDS, words="Thanks to everybody.")
        assert manager.send(ISSUE, checked="y").status_code == 303


def test_the_subgroups_actions_and_what_is_heard_of_them_name_nobody(pages: Pages, officer: Browser) -> None:
    manager, new = pages.who("business_unit", Role.MANAGER), f"/reports/{SUMMER}/actions/new"
    due = {"due-day": "1", "due-month": "2", "due-year": "2027"}
    with at(AFTER_SUMMER):
        manager.send(ISSUE, checked="y")
        refused = officer.send(new, what="Visit Test Child.", owner="Test Child", **due)
        assert (refused.status_code, text_of(refused).count(CHILD)) == (422, 4)
        assert officer.send(new, what="Visit.", owner="Birch", **due).status_code == 303
        officer_of = pages.partnership.context(pages.partnership.who("business_unit", Role.OFFICER))
        with pages.partnership.database.reading(officer_of) as session:
            (action,) = queries.actions_of(session, writing.half(SUMMER))
        heard = officer.send(
            f"/reports/{SUMMER}/actions/{action.id}", state="open", words="Test Child is well."
        )
        assert (heard.status_code, CHILD in text_of(heard)) == (422, True)


def test_a_draft_is_not_issued_once_a_later_half_years_report_was(pages: Pages, officer: Browser) -> None:
    manager = pages.who("business_unit", Role.MANAGER)
    with at(AFTER_WINTER):
        writing.begun(pages.partnership, WINTER)
        assert manager.send(f"/reports/{WINTER}/issue", checked="y").status_code == 303
        late = manager.send(ISSUE, checked="y")
    assert (late.status_code, "tells of this half-year already" in text_of(late)) == (422, True)
