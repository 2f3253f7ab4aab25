"""The people of Part 1: who of the raising agency works on the difference, and whom they know of the other."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from portal.escalations.forms.section import SectionForm
from portal.web.forms import Line

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def an_address(_form: BaseForm, field: Any) -> None:
    """Something that an e-mail can be sent to, as far as its form says."""
    if not _ADDRESS.fullmatch(field.data.strip()):
        raise ValidationError("Enter an e-mail address like name@agency.org")


class PeopleForm(SectionForm):
    """Practitioner, manager at stage 2, safeguarding lead, day-to-day contact; those of the other agency."""

    introduction = (
        "The other agency and the Business Unit read these names, so that they know whom to speak with. Do not "
        "put the child or the family here.",
    )
    headings: ClassVar[Mapping[str, str]] = {
        "practitioner_name": "The practitioner",
        "manager_name": "The manager at stage 2",
        "contact_name": "The day-to-day contact",
        "lead_name": "The safeguarding lead (optional)",
        "their_practitioner": "The other agency, as far as you know (optional)",
    }


for _prefix, _whose, _may in (
    ("practitioner", "Practitioner’s", ""),
    ("manager", "Manager’s", ""),
    ("contact", "Contact’s", ""),
    ("lead", "Safeguarding lead’s", " (optional)"),
):
    _given = {
        "name": Line(f"{_whose} name{_may}", called=f"{_whose} name"),
        "role": Line(f"{_whose} role{_may}", called=f"{_whose} role"),
        "team": Line(f"{_whose} team{_may}", called=f"{_whose} team"),
        "phone": Line(f"{_whose} telephone number{_may}", called=f"{_whose} telephone number", limit=50),
        "email": Line(
            f"{_whose} e-mail address{_may}", called=f"{_whose} e-mail address", validators=[an_address]
        ),
    }
    for _name, _field in _given.items():
        setattr(PeopleForm, f"{_prefix}_{_name}", _field)

for _name, _whom in (("their_practitioner", "Practitioner"), ("their_manager", "Manager")):
    _hint = "Name, role and how to reach them."
    setattr(PeopleForm, _name, Line(f"{_whom} of the other agency (optional)", hint=_hint))
