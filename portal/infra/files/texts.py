"""Text: it holds letters and nothing that steers a machine."""

from portal.infra.files.refusal import Refused

ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""How a text is written, by the mark that it begins with."""

_STEERING = frozenset(chr(code) for code in range(32)) - frozenset("\t\n\r\f")


def check(content: bytes) -> bytes:
    """The text as it is. Raises Refused when it is no text."""
    if not _STEERING.isdisjoint(_decoded(content)):
        raise Refused("It does not hold plain text. Save it as PDF and attach that.")
    return content


def _decoded(content: bytes) -> str:
    """As UTF-16 when it says so, else as UTF-8 when it can be that, else as older programs wrote it."""
    try:
        return content.decode(ENCODINGS.get(content[:2], "utf-8"))
    except UnicodeDecodeError:
        return content.decode("latin-1")
