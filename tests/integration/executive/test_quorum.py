"""Decision 22: when no decision can come of the Executive, the Business Unit is asked for a substitute at once."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from portal.config import Settings
from portal.executive import actions
from portal.infra.db import Database
from portal.protocol.actors import Actor, Role
from portal.protocol.conflicts import Stuck
from portal.worker.periodic import watch_the_quorum
from tests.integration.executive.conftest import Browse
from tests.pages import Pages, text_of
from tests.partnership import as_owner
from tests.stage_4 import Stage4
from tests.way import Way

ASKED = "Name a substitute, without whom the Executive cannot decide"


@pytest.fixture
def referred(pages: Pages) -> Stage4:
    return Stage4(pages.partnership).referred()


@pytest.fixture
def proposed(pages: Pages) -> Stage4:
    return Stage4(pages.partnership).proposed()


def told(way: Way) -> list[str]:
    """Who is asked by e-mail for a substitute, by role; once for each letter."""
    with as_owner(way.partnership.logins) as session:
        rows = session.execute(
            text(
                "select r.role from portal.outbox o"
                " join portal.membership_role r on r.membership_id = o.membership_id"
                " where o.payload ->> 'ask' = 'name_substitute' order by 1"
            )
        )
        return [role for (role,) in rows]


def needed(way: Way) -> Stuck | None:
    return way.see(way.officer).case.substitute_needed


def events(way: Way) -> list[str]:
    with as_owner(way.partnership.logins) as session:
        return list(
            session.scalars(
                text(
                    "select event from portal.history where event in ('quorum_out_of_reach', 'tie') order by seq"
                )
            )
        )


def joins(way: Way, who: Actor, slug: str) -> None:
    """Make a member of the Executive one of an agency's too."""
    with as_owner(way.partnership.logins) as session:
        session.execute(
            text(
                "insert into portal.membership (person_id, workspace_id, created_at)"
                " values (:person, :workspace, now())"
            ),
            {"person": who.person, "workspace": way.partnership.workspaces[slug]},
        )


def loses_the_role(way: Way, who: Actor) -> None:
    with as_owner(way.partnership.logins) as session:
        session.execute(
            text("update portal.membership_role set ended_at = now() where membership_id = :one"),
            {"one": who.membership},
        )


def named(way: Stage4) -> Actor:
    """The substitute, whom the Business Unit names."""
    substitute = way.partnership.who("executive", Role.SUBSTITUTE)
    way.do(
        way.officer,
        actions.name_substitute,
        way.reference,
        version=way.version(way.officer),
        membership=substitute.membership,
    )
    return substitute


def test_one_who_declares_an_interest_can_put_a_quorum_out_of_reach(referred: Stage4, browse: Browse) -> None:
    assert (needed(referred), told(referred)) == (None, [])
    referred.do(referred.member, actions.declare, referred.reference, interests=["managed"], words="")
    assert needed(referred) is Stuck.QUORUM
    assert told(referred) == ["manager", "officer"]
    page = browse(Role.OFFICER, "business_unit").get(f"/cases/{referred.reference}")
    assert "A quorum is out of reach" in text_of(page)
    assert ASKED in text_of(page)
    assert ASKED in text_of(browse(Role.OFFICER, "business_unit").get("/business-unit"))


def test_it_is_asked_once_however_many_are_recused(referred: Stage4) -> None:
    for one in (referred.member, referred.chair):
        referred.do(one, actions.declare, referred.reference, interests=["managed"], words="")
    assert len(told(referred)) == 2
    assert events(referred) == ["quorum_out_of_reach"]


def test_a_case_that_is_referred_to_members_of_its_parties_asks_at_once(pages: Pages) -> None:
    way = Stage4(pages.partnership)
    joins(way, way.member, "birch")
    way.referred()
    assert needed(way) is Stuck.QUORUM
    assert told(way) == ["manager", "officer"]


@pytest.fixture
def watch(pages: Pages) -> Iterator[Callable[[], str]]:
    """What the worker does of this by the clock, and what it says it did."""
    worker = Database(pages.partnership.logins.worker_url, pool_size=1)
    settings = Settings(database_url="", redis_url="", smtp_url="", base_url="", secret_key="")
    yield lambda: watch_the_quorum(worker, settings)
    worker.engine.dispose()


def _a_member_joins_a_party(way: Stage4) -> None:
    joins(way, way.member, "alder")


def _the_chair_leaves(way: Stage4) -> None:
    loses_the_role(way, way.chair)


@pytest.mark.parametrize("leave", [_a_member_joins_a_party, _the_chair_leaves])
def test_who_moves_or_loses_the_role_is_noticed_by_the_worker(
    referred: Stage4, watch: Callable[[], str], leave: Callable[[Stage4], None]
) -> None:
    leave(referred)
    assert needed(referred) is None
    assert watch()
    assert needed(referred) is Stuck.QUORUM
    assert told(referred) == ["manager", "officer"]
    assert watch() == ""


def test_a_substitute_who_is_named_takes_it_back(referred: Stage4, browse: Browse) -> None:
    referred.do(referred.member, actions.declare, referred.reference, interests=["managed"], words="")
    named(referred)
    assert needed(referred) is None
    page = browse(Role.OFFICER, "business_unit").get(f"/cases/{referred.reference}")
    assert ASKED not in text_of(page)


def test_a_tie_decides_nothing_and_asks_for_one_more(proposed: Stage4, browse: Browse) -> None:
    proposed.holds(proposed.chair, "for")
    assert needed(proposed) is None
    proposed.holds(proposed.member, "against")
    assert needed(proposed) is Stuck.TIE
    assert told(proposed) == ["manager", "officer"]
    assert events(proposed) == ["tie"]
    page = text_of(browse(Role.OFFICER, "business_unit").get(f"/cases/{proposed.reference}"))
    assert "The members are divided evenly" in page
    assert ASKED in page


def test_a_tie_ends_with_a_substitute_a_changed_view_or_another_proposal(proposed: Stage4) -> None:
    def tie() -> None:
        proposed.holds(proposed.chair, "for")
        proposed.holds(proposed.member, "against")
        assert needed(proposed) is Stuck.TIE

    tie()
    proposed.holds(proposed.member, "for")
    assert needed(proposed) is None
    tie()
    proposed.propose({"issues": {"1": {"decision": "A call is held.", "reasons": "It is."}}, "actions": []})
    assert needed(proposed) is None
    tie()
    substitute = named(proposed)
    assert needed(proposed) is None
    proposed.do(substitute, actions.declare, proposed.reference, interests=[], words="")
    proposed.holds(substitute, "for")
    assert needed(proposed) is None
    assert events(proposed) == ["tie", "tie", "tie"]


def test_no_agency_and_nobody_recused_learns_of_it(proposed: Stage4, browse: Browse) -> None:
    proposed.holds(proposed.chair, "for")
    proposed.holds(proposed.member, "against")
    for slug in ("alder", "birch"):
        for address in (f"/cases/{proposed.reference}", "/cases"):
            page = text_of(browse(Role.SENIOR_MANAGER, slug).get(address))
            for words in (ASKED, "name a substitute", "divided evenly"):
                assert words not in page


def test_what_is_no_longer_with_the_executive_needs_nobody(referred: Stage4) -> None:
    referred.do(referred.chair, actions.declare, referred.reference, interests=[], words="")
    referred.do(referred.member, actions.declare, referred.reference, interests=["managed"], words="")
    assert needed(referred) is Stuck.QUORUM
    version = referred.version(referred.chair)
    referred.do(referred.chair, actions.decline, referred.reference, version=version, reasons="It is usual.")
    assert needed(referred) is None
