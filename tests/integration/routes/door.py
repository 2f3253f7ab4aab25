"""One door of the portal, and the words its table is written in: on which case it is tried, who gets what.

Whoever is not named gets 403. Somebody signed out is led to sign in, or answered 401 when they send something;
somebody of several workspaces who acts for none is led to choose.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.days import today
from tests.integration.routes.people import (
    BARRED,
    BUSINESS_UNIT,
    EXECUTIVE,
    FORMER_B,
    OTHER_B,
    SCRUTINEER,
    SEVERAL,
    SIGNED_OUT,
    A,
    B,
    C,
    People,
    readers,
    signers,
    writers,
)

Words = Mapping[str, str]
Sent = Mapping[str, str | tuple[str, ...]]
"""What a form is filled with: of boxes of which several are ticked, each."""


def on_the_day(field: str) -> Words:
    """The three boxes of a date, to be filled with the day on which the form is sent."""
    return {f"{field}-{part}": f"{{{part}}}" for part in ("day", "month", "year")}


def filled(sends: Sent, **named: str) -> dict[str, str | list[str]]:
    """What a form is filled with: what stands in braces is known only when it is sent, as a day is."""
    day = today()
    known = {"day": str(day.day), "month": str(day.month), "year": str(day.year), **named}

    def written(value: str) -> str:
        return re.sub(r"{([^}]+)}", lambda found: known.get(found[1], ""), value)

    return {
        name: written(value) if isinstance(value, str) else [written(one) for one in value]
        for name, value in sends.items()
    }


@dataclass(frozen=True)
class Door:
    """One route, tried on a case that stands at `state`.

    `may`: those who get `got`; `hidden`: those who may not know that there is such a case, 404; `also`: those
    who get something else. A form is sent `empty` and then filled in with `sends`, over what the form on
    `page` holds ("" the same address, "none" for a form that no page has). `{A deputy}` is a membership,
    in `values` too. `again`: doing it changes nothing for the next. `leaves`: it changes who is signed in.
    """

    route: str
    state: str = ""
    may: People = frozenset()
    hidden: People = frozenset()
    also: Mapping[str, People] = field(default_factory=dict)
    got: str = "200"
    empty: str = "422"
    sends: Sent = field(default_factory=dict)
    page: str = ""
    values: Words = field(default_factory=dict)
    again: bool = False
    leaves: bool = False

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]

    @property
    def name(self) -> str:
        """The route with what it is tried on, for a report."""
        return " ".join([self.route, *self.values.values(), *([f"[{self.state}]"] if self.state else [])])

    def expected(self, who: str, *, empty: bool = False) -> str:
        """What this person gets."""
        for outcome, people in self.also.items():
            if who in people:
                return outcome
        if who in self.may:
            return self.empty if empty else self.got
        if who in self.hidden:
            return "404"
        if who in SIGNED_OUT:
            return "303 /sign-in" if self.method == "GET" else "401"
        return "303 /workspaces" if who in SEVERAL else "403"


SECTION = "GET /cases/<reference>/part-1/<section>"
CASE = "303 /cases/<reference>"
STRANGERS = (FORMER_B, C)
NOT_YET = (B, OTHER_B, FORMER_B, C)

TAKERS_NOT_YET = BARRED | readers(*NOT_YET) | SCRUTINEER
TAKERS_OUT = BARRED | readers(*STRANGERS) | SCRUTINEER
READERS_NOT_YET, READERS_OUT = TAKERS_NOT_YET | EXECUTIVE, TAKERS_OUT | EXECUTIVE
"""Who may read some case and not this one. The Executive takes no copy, no file and no identity of any."""
WRITERS_NOT_YET, WRITERS_OUT = BARRED | writers(*NOT_YET), BARRED | writers(*STRANGERS)
SIGNERS_NOT_YET, SIGNERS_OUT = BARRED | signers(*NOT_YET), BARRED | signers(*STRANGERS)
PARTIES = readers(A, B, OTHER_B) | BUSINESS_UNIT
CHILDREN, DIFFERENCE, ISSUES = {"section": "children"}, {"section": "difference"}, {"section": "issues"}
STAGE_1, STAGE_2, WHY, NOTHING = (
    {"section": "stage_1"}, {"section": "stage_2"}, {"section": "why"}, {"section": "nothing"},
)  # fmt: skip

SAID_YES = {
    "immediate_risk": "no", "conduct": "no", "harm_by_adult": "no", "whistleblowing": "no", "one_agency": "no",
    "conference_dissent": "no", "stage_1": "yes", "stage_2": "yes",
}  # fmt: skip
WHY_NOT = {"unresolved": "They said no.", "safety": "A visit a day."}
SIGNED_1 = {"tried": "y", "on_record": "y", "minimum": "y", "apart": "y"}
SIGNED_2 = {"taken": "y", "on_record": "y", "minimum": "y"}
REPLIED = {
    "practitioner-name": "Ada Finch", "practitioner-role": "Social worker",
    "manager-name": "Tom Larkin", "manager-role": "Team manager",
    "answers-0-position": "agree", "answers-0-reasons": "It is so.", "level_of_need": "2",
    "none_taken": "A visit had been made.", "proposed": "resolved",
}  # fmt: skip
CONCLUDED = {
    "results-0-result": "resolved", "overall": "resolved", "on_record": "y",
    **on_the_day("practitioner_told_on"),
}  # fmt: skip
REASONS = {"reasons": "It was said by telephone."}
ASKED = {
    "ground": "not_resolved", "exceptional": "The child still waits.", "issues-0-stands": "y",
    "issues-0-sought": "That a meeting is held.", "tried": "Two calls.", "safety": "A visit a day.",
}  # fmt: skip
