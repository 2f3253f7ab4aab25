"""Pairs that cannot both be: whichever comes first is done whole; the other is told plainly, and changes nothing.

RACE_ROUNDS=200 lets each pair meet that often. After every round the database alone is asked what became of it.
"""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from portal.demo.valkey import Valkey
from portal.protocol.actors import Role
from tests.engines import Template
from tests.integration.routes.door import REASONS, REPLIED, SAID_YES, SIGNED_1, SIGNED_2
from tests.pages import Browser, Pages, opened, text_of
from tests.races.rounds import Form, Stands, check_the_record, race, stands
from tests.way import Way

ROUNDS = range(int(os.environ.get("RACE_ROUNDS", "8")))
WHY = {"unresolved": "They said no to us.", "safety": "A visit a day."}


@pytest.fixture
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    """A partnership for each pair, so that the whole record can be checked after every round."""
    with opened(template, valkey_server.url()) as one:
        yield one


class People:
    """The browsers that the pairs use, each signed in once."""

    def __init__(self, pages: Pages) -> None:
        self.of_a = pages.who("alder", Role.SENIOR_MANAGER)
        self.deputy_of_a = pages.who("alder", Role.DEPUTY)
        self.writer_of_a = pages.who("alder", Role.CONTRIBUTOR)
        self.of_b = pages.who("birch", Role.SENIOR_MANAGER)
        self.deputy_of_b = pages.who("birch", Role.DEPUTY)
        self.officer = pages.who("business_unit", Role.OFFICER)


def _case(way: Way, page: str) -> str:
    return f"/cases/{way.reference}/{page}"


def _named(fields: dict[str, str]) -> dict[str, str]:
    return {name.replace("-", "__"): text for name, text in fields.items()}


def _a_reply_is_written(browser: Browser, way: Way) -> None:
    assert browser.send(_case(way, "part-2"), **_named(REPLIED)).status_code == 303


def _told_plainly(lost: TestResponse, *, allowed: tuple[int, ...] = (409,)) -> None:
    """Refused in words, on a page that says what to do next."""
    assert lost.status_code in allowed, text_of(lost)[:300]
    assert text_of(lost), "A refusal says why."


def _who_won(first: TestResponse, second: TestResponse) -> bool:
    """Whether the first did; exactly one of them may have."""
    statuses = first.status_code, second.status_code
    assert statuses.count(303) == 1, (statuses, text_of(first)[:300], text_of(second)[:300])
    return statuses[0] == 303


def _seen(tally: Counter[str]) -> None:
    """The figures, for whoever runs it with -s; over many rounds each of the two has won."""
    print(dict(tally))
    assert sum(tally.values()) == len(ROUNDS)


# Withdraw, and respond -----------------------------------------------------------------------------------


def test_a_withdraws_while_b_responds(pages: Pages) -> None:
    people, tally = People(pages), Counter[str]()
    for number in ROUNDS:
        way = pages.way().forwarded()
        _a_reply_is_written(people.of_b, way)
        withdrawal = Form.of(people.of_a, _case(way, "withdraw"), **REASONS)
        reply = Form.of(people.of_b, _case(way, "part-2/sign-off"), **SIGNED_2)
        withdrew, responded = race(way, number, withdrawal, reply)
        after = stands(way)
        assert after.happened("withdraw", "respond") in (["withdraw"], ["respond"])
        if _who_won(withdrew, responded):
            _told_plainly(responded)
            assert (after.state, after.responses, after.signed) == (
                "withdrawn", {"birch": "awaited"}, [("part_1", 1)],
            )  # fmt: skip
        else:
            _told_plainly(withdrew)
            assert REASONS["reasons"] in withdrew.text
            assert (after.state, after.responses, after.signed) == (
                "answered", {"birch": "received"}, [("part_1", 1), ("part_2", 1)],
            )  # fmt: skip
        check_the_record(pages)
        tally[after.state] += 1
    _seen(tally)


# Two signatures ------------------------------------------------------------------------------------------


def test_two_sign_part_1_off(pages: Pages) -> None:
    people, tally = People(pages), Counter[str]()
    for number in ROUNDS:
        way = pages.way().started()
        forms = [
            Form.of(one, _case(way, "sign-off"), **SIGNED_1) for one in (people.of_a, people.deputy_of_a)
        ]
        first, second = race(way, number, *forms)
        won = _who_won(first, second)
        _told_plainly(second if won else first)
        after = stands(way)
        assert (after.state, after.signed) == ("submitted", [("part_1", 1)])
        assert after.happened("sign_off") == ["sign_off"]
        check_the_record(pages)
        tally["senior manager" if won else "deputy"] += 1
    _seen(tally)


