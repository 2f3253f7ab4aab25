"""The settings of the partnership: the Business Unit reads them, its managers change them."""

from tests.integration.routes.door import Door
from tests.integration.routes.people import BUSINESS_UNIT, EVERYBODY, OFFICE

SETTINGS = "/business-unit/settings"
MANAGER = OFFICE & frozenset({"Business Unit manager"})
MARKING, NO_SUCH = {"name": "marking"}, {"name": "response"}

# fmt: off
DOORS: tuple[Door, ...] = (
    Door(f"GET {SETTINGS}", may=BUSINESS_UNIT),
    Door(f"GET {SETTINGS}/<name>", values=MARKING, may=MANAGER),
    Door(f"GET {SETTINGS}/<name>", values=NO_SUCH, hidden=MANAGER),
    Door(f"POST {SETTINGS}/<name>", values=MARKING, sends={"value": "OFFICIAL"}, may=MANAGER,
         got=f"303 {SETTINGS}"),
    Door(f"POST {SETTINGS}/<name>", values=NO_SUCH, page="none", sends={"value": "9"}, may=MANAGER, got="404",
         empty="404"),
    Door(f"GET {SETTINGS}/logo", may=MANAGER),
    Door(f"POST {SETTINGS}/logo", sends={"words": "A mark"}, may=MANAGER, got="422", again=True),
    Door(f"GET {SETTINGS}/logo/none", hidden=MANAGER),
    Door(f"POST {SETTINGS}/logo/none", page="none", may=MANAGER, got="422", again=True),
    Door("GET /partnership/<colour>.css", values={"colour": "17494d"}, may=EVERYBODY),
    Door("GET /partnership/<colour>.css", values={"colour": "eeeeee"}, hidden=EVERYBODY),
    Door("GET /partnership/<digest>.png", values={"digest": "0" * 64}, hidden=EVERYBODY),
)
# fmt: on
