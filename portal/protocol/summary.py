"""The Independent Scrutineer's summary: what it must say, and what the parties are given of it (decision 23)."""

from collections.abc import Collection, Mapping
from typing import Any

Content = Mapping[str, Any]

SUMMARY, ISSUED, COMMISSION = "summary", "summary_issued", "commission"
"""Its names among the papers: as submitted, as given to the parties, and what it was asked."""

SECTIONS: dict[str, str] = {
    "chronology": "Chronology",
    "positions": "Each agency’s position",
    "agreed": "What is agreed",
    "disputed": "What is in dispute",
    "analysis": "Analysis",
    "limits": "Limits of this summary",
}
"""The sections of a summary, each of them needed, in the order in which they are read."""

ACTIONS = "actions"
"""The suggested actions, each addressed to somebody: the one section that may be empty."""

SEEN, FILES_SEEN = "seen", "files_seen"
"""What the Scrutineer was given to see, as the portal lists it: papers and record, and files."""

PAPERS: dict[str, str] = {
    "part_1": "Part 1",
    "part_2": "Part 2",
    "part_3": "Part 3",
    "follow_up": "Follow-up",
    "part_4": "Part 4",
}
"""The papers that a summary may rest on, each by its name."""

REPLIES_SEEN = "The replies that came, Part 2"
"""What several responding agencies are told was seen, in place of each reply by its agency."""

SECTION_NAMES: dict[str, str] = {**SECTIONS, ACTIONS: "Suggested actions"}
"""Every part of a summary that the Executive may withhold, in words."""


def lacks_of_summary(content: Content, addressees: Collection[str]) -> dict[str, str]:
    """What a summary lacks, by the field that lacks it (section 3, Scrutineer's summary)."""
    lacks = {
        name: f"{title}: write this section"
        for name, title in SECTIONS.items()
        if not str(content.get(name) or "").strip()
    }
    for row, action in enumerate(content.get(ACTIONS, ())):
        if not str(action.get("what") or "").strip():
            lacks[f"actions-{row}-what"] = f"Suggested action {row + 1}: say what is suggested"
        if action.get("to") not in addressees:
            lacks[f"actions-{row}-to"] = f"Suggested action {row + 1}: say to whom it is addressed"
    return lacks


def paper_seen(kind: str, *, agency: str, version: int, signed_by: str) -> str:
    """A paper in the list of what was seen."""
    return f"{_of(kind)}{agency}, version {version}, signed by {signed_by}"


def given(content: Content, withheld: Collection[str], *, several: bool) -> dict[str, Any]:
    """What the parties are given with the decision: all but the sections that the Executive withholds.

    Where `several` agencies were asked to reply, none reads whether another did, nor what it attached to it:
    the list of files is left out, and the replies seen stand as one (decision 13).
    """
    shown = {name: said for name, said in content.items() if name not in withheld}
    if several:
        shown.pop(FILES_SEEN, None)
        shown[SEEN] = [*dict.fromkeys(map(_without_agency, content.get(SEEN, ())))]
    return shown


def _without_agency(seen: str) -> str:
    return REPLIES_SEEN if seen.startswith(_of("part_2")) else seen


def _of(kind: str) -> str:
    return f"{PAPERS[kind]} of "
