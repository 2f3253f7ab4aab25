"""What a column of a spreadsheet may hold, for each kind of import, and which heading probably means which."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

_NO_SIGN = re.compile(r"[\W_]+")
_APOSTROPHE = re.compile(r"['’‘`]")


class Kind(StrEnum):
    """What is imported. The value stands in the address of its pages."""

    CASES = "old-cases"
    DIRECTORY = "directory"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a column may hold. `headings`: what else people call it, the surest first."""

    key: str
    label: str
    headings: str
    hint: str = ""
    needed: bool = False


SEVERAL = "Separate several with a semicolon, or put each on a line of its own."
A_DATE = "For example 25/11/2024, the day first."

OF_CASES = (
    Field(
        "reference",
        "Reference",
        "ref, ref no, reference number, case reference, case number, case no, log number, id, number",
        "The number that your log gave the case. It must name no child. A case without one gets one here.",
    ),
    Field(
        "submitted",
        "Date received",
        "received, date raised, raised, date submitted, submitted, date of escalation, date escalated,"
        " date opened, opened, date",
        f"When the raising agency’s form came. {A_DATE}",
        needed=True,
    ),
    Field(
        "raising",
        "Raising agency",
        "agency a, raised by, escalated by, escalating agency, referring agency, agency raising, from",
        "As the portal names it.",
        needed=True,
    ),
    Field(
        "responding",
        "Responding agencies",
        "responding agency, agency b, raised against, raised with, receiving agency, escalated to, respondent,"
        " agency responding, to",
        f"As the portal names them. {SEVERAL}",
        needed=True,
    ),
    Field(
        "outcome",
        "Outcome",
        "result, resolution, status, outcome of escalation",
        "How it ended: resolved, withdrawn, closed, or decided by the Executive.",
        needed=True,
    ),
    Field(
        "ended",
        "Date it ended",
        "date ended, date closed, closed, closure date, end date, date resolved, resolved, date of outcome,"
        " date completed",
        A_DATE,
        needed=True,
    ),
    Field(
        "forwarded",
        "Date sent on",
        "date sent, sent on, sent, date forwarded, forwarded, sent to agency b, date sent to agency",
        f"When the Business Unit sent the form to the responding agency. {A_DATE}",
    ),
    Field(
        "answered",
        "Date of the reply",
        "date of reply, reply received, date of response, response received, response date, date responded,"
        " responded, replied",
        f"{A_DATE} A case without one counts as “not known”; as “no response” when it was closed for want of one.",
    ),
    Field(
        "extension",
        "Extra working days given",
        "extra days, extension, extension days, extended by",
        "From 1 to 5, when the responding agency was given more time.",
    ),
    Field(
        "categories",
        "Categories",
        "category, kind of difference, type of difference, issue type, type, issue",
        f"The first counts as the main one. {SEVERAL}",
    ),
    Field("themes", "Themes", "theme, learning theme, learning themes", SEVERAL),
    Field(
        "stage_4",
        "Stage 4",
        "stage four, executive, referral to the executive",
        "What became of a request for referral to the Executive: declined, withdrawn or decided.",
    ),
    Field("chases", "Chases", "number of chases, times chased, reminders", "How many there were."),
    Field(
        "promised",
        "Actions promised",
        "number of actions, actions agreed, actions",
        "How many the responding agencies promised.",
    ),
    Field("done", "Actions done", "actions completed, actions carried out", "How many of those were done."),
)
"""What the portal can keep of an old case. There is no column for a child, nor for text about one."""

OF_THE_DIRECTORY = (
    Field(
        "agency",
        "Agency",
        "agency name, name of agency, organisation name, school, service",
        "Its name. An agency is an operational unit: a trust, a school, Children’s Social Care.",
        needed=True,
    ),
    Field(
        "parent",
        "Parent organisation",
        "parent, organisation, parent body, trust",
        "What the agency belongs to. Empty: the agency itself.",
    ),
    Field(
        "person",
        "Person’s name",
        "person, name, full name, contact, contact name",
        "Empty: the row adds the agency alone.",
    ),
    Field("email", "Person’s e-mail", "e mail, email, email address, e mail address, contact email"),
    Field(
        "roles",
        "Roles",
        "role, role in the portal, portal role",
        f"Contributor, senior manager, deputy, administrator, Executive-level contact. {SEVERAL}",
    ),
)
"""What is known of an agency and of somebody in it."""

FIELDS: Mapping[Kind, tuple[Field, ...]] = {Kind.CASES: OF_CASES, Kind.DIRECTORY: OF_THE_DIRECTORY}


def folded(text: str) -> str:
    """A text as it is compared with another: small letters and digits, one space between words, “&” as “and”."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("&", " and ")
    return " ".join(_NO_SIGN.sub(" ", _APOSTROPHE.sub("", plain)).split())


def guessed(kind: Kind, headings: Sequence[str]) -> dict[str, int]:
    """Which column probably holds each field: the one whose heading is the first of the field's that is there.

    No column is guessed for two fields.
    """
    at = {folded(heading): column for column, heading in reversed(list(enumerate(headings)))}
    found: dict[str, int] = {}
    for field in FIELDS[kind]:
        names = (folded(name) for name in (field.label, *field.headings.split(",")))
        column = next((at[name] for name in names if name in at and at[name] not in found.values()), None)
        if column is not None:
            found[field.key] = column
    return found


def several(text: str) -> list[str]:
    """The values of a cell that may hold more than one, each once, in their order."""
    parts = (" ".join(part.split()) for part in re.split(r"[;\n\r]+", text))
    return list(dict.fromkeys(part for part in parts if part))
