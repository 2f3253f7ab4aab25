"""Keeps names out of a report: of a child of any case that it may tell of, and of whoever the portal knows.

Decision 25: no child's identity in a report; decision 28: no names of staff. What a single first name may mean is
not guessed at: whole names, dates of birth and record numbers are refused.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.business_unit.reports.counting import question
from portal.escalations import queries
from portal.protocol.errors import Invalid
from portal.protocol.half_year import HalfYear
from portal.protocol.identity import Identity
from portal.protocol.masking import found

CASES = 1_000
"""How many cases back from the end of the half-year are looked at."""

SHORTEST_NUMBER = 5

_CASES = text("""
    select escalation_id from portal.log_case
    where not imported and disposed_at is null and submitted_at < :finish
    order by submitted_at desc, escalation_id desc limit :most
""")
_PEOPLE = text("select distinct name from portal.person")

CHILD = "Take out “{typed}”: it looks like a child’s name, date of birth or record number. A report names no child"
PERSON = (
    "Take out “{typed}”: a report names nobody. Say what they are instead, for example “a senior manager”"
)


def must_name_nobody(session: Session, half: HalfYear, texts: Mapping[str, str]) -> None:
    """Raises Invalid beside each of these texts, by field, that names a child or somebody the portal knows."""
    asked = {"finish": question([half])["finish"], "most": CASES}
    children = queries.known_of_all(session, session.scalars(_CASES, asked))
    people = [Identity(1, name, "", "") for name in session.scalars(_PEOPLE)]
    wrong = {
        field: says.format(typed=typed)
        for says, known in ((PERSON, people), (CHILD, children))
        for field, words in texts.items()
        if (typed := _whole(words, known))
    }
    if wrong:
        raise Invalid(wrong)


def _whole(words: str, known: Iterable[Identity]) -> str:
    """The first whole name, date or number of these in a text, as it was typed; "" when there is none."""
    typed = (" ".join(one.typed.split()) for one in found(words, known))
    return next((one for one in typed if _says_who(one)), "")


def _says_who(typed: str) -> bool:
    digits = any(sign.isdigit() for sign in typed)
    return len(typed) >= SHORTEST_NUMBER if digits else " " in typed
