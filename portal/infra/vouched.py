"""What the rows of the history vouch for, held against what is kept: a row names it and has its digest.

So an edit of a signed part and of who reads it, of the children's identity and the files signed with it, of a
note, a redacted copy, a look (but a mere view), a link, a hold or a disposal is found, as is that one of them is
gone or was added behind the portal's back. Rows from before something was vouched for hold no digest of it, and
stay valid.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, TextClause, text

AFTER_ALL_ROWS = 2**31
"""In place of a row's number, when no row is to blame."""

Found = tuple[str, int, str]
"""What is wrong: the reference of the case, the row, the words."""


def digest_of(*fields: Any) -> str:
    """The digest of these texts, identifiers, times and lists, as a row keeps it and as it is worked out again."""
    return _digest(json.dumps([_plain(one) for one in fields]))


def _plain(field: Any) -> Any:
    return (
        sorted(map(str, field)) if isinstance(field, (list, tuple)) else None if field is None else str(field)
    )


_SIGNED = text("""
    select e.reference, h.seq, h.payload, d.content::text as content, d.signed_by_name,
      d.signed_by_role, d.on_behalf_of, d.agencies,
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
    where a.id is null or (c.content is null) <> (a.state = 'refused')
      or (a.name, a.title, a.author, a.type) is distinct from
        (f ->> 'name', f ->> 'title', f ->> 'author', f ->> 'type')
      or a.third_party is distinct from (f ->> 'third_party')::boolean
      or a.since = d.version and a.part_id is not distinct from d.part_id
        and a.agencies is distinct from d.agencies
      or encode(a.sha256, 'hex') <> f ->> 'sha256' or encode(sha256(c.content), 'hex') <> f ->> 'sha256'
    union all
    select e.reference, 'a file is there as if it was signed, and no signature tells of it'
    from portal.attachment a join portal.escalation e on e.id = a.escalation_id
    where a.since is not null and not exists (
      select from portal.document d
      cross join lateral jsonb_path_query(d.content, '$.attachments[*] ? (exists (@.sha256))') f
      where d.escalation_id = e.id and f ->> 'id' = a.id::text)
    union all
    select e.reference, 'a note is there that no row tells of'
    from portal.note n join portal.escalation e on e.id = n.escalation_id
    where not exists (select from portal.history h where h.escalation_id = e.id
                      and h.payload -> 'note' ->> 'id' = n.id::text)
    union all
    select e.reference, 'a link is there that no row tells of'
    from portal.link l join portal.escalation e on e.id = l.escalation_id
    join portal.escalation o on o.id = l.linked_id
    where e.disposed_at is null and coalesce((select h.event from portal.history h
                    where h.escalation_id = e.id and h.event in ('link', 'unlink')
                      and h.payload ->> 'linked' = o.reference
                    order by h.seq desc limit 1), '') <> 'link'
    union all
    select e.reference, 'a redacted copy is there that no row tells of'
    from portal.redacted_copy r join portal.escalation e on e.id = r.escalation_id
    where not exists (select from portal.history h where h.escalation_id = e.id
                      and h.payload -> 'redacted' ->> 'id' = r.id::text)
    union all
    select e.reference, 'a hold is there that no row tells of'
    from portal.legal_hold l join portal.escalation e on e.id = l.escalation_id
    where not exists (select from portal.history h where h.escalation_id = e.id
                      and h.payload -> 'hold' ->> 'id' = l.id::text)
    union all
    select e.reference, 'it is marked as disposed of, and its last row does not tell of that'
    from portal.escalation e
    where e.disposed_at is not null and not exists (
      select from portal.history h join portal.history_head c using (escalation_id, seq)
      where h.escalation_id = e.id and h.event = 'dispose')
    union all
    select e.reference, 'it was disposed of, and something of it is still there'
    from portal.escalation e
    where e.disposed_at is not null
      and (exists (select from portal.child c where c.escalation_id = e.id)
           or exists (select from portal.document d where d.escalation_id = e.id)
           or exists (select from portal.attachment a where a.escalation_id = e.id)
           or exists (select from portal.note n where n.escalation_id = e.id))
    union all
    select e.reference, 'it stands elsewhere than its rows say'
    from portal.escalation e
    where e.disposed_at is null and e.state <> coalesce((select h.payload ->> 'state' from portal.history h
                               where h.escalation_id = e.id and h.payload ? 'state'
                               order by h.seq desc limit 1), 'draft')
""")

