"""No test holds a day that was worked out when it was read: a run that crosses midnight would be wrong by one."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
CLOCKS = {"now", "utcnow", "today"}


def _run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What is run when a module is read: all of it but the bodies of its functions."""
    for child in ast.iter_child_nodes(node):
        yield child
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in (*child.decorator_list, child.args):
                yield from _run_at_import(part)
                yield part
        elif not isinstance(child, ast.Lambda):
            yield from _run_at_import(child)


def _readings(source: str) -> list[int]:
    """The lines on which a clock is read at import."""
    return [
        node.lineno
        for node in _run_at_import(ast.parse(source))
        if isinstance(node, ast.Call) and _reads_a_clock(node.func)
    ]


def _reads_a_clock(function: ast.expr) -> bool:
    called = ast.unparse(function)
    return called == "time.time" or called.rpartition(".")[2] in CLOCKS


def test_no_clock_is_read_when_a_test_is_read() -> None:
    found = {
        (str(path.relative_to(TESTS)), line)
        for path in TESTS.rglob("*.py")
        for line in _readings(path.read_text())
    }
    assert found == set()


def test_a_reading_is_noticed_wherever_it_stands() -> None:
    assert _readings("TODAY = london_date(now())") == [1]
    assert _readings("TOLD = {'day': str(date.today().day)}") == [1]
    assert _readings("class Way:\n  day: date = datetime.now(UTC)") == [2]
    assert _readings("@parametrize('at', [time.time()])\ndef test(at): pass") == [1]
    assert _readings("@parametrize(now())\ndef test(at): pass") == [1]
    assert _readings("def day(on=today()): pass") == [1]
    assert _readings("def test():\n  assert today()\nLATER = lambda: now()") == []
