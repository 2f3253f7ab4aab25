"""The protocol package is the standard library and nothing else, and reads no clock."""

import ast
import sys
from pathlib import Path

import portal.protocol

FOLDER = Path(portal.protocol.__file__).parent
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}


def _modules() -> list[tuple[str, ast.Module]]:
    return [(path.name, ast.parse(path.read_text())) for path in sorted(FOLDER.glob("*.py"))]


def _imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_it_imports_the_standard_library_and_itself_only() -> None:
    strangers = {
        (name, imported)
        for name, tree in _modules()
        for imported in _imported(tree)
        if imported.partition(".")[0] not in sys.stdlib_module_names
        and not imported.startswith("portal.protocol")
    }
    assert strangers == set()


def test_it_reads_no_clock() -> None:
    readings = [
        (name, node.lineno)
        for name, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
        if isinstance(node.func.value, ast.Name) and node.func.value.id in {"datetime", "date", "time"}
    ]
    assert readings == []
