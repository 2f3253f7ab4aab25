"""The portal over HTTP against a model of it: for everybody, what is seen, offered and accepted, after each step.

MACHINE_EXAMPLES=500 tries that many ways, new ones on every run, and asks everybody about everything every time.
"""

import os
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.machine.acts import ACTS as ACTS_OF_STAGE_3
from tests.machine.acts import Act
from tests.machine.acts_at_stage_4 import ACTS_AT_STAGE_4
from tests.machine.driver import Driver
from tests.machine.model import Case
from tests.machine.people import BENCH, PEOPLE, SCRUTINEER, Do, Person
from tests.pages import Pages

ACTS = {**ACTS_OF_STAGE_3, **ACTS_AT_STAGE_4}
LONG_RUN = os.environ.get("MACHINE_EXAMPLES")
STEPS = 30 if LONG_RUN else 15
HOW_LONG = settings(
    max_examples=int(LONG_RUN or 8),
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
SELDOM = {
    "ask_for_sign_off", "discard", "close_out_of_scope", "withdraw", "keep_out", "let_in", "note", "parallel",
    "ask_for_reply_sign_off", "holding_reply", "send_back", "comment", "withdraw_request",
    "decline", "name_substitute",
}  # fmt: skip
"""What ends a case, or can always be done, is done once in so many times, or most ways would be short."""


class FromADraft(RuleBasedStateMachine):
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
        open_ += [(person, Do("declare")) for person in PEOPLE if self.case.may_declare(person)]
        if open_:
            person, do = data.draw(st.sampled_from(open_), "who does what")
            ACTS[do.what](Act(self.case, self.driver, data, person, do))
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
        before = {person: self.driver.before_for(person) for person in (*BENCH, SCRUTINEER)}
        assert before == {person: self.case.before_for(person) for person in before}
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
