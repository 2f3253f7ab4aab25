"""What the Executive decides: for each issue put to it a decision with reasons, and actions with owners (P11)."""

from collections.abc import Collection, Mapping
from typing import Any

from portal.protocol.escalation import Escalation, PartState

Content = Mapping[str, Any]

DECISION = "decision"
"""Its name among the papers of a case, and among the drafts while it is proposed."""

HOW: dict[str, str] = {
    "meeting": "At a meeting",
    "written": "In writing, without a meeting",
}
"""How the Executive came to decide."""


def issues_put(case: Escalation, signed: Mapping[Any, Content]) -> tuple[int, ...]:
    """The issues that the requests before the Executive say are outstanding. `signed`: Part 4 by its part."""
    before = (one for one in case.requests if one.state is PartState.REFERRED)
    named = (number for one in before for number in signed.get(one.id, {}).get("outstanding", {}))
    return tuple(sorted({int(number) for number in named}))


def lacks_of_decision(content: Content, numbers: Collection[int], owners: Collection[str]) -> dict[str, str]:
    """What a proposed decision lacks, by the field that lacks it (section 3, Executive).

    `owners` are the workspaces that may be given an action: the parties.
    """
    lacks: dict[str, str] = {}
    for row, number in enumerate(numbers):
        said = content.get("issues", {}).get(str(number), {})
        if not str(said.get("decision") or "").strip():
            lacks[f"issues-{row}-decision"] = f"Issue {number}: say what is decided"
        if not str(said.get("reasons") or "").strip():
            lacks[f"issues-{row}-reasons"] = f"Issue {number}: give the reasons"
    if content.get("withheld") and not str(content.get("withheld_because") or "").strip():
        lacks["withheld_because"] = "Say why a part of the summary is withheld"
    for row, action in enumerate(content.get("actions", ())):
        if not str(action.get("what") or "").strip():
            lacks[f"actions-{row}-what"] = f"Action {row + 1}: say what is to be done"
        if action.get("owner") not in owners:
            lacks[f"actions-{row}-owner"] = f"Action {row + 1}: choose who is to do it"
        if not action.get("by"):
            lacks[f"actions-{row}-by"] = f"Action {row + 1}: say by when"
    return lacks
