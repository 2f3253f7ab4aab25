"""Asks and news carried: real PostgreSQL and real mail."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from portal.agencies.queries import Recipient
from portal.config import Settings
from portal.demo.mailbox import Store
from portal.escalations import jobs
from portal.escalations.actions import part_1, referral, replies, responders
from portal.escalations.jobs import post
from portal.infra.db import Database
from portal.infra.outbox import DROPPED, TOLD, Taken
from portal.protocol.actors import Kind, Role
from portal.protocol.rows import Action
from portal.protocol.tasks import Ask
from portal.worker.carrying import CARRIERS, INSIDE, sweep
from tests import partnership
from tests.integration.worker.post import mail, part, to, words
from tests.stage_4 import Stage4
from tests.way import REQUEST, Way


def _status(way: Way) -> dict[str, int]:
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    with owner.reading() as session:
        row = session.execute(
            text(
                "select count(sent_at) as sent, count(dropped_at) as dropped, count(last_error) as failed,"
                " count(*) as written from portal.outbox"
            )
        ).one()
    owner.engine.dispose()
    return dict(row._mapping)


def test_whoever_is_asked_has_one_e_mail_in_plain_text_and_html(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.forwarded()
    sweep(carrier, settings)
    sweep(carrier, settings)
    (message,) = to(store, "senior_manager@birch.example")
    assert message["Subject"] == f"{way.reference}: reply with Part 2"
    body = words(message)
    assert f"https://portal.example/cases/{way.reference}" in body
    assert "You are asked to: reply with Part 2. Do this by the end of" in body
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    assert f'<a href="https://portal.example/cases/{way.reference}"' in part(message, "html")
    assert _status(way)["sent"] == len(mail(store))


def test_no_child_and_no_concern_is_in_any_email(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.resolved()
    sweep(carrier, settings)
    for message in mail(store):
        written = message.as_string() + part(message, "plain") + part(message, "html")
        for secret in ("Test Child", "2019-02-03", "R-1", "threshold", "plan", "Two reports"):
            assert secret not in written


def test_who_never_signed_in_is_invited_to_the_case(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    with owner.work() as session:
        session.execute(text("set local role portal_owner"))
        session.execute(
            text("delete from portal.identity where person_id = :person"), {"person": way.responder.person}
        )
    owner.engine.dispose()
    way.forwarded()
    sweep(carrier, settings)
    (message,) = to(store, "senior_manager@birch.example")
    body = words(message)
    assert "https://portal.example/invitation/" in body
    assert f"/cases/{way.reference}" not in body


def test_nobody_is_written_to_about_what_is_no_longer_asked(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.forwarded()
    version = way.version(way.manager)
    way.do(way.manager, replies.withdraw, way.reference, version=version, reasons="Settled.")
    sweep(carrier, settings)
    assert {one["Subject"].partition(": ")[2] for one in mail(store)} == {
        "your form was sent on", "the raising agency has withdrawn",
    }  # fmt: skip
    assert to(store, "senior_manager@birch.example")[0]["Subject"].endswith("has withdrawn")


def test_nobody_is_written_to_who_may_no_longer_see_the_case(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.forwarded()
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    with owner.work() as session:
        session.execute(text("set local role portal_owner"))
        session.execute(
            text("update portal.escalation set barred = array[:who]::uuid[]"),
            {"who": way.responder.membership},
        )
    owner.engine.dispose()
    sweep(carrier, settings)
    assert to(store, "senior_manager@birch.example") == []


def test_a_senior_manager_is_asked_to_sign_off(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.started()
    way.do(
        way.contributor,
        part_1.ask_for_sign_off,
        way.reference,
        version=way.draft_version(),
        of=way.manager.membership,
    )
    sweep(carrier, settings)
    (message,) = mail(store)
    assert (message["To"], message["Subject"]) == (
        "senior_manager@alder.example",
        f"{way.reference}: sign off Part 1",
    )


def test_every_kind_of_outbox_row_has_a_carrier(way: Way) -> None:
    way.resolved()
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    with owner.reading() as session:
        kinds = set(session.scalars(text("select distinct kind from portal.outbox")))
    owner.engine.dispose()
    assert kinds <= set(CARRIERS) | set(INSIDE)


def test_asks_are_addressed_to_their_holder_only(way: Way) -> None:
    way.forwarded()
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    with owner.reading() as session:
        told: set[UUID] = set(
            session.scalars(
                text("select membership_id from portal.outbox where payload->>'ask' = :ask"),
                {"ask": Ask.RESPOND},
            )
        )
    owner.engine.dispose()
    assert told == {way.partnership.who("birch", Role.SENIOR_MANAGER).membership}


def _as_owner(way: Way, statement: str, **values: object) -> Any:
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    try:
        with owner.work() as session:
            session.execute(text("set local role portal_owner"))
            result = session.execute(text(statement), values)
            return result.all() if result.returns_rows else None
    finally:
        owner.engine.dispose()


@pytest.mark.parametrize(
    ("spoil", "kind_of_error"),
    [
        ("update portal.outbox set kind = 'pigeon' where id = :row", "KeyError"),
        ('update portal.outbox set payload = \'{"ask": "dance"}\' where id = :row', "ValueError"),
        ("update portal.outbox set payload = '{}' where id = :row", "KeyError"),
        (
            "update portal.person set email = E'a@birch.example\\nBcc: b@birch.example' where id ="
            " (select person_id from portal.membership join portal.outbox on membership_id = membership.id"
            " where outbox.id = :row)",
            "ValueError",
        ),
    ],
)
def test_one_bad_row_never_stops_the_others(
    way: Way,
    carrier: Database,
    settings: Settings,
    store: Store,
    caplog: pytest.LogCaptureFixture,
    spoil: str,
    kind_of_error: str,
) -> None:
    way.submitted()
    first = _as_owner(way, "select id from portal.outbox order by not_before, id limit 1")[0].id
    _as_owner(
        way, "update portal.outbox set not_before = not_before - interval '1 hour' where id = :row", row=first
    )
    _as_owner(way, spoil, row=first)
    sweep(carrier, settings)
    assert len(mail(store)) == 1
    ((error, waits),) = _as_owner(
        way,
        "select last_error, not_before > now() from portal.outbox where id = :row",
        row=first,
    )
    assert (error, waits) == (kind_of_error, True)
    assert f"{first} could not be carried: {kind_of_error}" in caplog.text
    assert "birch.example" not in caplog.text


def test_nobody_is_written_to_for_a_workspace_that_is_not_theirs(
    way: Way, carrier: Database, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database hides such a recipient too; this is the second wall, seen with the first one open."""
    way.forwarded()
    case = _as_owner(way, "select id from portal.escalation")[0].id
    letter = Taken(
        UUID(int=1),
        case,
        way.responder.workspace,
        way.responder.membership,
        {"ask": Ask.RESPOND},
        "<1@portal.example>",
        lambda: None,
    )
    stranger = Recipient("Ann Other", "ann@alder.example", True, way.manager.workspace, "Alder", Kind.AGENCY)
    with monkeypatch.context() as patch:
        patch.setattr(post.agencies, "recipient", lambda *_: stranger)
        assert jobs.send_email(carrier, settings, letter) == DROPPED
    assert mail(store) == []
    assert jobs.send_email(carrier, settings, letter) == TOLD


