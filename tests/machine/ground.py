"""What stage 3 and requests for referral stand on: who was asked to reply, who sees it, when a turn began."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.machine.people import AGENCIES, OFFICE, OFFICE_READERS, READERS, A, Person

OPEN = {"DRAFT", "SUBMITTED", "RETURNED", "FORWARDED", "ANSWERED", "UNRESOLVED", "REFERRED", "ACCEPTED"}
ENDED = {"DISCARDED", "RESOLVED", "WITHDRAWN", "CLOSED", "DECIDED"}
WITH_THE_AGENCIES = {"FORWARDED", "ANSWERED", "UNRESOLVED"}
TAKES_REPLIES = WITH_THE_AGENCIES | {"REFERRED", "ACCEPTED"}
CAN_COME_TO_REST = WITH_THE_AGENCIES | {"RETURNED"}


@dataclass
class Response:
    """What one agency was asked, and has answered.

    `extension`: never, asked, granted or refused. `promises`: what it writes promises an action, years away.
    """

    agency: str
    began_on: date
    due_on: date
    state: str = "AWAITED"
    receipt: bool = False
    extension: str = "never"
    not_for_us: bool = False
    to_assess: bool = False
    promises: bool = False
    answered_on: date | None = None


@dataclass
class Ground:
    """A case of A's at a day, without what is asked of the Executive.

    `turn_on`: when it last became A's turn, or an asker's (decision 7). `chases`: how often whose turn it is was
    chased since. `no_further_on`: when A said that it takes no further step.
    """

    today: date
    state: str = "DRAFT"
    responses: list[Response] = field(default_factory=list)
    withdrew: bool = False
    turn_on: date | None = None
    chases: int = 0
    no_further_on: date | None = None
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

    def response(self, agency: str) -> Response:
        """What this agency was asked."""
        return next(one for one in self.responding if one.agency == agency)

    # The day, and the turn ---------------------------------------------------------------------------------

    def wait(self, days: int) -> None:
        """Time moves nothing: a passed date only allows."""
        self.today += timedelta(days=days)

    @property
    def turn_began_on(self) -> date | None:
        """When the turn began: with what ended the waiting, the last reply or the last due date (decision 7)."""
        if self.state not in CAN_COME_TO_REST:
            return None
        if self.state != "FORWARDED":
            return self.turn_on
        if not self.stage_3_is_complete:
            return None
        came = [one.answered_on or one.due_on for one in self.responding]
        return max([*came, *([self.turn_on] if self.turn_on else [])])

    def a_step_was_taken(self) -> None:
        """A's turn is over: who was chased, and what A said of no further step, counts no longer."""
        self.chases, self.no_further_on = 0, None

    def unresolved(self) -> None:
        """It is not resolved, so A has the next step."""
        self.state = "UNRESOLVED"
        self.turn_of_a()

    def turn_of_a(self) -> None:
        """After its own withdrawal it is no longer A's turn."""
        if not self.withdrew:
            self.turn_on, self.chases, self.no_further_on = self.today, 0, None
