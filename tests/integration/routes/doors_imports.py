"""Imports: officers and managers of the Business Unit bring in a file, their own; a manager takes one back."""

from tests.integration.routes.door import Door
from tests.integration.routes.people import OFFICE

IMPORTS = "/business-unit/imports"
NEW, OF_ONE, BACK = (
    f"{IMPORTS}/new/<kind>",
    f"{IMPORTS}/<uuid:upload>",
    f"{IMPORTS}/taken/<uuid:taken>/take-back",
)
MANAGER = frozenset({"Business Unit manager"})
NONE = {"uuid:upload": "11111111-2222-4333-8444-555555555555"}
NOT_TAKEN = {"uuid:taken": "11111111-2222-4333-8444-555555555555"}
CASES, DIRECTORY, NOTHING = {"kind": "old-cases"}, {"kind": "directory"}, {"kind": "children"}
NO_SHEET = {"file": "No spreadsheet."}

# fmt: off
DOORS: tuple[Door, ...] = (
    Door(f"GET {IMPORTS}", may=OFFICE),
    Door(f"GET {NEW}", values=CASES, may=OFFICE),
    Door(f"GET {NEW}", values=DIRECTORY, may=OFFICE),
    Door(f"GET {NEW}", values=NOTHING, hidden=OFFICE),
    Door(f"POST {NEW}", values=CASES, sends=NO_SHEET, may=OFFICE, got="422"),
    Door(f"POST {NEW}", values=NOTHING, sends=NO_SHEET, page="none", hidden=OFFICE),

    Door(f"GET {OF_ONE}", values=NONE, hidden=OFFICE),
    Door(f"POST {OF_ONE}", values=NONE, page="none", hidden=OFFICE),
    Door(f"GET {OF_ONE}/sheet", values=NONE, hidden=OFFICE),
    Door(f"POST {OF_ONE}/sheet", values=NONE, page="none", hidden=OFFICE),
    Door(f"GET {OF_ONE}/columns", values=NONE, hidden=OFFICE),
    Door(f"POST {OF_ONE}/columns", values=NONE, page="none", hidden=OFFICE),
    Door(f"GET {OF_ONE}/values", values=NONE, hidden=OFFICE),
    Door(f"POST {OF_ONE}/values", values=NONE, page="none", hidden=OFFICE),
    Door(f"GET {OF_ONE}/rows-to-correct.csv", values=NONE, hidden=OFFICE),
    Door(f"POST {OF_ONE}/discard", values=NONE, page="none", may=OFFICE, got="404"),

    Door(f"GET {BACK}", values=NOT_TAKEN, hidden=MANAGER),
    Door(f"POST {BACK}", values=NOT_TAKEN, page="none", hidden=MANAGER),
)
# fmt: on
