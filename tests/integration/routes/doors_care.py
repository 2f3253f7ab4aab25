"""The care of records, and subject access: the Business Unit's alone, and disposal its managers'."""

from tests.integration.routes.canaries import DRAFT, FORWARDED, RESOLVED
from tests.integration.routes.door import Door
from tests.integration.routes.people import OFFICE

RECORDS, SUBJECT = "/business-unit/records", "/business-unit/subject-access"
OF_ONE = f"{RECORDS}/<reference>"
PROPOSED = f"{OF_ONE}/disposal/<uuid:proposal>"
NONE = {"uuid:proposal": "11111111-2222-4333-8444-555555555555"}
MANAGER = frozenset({"Business Unit manager"})
REASON = {"reason": "A claim is open."}
SHOWN = f"303 {OF_ONE}"
NOBODY = {"name": "Nobody Whatsoever"}
"""No case of the table is old enough to be disposed of, and none is of such a child: tests/integration/care has
both."""

# fmt: off
DOORS: tuple[Door, ...] = (
    Door(f"GET {RECORDS}", may=OFFICE),
    Door(f"GET {OF_ONE}", DRAFT, hidden=OFFICE),
    Door(f"GET {OF_ONE}", FORWARDED, may=OFFICE),
    Door(f"GET {OF_ONE}", RESOLVED, may=OFFICE),

    Door(f"GET {OF_ONE}/hold", DRAFT, hidden=OFFICE),
    Door(f"GET {OF_ONE}/hold", RESOLVED, may=OFFICE),
    Door(f"POST {OF_ONE}/hold", DRAFT, page="none", sends=REASON, hidden=OFFICE),
    Door(f"POST {OF_ONE}/hold", FORWARDED, sends=REASON, may=OFFICE, got=SHOWN),
    Door(f"GET {OF_ONE}/lift-hold", DRAFT, hidden=OFFICE),
    Door(f"GET {OF_ONE}/lift-hold", RESOLVED, also={"409": OFFICE}),
    Door(f"POST {OF_ONE}/lift-hold", RESOLVED, page="none", sends=REASON, may=OFFICE, got="409", again=True),

    Door(f"GET {OF_ONE}/propose-disposal", DRAFT, hidden=MANAGER),
    Door(f"GET {OF_ONE}/propose-disposal", RESOLVED, also={"409": MANAGER}),
    Door(f"POST {OF_ONE}/propose-disposal", RESOLVED, page="none", sends=REASON, also={"409": MANAGER}),
    Door(f"GET {PROPOSED}", RESOLVED, values=NONE, hidden=MANAGER),
    Door(f"POST {PROPOSED}", RESOLVED, values=NONE, page="none", sends={"looked": "y"}, hidden=MANAGER),
    Door(f"GET {PROPOSED}/withdraw", RESOLVED, values=NONE, hidden=MANAGER),
    Door(f"POST {PROPOSED}/withdraw", RESOLVED, values=NONE, page="none", sends=REASON, hidden=MANAGER),

    Door(f"GET {SUBJECT}", may=OFFICE),
    Door(f"POST {SUBJECT}", sends=NOBODY, may=OFFICE, again=True),
    Door(f"POST {SUBJECT}/copy", page="none", sends=NOBODY | {"purpose": "ordered"}, may=OFFICE, got="422",
         again=True),
)
# fmt: on
