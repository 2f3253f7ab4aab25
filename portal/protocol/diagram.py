"""The case's states as a picture, drawn from the table so that the two cannot differ. For the README."""

from collections.abc import Iterable

from portal.protocol.escalation import ENDED, CaseState
from portal.protocol.rows import Action
from portal.protocol.states import TRANSITIONS


def mermaid() -> str:
    """The states of a case and the actions that move it, as a Mermaid state diagram.

    Actions between the same two states share an arrow. What always leaves the case where it is, and moves only
    a part or a clock, is not drawn: a remark lists it.
    """
    lines = ["stateDiagram-v2", "    direction TB", f"    [*] --> {CaseState.DRAFT.name}"]
    lines += [
        f"    {from_.name} --> {to.name}: {_words(actions)}" for (from_, to), actions in _arrows().items()
    ]
    lines += [f"    {state.name} --> [*]" for state in CaseState if state in ENDED]
    lines.append(f"    %% The case stays where it is: {_words(_staying())}")
    return "\n".join(lines) + "\n"


def _staying() -> tuple[Action, ...]:
    moving = {row.action for row in TRANSITIONS if row.to}
    return tuple(action for action in Action if action not in moving)


def _arrows() -> dict[tuple[CaseState, CaseState], tuple[Action, ...]]:
    """Which actions lead from one state to another, states and actions in the order they are named."""
    found: dict[tuple[CaseState, CaseState], tuple[Action, ...]] = {}
    for from_ in CaseState:
        for row in TRANSITIONS:
            if row.to and from_ in row.from_:
                found[from_, row.to] = tuple(dict.fromkeys((*found.get((from_, row.to), ()), row.action)))
    return found


def _words(actions: Iterable[Action]) -> str:
    return ", ".join(action.value.replace("_", " ") for action in actions)
