"""What a case's reference looks like; the database makes them (migration 0003)."""

import re

_REFERENCE = re.compile("RPD-[2-9A-Z]{4}-[2-9A-Z]{4}")


def is_reference(written: str) -> bool:
    """Whether this can be the reference of a case. Anything else is no case's, whatever is in it."""
    return _REFERENCE.fullmatch(written) is not None
