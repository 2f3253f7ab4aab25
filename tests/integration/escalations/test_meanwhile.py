"""A form of a case that changed while somebody filled it in: what makes it stale, and how it comes back."""

from typing import Any

import pytest

from portal.escalations.actions import oversight, responders, responding
from portal.protocol.actors import Role
from tests.days import boxes, today
from tests.integration.business_unit.sent_on import page_of as office_page_of
from tests.integration.escalations.after_the_reply import page_of
from tests.integration.escalations.drafting import STATEMENTS, send
from tests.integration.escalations.replying import STATED, documents, write
from tests.pages import Pages, own_form, text_of, typed
from tests.way import Way

CONCLUDED: dict[str, Any] = {
    "results__0__result": "resolved",
    "overall": "resolved",
    "on_record": "y",
    "learning": "Ring each other earlier.",
}
AGAIN = "what you typed is still here"


def _noted(way: Way) -> None:
    way.do(way.officer, oversight.note, way.reference, kind="note", body="The Business Unit's own.")


def _flagged(way: Way) -> None:
    version = way.version(way.officer)
    way.do(way.officer, oversight.flag_parallel, way.reference, version=version, flags=["inquest"])


def test_what_the_business_unit_alone_reads_makes_no_agencys_form_stale(pages: Pages) -> None:
    way = pages.way().answered()
    senior = pages.browser(way.manager)
    fields = senior.fill(page_of(way, "withdraw"), reasons="It was settled.")
    _noted(way)
    assert senior.post(page_of(way, "withdraw"), fields).status_code == 303


def test_its_own_forms_are_guarded_by_all_that_it_reads(pages: Pages) -> None:
    way = pages.way().submitted()
    officer = pages.browser(way.officer)
    fields = officer.fill(office_page_of(way, "send-back"), reasons="Say when stage 2 was.")
    _noted(way)
    back = officer.post(office_page_of(way, "send-back"), fields)
    assert (back.status_code, "While you were writing: Added a note" in text_of(back)) == (409, True)
    assert "Say when stage 2 was." in back.text


def test_part_2_is_signed_whatever_became_of_a_replaced_agencys_access(pages: Pages) -> None:
    way = pages.way().forwarded()
    cedar = pages.partnership.who("cedar", Role.SENIOR_MANAGER)
    (replaced,) = way.see(way.officer).case.responses
    pages.browser(way.responder).get(page_of(way))
    way.do(
        way.responder, responding.say_not_for_us, way.reference, version=way.version(way.responder),
        reasons="It is not ours.",
    )  # fmt: skip
    way.do(
        way.officer, responders.change, way.reference, version=way.version(way.officer),
        part=replaced.id, to=cedar.membership, reasons="It is theirs.",
    )  # fmt: skip
    senior = pages.browser(cedar)
    write(senior, way)
    fields = senior.fill(page_of(way, "part-2/sign-off"), **STATED)
    asked = {"version": way.version(way.officer), "part": replaced.id, "body": "They read it once."}
    way.do(way.officer, oversight.assess, way.reference, **asked)
    assert senior.post(page_of(way, "part-2/sign-off"), fields).status_code == 303


def test_a_conclusion_comes_back_as_it_was_typed_with_what_happened_and_is_then_signed(pages: Pages) -> None:
    way = pages.way().answered()
    senior = pages.browser(way.manager)
    fields = senior.fill(page_of(way, "part-3"), **CONCLUDED, **boxes("practitioner_told_on", today()))
    _flagged(way)
    back = senior.post(page_of(way, "part-3"), fields)
    assert (back.status_code, documents(way, "part_3")) == (409, [])
    shown = text_of(back)
    happened = "While you were writing: Changed which other processes run beside this one"
    assert all(words in shown for words in (happened, AGAIN, "Ring each other earlier."))
    assert 'value="resolved" checked' in back.text
    assert senior.post(page_of(way, "part-3"), _as_shown(back)).status_code == 303
    (paper,) = documents(way, "part_3")
    assert paper.content["learning"] == "Ring each other earlier."


def test_a_step_comes_back_and_another_change_is_shown_again(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.manager)
    fields = senior.fill(page_of(way, "withdraw"), reasons="A reason worth keeping")
    _flagged(way)
    back = senior.post(page_of(way, "withdraw"), fields)
    assert (back.status_code, "A reason worth keeping" in back.text) == (409, True)
    again = _as_shown(back)
    _flagged(way)
    assert senior.post(page_of(way, "withdraw"), again).status_code == 409
    assert senior.post(page_of(way, "withdraw"), fields | _as_shown(back)).status_code == 409


