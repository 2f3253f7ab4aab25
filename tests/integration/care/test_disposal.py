"""A record is disposed of by two managers of the Business Unit, and by nobody else (decision 29)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from portal.business_unit.care import actions
from portal.infra.calendar import at, now
from portal.infra.verification import verify
from portal.protocol.actors import Actor, Role
from portal.protocol.errors import Invalid, NotAllowed, WrongState
from tests.pages import Browser, Pages, at_once, text_of
from tests.partnership import as_owner, join
from tests.records import Old

DISPOSE = "select portal.dispose(%(disposal)s, 'n', now(), '{}')"
PROPOSE = (
    "insert into portal.disposal (escalation_id, because, reason, proposed_by_name, proposed_at)"
    " values (%(case)s, 'b', 'r', 'n', now())"
)


def _records(one: Old, *more: str) -> str:
    return "/".join(("/business-unit/records", one.reference, *more))


def _confirm(one: Old) -> str:
    return _records(one, "disposal", str(one.proposal()))


def _faults(one: Old) -> list[str]:
    return [fault.what for fault in verify(one.partnership.logins.owner_url).faults]


def _case(one: Old) -> UUID:
    with as_owner(one.partnership.logins) as session:
        found = session.scalar(
            text("select id from portal.escalation where reference = :reference"),
            {"reference": one.reference},
        )
    return UUID(str(found))


def _at_sql(one: Old, actor: Actor, statement: str, **named: Any) -> None:
    """The web's own login, in somebody's context."""
    with psycopg.connect(one.partnership.logins.web_url) as connection:
        for name, value in (("workspace", actor.workspace), ("membership", actor.membership)):
            connection.execute("select set_config(%s, %s, true)", (f"portal.{name}", str(value)))
        connection.execute(statement, named)


def test_one_manager_proposes_and_another_confirms(old: Old, first: Browser, second: Browser) -> None:
    said = text_of(first.get(_records(old)))
    assert "The date has passed: to be reviewed" in said
    proposed = first.send(_records(old, "propose-disposal"), reason="Nothing is open any more.")
    assert (proposed.status_code, proposed.location) == (303, _records(old))
    said = text_of(first.get(_records(old)))
    assert "You proposed this, so another manager of the Business Unit has to confirm it." in said
    assert first.get(_confirm(old)).status_code == 403
    said = text_of(second.get(_confirm(old)))
    assert "Nothing is open any more." in said
    assert "cannot be brought back" in said
    assert second.send(_confirm(old)).status_code == 422
    confirmed = second.send(_confirm(old), looked="y")
    assert (confirmed.status_code, confirmed.location) == (303, _records(old))
    said = text_of(second.get(_records(old)))
    assert f"{old.reference} was disposed of on" in said
    assert "Nothing is open any more." in said
    assert "Proposed by business_unit manager" in said
    assert "Confirmed by business_unit another manager" in said
    assert _faults(old) == []


def test_whoever_proposed_it_does_not_confirm_it_and_the_database_says_so_too(
    old: Old, first: Browser
) -> None:
    proposal = old.proposed()
    filled = first.fill(_records(old), looked="y")
    assert first.post(_confirm(old), filled).status_code == 403
    with pytest.raises(NotAllowed):
        old.do(old.first, actions.dispose, old.reference, proposal=proposal)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="does not confirm it"):
        _at_sql(old, old.first, DISPOSE, disposal=proposal)
    assert old.see(old.officer).reference == old.reference


def test_the_same_person_under_another_membership_is_the_same_person(old: Old) -> None:
    """Who proposed it, left, and came back."""
    with as_owner(old.partnership.logins) as session:
        before = join(session, old.partnership, "business_unit", f"before {now()}", roles=[Role.MANAGER])
    old.do(before, actions.propose, old.reference, reason="Nothing is open.")
    with as_owner(old.partnership.logins) as session:
        session.execute(
            text("update portal.membership set person_id = :person, ended_at = now() where id = :membership"),
            {"person": old.second.person, "membership": before.membership},
        )
    with pytest.raises(NotAllowed):
        old.do(old.second, actions.dispose, old.reference, proposal=old.proposal())
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="does not confirm it"):
        _at_sql(old, old.second, DISPOSE, disposal=old.proposal())


def test_the_table_itself_refuses_one_who_does_both(old: Old) -> None:
    old.proposed()
    with as_owner(old.partnership.logins) as session, pytest.raises(Exception, match="two_people"):
        session.execute(
            text(
                "update portal.disposal set confirmed_by = proposed_by, confirmed_by_name = 'n',"
                " disposed_at = now() where id = :id"
            ),
            {"id": old.proposal()},
        )


@pytest.mark.parametrize(
    ("slug", "role"),
    [("business_unit", Role.OFFICER), ("business_unit", Role.CLERK), ("alder", Role.SENIOR_MANAGER),
     ("executive", Role.CHAIR)],
)  # fmt: skip
def test_nobody_else_confirms_or_proposes(pages: Pages, old: Old, slug: str, role: Role) -> None:
    who, proposal = pages.partnership.who(slug, role), old.proposed()
    browser = pages.browser(who)
    assert browser.get(_confirm(old)).status_code == 403
    assert browser.get(_records(old, "propose-disposal")).status_code == 403
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _at_sql(old, who, DISPOSE, disposal=proposal)


@pytest.mark.parametrize(
    "make",
    [
        lambda people: Old(people, began=datetime(2025, 3, 3, 10, 0, tzinfo=UTC)).over(),
        lambda people: _young(people),
        lambda people: Old(people).forwarded(),
    ],
    ids=["ended a short time ago", "a child not yet 25", "open"],
)
def test_a_case_whose_date_has_not_passed_is_kept(pages: Pages, make: Callable[[Any], Old]) -> None:
    one = make(pages.partnership)
    assert "It can be disposed of when its date has passed" in text_of(
        pages.browser(one.first).get(_records(one))
    )
    with pytest.raises(WrongState):
        one.do(one.first, actions.propose, one.reference, reason="Now.")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _at_sql(one, one.first, PROPOSE, case=_case(one))


def _young(people: Any) -> Old:
    class Young(Old):
        children = (
            {"name": "Grown Up", "date_of_birth": "1996-05-06", "record_number": "R-1"},
            {"name": "Small One", "date_of_birth": "2012-05-06", "record_number": "R-2"},
        )

    return Young(people).over()


def test_a_hold_between_proposal_and_confirmation_keeps_it(old: Old, second: Browser) -> None:
    filled = second.fill(_records(old), looked="y")
    proposal = old.proposed()
    old.do(old.officer, actions.hold, old.reference, reason="A claim.")
    refused = second.post(_confirm(old), filled)
    assert refused.status_code == 409
    assert "A legal hold is on it" in text_of(refused)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="may not be disposed of"):
        _at_sql(old, old.second, DISPOSE, disposal=proposal)
    old.do(old.officer, actions.lift, old.reference, reason="It was settled.")
    assert second.send(_confirm(old), looked="y").status_code == 303
    assert _faults(old) == []


def test_a_proposal_is_withdrawn_and_may_be_made_again(old: Old, second: Browser) -> None:
    before = old.proposed()
    page = _records(old, "disposal", str(before), "withdraw")
    assert second.send(page).status_code == 422
    assert second.send(page, reason="A sibling has asked for it.").location == _records(old)
    refused = second.get(_records(old, "disposal", str(before)))
    assert refused.status_code == 409
    assert "withdrawn by business_unit another manager" in text_of(refused)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _at_sql(old, old.second, DISPOSE, disposal=before)
    assert old.proposed() != before
    assert _faults(old) == []


def test_confirmed_twice_it_is_done_once_and_the_second_is_told(pages: Pages, old: Old) -> None:
    with as_owner(old.partnership.logins) as session:
        third = join(session, old.partnership, "business_unit", f"third {now()}", roles=[Role.MANAGER])
    old.proposed()
    browsers = [pages.browser(one) for one in (old.second, third)]
    page, forms = _confirm(old), [one.fill(_confirm(old), looked="y") for one in browsers]
    answers = at_once(*(
        lambda one=one, form=form: one.post(page, form) for one, form in zip(browsers, forms, strict=True)
    ))  # fmt: skip
    assert sorted(one.status_code for one in answers) == [303, 409]
    late = next(one for one in answers if one.status_code == 409)
    assert "The record was disposed of on" in text_of(late)
    again = browsers[[one.status_code for one in answers].index(303)]
    winner = forms[[one.status_code for one in answers].index(303)]
    assert again.post(page, winner).location == _records(old)
    assert _faults(old) == []


@pytest.mark.parametrize("_round", range(3))
def test_a_hold_and_a_confirmation_at_one_moment(
    pages: Pages, old: Old, officer: Browser, _round: int
) -> None:
    """Whichever comes first, the other is refused, and nothing is half done."""
    old.proposed()
    second, hold, confirm = pages.browser(old.second), _records(old, "hold"), _confirm(old)
    held, confirmed = officer.fill(hold, reason="A claim."), second.fill(confirm, looked="y")
    answers = at_once(lambda: officer.post(hold, held), lambda: second.post(confirm, confirmed))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert _faults(old) == []


def test_the_reason_that_stays_names_no_child(old: Old, first: Browser) -> None:
    page = _records(old, "propose-disposal")
    refused = first.send(page, reason="Marigold is grown up.")
    assert refused.status_code == 422
    assert "it stays after the rest is gone" in text_of(refused)
    with pytest.raises(Invalid):
        old.do(old.first, actions.propose, old.reference, reason="Record R-96-1 is old.")


def test_the_machines_clock_decides_and_not_the_portals(pages: Pages) -> None:
    """In practice the portal's clock is moved on: nothing is removed for that."""
    one = Old(pages.partnership, began=now() - timedelta(days=400)).over()
    with at(now() + timedelta(days=11_000)), pytest.raises(Exception, match="row-level security"):
        one.do(one.first, actions.propose, one.reference, reason="Now.")
