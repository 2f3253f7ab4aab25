"""Files."""

from tests.integration.routes.canaries import ANSWERED, DRAFT, FORWARDED, RETURNED
from tests.integration.routes.door import (
    CASE,
    PARTIES,
    TAKERS_NOT_YET,
    TAKERS_OUT,
    WRITERS_NOT_YET,
    WRITERS_OUT,
    Door,
)
from tests.integration.routes.people import (
    BUSINESS_UNIT,
    OFFICE,
    OTHER_B,
    A,
    B,
    readers,
    writers,
)

LIST = "/cases/<reference>/attachments/<paper>"
REMOVE = "POST /cases/<reference>/attachments/<uuid:attachment>/remove"
DOWNLOAD = "POST /cases/<reference>/attachments/<uuid:attachment>/file"

OF_PART_1, OF_PART_2 = {"paper": "part-1"}, {"paper": "part-2"}
ATTACHED = {
    "title": "Minutes of Monday", "kind": "minutes", "author": "Duty Team", "third_party": "no", "minimum": "y",
    "file": "We met on Monday.",
}  # fmt: skip


def _file(paper: str) -> dict[str, str]:
    return {"uuid:attachment": f"file:{paper}"}


# fmt: off
DOORS: tuple[Door, ...] = (
    Door(f"GET {LIST}", DRAFT, values=OF_PART_1, may=writers(A), hidden=WRITERS_NOT_YET | OFFICE),
    Door(f"GET {LIST}", RETURNED, values=OF_PART_1, may=writers(A), hidden=WRITERS_NOT_YET),
    Door(f"GET {LIST}", FORWARDED, values=OF_PART_1, also={"409": writers(A)}, hidden=WRITERS_OUT),
    Door(f"GET {LIST}", FORWARDED, values=OF_PART_2, may=writers(B, OTHER_B), hidden=WRITERS_OUT),
    Door(f"GET {LIST}", ANSWERED, values=OF_PART_2, also={"409": writers(B, OTHER_B)}, hidden=WRITERS_OUT),
    Door(f"POST {LIST}", DRAFT, values=OF_PART_1, sends=ATTACHED, may=writers(A), got=f"{CASE}/attachments/part-1",
         hidden=WRITERS_NOT_YET | OFFICE),
    Door(f"POST {LIST}", FORWARDED, values=OF_PART_2, sends=ATTACHED, may=writers(B, OTHER_B),
         got=f"{CASE}/attachments/part-2", hidden=WRITERS_OUT),
    Door(REMOVE, DRAFT, values=_file("part_1"), page="none", may=writers(A), got=f"{CASE}/attachments/part-1",
         hidden=WRITERS_NOT_YET | OFFICE),
    Door(REMOVE, FORWARDED, values=_file("draft_of_part_2"), page="none", may=writers(B),
         got=f"{CASE}/attachments/part-2", hidden=WRITERS_OUT | writers(A, OTHER_B) | OFFICE),

    Door(DOWNLOAD, DRAFT, values=_file("part_1"), page="none", empty="200", again=True,
         may=readers(A), hidden=TAKERS_NOT_YET | BUSINESS_UNIT),
    Door(DOWNLOAD, RETURNED, values=_file("part_1"), page="none", empty="200", again=True,
         may=readers(A) | BUSINESS_UNIT, hidden=TAKERS_NOT_YET),
    Door(DOWNLOAD, RETURNED, values=_file("part_1_again"), page="none", empty="200", again=True,
         may=readers(A), hidden=TAKERS_NOT_YET | BUSINESS_UNIT),
    Door(DOWNLOAD, FORWARDED, values=_file("part_1"), page="none", empty="200", again=True,
         may=PARTIES, hidden=TAKERS_OUT),
    Door(DOWNLOAD, FORWARDED, values=_file("draft_of_part_2"), page="none", empty="200", again=True,
         may=readers(B), hidden=TAKERS_OUT | readers(A, OTHER_B) | BUSINESS_UNIT),
    Door(DOWNLOAD, ANSWERED, values=_file("part_2"), page="none", empty="200", again=True,
         may=readers(A, B) | BUSINESS_UNIT, hidden=TAKERS_OUT | readers(OTHER_B)),
)
# fmt: on
