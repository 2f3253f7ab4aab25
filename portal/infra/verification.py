"""Whether the record is as it was written: the chain of every case, and what its rows vouch for.

The chain is worked out again in Python, from the rows alone, so that it and the database's trigger have to
agree. Then each signed part, the children's identity signed with it, each look but mere views, and where the case
stands are held against the rows that tell of them. What cannot be seen from inside is a case rewritten whole, or
gone whole: for that, `Verified.whole` sums the heads of all chains up, to be kept elsewhere and compared.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, create_engine, text

from portal.infra.db import engine_url

_AFTER_ALL_ROWS = 2**31


@dataclass(frozen=True, slots=True)
class Fault:
    """The first row of a case's history that is not as it was written, or whose subject is not."""

    reference: str
    seq: int
    what: str

    @property
    def place(self) -> str:
        """Which row it is, or the case as a whole."""
        return "the case" if self.seq == _AFTER_ALL_ROWS else f"row {self.seq}"


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
      c.seq as head_seq, c.hash as head_hash,
      lead(h.seq) over (partition by h.escalation_id order by h.seq) is null as last
    from portal.history h
    join portal.escalation e on e.id = h.escalation_id
    left join portal.history_head c on c.escalation_id = h.escalation_id
    order by h.escalation_id, h.seq
""")

_SIGNED = text("""
    select e.reference, h.seq, h.payload, d.content::text as content, d.signed_by_name,
      (select string_agg(
          concat_ws('|', c.number, encode(c.salt, 'hex'), c.name, c.date_of_birth, c.record_number, c.known_as,
            c.other_number),
          e'\n' order by c.number)
        from portal.child c
        where c.escalation_id = e.id and d.kind = 'part_1' and c.version = d.version) as children
    from portal.history h
    join portal.escalation e on e.id = h.escalation_id
    left join portal.document d on d.escalation_id = e.id and d.kind = h.payload -> 'signed' ->> 'kind'
      and d.version = (h.payload -> 'signed' ->> 'version')::integer
      and d.part_id is not distinct from h.part_id
    where h.payload ? 'signed'
""")

_UNTOLD = text("""
    select e.reference, 'every row of this case is gone' as what
    from portal.escalation e where not exists (select from portal.history h where h.escalation_id = e.id)
    union all
    select e.reference, 'a signed part is there that no row tells of'
    from portal.document d join portal.escalation e on e.id = d.escalation_id
    where not exists (select from portal.history h where h.escalation_id = e.id
                      and h.payload -> 'signed' ->> 'kind' = d.kind
                      and (h.payload -> 'signed' ->> 'version')::integer = d.version
                      and h.part_id is not distinct from d.part_id)
    union all
    select e.reference, 'a look is there that no row tells of'
    from portal.access a join portal.escalation e on e.id = a.escalation_id
    where a.what <> 'view' and not exists (select from portal.history h where h.escalation_id = e.id
                      and h.payload ->> 'looked' = a.id::text)
    union all
    select e.reference, 'a file that was signed is gone or was changed'
    from portal.document d join portal.escalation e on e.id = d.escalation_id
    cross join lateral jsonb_path_query(d.content, '$.attachments[*] ? (exists (@.sha256))') f
    left join portal.attachment a on a.id = (f ->> 'id')::uuid and a.escalation_id = e.id
    left join portal.attachment_content c on c.attachment_id = a.id
    where a.id is null or (c.content is null) <> (a.state = 'refused') or a.name <> f ->> 'name'
      or encode(a.sha256, 'hex') <> f ->> 'sha256' or encode(sha256(c.content), 'hex') <> f ->> 'sha256'
    union all
    select e.reference, 'a file is there as if it was signed, and no signature tells of it'
    from portal.attachment a join portal.escalation e on e.id = a.escalation_id
    where a.since is not null and not exists (
      select from portal.document d
      cross join lateral jsonb_path_query(d.content, '$.attachments[*] ? (exists (@.sha256))') f
      where d.escalation_id = e.id and f ->> 'id' = a.id::text)
    union all
    select e.reference, 'it stands elsewhere than its rows say'
    from portal.escalation e
    where e.state <> coalesce((select h.payload ->> 'state' from portal.history h
                               where h.escalation_id = e.id and h.payload ? 'state'
                               order by h.seq desc limit 1), 'draft')
