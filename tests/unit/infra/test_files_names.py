"""The names of files that people attach, as they are kept and shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.infra.files.names import LONGEST, shown


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("Protokoll – Zoë O’Brien 李.pdf", "Protokoll – Zoë O’Brien 李.pdf"),
        ("C:\\Users\\ann\\notes.pdf", "notes.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\0b\r\nc\t.pdf", "abc.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("  spaced   out .pdf  ", "spaced out .pdf"),
        ("", "file"),
        ("...", "file"),
        ("/", "file"),
        ("x" * 300 + ".pdf", "x" * (LONGEST - 4) + ".pdf"),
        ("x" * 300, "x" * LONGEST),
    ],
)
def test_a_name_is_kept_for_people(name: str, reads: str) -> None:
    assert shown(name) == reads


@given(st.text(max_size=600))
def test_a_name_is_always_one_that_can_be_kept_and_shown(name: str) -> None:
    reads = shown(name)
    assert 0 < len(reads) <= LONGEST
    assert not set(reads) & set("\0\r\n/\\")
    assert shown(reads) == reads
    assert reads.encode()
