"""From where the case is referred to the Executive on, which most ways from a draft do not reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from tests.machine.acts import ACTS, Act
from tests.machine.people import OFFICE, A, B, C, Do, Person
from tests.machine.walk import HOW_LONG, FromADraft
from tests.pages import Pages


@dataclass(frozen=True)
class Always:
    """Draws what was chosen beforehand, by the words of the choice."""

    chosen: Mapping[str, Any]

    def draw(self, strategy: Any, label: str = "") -> Any:
        """What was chosen."""
        return self.chosen[label]


class FromTheReferral(FromADraft):
    """The same, with what comes before done already."""

    @initialize(turn=st.integers(0, 1000), to=st.sampled_from(((B,), (B, C))), promises=st.booleans())
    def a_draft(self, turn: int, to: tuple[str, ...], promises: bool) -> None:
        """Answered, concluded as not resolved, and referred at A's request."""
        super().a_draft(turn)
        always = Always({"to whom": to, "promises": promises, "resolved": False})
        steps = (
            (Person(A, "senior_manager"), "sign_off"), (Person(OFFICE, "officer"), "forward"),
            *((Person(one, "senior_manager"), "respond") for one in to),
            (Person(A, "senior_manager"), "conclude"), (Person(A, "senior_manager"), "ask_referral"),
            (Person(OFFICE, "officer"), "refer"),
        )  # fmt: skip
        for person, what in steps:
            ACTS[what](Act(self.case, self.driver, always, person, Do(what)))


def test_what_is_seen_offered_and_accepted_at_stage_4_is_what_the_model_says(pages: Pages) -> None:
    FromTheReferral.pages = pages
    run_state_machine_as_test(FromTheReferral, settings=HOW_LONG)
