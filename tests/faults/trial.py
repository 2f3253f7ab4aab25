"""One trial: a flow carried out once, with one fault at one step of it, and what the checker then says.

A fault is counted from outside: the n-th step of one client, before it reaches the server or after it was done.
"""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg

from tests.faults.checker import check
from tests.faults.client import Client, Reply
from tests.faults.flows import Due, Flow, Form
from tests.faults.house import House, Target
from tests.faults.proxy import Step, When
from tests.faults.record import Answer, Told
from tests.faults.wire import COMMIT_OF, NOTHING
from tests.pages import own_form, typed
from tests.signed_in import cookie_of

TRIES = 5
SETTLE_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Fault:
    """Kill this at the n-th step, or at the n-th COMMIT. Without a target nothing is killed; all is counted."""

    target: Target | None
    number: int = 0
    when: When = When.BEFORE
    commits_only: bool = False

    def __str__(self) -> str:
        what = "COMMIT" if self.commits_only else "step"
        return f"{self.target} killed {self.when} {what} {self.number}"


@dataclass
class Trigger:
    """The hook on every line: counts the steps of one client, and strikes once."""

    house: House
    fault: Fault
    clients: frozenset[str]
    steps: list[Step] = field(default_factory=list)
    struck: Step | None = None
    missed: bool = False
    resting: bool = False
    marked: frozenset[str] = frozenset()
    _said: set[tuple[When, Step]] = field(default_factory=set)
    _counts: Counter[When] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, step: Step, when: When) -> bool:
        """Count the step; at the one that was meant, kill."""
        if step.client not in self.clients or (self.fault.commits_only and not _is_a_commit(step)):
            return True
        with self._lock:
            if self.resting or self._is_said_again(step, when):
                return True
            self._counts[when] += 1
            if when is When.BEFORE:
                self.steps.append(step)
            if (when, self._counts[when]) == (self.fault.when, self.fault.number) and self.fault.target:
                self._strike(step, self.fault.target)
        return True

    def _is_said_again(self, step: Step, when: When) -> bool:
        """What the heartbeat does at each beat is counted once: it would go on for as long as anybody watches."""
        known = (when, step) in self._said
        self._said.add((when, step))
        return known and step.client == "heartbeat"

    def rest(self) -> None:
        """Strike no more; what was being struck is down then."""
        with self._lock:
            self.resting = True

    def _strike(self, step: Step, target: Target) -> None:
        self.marked = _marked_as_sent(self.house)
        self.struck = step
        self.missed = not self.house.kill(target)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a trial went."""

    fault: Fault
    struck: Step | None
    missed: bool
    first: Answer
    doubled: int
    faults: tuple[str, ...]
    steps: tuple[Step, ...]
    seconds: float

    def __str__(self) -> str:
        at = f" ({self.struck})" if self.struck else ""
        wrong = " ".join(self.faults)
        return f"{self.fault}{at}: first told {self.first}, {self.doubled} doubled, {self.seconds:.1f} s. {wrong}"


def tried(house: House, flow: Flow, case: str, fault: Fault) -> Outcome:
    """Carry the flow out on this case with this fault, repair, let it settle, and have it checked."""
    before, begun = len(house.sink.letters), time.monotonic()
    client = signed_in(house, flow.begins) if isinstance(flow.begins, Form) else None
    trigger = Trigger(house, fault, flow.steps_of)
    house.watch(trigger)
    try:
        told, faults = carried_out(house, flow, client, case) if client else fallen_due(house, flow, case)
        settle(house, [case])
    finally:
        trigger.rest()
    settle(house, [case])
    letters = house.sink.letters[before:]
    may_be_doubled = {
        letter.message_id for letter in letters if trigger.struck and letter.at <= house.repaired_at
    } - trigger.marked
    found = check(house.logins.owner_url, letters=letters, told=told, may_be_doubled=may_be_doubled)
    return Outcome(
        fault,
        trigger.struck,
        trigger.missed,
        told[0].answer,
        len(found.doubled),
        (*faults, *found.faults),
        tuple(trigger.steps),
        time.monotonic() - begun,
    )


def signed_in(house: House, form: Form) -> Client:
    """Whoever sends this form, at their browser."""
    who = house.partnership.who(*form.by)
    return Client(house.web_port, cookie_of(house.partnership, who, secret_key=house.secret_key))


def carried_out(house: House, flow: Flow, client: Client, case: str) -> tuple[list[Told], list[str]]:
    """Open the form and send it, again while it is not known what became of it; nothing is ever done by half."""
    assert isinstance(flow.begins, Form)
    path, told, faults = flow.begins.path.format(case=case), list[Told](), list[str]()
    fields = typed(own_form(_opened(house, client, path).text)) | flow.begins.filled(house.partnership)
    for _ in range(TRIES):
        told.append(Told(case, flow.act, client.post(path, fields).answer))
        if told[-1].answer is not Answer.NOT_KNOWN:
            break
        house.supervise()
        faults += check(house.logins.owner_url, letters=[], told=told, settled=False).faults
    if told[-1].answer is not Answer.ACKNOWLEDGED:
        faults.append(f"Sent again after {told[0].answer}, it ended as {told[-1].answer}.")
    return told, faults


_FALL_DUE = """
    update portal.nudge n set at = now() from portal.escalation e
     where e.id = n.escalation_id and e.reference = %(case)s and n.step = %(step)s"""


def fallen_due(house: House, flow: Flow, case: str) -> tuple[list[Told], list[str]]:
    """Let a step of the case's ladder fall due: what is due has to be done, as if somebody had been told so."""
    assert isinstance(flow.begins, Due)
    house.ask(_FALL_DUE, case=case, step=flow.begins.step)
    return [Told(case, flow.act, Answer.ACKNOWLEDGED)], []


