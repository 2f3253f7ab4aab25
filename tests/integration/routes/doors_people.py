"""The people of an agency: who reads the list, who changes it, and who keeps a colleague from a case."""

from tests.integration.routes.canaries import ANSWERED, DRAFT, FORWARDED, WITHDRAWN
from tests.integration.routes.door import CASE, SIGNERS_NOT_YET, SIGNERS_OUT, Door
from tests.integration.routes.people import (
    BARRED,
    EVERY_AGENCY,
    OTHER_B,
    A,
    B,
    People,
    administrators,
    readers,
    signers,
)

PEOPLE = readers(*EVERY_AGENCY) | administrators(*EVERY_AGENCY) | BARRED
KEEPERS = administrators(*EVERY_AGENCY)
OTHER_KEEPERS = KEEPERS - administrators(A)
CONFIRMERS: People = KEEPERS | BARRED | frozenset(f"{agency} senior manager" for agency in EVERY_AGENCY)
OF_A = readers(A) | administrators(A) | BARRED

DEPUTY, THEMSELVES, LAST = (
    {"membership": "{A deputy}"},
    {"membership": "{A administrator}"},
    {"membership": "{B senior manager}"},
)
NOBODY = {"person": "11111111-2222-4333-8444-555555555555"}
NO_ABSENCE = {"of": "11111111-2222-4333-8444-555555555555"}
AWAY = {
    f"{name}_on-{part}": number
    for name, day in (("starts", ("31", "2", "2031")), ("ends", ("31", "2", "2031")))
    for part, number in zip(("day", "month", "year"), day, strict=True)
}
"""A day that there never is: nobody of the table is left away."""

# fmt: off
DOORS: tuple[Door, ...] = (
    Door("GET /people", may=PEOPLE),
    Door("GET /people/confirm", may=CONFIRMERS),
    Door("POST /people/confirm", may=CONFIRMERS, got="303 /people", again=True),
    Door("GET /people/new", may=KEEPERS),
    Door("POST /people/new", sends={"name": "Somebody new", "email": "not an address", "roles": "contributor"},
         may=KEEPERS, got="422"),
    Door("GET /people/<membership>/roles", values=DEPUTY, may=administrators(A), hidden=OTHER_KEEPERS),
    Door("GET /people/<membership>/roles", values=THEMSELVES, hidden=OTHER_KEEPERS),
    Door("POST /people/<membership>/roles", values=DEPUTY, sends={"roles": "deputy"}, may=administrators(A),
         got="303 /people", hidden=OTHER_KEEPERS),
    Door("POST /people/<membership>/roles", values=THEMSELVES, page="none", sends={"roles": "senior_manager"},
         may=administrators(A), got="403", empty="403", hidden=OTHER_KEEPERS),
    Door("GET /people/<membership>/end", values=DEPUTY, may=administrators(A), hidden=OTHER_KEEPERS),
    Door("GET /people/<membership>/end", values=THEMSELVES, hidden=OTHER_KEEPERS),
    Door("POST /people/<membership>/end", values=LAST, may=administrators(B), got="422",
         hidden=KEEPERS - administrators(B)),
    Door("GET /people/<membership>/invitation", values=DEPUTY, may=administrators(A), hidden=OTHER_KEEPERS),
    Door("POST /people/<membership>/invitation", values=DEPUTY, may=administrators(A),
         got="303 /people", hidden=OTHER_KEEPERS),
    Door("GET /people/waiting/<person>", values=NOBODY, hidden=KEEPERS),
    Door("POST /people/waiting/<person>", values=NOBODY, page="none", sends={"roles": "deputy"},
         may=KEEPERS, got="404", empty="404"),
    Door("GET /people/<membership>/absence", values=DEPUTY, may=administrators(A) | {"A deputy"},
         also={"403": OF_A - administrators(A) - {"A deputy"}}, hidden=PEOPLE - OF_A),
    Door("POST /people/<membership>/absence", values=DEPUTY, sends=AWAY, may=administrators(A) | {"A deputy"},
         got="422", also={"403": OF_A - administrators(A) - {"A deputy"}}, hidden=PEOPLE - OF_A),
    Door("GET /people/absences/<of>/end", values=NO_ABSENCE, hidden=PEOPLE),
    Door("POST /people/absences/<of>/end", values=NO_ABSENCE, page="none", may=PEOPLE, got="404",
         empty="404"),

    Door("GET /cases/<reference>/keep-out", DRAFT, may=signers(A), hidden=SIGNERS_NOT_YET),
    Door("GET /cases/<reference>/keep-out", FORWARDED, may=signers(A, B, OTHER_B), hidden=SIGNERS_OUT),
    Door("GET /cases/<reference>/keep-out", WITHDRAWN, may=signers(A, B, OTHER_B), hidden=SIGNERS_OUT),
    Door("POST /cases/<reference>/keep-out", ANSWERED, sends={"whom": "{A contributor}", "reasons": "Related."},
         may=signers(A), also={"422": signers(B, OTHER_B)}, got=CASE, hidden=SIGNERS_OUT),
    Door("GET /cases/<reference>/let-in", FORWARDED, may=signers(A), also={"409": signers(B, OTHER_B)},
         hidden=SIGNERS_OUT),
    Door("POST /cases/<reference>/let-in", FORWARDED, sends={"whom": "{A barred}", "reasons": "A namesake."},
         may=signers(A), also={"409": signers(B, OTHER_B)}, got=CASE, hidden=SIGNERS_OUT),
)
# fmt: on
