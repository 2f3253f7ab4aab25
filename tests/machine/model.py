"""Stage 3 of the protocol, said a second time: plain Python that imports nothing of the portal.

Written from the protocol's section 4, its "Who sees what" and "Read with the table", and its decisions. A case is
at a day; the day moves only by `wait`. What is open to somebody is a set of things to do, each with the responding
agency that it is about ("" when it is about the case).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

A, B, C = "alder", "birch", "cedar"
AGENCIES = (A, B, C)
OFFICE = "business_unit"

WRITERS = {"contributor", "senior_manager", "deputy"}
SIGNERS = {"senior_manager", "deputy"}
READERS = WRITERS | {"executive_contact"}
OFFICERS = {"officer", "manager"}
OFFICE_READERS = OFFICERS | {"clerk"}

OPEN = {"DRAFT", "SUBMITTED", "RETURNED", "FORWARDED", "ANSWERED", "UNRESOLVED"}
ENDED = {"DISCARDED", "RESOLVED", "WITHDRAWN", "CLOSED"}
WITH_THE_AGENCIES = {"FORWARDED", "ANSWERED", "UNRESOLVED"}

BANK_HOLIDAYS = {
    date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 3), date(2027, 5, 31),
    date(2027, 8, 30), date(2027, 12, 27), date(2027, 12, 28),
    date(2028, 1, 3), date(2028, 4, 14), date(2028, 4, 17), date(2028, 5, 1), date(2028, 5, 29),
    date(2028, 8, 28), date(2028, 12, 25), date(2028, 12, 26),
}  # fmt: skip
"""England and Wales, for as long as a case of these tests may last."""


class Person(NamedTuple):
    """Somebody, by workspace and role."""

    workspace: str
    role: str


class Do(NamedTuple):
    """Something to do, and the responding agency it is about."""

    what: str
    about: str = ""


PEOPLE = (
    *(Person(agency, role) for agency in AGENCIES for role in (
        "contributor", "senior_manager", "deputy", "administrator", "executive_contact")),
    *(Person(OFFICE, role) for role in ("officer", "manager", "clerk")),
    Person("executive", "member"),
    Person("scrutineer", "scrutineer"),
    Person("learning", "reader"),
    Person("quality", "reader"),
)  # fmt: skip


def is_working(day: date) -> bool:
    """Monday to Friday, less the bank holidays (decision 1)."""
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def working_days_later(day: date, days: int) -> date:
    """Day 0 is the day itself, day 1 the next working day (decision 1)."""
    while days:
        day += timedelta(days=1)
        days -= is_working(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days came after the first, the last included. None when it lies before."""
    days = (last - first).days
    return sum(is_working(first + timedelta(days=number)) for number in range(1, days + 1))


@dataclass
class Response:
    """What one agency was asked, and has answered."""

    agency: str
    began_on: date
    due_on: date
    state: str = "AWAITED"
    receipt: bool = False


