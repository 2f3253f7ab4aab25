"""What the Business Unit did beside the cases: themes, its old log brought in, a report to the Subgroup."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from portal.agencies import queries as agencies
from portal.business_unit.imports import actions as imports
from portal.business_unit.imports import queries as imported
from portal.business_unit.imports.fields import OF_CASES, Kind, guessed
from portal.business_unit.log.actions import themes
from portal.business_unit.log.queries import themes as kept_themes
from portal.business_unit.reports import actions as reports
from portal.demo.old_log import ACTIONS, OLD_LOG, THEMED, THEMES, WORDS, OldCase
from portal.demo.partnership import workspace
from portal.demo.seed.directory import Directory
from portal.escalations import queries as cases
from portal.infra import sheets
from portal.infra.calendar import at, calendar_for, now
from portal.infra.db import Context, Database
from portal.protocol.actors import Actor
from portal.protocol.clock import LONDON, WorkingCalendar, london_date
from portal.protocol.half_year import HalfYear, half_year_of
from portal.protocol.report import Section

OFFICER, MANAGER = ("beatrix-lowe", "business-unit"), ("dorothea-finch", "business-unit")
FILE = "old-log.csv"
IMPORTED, BEGUN, ISSUED, HEARD = 8, 11, 19, 85
"""On which working days after the half-year of the report the office did this; last, heard of an action."""
THEMED_BEFORE = 8
"""So many working days before today it gave cases that have ended their themes."""

AT_WORK = time(10, 30)


def seed_office(web_url: str, directory: Directory, references: Mapping[str, str]) -> None:
    """Do it all through the portal's own actions, as the web role. `references`: the practice cases by their keys.

    The report is of two years ago, so that those of the half-years since can be written in practice.
    """
    database = Database(web_url, pool_size=1)
    try:
        with database.reading() as session:
            calendar = calendar_for(agencies.closures(session))
        half = half_year_of(london_date(now())).before.before.before
        office = Office(database, directory, calendar, half)
        office.keep_themes(references)
        office.bring_the_old_log()
        office.report()
    finally:
        database.engine.dispose()


class Office:
    """The Business Unit at work on what is not one case's."""

    def __init__(
        self, database: Database, directory: Directory, calendar: WorkingCalendar, half: HalfYear
    ) -> None:
        self.database, self.directory, self.calendar, self.half = database, directory, calendar, half

    def keep_themes(self, references: Mapping[str, str]) -> None:
        """Make the list of themes, and give some cases theirs."""
        with self._acting(OFFICER, on=self._after(IMPORTED - 1)) as (session, actor):
            for name in THEMES:
                themes.add(session, actor, name=name)
        for key in THEMED.keys() & references.keys():
            day = self.calendar.add(london_date(now()), -THEMED_BEFORE)
            with self._acting(OFFICER, on=day) as (session, actor):
                wanted = {one.id for one in kept_themes(session) if one.name in THEMED[key]}
                version = cases.case(session, actor, references[key]).version
                themes.set_themes(session, actor, references[key], version=version, chosen=wanted)

    def bring_the_old_log(self) -> None:
        """Import the spreadsheet, as somebody does who opens the page."""
        content = self._spreadsheet()
        sheet = sheets.read(FILE, content, sheet=sheets.names(FILE, content)[0])
        with self._acting(OFFICER, on=self._after(IMPORTED)) as (session, actor):
            file = imports.Brought("csv", content, (sheet.name,), sheet)
            upload = imports.bring(session, actor, kind=Kind.CASES, file=file)
            columns = guessed(Kind.CASES, sheet.headings)
            imports.choose_columns(session, actor, upload, columns=columns)
            planned = imported.plan_of(session, imported.upload(session, upload))
            version = imports.version_of(planned)
            imports.take(session, actor, upload, version=version, leave_out=False)

    def report(self) -> None:
        """Write the report of the half-year, issue it, and keep what the Subgroup determined."""
        with self._acting(MANAGER, on=self._after(BEGUN)) as (session, actor):
            reports.begin(session, actor, self.half)
            for section, words in WORDS.items():
                reports.write(session, actor, self.half, section=Section(section), words=words, version=0)
        with self._acting(MANAGER, on=self._after(ISSUED)) as (session, actor):
            reports.issue(session, actor, self.half)
        for told in ACTIONS:
            due = self._after(ISSUED + told.due)
            with self._acting(MANAGER, on=self._after(ISSUED + 1)) as (session, actor):
                action = reports.record_action(
                    session, actor, self.half, what=told.what, owner=told.owner, due_on=due
                )
            if told.state:
                with self._acting(MANAGER, on=self._after(HEARD)) as (session, actor):
                    reports.tell_of_action(
                        session, actor, self.half, action,
                        state=told.state, words=told.heard, due_on=due, version=1,
                    )  # fmt: skip

    def _spreadsheet(self) -> bytes:
        """The old log as a file: a heading for each field, and a line for each case."""
        lines = [
            {"reference": f"OLD-{number:03}"} | self._cells(case)
            for number, case in enumerate(OLD_LOG, start=1)
        ]
        headings = [field.label for field in OF_CASES]
        return sheets.written(headings, [[line[field.key] for field in OF_CASES] for line in lines])

    def _cells(self, case: OldCase) -> dict[str, str]:
        half = self.half
        for _ in range(case.half):
            half = half.before
        submitted = self.calendar.add(half.begins, case.day)

        def day(after: int | None) -> str:
            return "" if after is None else f"{self.calendar.add(submitted, after):%d/%m/%Y}"

        return {
            "submitted": day(0),
            "raising": workspace(case.raising).name,
            "responding": workspace(case.responding).name,
            "outcome": case.outcome,
            "ended": day(case.ended),
            "forwarded": day(case.sent),
            "answered": day(case.replied),
            "extension": str(case.extra or ""),
            "categories": case.categories,
            "themes": case.themes,
            "stage_4": case.stage_4,
            "chases": str(case.chases or ""),
            "promised": str(case.promised or ""),
            "done": str(case.done or ""),
        }

    def _after(self, days: int) -> date:
        """The working day so many after the half-year."""
        return self.calendar.add(self.half.ends, days)

    @contextmanager
    def _acting(self, who: tuple[str, str], *, on: date) -> Iterator[tuple[Session, Actor]]:
        """A transaction of theirs on the morning of this day."""
        actor = self.directory.actor(*who)
        context = Context(workspace=actor.workspace, membership=actor.membership)
        moment = datetime.combine(on, AT_WORK, tzinfo=LONDON)
        with at(moment), self.database.work(context) as session:
            yield session, actor
