"""The lengths and the ladder that a partnership may set, as one value: a case keeps those it began under.

`THE_PROTOCOLS` are those of section 2, and the only place where they are written down. The Business Unit's 2 days
and the responding agency's 10 are the protocol's own and not here (P8, P9): `deadlines.TERMS` has them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from portal.protocol.clock import working_days_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One version of the rules. Lengths are working days, but the follow-up's, which are weeks.

    A length is named as the clock that it is of. Of the ladder each number is a step: working days before the due
    date (`…reminders`; 0 is the day itself), after it (`…chases`, `notice`), or after the start (`prompts`).
    """

    version: int = 1
    extension: int = 5
    not_for_us: int = 2
    comment: int = 5
    referral_check: int = 2
    acceptance: int = 10
    decision: int = 20
    turn: int = 20
    no_further_step: int = 5
    chases_before_closing: int = 2
    follow_up_from: int = 4
    follow_up_until: int = 8
    reopen: int = 20
    reminders: tuple[int, ...] = (5, 2, 0)
    chases: tuple[int, ...] = (1, 3)
    notice: int = 5
    prompts: tuple[int, ...] = (5, 10)
    other_reminders: tuple[int, ...] = (2, 0)
    other_chases: tuple[int, ...] = (1,)

    @property
    def in_words(self) -> Mapping[str, str]:
        """Each length as a sentence says it: "1 working day", "20 working days", "2 chases"."""
        chases = self.chases_before_closing
        numbers = ((name, value) for name, value in asdict(self).items() if isinstance(value, int))
        return {
            **{name: working_days_in_words(value) for name, value in numbers},
            "chases_before_closing": "1 chase" if chases == 1 else f"{chases} chases",
        }

    def to_json(self) -> dict[str, Any]:
        """The rules as they are stored beside their version."""
        content = asdict(self)
        del content["version"]
        return {name: list(value) if isinstance(value, tuple) else value for name, value in content.items()}

    @classmethod
    def from_json(cls, version: int, content: Mapping[str, Any]) -> Self:
        """The rules that were stored under a version; what it does not say is as the protocol has it."""
        known = {one.name for one in fields(cls)} - {"version"}
        given = {name: value for name, value in content.items() if name in known}
        steps = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
        return cls(version=version, **{**given, **steps})


THE_PROTOCOLS = Rules()
"""The rules as section 2 of the protocol has them: their first version."""
