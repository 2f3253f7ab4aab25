"""What the history says of reminders: to whom one was written, of what and when, and who reads that (P5, P13)."""

from dataclasses import replace

from sqlalchemy import text

from portal.config import Settings
from portal.demo import ports
from portal.escalations import queries
from portal.infra.verification import verify
from portal.protocol.actors import THE_PORTAL
from tests.integration.worker.days import TO_B, Days
from tests.integration.worker.record import history
from tests.partnership import as_owner
from tests.way import Way

NOT_SENT = "Did not send an e-mail to birch senior_manager, Birch Agency: a later reminder took its place"


def test_p13_the_history_says_to_whom_an_e_mail_was_written_of_what_and_when(sent: Way, days: Days) -> None:
    days.told("2026-12-03")
    days.told("2026-12-08")
    to = "Wrote an e-mail to be sent to birch senior_manager, Birch Agency, as a"
    assert [words for words in history(sent) if "e-mail" in words] == [
        f"{to} chase to reply with Part 2, 1 working day after the due date",
        f"{to} reminder to reply with Part 2, 2 working days before the due date",
    ]


def test_p5_the_history_says_once_that_a_letter_was_not_sent_since_a_later_reminder_took_its_place(
    sent: Way, days: Days, settings: Settings
) -> None:
    dead = Days(days.carrier, replace(settings, smtp_url=f"smtp://127.0.0.1:{ports.free()}"), days.store)
    assert dead.told("2026-11-30") == dead.told("2026-12-03") == []
    assert [words for words in history(sent) if words.startswith("Did not send")] == [NOT_SENT]
    assert days.told("2026-12-03", 15) == [(TO_B, "reply with Part 2, 2 working days left")]
    assert [words for words in history(sent) if words.startswith("Did not send")] == [NOT_SENT]
    assert verify(sent.partnership.logins.owner_url).faults == ()


def test_a_reads_nothing_of_what_b_was_reminded_of(sent: Way, days: Days) -> None:
    days.told("2026-12-03")
    context = sent.partnership.context(sent.manager)
    with sent.partnership.database.reading(context) as session:
        case = queries.case(session, sent.manager, sent.reference).case
        assert "e-mail" not in " ".join(one.words for one in queries.timeline(session, case.id))


def test_the_portal_itself_is_named_in_the_history_and_the_chain_holds(sent: Way, days: Days) -> None:
    days.told("2026-12-03")
    with as_owner(sent.partnership.logins) as session:
        (row,) = session.execute(
            text("select membership_id, payload->>'by' as by from portal.history where event = 'remind'")
        )
    assert (row.membership_id, row.by) == (THE_PORTAL, "The portal")
    assert verify(sent.partnership.logins.owner_url).faults == ()
