"""The pages of a referral pack: what it holds and how far it is, asking for it, and taking a copy (P11)."""

from dataclasses import dataclass
from io import BytesIO
from uuid import UUID, uuid4

from flask import Blueprint, Response, flash, send_file, url_for

from portal.agencies import queries as agencies
from portal.escalations.routes.attachments import SANDBOX
from portal.executive import pack_actions, pack_queries
from portal.executive.forms_packs import AskForm, AskWithIdentityForm
from portal.executive.gathering import Letterhead
from portal.executive.pack_actions import Standing
from portal.executive.packs.contents import Kind
from portal.executive.packs.volumes import FOR
from portal.infra.calendar import calendar_for, now
from portal.protocol import actors
from portal.protocol.clock import london_date
from portal.protocol.errors import Invalid, NotFound
from portal.protocol.permissions import Permission
from portal.web.actor import actor, portal, reading, unit_of_work
from portal.web.guard import requires
from portal.web.htmx import page

blueprint = Blueprint("packs", __name__)

ASKERS = (
    Permission.ASK_FOR_SCRUTINEERS_PACK,
    Permission.ASK_FOR_EXECUTIVES_PACK,
    Permission.ASK_FOR_LEARNING_PACK,
)
READERS = (*ASKERS, Permission.SEE_LEARNING_WORKLIST)
"""Who has a pack of some kind: whoever asks for one, and the Subgroup, which does not."""


@dataclass(frozen=True, slots=True)
class Holds:
    """What a kind of pack says of children, people and files, and who can have it."""

    children: str
    people: str
    files: str
    who_sees: tuple[str, ...]


MASKED = (
    "The children’s names, dates of birth and record numbers are masked in it, also in what people wrote."
)
LISTED = (
    "Attachments are listed with size and hash, and not reproduced: a child’s identity may stand in one. Where the"
    " Business Unit supplied a redacted copy, a PDF or an image, that follows in a second volume."
)
HOLDS = {
    Kind.SCRUTINEER: Holds(
        "The children’s names, dates of birth and record numbers are in it.",
        "The names of people are in it.",
        "Attachments that are PDFs or images follow in a second volume; others are listed with size and hash.",
        ("The Independent Scrutineer, until the case is decided", "Nobody else"),
    ),
    Kind.EXECUTIVE: Holds(
        MASKED,
        "The names of people are in it.",
        LISTED,
        ("The members of the Executive who declared no interest and have no conflict",
         "Officers and managers of the Business Unit"),
    ),
    Kind.LEARNING: Holds(
        MASKED,
        "Nobody is named in it: who signed and acted is told by role and agency, and names are masked in what "
        "people wrote.",
        LISTED,
        ("The readers of the Learning and Improvement Subgroup, once a review was asked for",
         "The members of the Executive who declared no interest and have no conflict",
         "Officers and managers of the Business Unit"),
    ),
}  # fmt: skip


@blueprint.get("/packs/<reference>/<kind>")
@requires(*READERS)
def shown(reference: str, kind: str) -> Response:
    """What a pack of this kind holds, how far the newest is, and every one that was made."""
    return _page(reference, _kind(kind))


@blueprint.post("/packs/<reference>/<kind>")
@requires(*ASKERS)
def ask(reference: str, kind: str) -> Response:
    """Ask for a pack of the case as it stands, or have one that failed tried again."""
    of = _kind(kind)
    form = _form(of)
    if not form.validate_on_submit():
        return _page(reference, of, form, status=422)
    try:
        with unit_of_work(form) as work:
            pack_actions.ask(
                work.session, actor(), reference, kind=of, letterhead=letterhead(), purpose=form.given_purpose
            )
            work.leads_to = url_for("packs.shown", reference=reference, kind=of.value)
    except Invalid as invalid:
        form.refuse(invalid)
        return _page(reference, of, form, status=422)
    flash("The pack was asked for. You are told by e-mail when it is ready.", "success")
    return work.redirect()


@blueprint.post("/packs/<reference>/<kind>/<uuid:pack>/<int:volume>/file")
@requires(*READERS)
def download(reference: str, kind: str, pack: UUID, volume: int) -> Response:
    """Hand out a marked copy, never to be shown by the browser. One that cannot be logged is not given."""
    of = _kind(kind)
    with unit_of_work() as work:
        case = pack_actions.standing(work.session, actor(), reference, of).case
        copy = pack_actions.take(work.session, actor(), case, kind=of, pack=pack, volume=volume)
    response = send_file(
        BytesIO(copy), mimetype="application/pdf", as_attachment=True,
        download_name=f"{reference}-pack-{volume}.pdf", conditional=False, etag=False,
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@blueprint.get("/learning")
@requires(Permission.SEE_LEARNING_WORKLIST)
def reviews() -> Response:
    """The reviews asked of the Learning and Improvement Subgroup (P12): all that it knows of them."""
    with reading() as session:
        found = pack_queries.reviews(session)
        calendar = calendar_for(agencies.closures(session))
    return page("executive/packs/reviews.html", reviews=found, calendar=calendar, today=london_date(now()))


def letterhead() -> Letterhead:
    """What this deployment puts on every page of a pack."""
    settings = portal().settings
    return Letterhead(settings.partnership, settings.marking)


def _kind(named: str) -> Kind:
    if named not in list(Kind):
        raise NotFound
    return Kind(named)


def _form(kind: Kind) -> AskForm:
    return AskWithIdentityForm() if kind.shows_identity else AskForm()


def _page(reference: str, kind: Kind, form: AskForm | None = None, *, status: int = 200) -> Response:
    with reading() as session:
        found = pack_actions.standing(session, actor(), reference, kind)
    return page(
        "executive/packs/pack.html",
        status=status,
        reference=reference,
        kind=kind,
        title=f"Referral pack {FOR[kind]}",
        holds=HOLDS[kind],
        packs=found.packs,
        newest=found.packs[0] if found.packs else None,
        may_ask=found.may_ask and _is_wanted(found),
        form=form or _form(kind),
        keys={(pack.id, one.number): uuid4().hex for pack in found.packs for one in pack.volumes},
        others=_others(kind),
        review=found.review,
        back=url_for("packs.reviews") if found.review else url_for("escalations.show", reference=reference),
    )


def _is_wanted(found: Standing) -> bool:
    """Whether there is a reason to ask: no pack yet, one that failed, or one from before the case moved."""
    return not found.packs or not found.packs[0].current or found.packs[0].state == "failed"


def _others(kind: Kind) -> list[tuple[str, str]]:
    """The other kinds that whoever reads this one may have too."""
    both = (Kind.EXECUTIVE, Kind.LEARNING)
    if actor().kind is actors.Kind.LEARNING or kind not in both:
        return []
    return [(one.value, f"Referral pack {FOR[one]}") for one in both if one is not kind]
