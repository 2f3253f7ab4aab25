"""Stage 4: what the Executive does, what the Business Unit does for it, and what becomes of a decision."""

from tests.integration.routes.canaries import ACCEPTED, DECIDED, DECLARED, FORWARDED, REFERRED, SUBMITTED
from tests.integration.routes.door import CASE, PARTIES, READERS_OUT, REASONS, SIGNERS_OUT, Door
from tests.integration.routes.people import (
    BARRED,
    EXECUTIVE,
    FORMER_B,
    OFFICE,
    PRESIDING,
    RECUSED,
    SCRUTINEER,
    SITTING,
    B,
    C,
    readers,
    signers,
)

BEFORE, HERE = "/executive/<reference>", "/executive/cases/<reference>"
DECLARE = f"{BEFORE}/declare"
TO_THE_PAPERS = {"303 /cases/<reference>": SITTING}
TOLD, ALL_SHUT = {"409": RECUSED}, {"409": SITTING | RECUSED}
"""Whoever is recused after they declared is told so; nobody can do it, and each is told why."""
OUT = BARRED | readers(FORMER_B, C) | SCRUTINEER
"""Of the agencies those who may not know of a case that some of the Executive may open."""
DECISION = {"issues-0-decision": "A meeting is held.", "issues-0-reasons": "Both ask for it."}
SIGNED = {"how": "meeting", "present": ("{Executive chair}", "{Executive member}"), "final": "y"}
CORRECTED = {"body": "It is 8 days, not 9.", "clerical": "y"}
SUBSTITUTE = "/business-unit/cases/<reference>/substitute"
DONE, OF_B, NO_ACTION = (
    "/cases/<reference>/action-done/<uuid:part>", {"uuid:part": "action:birch"}, {"uuid:part": "response:birch"},
)  # fmt: skip

