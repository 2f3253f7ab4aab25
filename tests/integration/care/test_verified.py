"""`verify` names what was done to a record behind the portal's back, also after its disposal (decision 29)."""

from collections.abc import Callable

import psycopg
import pytest

from portal.business_unit.care import actions
from portal.infra.verification import verify
from tests.pages import Pages
from tests.records import Old

OF_CASE = "escalation_id = (select id from portal.escalation where reference = %(reference)s)"
LAST = f"{OF_CASE} and seq = (select max(seq) from portal.history where {OF_CASE})"
WATCHED = ("history", "legal_hold", "disposal", "child", "escalation")


def _faults(one: Old) -> list[str]:
    found = verify(one.partnership.logins.owner_url).faults
    return [fault.what for fault in found if fault.reference == one.reference]


def _edit(one: Old, *statements: str) -> None:
    """As the owner, with every trigger that keeps the record off."""
    with psycopg.connect(one.partnership.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        for table in WATCHED:
            owner.execute(f"alter table portal.{table} disable trigger user")
        for statement in statements:
            done = owner.execute(statement, {"reference": one.reference})
            assert done.rowcount > 0
        for table in WATCHED:
            owner.execute(f"alter table portal.{table} enable trigger user")


def _disposed(one: Old) -> None:
    one.disposed_of()


def _held(one: Old) -> None:
    one.do(one.officer, actions.hold, one.reference, reason="A claim.")


def _lifted(one: Old) -> None:
    _held(one)
    one.do(one.officer, actions.lift, one.reference, reason="Settled.")


@pytest.mark.parametrize(
    ("done", "statement", "what"),
    [
        (_disposed, f"update portal.history set payload = null where {LAST}", "its content is gone"),
        (
            _disposed,
            f'update portal.history set payload = payload || \'{{"by": "x"}}\' where {LAST}',
            "its content was changed",
        ),
        (
            _disposed,
            f"update portal.history set event = 'x' where {OF_CASE} and seq = 2",
            "the row was changed",
        ),
        (_disposed, f"delete from portal.history where {OF_CASE} and seq = 2", "a row is missing here"),
        (
            _disposed,
            f"update portal.disposal set reason = 'x' where {OF_CASE}",
            "the disposal that it tells of was changed",
        ),
        (
            _disposed,
            f"update portal.disposal set confirmed_by_name = 'x' where {OF_CASE}",
            "the disposal that it tells of was changed",
        ),
        (
            _disposed,
            f"delete from portal.disposal where {OF_CASE}",
            "the disposal that it tells of is gone",
        ),
        (
            _disposed,
            "insert into portal.child (escalation_id, version, number, name, date_of_birth, record_number)"
            " select id, 1, 1, 'n', 'd', 'r' from portal.escalation where reference = %(reference)s",
            "it was disposed of, and something of it is still there",
        ),
        (_held, f"delete from portal.legal_hold where {OF_CASE}", "the hold that it tells of is gone"),
        (
            _held,
            f"update portal.legal_hold set reason = 'x' where {OF_CASE}",
            "the hold that it tells of was changed",
        ),
        (
            _lifted,
            f"update portal.legal_hold set lifted_because = 'x' where {OF_CASE}",
            "the hold that it tells of was changed",
        ),
    ],
)
def test_what_was_done_behind_its_back_is_named(
    old: Old, done: Callable[[Old], None], statement: str, what: str
) -> None:
    done(old)
    assert _faults(old) == []
    _edit(old, statement)
    assert _faults(old) == [what]


def test_nobody_hides_a_row_by_calling_a_case_disposed_of(old: Old) -> None:
    _edit(
        old,
        "update portal.escalation set disposed_at = now() where reference = %(reference)s",
        f"update portal.history set payload = null, salt = '' where {OF_CASE} and seq = 1",
    )
    (what,) = _faults(old)
    assert what in {
        "it is marked as disposed of, and its last row does not tell of that",
        "it was disposed of, and something of it is still there",
    }


def test_the_sum_of_all_chains_grows_with_the_rows_of_the_disposal(pages: Pages, old: Old) -> None:
    before = verify(pages.partnership.logins.owner_url)
    old.disposed_of()
    after = verify(pages.partnership.logins.owner_url)
    assert (after.cases, after.rows) == (before.cases, before.rows + 2)
    assert after.whole != before.whole
    assert _faults(old) == []


@pytest.mark.parametrize("table", ["document", "note", "access", "declaration", "history"])
def test_what_is_only_added_to_still_is_while_the_case_is_kept(old: Old, table: str) -> None:
    """Also for the owner, whose commands may do more than the portal's pages."""
    with psycopg.connect(old.partnership.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        held = owner.execute(
            f"select count(*) from portal.{table} where {OF_CASE}", {"reference": old.reference}
        )
        (rows,) = held.fetchone() or (0,)
        if rows:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only ever added to"):
                owner.execute(f"delete from portal.{table} where {OF_CASE}", {"reference": old.reference})
        else:
            assert table in ("note", "access", "declaration")


def test_a_payload_goes_with_its_case_alone(old: Old) -> None:
    with psycopg.connect(old.partnership.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only ever added to"):
            owner.execute(
                f"update portal.history set payload = null, salt = '' where {OF_CASE}",
                {"reference": old.reference},
            )
