"""The Scrutineer's summaries, each as its reader may read it (decision 23)."""

from collections.abc import Mapping
from uuid import UUID

from portal.escalations.queries.case_view import CaseView, DocumentView
from portal.protocol.errors import NotFound
from portal.protocol.summary import ISSUED, SUMMARY


def summaries_of(view: CaseView) -> tuple[DocumentView, ...]:
    """Each summary once: as it was submitted, or, for a party, as it was given to them."""
    return tuple(_by_part(view).values())


def summary_of(view: CaseView, part: UUID) -> DocumentView:
    """One of them; NotFound when there is none that the reader may read."""
    found = _by_part(view).get(part)
    if found is None:
        raise NotFound
    return found


def _by_part(view: CaseView) -> Mapping[UUID | None, DocumentView]:
    found = {one.part: one for one in view.documents if one.kind == ISSUED}
    return found | {one.part: one for one in view.documents if one.kind == SUMMARY}
