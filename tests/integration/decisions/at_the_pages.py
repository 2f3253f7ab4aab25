"""A case that people take along its way at the portal's own pages, for the tests of what was decided."""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.infra.calendar import at
from portal.protocol.actors import Actor, Role
from tests.days import boxes, today
from tests.integration.routes.door import CONCLUDED, REASONS, REPLIED, SIGNED_1, SIGNED_2
from tests.pages import Browser, Pages, own_form, text_of, typed
from tests.partnership import as_owner
from tests.way import Way

A, B, C, OFFICE = "alder", "birch", "cedar", "business_unit"
MONDAY = date(2027, 1, 11)
_DEADLINES = text(
    "select d.clock, d.due_on, d.stopped_at is null as runs, w.slug from portal.deadline d"
    " join portal.escalation e on e.id = d.escalation_id join portal.workspace w on w.id = d.workspace_id"
    " where e.reference = :reference order by d.started_at, d.due_on"
)
_RESPONSE = text(
    "select p.id, p.state, p.extension, p.due_at, p.answered_at, p.on_behalf, p.to_assess from portal.part p"
    " join portal.escalation e on e.id = p.escalation_id join portal.workspace w on w.id = p.workspace_id"
    " where e.reference = :reference and w.slug = :agency and p.kind = 'response' order by p.began_at desc limit 1"
)
_STATE = text("select state from portal.escalation where reference = :reference")


def on(day: date) -> AbstractContextManager[None]:
    """Eleven in the morning of a day."""
    return at(datetime.combine(day, time(11, 0, tzinfo=UTC)))


class Journey(Way):
    """A case of A's, taken along by whoever's step it is, each in a browser of their own."""

    def __init__(self, pages: Pages) -> None:
        super().__init__(pages.partnership)
        self.pages = pages
        self.browsers: dict[tuple[str, Role], Browser] = {}

    def who(self, slug: str, role: Role = Role.SENIOR_MANAGER) -> Browser:
        """Somebody's browser."""
        if (slug, role) not in self.browsers:
            self.browsers[slug, role] = self.pages.who(slug, role)
        return self.browsers[slug, role]

    @property
    def office(self) -> Browser:
        """An officer of the Business Unit's."""
        return self.who(OFFICE, Role.OFFICER)

    def case(self, page: str = "") -> str:
        """An address of the case's."""
        return f"/cases/{self.reference}" + (f"/{page}" if page else "")

    def at_office(self, page: str, agency: str = "") -> str:
        """An address of the case's among the Business Unit's pages."""
        part = f"/{self.response(agency).id}" if agency else ""
        return f"/business-unit/cases/{self.reference}/{page}{part}"

    # What it says ------------------------------------------------------------------------------------------

    def reads(self, slug: str, role: Role = Role.SENIOR_MANAGER) -> str:
        """The words of the case's page, as somebody sees it."""
        return text_of(self.who(slug, role).get(self.case()))

    def sees(self, slug: str, role: Role = Role.SENIOR_MANAGER) -> bool:
        """Whether somebody sees the case."""
        return self.who(slug, role).get(self.case()).status_code == 200

    def state(self) -> str:
        """Where the case stands."""
        return str(self._row(_STATE).state)

    def response(self, agency: str) -> Any:
        """The newest response of an agency."""
        return self._row(_RESPONSE, agency=agency)

    def running(self) -> dict[str, date]:
        """The clocks that run, each with its due date."""
        with as_owner(self.partnership.logins) as session:
            rows = session.execute(_DEADLINES, {"reference": self.reference}).all()
        return {row.clock: row.due_on for row in rows if row.runs}

    def _row(self, statement: Any, **values: str) -> Any:
        with as_owner(self.partnership.logins) as session:
            return session.execute(statement, {"reference": self.reference, **values}).one()

    # What is done ------------------------------------------------------------------------------------------

    def sends(self, browser: Browser, page: str, fields: dict[str, str] | None = None) -> TestResponse:
        """Fill in the form of a page and send it."""
        shown = browser.get(page)
        assert shown.status_code == 200, (page, shown.status_code, text_of(shown)[:300])
        return browser.post(page, {**typed(own_form(shown.text)), **(fields or {})})

    def does(self, browser: Browser, page: str, fields: dict[str, str] | None = None) -> None:
        """Fill in the form of a page and send it; it is taken."""
        answer = self.sends(browser, page, fields)
        assert answer.status_code == 303, (page, answer.status_code, text_of(answer)[:900])

    def signs_off(self) -> None:
        """A's senior manager signs Part 1."""
        self.does(self.who(A), self.case("sign-off"), SIGNED_1)

    def is_sent_back(self) -> None:
        """The Business Unit returns the form for completion."""
        self.does(self.office, self.at_office("send-back"), REASONS)

    def is_forwarded(self, *agencies: str) -> None:
        """The Business Unit sends it on."""
        fields: dict[str, str] = {}
        for number, agency in enumerate(agencies or (B,)):
            fields[f"to-{number}-agency"] = str(self.partnership.workspaces[agency])
            fields[f"to-{number}-person"] = str(self.signer(agency).membership)
        self.does(self.office, self.at_office("forward"), fields)

    def signer(self, agency: str) -> Actor:
        """Who signs for an agency."""
        return self.partnership.who(agency, Role.SENIOR_MANAGER)

    def replies(self, agency: str = B, **changes: str) -> None:
        """An agency writes its reply and signs it."""
        self.does(self.who(agency, Role.CONTRIBUTOR), self.case("part-2"), {**REPLIED, **changes})
        self.does(self.who(agency), self.case("part-2/sign-off"), SIGNED_2)

    def does_reveal(self, agency: str) -> None:
        """Somebody of an agency looks at the children's identity."""
        shown = self.sends(self.who(agency), self.case("identity"), {"purpose": "act"})
        assert shown.status_code == 200

    def concludes(self, overall: str) -> None:
        """A says whether it is resolved."""
        told = boxes("practitioner_told_on", today())
        said = {"overall": overall, "reasons": "Nothing came of it."}
        self.does(self.who(A), self.case("part-3"), {**CONCLUDED, **told, **said})

    # On its way --------------------------------------------------------------------------------------------

    def at_draft(self) -> "Journey":
        """Written, and not signed."""
        self.started()
        return self

    def at_submitted(self) -> "Journey":
        """Signed off."""
        self.at_draft().signs_off()
        return self

    def at_forwarded(self, *agencies: str) -> "Journey":
        """Sent on."""
        self.at_submitted().is_forwarded(*agencies)
        return self

    def at_answered(self) -> "Journey":
        """Every reply is in."""
        self.at_forwarded().replies()
        return self
