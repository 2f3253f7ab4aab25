"""A case that anybody may do anything with, watched by the laws after every step."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from uuid import UUID

from portal.protocol.clock import london_date
from portal.protocol.conflicts import View
from portal.protocol.deadlines import Clock
from portal.protocol.escalation import ENDED, CaseState, PartKind, PartState, Request
from portal.protocol.moves import Moved, advance, open_actions
from portal.protocol.rows import Action
from tests.unit.protocol.cases import BENCH, CALENDAR, PEOPLE, case, ids, named, request
from tests.unit.protocol.course import Course
from tests.unit.protocol.laws import check_case, check_move, only_a_concluded

ACTORS = (
    "A senior", "A senior", "A contributor", "B senior", "B senior", "C senior", "STRANGER deputy",
    "BU officer", "BU officer", "BU manager", "E chair", "E chair", "E member", "S scrutineer", "S scrutineer",
)  # fmt: skip
RESPONDERS = ids("B", "C", "STRANGER")
SELDOM = {
    Action.DISCARD: 16,
    Action.CLOSE_OUT_OF_SCOPE: 16,
    Action.WITHDRAW: 6,
    Action.CONCLUDE_RESOLVED: 4,
    Action.WITHDRAW_REFERRAL: 2,
}
"""What would end most walks early is offered once in so many times."""
ASKING = {Action.ASK_REFERRAL, Action.ASK_EARLY_REFERRAL, Action.JOIN_REFERRAL}
COMMISSIONS = {
    Action.COMMISSION_SUMMARY: ids("SCRUTINEER"),
    Action.COMMISSION_REVIEW: ids("LEARNING"),
}


STEPS_BEYOND = 15


class Walk(Course):
    """A walk from a fresh draft."""

    def __init__(self) -> None:
        super().__init__(case(state=CaseState.DRAFT, bench=BENCH))
        self.numbers = count()

    def goes(self, choices: Iterable[int]) -> None:
        """One step for each choice, and a few beyond the end to see that it is one."""
        beyond = 0
        for choice in choices:
            self.step(choice)
            beyond += self.case.state in ENDED
            if beyond > STEPS_BEYOND:
                return

    def step(self, choice: int) -> None:
        """Somebody does something open to them, or something happens that is no action of the table."""
        choice, kind = divmod(choice, 4)
        if kind == 0:
            happenings = self._happenings()
            choice, which = divmod(choice, len(happenings))
            happenings[which](choice)
        else:
            self._somebody_acts(choice)
        check_case(self)

    def acts(self, who: str, action: Action, about: UUID | None = None) -> Moved:
        """Do what is open, with everything that must be given, and check the move."""
        moved = advance(self.case, action, PEOPLE[who], self._asked(action, about, who))
        self.keep(moved)
        check_move(moved, self)
        only_a_concluded(moved, who)
        return moved

    def _somebody_acts(self, choice: int) -> None:
        choice, who = divmod(choice, len(ACTORS))
        choice, turn = divmod(choice, 48)
        open_ = [
            (action, about)
            for action, about in open_actions(self.case, PEOPLE[ACTORS[who]], self.now, CALENDAR)
            if turn % SELDOM.get(action, 1) == 0 and self._has_whom(action)
        ]
        if open_:
            self.acts(ACTORS[who], *open_[choice % len(open_)])

    def _has_whom(self, action: Action) -> bool:
        return action is not Action.CHANGE_RESPONDER or bool(self._free())

    def _free(self) -> list[UUID]:
        return [agency for agency in RESPONDERS if agency not in self.case.parties]

    def _asked(self, action: Action, about: UUID | None, who: str) -> Request:
        agencies = COMMISSIONS.get(action, ())
        if action is Action.FORWARD:
            agencies = tuple(self._free()[:2])
        if action is Action.CHANGE_RESPONDER:
            agencies = tuple(self._free()[-1:])
        new = agencies or ((PEOPLE[who].workspace,) if action in ASKING and about is None else ())
        running = self.clocks.get((Clock.RESPONSE, about))
        asked = request(
            now=self.now,
            agencies=agencies,
            able=frozenset(agencies),
            new_ids=tuple(named(f"part {next(self.numbers)}") for _ in new),
            due_on=london_date(self.now) + timedelta(days=14) if action in COMMISSIONS else None,
            running=running.deadline if running else None,
            extra_days=3,
        )
        return replace(asked, part=about)

    # What happens beside the table ------------------------------------------------------------------------

    def _happenings(self) -> tuple[Callable[[int], None], ...]:
        return self._time_passes, self._time_passes, self._chased, self._a_seat_changes, self._interests

    def _time_passes(self, choice: int) -> None:
        state = self.case.state
        self.waits((1, 3, 6, 11, 21)[choice % 5])
        assert self.case.state is state

    def _chased(self, choice: int) -> None:
        if choice % 3:
            self.change(chases=self.case.chases + 1)
        elif not self.case.raising_withdrew:
            self.change(no_further_step_at=self.now)

    def _a_seat_changes(self, choice: int) -> None:
        choice, which = divmod(choice, len(self.case.bench))
        choice, conflict = divmod(choice, 8)
        view = (View.FOR, View.FOR, View.AGAINST, None)[choice % 4]
        bench = list(self.case.bench)
        bench[which] = replace(bench[which], declared=True, conflict=conflict == 0, view=view)
        self.change(bench=tuple(bench))

    def _interests(self, _choice: int) -> None:
        declared = (replace(one, interests_declared=True) for one in self.case.of_kind(PartKind.SUMMARY))
        self.case = self.case.with_parts(*declared)

    # The way out --------------------------------------------------------------------------------------------

    def silence(self) -> None:
        """No agency says another word; the Business Unit and the Executive bring the case to an end."""
        for _ in range(12):
            if self.case.state in ENDED:
                return
            self._without_the_agencies()
            check_case(self)

    def _without_the_agencies(self) -> None:
        match self.case.state:
            case CaseState.SUBMITTED:
                self.acts("BU officer", Action.SEND_BACK)
            case CaseState.REFERRED:
                self._the_bench_is_full()
                self.acts("E chair", Action.DECLINE)
            case CaseState.ACCEPTED:
                self._the_bench_is_full()
                self.acts("E chair", Action.DECIDE)
            case _ if any(one.state is PartState.ASKED for one in self.case.requests):
                self.waits(21)
                self.acts("BU officer", Action.REFER)
            case _:
                self.waits(40)  # the most a response may have, and then a turn
                self.change(chases=2)
                self.acts("BU officer", Action.CLOSE)

    def _the_bench_is_full(self) -> None:
        """The Business Unit names substitutes until there is a quorum (decision 22)."""
        seats = (replace(one, declared=True, conflict=False, view=View.FOR) for one in self.case.bench)
        self.change(bench=tuple(seats))
