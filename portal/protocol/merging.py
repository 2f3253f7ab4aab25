"""Two people in one section lose nothing: what both typed is brought together, field by field, row by row.

A form carries a digest of each field as it was shown. What I did not touch is taken from them, what they did not
touch from me; where both changed the same field mine is kept and named, so that theirs can be shown beside it.
Rows are known by their key: one that somebody changed and somebody else took away stays.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2s
from typing import Any

KEY = "key"
"""Where a row says what it is known by."""

Fields = Mapping[str, Any]
Digests = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form showed: a digest of each field, of each row in their order. One without rows has one row, ""."""

    rows: Mapping[str, Digests] = field(default_factory=dict)

    def written(self) -> str:
        """As a form carries it."""
        return json.dumps(list(self.rows.items()), separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of it. `conflicts`: each field that both changed, as (key of the row or "", field)."""

    content: Any
    conflicts: frozenset[tuple[str, str]] = frozenset()


def shown(content: Any) -> Shown:
    """The digests of what a form shows. What is empty has none."""
    rows = _rows(content)
    return Shown(
        {
            key: {name: found for name, one in row.items() if (found := _digest(one))}
            for key, row in rows.items()
        }
    )


def read(text: str) -> Shown:
    """What a form carried. What cannot be read says nothing of what was shown: then every field was touched."""
    try:
        rows = {str(key): {str(name): str(one) for name, one in row.items()} for key, row in json.loads(text)}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Shown()
    return Shown(rows)


def merge(was: Shown, *, mine: Any, theirs: Any) -> Merged:
    """Bring together what I typed and what they saved since, both either a mapping or rows with keys."""
    my_rows, their_rows = _rows(mine), _rows(theirs)
    rows: dict[str, dict[str, Any]] = {}
    conflicts: set[tuple[str, str]] = set()
    for key in _order(list(was.rows), list(my_rows), list(their_rows)):
        before = was.rows.get(key, {})
        if key in my_rows and key in their_rows:
            rows[key], both = _fields(before, my_rows[key], their_rows[key])
            conflicts.update((key, name) for name in both)
        else:
            left = my_rows.get(key) or their_rows.get(key, {})
            if key not in was.rows or _touched(before, left):
                rows[key] = dict(left)
    merged = list(rows.values()) if isinstance(mine, Sequence) else rows.get("", {})
    return Merged(merged, frozenset(conflicts))


def keyed(rows: Sequence[Fields]) -> list[dict[str, Any]]:
    """Rows that each have a key of their own: one that has none is known by its number."""
    found: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows, start=1):
        key = str(row.get(KEY) or number)
        while key in found:
            key = f"{key}x"
        found[key] = {**row, KEY: key}
    return list(found.values())


def _rows(content: Any) -> dict[str, Fields]:
    if isinstance(content, Mapping):
        return {"": content}
    return {str(row[KEY]): row for row in keyed(content)}


def _fields(was: Digests, mine: Fields, theirs: Fields) -> tuple[dict[str, Any], list[str]]:
    """One row that both have. A field that my form did not ask is theirs."""
    merged, both = dict(theirs), []
    for name, value in mine.items():
        if name not in theirs or _digest(theirs[name]) == was.get(name, ""):
            merged[name] = value
        elif _digest(value) not in (was.get(name, ""), _digest(theirs[name])):
            merged[name] = value
            both.append(name)
    return merged, both


def _touched(was: Digests, row: Fields) -> bool:
    return any(_digest(value) != was.get(name, "") for name, value in row.items() if name != KEY)


def _order(was: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """My order when I moved rows, theirs when I did not; the other's own rows follow what they followed there."""
    known = [key for key in was if key in mine]
    moved = [key for key in mine if key in was] != known
    first, second = (mine, theirs) if moved else (theirs, mine)
    order = list(first)
    for at, key in enumerate(second):
        if key not in order:
            before = next((one for one in reversed(second[:at]) if one in order), None)
            order.insert(order.index(before) + 1 if before is not None else 0, key)
    return order


def _digest(value: Any) -> str:
    """What a browser makes of a text does not count: it sends every line's end as two characters."""
    if value in (None, "", [], False):
        return ""
    text = json.dumps(value, sort_keys=True).replace("\\r\\n", "\\n")
    return blake2s(text.encode(), digest_size=9).hexdigest()


def theirs_beside(merged: Merged, theirs: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    """What they wrote in each field that both changed."""
    rows = _rows(theirs)
    for key, name in sorted(merged.conflicts):
        yield (key, name), rows[key].get(name)
