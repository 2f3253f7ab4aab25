"""A section of Part 1 as its page shows it and as it comes back, with what somebody else wrote meanwhile."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.escalations import queries
from portal.escalations.actions import part_1
from portal.escalations.actions.writing import CHILDREN
from portal.escalations.forms.noticing import Notice, noticed, noticed_in_part_1
from portal.escalations.forms.part_1 import FORMS, SectionForm, shown_in, whole_rows
from portal.escalations.forms.written import answer
from portal.protocol import merging
from portal.protocol.actors import Kind
from portal.protocol.errors import NotFound, WrongState
from portal.protocol.identity import Identity
from portal.protocol.part_1 import IDENTITY, KEY, SECTIONS, Section
from portal.protocol.permissions import Permission, check
from portal.web.actor import actor


@dataclass(frozen=True, slots=True)
class Writing:
    """A case whose Part 1 is being written, with the draft, the children's identity, the agencies it may name.

    `stored_now` is what a section says now, when that is known better than from the draft.
    """

    view: queries.CaseView
    draft: queries.DraftView
    agencies: tuple[tuple[str, str], ...]
    identities: tuple[Identity, ...] = field(default=(), repr=False)
    stored_now: Any = None


def being_written(session: Session, reference: str) -> Writing:
    """A case for its writers: NotFound, NotAllowed to others, WrongState once Part 1 is submitted."""
    me = actor()
    view = queries.case(session, me, reference)
    check(Permission.WRITE_PART_1, me, view.case)
    if view.case.state not in part_1.WRITING:
        raise WrongState("Part 1 was submitted, so it can no longer be changed.")
    draft = queries.draft(session, view.case.id, kind=part_1.PART_1, workspace=me.workspace)
    others = [one for one in agencies.workspaces(session, Kind.AGENCY) if one.id != view.case.raising]
    return Writing(
        view,
        draft,
        tuple((str(one.id), one.name) for one in others),
        queries.identities(session, view.case.id),
    )


def section_of(key: str) -> Section:
    """The section that an address names; NotFound for another."""
    found = next((one for one in SECTIONS if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def shown(asked: Section, writing: Writing) -> SectionForm:
    """The form with what was written so far. It remembers what it shows."""
    data = shown_in(asked, writing.draft.content, writing.identities if asked.key == CHILDREN else ())
    return _with(asked, writing, data, version=writing.draft.versions.get(asked.key, 0))


def posted(asked: Section, writing: Writing) -> SectionForm:
    """The form with what was typed."""
    form = FORMS[asked.key]()
    form.offer(writing.agencies, writing.draft.content)
    return form


def differing(asked: Section, writing: Writing, differs: part_1.Differs) -> SectionForm:
    """The form with what could be brought together, and mine where both changed the same: what stands in it is
    saved next, over what it says that they wrote.
    """
    form = _with(asked, writing, _asked(asked, differs.merged.content), version=differs.version)
    form.was.data = merging.shown(differs.theirs).written()
    form.beside.data = " ".join(f"{key}.{name}" for key, name in sorted(differs.merged.conflicts))
    for key, name in differs.merged.conflicts:
        if (field := _field(form, key, name)) is not None:
            field.errors = [
                f"{differs.name} changed this too. Read what they wrote, then save what is right."
            ]
    return form


def beside(form: SectionForm, asked: Section, writing: Writing) -> dict[str, str]:
    """What somebody else wrote in the fields that both changed, in words, by the field's name on the page."""
    wanted = [tuple(one.partition(".")[::2]) for one in str(form.beside.data or "").split()]
    if not wanted:
        return {}
    theirs = _with(asked, writing, _asked(asked, stored_now(asked, writing)), version=0)
    found = {}
    for key, name in wanted:
        mine, other = _field(form, key, name), _field(theirs, key, name)
        if mine is not None and other is not None:
            found[str(mine.name)] = answer(other) or "Nothing: they left it empty."
    return found


def stored_now(asked: Section, writing: Writing) -> Any:
    """What the section says in the draft, each child with its identity."""
    if writing.stored_now is not None:
        return writing.stored_now
    stored = writing.draft.content.get(asked.key)
    if not asked.repeated:
        return stored or {}
    return whole_rows(stored or [], writing.identities if asked.key == CHILDREN else ())


def found_in(asked: Section, writing: Writing, written: Any) -> list[Notice]:
    """Pieces of the children's identity in what was written in one section (decision 25)."""
    return noticed(asked, written, writing.identities)


def notices_in(asked: Section, writing: Writing, written: Any) -> list[Notice]:
    """The same for what was just saved: a child's name that was just told is looked for in every section."""
    if asked.key != CHILDREN:
        return found_in(asked, writing, written)
    from_form = [
        Identity(number, **{name: row.get(name) or "" for name in IDENTITY})
        for number, row in enumerate(written, start=1)
    ]
    return noticed_in_part_1({**writing.draft.content, CHILDREN: written}, from_form)


def _asked(asked: Section, content: Any) -> dict[str, Any]:
    return {asked.key: content} if asked.repeated else FORMS[asked.key].asked_again(content)


def _with(asked: Section, writing: Writing, data: dict[str, Any], *, version: int) -> SectionForm:
    form = FORMS[asked.key](formdata=None, data={**data, "version": version})
    form.offer(writing.agencies, writing.draft.content)
    form.remember()
    return form


def _field(form: SectionForm, key: str, name: str) -> Any:
    """The field of that name, in the row of that key."""
    rows = form.rows()
    of: Any = form if rows is None else next((one.form for one in rows if one.form[KEY].data == key), ())
    return next((one for one in of if one.short_name == name), None)
