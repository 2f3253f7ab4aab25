"""Every door of the portal: on which case it is tried, and by hand, who gets what.

Whoever is not named gets 403. Somebody signed out is led to sign in, or answered 401 when they send something;
somebody of several workspaces who acts for none is led to choose.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.integration.routes.canaries import (
    ANSWERED,
    DRAFT,
    FORWARDED,
    RESOLVED,
    RETURNED,
    SUBMITTED,
    UNRESOLVED,
    WITHDRAWN,
)
from tests.integration.routes.people import (
    ACTING,
    BARRED,
    BUSINESS_UNIT,
    EVERY_AGENCY,
    EVERYBODY,
    EXECUTIVE,
    FORMER_B,
    LEARNING,
    OFFICE,
    OTHER_B,
    QUALITY,
    SCRUTINEER,
    SEVERAL,
    SIGNED_IN,
    SIGNED_OUT,
    A,
    B,
    C,
    People,
    administrators,
    colleagues,
    readers,
    signers,
    writers,
)

Words = Mapping[str, str]


@dataclass(frozen=True)
class Door:
    """One route, tried on a case that stands at `state`.

    `may`: those who get `got`; `hidden`: those who may not know that there is such a case, 404; `also`: those
    who get something else. A form is sent `empty` and then filled in with `sends`, over what the form on
    `page` holds ("" the same address, "none" for a form that no page has). `{A deputy}` is a membership.
    `again`: doing it changes nothing for the next. `leaves`: it changes who is signed in.
    """

    route: str
    state: str = ""
    may: People = frozenset()
    hidden: People = frozenset()
    also: Mapping[str, People] = field(default_factory=dict)
    got: str = "200"
    empty: str = "422"
    sends: Words = field(default_factory=dict)
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

READERS_NOT_YET, READERS_OUT = BARRED | readers(*NOT_YET), BARRED | readers(*STRANGERS)
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
    "answers-0-position": "agree", "answers-0-reasons": "It is so.", "level_of_need": "2",
    "actions_taken": "A visit.", "proposed": "resolved",
}  # fmt: skip
CONCLUDED = {
    "results-0-result": "resolved", "overall": "resolved", "on_record": "y", "practitioner_told_on-day": "1",
    "practitioner_told_on-month": "12", "practitioner_told_on-year": "2025",
}  # fmt: skip
REASONS = {"reasons": "It was said by telephone."}

# fmt: off
DOORS: tuple[Door, ...] = (
    # The way in and out ------------------------------------------------------------------------------------
    Door("GET /health", may=EVERYBODY),
    Door("GET /static/<path:filename>", values={"path:filename": "portal.css"}, may=EVERYBODY),
    Door("GET /sign-in", may=SIGNED_OUT, also={"303 /": SIGNED_IN}),
    Door("POST /sign-in/start", page="none", sends={"agency": "alder"}, may=EVERYBODY, again=True),
    Door("GET /sign-in/callback", also={"400": EVERYBODY}),
    Door("POST /sign-out", page="none", may=EVERYBODY, got="303 /signed-out", empty="303 /signed-out",
         leaves=True),
    Door("GET /signed-out", may=EVERYBODY),
    Door("GET /invitation/<token>", may=EVERYBODY - colleagues("A deputy") - SEVERAL,
         also={"303 /cases": colleagues("A deputy") | SEVERAL}),
    Door("POST /invitation/<token>", page="none", may=EVERYBODY, empty="200", again=True),
    Door("GET /workspaces", may=ACTING | SEVERAL),
    Door("POST /workspaces", page="none", sends={"membership": "{me}", "next": "/home"}, may=ACTING | SEVERAL,
         got="303 /home", leaves=True),

    # Homes and lists ---------------------------------------------------------------------------------------
    Door("GET /", also={
        "303 /cases": readers(*EVERY_AGENCY) | BARRED, "303 /home": administrators(*EVERY_AGENCY),
        "303 /business-unit": BUSINESS_UNIT, "303 /executive": EXECUTIVE, "303 /scrutiny": SCRUTINEER,
        "303 /learning": LEARNING, "303 /reports": QUALITY,
    }),
    Door("GET /home", may=ACTING),
    Door("GET /cases", may=readers(*EVERY_AGENCY) | BARRED),
    Door("GET /business-unit", may=BUSINESS_UNIT),
    Door("GET /executive", may=EXECUTIVE),
    Door("GET /scrutiny", may=SCRUTINEER),
    Door("GET /learning", may=LEARNING),
    Door("GET /reports", may=QUALITY),

    # The gate ----------------------------------------------------------------------------------------------
    Door("GET /cases/start", may=writers(*EVERY_AGENCY) | BARRED),
    Door("POST /cases/start", sends=SAID_YES, may=writers(*EVERY_AGENCY) | BARRED, got="303 /cases/<new>/part-1"),
    Door("GET /cases/start/<exclusion>", values={"exclusion": "conduct"}, may=writers(*EVERY_AGENCY) | BARRED),
    Door("GET /cases/start/<exclusion>", values={"exclusion": "nothing"},
         hidden=writers(*EVERY_AGENCY) | BARRED),

    # A case, wherever it stands ----------------------------------------------------------------------------
    Door("GET /cases/<reference>", DRAFT, may=readers(A), hidden=READERS_NOT_YET | BUSINESS_UNIT),
    Door("GET /cases/<reference>", SUBMITTED, may=readers(A) | BUSINESS_UNIT, hidden=READERS_NOT_YET),
    Door("GET /cases/<reference>", RETURNED, may=readers(A) | BUSINESS_UNIT, hidden=READERS_NOT_YET),
    Door("GET /cases/<reference>", FORWARDED, may=PARTIES, hidden=READERS_OUT),
    Door("GET /cases/<reference>", ANSWERED, may=PARTIES, hidden=READERS_OUT),
    Door("GET /cases/<reference>", UNRESOLVED, may=PARTIES, hidden=READERS_OUT),
    Door("GET /cases/<reference>", RESOLVED, may=PARTIES, hidden=READERS_OUT),
    Door("GET /cases/<reference>", WITHDRAWN, may=PARTIES, hidden=READERS_OUT),
    Door("GET /cases/<reference>/identity", SUBMITTED, may=readers(A) | BUSINESS_UNIT, hidden=READERS_NOT_YET),
    Door("GET /cases/<reference>/identity", FORWARDED, may=PARTIES, hidden=READERS_OUT),
    Door("POST /cases/<reference>/identity", DRAFT, sends={"purpose": "act"}, again=True,
         may=readers(A), hidden=READERS_NOT_YET | BUSINESS_UNIT),
    Door("POST /cases/<reference>/identity", FORWARDED, sends={"purpose": "act"}, again=True,
         may=PARTIES, hidden=READERS_OUT),

    # Part 1, by A ------------------------------------------------------------------------------------------
    Door("GET /cases/<reference>/part-1", DRAFT, may=writers(A), hidden=WRITERS_NOT_YET),
    Door("GET /cases/<reference>/part-1", RETURNED, may=writers(A), hidden=WRITERS_NOT_YET),
    Door("GET /cases/<reference>/part-1", FORWARDED, also={"409": writers(A)}, hidden=WRITERS_OUT),
    Door(SECTION, DRAFT, values=CHILDREN, may=writers(A), hidden=WRITERS_NOT_YET),
    Door(SECTION, DRAFT, values=DIFFERENCE, may=writers(A), hidden=WRITERS_NOT_YET),
    Door(SECTION, DRAFT, values=ISSUES, may=writers(A), hidden=WRITERS_NOT_YET),
    Door(SECTION, DRAFT, values=STAGE_1, may=writers(A), hidden=WRITERS_NOT_YET),
    Door(SECTION, RETURNED, values=STAGE_2, may=writers(A), hidden=WRITERS_NOT_YET),
    Door(SECTION, RETURNED, values=WHY, may=writers(A), hidden=WRITERS_NOT_YET),
    Door(SECTION, DRAFT, values=NOTHING, hidden=BARRED | writers(*EVERY_AGENCY)),
    Door("POST /cases/<reference>/part-1/<section>", DRAFT, values=WHY, sends=WHY_NOT,
         may=writers(A), got=f"{CASE}/part-1/check", hidden=WRITERS_NOT_YET),
    Door("POST /cases/<reference>/part-1/<section>", RETURNED, values=CHILDREN,
         may=writers(A), got=f"{CASE}/part-1/difference", hidden=WRITERS_NOT_YET),
    Door("GET /cases/<reference>/part-1/check", DRAFT, may=writers(A), hidden=WRITERS_NOT_YET),
    Door("POST /cases/<reference>/part-1/check", DRAFT, sends={"of": "{A deputy}"}, may=writers(A), got=CASE,
         hidden=WRITERS_NOT_YET),
    Door("GET /cases/<reference>/discard", DRAFT, may=writers(A), hidden=WRITERS_NOT_YET),
    Door("GET /cases/<reference>/discard", RETURNED, also={"409": writers(A)}, hidden=WRITERS_NOT_YET),
    Door("POST /cases/<reference>/discard", DRAFT, may=writers(A), got="303 /cases", hidden=WRITERS_NOT_YET),
    Door("GET /cases/<reference>/sign-off", DRAFT, may=signers(A), hidden=SIGNERS_NOT_YET),
    Door("GET /cases/<reference>/sign-off", SUBMITTED, also={"409": signers(A)}, hidden=SIGNERS_NOT_YET),
    Door("POST /cases/<reference>/sign-off", DRAFT, sends=SIGNED_1, may=signers(A), got=CASE,
         hidden=SIGNERS_NOT_YET),

    # The Business Unit -------------------------------------------------------------------------------------
    Door("GET /business-unit/cases/<reference>/send-back", DRAFT, hidden=OFFICE),
    Door("GET /business-unit/cases/<reference>/send-back", SUBMITTED, may=OFFICE),
    Door("POST /business-unit/cases/<reference>/send-back", SUBMITTED, sends=REASONS, may=OFFICE, got=CASE),
    Door("GET /business-unit/cases/<reference>/forward", DRAFT, hidden=OFFICE),
    Door("GET /business-unit/cases/<reference>/forward", SUBMITTED, may=OFFICE),
    Door("GET /business-unit/cases/<reference>/forward", FORWARDED, also={"409": OFFICE}),
    Door("POST /business-unit/cases/<reference>/forward", SUBMITTED, sends={"to": "{B senior manager}"},
         may=OFFICE, got=CASE),

    # Part 2, by each B -------------------------------------------------------------------------------------
    Door("POST /cases/<reference>/receipt", FORWARDED, page="/cases/<reference>",
         may=signers(B, OTHER_B), got=CASE, hidden=SIGNERS_OUT),
    Door("GET /cases/<reference>/part-2", FORWARDED, may=writers(B, OTHER_B), hidden=WRITERS_OUT),
    Door("GET /cases/<reference>/part-2", SUBMITTED, hidden=WRITERS_NOT_YET),
    Door("GET /cases/<reference>/part-2", ANSWERED, also={"409": writers(B, OTHER_B)}, hidden=WRITERS_OUT),
    Door("POST /cases/<reference>/part-2", FORWARDED, sends=REPLIED, may=writers(B, OTHER_B), got=f"{CASE}/part-2",
         hidden=WRITERS_OUT),
    Door("GET /cases/<reference>/part-2/sign-off", FORWARDED, may=writers(B, OTHER_B), hidden=WRITERS_OUT),
    Door("POST /cases/<reference>/part-2/sign-off", FORWARDED, sends=SIGNED_2, may=signers(B, OTHER_B), got=CASE,
         hidden=SIGNERS_OUT),

    # Part 3, by A ------------------------------------------------------------------------------------------
    Door("GET /cases/<reference>/part-3", FORWARDED, also={"409": signers(A)}, hidden=SIGNERS_OUT),
    Door("GET /cases/<reference>/part-3", ANSWERED, may=signers(A), hidden=SIGNERS_OUT),
    Door("POST /cases/<reference>/part-3", ANSWERED, sends=CONCLUDED, may=signers(A), got=CASE,
         hidden=SIGNERS_OUT),
    Door("GET /cases/<reference>/withdraw", FORWARDED, may=signers(A), hidden=SIGNERS_OUT),
    Door("GET /cases/<reference>/withdraw", WITHDRAWN, also={"409": signers(A)}, hidden=SIGNERS_OUT),
    Door("POST /cases/<reference>/withdraw", FORWARDED, sends=REASONS, may=signers(A), got=CASE,
         hidden=SIGNERS_OUT),
)
# fmt: on
