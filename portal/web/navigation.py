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
    """A page of a workspace, and the permission that its route requires.

    One with `about`, a sentence on what it is for, stands on the page behind “More”, not in the bar itself.
    """

    text: str
    endpoint: str
    permission: Permission
    about: str = ""


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
        Link("Agencies", "directory.listed", Permission.SEE_AGENCIES),
        Link("Reports", "reports.listed", Permission.SEE_REPORTS),
        Link("Records", "records.listed", Permission.SEE_RECORDS),
        Link(
            "Roles",
            "directory.roles",
            Permission.SEE_ROLES_OF_TWO,
            "Who is in the Executive, the Scrutineer’s and the Business Unit’s workspaces. It takes two managers.",
        ),
        Link(
            "Closures",
            "closures.listed",
            Permission.KEEP_CLOSURES,
            "Days beside weekends and bank holidays that do not count towards a due date.",
        ),
        Link(
            "Imports",
            "imports.listed",
            Permission.IMPORT,
            "Bring in cases of an older log, or agencies and their people, from a spreadsheet.",
        ),
        Link(
            "Stopped at the gate",
            "before_a_case.diversions",
            Permission.SEE_DIVERSIONS,
            "How many forms were not begun, and which other way they were shown.",
        ),
        Link(
            "Worker",
            "worker.shown",
            Permission.SEE_WORKER,
            "Whether reminders and e-mail go out, and which could not be delivered.",
        ),
        Link(
            "Settings",
            "settings.listed",
            Permission.SEE_SETTINGS,
            "Names, telephone numbers, lengths of time, logo and colour, and who changed what.",
        ),
    ),
    Kind.EXECUTIVE: (Link("Worklist", "executive.home", Permission.SEE_EXECUTIVE_WORKLIST),),
    Kind.SCRUTINEER: (Link("Worklist", "scrutiny.home", Permission.SEE_SCRUTINEER_WORKLIST),),
    Kind.LEARNING: (Link("Worklist", "packs.reviews", Permission.SEE_LEARNING_WORKLIST),),
    Kind.QUALITY: (Link("Reports", "reports.listed", Permission.SEE_REPORTS),),
}
"""The links of each kind of workspace. The first that the actor may follow is their home."""


MORE = Link("More", "business_unit.more", Permission.SEE_BUSINESS_UNIT_WORKLIST)
"""The page that lists the links for which the bar has no place."""


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


def more_of(actor: Actor) -> list[Link]:
    """Those of them that stand on the page behind “More”."""
    return [link for link in links_of(actor) if link.about]


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
        "navigation": _bar(acting) if acting else [],
        "workspaces_url": url_for("agencies.workspaces") if acting and len(found.choices) > 1 else "",
    }


def _bar(actor: Actor) -> list[dict[str, object]]:
    bar, more = [link for link in links_of(actor) if not link.about], more_of(actor)
    items = [_item(link) for link in bar]
    if more:
        within = request.endpoint in {link.endpoint for link in more}
        items.append(_item(MORE) | {"active": within})
    return items


def _item(link: Link) -> dict[str, object]:
    return {"text": link.text, "href": url_for(link.endpoint), "current": request.endpoint == link.endpoint}
