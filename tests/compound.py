"""A compound file, as older Word, Excel and Outlook write: a small file system in a file. Made here for tests."""

import struct
from collections.abc import Sequence

SECTOR, FREE, END_OF_CHAIN, FAT_SECTOR = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
ROOT, STORAGE, STREAM = 5, 1, 2


def compound(names: Sequence[str], *, storages: Sequence[str] = ()) -> bytes:
    """A compound file whose root holds empty streams and storages of these names."""
    held = [(name, STREAM) for name in names] + [(name, STORAGE) for name in storages]
    entries = [_entry("Root Entry", ROOT, child=1 if held else FREE)]
    # Each entry hangs to the right of the one before: a list is a tree too.
    for place, (name, kind) in enumerate(held, start=1):
        entries.append(_entry(name, kind, right=place + 1 if place < len(held) else FREE))
    while len(entries) % 4:
        entries.append(b"\0" * 68 + struct.pack("<III", FREE, FREE, FREE) + b"\0" * 48)
    directory = b"".join(entries)
    sectors = len(directory) // SECTOR
    chain = [FAT_SECTOR, *range(2, sectors + 1), END_OF_CHAIN]
    fat = struct.pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    return _head() + fat + directory


def _head() -> bytes:
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    return head + struct.pack("<109I", 0, *[FREE] * 108)


def _entry(name: str, kind: int, *, child: int = FREE, right: int = FREE) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    return head + struct.pack("<III", FREE, right, child) + b"\0" * 36 + struct.pack("<IQ", END_OF_CHAIN, 0)