def test_part_1_comes_back_when_a_colleague_saved_it_and_is_signed_as_it_is_then(pages: Pages) -> None:
    way = pages.way().started()
    senior, page = pages.browser(way.manager), page_of(way, "sign-off")
    fields = senior.fill(page) | STATEMENTS | {"apart": "y"}
    send(pages.who("alder", Role.CONTRIBUTOR), page_of(way, "part-1/why"), {"safety": "Weekly visits."})
    back = senior.post(page, fields)
    assert (back.status_code, way.see(way.manager).documents) == (409, ())
    assert "alder contributor saved this form while you were reading it" in text_of(back)
    assert "Weekly visits." in text_of(back)
    assert senior.post(page, _as_shown(back)).status_code == 303
    (paper,) = documents(way, "part_1")
    assert paper.content["why"]["safety"] == "Weekly visits."


def test_part_2_comes_back_with_what_happened(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior, page = pages.browser(way.responder), page_of(way, "part-2/sign-off")
    write(senior, way)
    fields = senior.fill(page, **STATED)
    assert senior.send(page_of(way), page_of(way, "receipt")).status_code == 303
    back = senior.post(page, fields)
    assert (back.status_code, "Confirmed that the form has arrived" in text_of(back)) == (409, True)
    assert senior.post(page, _as_shown(back)).status_code == 303


def test_the_sending_on_comes_back_with_whom_was_chosen(pages: Pages) -> None:
    way = pages.way().submitted()
    officer, page = pages.browser(way.officer), office_page_of(way, "forward")
    fields = officer.fill(page) | {"to-0-person": str(way.responder.membership)}
    _noted(way)
    back = officer.post(page, fields)
    assert (back.status_code, "While you were writing: Added a note" in text_of(back)) == (409, True)
    assert AGAIN in text_of(back)
    assert _as_shown(back)["to-0-person"] == str(way.responder.membership)
    assert officer.post(page, _as_shown(back)).status_code == 303


def test_who_was_to_sign_part_1_is_still_chosen_when_a_colleague_saved_it(pages: Pages) -> None:
    way = pages.way().started()
    writer, page = pages.who("alder", Role.CONTRIBUTOR), page_of(way, "part-1/check")
    fields = writer.fill(page, of=str(way.manager.membership))
    send(pages.who("alder", Role.DEPUTY), page_of(way, "part-1/why"), {"safety": "Weekly visits."})
    back = writer.post(page, fields)
    assert (back.status_code, AGAIN in text_of(back)) == (409, True)
    assert "alder deputy saved this form while you were reading it" in text_of(back)
    assert _as_shown(back)["of"] == str(way.manager.membership)
    assert writer.post(page, _as_shown(back)).status_code == 303


def test_who_was_to_sign_the_reply_is_still_chosen(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior, page = pages.browser(way.responder), page_of(way, "part-2/ask")
    write(senior, way)
    fields = senior.fill(page, of=str(way.responder.membership))
    _flagged(way)
    back = senior.post(page, fields)
    assert (back.status_code, AGAIN in text_of(back)) == (409, True)
    assert _as_shown(back)["of"] == str(way.responder.membership)
    assert senior.post(page, _as_shown(back)).status_code == 303


def test_a_draft_is_discarded_once_what_happened_was_shown(pages: Pages) -> None:
    way = pages.way().started()
    writer, page = pages.who("alder", Role.CONTRIBUTOR), page_of(way, "discard")
    fields = writer.fill(page)
    ask = page_of(way, "part-1/check")
    assert pages.browser(way.manager).send(ask, of=str(way.manager.membership)).status_code == 303
    back = writer.post(page, fields)
    assert (back.status_code, "Asked for Part 1 to be signed off" in text_of(back)) == (409, True)
    assert writer.post(page, _as_shown(back)).status_code == 303


def test_a_form_that_what_happened_has_shut_is_kept_to_copy(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior, deputy = pages.browser(way.manager), pages.who("alder", Role.DEPUTY)
    fields = senior.fill(page_of(way, "withdraw"), reasons="A reason worth keeping")
    assert deputy.send(page_of(way, "withdraw"), reasons="It was settled.").status_code == 303
    late = senior.post(page_of(way, "withdraw"), fields)
    assert (late.status_code, "A reason worth keeping" in late.text) == (409, True)


@pytest.mark.parametrize("forged", ["0", "999999"])
def test_a_forged_version_is_shown_the_case_first(pages: Pages, forged: str) -> None:
    way = pages.way().forwarded()
    senior = pages.browser(way.manager)
    fields = senior.fill(page_of(way, "withdraw"), reasons="It was settled.", version=forged)
    back = senior.post(page_of(way, "withdraw"), fields)
    assert (back.status_code, AGAIN in text_of(back)) == (409, True)


def _as_shown(answer: Any) -> dict[str, Any]:
    """What the form that came back would send, pressed again as it is."""
    return typed(own_form(answer.text))
