"""What the Business Unit keeps beside the cases: closures, the worker; and a case's dates for a calendar."""

from tests.integration.routes.canaries import FORWARDED, SUBMITTED
from tests.integration.routes.door import READERS_NOT_YET, READERS_OUT, Door
from tests.integration.routes.people import BUSINESS_UNIT, OFFICE, OTHER_B, A, B, readers

CLOSURES, WORKER = "/business-unit/closures", "/business-unit/worker"
DATE = "GET /cases/<reference>/dates/<uuid:deadline>.ics"
OF_B, OF_THE_OFFICE = {"uuid:deadline": "deadline:birch"}, {"uuid:deadline": "deadline:business_unit"}
NOT_CLOSED = {"day": "2031-02-28"}
NO_ROW = {"uuid:row": "11111111-2222-4333-8444-555555555555"}
NEVER = {"day-day": "31", "day-month": "2", "day-year": "2031", "reason": "A day that there never is."}
"""Nothing of the table closes a day: every due date of every case would move."""
LATER = NEVER | {"day-day": "27", "reason": "The office moves."}

# fmt: off
DOORS: tuple[Door, ...] = (
    Door(f"GET {CLOSURES}", may=OFFICE),
    Door(f"GET {CLOSURES}/new", may=OFFICE),
    Door(f"POST {CLOSURES}/new", sends=NEVER, may=OFFICE, got="422"),
    Door(f"POST {CLOSURES}/new", sends=LATER, may=OFFICE, again=True),
    Door(f"GET {CLOSURES}/<day>/open", values=NOT_CLOSED, hidden=OFFICE),
    Door(f"POST {CLOSURES}/<day>/open", values=NOT_CLOSED, page="none", may=OFFICE, got="404", empty="404"),

    Door(f"GET {WORKER}", may=OFFICE),
    Door(f"POST {WORKER}/<uuid:row>/again", values=NO_ROW, page="none", may=OFFICE, got=f"303 {WORKER}",
         again=True),

    Door(DATE, SUBMITTED, values=OF_THE_OFFICE, may=BUSINESS_UNIT, hidden=readers(A) | READERS_NOT_YET),
    Door(DATE, FORWARDED, values=OF_B, may=readers(B) | BUSINESS_UNIT, hidden=readers(A, OTHER_B) | READERS_OUT),
)
# fmt: on
