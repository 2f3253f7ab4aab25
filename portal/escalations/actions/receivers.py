"""To whom a form is sent: one named role-holder of each responding agency, as the Business Unit chose (P8)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.agencies.queries import MemberView, WorkspaceView
from portal.escalations.actions.door import Told
from portal.protocol.actors import SIGNING_ROLES
from portal.protocol.errors import Invalid


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody to receive the form. `same_parent`: their agency and A belong to one organisation."""

    person: MemberView
    agency: WorkspaceView
    same_parent: bool

    @property
    def payload(self) -> dict[str, Any]:
        """What the history says of it; A reads the name (P8)."""
        return {"to": self.person.name, "agency": self.agency.name, "same_parent": self.same_parent}


@dataclass(frozen=True, slots=True)
class Receivers:
    """Everybody to receive the form, in the order in which they were chosen."""

    each: tuple[Receiver, ...]

    @property
    def addressees(self) -> dict[UUID, tuple[UUID, str]]:
        """Whose name stands on the part of each agency."""
        return {one.agency.id: (one.person.membership, one.person.name) for one in self.each}

    def told(self, raising: UUID) -> Told:
        """For the door: a row of the history for each, which A and that agency read (decision 13)."""
        first, *others = [Told(one.payload, agencies=(raising, one.agency.id)) for one in self.each] or [
            Told()
        ]
        return replace(first, addressees=self.addressees, also=tuple(others))

    def given(self) -> dict[str, Any]:
        """For the rules: which agencies, that each can receive it, and the identifiers of the new responses."""
        named = tuple(one.agency.id for one in self.each)
        new_ids = tuple(uuid4() for _ in named)
        return {"agencies": named, "able": frozenset(named), "new_ids": new_ids}


def receivers(session: Session, raising: UUID, *, to: Sequence[UUID], apart: Collection[UUID]) -> Receivers:
    """The people of these memberships, when each may sign for their agency (P8).

    Raises Invalid beside each who may not receive it, and beside each agency that has A's parent organisation and
    is not among those confirmed to be `apart` (decision 11).
    """
    parent = agencies.workspace(session, raising).organisation
    found, refused = [], {}
    for place, membership in enumerate(to):
        person = agencies.member(session, membership)
        if person is None or SIGNING_ROLES.isdisjoint(person.roles):
            refused[f"to-{place}-person"] = "Choose a senior manager or deputy of the responding agency."
            continue
        agency = agencies.workspace(session, person.workspace)
        found.append(Receiver(person, agency, agency.organisation == parent))
        if found[-1].same_parent and membership not in apart:
            refused[f"to-{place}-apart"] = "Confirm that the two are separate, or choose another agency"
    if refused:
        raise Invalid(refused)
    return Receivers(tuple(found))
