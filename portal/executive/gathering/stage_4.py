"""What was asked, summarised and decided at stage 4, as sections of a pack. Never what was deliberated."""

from collections.abc import Iterator

from portal.escalations.queries import CaseView, DocumentView
from portal.executive.gathering.replies import dated, lines
from portal.executive.packs.contents import Fact, Section
from portal.protocol.part_4 import GROUNDS, STANDS
from portal.protocol.summary import ACTIONS, FILES_SEEN, SECTIONS, SEEN


def request(view: CaseView, paper: DocumentView) -> tuple[Section, ...]:
    """Part 4; which decision is sought on an issue stands with the issue too."""
    return (Section("", tuple(_request(view, paper))),)


def _request(view: CaseView, paper: DocumentView) -> Iterator[Fact]:
    content = paper.content
    for one in view.parts:
        if one.part.id == paper.part:
            yield Fact("Where it stands", STANDS[one.part.state])
    yield Fact("Why it is asked", GROUNDS[content["ground"]])
    yield Fact("What makes it exceptional", str(content.get("exceptional") or ""))
    for number, sought in sorted(content.get("outstanding", {}).items(), key=lambda one: int(one[0])):
        yield Fact(f"Issue {number}: decision sought", str(sought))
    yield Fact("What was tried since the response", str(content.get("tried") or ""))
    if needed_by := content.get("needed_by"):
        yield Fact("A decision is needed by", dated("", needed_by))
    yield Fact("What keeps the child safe meanwhile", str(content.get("safety") or ""))


def commission(paper: DocumentView) -> tuple[Section, ...]:
    """What the Executive asked, and by when."""
    content = paper.content
    return (Section("", (Fact("Question", content["question"]), Fact("Due", dated("", content["due_on"])))),)


def summary(paper: DocumentView) -> tuple[Section, ...]:
    """The Scrutineer's summary as it was submitted."""
    content = paper.content
    facts = [Fact(title, str(content[name])) for name, title in SECTIONS.items() if name in content]
    facts += [Fact(f"Suggested to {one['to']}", str(one["what"])) for one in content.get(ACTIONS) or ()]
    if seen := [*content.get(SEEN, ()), *content.get(FILES_SEEN, ())]:
        facts.append(Fact("Material seen", lines(*seen)))
    return (Section("", tuple(facts)),)


def decision(view: CaseView, paper: DocumentView) -> tuple[Section, ...]:
    """The decision on each issue, with its reasons, and the actions."""
    return tuple(_decision(view, paper))


def _decision(view: CaseView, paper: DocumentView) -> Iterator[Section]:
    content = paper.content
    for number, said in sorted(content["issues"].items(), key=lambda one: int(one[0])):
        yield Section(
            f"Issue {number}", (Fact("Decided", said["decision"]), Fact("Reasons", said["reasons"]))
        )
    if withheld := content.get("withheld"):
        because = str(content.get("withheld_because") or "")
        yield Section("Withheld from the agencies", (Fact(", ".join(withheld), because),))
    if actions := content.get("actions"):
        facts = (
            Fact(
                f"Action {number}",
                lines(one["what"], f"{view.name_of(one['owner'])}, {dated('by', one['by'])}"),
            )
            for number, one in enumerate(actions, start=1)
        )
        yield Section("Actions", tuple(facts))
