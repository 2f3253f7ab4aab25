"""A form that was made from a case which changed meanwhile comes back as typed, made from the case as it is now.

Above it stands what happened since, as far as its reader may read it; sent again, it is taken. So nothing that was
typed is lost, and nothing is done unseen.
"""

from portal.escalations import queries
from portal.escalations.queries import CaseView, DraftView, Happened
from portal.web.actor import reading
from portal.web.forms import PortalForm

NOTHING_DONE = (
    "Nothing was done yet, and what you typed is still here. Read what changed, then press the button again."
)


def shown_again(form: PortalForm, view: CaseView, *, draft: DraftView | None = None) -> None:
    """Say in a form that was made again what changed, and let it be sent. `draft` is what it stands under."""
    version, read = str(form.version.data), str(form["read"].data) if draft else ""
    form.made_anew()
    with reading() as session:
        changes = queries.changes_since(session, view.case.id, version=int(version), mask=view.mask)
    said = [_in_words(one) for one in changes]
    if draft and read != str(draft.version):
        said.insert(0, _saved(draft))
    form.form_errors += [*said, NOTHING_DONE]


def shown_again_with_draft(form: PortalForm, draft: DraftView) -> None:
    """The same of a form whose version is that of the draft: only that somebody saved it makes it stale."""
    form.made_anew()
    form.form_errors += [_saved(draft), NOTHING_DONE]


def _saved(draft: DraftView) -> str:
    return f"{draft.updated_by} saved this form while you were reading it. Read it again."


def _in_words(change: Happened) -> str:
    return f"While you were writing: {change.words} ({change.by}, {change.workspace})."
