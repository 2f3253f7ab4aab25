"""What a case's reference looks like; the database makes them (migration 0003)."""

import re

_REFERENCE = re.compile("RPD-[2-9A-Z]{4}-[2-9A-Z]{4}")
_NO_SIGN = re.compile(r"[\W_]+")


def is_reference(written: str) -> bool:
    """Whether this can be the reference of a case. Anything else is no case's, whatever is in it."""
    return _REFERENCE.fullmatch(written) is not None


def reference_of(typed: str) -> str:
    """A reference however it was typed: rpd ys9z 3a8e is RPD-YS9Z-3A8E. "" when it can be none."""
    signs = _NO_SIGN.sub("", typed).upper()
    written = f"{signs[:3]}-{signs[3:7]}-{signs[7:]}"
    return written if is_reference(written) else ""