# fmt: off
DOORS: tuple[Door, ...] = (
    # By its reference alone, until a member has declared (decision 21) ---------------------------------------
    Door(f"GET {BEFORE}", SUBMITTED, hidden=EXECUTIVE),
    Door(f"GET {BEFORE}", REFERRED, may=SITTING, hidden=RECUSED),
    Door(f"GET {BEFORE}", ACCEPTED, may=RECUSED, also=TO_THE_PAPERS),
    Door(f"GET {BEFORE}", DECIDED, may=RECUSED, also=TO_THE_PAPERS),
    Door(f"GET {DECLARE}", SUBMITTED, hidden=EXECUTIVE),
    Door(f"GET {DECLARE}", REFERRED, may=SITTING, hidden=RECUSED),
    Door(f"GET {DECLARE}", ACCEPTED, may=EXECUTIVE),
    Door(f"GET {DECLARE}", DECIDED, may=EXECUTIVE),
    Door(f"POST {DECLARE}", REFERRED, sends={"which": "none"}, may=SITTING, hidden=RECUSED,
         got="303 /executive/<reference>"),
    Door(f"POST {DECLARE}", DECIDED, sends={"which": "none", "words": ""}, page="none", may=EXECUTIVE, got="409",
         again=True),

    # The papers ----------------------------------------------------------------------------------------------
    Door("GET /cases/<reference>", DECLARED, may=PARTIES | SITTING, hidden=OUT | RECUSED),
    Door("GET /cases/<reference>", ACCEPTED, may=PARTIES | SITTING, hidden=OUT | RECUSED),
    Door("GET /cases/<reference>", DECIDED, may=PARTIES | SITTING, hidden=OUT | RECUSED),
    Door("GET /cases/<reference>/positions", FORWARDED, may=PARTIES, hidden=READERS_OUT),
    Door("GET /cases/<reference>/positions", ACCEPTED, may=PARTIES | SITTING, hidden=OUT | RECUSED),
    Door("GET /cases/<reference>/positions", DECIDED, may=PARTIES | SITTING, hidden=OUT | RECUSED),
    Door("GET /cases/<reference>/looks", ACCEPTED, may=PARTIES | SITTING, hidden=OUT | RECUSED),
    Door("GET /cases/<reference>/copy", DECIDED, may=PARTIES, hidden=OUT),

    # Exceptional or not (decision 16) --------------------------------------------------------------------------
    Door(f"GET {HERE}/accept", REFERRED, hidden=EXECUTIVE),
    Door(f"GET {HERE}/accept", DECLARED, may=SITTING, also=TOLD),
    Door(f"GET {HERE}/accept", ACCEPTED, also=ALL_SHUT),
    Door(f"POST {HERE}/accept", DECLARED, sends=REASONS, may=SITTING, also=TOLD, got=CASE),
    Door(f"GET {HERE}/decline", REFERRED, hidden=EXECUTIVE),
    Door(f"GET {HERE}/decline", DECLARED, may=SITTING, also=TOLD),
    Door(f"GET {HERE}/decline", ACCEPTED, also=ALL_SHUT),
    Door(f"POST {HERE}/decline", DECLARED, sends=REASONS, may=SITTING, also=TOLD, got="303 /executive"),

    # The decision (P11, decision 22) ---------------------------------------------------------------------------
    Door(f"GET {HERE}/proposal", DECLARED, also=ALL_SHUT),
    Door(f"GET {HERE}/proposal", ACCEPTED, may=SITTING, also=TOLD),
    Door(f"GET {HERE}/proposal", DECIDED, also=ALL_SHUT),
    Door(f"POST {HERE}/proposal", ACCEPTED, sends=DECISION, may=SITTING, also=TOLD, got=CASE),
    Door(f"GET {HERE}/view", DECLARED, also=ALL_SHUT),
    Door(f"GET {HERE}/view", ACCEPTED, may=SITTING, also=TOLD),
    Door(f"GET {HERE}/view", DECIDED, also=ALL_SHUT),
    Door(f"POST {HERE}/view", ACCEPTED, sends={"view": "against"}, may=SITTING, also=TOLD, got=CASE),
    Door(f"GET {HERE}/decide", DECLARED, also={"409": PRESIDING | RECUSED}),
    Door(f"GET {HERE}/decide", ACCEPTED, may=PRESIDING, also=TOLD),
    Door(f"GET {HERE}/decide", DECIDED, also={"409": PRESIDING | RECUSED}),
    Door(f"POST {HERE}/decide", ACCEPTED, sends=SIGNED, may=PRESIDING, also=TOLD, got=CASE),
    Door(f"GET {HERE}/correct", ACCEPTED, also={"409": PRESIDING | RECUSED}),
    Door(f"GET {HERE}/correct", DECIDED, may=PRESIDING, also=TOLD),
    Door(f"POST {HERE}/correct", DECIDED, sends=CORRECTED, may=PRESIDING, also=TOLD, got=CASE),

    # What the Business Unit does for it, and what becomes of the decision ----------------------------------------
    Door(f"GET {SUBSTITUTE}", SUBMITTED, also={"409": OFFICE}),
    Door(f"GET {SUBSTITUTE}", REFERRED, may=OFFICE),
    Door(f"GET {SUBSTITUTE}", DECIDED, also={"409": OFFICE}),
    Door(f"POST {SUBSTITUTE}", REFERRED, sends={"who": "{Executive substitute}"}, may=OFFICE, got=CASE),
    Door(f"GET {DONE}", DECIDED, values=OF_B, may=signers(B) | OFFICE, hidden=SIGNERS_OUT),
    Door(f"GET {DONE}", DECIDED, values=NO_ACTION, hidden=SIGNERS_OUT | signers("A", B, "another B") | OFFICE),
    Door(f"POST {DONE}", DECIDED, values=OF_B, sends={"body": "It was held."}, may=signers(B) | OFFICE, got=CASE,
         hidden=SIGNERS_OUT),
)
# fmt: on
