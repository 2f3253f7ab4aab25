"""The forms with which the Business Unit keeps agencies, their sign-in services, and roles that take two."""

import re

from portal.agencies.forms.people import must_be_address
from portal.web.forms import Line, PortalForm, Select, Text, Tick

NAME = 200


class AgencyForm(PortalForm):
    """An agency: what it is called, whose it is, and the e-mail domains of its people."""

    name = Line(
        "What is the agency called?",
        needed="Enter the agency’s name",
        called="The agency’s name",
        hint="The unit that works with children, as people know it. For example, a school, a trust’s hospital, "
        "Children’s Social Care.",
        limit=NAME,
    )
    organisation = Line(
        "What is its parent organisation?",
        needed="Enter the parent organisation",
        called="The parent organisation",
        hint="For example, the council or the trust. Write it as it is written for its other agencies; an agency "
        "without a parent is its own.",
        limit=NAME,
    )
    domains = Text(
        "E-mail domains (optional)",
        called="The e-mail domains",
        hint="What stands after the @ in its people’s addresses, one to a line. With it they find their own "
        "sign-in service. For example, organisation.example",
        limit=2000,
        rows=3,
    )

    def domains_typed(self) -> list[str]:
        """The domains, as they stand line by line or between commas."""
        return [one for one in re.split(r"[\s,;]+", str(self.domains.data or "")) if one]


class ServiceForm(PortalForm):
    """An agency's own sign-in service. What is secret is never put back into the form."""

    issuer = Line(
        "What is the issuer address?",
        needed="Enter the issuer address",
        called="The issuer address",
        hint="The agency’s IT support knows it, to the letter. For example, https://login.example/tenant",
        limit=500,
    )
    client_id = Line(
        "What is the client ID?",
        needed="Enter the client ID",
        called="The client ID",
        hint="What the agency’s service calls this portal.",
        limit=NAME,
    )
    client_secret = Line(
        "What is the client secret?",
        needed="Enter the client secret",
        called="The client secret",
        hint="It is kept, and is never shown again. Have it given to you by telephone, not by e-mail.",
        limit=1000,
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class OffForm(PortalForm):
    """Switching a service off, or going back to the shared one."""

    sure = Tick(
        "I confirm that everybody of the agency is to be signed out.", needed="Confirm it by ticking the box"
    )


class RoleForm(PortalForm):
    """A role that is proposed: which, for whom, where they sign in, and why."""

    role = Select("Which role?", needed="Choose the role")
    email = Line(
        "Work e-mail address",
        needed="Enter their work e-mail address",
        hint="Who is known by this address already keeps the name and the sign-in they have.",
        limit=254,
    )
    name = Line(
        "Name (when the portal does not know them yet)",
        called="Name",
        hint="As they write it themselves.",
        limit=NAME,
    )
    home = Select(
        "Where do they sign in? (when the portal does not know them yet)",
        hint="With the service of the agency they work for. Who works for none signs in with the partnership.",
    )
    why = Text("Why are they to hold it?", needed="Say why they are to hold it", limit=500, rows=3)

    def validate_email(self, field: Line) -> None:
        """One address to which an e-mail can be sent."""
        must_be_address(field)