_LOOKS = text("""
    select e.reference, h.seq, h.payload, a.name, a.role, a.at, a.attachment_id,
      a.id is null as gone
    from portal.history h
    join portal.escalation e on e.id = h.escalation_id
    left join portal.access a on a.id::text = h.payload ->> 'looked' and a.escalation_id = e.id
      and a.membership_id = h.membership_id and a.what = h.event and a.purpose = h.payload ->> 'purpose'
    where h.payload ? 'looked'
""")

_NOTES = text("""
    select e.reference, h.seq, h.payload, n.id is null as gone, n.kind, n.about, n.body, n.part_id, n.agencies,
      n.happened_on, n.name, n.role, n.at,
      (n.workspace_id, n.membership_id) is not distinct from (h.workspace_id, h.membership_id) as same_hand
    from portal.history h
    join portal.escalation e on e.id = h.escalation_id
    left join portal.note n on n.id::text = h.payload -> 'note' ->> 'id' and n.escalation_id = e.id
    where h.payload ? 'note'
""")

_REDACTED = text("""
    select e.reference, h.seq, h.payload, r.id is null as gone, r.attachment_id, r.name, r.media_type, r.size,
      encode(r.sha256, 'hex') as sha256, r.added_by_name, r.added_at,
      (r.workspace_id, r.added_by) is not distinct from (h.workspace_id, h.membership_id) as same_hand,
      (c.content is null) = (r.state = 'refused')
        and coalesce(sha256(c.content) = r.sha256, true) as whole
    from portal.history h
    join portal.escalation e on e.id = h.escalation_id
    left join portal.redacted_copy r on r.id::text = h.payload -> 'redacted' ->> 'id' and r.escalation_id = e.id
    left join portal.redacted_content c on c.copy_id = r.id
    where h.payload ? 'redacted'
""")

_HOLDS = text("""
    select e.reference, h.seq, h.payload, l.id is null as gone, l.reason, l.put_on_by_name, l.put_on_at,
      l.lifted_because, l.lifted_by_name, l.lifted_at
    from portal.history h
    join portal.escalation e on e.id = h.escalation_id
    left join portal.legal_hold l on l.id::text = h.payload -> 'hold' ->> 'id' and l.escalation_id = e.id
    where h.payload ? 'hold'
""")

_DISPOSALS = text("""
    select e.reference, h.seq, h.payload, d.id is null as gone, d.reference as of_case, d.because, d.reason,
      d.proposed_by_name, d.proposed_at, d.confirmed_by_name, d.disposed_at
    from portal.history h
    join portal.escalation e on e.id = h.escalation_id
    left join portal.disposal d on d.id::text = h.payload -> 'disposal' ->> 'id' and d.escalation_id = e.id
    where h.payload ? 'disposal'
""")

_LINKS = text("""
    select e.reference, h.seq, h.payload ->> 'digest' as digest, l.why
    from portal.history h
    join portal.escalation e on e.id = h.escalation_id
    join portal.escalation o on o.reference = h.payload ->> 'linked'
    left join portal.link l on (l.escalation_id, l.linked_id) in ((e.id, o.id), (o.id, e.id))
    where h.event = 'link' and o.disposed_at is null and not exists (
      select from portal.history later
      where later.escalation_id = e.id and later.seq > h.seq and later.event in ('link', 'unlink')
        and later.payload ->> 'linked' = o.reference)
""")


def not_as_vouched_for(connection: Connection) -> Iterator[Found]:
    """Everything that is not as the rows of the history say."""
    for query, wrong in _VOUCHED:
        for row in connection.execute(query).mappings():
            if what := wrong(dict(row)):
                yield row["reference"], row["seq"], what
    for case in connection.execute(_UNTOLD):
        yield case.reference, AFTER_ALL_ROWS, case.what


def _wrong_with_signed(row: Mapping[str, Any]) -> str:
    payload = row["payload"]
    if row["content"] is None:
        return "the part that was signed with it is gone"
    if _digest(row["content"]) != payload["signed"]["digest"] or row["signed_by_name"] != payload["by"]:
        return "the part that was signed with it was changed"
    if payload["signed"].get("for") not in (None, digest_of_signature(row)):
        return "for whom, or as what, the part was signed with it was changed"
    if "children" in payload and _digest(row["children"] or "") != payload["children"]:
        return "the children’s identity that was signed with it was changed"
    return ""


