"""Two people at the same moment, each with a form made before the other's: one wins, nobody's text is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.integration.routes.cases import Marked
from tests.integration.routes.door import (
    ASKED,
    CONCLUDED,
    REASONS,
    REPLIED,
    SAID_YES,
    SIGNED_1,
    SIGNED_2,
    filled,
)
from tests.integration.routes.house import House, Visitor, fresh
from tests.pages import at_once, own_form, text_of, typed

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Act:
    """What one of the two does: at which address of the case, with what in the form."""

    who: str
    path: str
    sends: Fields

    def form(self, house: House, case: Marked) -> dict[str, Any]:
        """The form as it stood before, filled in."""
        page = house.visitors[self.who].get(self.address(case))
        to = house.actors["B senior manager"].membership
        return {**typed(own_form(page.text)), **filled(self.sends), "to-0-person": str(to)}

    def address(self, case: Marked) -> str:
        path = self.path.replace("<reference>", case.reference)
        return path.replace("<request>", case.request_of("alder")) if "<request>" in path else path

    def kept(self) -> list[str]:
        """What was typed by hand, rather than ticked or chosen."""
        return [text for text in self.sends.values() if " " in text]


@dataclass(frozen=True)
class Race:
    """Two acts on a case at `state`, of which one is done: the state that each leaves it in."""

    name: str
    state: str
    one: Act
    other: Act
    leaves: tuple[str, str]


def _concludes(who: str, result: str) -> Act:
    words = {"overall": result, "reasons": f"The reasons of the {who}", "learning": f"Learned by the {who}"}
    return Act(who, "/cases/<reference>/part-3", {**CONCLUDED, **words})


SIGN_OFF, SIGN_REPLY = "/cases/<reference>/sign-off", "/cases/<reference>/part-2/sign-off"
WITHDRAWAL = Act("A senior manager", "/cases/<reference>/withdraw", REASONS)
FORWARDING = Act("Business Unit officer", "/business-unit/cases/<reference>/forward", {})

ASKING, REFERRING = "/cases/<reference>/part-4", "/business-unit/cases/<reference>/refer"

RACES = (
    Race("two of A ask for referral", "unresolved", Act("A senior manager", ASKING, ASKED),
         Act("A deputy", ASKING, ASKED), ("unresolved", "unresolved")),
    Race("refer and withdraw", "asked", Act("Business Unit officer", REFERRING, {}), WITHDRAWAL,
         ("referred", "withdrawn")),
    Race("refer and withdraw the request", "asked", Act("Business Unit officer", REFERRING, {}),
         Act("A deputy", "/cases/<reference>/withdraw-request", REASONS), ("referred", "unresolved")),
    Race("refer and return", "asked", Act("Business Unit officer", REFERRING, {}),
         Act("Business Unit manager", "/business-unit/cases/<reference>/return-request/<request>", REASONS),
         ("referred", "unresolved")),
    Race("two sign a reply", "forwarded", Act("B senior manager", SIGN_REPLY, SIGNED_2),
         Act("B deputy", SIGN_REPLY, SIGNED_2), ("forwarded", "forwarded")),
    Race("two save different replies", "forwarded",
         Act("B senior manager", "/cases/<reference>/part-2", {**REPLIED, "none_taken": "Typed by the one"}),
         Act("B deputy", "/cases/<reference>/part-2", {**REPLIED, "none_taken": "Typed by the other"}),
         ("forwarded", "forwarded")),
    Race("two sign Part 1 off", "draft", Act("A senior manager", SIGN_OFF, SIGNED_1),
         Act("A deputy", SIGN_OFF, SIGNED_1), ("submitted", "submitted")),
    Race("sign-off and discard", "draft", Act("A senior manager", SIGN_OFF, SIGNED_1),
         Act("A contributor", "/cases/<reference>/discard", {}), ("submitted", "discarded")),
    Race("forward and withdraw", "submitted", FORWARDING, WITHDRAWAL, ("forwarded", "withdrawn")),
    Race("forward and send back", "submitted", FORWARDING,
         Act("Business Unit manager", "/business-unit/cases/<reference>/send-back", REASONS),
         ("forwarded", "returned")),
    Race("reply and withdraw", "forwarded", Act("B deputy", SIGN_REPLY, SIGNED_2), WITHDRAWAL,
         ("forwarded", "withdrawn")),
    Race("resolved and not resolved", "answered", _concludes("A senior manager", "resolved"),
         _concludes("A deputy", "not"), ("resolved", "unresolved")),
)  # fmt: skip
"""`leaves`: where the case stands once the one, or the other, has won. Another B's reply is still awaited."""


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.name)
@pytest.mark.parametrize("turned", [False, True], ids=["", "the other way round"])
def test_one_wins_and_the_other_keeps_the_text(house: House, race: Race, turned: bool) -> None:
    case, acts = house.case(race.state), [race.one, race.other]
    forms = [act.form(house, case) for act in acts]
    sends = [
        _sender(house.visitors[act.who], act.address(case), form)
        for act, form in zip(acts, forms, strict=True)
    ]
    answers = at_once(*reversed(sends))[::-1] if turned else at_once(*sends)
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [303, 409], (statuses, [text_of(one)[:200] for one in answers])
    won = statuses.index(303)
    lost = answers[1 - won]
    assert [text for text in acts[1 - won].kept() if text not in lost.text] == []
    assert house.stands(case)[0] == race.leaves[won]