def test_two_sign_the_reply(pages: Pages) -> None:
    people, tally = People(pages), Counter[str]()
    for number in ROUNDS:
        way = pages.way().forwarded()
        _a_reply_is_written(people.of_b, way)
        address = _case(way, "part-2/sign-off")
        forms = [Form.of(one, address, **SIGNED_2) for one in (people.of_b, people.deputy_of_b)]
        first, second = race(way, number, *forms)
        won = _who_won(first, second)
        _told_plainly(second if won else first)
        after = stands(way)
        assert (after.state, after.responses) == ("answered", {"birch": "received"})
        assert (after.signed, after.happened("respond")) == ([("part_1", 1), ("part_2", 1)], ["respond"])
        check_the_record(pages)
        tally["senior manager" if won else "deputy"] += 1
    _seen(tally)


# Two tabs ------------------------------------------------------------------------------------------------


def test_two_tabs_save_one_section(pages: Pages) -> None:
    """Whoever is second loses nothing: it is merged in, or refused with what was typed."""
    people, tally = People(pages), Counter[str]()
    for number in ROUNDS:
        way = pages.way().started()
        address, before = _case(way, "part-1/why"), stands(way)
        texts = f"Said in the one tab, {number}", f"Said in the other tab, {number}"
        forms = [
            Form.of(people.writer_of_a, address, unresolved=texts[0]),
            Form.of(people.deputy_of_a, address, unresolved=texts[1]),
        ]
        answers = race(way, number, *forms)
        kept = stands(way)
        assert kept.state == "draft"
        assert set(kept.drafts) == set(before.drafts)
        content, version = kept.drafts["why"]
        saved = [text for text, answer in zip(texts, answers, strict=True) if answer.status_code == 303]
        assert saved
        assert version == before.drafts["why"][1] + len(saved)
        for text, answer in zip(texts, answers, strict=True):
            if answer.status_code != 303:
                _told_plainly(answer)
                assert text in answer.text
        assert content["unresolved"] in saved
        check_the_record(pages)
        tally["the one" if content["unresolved"] == texts[0] else "the other"] += 1
    _seen(tally)


def test_two_submits_of_one_form_are_one_act(pages: Pages) -> None:
    people, tally = People(pages), Counter[str]()
    for number in ROUNDS:
        way = pages.way().forwarded()
        form = Form.of(people.of_a, _case(way, "withdraw"), **REASONS)
        answers = race(way, number, form, form)
        assert [one.status_code for one in answers] == [303, 303], [text_of(one)[:300] for one in answers]
        assert answers[0].location == answers[1].location == f"/cases/{way.reference}"
        after = stands(way)
        assert (after.state, after.happened("withdraw")) == ("withdrawn", ["withdraw"])
        check_the_record(pages)
        tally[after.state] += 1
    _seen(tally)


def test_two_submits_of_the_gate_start_one_case(pages: Pages) -> None:
    people, tally = People(pages), Counter[str]()
    way = pages.way().started()
    for number in ROUNDS:
        before = stands(way)
        form = Form.of(people.writer_of_a, "/cases/start", **SAID_YES)
        answers = race(way, number, form, form)
        assert [one.status_code for one in answers] == [303, 303], [text_of(one)[:300] for one in answers]
        assert answers[0].location == answers[1].location
        after: Stands = stands(way)
        assert after.cases == before.cases + 1
        check_the_record(pages)
        tally["started"] += 1
    _seen(tally)


# Another agency is asked instead, and the first responds ---------------------------------------------------


def test_b_is_changed_while_b_responds(pages: Pages) -> None:
    people, tally = People(pages), Counter[str]()
    cedar = pages.partnership.who("cedar", Role.SENIOR_MANAGER)
    for number in ROUNDS:
        way = pages.way().forwarded()
        _a_reply_is_written(people.of_b, way)
        (part,) = [one.part.id for one in way.see(way.officer).parts]
        page = f"/business-unit/cases/{way.reference}/change/{part}?agency={cedar.workspace}"
        change = Form.of(people.officer, page, person=str(cedar.membership))
        reply = Form.of(people.of_b, _case(way, "part-2/sign-off"), **SIGNED_2)
        changed, responded = race(way, number, change, reply)
        after = stands(way)
        assert after.happened("change_responder", "respond") in (["change_responder"], ["respond"])
        if _who_won(changed, responded):
            _told_plainly(responded, allowed=(404, 409))
            assert (after.state, after.responses) == ("forwarded", {"birch": "replaced", "cedar": "awaited"})
            assert after.signed == [("part_1", 1)]
            _nobody_acted_after_losing_access(after)
            assert people.of_b.get(f"/cases/{way.reference}").status_code == 404
        else:
            _told_plainly(changed)
            assert (after.state, after.responses) == ("answered", {"birch": "received"})
            assert after.signed == [("part_1", 1), ("part_2", 1)]
        check_the_record(pages)
        tally[after.state] += 1
    _seen(tally)


def _nobody_acted_after_losing_access(after: Stands) -> None:
    events = [event for event, _ in after.events]
    later = after.events[events.index("change_responder") + 1 :]
    assert [slug for _, slug in later if slug == "birch"] == []
