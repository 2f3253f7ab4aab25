"""Stage 4: what is commissioned, and what the Scrutineer does with it. Nothing was directed yet here."""

from tests.integration.routes.canaries import ACCEPTED, DECIDED, DECLARED
from tests.integration.routes.door import CASE, Door
from tests.integration.routes.people import OFFICE, PRESIDING, RECUSED, SCRUTINEER

BEFORE, HERE = "/scrutiny/<reference>", "/executive/cases/<reference>"
REPORT, NO_REVIEW = (
    "/business-unit/cases/<reference>/report-review/<uuid:part>",
    {"uuid:part": "response:birch"},
)
ASKED = {"question": "Which help was offered?", "due_on-day": "2", "due_on-month": "1", "due_on-year": "2099"}

# fmt: off
DOORS: tuple[Door, ...] = (
    # Commissions, by who presides ----------------------------------------------------------------------------
    Door(f"GET {HERE}/direct-summary", DECLARED, also={"409": PRESIDING}, hidden=RECUSED),
    Door(f"GET {HERE}/direct-summary", ACCEPTED, may=PRESIDING, hidden=RECUSED),
    Door(f"POST {HERE}/direct-summary", ACCEPTED, sends=ASKED, may=PRESIDING, hidden=RECUSED, got=CASE),
    Door(f"GET {HERE}/recall-summary", ACCEPTED, also={"409": PRESIDING}, hidden=RECUSED),
    Door(f"POST {HERE}/recall-summary", ACCEPTED, page="none", also={"409": PRESIDING}, hidden=RECUSED),
    Door(f"GET {HERE}/ask-for-review", ACCEPTED, may=PRESIDING, hidden=RECUSED),
    Door(f"POST {HERE}/ask-for-review", ACCEPTED, sends=ASKED, may=PRESIDING, hidden=RECUSED, got=CASE),
    Door(f"GET {HERE}/recall-review", DECIDED, also={"409": PRESIDING}, hidden=RECUSED),
    Door(f"POST {HERE}/recall-review", DECIDED, page="none", also={"409": PRESIDING}, hidden=RECUSED),
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
)
# fmt: on
