"""The tables of a six-monthly report, made from what was counted (P14, decision 28).

Every figure has a key with the half-year that it is of, so that one figure is one in whichever report it stands.
No table ranks agencies: they stand in the order of their names, and no chart is drawn of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.protocol.choices import CATEGORIES
from portal.protocol.clock import working_days_in_words
from portal.protocol.gate import QUESTIONS
from portal.protocol.half_year import HalfYear
from portal.protocol.report import Counted, Remark, Row, Section, Table
from portal.protocol.suppression import Equation

TREND = 4
"""Over how many half-years the volumes are shown."""

FORWARDED: dict[str, str] = {
    "in_time": "Sent on by the first date",
    "returned": "Sent on later, because the form had been returned for completion",
    "late": "Sent on late",
    "never": "Ended without being sent on",
    "waiting": "Still to be sent on",
    "unknown": "Not known, of cases taken over from the earlier log",
}
"""What became of the Business Unit’s 2 working days (P8)."""

REPLIES: dict[str, str] = {
    "met": "Met",
    "met_extended": "Met, with the date extended",
    "missed": "Missed",
    "none": "No response",
    "running": "Not yet due",
}
"""What became of the 10 working days of those asked (P9, decision 4)."""

OUTCOMES: dict[str, tuple[int, str]] = {
    "open_3": (3, "Still open at stage 3"),
    "resolved": (3, "Resolved"),
    "withdrawn_3": (3, "Withdrawn at stage 3"),
    "out_of_scope": (3, "Closed: outside the protocol"),
    "no_further_contact": (3, "Closed: no further contact"),
    "no_further_step": (3, "Closed: no further step"),
    "closed_3": (3, "Closed, the reason not recorded"),
    "executive": (4, "With the Executive"),
    "open_4": (4, "Still open, no longer with the Executive"),
    "withdrawn_4": (4, "Withdrawn at stage 4"),
    "closed_4": (4, "Resolved or closed, no longer with the Executive"),
    "decided": (4, "Decided by the Executive"),
}
"""Where the cases of a half-year stand now, by the stage that they reached."""

REQUESTS: dict[str, str] = {
    "asked": "Asked, and not yet referred",
    "referred": "Referred to the Executive",
    "accepted": "Accepted as exceptional",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "decided": "Decided",
}
"""How far the requests for stage 4 came (P10, P11)."""

PROMISES: dict[str, str] = {"done": "Done", "not_done": "Not done", "not_said": "Not yet said"}

FLAGS: dict[str, str] = {
    "imported": "Taken over from the log that was kept before the portal",
    "on_behalf": "Entered by the Business Unit on behalf of an agency",
    "exception": "Signed by somebody who wrote it or held stage 2, with a reason (decision 10)",
    "early": "With a request for stage 4 before stage 3 was complete",
}


@dataclass(frozen=True, slots=True)
class Days:
    """How many working days something took: the median, the fewest and the most, of `of` that ended."""

    median: float
    fewest: int
    most: int
    of: int

    @property
    def middle(self) -> str:
        """The median in words: 8 working days, 8.5 working days."""
        whole = int(self.median)
        return working_days_in_words(whole) if whole == self.median else f"{self.median:g} working days"


@dataclass(frozen=True, slots=True)
class Volumes:
    """The cases of one half-year: open as it began, submitted and ended in it, open as it ended.

    `added`: open as it began, and not told of before, since they were opened again or taken over later.
    """

    half: HalfYear
    carried_in: int
    added: int
    submitted: int
    ended: int
    carried_out: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted of one half-year. `volumes`: of four half-years, the newest last."""

    half: HalfYear
    volumes: Sequence[Volumes]
    agencies: Sequence[str] = ()
    raised: Mapping[str, int] = field(default_factory=dict)
    asked: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    replaced: int = 0
    categories: Mapping[str, int] = field(default_factory=dict)
    primary: Mapping[str, int] = field(default_factory=dict)
    themes: Mapping[str, int] = field(default_factory=dict)
    forwarded: Mapping[str, int] = field(default_factory=dict)
    forwarded_after: Days | None = None
    replies: Mapping[str, int] = field(default_factory=dict)
    replied_after: Days | None = None
    outcomes: Mapping[str, int] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)
    promises: Mapping[str, int] = field(default_factory=dict)
    gate: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)
    chases: int = 0


