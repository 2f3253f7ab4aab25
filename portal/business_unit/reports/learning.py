"""What was learned in the cases of a half-year, for the Business Unit to choose from (P14).

Every text is masked, as for a pack that names nobody: of the children of its case, and of its people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text
from sqlalchemy.orm import Session

from portal.business_unit.reports.counting import question
from portal.escalations import queries
from portal.escalations.queries import Mask
from portal.executive.gathering.readers import named_in
from portal.protocol.half_year import HalfYear
from portal.protocol.masking import people_mask_of

PAGE = 20
"""How many texts one page offers."""

_LEARNED = """
    select d.id, d.escalation_id, c.reference, d.content ->> 'learning' as learning
    from portal.document d join portal.log_case c on c.escalation_id = d.escalation_id
    where d.kind = 'part_3' and c.submitted_at >= :start and c.submitted_at < :finish
      and btrim(coalesce(d.content ->> 'learning', '')) <> ''
"""
_PAGE = text(f"{_LEARNED} and d.id > :after order by d.id limit :most")
_CHOSEN = text(f"{_LEARNED} and d.id = any(:chosen) order by d.id").bindparams(
    bindparam("chosen", type_=ARRAY(Uuid()))
)
_PAPERS = text("select kind, content from portal.document where escalation_id = :case")
_PEOPLE = text("""
    select p.name from portal.membership m join portal.person p on p.id = m.person_id
    where m.workspace_id in (
      select raising_workspace_id from portal.escalation where id = :case
      union select workspace_id from portal.part where escalation_id = :case)
    union select signed_by_name from portal.document where escalation_id = :case
    union select name from portal.note where escalation_id = :case
    union select addressee_name from portal.part where escalation_id = :case and addressee_name is not null
""")
FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Learned:
    """What one conclusion says was learned, without a name in it."""

    id: UUID
    reference: str
    words: str


def learned(session: Session, half: HalfYear, *, after: UUID = FIRST) -> tuple[list[Learned], UUID | None]:
    """One page of what was learned in the cases of a half-year, and after which the next page begins."""
    asked = question([half]) | {"after": after, "most": PAGE + 1}
    rows = session.execute(_PAGE, asked).all()
    shown = [_masked(session, *row) for row in rows[:PAGE]]
    return shown, shown[-1].id if len(rows) > PAGE else None


def chosen(session: Session, half: HalfYear, which: Iterable[UUID]) -> list[Learned]:
    """Those of them that were chosen."""
    asked = question([half]) | {"chosen": list(which)}
    return [_masked(session, *row) for row in session.execute(_CHOSEN, asked)]


def _masked(session: Session, document: UUID, case: UUID, reference: str, words: str) -> Learned:
    children, people = queries.mask_for(session, case), _mask_of_people(session, case)
    return Learned(document, reference, people(children(words)).strip())


def _mask_of_people(session: Session, case: UUID) -> Mask:
    asked = {"case": case}
    known = session.scalars(_PEOPLE, asked).all()
    written = (name for kind, content in session.execute(_PAPERS, asked) for name in named_in(kind, content))
    return people_mask_of(dict.fromkeys([*known, *written]))
