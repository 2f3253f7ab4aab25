"""What may be typed for each kind of setting, and what is said of what may not."""

import pytest

from portal.business_unit.settings.clash import clash
from portal.business_unit.settings.known import SETTINGS
from portal.business_unit.settings.values import Wrong
from portal.protocol.rules import THE_PROTOCOLS

GOOD = [
    ("partnership", "  Eastmarch   Partnership ", "Eastmarch Partnership"),
    ("social_care_number", "0300 123 2224", "0300 123 2224"),
    ("emergency_number", "+44 999", "+44 999"),
    ("sender_name", "", ""),
    ("reply_to", "unit@westmarch.example", "unit@westmarch.example"),
    ("colour", "#17494D", "#17494d"),
    ("colour", "", ""),
    ("turn", " 30 ", 30),
    ("reminders", "0, 3,7", [7, 3, 0]),
    ("chases", "4,2", [2, 4]),
]
BAD = [
    ("partnership", " ", "Enter the new value"),
    ("partnership", "x" * 101, "100 characters or fewer. You typed 101"),
    ("partnership", "Left\u202eright", "cannot be shown"),
    ("social_care_number", "call us", "telephone number"),
    ("social_care_number", "99", "telephone number"),
    ("reply_to", "unit at westmarch", "correct format"),
    ("reply_to", "a@b.example, c@d.example", "correct format"),
    ("colour", "teal", "like #17494d"),
    ("colour", "#777777", "has a contrast of 4.47 to 1"),
    ("turn", "4", "from 5 to 60"),
    ("turn", "61", "from 5 to 60"),
    ("turn", "20.5", "from 5 to 60"),
    ("turn", "٢٠", "from 5 to 60"),
    ("reminders", "", "whole numbers from 0 to 9"),
    ("reminders", "5, 5", "each day once"),
    ("reminders", "10", "whole numbers from 0 to 9"),
    ("reminders", "1,2,3,4,5,6", "1 to 5 whole numbers"),
    ("chases", "0", "whole numbers from 1 to 20"),
    ("logo", "x", "as a file"),
]


@pytest.mark.parametrize(("name", "typed", "stored"), GOOD)
def test_what_is_good_is_stored_in_one_form(name: str, typed: str, stored: object) -> None:
    kind = SETTINGS[name].kind
    assert kind.read(typed) == stored
    assert kind.read(kind.typed(stored)) == stored


@pytest.mark.parametrize(("name", "typed", "why"), BAD)
def test_what_is_not_is_refused_in_words(name: str, typed: str, why: str) -> None:
    with pytest.raises(Wrong, match=why):
        SETTINGS[name].kind.read(typed)


def test_a_value_is_said_as_a_page_says_it() -> None:
    said = {name: SETTINGS[name].kind.in_words(value) for name, value in THE_PROTOCOLS.to_json().items()}
    assert said["turn"] == "20 working days"
    assert said["chases_before_closing"] == "2 chases"
    assert said["follow_up_from"] == "4 weeks"
    assert said["reminders"] == "5 and 2 working days before it and on the day itself"
    assert said["other_chases"] == "1 working day after it"
    assert said["prompts"] == "5 and 10 working days after the turn began"


def test_every_rule_is_a_setting_and_none_is_the_protocols_own() -> None:
    rules = {name for name, one in SETTINGS.items() if one.is_rule}
    assert rules == set(THE_PROTOCOLS.to_json())
    assert not rules & {"response", "business_unit_check"}


@pytest.mark.parametrize(("name", "kind"), [(name, SETTINGS[name].kind) for name in THE_PROTOCOLS.to_json()])
def test_what_the_protocol_has_may_be_typed(name: str, kind: object) -> None:
    value = THE_PROTOCOLS.to_json()[name]
    assert SETTINGS[name].kind.read(SETTINGS[name].kind.typed(value)) == value


def test_what_cannot_stand_beside_the_others_is_refused() -> None:
    others = THE_PROTOCOLS.to_json()
    assert "would be 9 and 8" in clash("follow_up_from", 9, others)
    assert "would be 4 and 3" in clash("follow_up_until", 3, others)
    assert "on day 20 of 20" in clash("prompts", [5, 20], others)
    assert "on day 10 of 10" in clash("turn", 10, others)
    assert "on day 5, and they would be told on day 5" in clash("chases", [1, 5], others)
    assert "on day 3, and they would be told on day 3" in clash("notice", 3, others)
    assert not clash("turn", 11, others)
    assert not clash("notice", 4, others)
    assert not clash("follow_up_from", 8, others)
