"""The forms of the log: what is asked of it, which is sent in the address, and those that keep something."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import Form
from wtforms.validators import ValidationError

from portal.business_unit.log.asking import NEWEST, ORDERS, ROLES, STATES, USUAL, WORDS_OF_STATE, Asking
from portal.business_unit.log.columns import COLUMNS
from portal.business_unit.log.queries.themes import ThemeView
from portal.protocol.part_1 import CATEGORIES
from portal.web.forms import Caution, Checkboxes, Day, Line, PortalForm, Radios, Select, Tick

NAMES_AT_MOST = 80

Named = Iterable[tuple[UUID, str]]
"""Agencies or other workspaces, each with its name."""


class Wanted(Select):
    """One of many, or any."""

    before = (("", "Any"),)


class InOrder(Select):
    """One of a few orders; the first unless another is chosen."""

    before = ()


class AskingForm(Form):
    """What is asked of the log. It stands in the address, so it has no key of its own and protects nothing."""

    q = Line(
        "Search",
        called="The search",
        hint="A reference, an agency, a category or a theme: the beginning of a word is enough.",
        limit=100,
    )
    agency = Wanted("Agency")
    role = InOrder("What it did", ROLES.items())
    stage = Wanted("Stage", (("3", "Stage 3"), ("4", "Stage 4: the Executive")))
    state = Wanted("Where it stands", [(key, WORDS_OF_STATE[key]) for key in STATES])
    category = Wanted("Category", CATEGORIES.items())
    theme = Wanted("Theme")
    hand = Wanted("Who it is with")
    overdue = Tick("Only cases of which something is overdue")
    since = Day("Submitted from", called="The day from which")
    until = Day("Submitted until", called="The day until which")
    order = InOrder("Order", [(key, one.words) for key, one in ORDERS.items()])
    show = Checkboxes(
        "Columns",
        [(key, one.words) for key, one in list(COLUMNS.items())[1:]],
        hint="The reference is always there.",
    )

    form_errors: list[str]
    cautions: tuple[Caution, ...] = ()
    error_list = PortalForm.error_list

    def offer(self, *, agencies: Named, hands: Named, themes: Iterable[ThemeView]) -> None:
        """Set what there is to choose from. A theme that is no longer offered can still be looked for."""
        self.agency.offer((str(one), name) for one, name in agencies)
        self.hand.offer((str(one), name) for one, name in hands)
        self.theme.offer((str(one.id), one.name) for one in themes)

    def validate_until(self, field: Day) -> None:
        """The last day is not before the first."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("The day until which must not be before the day from which")

    def asking(self) -> Asking:
        """What is asked. Ask after `validate`."""
        return Asking(
            q=" ".join(str(self.q.data or "").split()),
            agency=_uuid(self.agency.data),
            role=self.role.data or Asking().role,
            stage=self.stage.data or "",
            state=self.state.data or "",
            category=self.category.data or "",
            theme=_uuid(self.theme.data),
            hand=_uuid(self.hand.data),
            overdue=bool(self.overdue.data),
            since=self.since.data,
            until=self.until.data,
            order=self.order.data or NEWEST,
            show=tuple(one for one in COLUMNS if one in (self.show.data or ())) or USUAL,
        )


def _uuid(value: Any) -> UUID | None:
    return UUID(value) if value else None


class ViewForm(PortalForm):
    """A list to be found again under a name."""

    name = Line(
        "What do you call it?",
        needed="Give it a name",
        called="The name",
        hint="Only you see it. For example, “Late replies of health”. Name no child.",
        limit=NAMES_AT_MOST,
    )


class ExportForm(PortalForm):
    """Which kind of file."""

    kind = Radios(
        "Which kind of file?",
        (("xlsx", "Excel"), ("csv", "CSV, for any other program")),
        needed="Choose which kind of file",
    )


class ThemeForm(PortalForm):
    """A theme to be added."""

    name = Line(
        "What is the theme called?",
        needed="Give the theme a name",
        called="The name",
        hint="It stands in the six-monthly report. Name no child and no person.",
        limit=NAMES_AT_MOST,
    )


class ThemesForm(PortalForm):
    """The themes of a case."""

    themes = Checkboxes("Which themes does the case have?", hint="Leave all empty when it has none.")

    def offer(self, themes: Iterable[ThemeView], *, has: Iterable[UUID]) -> None:
        """Those that are offered, and those that the case has already."""
        had = frozenset(has)
        self.themes.offer((str(one.id), one.name) for one in themes if one.offered or one.id in had)

    @property
    def chosen(self) -> frozenset[UUID]:
        """The themes that were ticked. Ask after `validate_on_submit`."""
        return frozenset(UUID(one) for one in self.themes.data or ())
