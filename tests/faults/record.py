"""What the checker reads beside the database: the letters that arrived, and what the client was told."""

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What a client was told of something it asked for."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: of which case, which act, and what was said."""

    reference: str
    act: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that the mail server accepted for one address, and when."""

    message_id: str
    to: str
    subject: str
    text: str
    at: float