def test_a_reply_that_lost_was_signed_by_nobody(house: House) -> None:
    """Of two signatures under one reply, one document is left, and it holds what was read."""
    case = house.case("forwarded")
    race = next(one for one in RACES if one.name == "two sign a reply")
    acts = (race.one, race.other)
    sends = [_sender(house.visitors[act.who], act.address(case), act.form(house, case)) for act in acts]
    at_once(*sends)
    (reply,) = [one for one in case.see(case.officer).documents if one.kind == "part_2"]
    assert reply.content["none_taken"] == case.mark("draft_of_part_2", "none_taken")


TWICE = (
    ("draft", Act("A senior manager", SIGN_OFF, SIGNED_1)),
    ("draft", Act("A contributor", "/cases/<reference>/part-1/why", {"unresolved": "They said no."})),
    ("draft", Act("A contributor", "/cases/<reference>/discard", {})),
    ("submitted", FORWARDING),
    ("forwarded", Act("B deputy", "/cases/<reference>/part-2", REPLIED)),
    ("forwarded", Act("B deputy", SIGN_REPLY, SIGNED_2)),
    ("forwarded", WITHDRAWAL),
    ("answered", _concludes("A senior manager", "resolved")),
)


@pytest.mark.parametrize(("state", "act"), TWICE, ids=[f"{act.path} {state}" for state, act in TWICE])
def test_one_form_sent_twice_at_once_is_one_act(house: House, state: str, act: Act) -> None:
    case = house.case(state)
    form, before = act.form(house, case), house.stands(case)
    answers = at_once(*[_sender(_second(house, act.who), act.address(case), form) for _ in range(2)])
    assert [one.status_code for one in answers] == [303, 303], [text_of(one)[:200] for one in answers]
    assert answers[0].location == answers[1].location
    after = house.stands(case)
    saved = (state == "draft" and act.path.endswith("why")) or act.path.endswith("part-2")
    extracts = 2 if act.path.endswith("part-3") else 0
    assert saved or after[3] == before[3] + 1 + extracts, (
        "one act is one row of the history, and one an extract"
    )
    assert not saved or sum(after[4]) == sum(before[4]) + 1, "one save is one version of the draft"


def test_one_gate_passed_twice_at_once_starts_one_case(house: House) -> None:
    visitor = house.visitors["C contributor"]
    form = fresh({**typed(own_form(visitor.get("/cases/start").text)), **SAID_YES})
    answers = at_once(*[_sender(_second(house, "C contributor"), "/cases/start", form) for _ in range(2)])
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].location == answers[1].location


def _second(house: House, who: str) -> Visitor:
    """Another window of the same browser: the same cookie, a connection of its own."""
    kept = house.visitors[who]
    cookie = kept.client.get_cookie("portal", domain="127.0.0.1")
    assert cookie is not None
    client = house.pages.app.test_client()
    client.set_cookie("portal", cookie.value, domain="127.0.0.1")
    return Visitor(house.pages.app, client, kept.csrf)


def _sender(visitor: Visitor, path: str, form: Mapping[str, Any]) -> Any:
    def send() -> TestResponse:
        return visitor.post(path, form)

    return send
