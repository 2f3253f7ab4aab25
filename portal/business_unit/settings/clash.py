"""What settings cannot be beside each other: so that a case begun under them has dates that can be kept."""

from collections.abc import Mapping
from typing import Any


def clash(name: str, value: Any, others: Mapping[str, Any]) -> str:
    """Why a value cannot stand beside the other settings as they are; empty when it can."""
    as_set = {**others, name: value}
    if name in ("follow_up_from", "follow_up_until") and as_set["follow_up_from"] > as_set["follow_up_until"]:
        return (
            "The follow-up’s earliest week must not be after its latest: they would be "
            f"{as_set['follow_up_from']} and {as_set['follow_up_until']}"
        )
    if name in ("prompts", "turn") and max(as_set["prompts"]) >= as_set["turn"]:
        return (
            f"The last prompt must come before the turn ends: it would come on day {max(as_set['prompts'])} of "
            f"{as_set['turn']}"
        )
    if name in ("chases", "notice") and max(as_set["chases"]) >= as_set["notice"]:
        return (
            "The Executive-level contact is told after the last chase: it would come on day "
            f"{max(as_set['chases'])}, and they would be told on day {as_set['notice']}"
        )
    return ""
