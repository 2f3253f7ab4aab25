"""The gate: which answers stop, what each page says, and what is kept (P1; section 3, Gate)."""

import pytest

from portal.protocol.gate import NO, QUESTIONS, REASON, YES, kept, not_done, question, stopped_by

CLEAR = {
    "immediate_risk": "no",
    "conduct": "no",
    "harm_by_adult": "no",
    "whistleblowing": "no",
    "one_agency": "no",
    "conference_dissent": "no",
    "stage_1": "yes",
    "stage_2": "yes",
}
EXCLUSIONS = [key for key, answer in CLEAR.items() if answer == "no"]


def test_the_questions_are_those_of_the_protocol_in_its_order() -> None:
    assert [one.key for one in QUESTIONS] == list(CLEAR)


def test_all_clear_stops_nothing() -> None:
    assert stopped_by(CLEAR) is None


@pytest.mark.parametrize("key", CLEAR)
def test_each_question_stops_on_its_one_answer(key: str) -> None:
    other = YES if CLEAR[key] == NO else NO
    stopped = stopped_by(CLEAR | {key: other})
    assert stopped is not None
    assert stopped.key == key


def test_the_first_answer_that_stops_decides() -> None:
    stopped = stopped_by(CLEAR | {"stage_1": "no", "one_agency": "yes", "immediate_risk": "yes"})
    assert stopped is not None
    assert stopped.key == "immediate_risk"


@pytest.mark.parametrize("stage", ["stage_1", "stage_2"])
def test_a_stage_that_was_not_done_can_be_gone_on_without_for_a_reason(stage: str) -> None:
    answers = CLEAR | {stage: "no", REASON: "Nobody answers."}
    assert stopped_by(answers) is None
    assert not_done(answers) == {stage: "Nobody answers."}
    assert kept(answers) == answers


def test_blank_is_no_reason() -> None:
    stopped = stopped_by(CLEAR | {"stage_2": "no", REASON: " \r\n\t"})
    assert stopped is not None
    assert stopped.key == "stage_2"


@pytest.mark.parametrize("key", EXCLUSIONS)
def test_no_reason_lifts_an_exclusion(key: str) -> None:
    stopped = stopped_by(CLEAR | {key: "yes", REASON: "All the same."})
    assert stopped is not None
    assert stopped.key == key


def test_only_answers_to_the_questions_are_kept() -> None:
    assert kept(CLEAR | {"child": "a name", REASON: "not needed"}) == CLEAR
    assert not_done(CLEAR | {REASON: "not needed"}) == {}


def test_every_page_names_a_route_and_the_urgent_ones_the_numbers() -> None:
    for one in QUESTIONS:
        assert one.title
        assert one.text
        for paragraph in one.text:
            paragraph.format(emergency="999", social_care="0300")
    urgent = " ".join(QUESTIONS[0].text)
    assert "{emergency}" in urgent
    assert "{social_care}" in urgent


def test_a_page_is_found_by_its_key() -> None:
    for one in QUESTIONS:
        assert question(one.key) is one
    assert question("nothing") is None
