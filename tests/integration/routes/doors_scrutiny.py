"""Stage 4: what is commissioned, and what the Scrutineer does with it. On most cases nothing was directed yet."""

from tests.integration.routes.canaries import ACCEPTED, DECIDED, DECLARED, REFERRED, SUMMARISED
from tests.integration.routes.door import CASE, PARTIES, Door
from tests.integration.routes.doors_executive import OUT, TOLD
from tests.integration.routes.people import (
    BUSINESS_UNIT,
    OFFICE,
    OTHER_B,
    PRESIDING,
    RECUSED,
    SCRUTINEER,
    SITTING,
    A,
    B,
    readers,
)

BEFORE, HERE = "/scrutiny/<reference>", "/executive/cases/<reference>"
REPORT, NO_REVIEW = (
    "/business-unit/cases/<reference>/report-review/<uuid:part>",
    {"uuid:part": "response:birch"},
)
FILE, SUMMARY = "POST /cases/<reference>/summary/<uuid:part>/file", {"uuid:part": "summary"}
ASKED = {"question": "Which help was offered?", "due_on-day": "2", "due_on-month": "1", "due_on-year": "2099"}

# fmt: off
DOORS: tuple[Door, ...] = (
    # Commissions, by who presides ----------------------------------------------------------------------------
    Door(f"GET {HERE}/direct-summary", DECLARED, also={"409": PRESIDING | RECUSED}),
    Door(f"GET {HERE}/direct-summary", ACCEPTED, may=PRESIDING, also=TOLD),
    Door(f"POST {HERE}/direct-summary", ACCEPTED, sends=ASKED, may=PRESIDING, also=TOLD, got=CASE),
    Door(f"GET {HERE}/recall-summary", ACCEPTED, also={"409": PRESIDING | RECUSED}),
    Door(f"POST {HERE}/recall-summary", ACCEPTED, page="none", also={"409": PRESIDING | RECUSED}),
    Door(f"GET {HERE}/ask-for-review", ACCEPTED, may=PRESIDING, also=TOLD),
    Door(f"POST {HERE}/ask-for-review", ACCEPTED, sends=ASKED, may=PRESIDING, also=TOLD, got=CASE),
    Door(f"GET {HERE}/recall-review", DECIDED, also={"409": PRESIDING | RECUSED}),
    Door(f"POST {HERE}/recall-review", DECIDED, page="none", also={"409": PRESIDING | RECUSED}),
    Door(f"GET {REPORT}", ACCEPTED, values=NO_REVIEW, hidden=OFFICE),
    Door(f"POST {REPORT}", ACCEPTED, values=NO_REVIEW, page="none", hidden=OFFICE),

    # The Scrutineer, whom nobody directed ----------------------------------------------------------------------
    Door(f"GET {BEFORE}", ACCEPTED, hidden=SCRUTINEER),
    Door(f"POST {BEFORE}/declare", ACCEPTED, sends={"which": "none"}, page="none", hidden=SCRUTINEER),
    Door(f"GET {BEFORE}/summary", ACCEPTED, hidden=SCRUTINEER),
    Door(f"POST {BEFORE}/summary", ACCEPTED, page="none", hidden=SCRUTINEER),
    Door(f"POST {BEFORE}/summary/autosave", ACCEPTED, page="none", hidden=SCRUTINEER),
    Door(f"GET {BEFORE}/summary/preview", ACCEPTED, hidden=SCRUTINEER),
    Door(f"POST {BEFORE}/summary/submit", ACCEPTED, page="none", hidden=SCRUTINEER),

    # The summary that is in, for whoever may read it: the agencies with the decision (decision 23) ---------------
    Door("GET /cases/<reference>", SUMMARISED, may=PARTIES | SITTING | SCRUTINEER,
         hidden=OUT - SCRUTINEER | RECUSED),
    Door(FILE, REFERRED, values=NO_REVIEW, page="none", hidden=PARTIES | OUT | SITTING | RECUSED),
    Door(FILE, SUMMARISED, values=SUMMARY, page="none", empty="200", again=True,
         may=BUSINESS_UNIT | SITTING | SCRUTINEER, hidden=readers(A, B, OTHER_B) | OUT - SCRUTINEER | RECUSED),
    Door(FILE, DECIDED, values=SUMMARY, page="none", empty="200", again=True,
         may=PARTIES | SITTING, hidden=OUT | RECUSED),
)
# fmt: on
