"""The Business Unit's log: its list, views, files and themes, and one case's whole picture."""

from tests.integration.routes.canaries import DRAFT, FORWARDED, RESOLVED
from tests.integration.routes.door import CASE, Door
from tests.integration.routes.people import BUSINESS_UNIT, OFFICE

LOG, THEMES = "/business-unit/log", "/business-unit/cases/<reference>/themes"
NO_VIEW = {"uuid:view": "11111111-2222-4333-8444-555555555555"}
NO_THEME = {"uuid:theme": "11111111-2222-4333-8444-555555555555"}

# fmt: off
DOORS: tuple[Door, ...] = (
    Door(f"GET {LOG}", may=BUSINESS_UNIT),
    Door(f"GET {LOG}/<reference>", DRAFT, hidden=BUSINESS_UNIT),
    Door(f"GET {LOG}/<reference>", FORWARDED, may=BUSINESS_UNIT),
    Door(f"GET {LOG}/<reference>", RESOLVED, may=BUSINESS_UNIT),

    Door(f"GET {LOG}/views", may=BUSINESS_UNIT),
    Door(f"GET {LOG}/views/new", may=BUSINESS_UNIT),
    Door(f"POST {LOG}/views/new", sends={"name": "Every case"}, may=BUSINESS_UNIT, got=f"303 {LOG}", again=True),
    Door(f"POST {LOG}/views/<uuid:view>/remove", values=NO_VIEW, page="none", may=BUSINESS_UNIT, got="404",
         empty="422"),

    Door(f"GET {LOG}/export", may=BUSINESS_UNIT),
    Door(f"POST {LOG}/export", sends={"kind": "csv"}, may=BUSINESS_UNIT, again=True),
    Door(f"POST {LOG}/export", sends={"kind": "xlsx"}, may=BUSINESS_UNIT, again=True),
    Door(f"GET {LOG}/exports", may=BUSINESS_UNIT),

    Door(f"GET {LOG}/themes", may=OFFICE),
    Door(f"POST {LOG}/themes", sends={"name": ""}, may=OFFICE, got="422"),
    Door(f"POST {LOG}/themes/<uuid:theme>/withdraw", values=NO_THEME, page="none", may=OFFICE, got="404"),
    Door(f"POST {LOG}/themes/<uuid:theme>/offer", values=NO_THEME, page="none", may=OFFICE, got="404"),
    Door(f"GET {THEMES}", DRAFT, hidden=OFFICE),
    Door(f"GET {THEMES}", RESOLVED, may=OFFICE),
    Door(f"POST {THEMES}", FORWARDED, may=OFFICE, got=CASE, empty="422"),
)
# fmt: on