""")

_LOOKS = text("""
    select e.reference, h.seq
    from portal.history h join portal.escalation e on e.id = h.escalation_id
    where h.payload ? 'looked' and not exists (
      select from portal.access a where a.id::text = h.payload ->> 'looked' and a.escalation_id = e.id
        and a.membership_id = h.membership_id and a.what = h.event and a.purpose = h.payload ->> 'purpose')
""")

_WHOLE = text(
    "select count(*), string_agg(encode(hash, 'hex'), '' order by escalation_id) from portal.history_head"
)


def verify(database_url: str) -> Verified:
    """Check the record of every case; of each damaged one the first bad row is named.

    Needs the owner's database URL, since it reads every case.
    """
    engine = create_engine(engine_url(database_url))
    try:
        with engine.connect() as connection:
            connection.execute(text("set role portal_owner"))
            rows = connection.execution_options(yield_per=1000).execute(_ROWS).mappings()
            count, faults = _check(rows)
            faults += _vouched_for(connection)
            cases, heads = connection.execute(_WHOLE).one()
    finally:
        engine.dispose()
    whole = hashlib.sha256((heads or "").encode()).hexdigest()
    return Verified(count, cases, tuple(_first_of_each(faults)), whole)


def _first_of_each(faults: Iterable[Fault]) -> Iterator[Fault]:
    named: set[str] = set()
    for fault in sorted(faults, key=lambda one: (one.reference, one.seq)):
        if fault.reference not in named:
            named.add(fault.reference)
            yield fault


def _vouched_for(connection: Connection) -> Iterator[Fault]:
    for row in connection.execute(_SIGNED).mappings():
        if what := _wrong_with_signed(dict(row)):
            yield Fault(row["reference"], row["seq"], what)
    for look in connection.execute(_LOOKS):
        yield Fault(look.reference, look.seq, "the look that it tells of is gone or was changed")
    for case in connection.execute(_UNTOLD):
        yield Fault(case.reference, _AFTER_ALL_ROWS, case.what)


def _wrong_with_signed(row: Mapping[str, Any]) -> str:
    payload = row["payload"]
    if row["content"] is None:
        return "the part that was signed with it is gone"
    if _digest(row["content"]) != payload["signed"]["digest"] or row["signed_by_name"] != payload["by"]:
        return "the part that was signed with it was changed"
    if "children" in payload and _digest(row["children"] or "") != payload["children"]:
        return "the children’s identity that was signed with it was changed"
    return ""


def _digest(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()


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
    if row["payload"] is None:
        return "its content is gone"
    digest = hashlib.sha256(bytes(row["salt"]) + row["payload"].encode()).digest()
    if digest != bytes(row["digest"]):
        return "its content was changed"
    if hashlib.sha256(_line(row)).digest() != bytes(row["hash"]):
        return "the row was changed"
    if row["last"] and (row["head_seq"], bytes(row["head_hash"] or b"")) != (seq, bytes(row["hash"])):
        return "rows after it are gone"
    return ""


def _line(row: Mapping[str, Any]) -> bytes:
    """The row as the chain hashes it; the same line as `portal.history_line` in the database."""
    agencies = ",".join(str(one) for one in row["agencies"]) if row["agencies"] is not None else "-"
    fields = (
        row["escalation_id"], row["seq"], row["event"], row["part_id"] or "-", agencies, row["at"],
        row["recorded_at"], row["workspace_id"], row["membership_id"], bytes(row["digest"]).hex(),
        bytes(row["previous"]).hex(),
    )  # fmt: skip
    return "|".join(str(field) for field in fields).encode()
