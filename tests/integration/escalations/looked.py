"""Who looked at a case, as it is kept, and whether what is kept is whole."""

from typing import Any

from sqlalchemy import text

from portal.infra.verification import verify
from tests.pages import Pages
from tests.partnership import as_owner
from tests.way import Way


def looks(pages: Pages, way: Way) -> list[tuple[str, str, str]]:
    """Every look at the case, oldest first: what, the purpose, whose."""
    asked = text(
        "select a.what, a.purpose, a.name from portal.access a join portal.escalation e on e.id = a.escalation_id"
        " where e.reference = :reference order by a.at, a.what"
    )
    with as_owner(pages.partnership.logins) as session:
        return [tuple(row) for row in session.execute(asked, {"reference": way.reference})]


def faults(pages: Pages, way: Way) -> list[Any]:
    """What is found wrong with the record of the case."""
    found = verify(pages.partnership.logins.owner_url).faults
    return [one for one in found if one.reference == way.reference]
