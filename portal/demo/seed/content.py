"""A practice case's texts as the portal stores them: dates in place of days, Parts 1 to 3 as plain data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from portal.demo.partnership import PEOPLE, Person, person, workspace
from portal.demo.stories.shape import (
    BeforeHoliday,
    Child,
    Conclusion,
    Difference,
    Issue,
    Reply,
    Stage,
    Story,
    Why,
)
from portal.protocol.actors import Role
from portal.protocol.clock import WorkingCalendar

DAYS_IN_A_MONTH = 30.44
TELEPHONE = "01632 960 100"
"""A number that is nobody's."""
SATURDAY = 5

_DAY = re.compile(r"\{([+-]?\d+)\}")

Content = dict[str, Any]


def start_of(story: Story, today: date, calendar: WorkingCalendar) -> date:
    """The day on which a case was started."""
    if isinstance(story.starts, BeforeHoliday):
        return calendar.add(_last_holiday(today, calendar, ago=story.starts.ago), -story.starts.days)
    return calendar.add(today, -story.starts)


def _last_holiday(today: date, calendar: WorkingCalendar, *, ago: int) -> date:
    latest = calendar.add(today, -ago)
    on_weekdays = (day for day in calendar.holidays if day.weekday() < SATURDAY)
    return max(day for day in on_weekdays if day <= latest)


@dataclass(frozen=True, slots=True)
class Telling:
    """How a case is told from its first day on: which date a day is, and what a text then says."""

    start: date
    calendar: WorkingCalendar
    workspaces: Mapping[str, UUID]

    def day(self, after: int) -> date:
        """The date so many working days after the start, or before it."""
        return self.calendar.add(self.start, after)

    def text(self, told: str) -> str:
        """A text on one line, with its dates in words, as in "on 14 March"."""
        return _DAY.sub(lambda found: _in_words(self.day(int(found[1]))), " ".join(told.split()))

    def lines(self, told: str) -> str:
        """The words of a file, line by line, with their dates in words."""
        return "\n".join(self.text(line) for line in told.strip().splitlines())

    def identities(self, children: tuple[Child, ...]) -> list[Mapping[str, str]]:
        """What of the children goes to the protected block."""
        return [
            {
                "name": child.name,
                "date_of_birth": self._born(child).isoformat(),
                "record_number": child.record,
            }
            for child in children
        ]

    def _born(self, child: Child) -> date:
        return self.start - timedelta(days=round(child.months * DAYS_IN_A_MONTH) + len(child.name))

    def part_1(self, story: Story) -> Content:
        """The sections of Part 1 that were written, without the children."""
        written: Content = {}
        if story.difference:
            written["difference"] = self._difference(story.difference)
        if story.issues:
            written["issues"] = [self._issue(issue) for issue in story.issues]
        for name in ("stage_1", "stage_2", "why"):
            if section := getattr(story, name):
                written[name] = self._section(section)
        if story.difference:
            written["people"] = self._people(story)
        return written

    def _people(self, story: Story) -> Content:
        """Who wrote it is its day-to-day contact; who spoke at stages 1 and 2 is known from there."""
        author = person(story.author)
        team = workspace(story.raising).name
        told = {"contact": (author.name, author.job), "practitioner": (author.name, author.job)}
        for name, stage in (("practitioner", story.stage_1), ("manager", story.stage_2)):
            if stage and stage.who:
                told[name] = _first_person(self.text(stage.who))
        people: Content = {}
        for name, (who, role) in told.items():
            given = {"name": who, "role": role, "team": team, "phone": TELEPHONE, "email": ""}
            people |= {f"{name}_{field}": value for field, value in given.items()}
        return people | {"contact_email": author.email}

    def _difference(self, one: Difference) -> Content:
        return {
            "responder": str(self.workspaces[one.responder]),
            "kind": one.kind,
            "primary": one.primary,
            "categories": [one.primary, *one.also],
            "other": one.other,
            "on": self.day(one.on).isoformat(),
        }

    def _section(self, section: Stage | Why) -> Content:
        if isinstance(section, Why):
            return self._texts(section)
        if section.not_done:
            return {"not_done": self.text(section.not_done)}
        written = self._texts(section) | {"on": self.day(section.on).isoformat()}
        return {name: value for name, value in written.items() if name != "not_done"}

    def _issue(self, one: Issue) -> Content:
        named = [str(self.workspaces[slug]) for slug in one.put_to]
        return self._texts(one) | ({"put_to": named} if named else {})

    def _texts(self, one: Issue | Stage | Why) -> Content:
        return {name: self.text(value) for name, value in asdict(one).items() if isinstance(value, str)}

    def reply(self, reply: Reply, *, by: str, on: int, numbers: Sequence[int]) -> Content:
        """Part 2, of the agency of the person who gives it, on that day, to the issues of these numbers."""
        taken, declined = self.text(reply.taken), reply.declined
        return {
            **_whom_to_speak_with(by),
            "answers": {
                str(number): {"position": position, "reasons": self.text(reasons)}
                for number, (position, reasons) in zip(numbers, reply.answers, strict=False)
            },
            "level_of_need": reply.need,
            "disputed": self.text(reply.disputed),
            "taken": [{"what": taken, "who": person(by).job, "on": self.day(on).isoformat()}],
            "none_taken": "",
            "promised": [
                {"what": self.text(one.what), "owner": one.owner, "by": self.day(one.by).isoformat()}
                for one in reply.promised
            ],
            "declined": [{"what": self.text(what), "reason": self.text(reason)} for what, reason in declined],
            "meeting": self.text(reply.meeting),
            "proposed": reply.proposed,
        }

    def conclusion(self, one: Conclusion) -> Content:
        """Part 3."""
        return {
            "results": {str(number): result for number, result in enumerate(one.results, start=1)},
            "overall": one.overall,
            "reasons": self.text(one.reasons),
            "practitioner_told_on": self.day(one.told).isoformat(),
            "on_record": True,
            "learning": self.text(one.learning),
        }


def _whom_to_speak_with(by: str) -> Content:
    """Whoever replies is the manager; the practitioner is somebody of their agency who writes, or they too."""
    agency = person(by).memberships[0][0]
    writers = (one for one in PEOPLE if (agency, frozenset({Role.CONTRIBUTOR})) in one.memberships)
    return {
        "practitioner": _reached(next(writers, person(by)), workspace(agency).name),
        "manager": _reached(person(by), workspace(agency).name),
    }


def _reached(one: Person, team: str) -> Content:
    return {"name": one.name, "role": one.job, "team": team, "phone": TELEPHONE, "email": one.email}


def _first_person(who: str) -> tuple[str, str]:
    """Name and role of whoever is named first, as in "Jodie Marlowe, pastoral lead, with the co-ordinator"."""
    name, _, role = who.partition(" with ")[0].rstrip(",").partition(", ")
    return name, role or "Lead for the child"


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B}"
