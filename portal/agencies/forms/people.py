"""The forms with which an agency keeps its own people."""

from collections.abc import Iterable
from typing import Any

from wtforms.fields import Field
from wtforms.validators import ValidationError

from portal.protocol.actors import ROLE_WORDS, Role
from portal.protocol.directory import AGENCY_ROLES, is_address
from portal.web.forms import Checkboxes, Day, Line, PortalForm, Select, Tick


def must_be_address(field: Field) -> None:
    """Refuse what is no single address to which an e-mail can be sent."""
    if not is_address((field.data or "").strip()):
        raise ValidationError("Enter an e-mail address in the correct format, like name@organisation.example")


def role_hints() -> list[dict[str, Any]]:
    """What stands under each role of a form: what it lets its holder do."""
    return [{"hint": {"text": words}} for words in AGENCY_ROLES.values()]


def _roles() -> Checkboxes:
    words = {role: ROLE_WORDS[role] for role in AGENCY_ROLES}
    return Checkboxes(
        "Which roles do they hold?",
        [(str(role), f"{one[:1].upper()}{one[1:]}") for role, one in words.items()],
        needed="Choose at least one role",
        hint="Choose all that apply.",
    )


class RolesForm(PortalForm):
    """Which roles somebody holds. Its `version` is that of the roles they held when it was made."""

    roles = _roles()
    sure = Tick("I confirm that our agency is to be without a senior manager.")

    def chosen(self) -> frozenset[Role]:
        """The roles ticked. Ask after `validate_on_submit`."""
        return frozenset(Role(one) for one in self.roles.data or ())


class PersonForm(PortalForm):
    """Somebody new."""

    name = Line("Name", needed="Enter their name", hint="As they write it themselves.", limit=200)
    email = Line(
        "Work e-mail address",
        needed="Enter their work e-mail address",
        hint="The invitation is sent here. For example, name@organisation.example",
        limit=254,
    )
    roles = _roles()

    def validate_email(self, field: Field) -> None:
        """One address to which an e-mail can be sent."""
        must_be_address(field)

    def chosen(self) -> frozenset[Role]:
        """The roles ticked. Ask after `validate_on_submit`."""
        return frozenset(Role(one) for one in self.roles.data or ())


class EndForm(PortalForm):
    """Ending somebody's membership; `sure` when nobody would be a senior manager any more."""

    sure = Tick("I confirm that our agency is to be without a senior manager.")


class AbsenceForm(PortalForm):
    """From when to when somebody is away, and who is told in their place."""

    starts_on = Day("First day away", needed="Enter the first day away", hint="For example, 27 3 2027.")
    ends_on = Day("Last day away", needed="Enter the last day away", hint="For example, 9 4 2027.")
    cover = Select(
        "Who is told instead? (optional)",
        hint="A senior manager or deputy. If you choose nobody, all the others who are there are told.",
    )

    def offer(self, people: Iterable[tuple[str, str]]) -> "AbsenceForm":
        """Who may cover: those of the agency who sign, but for whoever is away."""
        self.cover.offer(people)
        return self
