"""A pack is asked for: once for each edition of the case, by whom it may be, and never silently replaced."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import text

from portal.escalations.actions import identity, oversight
from portal.executive import pack_queries
from portal.executive.packs.contents import Kind
from portal.infra.db import Database
from portal.protocol.actors import Role
from portal.protocol.errors import Invalid, NotAllowed, NotFound, WrongState
from tests.integration.packs.written import Written
from tests.pages import Pages
from tests.partnership import as_owner


def test_fifty_ask_at_once_and_there_is_one_pack(case: Written) -> None:
    askers, start = (case.member, case.chair, case.officer), Barrier(4)

    def ask(number: int) -> UUID:
        if number < 4:
            start.wait(timeout=20)
        return case.asks(askers[number % 3])

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(ask, range(50)))
    assert len(found) == 1
    assert case.count() == 1


def test_another_kind_is_another_pack(case: Written) -> None:
    assert case.asks(case.member) != case.asks(case.member, Kind.LEARNING)


def test_once_the_case_has_moved_there_is_another_and_the_first_stays(
    case: Written, builder: Database
) -> None:
    first = case.asks(case.member)
    volumes = case.built(builder, first)
    case.do(case.officer, oversight.note, case.reference, kind="note", body="A call came.")
    assert [one.current for one in _packs(case)] == [False]
    second = case.asks(case.member)
    assert [(one.id, one.current) for one in _packs(case)] == [(second, True), (first, False)]
    assert case.row(second).case_version == case.row(first).case_version + 1
    assert case.volumes(first) == volumes


def _packs(case: Written) -> tuple[pack_queries.PackView, ...]:
    identifier = case.see(case.officer).case.id
    context = case.partnership.context(case.member)
    with case.partnership.database.reading(context) as session:
        return pack_queries.packs(session, identifier, Kind.EXECUTIVE)


def test_a_look_at_the_case_makes_no_other_edition(case: Written) -> None:
    first = case.asks(case.member)
    case.do(case.manager, identity.reveal, case.reference, purpose="act")
    assert case.asks(case.member) == first


def test_a_file_that_the_scanner_released_since_makes_another(case: Written) -> None:
    first = case.asks(case.member)
    with as_owner(case.partnership.logins) as session:
        session.execute(text("alter table portal.attachment disable trigger attachment_stands"))
        session.execute(text("update portal.attachment set state = 'quarantined'"))
    assert case.asks(case.member) != first


def test_a_reminder_makes_another_since_the_history_is_printed(case: Written) -> None:
    """The case's own version does not move with it."""
    first, version = case.asks(case.member), case.version(case.officer)
    case.reminded()
    assert case.version(case.officer) == version
    assert case.asks(case.member) != first


@pytest.mark.parametrize(
    ("slug", "role", "kind"),
    [
        ("alder", Role.SENIOR_MANAGER, Kind.EXECUTIVE),
        ("birch", Role.SENIOR_MANAGER, Kind.LEARNING),
        ("business_unit", Role.CLERK, Kind.EXECUTIVE),
        ("business_unit", Role.OFFICER, Kind.SCRUTINEER),
        ("executive", Role.MEMBER, Kind.SCRUTINEER),
    ],
)
def test_who_has_no_such_pack_is_refused(case: Written, slug: str, role: Role, kind: Kind) -> None:
    case.directed()
    with pytest.raises(NotAllowed):
        case.asks(case.partnership.who(slug, role), kind)
    assert case.count() == 0


@pytest.mark.parametrize(
    ("slug", "role"),
    [("executive", Role.SUBSTITUTE), ("learning", Role.READER), ("scrutineer", Role.SCRUTINEER),
     ("cedar", Role.SENIOR_MANAGER), ("quality", Role.READER)],
)  # fmt: skip
def test_who_may_not_know_of_the_case_finds_none(case: Written, slug: str, role: Role) -> None:
    case.reviewed()
    for kind in Kind:
        with pytest.raises(NotFound):
            case.asks(case.partnership.who(slug, role), kind)
    assert case.count() == 0


def test_there_is_none_before_the_case_was_referred(pages: Pages) -> None:
    way = Written(pages).answered()
    with pytest.raises(WrongState):
        way.asks(way.officer)


def test_the_scrutineers_is_a_reveal_for_a_purpose_and_logged_once(case: Written) -> None:
    case.directed()
    with pytest.raises(Invalid):
        case.asks(case.scrutineer, Kind.SCRUTINEER, purpose="")
    assert case.looks("reveal") == []
    for _ in range(2):
        case.asks(case.scrutineer, Kind.SCRUTINEER)
    assert case.looks("reveal") == [("scrutineer scrutineer", "oversight")]