class _Making:
    """Tables, figures and equations as they come together."""

    def __init__(self, counts: Counts) -> None:
        self.counts, self.name = counts, counts.half.named
        self.figures: dict[str, int] = {}
        self.tables: list[Table] = []
        self.equations: list[Equation] = []

    def key(self, kind: str, name: str = "", *, half: str = "") -> str:
        return "/".join(part for part in (kind, half or self.name, name) if part)

    def keep(self, kind: str, counted: Mapping[str, int], names: Iterable[str]) -> dict[str, str]:
        """The figures of one kind by what they count; what was not met is 0."""
        keys = {name: self.key(kind, name) for name in names}
        self.figures |= {key: counted.get(name, 0) for name, key in keys.items()}
        return keys

    def adds_up(self, parts: Iterable[str], total: str) -> None:
        self.equations.append({**dict.fromkeys(parts, 1), total: -1})


def counted(counts: Counts) -> Counted:
    """Everything that a report of this half-year shows, with its equations."""
    making = _Making(counts)
    for part in (_volumes, _agencies, _categories, _timeliness, _outcomes, _promises, _gate, _method):
        part(making)
    return Counted(counts.half, making.figures, tuple(making.tables), tuple(making.equations))


def _volumes(making: _Making) -> None:
    halves = making.counts.volumes
    grown = any(one.added for one in halves)
    lines: list[tuple[str, list[str]]] = [
        ("Open as the half-year began", []),
        *([("Opened again, or taken over, since the last report", [])] if grown else []),
        ("Submitted", []),
        ("Ended", []),
        ("Open as the half-year ended", []),
    ]
    for one in halves:
        name = one.half.named
        keys = [
            making.key("open", half=name),
            *([making.key("added", half=name)] if grown else []),
            making.key("submitted", half=name),
            making.key("ended", half=name),
            making.key("open", half=one.half.after.named),
        ]
        values = [one.carried_in, *([one.added] if grown else []), one.submitted, one.ended, one.carried_out]
        making.figures |= dict(zip(keys, values, strict=True))
        making.equations.append(dict.fromkeys(keys[:-2], 1) | dict.fromkeys(keys[-2:], -1))
        for (_, line), key in zip(lines, keys, strict=True):
            line.append(key)
    making.tables.append(
        Table(
            Section.VOLUMES,
            "Cases open, submitted and ended",
            "Cases",
            tuple(one.half.words for one in halves),
            tuple(Row(label, tuple(keys)) for label, keys in lines),
            charted=tuple(
                (f"Submitted, {one.half.words}", making.key("submitted", half=one.half.named))
                for one in halves
            ),
            remarks=(
                Remark(
                    "A case is counted in the half-year in which it was first submitted. An earlier half-year "
                    "that was reported stands here as it was reported."
                ),
            ),
        )
    )


def _agencies(making: _Making) -> None:
    counts = making.counts
    for kind, caption, column, figures, total in (
        ("raised", "Cases raised, by agency", "Cases raised", counts.raised, making.key("submitted")),
        ("put_to", "Replies asked for, by agency", "Replies asked for", counts.asked, making.key("replies")),
    ):
        making.figures[total] = sum(figures.values())
        keys = making.keep(kind, figures, counts.agencies)
        making.adds_up(keys.values(), total)
        making.tables.append(
            Table(
                Section.AGENCIES,
                caption,
                "Agency",
                (column,),
                (*(Row(name, (key,)) for name, key in keys.items()), Row("All together", (total,), True)),
                base=total,
            )
        )
    silent = [one for one in counts.agencies if not counts.raised.get(one) and not counts.asked.get(one)]
    pairs = {f"{a} → {b}": number for (a, b), number in sorted(counts.pairs.items())}
    keys = making.keep("pair", pairs, pairs)
    making.tables.append(
        Table(
            Section.AGENCIES,
            "Which agency raised a case with which",
            "Raised by → asked of",
            ("Replies asked for",),
            tuple(Row(label, (key,)) for label, key in keys.items()),
            exact=True,
            remarks=(Remark(_silent(silent), exact=True),),
        )
    )


