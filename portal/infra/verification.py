"""Whether the record is as it was written: the chain of every case, and what its rows vouch for.

The chain is worked out again in Python, from the rows alone, so that it and the database's trigger have to
agree. Then what the rows vouch for is held against them (`vouched`). Of a case that was disposed of the chain is
worked out over the digests alone, and its last row says who disposed of it. What cannot be seen from inside is a
case rewritten whole, or gone whole: for that, `Verified.whole` sums the heads of all chains up, to be kept
elsewhere and compared.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from portal.infra.owned import owned
from portal.infra.vouched import AFTER_ALL_ROWS, not_as_vouched_for


@dataclass(frozen=True, slots=True)
class Fault:
    """The first row of a case's history that is not as it was written, or whose subject is not."""

    reference: str
    seq: int
    what: str

    @property
    def place(self) -> str:
        """Which row it is, or the case as a whole."""
        return "the case" if self.seq == AFTER_ALL_ROWS else f"row {self.seq}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was read, what is wrong with it, and the sum of all chains' heads."""

    rows: int
    cases: int
    faults: tuple[Fault, ...]
    whole: str


_ROWS = text("""
    select e.reference, h.escalation_id, h.seq, h.event, h.part_id, h.agencies,
      (extract(epoch from h.at) * 1000000)::bigint as at,
      (extract(epoch from h.recorded_at) * 1000000)::bigint as recorded_at,
      h.workspace_id, h.membership_id, h.payload::text as payload, h.salt, h.digest, h.previous, h.hash,
      c.seq as head_seq, c.hash as head_hash, e.disposed_at is not null as disposed,
      lead(h.seq) over (partition by h.escalation_id order by h.seq) is null as last
    from portal.history h
    join portal.escalation e on e.id = h.escalation_id
    left join portal.history_head c on c.escalation_id = h.escalation_id
    order by h.escalation_id, h.seq
""")

_WHOLE = text(
    "select count(*), string_agg(encode(hash, 'hex'), '' order by escalation_id) from portal.history_head"
)


def verify(database_url: str) -> Verified:
    """Check the record of every case; of each damaged one the first bad row is named.

    Needs the owner's database URL, since it reads every case.
    """
    with owned(database_url) as connection:
        rows = connection.execution_options(yield_per=1000).execute(_ROWS).mappings()
        count, faults = _check(rows)
        faults += [Fault(*found) for found in not_as_vouched_for(connection)]
        cases, heads = connection.execute(_WHOLE).one()
    whole = hashlib.sha256((heads or "").encode()).hexdigest()
    return Verified(count, cases, tuple(_first_of_each(faults)), whole)


def _first_of_each(faults: Iterable[Fault]) -> Iterator[Fault]:
    named: set[str] = set()
    for fault in sorted(faults, key=lambda one: (one.reference, one.seq)):
        if fault.reference not in named:
            named.add(fault.reference)
            yield fault


def _check(rows: Iterator[Any]) -> tuple[int, list[Fault]]:
    count, faults = 0, []
    case, seq, previous, damaged = None, 0, b"", False
    for row in rows:
        count += 1
        if row["escalation_id"] != case:
            case, seq, damaged = row["escalation_id"], 0, False
            previous = hashlib.sha256(str(case).encode()).digest()
        if damaged:
            continue
        seq += 1
        what = _what_is_wrong(row, seq, previous)
        previous = bytes(row["hash"])
        if what:
            damaged = True
            faults.append(Fault(row["reference"], seq, what))
    return count, faults


def _what_is_wrong(row: Mapping[str, Any], seq: int, previous: bytes) -> str:
    if row["seq"] != seq:
        return "a row is missing here"
    if bytes(row["previous"]) != previous:
        return "it does not follow from the row before"
    if what := _wrong_with_content(row):
        return what
    if hashlib.sha256(_line(row)).digest() != bytes(row["hash"]):
        return "the row was changed"
    if row["last"] and (row["head_seq"], bytes(row["head_hash"] or b"")) != (seq, bytes(row["hash"])):
        return "rows after it are gone"
    return ""


def _wrong_with_content(row: Mapping[str, Any]) -> str:
    """Of a case that was disposed of the last row alone, which tells of that, still has its content."""
    if row["payload"] is None:
        return "" if row["disposed"] and not row["last"] else "its content is gone"
    digest = hashlib.sha256(bytes(row["salt"]) + row["payload"].encode()).digest()
    return "its content was changed" if digest != bytes(row["digest"]) else ""


def _line(row: Mapping[str, Any]) -> bytes:
    """The row as the chain hashes it; the same line as `portal.history_line` in the database."""
    agencies = ",".join(str(one) for one in row["agencies"]) if row["agencies"] is not None else "-"
    fields = (
        row["escalation_id"], row["seq"], row["event"], row["part_id"] or "-", agencies, row["at"],
        row["recorded_at"], row["workspace_id"], row["membership_id"], bytes(row["digest"]).hex(),
        bytes(row["previous"]).hex(),
    )  # fmt: skip
    return "|".join(str(field) for field in fields).encode()
