"""The directory: agencies, how their people sign in, the roles that take two, and a sign-in that is only tried."""

from tests.integration.routes.door import Door
from tests.integration.routes.people import BUSINESS_UNIT, EVERYBODY, OFFICE, People

MANAGERS: People = frozenset({"Business Unit manager"})
AGENCIES, ROLES = "/business-unit/agencies", "/business-unit/roles"
ONE, NONE = {"slug": "alder"}, {"slug": "no-such-agency"}
NOT_AN_AGENCY = {"slug": "executive"}
CHAIR, DEPUTY = (
    {"uuid:membership": "{Executive chair}", "role": "chair"},
    {"uuid:membership": "{A deputy}", "role": "deputy"},
)
NO_PROPOSAL = {"uuid:proposal": "11111111-2222-4333-8444-555555555555"}
NO_DOMAIN = {"name": "Rowan Hospice", "organisation": "Rowan Trust", "domains": "no domain"}
NO_ADDRESS = {"name": "Somebody new", "email": "not an address", "roles": "deputy"}
NO_ISSUER = {"issuer": "not an address", "client_id": "portal", "client_secret": "a secret"}
"""Nothing of the table is written: agencies, people and services stay as the other doors know them."""

# fmt: off
DOORS: tuple[Door, ...] = (
    Door(f"GET {AGENCIES}", may=BUSINESS_UNIT),
    Door(f"GET {AGENCIES}/new", may=OFFICE),
    Door(f"POST {AGENCIES}/new", sends=NO_DOMAIN, may=OFFICE, got="422"),
    Door(f"GET {AGENCIES}/<slug>", values=ONE, may=BUSINESS_UNIT),
    Door(f"GET {AGENCIES}/<slug>", values=NONE, hidden=BUSINESS_UNIT),
    Door(f"GET {AGENCIES}/<slug>", values=NOT_AN_AGENCY, hidden=BUSINESS_UNIT),
    Door(f"GET {AGENCIES}/<slug>/change", values=ONE, may=OFFICE),
    Door(f"POST {AGENCIES}/<slug>/change", values=ONE, sends=NO_DOMAIN, may=OFFICE, got="422"),
    Door(f"GET {AGENCIES}/<slug>/people/new", values=ONE, may=OFFICE),
    Door(f"POST {AGENCIES}/<slug>/people/new", values=ONE, sends=NO_ADDRESS, may=OFFICE, got="422"),
    Door(f"POST {AGENCIES}/<slug>/chase", values=ONE, page="none", may=OFFICE, got=f"303 {AGENCIES}/alder",
         again=True),

    Door(f"GET {AGENCIES}/<slug>/sign-in", values=ONE, may=BUSINESS_UNIT),
    Door(f"GET {AGENCIES}/<slug>/sign-in", values=NOT_AN_AGENCY, hidden=BUSINESS_UNIT),
    Door(f"GET {AGENCIES}/<slug>/sign-in/connect", values=ONE, may=MANAGERS),
    Door(f"POST {AGENCIES}/<slug>/sign-in/connect", values=ONE, sends=NO_ISSUER, may=MANAGERS, got="422"),
    Door(f"POST {AGENCIES}/<slug>/sign-in/on", values=ONE, page="none", may=MANAGERS,
         got=f"303 {AGENCIES}/alder/sign-in", again=True),
    Door(f"GET {AGENCIES}/<slug>/sign-in/off", values=ONE, may=MANAGERS),
    Door(f"POST {AGENCIES}/<slug>/sign-in/off", values=ONE, may=MANAGERS, got="422"),
    Door(f"POST {AGENCIES}/<slug>/sign-in/shared", values=NONE, page="none", may=MANAGERS, got="404",
         empty="404"),

    Door(f"GET {ROLES}", may=BUSINESS_UNIT),
    Door(f"GET {ROLES}/new", may=MANAGERS),
    Door(f"POST {ROLES}/new", sends={"role": "executive:member", "email": "not an address", "why": "Why."},
         may=MANAGERS, got="422"),
    Door(f"GET {ROLES}/proposals/<uuid:proposal>", values=NO_PROPOSAL, hidden=MANAGERS),
    Door(f"POST {ROLES}/proposals/<uuid:proposal>", values=NO_PROPOSAL, page="none",
         sends={"decision": "confirm"}, may=MANAGERS, got="404", empty="404"),
    Door(f"GET {ROLES}/<uuid:membership>/<role>/end", values=CHAIR, may=MANAGERS),
    Door(f"GET {ROLES}/<uuid:membership>/<role>/end", values=DEPUTY, hidden=MANAGERS),
    Door(f"POST {ROLES}/<uuid:membership>/<role>/end", values=DEPUTY, page="none", may=MANAGERS, got="404",
         empty="404"),

    Door("GET /sign-in/try/<token>", values={"token": "forged"}, also={"404": EVERYBODY}),
    Door("POST /sign-in/try/<token>", values={"token": "forged"}, page="none", also={"404": EVERYBODY}),
)
# fmt: on
