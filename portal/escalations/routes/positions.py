"""What each party says, side by side, issue by issue: for reading before a decision (decision 16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response

from portal.escalations import queries
from portal.escalations.queries import AttachmentView, CaseView
from portal.escalations.routes import blueprint
from portal.escalations.routes.desk import LABELS, issues_of
from portal.escalations.routes.stage_4 import redacted_copies
from portal.protocol import part_4
from portal.protocol.permissions import Permission, allows, check
from portal.web.actor import actor, reading
from portal.web.guard import requires
from portal.web.htmx import page


@dataclass(frozen=True, slots=True)
class Said:
    """What one responding agency answered to an issue; None when it has not, or was not asked."""

    agency: str
    answer: Mapping[str, Any] | None
    late: bool


@dataclass(frozen=True, slots=True)
class Position:
    """One issue: what A says, what each B answered, how A concluded, and what is asked of the Executive."""

    number: int
    issue: Mapping[str, Any]
    answers: tuple[Said, ...]
    result: str
    why: str
    sought: tuple[tuple[str, str], ...]


@blueprint.get("/<reference>/positions")
@requires(Permission.READ_CASE)
def positions(reference: str) -> Response:
    """Every issue with what each party says of it, and the files that were signed with the form."""
    with reading() as session:
        view = queries.case(session, actor(), reference)
        check(Permission.READ_CASE, actor(), view.case)
        files = queries.attachments(session, view.case.id, mask=view.mask)
    return page(
        "escalations/positions.html",
        view=view,
        positions=[_position(view, number, issue) for number, issue in enumerate(issues_of(view), start=1)],
        files=_signed(view, files),
        labels=LABELS,
        redacted_copies=redacted_copies(view, actor()),
        may_download=allows(Permission.DOWNLOAD, actor(), view.case),
    )


def _position(view: CaseView, number: int, issue: Mapping[str, Any]) -> Position:
    key, concluded = str(number), view.newest("part_3")
    content = concluded.content if concluded else {}
    requests = {one.part: one for one in view.documents if one.kind == part_4.PART_4}.values()
    return Position(
        number,
        issue,
        tuple(
            Said(one.agency, one.content["answers"][key], one.late)
            for one in view.documents
            if one.kind == "part_2" and key in one.content.get("answers", {})
        ),
        LABELS["replies"].RESULTS.get(content.get("results", {}).get(key, ""), ""),
        content.get("why", {}).get(key, ""),
        tuple(
            (one.agency, one.content["outstanding"][key])
            for one in requests
            if key in one.content.get("outstanding", {})
        ),
    )


def _signed(
    view: CaseView, files: tuple[AttachmentView, ...]
) -> list[tuple[str, tuple[AttachmentView, ...]]]:
    """The files of each part of the form that was signed, under its name."""
    named = {"part_1": "Part 1", "part_2": "Part 2", "part_3": "Part 3"}
    found = [
        (
            f"{named[one.kind]}, {one.agency}",
            queries.attached_to_version(files, paper=one.kind, version=one.version, part=one.part),
        )
        for one in view.documents
        if one.kind in named
    ]
    return [(words, attached) for words, attached in found if attached]
