"""Each workspace's home and links, in one place. A link that the actor may not follow is not shown."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Flask, request, url_for

from portal.protocol.actors import Actor, Kind
from portal.protocol.permissions import PERMISSIONS, Permission, could
from portal.web.actor import user

QUIET_HOME = "agencies.quiet_home"
"""The home of a member whose roles open none of the pages below."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page of a workspace, and the permission that its route requires."""

    text: str
    endpoint: str
    permission: Permission


LINKS: dict[Kind, tuple[Link, ...]] = {
    Kind.AGENCY: (
        Link("Worklist", "escalations.worklist", Permission.SEE_AGENCY_WORKLIST),
        Link("Find a case", "escalations.find", Permission.FIND_CASE),
        Link("People", "agencies.list_people", Permission.SEE_PEOPLE),
    ),
    Kind.BUSINESS_UNIT: (
        Link("Worklist", "business_unit.worklist", Permission.SEE_BUSINESS_UNIT_WORKLIST),
        Link("Log", "log.listed", Permission.SEE_LOG),
        Link("Find a case", "escalations.find", Permission.FIND_CASE),
        Link("Enter a form", "before_a_case.on_behalf", Permission.WRITE_ON_BEHALF),
        Link("Stopped at the gate", "before_a_case.diversions", Permission.SEE_DIVERSIONS),
        Link("Agencies", "directory.listed", Permission.SEE_AGENCIES),
        Link("Roles", "directory.roles", Permission.SEE_ROLES_OF_TWO),
        Link("Reports", "reports.listed", Permission.SEE_REPORTS),
        Link("Closures", "closures.listed", Permission.KEEP_CLOSURES),
        Link("Records", "records.listed", Permission.SEE_RECORDS),
        Link("Imports", "imports.listed", Permission.IMPORT),
        Link("Worker", "worker.shown", Permission.SEE_WORKER),
        Link("Settings", "settings.listed", Permission.SEE_SETTINGS),
    ),
    Kind.EXECUTIVE: (Link("Worklist", "executive.home", Permission.SEE_EXECUTIVE_WORKLIST),),
    Kind.SCRUTINEER: (Link("Worklist", "scrutiny.home", Permission.SEE_SCRUTINEER_WORKLIST),),
    Kind.LEARNING: (Link("Worklist", "packs.reviews", Permission.SEE_LEARNING_WORKLIST),),
    Kind.QUALITY: (Link("Reports", "reports.listed", Permission.SEE_REPORTS),),
}
"""The links of each kind of workspace. The first that the actor may follow is their home."""


class Header(NamedTuple):
    """What the page's header shows of somebody who acts for no workspace yet."""

    name: str
    workspace_name: str = ""


def init(app: Flask) -> None:
    """Give every page its header and its links."""
    app.context_processor(_of_the_page)


def links_of(actor: Actor) -> list[Link]:
    """The links this actor may follow, home first."""
    return [link for link in LINKS[actor.kind] if could(PERMISSIONS[link.permission], actor)]


def home_of(actor: Actor) -> str:
    """The endpoint of the actor's home."""
    return next((link.endpoint for link in links_of(actor)), QUIET_HOME)


def _of_the_page() -> dict[str, Any]:
    found = user()
    if found is None:
        return {}
    acting = found.actor
    return {
        "actor": acting or Header(found.name),
        "navigation": [_item(link) for link in links_of(acting)] if acting else [],
        "workspaces_url": url_for("agencies.workspaces") if acting and len(found.choices) > 1 else "",
    }


def _item(link: Link) -> dict[str, object]:
    return {"text": link.text, "href": url_for(link.endpoint), "current": request.endpoint == link.endpoint}
