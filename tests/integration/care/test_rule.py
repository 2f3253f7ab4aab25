"""The rule stands twice, in Python and in the database, which asks it before anything is removed: they agree."""

from collections.abc import Iterator
from datetime import date, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.protocol.retention import Ended, retention
from tests.engines import Template

UNTIL = "select portal.kept_until(%s, %s, %s)"
DAYS = st.dates(date(1995, 1, 1), date(2060, 12, 31))
WRITTEN = st.one_of(
    DAYS.map(date.isoformat),
    st.sampled_from(
        ["", "in spring", "2019-02-30", "20190203", " 2019-02-03 ", "2020-02-29", "1019-02-03", "0000-00-00",
         "２０１９-02-03", "2019-2-3", "2019-W05-1", "\t2019-02-03", "2019-02-03x"]
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def owner(template: Template) -> Iterator[psycopg.Connection]:
    with template.copy() as logins, psycopg.connect(logins.owner_url, autocommit=True) as connection:
        connection.execute("set role portal_owner")
        yield connection


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(submitted=DAYS, days=st.integers(0, 4000), born=st.lists(WRITTEN, max_size=4))
def test_the_database_works_out_the_same_date(
    owner: psycopg.Connection, submitted: date, days: int, born: list[str]
) -> None:
    ended = submitted + timedelta(days)
    expected = retention(Ended(submitted, ended, tuple(born))).until
    row = owner.execute(UNTIL, (submitted, ended, born)).fetchone()
    assert row == (expected,)
