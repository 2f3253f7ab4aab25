"""Which records are to be reviewed, which are held, what was disposed of; and each record's page (decision 29)."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, request, url_for

from portal.business_unit.care import queries
from portal.business_unit.care.queries import Record
from portal.business_unit.care.routes import records
from portal.infra.calendar import now
from portal.protocol.clock import london_date, when
from portal.protocol.errors import NotFound, WrongState
from portal.protocol.permissions import PERMISSIONS, Permission, could
from portal.protocol.references import reference_of
from portal.protocol.retention import Standing
from portal.web.actor import actor, reading
from portal.web.guard import requires
from portal.web.htmx import page, redirect_to


@records.get("")
@requires(Permission.SEE_RECORDS)
def listed() -> Response:
    """The review list, the soonest first, with the working of each date."""
    typed = request.args.get("reference", "")
    if typed and (known := _known(typed)):
        return redirect_to("records.shown", reference=known)
    today = london_date(now())
    with reading() as session:
        to_review = queries.to_review(session, today)
        proposed, held = queries.proposed(session), queries.held(session)
        done = queries.disposals(session)
    return page(
        "business_unit/care/list.html",
        to_review=to_review[: queries.MOST],
        more=max(0, len(to_review) - queries.MOST),
        proposed=proposed,
        held=held,
        done=done,
        today=today,
        Standing=Standing,
        may_dispose=may_dispose(),
        typed=typed,
        wide=True,
    )


@records.get("/<reference>")
@requires(Permission.SEE_RECORDS)
def shown(reference: str) -> Response:
    """One record: until when it is kept and why, what holds it, what was proposed; or that it was disposed of."""
    with reading() as session:
        record = queries.record(session, reference)
        disposed = queries.disposed_of(session, reference) if record is None else None
    if disposed:
        return page("business_unit/care/disposed.html", disposed=disposed)
    if record is None:
        raise NotFound
    return page(
        "business_unit/care/record.html",
        record=record,
        standing=record.standing(london_date(now())),
        Standing=Standing,
        may_dispose=may_dispose(),
        own=record.proposal is not None and record.proposal.person == actor().person,
    )


def may_dispose() -> bool:
    """Whether the actor is one of those who propose and confirm."""
    return could(PERMISSIONS[Permission.DISPOSE_OF_RECORD], actor())


def the_record(reference: str) -> Record:
    """The record of a case that is still there, for a page about it. Raises NotFound."""
    with reading() as session:
        record = queries.record(session, reference)
    if record is None:
        raise NotFound
    return record


@contextmanager
def or_disposed_of(reference: str) -> Iterator[None]:
    """Tell whoever comes too late that the record is gone, and by whom, in place of "there is none"."""
    try:
        yield
    except NotFound:
        with reading() as session:
            gone = queries.disposed_of(session, reference)
        if gone is None:
            raise
        raise WrongState(
            f"The record was disposed of on {when(gone.at)}, confirmed by {gone.confirmed_by}."
        ) from None


def leads_to(reference: str) -> str:
    """Where each step about a record ends."""
    return url_for("records.shown", reference=reference)


def _known(typed: str) -> str:
    """The reference of a record that can be shown, however it was typed; "" when there is none."""
    reference = reference_of(typed)
    if not reference:
        return ""
    with reading() as session:
        found = queries.record(session, reference) or queries.disposed_of(session, reference)
    return reference if found else ""
