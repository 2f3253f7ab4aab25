"""Finding a case by a child, the copy for the record, printing, who opened a case."""

from tests.integration.routes.canaries import ANSWERED, DRAFT, FORWARDED
from tests.integration.routes.door import (
    PARTIES,
    READERS_NOT_YET,
    READERS_OUT,
    TAKERS_OUT,
    WRITERS_NOT_YET,
    WRITERS_OUT,
    Door,
)
from tests.integration.routes.people import (
    ACTING,
    BARRED,
    BUSINESS_UNIT,
    EVERY_AGENCY,
    OFFICE,
    OTHER_B,
    SCRUTINEER,
    A,
    B,
    readers,
    writers,
)

FINDERS = BARRED | readers(*EVERY_AGENCY) | BUSINESS_UNIT
COPY, LOOKS = "/cases/<reference>/copy", "/cases/<reference>/looks"

DOORS: tuple[Door, ...] = (
    Door("GET /cases/find", may=FINDERS),
    Door("POST /cases/find", may=FINDERS, sends={"name": "Nobody Whatever"}, page="none", again=True),
    Door(f"GET {LOOKS}", FORWARDED, may=PARTIES, hidden=READERS_OUT),
    Door(f"GET {LOOKS}", DRAFT, may=readers(A), hidden=READERS_NOT_YET | BUSINESS_UNIT),
    Door(f"GET {COPY}", FORWARDED, may=PARTIES, hidden=TAKERS_OUT),
    Door(
        f"POST {COPY}", ANSWERED, may=PARTIES, hidden=TAKERS_OUT, again=True,
        sends={"identity": "without"},
    ),
    Door(
        f"POST {COPY}", FORWARDED, may=PARTIES, hidden=TAKERS_OUT, again=True,
        sends={"identity": "with", "purpose": "record"},
    ),
    Door(
        "POST /cases/<reference>/noticed", DRAFT, sends={"body": "It is so."}, page="none", empty="200",
        again=True, may=writers(A), hidden=WRITERS_NOT_YET | OFFICE | SCRUTINEER,
    ),
    Door(
        "POST /cases/<reference>/noticed", FORWARDED, sends={"body": "It is so."}, page="none", empty="200",
        again=True, may=writers(A, B, OTHER_B) | OFFICE, hidden=WRITERS_OUT | SCRUTINEER,
    ),
    Door(
        "POST /cases/<reference>/printed", FORWARDED, may=PARTIES, hidden=READERS_OUT, empty="204", got="204",
        again=True,
    ),
)  # fmt: skip

assert FINDERS <= ACTING
