"""Replies on behalf, and what comes after the conclusion."""

from tests.integration.routes.canaries import ANSWERED, FORWARDED, RESOLVED
from tests.integration.routes.door import CASE, REPLIED, SIGNERS_OUT, Door, on_the_day
from tests.integration.routes.people import OFFICE, A, signers

ENTER = "/business-unit/cases/<reference>/reply/<uuid:part>"
OF_B = {"uuid:part": "response:birch"}
ENTERED = REPLIED | on_the_day("answered_on") | {
    "signer_name": "Robin Vale", "signer_role": "Service manager",
}  # fmt: skip
FOLLOWED_UP = {
    "promises-0-done": "done", "promises-1-done": "not_done", "promises-1-words": "It was not.",
    "difference": "Somebody calls each week.",
}  # fmt: skip

# fmt: off
DOORS: tuple[Door, ...] = (
    Door(f"GET {ENTER}", FORWARDED, values=OF_B, may=OFFICE),
    Door(f"GET {ENTER}", ANSWERED, values=OF_B, also={"409": OFFICE}),
    Door(f"POST {ENTER}", FORWARDED, values=OF_B, sends=ENTERED, may=OFFICE, got=CASE),
    Door("GET /cases/<reference>/follow-up", ANSWERED, also={"409": signers(A)}, hidden=SIGNERS_OUT),
    Door("GET /cases/<reference>/follow-up", RESOLVED, may=signers(A), hidden=SIGNERS_OUT),
    Door("POST /cases/<reference>/follow-up", RESOLVED, sends=FOLLOWED_UP, may=signers(A), got=CASE,
         hidden=SIGNERS_OUT),
    Door("GET /cases/<reference>/reopen", ANSWERED, also={"409": signers(A)}, hidden=SIGNERS_OUT),
    Door("GET /cases/<reference>/reopen", RESOLVED, may=signers(A), hidden=SIGNERS_OUT),
    Door("POST /cases/<reference>/reopen", RESOLVED, sends={"reasons": "It was not done."}, may=signers(A),
         got=CASE, hidden=SIGNERS_OUT),
)
# fmt: on
