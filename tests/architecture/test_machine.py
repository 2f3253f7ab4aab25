"""The model says the protocol a second time, so it must not be able to ask the first."""

import ast
from pathlib import Path

MACHINE = Path(__file__).parents[1] / "machine"
PLAIN = {"collections", "dataclasses", "datetime", "typing"}
MODEL = ("model", "executive", "referral", "ground", "people", "days")
"""Its modules, from the highest down."""


def _imported(source: str) -> set[str]:
    found = set[str]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
        elif isinstance(node, ast.Name) and node.id in {"__import__", "import_module", "eval", "exec"}:
            found.add(node.id)
    return found


def test_the_model_imports_nothing_of_the_portal() -> None:
    for height, module in enumerate(MODEL, start=1):
        below = {f"tests.machine.{one}" for one in MODEL[height:]}
        others = _imported((MACHINE / f"{module}.py").read_text()) - below
        assert {one.partition(".")[0] for one in others} <= PLAIN, module


def test_an_import_is_noticed_however_it_is_written() -> None:
    assert _imported("import portal.protocol") == {"portal"}
    assert _imported("def f():\n  from portal.protocol import moves") == {"portal.protocol"}
    assert _imported("from . import driver") == {"."}
    assert _imported("__import__('portal')") == {"__import__"}