def _wrong_with_look(row: Mapping[str, Any]) -> str:
    known = row["payload"].get("digest")
    return (
        "the look that it tells of is gone or was changed"
        if row["gone"] or known not in (None, digest_of_look(row))
        else ""
    )


def _wrong_with_note(row: Mapping[str, Any]) -> str:
    if row["gone"]:
        return "the note that it tells of is gone"
    if not row["same_hand"] or row["payload"]["note"]["digest"] != digest_of_note(row):
        return "the note that it tells of was changed"
    return ""


def _wrong_with_redacted(row: Mapping[str, Any]) -> str:
    if row["gone"]:
        return "the redacted copy that it tells of is gone"
    digest = row["payload"]["redacted"]["digest"]
    if not (row["same_hand"] and row["whole"]) or digest != digest_of_redacted(row):
        return "the redacted copy that it tells of was changed"
    return ""


def _wrong_with_hold(row: Mapping[str, Any]) -> str:
    if row["gone"]:
        return "the hold that it tells of is gone"
    lifted = bool(row["payload"]["hold"].get("lifted"))
    digest = row["payload"]["hold"]["digest"]
    return "the hold that it tells of was changed" if digest != digest_of_hold(row, lifted=lifted) else ""


def _wrong_with_disposal(row: Mapping[str, Any]) -> str:
    if row["gone"]:
        return "the disposal that it tells of is gone"
    known = row["payload"]["disposal"]["digest"]
    return "the disposal that it tells of was changed" if known != digest_of_disposal(row) else ""


def _wrong_with_link(row: Mapping[str, Any]) -> str:
    if row["why"] is None:
        return "the link that it tells of is gone"
    return "the link that it tells of was changed" if row["digest"] != digest_of(row["why"]) else ""


_VOUCHED: tuple[tuple[TextClause, Callable[[Mapping[str, Any]], str]], ...] = (
    (_SIGNED, _wrong_with_signed),
    (_LOOKS, _wrong_with_look),
    (_NOTES, _wrong_with_note),
    (_REDACTED, _wrong_with_redacted),
    (_HOLDS, _wrong_with_hold),
    (_DISPOSALS, _wrong_with_disposal),
    (_LINKS, _wrong_with_link),
)


def digest_of_note(note: Mapping[str, Any]) -> str:
    """What a note says, about what, who reads it, and who wrote it when."""
    said = ("kind", "about", "body", "part_id", "agencies", "happened_on", "name", "role")
    return digest_of(*(note[one] for one in said), note["at"].astimezone(UTC))


def digest_of_redacted(copy: Mapping[str, Any]) -> str:
    """Of which attachment a redacted copy is, the file itself, and who supplied it when."""
    said = ("attachment_id", "name", "media_type", "size", "sha256", "added_by_name")
    return digest_of(*(copy[one] for one in said), copy["added_at"].astimezone(UTC))


def digest_of_hold(hold: Mapping[str, Any], *, lifted: bool) -> str:
    """Why a hold was put on, or lifted, by whom and when."""
    said = ("lifted_because", "lifted_by_name") if lifted else ("reason", "put_on_by_name")
    at = hold["lifted_at" if lifted else "put_on_at"]
    return digest_of(*(hold[one] for one in said), at.astimezone(UTC) if at else None)


def digest_of_disposal(disposal: Mapping[str, Any]) -> str:
    """Which case was disposed of, how its date was worked out, and who proposed and confirmed it when and why."""
    said = ("of_case", "because", "reason", "proposed_by_name", "confirmed_by_name")
    times = (disposal["proposed_at"], disposal["disposed_at"])
    return digest_of(
        *(disposal[one] for one in said), *(one.astimezone(UTC) if one else None for one in times)
    )


def digest_of_look(look: Mapping[str, Any]) -> str:
    """Who looked when, and at which file."""
    return digest_of(look["name"], look["role"], look["attachment_id"], look["at"].astimezone(UTC))


def digest_of_signature(paper: Mapping[str, Any]) -> str:
    """In which role a part was signed, on whose behalf, and which agencies read it."""
    return digest_of(paper["signed_by_role"], paper["on_behalf_of"], paper["agencies"])


def _digest(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()
