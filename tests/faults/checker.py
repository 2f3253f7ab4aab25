"""Says what is wrong after a fault, from the database, the mailbox and the client's own record alone.

It imports nothing of the portal and asks nothing of it: what an act leaves behind, who must be written to and who
may be, are said here again, in SQL of its own.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.faults.record import Answer, Letter, Told

REFERENCE = re.compile(r"RPD-[0-9A-Z]{4}-[0-9A-Z]{4}")

LEFT_BEHIND: Mapping[str, Mapping[str, str]] = {
    "forward": {
        "row of the history": """select count(*) from portal.history h join portal.escalation e
            on e.id = h.escalation_id where e.reference = %(case)s and h.event = 'forward'""",
        "response that is awaited": """select count(*) from portal.part p join portal.escalation e
            on e.id = p.escalation_id where e.reference = %(case)s and p.kind = 'response'""",
        "clock of the response": """select count(*) from portal.deadline d join portal.escalation e
            on e.id = d.escalation_id where e.reference = %(case)s and d.clock = 'response'""",
        "case that was forwarded": """select count(*) from portal.escalation
            where reference = %(case)s and state in ('forwarded', 'answered')""",
    },
    "respond": {
        "row of the history": """select count(*) from portal.history h join portal.escalation e
            on e.id = h.escalation_id where e.reference = %(case)s and h.event = 'respond'""",
        "signed Part 2": """select count(*) from portal.document d join portal.escalation e
            on e.id = d.escalation_id where e.reference = %(case)s and d.kind = 'part_2'""",
        "response that was received": """select count(*) from portal.part p join portal.escalation e
            on e.id = p.escalation_id where e.reference = %(case)s and p.state = 'received'""",
        "clock of the response that stopped": """select count(*) from portal.deadline d join portal.escalation e
            on e.id = d.escalation_id where e.reference = %(case)s and d.clock = 'response'
            and d.stopped_at is not null""",
        "case that was answered": """select count(*) from portal.escalation
            where reference = %(case)s and state = 'answered'""",
    },
}
"""What each act leaves behind, once each: all of it when it was done, nothing of it when it was not."""

_SIGNATORY = """
    select p.email from portal.document d join portal.escalation e on e.id = d.escalation_id
      join portal.membership m on m.id = d.signed_by join portal.person p on p.id = m.person_id
     where e.reference = %(case)s and d.kind = 'part_1'"""
_ADDRESSEES = """
    select p.email from portal.part t join portal.escalation e on e.id = t.escalation_id
      join portal.membership m on m.id = t.addressee_id join portal.person p on p.id = m.person_id
     where e.reference = %(case)s and t.kind = 'response'"""
_OFFICE = """
    select p.email from portal.workspace w join portal.membership m on m.workspace_id = w.id
      join portal.membership_role r on r.membership_id = m.id join portal.person p on p.id = m.person_id
     where w.kind = 'business_unit' and m.ended_at is null and r.ended_at is null
       and r.role in ('officer', 'manager')"""
MUST_BE_TOLD: Mapping[str, str] = {
    "forward": f"{_ADDRESSEES} union {_SIGNATORY}",
    "respond": f"{_OFFICE} union {_SIGNATORY}",
}
"""Whom an act is told to, each in one letter. Nobody else is written to of it."""

MAY_BE_TOLD = """
    select p.email from portal.escalation e
      join portal.workspace w on w.id = e.raising_workspace_id or w.kind = 'business_unit'
        or w.id in (select workspace_id from portal.part where escalation_id = e.id and state <> 'replaced')
      join portal.membership m on m.workspace_id = w.id and m.ended_at is null and not m.id = any(e.barred)
      join portal.membership_role r on r.membership_id = m.id and r.ended_at is null
      join portal.person p on p.id = m.person_id
     where e.reference = %(case)s"""
"""Who may be written to of a case: people with a role today at one of its parties, nobody who is kept from it."""

_OUTBOX = """
    select o.message_id, o.sent_at, o.dropped_at, o.last_error, p.email, e.reference
      from portal.outbox o join portal.membership m on m.id = o.membership_id
      join portal.person p on p.id = m.person_id left join portal.escalation e on e.id = o.escalation_id
     where e.reference = any(%(cases)s)"""


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong, each in a sentence; and the Message-IDs of letters that arrived more than once."""

    faults: tuple[str, ...]
    doubled: Mapping[str, int]


def check(
    owner_url: str,
    *,
    letters: Sequence[Letter],
    told: Sequence[Told],
    may_be_doubled: Collection[str] = (),
    settled: bool = True,
) -> Found:
    """Everything that is wrong with the cases the client asked something of.

    `may_be_doubled`: Message-IDs of letters that the fault may have doubled. `settled`: the worker has had its
    time; before that, only the acts themselves are looked at.
    """
    with psycopg.connect(owner_url, row_factory=dict_row) as connection:
        connection.execute("set role portal_owner")
        asks = _Asks(connection)
        faults = [
            fault
            for (case, act), answers in _by_act(told).items()
            for fault in _act(asks, case, act, answers)
        ]
        doubled = _doubled(letters)
        if settled:
            faults += _letters(asks, letters, told)
            faults += [
                f"{one} arrived {times} times, and no fault came between."
                for one, times in doubled.items()
                if one not in may_be_doubled
            ]
    return Found(tuple(faults), doubled)


