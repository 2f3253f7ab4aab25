"""The six-monthly reports: one that was issued, one that is a draft, and a half-year without any."""

from collections.abc import Mapping

from tests.integration.routes.door import Door
from tests.integration.routes.people import BUSINESS_UNIT, OFFICE, QUALITY

ISSUED, DRAFTED, NONE = {"half": "2020-04"}, {"half": "2020-10"}, {"half": "2021-04"}
NONSENSE = {"half": "2020-05"}
READERS = BUSINESS_UNIT | QUALITY
MANAGERS = frozenset({"Business Unit manager"})

ONE, PAGE = "/reports/<half>", "GET /reports/<half>/<version>"
FILE = "GET /reports/<half>/<version>/<kind>"
WORDS, MORE = f"{ONE}/words/<section>", f"{ONE}/learning/after/<uuid:after>"
NO_ROW = "11111111-2222-4333-8444-555555555555"
SUMMARY, ACTION = {"section": "summary"}, {"uuid:action": NO_ROW}
DETERMINED = {
    "what": "Train the duty teams.", "owner": "Birch Agency", "due-day": "1", "due-month": "2", "due-year": "2099",
}  # fmt: skip


def _version(half: Mapping[str, str], version: str, kind: str = "") -> dict[str, str]:
    return {
        **half,
        "version": version,
        **({"kind": kind} if kind else {}),
    }


# fmt: off
DOORS: tuple[Door, ...] = (
    Door("GET /reports", may=READERS),
    Door("GET /reports/new", may=OFFICE),
    Door("POST /reports/new", sends={"half": "1999-04"}, may=OFFICE, got="422"),

    Door(PAGE, values=_version(ISSUED, "exact"), may=READERS),
    Door(PAGE, values=_version(ISSUED, "shareable"), may=READERS),
    Door(PAGE, values=_version(DRAFTED, "exact"), may=BUSINESS_UNIT, hidden=QUALITY),
    Door(PAGE, values=_version(DRAFTED, "shareable"), may=BUSINESS_UNIT, hidden=QUALITY),
    Door(PAGE, values=_version(NONE, "exact"), hidden=READERS),
    Door(PAGE, values=_version(NONSENSE, "exact"), hidden=READERS),
    Door(PAGE, values=_version(ISSUED, "another"), hidden=READERS),
    Door(FILE, values=_version(ISSUED, "exact", "another"), hidden=READERS),
    Door(FILE, values=_version(ISSUED, "exact", "pdf"), may=READERS),
    Door(FILE, values=_version(ISSUED, "shareable", "xlsx"), may=READERS),
    Door(FILE, values=_version(DRAFTED, "exact", "xlsx"), hidden=READERS),

    Door(f"GET {ONE}/cases", values=ISSUED, may=BUSINESS_UNIT),
    Door(f"GET {ONE}/cases", values=DRAFTED, hidden=BUSINESS_UNIT),
    Door(f"GET {ONE}/cases/after/<after>", values={**ISSUED, "after": "RPD-2345-6789"}, may=BUSINESS_UNIT),

    Door(f"GET {WORDS}", values=DRAFTED | SUMMARY, may=OFFICE),
    Door(f"GET {WORDS}", values=DRAFTED | {"section": "nothing"}, hidden=OFFICE),
    Door(f"GET {WORDS}", values=ISSUED | SUMMARY, also={"409": OFFICE}),
    Door(f"POST {WORDS}", values=DRAFTED | SUMMARY, sends={"words": "A quiet half-year."}, may=OFFICE,
         got="303 /reports/2020-10/exact#summary", again=True),
    Door(f"POST {WORDS}", values=ISSUED | SUMMARY, page="none", sends={"words": "Another."}, also={"409": OFFICE}),

    Door(f"GET {ONE}/learning", values=DRAFTED, may=OFFICE),
    Door(f"GET {ONE}/learning", values=ISSUED, also={"409": OFFICE}),
    Door(f"POST {ONE}/learning", values=DRAFTED, page="none", may=OFFICE, got="422"),
    Door(f"GET {MORE}", values=DRAFTED | {"uuid:after": NO_ROW}, may=OFFICE),
    Door(f"POST {MORE}", values=DRAFTED | {"uuid:after": NO_ROW}, page="none", may=OFFICE, got="422"),

    Door(f"GET {ONE}/issue", values=DRAFTED, may=MANAGERS),
    Door(f"GET {ONE}/issue", values=ISSUED, also={"409": MANAGERS}),
    Door(f"POST {ONE}/issue", values=DRAFTED, page="none", may=MANAGERS, got="422"),

    Door(f"GET {ONE}/actions/new", values=ISSUED, may=OFFICE),
    Door(f"GET {ONE}/actions/new", values=DRAFTED, also={"409": OFFICE}),
    Door(f"POST {ONE}/actions/new", values=ISSUED, sends=DETERMINED, may=OFFICE,
         got="303 /reports/2020-04/exact#recorded", again=True),
    Door(f"GET {ONE}/actions/<uuid:action>", values=ISSUED | ACTION, hidden=OFFICE),
    Door(f"POST {ONE}/actions/<uuid:action>", values=ISSUED | ACTION, page="none", hidden=OFFICE),
)
# fmt: on
