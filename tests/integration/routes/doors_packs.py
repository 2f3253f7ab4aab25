"""Referral packs: of which kind who has one, and who may not know that there is such a case."""

from tests.integration.routes.canaries import ACCEPTED, DECIDED, DECLARED, DRAFT, REFERRED, UNRESOLVED
from tests.integration.routes.door import Door
from tests.integration.routes.people import LEARNING, OFFICE, RECUSED, SCRUTINEER, SITTING

HERE = "/packs/<reference>/<kind>"
FILE = f"{HERE}/<uuid:pack>/<int:volume>/file"
ASKED = "303 /packs/<reference>"
NOBODYS = "00000000-0000-4000-8000-000000000000"
EXECUTIVES, SUBGROUPS, SCRUTINEERS, NOBODYS_KIND = (
    {"kind": kind} for kind in ("executive", "learning", "scrutineer", "nonsense")
)
ASKERS, ALL = SITTING | OFFICE, SITTING | OFFICE | RECUSED | SCRUTINEER | LEARNING


def _file(kind: dict[str, str]) -> dict[str, str]:
    return {**kind, "uuid:pack": NOBODYS, "int:volume": "1"}


# fmt: off
DOORS: tuple[Door, ...] = (
    # Nobody directed the Scrutineer here, and nobody asked for a review
    Door(f"GET {HERE}", DRAFT, values=EXECUTIVES, hidden=ALL),
    Door(f"GET {HERE}", UNRESOLVED, values=EXECUTIVES, also={"409": OFFICE}, hidden=ALL - OFFICE),
    Door(f"GET {HERE}", REFERRED, values=EXECUTIVES, may=OFFICE, hidden=ALL - OFFICE),
    Door(f"GET {HERE}", DECLARED, values=EXECUTIVES, may=ASKERS, hidden=ALL - ASKERS),
    Door(f"GET {HERE}", ACCEPTED, values=SUBGROUPS, may=ASKERS, hidden=ALL - ASKERS),
    Door(f"GET {HERE}", DECIDED, values=EXECUTIVES, may=ASKERS, hidden=ALL - ASKERS),
    Door(f"GET {HERE}", ACCEPTED, values=SCRUTINEERS, hidden=ALL - ASKERS),
    Door(f"GET {HERE}", ACCEPTED, values=NOBODYS_KIND, hidden=ALL),

    Door(f"POST {HERE}", DRAFT, values=EXECUTIVES, hidden=ALL - LEARNING),
    Door(f"POST {HERE}", UNRESOLVED, values=EXECUTIVES, page="none", also={"409": OFFICE},
         hidden=ALL - OFFICE - LEARNING),
    Door(f"POST {HERE}", ACCEPTED, values=EXECUTIVES, may=ASKERS, hidden=ALL - ASKERS - LEARNING,
         got=f"{ASKED}/executive"),
    Door(f"POST {HERE}", ACCEPTED, values=SUBGROUPS, may=ASKERS, hidden=ALL - ASKERS - LEARNING,
         got=f"{ASKED}/learning"),
    Door(f"POST {HERE}", ACCEPTED, values=SCRUTINEERS, hidden=ALL - ASKERS - LEARNING),

    # No pack is built here: tests/integration/packs has those who take one
    Door(f"POST {FILE}", ACCEPTED, values=_file(EXECUTIVES), page="none", hidden=ALL),
    Door(f"POST {FILE}", ACCEPTED, values=_file(SCRUTINEERS), page="none", hidden=ALL - ASKERS),
)
# fmt: on
