"""What the practice Business Unit did beside the cases: themes, an old log brought in, a report, a case due."""

from collections.abc import Iterator

import pytest

from portal.business_unit.care import queries as care
from portal.business_unit.reports import queries as reports
from portal.demo.old_log import ACTIONS, OLD_LOG, THEMED, THEMES
from portal.demo.stories import charity, long_ago
from portal.infra.calendar import at
from portal.infra.db import Database
from portal.protocol.clock import london_date
from portal.protocol.half_year import half_year_of
from portal.protocol.retention import Standing
from tests.engines import Template
from tests.integration.demo.seeded import WEDNESDAY, Seeded, context_of, seed_on

STORIES = (*charity.STORIES, *long_ago.STORIES)


@pytest.fixture(scope="module")
def seeded(template: Template) -> Iterator[Seeded]:
    with template.copy() as logins:
        yield seed_on(logins, WEDNESDAY, STORIES)


@pytest.fixture
def database(seeded: Seeded) -> Iterator[Database]:
    database = Database(seeded.logins.web_url, pool_size=1)
    with at(WEDNESDAY):
        yield database
    database.engine.dispose()


def test_the_old_log_is_in_with_its_themes(seeded: Seeded) -> None:
    taken = seeded.rows("select reference from portal.log_case where imported")
    assert len(taken) == len(OLD_LOG)
    assert {row.name for row in seeded.rows("select name from portal.theme")} == set(THEMES)
    themed = seeded.rows(
        "select distinct c.reference from portal.log_tag t join portal.log_case c using (escalation_id)"
        " where t.kind = 'theme' and not c.imported"
    )
    assert {row.reference for row in themed} == {seeded.references[key] for key in THEMED}


def test_a_report_stands_issued_with_figures_to_show_and_actions(seeded: Seeded, database: Database) -> None:
    half = half_year_of(london_date(WEDNESDAY)).before.before.before
    with database.reading(
        context_of(seeded.directory.actor("julian-ashgrove", "quality-subgroup"))
    ) as session:
        assert reports.latest_issued(session) == half
        states = [row.state for row in reports.actions_of(session, half)]
    assert len(states) == len(ACTIONS)
    assert {"open", "done"} <= set(states)


def test_a_case_of_years_ago_is_due_for_review(seeded: Seeded, database: Database) -> None:
    with database.reading(context_of(seeded.directory.actor("dorothea-finch"))) as session:
        due = care.to_review(session, london_date(WEDNESDAY))
    assert [one.reference for one in due] == [seeded.references[long_ago.LEAVING_CARE.key]]
    assert due[0].standing(london_date(WEDNESDAY)) is Standing.PASSED
