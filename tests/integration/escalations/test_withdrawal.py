"""A case withdrawn: with a reason, which stays on record and is not lost, and nothing is taken after it."""

from portal.protocol.escalation import CaseState
from tests.integration.escalations.drafting import address as _at
from tests.integration.escalations.replying import ANSWER
from tests.pages import Pages, text_of


def test_a_withdraws_with_a_reason_and_the_record_stays(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.manager)
    refused = senior.send(_at(way, "withdraw"), reasons=" ")
    assert (refused.status_code, "Say why you are withdrawing the case" in text_of(refused)) == (422, True)
    fields = senior.fill(_at(way, "withdraw"), reasons="It was settled by telephone.")
    assert [senior.post(_at(way, "withdraw"), fields).status_code for _ in range(2)] == [303, 303]
    for reader in (way.responder, way.officer):
        assert "It was settled by telephone." in text_of(pages.browser(reader).get(f"/cases/{way.reference}"))
    assert senior.get(_at(way, "withdraw")).status_code == 409


def test_a_withdrawal_from_an_old_version_keeps_the_reason(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.manager)
    old = senior.fill(_at(way, "withdraw"), reasons="A reason worth keeping")
    responder = pages.browser(way.responder)
    assert responder.send(f"/cases/{way.reference}", _at(way, "receipt")).status_code == 303
    refused = senior.post(_at(way, "withdraw"), old)
    assert (refused.status_code, "A reason worth keeping" in refused.text) == (409, True)
    assert way.see(way.manager).case.state is CaseState.FORWARDED


def test_after_the_end_nothing_is_taken_and_nothing_typed_is_lost(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.responder)
    fields = senior.fill(_at(way, "part-2"), **ANSWER)
    pages.browser(way.manager).send(_at(way, "withdraw"), reasons="It was settled.")
    assert senior.get(_at(way, "part-2")).status_code == 409
    refused = senior.post(_at(way, "part-2"), fields)
    assert (refused.status_code, "We visited on Monday." in refused.text) == (409, True)
