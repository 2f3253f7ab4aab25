"""The list of the log: filtered, searched as one types, ordered, a page at a time (P8, P13)."""

from dataclasses import dataclass

from flask import Response
from htmx_flask import request
from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.business_unit.log import columns, queries
from portal.business_unit.log.asking import USUAL, Asking, Place
from portal.business_unit.log.forms import AskingForm
from portal.business_unit.log.queries import COUNTED, Found
from portal.business_unit.log.routes import blueprint
from portal.infra.calendar import now
from portal.protocol.actors import Kind
from portal.protocol.errors import NotFound
from portal.protocol.permissions import Permission
from portal.web.actor import reading
from portal.web.guard import requires
from portal.web.htmx import page

LIST = "business_unit/log/list.html"
HANDS = (Kind.BUSINESS_UNIT, Kind.EXECUTIVE, Kind.SCRUTINEER, Kind.AGENCY)
"""The kinds of workspace that a case can be with."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list. `count` is None where it is not known, as on every page but the first."""

    asking: Asking
    found: Found
    rows: tuple[queries.Logged, ...]
    count: int | None
    first: bool

    @property
    def said(self) -> str:
        """How many cases there are, as far as that is cheap to know."""
        if self.count is None:
            return f"{_cases(len(self.rows))} on this page"
        return f"More than {COUNTED} cases" if self.count > COUNTED else _cases(self.count)


def _cases(number: int) -> str:
    return f"{number or 'No'} case{'' if number == 1 else 's'}"


@blueprint.get("")
@requires(Permission.SEE_LOG)
def listed() -> Response:
    """Every case that is asked for, or every case; a part of the page alone while somebody types."""
    with reading() as session:
        form, views = asking_form(session), queries.views(session)
        if not form.validate():
            return page(
                LIST,
                block="cases",
                status=422,
                form=form,
                usual=USUAL,
                listing=None,
                views=views,
                narrowed=True,
                part=bool(request.htmx),
            )
        asking = form.asking()
        listing = _listing(session, asking)
        said = queries.words_of(session, asking)
    return page(
        LIST,
        block="cases",
        form=form,
        usual=USUAL,
        listing=listing,
        said=said,
        columns=columns.chosen(asking.show),
        views=views,
        narrowed=asking.is_narrowed,
        now=now(),
        part=bool(request.htmx),
        wide=True,
    )


def _listing(session: Session, asking: Asking) -> Listing:
    after, before = _place("after"), _place("before")
    found = queries.find(session, asking, after=after, before=before)
    first = found.previous is None and not after
    return Listing(
        asking,
        found,
        queries.logged(session, found.cases),
        queries.count(session, asking) if first else None,
        first,
    )


def _place(name: str) -> Place | None:
    written = request.args.get(name)
    return Place.read(written) if written else None


def asking_form(session: Session) -> AskingForm:
    """What the address asks, and what there is to choose from."""
    form, every = AskingForm(request.args), agencies.workspaces(session)
    form.offer(
        agencies=[(one.id, one.name) for one in every if one.kind is Kind.AGENCY],
        hands=[(one.id, one.name) for kind in HANDS for one in every if one.kind is kind],
        themes=queries.themes(session),
    )
    return form


def asked(session: Session) -> Asking:
    """What the address asks; NotFound when it asks for what there is not."""
    form = asking_form(session)
    if not form.validate():
        raise NotFound
    return form.asking()