@dataclass(frozen=True)
class _Asks:
    """Questions to the database."""

    connection: psycopg.Connection[dict[str, Any]]

    def count(self, sql: str, case: str) -> int:
        """How many there are."""
        row = self.connection.execute(sql, {"case": case}).fetchone()
        return int(row["count"]) if row else 0

    def emails(self, sql: str, case: str) -> set[str]:
        """The addresses of those people."""
        return {str(row["email"]) for row in self.connection.execute(sql, {"case": case})}

    def outbox(self, cases: Sequence[str]) -> list[dict[str, Any]]:
        """What was to be told of these cases."""
        return self.connection.execute(_OUTBOX, {"cases": list(cases)}).fetchall()


def _by_act(told: Sequence[Told]) -> dict[tuple[str, str], list[Answer]]:
    by_act: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for one in told:
        by_act[one.reference, one.act].append(one.answer)
    return by_act


def _act(asks: _Asks, case: str, act: str, answers: Sequence[Answer]) -> Iterator[str]:
    """Acknowledged means there exactly once; refused means absent; not known means all of it or nothing."""
    there = {what: asks.count(sql, case) for what, sql in LEFT_BEHIND[act].items()}
    if Answer.ACKNOWLEDGED in answers:
        wrong = {what: many for what, many in there.items() if many != 1}
        law = "was acknowledged"
    elif Answer.NOT_KNOWN in answers:
        wrong = there if len(set(there.values())) > 1 or max(there.values()) > 1 else {}
        law = "was done by half"
    else:
        wrong = {what: many for what, many in there.items() if many}
        law = "was refused"
    for what, many in wrong.items():
        yield f"{act} of {case} {law}, and there are {many} of: {what}."


def _letters(asks: _Asks, letters: Sequence[Letter], told: Sequence[Told]) -> Iterator[str]:
    cases = sorted({one.reference for one in told})
    about: dict[str, list[Letter]] = defaultdict(list)
    for letter in letters:
        found = REFERENCE.search(letter.subject)
        about[found[0] if found else ""].append(letter)
    for case in cases:
        yield from _of_case(asks, case, about[case], acts=[act for one, act in _by_act(told) if one == case])
    yield from _kept(asks.outbox(cases), [letter for case in cases for letter in about[case]])


def _of_case(asks: _Asks, case: str, letters: Sequence[Letter], *, acts: Sequence[str]) -> Iterator[str]:
    """Each that must be told has one letter, whatever happened; nobody else has any."""
    done = [act for act in acts if all(asks.count(sql, case) for sql in LEFT_BEHIND[act].values())]
    must = set().union(*(asks.emails(MUST_BE_TOLD[act], case) for act in done))
    may = asks.emails(MAY_BE_TOLD, case)
    had: dict[str, set[str]] = defaultdict(set)
    for letter in letters:
        had[letter.to].add(letter.message_id)
    for person in sorted(must | set(had)):
        if person in must and not had[person]:
            yield f"{person} was told nothing of {case}."
        if len(had[person]) > len(done):
            yield f"{person} was told of {case} in {len(had[person])} letters: {sorted(had[person])}."
        if had[person] and person not in must:
            yield f"{person} was written to of {case}, and nothing was to be told them."
        if had[person] and person not in may:
            yield f"{person} was written to of {case}, and is not entitled to know of it."


def _kept(outbox: Sequence[Mapping[str, Any]], letters: Sequence[Letter]) -> Iterator[str]:
    """Every row is told or dropped, one letter to its own person for each that was told, and no other letter."""
    known = {row["message_id"]: row for row in outbox if row["sent_at"]}
    arrived = {letter.message_id for letter in letters}
    for row in outbox:
        if not row["sent_at"] and not row["dropped_at"]:
            yield f"A letter of {row['reference']} to {row['email']} was never sent: {row['last_error']}."
        if row["sent_at"] and row["message_id"] not in arrived:
            yield f"{row['message_id']} to {row['email']} counts as sent, and never arrived."
    for letter in letters:
        row = known.get(letter.message_id)
        if row is None:
            yield f"{letter.message_id} to {letter.to} arrived, and counts as not sent."
        elif row["email"] != letter.to:
            yield f"{letter.message_id} is for {row['email']}, and went to {letter.to}."


def _doubled(letters: Sequence[Letter]) -> dict[str, int]:
    times: dict[str, int] = defaultdict(int)
    for letter in letters:
        times[letter.message_id] += 1
    return {one: many for one, many in times.items() if many > 1}
