"""Each decision of stage 3 has a test whose name quotes it."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
OF_STAGE_3 = {*range(1, 8), *range(9, 15), *range(17, 21), *range(25, 28)}
"""The numbers of the decisions in the protocol's section 2, those of stage 4 and of the reports left out."""

NAMED = re.compile(r"^def test_decision_(\d+)_", re.MULTILINE)


def _quoted(source: str) -> set[int]:
    return {int(number) for number in NAMED.findall(source)}


def test_every_decision_of_stage_3_has_a_test_named_after_it() -> None:
    quoted = set[int]()
    for path in (TESTS / "integration" / "decisions").glob("test_*.py"):
        quoted |= _quoted(path.read_text())
    assert sorted(OF_STAGE_3 - quoted) == []


def test_only_a_tests_own_name_counts() -> None:
    assert _quoted("def test_decision_04_more_time() -> None: ...") == {4}
    assert _quoted("# test_decision_05_ is to come\ndef helps_test_decision_06_() -> None: ...") == set()
