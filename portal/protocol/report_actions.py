"""The actions that the Quality and Performance Subgroup determines from a report, and how they stand (P14)."""

from enum import StrEnum


class ActionState(StrEnum):
    """How an action of the Subgroup stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


ACTION_STATES: dict[str, str] = {
    ActionState.OPEN: "Still to be done",
    ActionState.DONE: "Done",
    ActionState.DROPPED: "No longer to be done",
}
"""Each as a page and a report name it."""
