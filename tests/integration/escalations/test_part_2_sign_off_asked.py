"""Sign-off of a reply asked for: of one who signs there, once the reply lacks nothing."""

from portal.protocol.actors import Role
from portal.protocol.tasks import Ask
from tests.integration.escalations.after_the_reply import names_told as _told
from tests.integration.escalations.after_the_reply import page_of as _at
from tests.pages import Pages, text_of
from tests.way import Way


def _write(pages: Pages, way: Way) -> None:
    writer = pages.who("birch", Role.CONTRIBUTOR)
    fields = {
        "practitioner__name": "Ada Finch", "practitioner__role": "Social worker", "manager__name": "Tom Larkin",
        "manager__role": "Team manager", "answers__0__position": "agree", "answers__0__reasons": "So it is.",
        "level_of_need": "3", "none_taken": "All was in hand.", "proposed": "resolved",
    }  # fmt: skip
    assert writer.send(_at(way, "part-2"), **fields).status_code == 303


def test_sign_off_of_a_reply_is_asked_of_one_senior_manager(pages: Pages, way: Way) -> None:
    way.forwarded()
    writer, deputy = pages.who("birch", Role.CONTRIBUTOR), way.partnership.who("birch", Role.DEPUTY)
    assert "What is missing" in text_of(writer.get(_at(way, "part-2/ask")))
    _write(pages, way)
    refused = writer.send(_at(way, "part-2/ask"))
    assert (refused.status_code, "Choose who you ask to sign it" in text_of(refused)) == (422, True)
    done = writer.send(_at(way, "part-2/ask"), of=str(deputy.membership))
    assert (done.status_code, done.location) == (303, _at(way))
    asks = [ask for whose, ask in way.see(way.responder).asks if whose == way.responder.workspace]
    assert asks == [Ask.SIGN_OFF_REPLY]
    assert _told(way, "sign_off_reply") == ["birch deputy"]
    assert "birch deputy was asked to sign it." in text_of(writer.get(_at(way, "part-2/sign-off")))
    assert "Sign off the reply, Part 2" in text_of(pages.browser(deputy).get("/cases"))


def test_a_reply_that_lacks_something_is_not_asked_to_be_signed(pages: Pages, way: Way) -> None:
    way.forwarded()
    _write(pages, way)
    writer = pages.who("birch", Role.CONTRIBUTOR)
    fields = writer.fill(_at(way, "part-2/ask"), of=str(way.responder.membership))
    assert writer.send(_at(way, "part-2"), level_of_need="", answers__0__reasons="").status_code == 303
    refused = writer.post(_at(way, "part-2/ask"), fields)
    assert (refused.status_code, _told(way, "sign_off_reply")) == (422, [])


def test_only_who_signs_there_can_be_asked(pages: Pages, way: Way) -> None:
    way.forwarded()
    _write(pages, way)
    writer = pages.who("birch", Role.CONTRIBUTOR)
    contributor = str(way.partnership.who("birch", Role.CONTRIBUTOR).membership)
    assert writer.send(_at(way, "part-2/ask"), of=contributor).status_code == 422
