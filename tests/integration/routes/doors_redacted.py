"""Redacted copies: the Business Unit supplies them, it and those who sit take them, and no party knows of one."""

from tests.integration.routes.canaries import ACCEPTED, DECIDED, REFERRED, UNRESOLVED
from tests.integration.routes.door import Door
from tests.integration.routes.people import BUSINESS_UNIT, EXECUTIVE, OFFICE, RECUSED, SITTING

LIST = "/cases/<reference>/redacted-copies"
OF_ONE = f"{LIST}/<uuid:attachment>"
FILE = f"{LIST}/<uuid:copy>/file"
OF_PART_1, NO_FILE = {"uuid:attachment": "file:part_1"}, {"uuid:attachment": "file:redacted_copy"}
COPY, NO_COPY = {"uuid:copy": "file:redacted_copy"}, {"uuid:copy": "file:part_1"}
READERS = BUSINESS_UNIT | SITTING
SUPPLIED = {"vouched": "y", "file": "We met on a weekday."}

# fmt: off
DOORS: tuple[Door, ...] = (
    Door(f"GET {LIST}", UNRESOLVED, also={"409": BUSINESS_UNIT}, hidden=EXECUTIVE),
    Door(f"GET {LIST}", REFERRED, may=BUSINESS_UNIT, hidden=EXECUTIVE),
    Door(f"GET {LIST}", ACCEPTED, may=READERS, hidden=RECUSED),
    Door(f"GET {LIST}", DECIDED, may=READERS, hidden=RECUSED),

    Door(f"GET {OF_ONE}", UNRESOLVED, values=OF_PART_1, also={"409": OFFICE}),
    Door(f"GET {OF_ONE}", REFERRED, values=OF_PART_1, may=OFFICE),
    Door(f"GET {OF_ONE}", ACCEPTED, values=OF_PART_1, may=OFFICE),
    Door(f"GET {OF_ONE}", ACCEPTED, values=NO_FILE, hidden=OFFICE),
    Door(f"GET {OF_ONE}", DECIDED, values=OF_PART_1, also={"409": OFFICE}),
    Door(f"POST {OF_ONE}", UNRESOLVED, values=OF_PART_1, sends=SUPPLIED, page="none", also={"409": OFFICE}),
    Door(f"POST {OF_ONE}", REFERRED, values=OF_PART_1, sends=SUPPLIED, may=OFFICE,
         got="303 /cases/<reference>/redacted-copies"),
    Door(f"POST {OF_ONE}", ACCEPTED, values=OF_PART_1, sends=SUPPLIED, may=OFFICE,
         got="303 /cases/<reference>/redacted-copies"),
    Door(f"POST {OF_ONE}", DECIDED, values=OF_PART_1, sends=SUPPLIED, page="none", also={"409": OFFICE}),

    Door(f"POST {FILE}", ACCEPTED, values=COPY, page="none", empty="200", again=True, may=READERS, hidden=RECUSED),
    Door(f"POST {FILE}", ACCEPTED, values=NO_COPY, page="none", hidden=EXECUTIVE | BUSINESS_UNIT),
    Door(f"POST {FILE}", DECIDED, values=COPY, page="none", empty="200", again=True, may=READERS, hidden=RECUSED),
)
# fmt: on
