"""A page of the log is found by where it begins: none is lost and none comes twice, whatever is asked (P8)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from portal.business_unit.log import queries
from portal.business_unit.log.asking import Asking
from portal.business_unit.log.queries import ON_A_PAGE
from portal.business_unit.log.queries.streams import LOOKED_AT
from portal.infra.calendar import at
from portal.protocol.actors import Actor, Role
from tests.engines import Template
from tests.integration.business_unit.logged import fill, page, pages
from tests.partnership import Partnership, as_owner, founded

MANY = 3 * LOOKED_AT
TODAY = datetime(2025, 2, 6, 9, 0, tzinfo=UTC)
"""Some of what is due by then is late, and some is not."""


@pytest.fixture(scope="module")
def people(template: Template) -> Iterator[Partnership]:
    with founded(template) as people:
        fill(people, 1, MANY)
        with as_owner(people.logins) as session:
            session.execute(
                text(
                    "insert into portal.log_tag select 'theme', :theme, submitted_at, escalation_id"
                    " from portal.log_case where right(reference, 1) = '8'"
                ),
                {"theme": str(UUID(int=7))},
            )
        yield people


@pytest.fixture
def officer(people: Partnership) -> Actor:
    return people.who("business_unit", Role.OFFICER)


ASKED = {
    "everything": (Asking(), "true"),
    "oldest first": (Asking(order="oldest"), "true"),
    "due": (Asking(order="due"), "due_at is not null"),
    "ended": (Asking(order="ended"), "ended_at is not null"),
    "a state": (Asking(state="answered"), "state = 'answered'"),
    "several states": (Asking(state="open", order="oldest"), "ended_at is null"),
    "a stage": (Asking(stage="4"), "stage = 4"),
    "two, of which one is rare": (
        Asking(theme=UUID(int=7), state="resolved"), "right(reference, 1) = '8' and state = 'resolved'",
    ),
    "two that are common": (
        Asking(state="answered", category="roles"), "state = 'answered' and category = 'roles'",
    ),
    "two that never meet": (Asking(state="answered", stage="4"), "state = 'answered' and stage = 4"),
    "three": (
        Asking(state="open", category="roles", stage="3", order="due"),
        "due_at is not null and category = 'roles' and stage = 3",
    ),
    "a category of what ended": (
        Asking(category="timeliness", order="ended"), "ended_at is not null and category = 'timeliness'",
    ),
    "overdue": (Asking(overdue=True), "due_at <= '2025-02-06 09:00+00'"),
    "overdue, longest first": (Asking(overdue=True, order="due"), "due_at <= '2025-02-06 09:00+00'"),
    "overdue of a theme": (
        Asking(overdue=True, theme=UUID(int=7)), "due_at <= '2025-02-06 09:00+00' and right(reference, 1) = '8'",
    ),
    "a day": (
        Asking(since=date(2024, 1, 2), until=date(2024, 1, 2)),
        "submitted_at >= '2024-01-02' and submitted_at < '2024-01-03'",
    ),
    "a day, by what is due": (
        Asking(since=date(2024, 1, 2), until=date(2024, 1, 2), order="due"),
        "due_at is not null and submitted_at >= '2024-01-02' and submitted_at < '2024-01-03'",
    ),
    "a day of a state": (
        Asking(since=date(2024, 1, 2), state="ended"), "submitted_at >= '2024-01-02' and ended_at is not null",
    ),
    "a search": (Asking(q="timel"), "category = 'timeliness'"),
    "a search and a state": (
        Asking(q="thresh", state="open"), "category = 'thresholds' and ended_at is null",
    ),
    "an old reference": (Asking(q="old-000"), "reference like 'OLD-000%'"),
    "an old reference and a stage": (Asking(q="OLD-00", stage="4"), "reference like 'OLD-00%' and stage = 4"),
}  # fmt: skip
"""What is asked, and the same as a condition on every row."""


@pytest.mark.parametrize("asked", ASKED)
def test_every_case_that_is_like_it_stands_on_one_page(
    people: Partnership, officer: Actor, asked: str
) -> None:
    asking, condition = ASKED[asked]
    order = asking.ordered
    direction = "desc" if order.descending else "asc"
    with as_owner(people.logins) as session:
        wanted = session.scalars(
            text(
                f"select escalation_id from portal.log_case where {condition}"
                f" order by {order.column} {direction}, escalation_id {direction}"
            )
        ).all()
    with at(TODAY):
        found = pages(people, officer, asking)
        with people.database.reading(people.context(officer)) as session:
            counted, whole = queries.count(session, asking), queries.all_of(session, asking, most=MANY)
    assert [case for one in found for case in one] == list(wanted)
    assert whole == list(wanted)
    assert wanted or "never" in asked
    assert counted in (None, len(wanted), queries.COUNTED + 1)
    assert max(map(len, found)) <= ON_A_PAGE


@pytest.mark.parametrize(
    "asking",
    [
        Asking(),
        Asking(state="open"),
        Asking(state="answered", category="roles"),
        Asking(theme=UUID(int=7), stage="3"),
    ],
    ids=["everything", "a state", "two that are common", "two, of which one is rare"],
)
def test_cases_that_come_in_meanwhile_shift_nothing(
    people: Partnership, officer: Actor, asking: Asking
) -> None:
    """Forwards and back again, with newer and older cases added between the pages."""
    before = {case for one in pages(people, officer, asking) for case in one}
    seen, shown, one = [], [], page(people, officer, asking)
    while True:
        seen += one.cases
        shown.append(one)
        if len(shown) < 4:
            fill(people, 1, 30, begun=f"N{len(before)}-{len(shown)}-", since="2026-02-01")
            fill(people, 1, 30, begun=f"O{len(before)}-{len(shown)}-", since="2023-02-01")
        if one.next is None:
            break
        one = page(people, officer, asking, after=one.next)
    assert len(seen) == len(set(seen))
    assert before <= set(seen)
    back = page(people, officer, asking, before=shown[2].previous)
    assert back.cases == shown[1].cases
    assert page(people, officer, asking, after=back.next).cases == shown[2].cases


def test_the_page_before_the_second_is_the_first(people: Partnership, officer: Actor) -> None:
    first = page(people, officer, Asking(order="oldest"))
    second = page(people, officer, Asking(order="oldest"), after=first.next)
    assert (first.previous, second.previous is None) == (None, False)
    assert page(people, officer, Asking(order="oldest"), before=second.previous) == first
