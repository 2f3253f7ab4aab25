"""What else a party may do with a case."""

from tests.integration.routes.canaries import (
    ANSWERED,
    DRAFT,
    FORWARDED,
    RESOLVED,
    SUBMITTED,
    UNRESOLVED,
    WITHDRAWN,
)
from tests.integration.routes.door import (
    CASE,
    SIGNERS_NOT_YET,
    SIGNERS_OUT,
    WRITERS_NOT_YET,
    WRITERS_OUT,
    Door,
)
from tests.integration.routes.people import OFFICE, OTHER_B, A, B, signers, writers

MORE_TIME, NOT_FOR_US = "/cases/<reference>/more-time", "/cases/<reference>/not-for-us"
HOLDING, ADD = "/cases/<reference>/holding-reply", "/cases/<reference>/add"
NO_FURTHER = "/cases/<reference>/no-further-step"
BOTH = signers(B, OTHER_B)
ADDED = {"about": "part_1", "kind": "addendum", "body": "One more thing."}

# fmt: off
DOORS: tuple[Door, ...] = (
    # B has asked for more time, and another B has said that the case is not for them
    Door(f"GET {MORE_TIME}", SUBMITTED, hidden=SIGNERS_NOT_YET),
    Door(f"GET {MORE_TIME}", FORWARDED, may=signers(OTHER_B), also={"409": signers(B)}, hidden=SIGNERS_OUT),
    Door(f"GET {MORE_TIME}", WITHDRAWN, also={"409": BOTH}, hidden=SIGNERS_OUT),
    Door(f"POST {MORE_TIME}", FORWARDED, sends={"days": "3", "reasons": "We wait for the hospital."},
         may=signers(OTHER_B), also={"409": signers(B)}, got=CASE, hidden=SIGNERS_OUT),
    Door(f"GET {NOT_FOR_US}", FORWARDED, may=signers(B), also={"409": signers(OTHER_B)}, hidden=SIGNERS_OUT),
    Door(f"GET {NOT_FOR_US}", ANSWERED, also={"409": BOTH}, hidden=SIGNERS_OUT),
    Door(f"POST {NOT_FOR_US}", FORWARDED, sends={"reasons": "We do not know the family."}, may=signers(B),
         also={"409": signers(OTHER_B)}, got=CASE, hidden=SIGNERS_OUT),

    Door(f"GET {HOLDING}", SUBMITTED, hidden=WRITERS_NOT_YET),
    Door(f"GET {HOLDING}", FORWARDED, may=writers(B, OTHER_B), hidden=WRITERS_OUT),
    Door(f"GET {HOLDING}", ANSWERED, also={"409": writers(B, OTHER_B)}, hidden=WRITERS_OUT),
    Door(f"POST {HOLDING}", FORWARDED, sends={"body": "We meet on Tuesday."}, may=writers(B, OTHER_B), got=CASE,
         hidden=WRITERS_OUT),

    Door(f"GET {ADD}", DRAFT, also={"409": signers(A)}, hidden=SIGNERS_NOT_YET | OFFICE),
    Door(f"GET {ADD}", SUBMITTED, may=signers(A) | OFFICE, hidden=SIGNERS_NOT_YET),
    Door(f"GET {ADD}", FORWARDED, may=signers(A) | OFFICE, also={"409": BOTH}, hidden=SIGNERS_OUT),
    Door(f"GET {ADD}", ANSWERED, may=signers(A) | BOTH | OFFICE, hidden=SIGNERS_OUT),
    Door(f"GET {ADD}", RESOLVED, may=signers(A) | BOTH | OFFICE, hidden=SIGNERS_OUT),
    Door(f"GET {ADD}", WITHDRAWN, may=BOTH | OFFICE, also={"409": signers(A)}, hidden=SIGNERS_OUT),
    Door(f"POST {ADD}", ANSWERED, sends=ADDED, may=signers(A) | OFFICE, also={"422": BOTH}, got=CASE,
         hidden=SIGNERS_OUT),
    Door(f"POST {ADD}", ANSWERED, sends=ADDED | {"about": "part_2 {the reply of B}"}, may=signers(B) | OFFICE,
         also={"422": signers(A, OTHER_B)}, got=CASE, hidden=SIGNERS_OUT),

    Door(f"GET {NO_FURTHER}", FORWARDED, also={"409": signers(A)}, hidden=SIGNERS_OUT),
    Door(f"GET {NO_FURTHER}", UNRESOLVED, may=signers(A), hidden=SIGNERS_OUT),
    Door(f"POST {NO_FURTHER}", UNRESOLVED, may=signers(A), got=CASE, hidden=SIGNERS_OUT),
)
# fmt: on
