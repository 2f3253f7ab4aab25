"""Each issue with everything that was said of it: A's position, each answer, Part 3's word, what is sought."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.escalations.queries import CaseView
from portal.executive.packs.contents import Answer, Fact, Issue
from portal.protocol.part_4 import PART_4
from portal.protocol.replies import POSITIONS, RESULTS

RAISED = {
    "evidence": "The evidence for it",
    "risk": "The risk to the child if it stays unresolved",
    "outcome": "The outcome wanted for the child",
    "asked": "What the other agency is asked to do",
}
"""What else the raising agency says of an issue."""


def of(view: CaseView) -> tuple[Issue, ...]:
    """The issues of Part 1 as it was signed last, in order."""
    part_1 = view.newest("part_1")
    written = part_1.content["issues"] if part_1 else ()
    return tuple(_issue(view, number, issue) for number, issue in enumerate(written, start=1))


def _issue(view: CaseView, number: int, issue: Mapping[str, Any]) -> Issue:
    return Issue(
        number,
        view.raising,
        str(issue.get("position") or ""),
        answers=tuple(_answers(view, str(number))),
        raised=tuple(Fact(label, str(issue.get(name) or "")) for name, label in RAISED.items()),
        concluded=tuple(_concluded(view, str(number))),
        referred=tuple(_sought(view, str(number))),
    )


def _answers(view: CaseView, number: str) -> Iterator[Answer]:
    """The newest reply of each agency; it is signed once unless the case was re-opened."""
    newest = {one.part: one for one in view.documents if one.kind == "part_2"}
    for paper in newest.values():
        if answer := paper.content.get("answers", {}).get(number):
            late = " (the reply came late)" if paper.late else ""
            position = POSITIONS.get(answer.get("position", ""), "")
            yield Answer(paper.agency, f"{position}{late}", str(answer.get("reasons") or ""))


def _concluded(view: CaseView, number: str) -> Iterator[Fact]:
    paper = view.newest("part_3")
    if paper and (result := paper.content.get("results", {}).get(number)):
        yield Fact("Outcome", RESULTS[result])
        if why := (paper.content.get("why") or {}).get(number):
            yield Fact("Why", str(why))


def _sought(view: CaseView, number: str) -> Iterator[Fact]:
    newest = {one.part: one for one in view.documents if one.kind == PART_4}
    for paper in newest.values():
        if sought := paper.content.get("outstanding", {}).get(number):
            yield Fact(f"The decision that {paper.agency} seeks", str(sought))