def _silent(agencies: Sequence[str]) -> str:
    if not agencies:
        return "Every agency raised a case or was asked for a reply."
    return f"Agencies that raised none and were asked nothing: {', '.join(agencies)}."


def _categories(making: _Making) -> None:
    counts, submitted = making.counts, making.key("submitted")
    keys = making.keep("category", counts.categories, CATEGORIES)
    more = making.key("category_more")
    making.figures[more] = sum(counts.categories.values()) - making.figures[submitted]
    making.equations.append({**dict.fromkeys(keys.values(), 1), more: -1, submitted: -1})
    making.tables.append(
        _listed(
            making, Section.CATEGORIES, "Cases by category", "Category", keys, CATEGORIES, base=submitted,
            remarks=(Remark("A case may have several categories, and is counted under each."),),
        )
    )  # fmt: skip
    first = making.keep("primary", counts.primary, CATEGORIES)
    making.tables.append(
        _listed(
            making,
            Section.CATEGORIES,
            "Cases by their main category",
            "Category",
            first,
            CATEGORIES,
            exact=True,
        )
    )
    themes = making.keep("theme", counts.themes, sorted(counts.themes))
    if themes:
        words = dict(zip(themes, themes, strict=True))
        making.tables.append(
            _listed(
                making, Section.CATEGORIES, "Cases by theme", "Theme", themes, words, base=submitted,
                remarks=(Remark("The Business Unit sets themes. A case may have several, or none."),),
            )
        )  # fmt: skip


def _listed(
    making: _Making,
    section: str,
    caption: str,
    heading: str,
    keys: Mapping[str, str],
    words: Mapping[str, str],
    *,
    total: str = "",
    base: str = "",
    exact: bool = False,
    column: str = "Cases",
    remarks: tuple[Remark, ...] = (),
) -> Table:
    """A table of one column, its chart, and its total when it has one."""
    rows = [Row(words[name], (key,)) for name, key in keys.items()]
    return Table(
        section,
        caption,
        heading,
        (column,),
        (*rows, *([Row("All together", (total,), True)] if total else [])),
        base=base or total,
        exact=exact,
        charted=tuple((words[name], key) for name, key in keys.items()),
        remarks=remarks,
    )


def _timeliness(making: _Making) -> None:
    counts = making.counts
    for kind, caption, words, figures, total, days, column in (
        (
            "forwarded", "The Business Unit’s 2 working days to send a form on", FORWARDED, counts.forwarded,
            making.key("submitted"), counts.forwarded_after, "Cases",
        ),
        (
            "replied", "The 10 working days to reply", REPLIES, counts.replies,
            making.key("replies"), counts.replied_after, "Replies asked for",
        ),
    ):  # fmt: skip
        keys = making.keep(kind, figures, words)
        making.adds_up(keys.values(), total)
        making.tables.append(
            _listed(
                making, Section.TIMELINESS, caption, "What became of it", keys, words, total=total,
                column=column, remarks=_took(days) + (_replaced(counts) if kind == "replied" else ()),
            )
        )  # fmt: skip


def _took(days: Days | None) -> tuple[Remark, ...]:
    """The median may be shared where the whole table is; the shortest and the longest are each about one case."""
    if days is None:
        return ()
    fewest, most = working_days_in_words(days.fewest), working_days_in_words(days.most)
    spread = f"The shortest took {fewest}, the longest {most}."
    return (Remark(f"Half took {days.middle} or less.", whole=True), Remark(spread, exact=True))


