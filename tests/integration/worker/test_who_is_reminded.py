"""Whom a reminder reaches: who holds the role at the moment of sending; the Business Unit, where nobody does."""

from dataclasses import replace

from sqlalchemy import text

from portal.config import Settings
from portal.demo import ports
from portal.escalations.recipients import ROLES_TOLD
from portal.protocol.actors import ROLES_OF_KIND, Kind
from tests.integration.worker.days import Days
from tests.integration.worker.record import history
from tests.partnership import as_owner
from tests.unit.protocol.test_tasks import CASES
from tests.way import Way


def test_whoever_of_the_partnership_is_asked_for_something_can_be_told() -> None:
    asked = {task.whose for asks in CASES.values() for task in asks.asked}
    assert {whose for whose in asked if isinstance(whose, Kind)} == set(ROLES_TOLD)
    assert all(set(roles) <= ROLES_OF_KIND[kind] for kind, roles in ROLES_TOLD.items())


def test_who_holds_the_role_at_the_moment_of_sending_is_reminded(sent: Way, days: Days) -> None:
    with as_owner(sent.partnership.logins) as session:
        end = text("update portal.membership_role set ended_at = now() where membership_id = :who")
        session.execute(end, {"who": sent.responder.membership})
    assert days.told("2026-11-30") == [("deputy@birch.example", "reply with Part 2, 5 working days left")]


def test_who_came_to_hold_the_role_while_the_mail_server_was_away_is_told_instead(
    sent: Way, days: Days, settings: Settings
) -> None:
    dead = Days(days.carrier, replace(settings, smtp_url=f"smtp://127.0.0.1:{ports.free()}"), days.store)
    assert dead.told("2026-11-30") == []
    with as_owner(sent.partnership.logins) as session:
        end = text("update portal.membership_role set ended_at = now() where membership_id = :who")
        session.execute(end, {"who": sent.responder.membership})
    assert days.told("2026-11-30", 11) == [("deputy@birch.example", "reply with Part 2, 5 working days left")]
    assert [words for words in history(sent) if "e-mail" in words] == [
        f"Wrote an e-mail to be sent to {name}, Birch Agency, as a reminder to reply with Part 2, 5 working days"
        " before the due date"
        for name in ("birch deputy", "birch senior_manager")
    ]


def test_where_nobody_holds_the_role_the_business_unit_is_told(sent: Way, days: Days) -> None:
    with as_owner(sent.partnership.logins) as session:
        end = text("update portal.membership_role set ended_at = now() where role = 'executive_contact'")
        session.execute(end)
    told = [one for day in (7, 8, 10, 14) for one in days.told(f"2026-12-{day:02}")]
    assert ("manager@business_unit.example", "reply with Part 2, 5 working days late") in told
    assert any("nobody at Birch Agency could be told" in words for words in history(sent))
