"""Two people at the same Part 2: the later save and the later signature are refused, and no text is lost."""

from portal.protocol.actors import Role
from tests.integration.escalations.drafting import address as _at
from tests.integration.escalations.replying import ANSWER, STATED
from tests.integration.escalations.replying import documents as _documents
from tests.integration.escalations.replying import write as _write
from tests.pages import Pages, at_once, own_form, text_of, typed

ANSWERED_AGAIN = {"answers-0-position": "partly", "level_of_need": "3", "proposed": "resolved"}
"""What a page's radio buttons hold, which reading its text alone does not tell."""


def test_a_draft_saved_meanwhile_is_not_written_over(pages: Pages) -> None:
    way = pages.way().forwarded()
    writer, senior = pages.who("birch", Role.CONTRIBUTOR), pages.browser(way.responder)
    late = senior.fill(_at(way, "part-2"), **{**ANSWER, "none_taken": "What the senior manager typed"})
    _write(writer, way)
    refused = senior.post(_at(way, "part-2"), late)
    assert refused.status_code == 409
    assert "birch contributor saved this reply while you were writing" in text_of(refused)
    assert "What the senior manager typed" in refused.text
    assert "We visited on Monday." in senior.get(_at(way, "part-2")).text


def test_a_stale_save_shows_what_they_wrote_beside_mine_and_saving_again_keeps_mine(pages: Pages) -> None:
    way = pages.way().forwarded()
    writer, senior = pages.who("birch", Role.CONTRIBUTOR), pages.browser(way.responder)
    late = senior.fill(_at(way, "part-2"), **{**ANSWER, "none_taken": "Mine"})
    _write(writer, way, none_taken="Theirs")
    refused = senior.post(_at(way, "part-2"), late)
    assert refused.status_code == 409
    assert "What birch contributor saved" in text_of(refused)
    assert "No further action taken, because Theirs" in text_of(refused)
    assert senior.post(_at(way, "part-2"), typed(own_form(refused.text)) | ANSWERED_AGAIN).status_code == 303
    assert "Mine" in senior.get(_at(way, "part-2")).text


def test_two_write_at_once_one_is_saved_and_the_other_keeps_the_text(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior, deputy = pages.browser(way.responder), pages.who("birch", Role.DEPUTY)
    forms = [
        one.fill(_at(way, "part-2"), **{**ANSWER, "none_taken": f"Typed by {name}"})
        for one, name in ((senior, "one"), (deputy, "the other"))
    ]
    sent = at_once(
        lambda: senior.post(_at(way, "part-2"), forms[0]), lambda: deputy.post(_at(way, "part-2"), forms[1])
    )
    assert sorted(one.status_code for one in sent) == [303, 409]
    lost = next(at for at, one in enumerate(sent) if one.status_code == 409)
    assert forms[lost]["none_taken"] in sent[lost].text
    assert forms[1 - lost]["none_taken"] in senior.get(_at(way, "part-2")).text


def test_two_sign_at_once_and_one_wins(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior, deputy = pages.browser(way.responder), pages.who("birch", Role.DEPUTY)
    _write(senior, way)
    path = _at(way, "part-2/sign-off")
    forms = [one.fill(path, **STATED) for one in (senior, deputy)]
    sent = at_once(lambda: senior.post(path, forms[0]), lambda: deputy.post(path, forms[1]))
    assert sorted(one.status_code for one in sent) == [303, 409]
    (reply,) = _documents(way, "part_2")
    assert reply.content["none_taken"] == "We visited on Monday."
