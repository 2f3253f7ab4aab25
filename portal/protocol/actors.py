"""Who acts, for which workspace, and with which roles (protocol, "Roles")."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What a workspace is. Workspaces are the tenants, all of one build."""

    AGENCY = "agency"
    BUSINESS_UNIT = "business_unit"
    EXECUTIVE = "executive"
    SCRUTINEER = "scrutineer"
    LEARNING = "learning"
    QUALITY = "quality"


class Role(StrEnum):
    """What a member may be in a workspace. A member may hold several roles; none means no access."""

    # In an agency
    CONTRIBUTOR = "contributor"
    SENIOR_MANAGER = "senior_manager"
    DEPUTY = "deputy"
    ADMINISTRATOR = "administrator"
    EXECUTIVE_CONTACT = "executive_contact"
    # In the Business Unit
    OFFICER = "officer"
    MANAGER = "manager"
    CLERK = "clerk"
    # In the Executive
    MEMBER = "member"
    CHAIR = "chair"
    SUBSTITUTE = "substitute"
    # The Independent Scrutineer, and the readers of the two Subgroups
    SCRUTINEER = "scrutineer"
    READER = "reader"


ROLES_OF_KIND: dict[Kind, frozenset[Role]] = {
    Kind.AGENCY: frozenset(
        {Role.CONTRIBUTOR, Role.SENIOR_MANAGER, Role.DEPUTY, Role.ADMINISTRATOR, Role.EXECUTIVE_CONTACT}
    ),
    Kind.BUSINESS_UNIT: frozenset({Role.OFFICER, Role.MANAGER, Role.CLERK}),
    Kind.EXECUTIVE: frozenset({Role.MEMBER, Role.CHAIR, Role.SUBSTITUTE}),
    Kind.SCRUTINEER: frozenset({Role.SCRUTINEER}),
    Kind.LEARNING: frozenset({Role.READER}),
    Kind.QUALITY: frozenset({Role.READER}),
}
"""The roles that exist in each kind of workspace."""

SIGNING_ROLES = frozenset({Role.SENIOR_MANAGER, Role.DEPUTY})
"""Who may sign for an agency (P7, P9): a senior manager or their deputy."""

CASE_ROLES = frozenset({Role.CONTRIBUTOR, Role.SENIOR_MANAGER, Role.DEPUTY, Role.EXECUTIVE_CONTACT})
"""The agency roles that read the agency's cases. An administrator reads none."""


ROLE_WORDS: dict[Role, str] = {
    Role.CONTRIBUTOR: "contributor",
    Role.SENIOR_MANAGER: "senior manager",
    Role.DEPUTY: "deputy senior manager",
    Role.ADMINISTRATOR: "agency administrator",
    Role.EXECUTIVE_CONTACT: "Executive-level contact",
    Role.OFFICER: "Business Unit officer",
    Role.MANAGER: "Business Unit manager",
    Role.CLERK: "Executive clerk",
    Role.MEMBER: "Executive member",
    Role.CHAIR: "Executive chair",
    Role.SUBSTITUTE: "Executive substitute",
    Role.SCRUTINEER: "Independent Scrutineer",
    Role.READER: "Subgroup reader",
}
"""Each role as a page names it."""

_RANK = (Role.SENIOR_MANAGER, Role.DEPUTY, Role.MANAGER, Role.OFFICER, Role.CHAIR, *Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person acting for one workspace at a time."""

    person: UUID
    membership: UUID
    workspace: UUID
    kind: Kind
    name: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    workspace_name: str = ""

    @property
    def role_words(self) -> str:
        """The role a signature or a log names: the one with the most say, of those the person holds."""
        if self.membership == THE_PORTAL:
            return ""
        return next((ROLE_WORDS[role] for role in _RANK if role in self.roles), "no role")


THE_PORTAL = UUID(int=1)
"""The membership under which the portal itself writes into the record: what no person did. Nobody holds it."""


def the_portal(workspace: UUID, workspace_name: str) -> Actor:
    """The portal itself, acting for the Business Unit when a date comes (P13)."""
    return Actor(
        person=THE_PORTAL,
        membership=THE_PORTAL,
        workspace=workspace,
        kind=Kind.BUSINESS_UNIT,
        name="The portal",
        workspace_name=workspace_name,
    )