@dataclass
class Case:
    """A case of A's at a day."""

    today: date
    state: str = "DRAFT"
    responses: list[Response] = field(default_factory=list)
    follow_up_on: date | None = None
    kept_out: set[Person] = field(default_factory=set)

    # Who sees what -----------------------------------------------------------------------------------------

    def page_for(self, person: Person) -> int:
        """What its page answers: 200; 404, who may not know of it; 403, who reads no case of anybody's."""
        if person.workspace in AGENCIES and person.role in READERS:
            return 200 if person.workspace in self.parties and person not in self.kept_out else 404
        if person.workspace == OFFICE and person.role in OFFICE_READERS:
            return 404 if self.state in {"DRAFT", "DISCARDED"} else 200
        return 403

    @property
    def responding(self) -> list[Response]:
        """The responses, without those that were replaced."""
        return [one for one in self.responses if one.state != "REPLACED"]

    @property
    def parties(self) -> set[str]:
        """A, and whoever has a response, unless replaced."""
        return {A, *(one.agency for one in self.responding)}

    @property
    def awaited(self) -> list[Response]:
        """The responses still to come."""
        return [one for one in self.responding if one.state == "AWAITED"]

    def overdue(self, response: Response) -> bool:
        """Due at the end of the due date (decision 1)."""
        return self.today > response.due_on

    @property
    def stage_3_is_complete(self) -> bool:
        """Every response not replaced is received or overdue."""
        return bool(self.responding) and all(self.overdue(one) for one in self.awaited)

    # What is open to whom ----------------------------------------------------------------------------------

    def open_to(self, person: Person) -> set[Do]:
        """Everything this person may do now. Who may not see the case may do nothing."""
        if self.page_for(person) != 200:
            return set()
        if person.workspace == A:
            return {*self._for_a(person.role), *self._for_its_agency(person)}
        if person.workspace == OFFICE:
            return set(self._for_the_office()) if person.role in OFFICERS else set()
        own = self.response(person.workspace)
        return {*self._for_b(own, person.role), *self._for_its_agency(person)}

    def _for_its_agency(self, person: Person) -> Iterator[Do]:
        """A party keeps its own people from a case, whatever has become of it."""
        if person.role in SIGNERS:
            yield Do("keep_out")
            if any(one.workspace == person.workspace for one in self.kept_out):
                yield Do("let_in")

    def _for_a(self, role: str) -> Iterator[Do]:
        if role in WRITERS and self.state in {"DRAFT", "RETURNED"}:
            yield Do("write_part_1")
            yield Do("ask_for_sign_off")
        if role in WRITERS and self.state == "DRAFT":
            yield Do("discard")
        if role not in SIGNERS:
            return
        if self.state in {"DRAFT", "RETURNED"}:
            yield Do("sign_off")
        if self.state in WITH_THE_AGENCIES and self.stage_3_is_complete:
            yield Do("conclude")
        if self.state in OPEN - {"DRAFT"}:
            yield Do("withdraw")

    def _for_b(self, own: Response, role: str) -> Iterator[Do]:
        if own.state != "AWAITED" or self.state not in WITH_THE_AGENCIES:
            return
        if role in WRITERS:
            yield Do("write_part_2")
            yield Do("read_part_2")
        if role in SIGNERS:
            yield Do("respond")
            if not own.receipt:
                yield Do("confirm_receipt")

    def done_already(self, person: Person) -> set[Do]:
        """What somebody would do a second time by doing nothing, and so is not refused."""
        own = (one for one in self.awaited if one.agency == person.workspace)
        return {Do("confirm_receipt")} if any(one.receipt for one in own) else set()

    def _for_the_office(self) -> Iterator[Do]:
        if self.state == "SUBMITTED":
            yield Do("send_back")
            yield Do("forward")

    # What it does ------------------------------------------------------------------------------------------

    def wait(self, days: int) -> None:
        """Time moves nothing: a passed date only allows."""
        self.today += timedelta(days=days)

    def sign_off(self) -> None:
        """Part 1 is signed."""
        self.state = "SUBMITTED"

    def forward(self, agency: str) -> None:
        """The agency's ten days start, however long the Business Unit took (decision 3)."""
        self.state = "FORWARDED"
        self._await(agency)

    def respond(self, agency: str) -> None:
        """The reply is in; with the last one A's turn begins."""
        self.response(agency).state = "RECEIVED"
        if self.state == "FORWARDED" and not self.awaited:
            self.state = "ANSWERED"

    def conclude(self, *, resolved: bool, promised: date) -> None:
        """A says whether it is resolved (decision 14); a follow-up on the promised date, from 4 to 8 weeks on."""
        self.state = "RESOLVED" if resolved else "UNRESOLVED"
        if resolved:
            first, last = self.today + timedelta(weeks=4), self.today + timedelta(weeks=8)
            self.follow_up_on = min(max(promised, first), last)

    def response(self, agency: str) -> Response:
        """What this agency was asked."""
        return next(one for one in self.responding if one.agency == agency)

    def _await(self, agency: str) -> None:
        self.responses.append(Response(agency, self.today, working_days_later(self.today, 10)))
