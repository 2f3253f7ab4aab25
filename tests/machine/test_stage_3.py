"""Stage 3 over HTTP against a model of it: for everybody, what is seen, offered and accepted, after every step.

MACHINE_EXAMPLES=500 tries that many ways, new ones on every run, and asks everybody about everything every time.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from portal.demo.valkey import Valkey
from tests.engines import Template
from tests.integration.routes.door import CONCLUDED, REASONS, REPLIED, SIGNED_1, SIGNED_2
from tests.machine.driver import Driver
from tests.machine.model import PEOPLE, A, B, Case, Do, Person
from tests.pages import Pages, opened, text_of

LONG_RUN = os.environ.get("MACHINE_EXAMPLES")
STEPS = 30 if LONG_RUN else 15
HOW_LONG = settings(
    max_examples=int(LONG_RUN or 10),
    stateful_step_count=STEPS,
    derandomize=not LONG_RUN,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink) if LONG_RUN else (Phase.generate,),
)
FEW_AT_THE_PAGE, FEW = 7, 2
"""How many of those who may see the case, or may not, are asked after each step of a quick run."""

MONDAY = date(2027, 1, 4)
SELDOM = {"discard", "withdraw", "keep_out"}
"""What ends a case, or can always be done, is done once in so many times, or most ways would be short."""


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as one:
        yield one


class Stage3(RuleBasedStateMachine):
    """Anybody does anything that is open to them, tries what is not, or time passes."""

    pages: ClassVar[Pages]

    @initialize(turn=st.integers(0, 1000))
    def a_draft(self, turn: int) -> None:
        """A contributor of A has written everything that Part 1 asks."""
        self.turn = turn
        self.case, self.driver = Case(MONDAY), Driver(self.pages, MONDAY)
        self.driver.start()

    @rule(data=st.data(), days=st.sampled_from((0, 0, 0, 1, 3, 8, 15, 29)))
    def somebody_acts(self, data: st.DataObject, days: int) -> None:
        """Time passes, which moves nothing; then what is open is done, and what is not open is refused."""
        self.case.wait(days)
        self.driver.today = self.case.today
        seldom = data.draw(st.integers(0, 4), "seldom") > 0
        open_ = [
            (person, do)
            for person in PEOPLE
            for do in sorted(self.case.open_to(person))
            if do.what in ACTS and not (seldom and do.what in SELDOM)
        ]
        if open_:
            person, do = data.draw(st.sampled_from(open_), "who does what")
            ACTS[do.what](self, data, person, do)
        self._somebody_tries(data)

    def _somebody_tries(self, data: st.DataObject) -> None:
        """An empty form sent past the buttons is refused as nobody's, hidden, or no longer possible."""
        person = data.draw(st.sampled_from(PEOPLE), "who tries")
        closed = sorted(do for do in self._every_do() - self.case.open_to(person) if do.what in ACTS)
        do = data.draw(st.sampled_from(closed), "what is closed")
        status = self.driver.sends_nothing(person, do)
        assert status in {403, 404, 409}, (person, do, status)

    @invariant()
    def everybody_sees_what_the_model_says(self) -> None:
        """The page of the case, what it offers, and what is accepted."""
        if not hasattr(self, "case"):
            return
        people = self._some(PEOPLE, FEW_AT_THE_PAGE)
        seen = {person: self.driver.page_for(person) for person in people}
        assert seen == {person: self.case.page_for(person) for person in people}
        for person in self._some((person for person in PEOPLE if self.case.page_for(person) == 200), FEW):
            open_ = self.case.open_to(person)
            offered = self.driver.offered_to(person)
            assert offered == open_, self._differs("is offered", person, offered, open_)
            asked = self._every_do() if LONG_RUN else {*open_, *self._some(self._every_do(), FEW)}
            accepted = {
                do for do in asked - self.case.done_already(person) if self.driver.accepts(person, do)
            }
            assert accepted == open_, self._differs("can do", person, accepted, open_)

    def _every_do(self) -> set[Do]:
        return set(self.driver.everything())

    def _some(self, all_: Iterable[Any], few: int) -> list[Any]:
        """Everybody on a long run; else a few, others each time."""
        everyone = sorted(all_)
        if LONG_RUN or len(everyone) <= few:
            return everyone
        self.turn += few
        return [everyone[(self.turn + one) % len(everyone)] for one in range(few)]

    def _differs(self, words: str, person: Person, found: set[Do], meant: set[Do]) -> str:
        return (
            f"{self.case.state}, {self.case.today}: {person} {words} {sorted(found - meant)} beside the model,"
            f" and not {sorted(meant - found)}"
        )


