"""Saving while somebody types, and saying who has a section open; both answer with a few words for the page."""

from flask import Response

from portal.escalations.actions import editing, part_1
from portal.escalations.actions.writing import CHILDREN
from portal.escalations.routes import blueprint
from portal.escalations.routes.writing import (
    being_written,
    notices_in,
    posted,
    section_of,
    stored_now,
)
from portal.infra.calendar import now
from portal.protocol import merging
from portal.protocol.errors import Invalid, Stale
from portal.protocol.part_1 import SECTIONS
from portal.protocol.permissions import Permission
from portal.web.actor import actor, unit_of_work
from portal.web.forms import NOT_OURS
from portal.web.guard import requires
from portal.web.htmx import page


@blueprint.post("/<reference>/part-1/<section>/autosave")
@requires(Permission.WRITE_PART_1)
def autosave(reference: str, section: str) -> Response:
    """Save what is valid of a section while it is typed. It takes no one-time key and overwrites nobody: a form
    that somebody saved meanwhile is left to be saved by its button.
    """
    asked = section_of(section)
    try:
        with unit_of_work() as work:
            writing = being_written(work.session, reference)
            form = posted(asked, writing)
            form.validate()
            if form.version.errors or not form.whole:
                raise Invalid({"version": NOT_OURS})
            content = form.valid_part(stored_now(asked, writing))
            saved = part_1.save(
                work.session,
                actor(),
                reference,
                section=asked.key,
                version=form.seen_version,
                content=content,
            )
    except Stale as stale:
        return page("escalations/part_1/not_saved.html", status=409, why=str(stale))
    form.version.data = str(saved.version)
    form.was.data = merging.shown(saved.content).written()
    return page(
        "escalations/part_1/saved.html",
        form=form,
        at=now(),
        not_valid=form.not_valid(),
        notices=notices_in(asked, writing, saved.content),
        children=asked.key == CHILDREN,
    )


@blueprint.post("/<reference>/part-1/<section>/presence")
@requires(Permission.WRITE_PART_1)
def presence(reference: str, section: str) -> Response:
    """Keep that the actor has this section open; say who else has."""
    asked = section_of(section)
    with unit_of_work() as work:
        others = editing.have_open(work.session, actor(), reference, kind=part_1.PART_1, section=asked.key)
    return page(
        "escalations/editing.html",
        here=[one for one in others if one.section == asked.key],
        elsewhere=[one for one in others if one.section != asked.key],
        titles={one.key: one.title for one in SECTIONS},
        what="this section",
        then="You can both write: what each of you changes is kept.",
    )
