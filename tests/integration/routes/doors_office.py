"""What the Business Unit does."""

from tests.integration.routes.canaries import (
    ANSWERED,
    DRAFT,
    FORWARDED,
    RESOLVED,
    SUBMITTED,
    UNRESOLVED,
    WITHDRAWN,
)
from tests.integration.routes.door import CASE, REASONS, Door
from tests.integration.routes.people import OFFICE

HERE = "/business-unit/cases/<reference>"
PART = "/<uuid:part>"
OF_B, OF_ANOTHER_B, OF_A_FORMER_B = (
    {"uuid:part": f"response:{slug}"} for slug in ("birch", "dogwood", "elder")
)
SHUT = {"409": OFFICE}
CHASED = {
    "whom": "{B}", "how": "telephone", "on-day": "2", "on-month": "1", "on-year": "2026", "body": "We spoke.",
}  # fmt: skip
LINKED = {"to": "RPD-0000-0000", "why": "The same family."}

# fmt: off
DOORS: tuple[Door, ...] = (
    # B has asked for more time; another B has said that the case is not for them; a former B had looked
    Door(f"GET {HERE}/give-more-time{PART}", FORWARDED, values=OF_B, may=OFFICE),
    Door(f"GET {HERE}/give-more-time{PART}", FORWARDED, values=OF_ANOTHER_B, also=SHUT),
    Door(f"POST {HERE}/give-more-time{PART}", FORWARDED, values=OF_B, sends={"days": "2"}, may=OFFICE, got=CASE,
         empty="422"),
    Door(f"GET {HERE}/refuse-more-time{PART}", FORWARDED, values=OF_B, may=OFFICE),
    Door(f"GET {HERE}/refuse-more-time{PART}", WITHDRAWN, values=OF_B, also=SHUT),
    Door(f"POST {HERE}/refuse-more-time{PART}", FORWARDED, values=OF_B, sends=REASONS, may=OFFICE, got=CASE),
    Door(f"GET {HERE}/keep{PART}", FORWARDED, values=OF_ANOTHER_B, may=OFFICE),
    Door(f"GET {HERE}/keep{PART}", FORWARDED, values=OF_B, also=SHUT),
    Door(f"POST {HERE}/keep{PART}", FORWARDED, values=OF_ANOTHER_B, sends=REASONS, may=OFFICE, got=CASE),
    Door(f"GET {HERE}/change{PART}", FORWARDED, values=OF_B, may=OFFICE),
    Door(f"GET {HERE}/change{PART}", ANSWERED, values=OF_B, also=SHUT),
    Door(f"POST {HERE}/change{PART}", FORWARDED, values=OF_B, sends={"person": "{C deputy}"}, may=OFFICE,
         got=CASE),
    Door(f"GET {HERE}/release{PART}", FORWARDED, values=OF_B, may=OFFICE),
    Door(f"GET {HERE}/release{PART}", FORWARDED, values=OF_A_FORMER_B, also=SHUT),
    Door(f"POST {HERE}/release{PART}", FORWARDED, values=OF_B, sends=REASONS, may=OFFICE, got=CASE),
    Door(f"GET {HERE}/assess{PART}", FORWARDED, values=OF_A_FORMER_B, may=OFFICE),
    Door(f"GET {HERE}/assess{PART}", FORWARDED, values=OF_B, also=SHUT),
    Door(f"POST {HERE}/assess{PART}", FORWARDED, values=OF_A_FORMER_B, sends={"body": "They saw a name."},
         may=OFFICE, got=CASE),

    Door(f"GET {HERE}/out-of-scope", DRAFT, hidden=OFFICE),
    Door(f"GET {HERE}/out-of-scope", SUBMITTED, may=OFFICE),
    Door(f"GET {HERE}/out-of-scope", FORWARDED, also=SHUT),
    Door(f"POST {HERE}/out-of-scope", SUBMITTED, sends={"exclusion": "conduct", "route": "Complain to them."},
         may=OFFICE, got=CASE),
    Door(f"GET {HERE}/close", UNRESOLVED, also=SHUT),
    Door(f"POST {HERE}/close", UNRESOLVED, sends=REASONS, also=SHUT, page="none"),

    Door(f"GET {HERE}/chase", DRAFT, hidden=OFFICE),
    Door(f"GET {HERE}/chase", SUBMITTED, also=SHUT),
    Door(f"GET {HERE}/chase", FORWARDED, may=OFFICE),
    Door(f"POST {HERE}/chase", FORWARDED, sends=CHASED, may=OFFICE, got=CASE),
    Door(f"GET {HERE}/note", DRAFT, hidden=OFFICE),
    Door(f"GET {HERE}/note", RESOLVED, may=OFFICE),
    Door(f"POST {HERE}/note", SUBMITTED, sends={"kind": "note", "body": "Ask again."}, may=OFFICE, got=CASE),
    Door(f"GET {HERE}/other-processes", FORWARDED, may=OFFICE),
    Door(f"POST {HERE}/other-processes", FORWARDED, sends={"flags": "inquest"}, may=OFFICE, got=CASE),
    Door(f"GET {HERE}/link", FORWARDED, may=OFFICE),
    Door(f"POST {HERE}/link", FORWARDED, sends=LINKED, also={"422": OFFICE}),
    Door(f"GET {HERE}/unlink", FORWARDED, also=SHUT),
    Door(f"POST {HERE}/unlink", FORWARDED, sends={"to": "RPD-0000-0000"}, also=SHUT),
)
# fmt: on
