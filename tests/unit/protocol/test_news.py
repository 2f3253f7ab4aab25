"""Who is told of what: real events, real readers, and words that hold nothing of anybody (decision 26)."""

import pytest

from portal.protocol import events
from portal.protocol.news import NEWS, Reader, readers, words
from portal.protocol.rows import Action

BESIDE_THE_TABLE = {
    "holding_reply", "addendum", "correction", "no_further_step", "follow_up", "due_date_moved",
    "comment", "clerical", "action_done", "declare",
}  # fmt: skip
TOLD_BY_ANOTHER_NAME = {Action.CORRECT}
"""A clerical correction, which is told of as the note it is."""
ASKS_INSTEAD = {
    Action.SIGN_OFF, Action.SEND_BACK, Action.ASK_EXTENSION, Action.SAY_NOT_FOR_US, Action.RETURN_REFERRAL,
}  # fmt: skip
"""What newly asks something of the one who would be told, and so asks it."""
KEPT_TO_ITSELF = {Action.DISCARD}
"""Never submitted: only A knows."""


def test_every_event_told_of_is_one_that_happens() -> None:
    assert set(NEWS) <= set(events.WORDS)
    assert set(NEWS) - set(Action) == BESIDE_THE_TABLE


def test_every_move_is_told_to_somebody_or_asks_something_of_them() -> None:
    assert set(Action) - set(NEWS) == TOLD_BY_ANOTHER_NAME | ASKS_INSTEAD | KEPT_TO_ITSELF


@pytest.mark.parametrize("event", NEWS)
def test_each_is_told_to_readers_there_are_once_and_in_words_that_say_nothing_of_anybody(event: str) -> None:
    told, said = NEWS[event]
    assert told
    assert len(set(told)) == len(told)
    assert set(told) <= set(Reader)
    assert words(event) == said == said.strip()
    assert not set(said) & set("{}%.:")


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (Action.FORWARD, {"raising agency"}),
        (Action.RESPOND, {"raising agency", "that responding agency", "Business Unit"}),
        (Action.GRANT_EXTENSION, {"raising agency", "that responding agency"}),
        (Action.REFUSE_EXTENSION, {"that responding agency"}),
        (Action.CHANGE_RESPONDER, {"raising agency", "agency that no longer responds"}),
        (
            Action.WITHDRAW,
            {"every responding agency", "Business Unit", "Executive", "Independent Scrutineer"},
        ),
        ("declare", {"member of the Executive who presides", "Business Unit"}),
        (Action.CLOSE, {"raising agency", "every responding agency"}),
        (Action.ACCEPT, {"raising agency", "every responding agency", "Business Unit"}),
        (Action.DECLINE, {"raising agency", "every responding agency", "Business Unit"}),
        (
            Action.DECIDE,
            {"raising agency", "every responding agency", "Business Unit", "Independent Scrutineer"},
        ),
        ("clerical", {"raising agency", "every responding agency", "Business Unit"}),
        ("action_done", {"raising agency", "every responding agency", "Business Unit"}),
        ("holding_reply", {"raising agency", "Business Unit"}),
        ("due_date_moved", {"raising agency", "that responding agency"}),
    ],
)
def test_those_whom_the_decisions_name_are_told(event: str, told: set[str]) -> None:
    assert set(readers(event)) == told


def test_an_agency_is_told_of_a_reply_entered_on_its_behalf_in_words_of_its_own() -> None:
    """Its own reply it knows of: nobody is told of what their own agency did (decision 20)."""
    entered = "the Business Unit entered a reply on behalf of your agency"
    assert words(Action.RESPOND, Reader.THAT_B) == entered
    assert {words(Action.RESPOND, one) for one in (Reader.RAISING, Reader.OFFICE)} == {"a reply has come in"}


def test_of_what_is_not_listed_nobody_is_told() -> None:
    assert readers("reveal") == readers(Action.DISCARD) == ()