# News ------------------------------------------------------------------------------------------------


def _changed(way: Way) -> None:
    """Cedar replies in place of birch."""
    way.forwarded()
    part, to = way.see(way.officer).case.responses[0].id, way.partnership.who("cedar", Role.SENIOR_MANAGER)
    version = way.version(way.officer)
    way.do(way.officer, responders.change, way.reference, version=version, part=part, to=to.membership)


def test_news_says_what_happened_with_a_link_and_nothing_else(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.forwarded()
    sweep(carrier, settings)
    (message,) = to(store, "senior_manager@alder.example")
    assert message["Subject"] == f"{way.reference}: your form was sent on"
    body = words(message)
    assert "What happened: your form was sent on." in body
    assert f"https://portal.example/cases/{way.reference}" in body
    for unsaid in ("birch", "Birch", "Test Child", "R-1"):
        assert unsaid not in body


def test_news_to_who_has_never_signed_in_carries_a_one_time_invitation(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    with partnership.as_owner(way.partnership.logins) as session:
        forget = text("delete from portal.identity where person_id = :person")
        session.execute(forget, {"person": way.manager.person})
    way.forwarded()
    sweep(carrier, settings)
    (message,) = to(store, "senior_manager@alder.example")
    assert "https://portal.example/invitation/" in words(message)


def test_decision_12_an_agency_that_was_replaced_is_told_by_the_reference_alone(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    _changed(way)
    sweep(carrier, settings)
    (message,) = to(store, "senior_manager@birch.example")
    assert message["Subject"] == f"{way.reference}: your agency need no longer reply"
    body = words(message)
    assert "https://" not in body
    assert "Cedar" not in body
    assert "reply with Part 2" in to(store, "senior_manager@cedar.example")[0]["Subject"]


def test_an_agency_that_is_asked_again_is_not_told_that_it_need_not_reply(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    _changed(way)
    view = way.see(way.officer)
    again = {"part": view.case.responses[0].id, "to": way.responder.membership}
    way.do(way.officer, responders.change, way.reference, version=view.version, **again)
    sweep(carrier, settings)
    subjects = {one["Subject"] for one in to(store, "senior_manager@birch.example")}
    assert subjects == {f"{way.reference}: reply with Part 2"}


def test_news_is_dropped_for_who_lost_the_role_or_the_case(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.answered()
    with partnership.as_owner(way.partnership.logins) as session:
        who = {"alder": way.manager.membership, "office": way.officer.membership}
        session.execute(text("update portal.escalation set barred = array[:alder]::uuid[]"), who)
        end = text("update portal.membership_role set ended_at = now() where membership_id = :office")
        session.execute(end, who)
    sweep(carrier, settings)
    assert to(store, "senior_manager@alder.example") == to(store, "officer@business_unit.example") == []
    assert [one["Subject"] for one in to(store, "manager@business_unit.example")] == [
        f"{way.reference}: a reply has come in"
    ]


def test_whom_a_case_has_left_reads_that_there_is_nothing_to_open(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    at_stage_4 = Stage4(way.partnership).directed()
    sweep(carrier, settings)
    asked = len(mail(store))
    version = at_stage_4.version(way.manager)
    way.do(way.manager, replies.withdraw, at_stage_4.reference, version=version, reasons="It is settled.")
    sweep(carrier, settings)
    letters = {one["To"]: words(one) for one in mail(store)[asked:]}
    left = {one: said for one, said in letters.items() if "executive" in one or "scrutineer" in one}
    assert set(left) == {f"{role}@executive.example" for role in ("chair", "member")} | {
        "scrutineer@scrutineer.example"
    }
    for one, said in left.items():
        assert "the raising agency has withdrawn" in said, one
        assert ("there is nothing to open" in said, "https://" in said) == (True, False), one
    assert f"https://portal.example/cases/{at_stage_4.reference}" in letters["senior_manager@birch.example"]


def test_a_member_is_not_told_that_a_case_left_which_is_before_them_again(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    at_stage_4 = Stage4(way.partnership).accepted()
    manager, officer, reference = way.manager, way.officer, at_stage_4.reference
    way.do(
        manager, referral.withdraw_referral, reference, version=at_stage_4.version(manager), reasons="Wait."
    )
    way.do(
        manager, referral.ask, reference, version=at_stage_4.version(manager), how=Action.ASK_REFERRAL,
        content=REQUEST,
    )  # fmt: skip
    way.do(officer, referral.refer, reference, version=at_stage_4.version(officer))
    sweep(carrier, settings)
    said = [words(one) for one in to(store, "chair@executive.example")]
    assert said
    assert not [one for one in said if "nothing to open" in one]
