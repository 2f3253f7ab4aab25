"""Requests for referral: which stand, what is open about them, and what each step does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tests.machine.days import working_days_later
from tests.machine.ground import WITH_THE_AGENCIES, Ground
from tests.machine.people import SIGNERS, A, Do, Person

STANDING = {"ASKED", "RETURNED", "REFERRED"}


@dataclass
class Request:
    """One agency's request that the Executive decide. `agreed`: who agreed to it, when it is early."""

    agency: str
    began_on: date
    early: bool = False
    state: str = "ASKED"
    agreed: set[str] = field(default_factory=set)


@dataclass
class Referral(Ground):
    """A case with the requests that the Executive decide it."""

    requests: list[Request] = field(default_factory=list)

    # Which stand -------------------------------------------------------------------------------------------

    @property
    def standing(self) -> list[Request]:
        """The requests that stand: asked, returned for completion or referred."""
        return [one for one in self.requests if one.state in STANDING]

    def request_of(self, agency: str) -> Request | None:
        """An agency's request, while it stands."""
        return next((one for one in self.standing if one.agency == agency), None)

    def others_ask(self, agency: str) -> bool:
        """Whether another agency's request stands."""
        return any(one.agency != agency for one in self.standing)

    @property
    def in_it(self) -> set[str]:
        """The parties, less A once it withdrew: after that it only reads."""
        return self.parties - ({A} if self.withdrew else set())

    @property
    def can_be_referred(self) -> bool:
        """One is asked, and stage 3 is complete or every other party agreed. A's withdrawal counts as that."""
        asked = [one for one in self.standing if one.state == "ASKED"]
        agreed = any(one.early and self.in_it <= one.agreed | {one.agency} for one in asked)
        return self.state in WITH_THE_AGENCIES and bool(asked) and (self.stage_3_is_complete or agreed)

    # What is open to whom ----------------------------------------------------------------------------------

    def about_referral(self, person: Person) -> Iterator[Do]:
        """What the signers of a party do about stage 4 (decision 15)."""
        agency = person.workspace
        if person.role not in SIGNERS or agency not in self.in_it:
            return
        own = self.request_of(agency)
        if self.state in WITH_THE_AGENCIES and (own.state == "RETURNED" if own else self._may_ask(agency)):
            yield Do("ask_referral")
        if self.state == "FORWARDED" and not self.stage_3_is_complete and not own:
            yield Do("ask_early")
        if self.state in {"REFERRED", "ACCEPTED"} and not own:
            yield Do("join")
        if own and self.state != "DECIDED":
            yield Do("withdraw_request")
        for one in self.standing if self.state != "DECIDED" else ():
            if one.agency != agency:
                yield from (Do(what, one.agency) for what in self._about_anothers(one, agency))

    def to_check(self) -> Iterator[Do]:
        """What the Business Unit does with a request: refer the case, or return it for completion."""
        if self.can_be_referred:
            yield Do("refer")
        if self.state in WITH_THE_AGENCIES:
            yield from (Do("return_request", one.agency) for one in self.standing if one.state == "ASKED")

    def _may_ask(self, agency: str) -> bool:
        """A once it concluded "not resolved"; a B once stage 3 is complete and its own reply is in."""
        if agency == A:
            return self.state == "UNRESOLVED"
        return self.stage_3_is_complete and self.response(agency).state == "RECEIVED"

    def _about_anothers(self, one: Request, agency: str) -> Iterator[str]:
        """The other agency may comment within 5 working days; referral does not wait for it."""
        if self.today <= working_days_later(one.began_on, 5):
            yield "comment"
        if one.early and one.state == "ASKED" and agency not in one.agreed:
            yield "agree"

    # What it does ------------------------------------------------------------------------------------------

    def ask_referral(self, agency: str, *, early: bool = False) -> None:
        """Asked, or asked again what was returned; the days to comment count from the first asking."""
        own = self.request_of(agency)
        if own:
            own.state, self.chases = "ASKED", 0
            return
        self.requests.append(Request(agency, self.today, early))
        if agency == A and not early:
            self.a_step_was_taken()

    def return_request(self, agency: str) -> None:
        """It is the asker's turn."""
        request = self.request_of(agency)
        assert request
        request.state = "RETURNED"
        self.turn_on, self.chases, self.no_further_on = self.today, 0, None

    def refer(self) -> None:
        """The case goes with every request that stands."""
        self.state = "REFERRED"
        for one in self.standing:
            one.state = "REFERRED"
        self.a_step_was_taken()

    def join(self, agency: str) -> None:
        """A request of one's own beside the other."""
        self.requests.append(Request(agency, self.today, state="REFERRED"))

    def withdraw_request(self, agency: str) -> None:
        """With the last request the case leaves the Executive, and ends when A has withdrawn."""
        request = self.request_of(agency)
        assert request
        request.state = "WITHDRAWN"
        if not self.standing and self.withdrew:
            self.state = "WITHDRAWN"
        elif not self.standing and self.state in {"REFERRED", "ACCEPTED"}:
            self.unresolved()
        elif self.state not in {"REFERRED", "ACCEPTED"}:
            self.chases = 0
