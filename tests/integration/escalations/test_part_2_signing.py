"""Part 2 signed: complete, by who may, with each statement made, as it was read, once, and late if need be."""

from datetime import UTC, datetime, timedelta

from portal.infra.calendar import at
from portal.protocol.actors import Role
from portal.protocol.escalation import CaseState
from portal.protocol.replies import STATEMENTS
from tests.integration.escalations.drafting import address as _at
from tests.integration.escalations.replying import ANSWER, STATED
from tests.integration.escalations.replying import documents as _documents
from tests.integration.escalations.replying import write as _write
from tests.pages import Pages, text_of
from tests.way import ISSUE


def test_a_reply_is_written_by_a_contributor_and_signed_by_a_senior_manager(pages: Pages) -> None:
    way = pages.way().forwarded()
    writer, senior = pages.who("birch", Role.CONTRIBUTOR), pages.browser(way.responder)
    assert ISSUE["position"] in text_of(writer.get(_at(way, "part-2")))
    saved = writer.send(_at(way, "part-2"), then="check", **ANSWER)
    assert saved.location == _at(way, "part-2/sign-off")
    signed = senior.send(_at(way, "part-2/sign-off"), **STATED)
    assert (signed.status_code, signed.location) == (303, f"/cases/{way.reference}")
    (reply,) = _documents(way, "part_2")
    assert (reply.signed_by, reply.content["answers"]["1"]["reasons"]) == (
        "birch senior_manager", "Some of it is so.\r\nNot all.",
    )  # fmt: skip
    assert reply.content["statements"] == list(STATEMENTS.values())
    for reader in (way.manager, way.officer):
        assert "We visited on Monday." in text_of(pages.browser(reader).get(f"/cases/{way.reference}"))


def test_what_is_missing_is_listed_with_links_and_nothing_can_be_signed(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.responder)
    _write(senior, way, answers__0__reasons="", promised__0__what="A visit")
    shown = senior.get(_at(way, "part-2/sign-off"))
    assert f'{_at(way, "part-2")}#answers-0-reasons">Issue 1: give your reasons' in shown.text
    assert f'{_at(way, "part-2")}#promised-0-by-day">Action promised 1: say by when' in shown.text
    assert "Sign and send" not in shown.text
    fields = senior.fill(f"/cases/{way.reference}") | STATED | {"read": "1"}
    refused = senior.post(_at(way, "part-2/sign-off"), fields)
    assert (refused.status_code, "The reply is not complete." in text_of(refused)) == (422, True)
    assert _documents(way, "part_2") == []


def test_each_statement_has_to_be_made(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.responder)
    _write(senior, way)
    refused = senior.send(_at(way, "part-2/sign-off"), taken="y", minimum="y")
    assert refused.status_code == 422
    assert "Confirm that it is on your record of the child" in text_of(refused)


def test_a_contributor_sees_who_can_sign_and_cannot(pages: Pages) -> None:
    way = pages.way().forwarded()
    writer, senior = pages.who("birch", Role.CONTRIBUTOR), pages.browser(way.responder)
    _write(writer, way)
    shown = text_of(writer.get(_at(way, "part-2/sign-off")))
    assert "birch deputy birch senior_manager" in shown
    assert "Sign and send" not in shown
    fields = senior.fill(_at(way, "part-2/sign-off"), **STATED)
    assert writer.post(_at(way, "part-2/sign-off"), fields).status_code == 403
    assert _documents(way, "part_2") == []


def test_what_was_saved_while_reading_is_not_signed_unread(pages: Pages) -> None:
    way = pages.way().forwarded()
    writer, senior = pages.who("birch", Role.CONTRIBUTOR), pages.browser(way.responder)
    _write(writer, way)
    fields = senior.fill(_at(way, "part-2/sign-off"), **STATED)
    _write(writer, way, none_taken="Something else")
    refused = senior.post(_at(way, "part-2/sign-off"), fields)
    assert (refused.status_code, "while you were reading it. Read it again." in text_of(refused)) == (
        409,
        True,
    )
    assert _documents(way, "part_2") == []


def test_a_reply_made_from_an_old_version_of_the_case_is_refused(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.responder)
    _write(senior, way)
    old = senior.fill(_at(way, "part-2/sign-off"), **STATED)
    assert senior.send(f"/cases/{way.reference}", _at(way, "receipt")).status_code == 303
    assert senior.post(_at(way, "part-2/sign-off"), old).status_code == 409
    assert _documents(way, "part_2") == []


def test_sent_twice_is_done_once(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.responder)
    draft = senior.fill(_at(way, "part-2"), **ANSWER)
    assert [senior.post(_at(way, "part-2"), draft).status_code for _ in range(2)] == [303, 303]
    fields = senior.fill(_at(way, "part-2/sign-off"), **STATED)
    sent = [senior.post(_at(way, "part-2/sign-off"), fields) for _ in range(2)]
    assert [(one.status_code, one.location) for one in sent] == [(303, f"/cases/{way.reference}")] * 2
    assert len(_documents(way, "part_2")) == 1


def test_a_late_reply_is_taken(pages: Pages) -> None:
    way = pages.way()
    with at(datetime.now(UTC) - timedelta(days=40)):
        way.forwarded()
    senior = pages.browser(way.responder)
    assert "A late reply is still taken, and is marked late." in text_of(senior.get(_at(way, "part-2")))
    _write(senior, way)
    assert senior.send(_at(way, "part-2/sign-off"), **STATED).status_code == 303
    assert way.see(way.manager).case.state is CaseState.ANSWERED
