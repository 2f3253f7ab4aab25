"""Replies on behalf, and what comes after the conclusion."""

from tests.integration.routes.canaries import ANSWERED, FORWARDED, RESOLVED
from tests.integration.routes.door import (
    CASE,
    REPLIED,
    SIGNERS_OUT,
    TAKERS_OUT,
    WRITERS_OUT,
    Door,
    on_the_day,
)
from tests.integration.routes.doors_attachments import ATTACHED, DOWNLOAD, REMOVE
from tests.integration.routes.people import BUSINESS_UNIT, OFFICE, OTHER_B, A, B, readers, signers, writers

ENTER = "/business-unit/cases/<reference>/reply/<uuid:part>"
OF_B = {"uuid:part": "response:birch"}
FILES = "/cases/<reference>/attachments/<paper>/<uuid:part>"
OF_REPLY_OF_B = OF_B | {"paper": "part-2"}
FILE_ON_BEHALF = {"uuid:attachment": "file:draft_on_behalf"}
ENTERED = on_the_day("answered_on") | {
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
    Door(f"GET {ENTER}/write", FORWARDED, values=OF_B, may=OFFICE),
    Door(f"GET {ENTER}/write", ANSWERED, values=OF_B, also={"409": OFFICE}),
    Door(f"POST {ENTER}/write", FORWARDED, values=OF_B, sends=REPLIED, may=OFFICE,
         got="303 /business-unit/cases/<reference>/reply/<part>/write"),
    Door(f"POST {ENTER}/write/autosave", FORWARDED, values=OF_B, page=f"{ENTER}/write", sends=REPLIED, again=True,
         may=OFFICE),
    Door(f"POST {ENTER}/write/presence", FORWARDED, values=OF_B, page="none", empty="200", again=True, may=OFFICE),
    Door(f"GET {FILES}", FORWARDED, values=OF_REPLY_OF_B, may=OFFICE, hidden=WRITERS_OUT),
    Door(f"GET {FILES}", ANSWERED, values=OF_REPLY_OF_B, also={"409": OFFICE}, hidden=WRITERS_OUT),
    Door(f"POST {FILES}", FORWARDED, values=OF_REPLY_OF_B, sends=ATTACHED, may=OFFICE, hidden=WRITERS_OUT,
         got=f"{CASE}/attachments/part-2/<part>"),
    Door(REMOVE, FORWARDED, values=FILE_ON_BEHALF, page="none", may=OFFICE,
         hidden=WRITERS_OUT | writers(A, B, OTHER_B), got=f"{CASE}/attachments/part-2/<part>"),
    Door(DOWNLOAD, FORWARDED, values=FILE_ON_BEHALF, page="none", empty="200", again=True, may=BUSINESS_UNIT,
         hidden=readers(A, B, OTHER_B) | TAKERS_OUT),

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