# What is done, at the pages and in the model -------------------------------------------------------------


def _done(machine: Stage3, person: Person, do: Do, **fields: Any) -> None:
    answer = machine.driver.does(person, do, **fields)
    assert answer.status_code == 303, (person, do, answer.status_code, text_of(answer)[:600])


def _asks_for_sign_off(machine: Stage3, data: st.DataObject, person: Person, do: Do) -> None:
    _done(machine, person, do, of=machine.driver.named(Person(A, "senior_manager")))


def _signs_off(machine: Stage3, data: st.DataObject, person: Person, do: Do) -> None:
    _done(machine, person, do, **SIGNED_1)
    machine.case.sign_off()


def _discards(machine: Stage3, data: st.DataObject, person: Person, do: Do) -> None:
    _done(machine, person, do)
    machine.case.state = "DISCARDED"


def _sends_back(machine: Stage3, data: st.DataObject, person: Person, do: Do) -> None:
    _done(machine, person, do, **REASONS)
    machine.case.state = "RETURNED"


def _forwards(machine: Stage3, data: st.DataObject, person: Person, do: Do) -> None:
    _done(machine, person, do, to=machine.driver.named(Person(B, "senior_manager")))
    machine.case.forward(B)
    _writes_the_reply(machine, B)


def _writes_the_reply(machine: Stage3, agency: str) -> None:
    """Written whole at once: signing is offered only for what is complete, which is no rule of the model."""
    writer = Person(agency, "contributor")
    _done(machine, writer, Do("write_part_2"), **_named(REPLIED))


def _confirms(machine: Stage3, data: st.DataObject, person: Person, do: Do) -> None:
    _done(machine, person, do)
    machine.case.response(person.workspace).receipt = True


def _responds(machine: Stage3, data: st.DataObject, person: Person, do: Do) -> None:
    _done(machine, person, do, **SIGNED_2)
    machine.case.respond(person.workspace)


def _concludes(machine: Stage3, data: st.DataObject, person: Person, do: Do) -> None:
    only_resolved = machine.case.state == "UNRESOLVED"
    resolved = only_resolved or data.draw(st.booleans(), "resolved")
    overall = "resolved" if resolved else "not"
    _done(machine, person, do, **_named({**CONCLUDED, "overall": overall, "reasons": "Nothing came of it."}))
    machine.case.conclude(resolved=resolved, promised=machine.case.today)


def _withdraws(machine: Stage3, data: st.DataObject, person: Person, do: Do) -> None:
    _done(machine, person, do, **REASONS)
    machine.case.state = "WITHDRAWN"


def _keeps_out(machine: Stage3, data: st.DataObject, person: Person, do: Do) -> None:
    roles = data.draw(st.sampled_from(("contributor", "executive_contact")), "whom")
    colleague = Person(person.workspace, roles)
    if colleague in machine.case.kept_out:
        return
    _done(machine, person, do, whom=machine.driver.named(colleague), **REASONS)
    machine.case.kept_out.add(colleague)


def _lets_in(machine: Stage3, data: st.DataObject, person: Person, do: Do) -> None:
    colleague = min(one for one in machine.case.kept_out if one.workspace == person.workspace)
    _done(machine, person, do, whom=machine.driver.named(colleague), **REASONS)
    machine.case.kept_out.remove(colleague)


def _named(fields: dict[str, str]) -> dict[str, str]:
    return {name.replace("-", "__"): value for name, value in fields.items()}


ACTS = {
    "ask_for_sign_off": _asks_for_sign_off,
    "sign_off": _signs_off,
    "discard": _discards,
    "keep_out": _keeps_out,
    "let_in": _lets_in,
    "send_back": _sends_back,
    "forward": _forwards,
    "confirm_receipt": _confirms,
    "respond": _responds,
    "conclude": _concludes,
    "withdraw": _withdraws,
}


def test_what_is_seen_offered_and_accepted_is_what_the_model_says(pages: Pages) -> None:
    Stage3.pages = pages
    run_state_machine_as_test(Stage3, settings=HOW_LONG)