def _opened(house: House, client: Client, path: str) -> Reply:
    for _ in range(TRIES):
        page = client.get(path)
        if page.status == 200:
            return page
        if page.answer is Answer.REFUSED:
            raise AssertionError(f"{path} was answered with {page.status}:\n{page.text[-2000:]}")
        house.supervise()
    raise AssertionError(f"{path} could not be opened:\n{house.last_words()}")


PULSE = "portal.periodic"
"""What the heartbeat writes at each beat, whatever there is to do: no part of any flow."""


def _is_a_commit(step: Step) -> bool:
    return step.name.startswith(COMMIT_OF) and step.name != NOTHING and PULSE not in step.name


_WAITING = """
    select (select count(*) from portal.outbox o where o.escalation_id = any(of.ids)
              and o.sent_at is null and o.dropped_at is null)
         + (select count(*) from portal.nudge n where n.escalation_id = any(of.ids) and n.at <= now())
      from (select array_agg(id) as ids from portal.escalation where reference = any(%(cases)s)) of"""
_NOT_YET = """
    update portal.outbox o set not_before = now() - interval '1 minute' from portal.escalation e
     where e.id = o.escalation_id and e.reference = any(%(cases)s)
       and o.not_before > now() and o.sent_at is null and o.dropped_at is null"""


def settle(house: House, cases: Sequence[str]) -> None:
    """Start again what was killed, and give the worker its time, until it has nothing more to tell of these cases.

    Waiting for the next attempt is shortened: the clock of a row is moved, once nobody works at it any more.
    """
    house.supervise()
    house.wait("every letter is told or dropped", lambda: _settled(house, cases), seconds=SETTLE_SECONDS)


def _settled(house: House, cases: Sequence[str]) -> bool:
    if not _waiting(house, cases):
        return True
    move_on(house, cases)
    return False


def move_on(house: House, cases: Sequence[str]) -> None:
    """Let the time pass until what waits for another attempt may be tried again, when nobody is at work on it."""
    if not house.pids(Target.JOB):
        house.ask(_NOT_YET, cases=list(cases))


def _waiting(house: House, cases: Sequence[str]) -> int:
    return int(house.ask(_WAITING, cases=list(cases))[0][0])


def _marked_as_sent(house: House) -> frozenset[str]:
    """The letters whose sending is written down for good, as the fault strikes."""
    try:
        rows = house.ask("select message_id from portal.outbox where sent_at is not null")
    except psycopg.OperationalError:
        return frozenset()
    return frozenset(str(row[0]) for row in rows)
