"""The tables of a six-monthly report, made from what was counted (P14, decision 28).

No table ranks agencies: they stand in the order of their names, and no chart is drawn of them.
"""

from collections.abc import Sequence

from portal.protocol.choices import CATEGORIES
from portal.protocol.clock import working_days_in_words
from portal.protocol.gate import QUESTIONS
from portal.protocol.report import Counted, Remark, Row, Section, Table
from portal.protocol.report_counts import (
    FLAGS,
    FORWARDED,
    OUTCOMES,
    PROMISES,
    REPLIES,
    REQUESTS,
    VOLUMES,
    Counts,
    Days,
    Volumes,
)
from portal.protocol.report_making import Making, listed

AS_REPORTED = (
    "A case is counted in the half-year in which it was first submitted. An earlier half-year that was reported "
    "stands here as it was reported."
)
LEAVES = frozenset({"ended", "carried_out"})
"""What the cases that were open, added or submitted are made up of."""


def counted(counts: Counts) -> Counted:
    """Everything that a report of this half-year shows, with its equations."""
    making = Making(counts)
    for part in (_volumes, _agencies, _categories, _timeliness, _outcomes, _promises, _gate, _method):
        part(making)
    return Counted(counts.half, making.figures, tuple(making.tables), tuple(making.equations))


def _volumes(making: Making) -> None:
    halves = making.counts.volumes
    shown = [what for what in VOLUMES if what != "added" or any(one.added for one in halves)]
    flows = [_flow(making, one, shown) for one in halves]
    making.tables.append(
        Table(
            Section.VOLUMES,
            "Cases open, submitted and ended",
            "Cases",
            tuple(one.half.words for one in halves),
            tuple(Row(VOLUMES[what], tuple(flow[what] for flow in flows)) for what in shown),
            charted=tuple(
                (f"Submitted, {one.half.words}", flow["submitted"])
                for one, flow in zip(halves, flows, strict=True)
            ),
            remarks=(Remark(AS_REPORTED),),
        )
    )


def _flow(making: Making, one: Volumes, shown: Sequence[str]) -> dict[str, str]:
    """The figures of one half-year by what they count. What is open as it ends is open as the next one begins."""
    name, after = one.half.named, one.half.after.named
    opens = {"carried_in": making.key("open", half=name), "carried_out": making.key("open", half=after)}
    keys = {what: opens.get(what) or making.key(what, half=name) for what in shown}
    making.figures |= {key: getattr(one, what) for what, key in keys.items()}
    making.equations.append({key: -1 if what in LEAVES else 1 for what, key in keys.items()})
    return keys


def _agencies(making: Making) -> None:
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


def _categories(making: Making) -> None:
    counts, submitted = making.counts, making.key("submitted")
    keys = making.keep("category", counts.categories, CATEGORIES)
    more = making.key("category_more")
    making.figures[more] = sum(counts.categories.values()) - making.figures[submitted]
    making.equations.append({**dict.fromkeys(keys.values(), 1), more: -1, submitted: -1})
    making.tables.append(
        listed(
            Section.CATEGORIES, "Cases by category", "Category", keys, CATEGORIES, base=submitted,
            remarks=(Remark("A case may have several categories, and is counted under each."),),
        )
    )  # fmt: skip
    first = making.keep("primary", counts.primary, CATEGORIES)
    making.tables.append(
        listed(
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
            listed(
                Section.CATEGORIES, "Cases by theme", "Theme", themes, words, base=submitted,
                remarks=(Remark("The Business Unit sets themes. A case may have several, or none."),),
            )
        )  # fmt: skip


def _timeliness(making: Making) -> None:
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
            listed(
                Section.TIMELINESS, caption, "What became of it", keys, words, total=total,
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


def _outcomes(making: Making) -> None:
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


def _requests(making: Making) -> None:
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
        listed(
            Section.STAGE_4, "Cases in which stage 4 was asked for", "How far it came", keys, REQUESTS,
            total=total,
        )
    )  # fmt: skip


def _promises(making: Making) -> None:
    promised, total = dict(making.counts.promises), making.key("promised")
    making.figures[total] = promised.get("promised", 0)
    promised["not_said"] = making.figures[total] - promised.get("done", 0) - promised.get("not_done", 0)
    keys = making.keep("promise", promised, PROMISES)
    making.adds_up(keys.values(), total)
    making.tables.append(
        listed(
            Section.PROMISES, "Actions promised in replies", "What became of it", keys,
            PROMISES, total=total, column="Actions",
        )
    )  # fmt: skip


def _gate(making: Making) -> None:
    words, total = {one.key: one.words for one in QUESTIONS}, making.key("stopped")
    keys = making.keep("gate", making.counts.gate, words)
    making.figures[total] = sum(making.figures[key] for key in keys.values())
    making.adds_up(keys.values(), total)
    making.tables.append(
        listed(
            Section.GATE, "What the first questions stopped", "The question that stopped it", keys, words,
            total=total, column="Times",
            remarks=(Remark("Counted by the day of the answer. No child, no person and no reason is kept."),),
        )
    )  # fmt: skip


def _method(making: Making) -> None:
    counts = making.counts
    keys = making.keep("flag", counts.flags, FLAGS)
    making.tables.append(
        listed(
            Section.METHOD, "What to know of the cases counted", "What", keys, FLAGS,
            base=making.key("submitted"),
            remarks=(Remark(f"Chases of agencies in these cases: {counts.chases}.", exact=True),),
        )
    )  # fmt: skip
