"""Requests for referral: what the parties and the Business Unit do with them."""

from tests.integration.routes.canaries import (
    ANSWERED,
    ASKED,
    EARLY,
    FORWARDED,
    REFERRED,
    RETURNED_REQUEST,
    SUBMITTED,
    UNRESOLVED,
)
from tests.integration.routes.door import ASKED as ASKS
from tests.integration.routes.door import (
    CASE,
    PARTIES,
    READERS_OUT,
    REASONS,
    SIGNERS_NOT_YET,
    SIGNERS_OUT,
    Door,
)
from tests.integration.routes.people import OFFICE, OTHER_B, A, B, signers

HERE, AT_OFFICE = "/cases/<reference>", "/business-unit/cases/<reference>"
PART_4, REQUEST = f"{HERE}/part-4", "/<uuid:part>"
COMMENT, AGREE = f"{HERE}/comment{REQUEST}", f"{HERE}/agree-to-early-referral{REQUEST}"
WITHDRAW, RETURN = f"{HERE}/withdraw-request", f"{AT_OFFICE}/return-request{REQUEST}"
OF_A, NO_REQUEST = {"uuid:part": "request:alder"}, {"uuid:part": "response:birch"}
BOTH, ALL = signers(B, OTHER_B), signers(A, B, OTHER_B)
EARLY_ASKED = ASKS | {"ground": "cannot_wait"}
COMMENTED = {"body": "We held two meetings."}

# fmt: off
DOORS: tuple[Door, ...] = (
    Door("GET /cases/<reference>", ASKED, may=PARTIES, hidden=READERS_OUT),
    Door("GET /cases/<reference>", EARLY, may=PARTIES, hidden=READERS_OUT),
    Door("GET /cases/<reference>", RETURNED_REQUEST, may=PARTIES, hidden=READERS_OUT),
    Door("GET /cases/<reference>", REFERRED, may=PARTIES, hidden=READERS_OUT),

    Door(f"GET {PART_4}", SUBMITTED, also={"409": signers(A)}, hidden=SIGNERS_NOT_YET),
    Door(f"GET {PART_4}", FORWARDED, also={"409": ALL}, hidden=SIGNERS_OUT),
    Door(f"GET {PART_4}", ANSWERED, may=BOTH, also={"409": signers(A)}, hidden=SIGNERS_OUT),
    Door(f"GET {PART_4}", UNRESOLVED, may=ALL, hidden=SIGNERS_OUT),
    Door(f"GET {PART_4}", ASKED, may=BOTH, also={"409": signers(A)}, hidden=SIGNERS_OUT),
    Door(f"GET {PART_4}", RETURNED_REQUEST, may=ALL, hidden=SIGNERS_OUT),
    Door(f"POST {PART_4}", UNRESOLVED, sends=ASKS, may=ALL, got=CASE, hidden=SIGNERS_OUT),
    Door(f"POST {PART_4}", RETURNED_REQUEST, sends=ASKS, may=ALL, empty="422", got=CASE, hidden=SIGNERS_OUT),
    Door(f"GET {PART_4}/early", FORWARDED, may=ALL, hidden=SIGNERS_OUT),
    Door(f"GET {PART_4}/early", UNRESOLVED, also={"409": ALL}, hidden=SIGNERS_OUT),
    Door(f"POST {PART_4}/early", FORWARDED, sends=EARLY_ASKED, may=ALL, got=CASE, hidden=SIGNERS_OUT),
    Door(f"GET {PART_4}/join", UNRESOLVED, also={"409": ALL}, hidden=SIGNERS_OUT),
    Door(f"GET {PART_4}/join", REFERRED, may=BOTH, also={"409": signers(A)}, hidden=SIGNERS_OUT),
    Door(f"POST {PART_4}/join", REFERRED, sends=ASKS, may=BOTH, also={"409": signers(A)}, got=CASE,
         hidden=SIGNERS_OUT),

    Door(f"GET {AGREE}", EARLY, values=OF_A, may=BOTH, hidden=SIGNERS_OUT),
    Door(f"GET {AGREE}", ASKED, values=OF_A, also={"409": BOTH}, hidden=SIGNERS_OUT),
    Door(f"GET {AGREE}", EARLY, values=NO_REQUEST, hidden=SIGNERS_OUT | ALL),
    Door(f"POST {AGREE}", EARLY, values=OF_A, may=BOTH, got=CASE, empty="422", hidden=SIGNERS_OUT),
    Door(f"GET {COMMENT}", ASKED, values=OF_A, may=BOTH, hidden=SIGNERS_OUT),
    Door(f"GET {COMMENT}", REFERRED, values=OF_A, may=BOTH, hidden=SIGNERS_OUT),
    Door(f"POST {COMMENT}", ASKED, values=OF_A, sends=COMMENTED, may=BOTH, got=CASE, hidden=SIGNERS_OUT),
    Door(f"GET {WITHDRAW}", ASKED, may=signers(A), hidden=SIGNERS_OUT),
    Door(f"GET {WITHDRAW}", UNRESOLVED, hidden=SIGNERS_OUT),
    Door(f"POST {WITHDRAW}", REFERRED, sends=REASONS, may=signers(A), got=CASE, hidden=SIGNERS_OUT),

    Door(f"GET {AT_OFFICE}/refer", ASKED, may=OFFICE),
    Door(f"GET {AT_OFFICE}/refer", EARLY, also={"409": OFFICE}),
    Door(f"GET {AT_OFFICE}/refer", RETURNED_REQUEST, also={"409": OFFICE}),
    Door(f"POST {AT_OFFICE}/refer", ASKED, may=OFFICE, got=CASE, empty="422"),
    Door(f"GET {RETURN}", ASKED, values=OF_A, may=OFFICE),
    Door(f"GET {RETURN}", REFERRED, values=OF_A, also={"409": OFFICE}),
    Door(f"POST {RETURN}", ASKED, values=OF_A, sends=REASONS, may=OFFICE, got=CASE),
)
# fmt: on