def _replaced(counts: Counts) -> tuple[Remark, ...]:
    said = f"Agencies that were asked and then replaced, not counted here: {counts.replaced}."
    return (Remark(said, exact=True),) if counts.replaced else ()


def _outcomes(making: _Making) -> None:
    counts, submitted = making.counts, making.key("submitted")
    keys = making.keep("outcome", counts.outcomes, OUTCOMES)
    rows: list[Row] = []
    totals = {stage: making.key("stage", str(stage)) for stage in (3, 4)}
    for stage, total in totals.items():
        mine = {name: key for name, key in keys.items() if OUTCOMES[name][0] == stage}
        making.figures[total] = sum(making.figures[key] for key in mine.values())
        making.adds_up(mine.values(), total)
        rows += [Row(OUTCOMES[name][1], (key,)) for name, key in mine.items()]
        rows.append(Row(f"Stage {stage}, all together", (total,), True))
    making.adds_up(totals.values(), submitted)
    rows.append(Row("All together", (submitted,), True))
    making.tables.append(
        Table(
            Section.OUTCOMES,
            "Where the cases submitted in the half-year stand",
            "Outcome",
            ("Cases",),
            tuple(rows),
            base=submitted,
            charted=tuple((OUTCOMES[name][1], key) for name, key in keys.items()),
        )
    )
    _requests(making)


def _requests(making: _Making) -> None:
    """Requests are linked with outcomes: what was decided is one figure, and what the Executive has is two."""
    counts, total = making.counts, making.key("requests")
    keys = making.keep("request", counts.requests, REQUESTS)
    making.figures[total] = sum(counts.requests.values())
    if counts.requests.get("decided", 0) == counts.outcomes.get("decided", 0):
        del making.figures[keys["decided"]]
        keys["decided"] = making.key("outcome", "decided")
    at_stage_4 = [keys["referred"], keys["accepted"]]
    if sum(making.figures[key] for key in at_stage_4) == counts.outcomes.get("executive", 0):
        making.adds_up(at_stage_4, making.key("outcome", "executive"))
    making.adds_up(keys.values(), total)
    making.tables.append(
        _listed(
            making, Section.STAGE_4, "Cases in which stage 4 was asked for", "How far it came", keys, REQUESTS,
            total=total,
        )
    )  # fmt: skip


def _promises(making: _Making) -> None:
    promised, total = dict(making.counts.promises), making.key("promised")
    making.figures[total] = promised.get("promised", 0)
    promised["not_said"] = making.figures[total] - promised.get("done", 0) - promised.get("not_done", 0)
    keys = making.keep("promise", promised, PROMISES)
    making.adds_up(keys.values(), total)
    making.tables.append(
        _listed(
            making, Section.PROMISES, "Actions promised in replies", "What became of it", keys,
            PROMISES, total=total, column="Actions",
        )
    )  # fmt: skip


def _gate(making: _Making) -> None:
    words, total = {one.key: one.words for one in QUESTIONS}, making.key("stopped")
    keys = making.keep("gate", making.counts.gate, words)
    making.figures[total] = sum(making.figures[key] for key in keys.values())
    making.adds_up(keys.values(), total)
    making.tables.append(
        _listed(
            making, Section.GATE, "What the first questions stopped", "The question that stopped it", keys, words,
            total=total, column="Times",
            remarks=(Remark("Counted by the day of the answer. No child, no person and no reason is kept."),),
        )
    )  # fmt: skip


def _method(making: _Making) -> None:
    counts = making.counts
    keys = making.keep("flag", counts.flags, FLAGS)
    making.tables.append(
        _listed(
            making, Section.METHOD, "What to know of the cases counted", "Cases", keys, FLAGS,
            base=making.key("submitted"),
            remarks=(Remark(f"Chases of agencies in these cases: {counts.chases}.", exact=True),),
        )
    )  # fmt: skip
