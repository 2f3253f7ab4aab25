"""The kinds of value that a setting can have: what may be typed, how it is stored, how it is said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from portal.infra.contrast import LEAST, against_white, is_colour, is_readable

NONE = "None"


class Wrong(Exception):
    """What was typed cannot be the setting's value. The text says why, to stand beside the field."""


class Value(Protocol):
    """One kind of value."""

    @property
    def allowed(self) -> str:
        """What may be typed, as the page says it."""

    def read(self, typed: str) -> Any:
        """The value as it is stored. Raises Wrong."""

    def typed(self, value: Any) -> str:
        """What a person would type for it."""

    def in_words(self, value: Any) -> str:
        """How a page says it."""


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text, which may be empty unless it is `needed`."""

    limit: int = 100
    needed: bool = True

    @property
    def allowed(self) -> str:
        may = "" if self.needed else ", or nothing"
        return f"1 to {self.limit} characters{may}"

    def read(self, typed: str) -> str:
        text = " ".join(typed.split())
        if self.needed and not text:
            raise Wrong("Enter the new value")
        if len(text) > self.limit:
            raise Wrong(f"It must be {self.limit} characters or fewer. You typed {len(text)}.")
        if not text.isprintable():
            raise Wrong("It holds a character that cannot be shown. Type it again.")
        return text

    def typed(self, value: Any) -> str:
        return str(value)

    def in_words(self, value: Any) -> str:
        return str(value) or NONE


class Telephone(Words):
    """A telephone number as people dial it in the United Kingdom."""

    @property
    def allowed(self) -> str:
        return "3 to 15 digits, with spaces where people read them"

    def read(self, typed: str) -> str:
        text = super().read(typed)
        if not re.fullmatch(r"\+?[0-9][0-9 ]*", text) or not 3 <= len(re.sub(r"[^0-9]", "", text)) <= 15:
            raise Wrong("Enter a telephone number: 3 to 15 digits, with spaces if you like")
        return text


class Mailbox(Words):
    """An e-mail address, or nothing."""

    @property
    def allowed(self) -> str:
        return "One e-mail address, or nothing"

    def read(self, typed: str) -> str:
        text = super().read(typed)
        if text and not re.fullmatch(r"[^@\s<>,;:\"()\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text):
            raise Wrong("Enter an e-mail address in the correct format, like name@example.org")
        if not text.isascii():
            raise Wrong("The e-mail address must be made of unaccented letters, digits and signs")
        return text


class Colour(Words):
    """A colour on which white can be read, or nothing: then the portal's own."""

    @property
    def allowed(self) -> str:
        return f"# and six of 0 to 9 and a to f, with white at {LEAST} to 1 or more on it; or nothing"

    def read(self, typed: str) -> str:
        text = super().read(typed).lower()
        if text and not is_colour(text):
            raise Wrong("Enter the colour as # and six of 0 to 9 and a to f, like #17494d")
        if text and not is_readable(text):
            ratio = _two_places(against_white(text))
            raise Wrong(
                f"White text on this colour has a contrast of {ratio} to 1. WCAG asks for at least "
                f"{LEAST} to 1. Choose a darker colour."
            )
        return text

    def in_words(self, value: Any) -> str:
        return (
            f"{value} (white on it: {_two_places(against_white(value))} to 1)"
            if value
            else "The portal’s own"
        )


def _two_places(ratio: float) -> str:
    """Cut, not rounded: 4.499 is not 4.50."""
    return f"{int(ratio * 100) / 100:.2f}"


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from `low` to `high`, of something."""

    low: int
    high: int
    unit: str = "working day"

    @property
    def allowed(self) -> str:
        return f"In {self.unit}s: a whole number from {self.low} to {self.high}"

    def read(self, typed: str) -> int:
        text = typed.strip()
        if not re.fullmatch(r"[0-9]{1,4}", text) or not self.low <= int(text) <= self.high:
            raise Wrong(f"Enter a whole number from {self.low} to {self.high}")
        return int(text)

    def typed(self, value: Any) -> str:
        return str(value)

    def in_words(self, value: Any) -> str:
        return f"1 {self.unit}" if value == 1 else f"{value} {self.unit}s"


@dataclass(frozen=True, slots=True)
class Steps:
    """One to `most` different whole numbers of working days from `low` to `high`: when something goes.

    `says` words one of them; `falling`: the largest comes first in time.
    """

    low: int
    high: int
    most: int
    says: str
    falling: bool = False

    @property
    def allowed(self) -> str:
        return f"1 to {self.most} whole numbers from {self.low} to {self.high}, with commas between"

    def read(self, typed: str) -> list[int]:
        parts = [part.strip() for part in typed.split(",")]
        numbers = [int(part) for part in parts if re.fullmatch(r"[0-9]{1,4}", part)]
        fits = all(self.low <= one <= self.high for one in numbers)
        if len(numbers) != len(parts) or not fits or len(numbers) > self.most:
            raise Wrong(f"Enter {self.allowed[:1].lower()}{self.allowed[1:]}")
        if len(set(numbers)) != len(numbers):
            raise Wrong("Enter each day once")
        return sorted(numbers, reverse=self.falling)

    def typed(self, value: Any) -> str:
        return ", ".join(map(str, value))

    def in_words(self, value: Any) -> str:
        counted = [str(one) for one in value if one]
        on_it = ["on the day itself"] if 0 in value else []
        days = (
            f"{_listed(counted)} working day{'' if counted == ['1'] else 's'} {self.says}" if counted else ""
        )
        return " and ".join(filter(None, (days, *on_it)))


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


class Picture:
    """The partnership's logo. It is sent as a file, on a form of its own."""

    allowed = (
        "A PNG image of at most 200 KB and 1,200 by 400 pixels, with words that say what it shows; or none"
    )

    def read(self, typed: str) -> Any:
        raise Wrong("Send the logo as a file")

    def typed(self, value: Mapping[str, str]) -> str:
        return value.get("words", "")

    def in_words(self, value: Mapping[str, str]) -> str:
        return f"An image: “{value['words']}”" if value else NONE
