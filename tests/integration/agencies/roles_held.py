"""An agency's people as the database holds them and its pages tell of them: roles, and what was done."""

import html
import re
from typing import Any

from sqlalchemy import text

from portal.protocol.actors import Role
from tests.pages import Browser, Pages
from tests.partnership import as_owner

ADMINISTRATOR, SENIOR, DEPUTY = Role.ADMINISTRATOR, Role.SENIOR_MANAGER, Role.DEPUTY


def sql(portal: Pages, statement: str, **values: object) -> list[tuple[Any, ...]]:
    """Read or change the database as its owner."""
    with as_owner(portal.partnership.logins) as session:
        result = session.connection().execute(text(statement), values)
        return [tuple(row) for row in result] if result.returns_rows else []


def flashed(browser: Browser) -> str:
    """What the page that a form led to says was done."""
    found = re.search(r'role="alert".*?</div>\s*</div>', browser.get("/people").text, re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0])).split()) if found else ""


def roles_of(portal: Pages, name: str) -> set[str]:
    """The roles somebody holds now."""
    rows = sql(
        portal,
        "select r.role from portal.membership_role r join portal.membership m on m.id = r.membership_id"
        " join portal.person p on p.id = m.person_id"
        " where p.name = :name and r.ended_at is null and m.ended_at is null",
        name=name,
    )
    return {role for (role,) in rows}
