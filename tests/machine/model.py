"""Stages 3 and 4, said a second time: plain Python that imports nothing of the portal.

Written from the protocol's section 4, its "Who sees what" and "Read with the table", and its decisions. A case is
at a day; the day moves only by `wait`. What is open to somebody is a set of things to do, each with the agency
whose response or request it is about ("" when it is about the case). Who there is stands in `people`; who was
asked and who sees it, in `ground`; the requests, in `referral`; what the Executive does, in `executive`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.machine.days import a_working_day, working_days_between, working_days_later
from tests.machine.executive import Executive
from tests.machine.ground import CAN_COME_TO_REST, ENDED, OPEN, TAKES_REPLIES, WITH_THE_AGENCIES, Response
from tests.machine.people import EXECUTIVE, OFFICE, OFFICERS, SCRUTINEER, SIGNERS, WRITERS, A, Do, Person


@dataclass
class Case(Executive):
    """A case of A's at a day, from its draft to its end."""

    follow_up_on: date | None = None
    followed_up: bool = False

    # Whose turn it is --------------------------------------------------------------------------------------

    @property
    def whose_turn(self) -> set[str]:
        """A, unless it asked for referral itself or withdrew; and who is to complete a request."""
        turns = {one.agency for one in self.standing if one.state == "RETURNED"}
        if self.turn_began_on and not self.request_of(A) and not self.withdrew:
            turns.add(A)
        return turns

    @property
    def to_chase(self) -> set[str]:
        """Whoever something is asked of, or whose turn it is."""
        waits = self.state == "RETURNED" or (self.state == "RESOLVED" and not self.followed_up)
        concludes = self.state == "ANSWERED" and not self.withdrew
        replying = {one.agency for one in self.awaited} if self.state in TAKES_REPLIES else set()
        return self.whose_turn | replying | self.to_carry_out | ({A} if waits or concludes else set())

    @property
    def turn_is_spent(self) -> bool:
        """Two chases and 20 days since the turn began, or "no further step" and 5 days. No request is asked."""
        if any(one.state == "ASKED" for one in self.standing):
            return False
        said, began = self.no_further_on, self.turn_began_on
        silent = began is not None and working_days_between(began, self.today) >= 20
        return (silent and self.chases >= 2) or (
            said is not None and working_days_between(said, self.today) >= 5
        )

    # What is open to whom ----------------------------------------------------------------------------------

    def open_to(self, person: Person) -> set[Do]:
        """Everything this person may do now. Who may not see the case may do nothing."""
        if self.page_for(person) != 200:
            return set()
        if person.workspace == OFFICE:
            office = (*self._for_the_office(), *self.about_stage_4(person))
            return set(office) if person.role in OFFICERS else set()
        if person.workspace == EXECUTIVE:
            return set(self.for_the_executive(person))
        if person == SCRUTINEER:
            return set(self.for_the_scrutineer())
        if person.workspace == A:
            own = {*self._for_writers_of_a(person.role), *self._for_signers_of_a(person.role)}
        else:
            response = self.response(person.workspace)
            own = {
                *self._for_writers_of_b(response, person.role),
                *self._for_signers_of_b(response, person.role),
            }
        about = (*self.about_referral(person), *self.about_stage_4(person))
        return {*own, *self._for_its_agency(person), *about}

    def _for_its_agency(self, person: Person) -> Iterator[Do]:
        """A party keeps its own people from a case, whatever has become of it."""
        if person.role in SIGNERS:
            yield Do("keep_out")
            if any(one.workspace == person.workspace for one in self.kept_out):
                yield Do("let_in")

    def _for_writers_of_a(self, role: str) -> Iterator[Do]:
        if role in WRITERS and self.state in {"DRAFT", "RETURNED"}:
            yield Do("write_part_1")
            yield Do("ask_for_sign_off")
        if role in WRITERS and self.state == "DRAFT":
            yield Do("discard")

    def _for_signers_of_a(self, role: str) -> Iterator[Do]:
        """After its own withdrawal A only reads."""
        if role not in SIGNERS or self.withdrew:
            return
        if self.state in {"DRAFT", "RETURNED"}:
            yield Do("sign_off")
        if self.may_conclude(resolved=True) or self.may_conclude(resolved=False):
            yield Do("conclude")
        if self.state in OPEN - {"DRAFT"}:
            yield Do("withdraw")
        if A in self.whose_turn and not self.no_further_on:
            yield Do("no_further_step")
        if self.state not in {"DRAFT", "DISCARDED"}:
            yield Do("add_to_record")
        if self.state == "RESOLVED":
            yield Do("follow_up")
        if self.state == "RESOLVED" and self._may_be_reopened:
            yield Do("reopen")

    def may_conclude(self, *, resolved: bool) -> bool:
        """Once stage 3 is complete; as resolved, while no other agency's request stands."""
        if resolved:
            here = self.state in WITH_THE_AGENCIES and not self.others_ask(A)
        else:
            here = self.state in {"FORWARDED", "ANSWERED"}
        return here and self.stage_3_is_complete

    @property
    def _may_be_reopened(self) -> bool:
        """What was promised can fail until 20 working days after the follow-up date (decision 18)."""
        in_time = self.follow_up_on is not None and working_days_between(self.follow_up_on, self.today) <= 20
        return in_time and self.something_is_promised

    @property
    def something_is_promised(self) -> bool:
        """Whether a reply that is in promises an action."""
        return any(one.promises for one in self.responding if one.state == "RECEIVED")

    def _for_writers_of_b(self, own: Response, role: str) -> Iterator[Do]:
        if own.state == "AWAITED" and self.state in TAKES_REPLIES and role in WRITERS:
            yield Do("write_part_2")
            yield Do("read_part_2")
            yield Do("ask_for_reply_sign_off")
            yield Do("holding_reply")

    def _for_signers_of_b(self, own: Response, role: str) -> Iterator[Do]:
        """A late response is taken while the case is open; after the end it is an addendum."""
        if role not in SIGNERS:
            return
        asked = any(one.agency == own.agency for one in self.requests)
        if own.state == "RECEIVED" or self.state in ENDED or asked:
            yield Do("add_to_record")
        if own.state != "AWAITED" or self.state not in TAKES_REPLIES:
            return
        yield Do("respond")
        if not own.receipt:
            yield Do("confirm_receipt")
        if own.extension == "never" and not self.overdue(own):
            yield Do("ask_extension")
        early = working_days_between(own.began_on, self.today) <= 2
        if self.state == "FORWARDED" and early and not own.not_for_us:
            yield Do("not_for_us")

    def done_already(self, person: Person) -> set[Do]:
        """What somebody would do a second time by doing nothing, and so is not refused."""
        own = (one for one in self.awaited if one.agency == person.workspace)
        return {Do("confirm_receipt")} if any(one.receipt for one in own) else set()

    def _for_the_office(self) -> Iterator[Do]:
        yield from (Do(what) for what in ("note", "parallel", "link", "themes", "add_to_record"))
        if self.state == "SUBMITTED":
            yield from (Do(what) for what in ("send_back", "forward", "close_out_of_scope"))
        if self.state in CAN_COME_TO_REST and self.turn_is_spent:
            yield Do("close")
        if self.to_chase:
            yield Do("chase")
        yield from (Do("assess", one.agency) for one in self.responses if one.to_assess)
        if self.state in TAKES_REPLIES:
            for one in self.awaited:
                yield from (Do(what, one.agency) for what in self._about_a_response(one))
        yield from self.to_check()

    def _about_a_response(self, one: Response) -> Iterator[str]:
        """What the Business Unit may do about a response that is still awaited."""
        yield "respond_on_behalf"
        yield "write_on_behalf"
        if one.extension == "asked":
            yield "refuse_extension"
            if not self.overdue(one):
                yield "grant_extension"
        if self.state != "FORWARDED":
            return
        if one.not_for_us:
            yield "keep"
        if self.request_of(one.agency):
            return
        yield "change"
        if len(self.responding) > 1:
            yield "release"

    # What it does ------------------------------------------------------------------------------------------

    def sign_off(self) -> None:
        """Part 1 is signed, and A's turn to complete it is over."""
        self.state = "SUBMITTED"
        self.chases, self.no_further_on = 0, None

    def send_back(self) -> None:
        """The form goes back to A (decision 2)."""
        self.state = "RETURNED"
        self.turn_of_a()

    def forward(self, *agencies: str) -> None:
        """Each agency's ten days start, however long the Business Unit took (decision 3)."""
        self.state = "FORWARDED"
        for agency in agencies:
            self._await(agency)

    def change(self, old: str, new: str) -> None:
        """Ten days of its own for the new agency; what the old one had opened is to be assessed (decision 12)."""
        self._replace(old)
        self._await(new)

    def release(self, agency: str) -> None:
        """It need no longer reply. When the others are in, it is A's turn."""
        self._replace(agency)
        self._answered_if_all_are_in()

    def respond(self, agency: str) -> None:
        """The reply is in; with the last one A's turn begins."""
        response = self.response(agency)
        response.state, response.answered_on = "RECEIVED", self.today
        self._answered_if_all_are_in()

    def grant_extension(self, agency: str, days: int) -> None:
        """The due date moves by up to five working days (decision 4)."""
        response = self.response(agency)
        response.extension = "granted"
        response.due_on = working_days_later(response.due_on, days)

    def conclude(self, *, resolved: bool) -> None:
        """A says whether it is resolved (decision 14).

        A follow-up is due when what was promised is, from 4 to 8 weeks on; after 4 when nothing was.
        """
        if not resolved:
            self.unresolved()
            return
        self.end("RESOLVED")
        self.followed_up = False
        first, last = self.today + timedelta(weeks=4), self.today + timedelta(weeks=8)
        self.follow_up_on = a_working_day(last if self.something_is_promised else first, last)

    def reopen(self) -> None:
        """What was promised was not done (decision 18)."""
        self.unresolved()

    def withdraw(self) -> None:
        """A's own step out. It does not cancel another agency's own request (decision 17)."""
        self.withdrew = True
        if not self.others_ask(A):
            self.end("WITHDRAWN")
            return
        if own := self.request_of(A):
            own.state = "WITHDRAWN"
        self.a_step_was_taken()

    def _await(self, agency: str) -> None:
        self.responses.append(Response(agency, self.today, working_days_later(self.today, 10)))

    def _replace(self, agency: str) -> None:
        old = self.response(agency)
        old.state, old.to_assess = "REPLACED", True

    def _answered_if_all_are_in(self) -> None:
        if self.state == "FORWARDED" and not self.awaited:
            self.state = "ANSWERED"
            self.turn_of_a()
