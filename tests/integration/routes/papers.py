"""What is written in the papers of a marked case: a mark in every field that is written."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portal.protocol.rows import Action
from portal.protocol.summary import SECTIONS
from tests.integration.routes.canaries import BORN, mark, mark_of_child, typed_of_child

PIECES = ("name", "known_as", "record_number", "other_number")


def of_child(label: str, paper: str, field: str) -> str:
    """A mark in a text that names the child of its case, which nobody may find (decision 25)."""
    return mark(label, paper, field) + typed_of_child(label)


def child(label: str) -> Mapping[str, str]:
    """The identity of its child."""
    named = {name: mark_of_child(label, name) for name in PIECES}
    return {**named, "date_of_birth": BORN}


def part_1(label: str, paper: str, *, responder: UUID) -> dict[str, Any]:
    """Part 1, marked in every field."""

    def told(section: str, *fields: str) -> dict[str, str]:
        return {field: mark(label, paper, f"{section}_{field}") for field in fields}

    stage = ("also_on", "who", "how", "said", "response_time", "outcome")
    reached = ("name", "role", "team", "phone", "email")
    people = [f"{who}_{one}" for who in ("practitioner", "manager", "contact", "lead") for one in reached]
    people += ["their_practitioner", "their_manager"]
    return {
        "difference": {
            "responder": str(responder),
            "kind": "other",
            "categories": ["other"],
            "primary": "other",
            "other": mark(label, paper, "other"),
            "on": "2025-03-01",
        },
        "people": told("people", *people),
        "issues": [
            told("issue", "evidence", "risk", "outcome", "asked")
            | {"position": of_child(label, paper, "issue_position")}
        ],
        "stage_1": told("stage_1", *stage) | {"on": "2025-03-02", "met": "met"},
        "stage_2": told("stage_2", *stage) | {"on": "2025-03-03", "met": "missed"},
        "why": told("why", "unresolved", "safety"),
    }


def part_2(label: str, paper: str) -> dict[str, Any]:
    """Part 2, marked in every field."""
    said = {name: mark(label, paper, name) for name in ("disputed", "none_taken", "meeting")}
    reasons = (
        mark(label, paper, "reasons") if paper.startswith("draft") else of_child(label, paper, "reasons")
    )
    person = {name: mark(label, paper, f"person_{name}") for name in ("name", "role", "team", "phone")}
    person["email"] = f"{mark(label, paper, 'person_email')}@somebody.example"
    return {
        "practitioner": person,
        "manager": person,
        "answers": {"1": {"position": "partly", "reasons": reasons}},
        "level_of_need": "3",
        "taken": [{"what": mark(label, paper, "done"), "who": mark(label, paper, "who"), "on": "2025-11-03"}],
        "declined": [{"what": mark(label, paper, "refused"), "reason": mark(label, paper, "refusal")}],
        "promised": [
            {"what": mark(label, paper, "what"), "owner": mark(label, paper, "owner"), "by": "2027-01-15"}
        ],
        "proposed": "resolved",
        **said,
    }


def part_3(label: str, overall: str) -> dict[str, Any]:
    """Part 3, marked in every field."""
    return {
        "results": {"1": overall},
        "overall": overall,
        "why": {"1": of_child(label, "part_3", "why")},
        "reasons": mark(label, "part_3_whole", "reasons"),
        "learning": mark(label, "part_3_whole", "learning"),
        "practitioner_told_on": "2025-12-01",
        "on_record": True,
    }


def part_4(label: str, how: Action) -> dict[str, Any]:
    """The request for referral, marked in every field."""
    said = {name: mark(label, "part_4", name) for name in ("exceptional", "tried")}
    return said | {
        "ground": "cannot_wait" if how is Action.ASK_EARLY_REFERRAL else "not_resolved",
        "outstanding": {"1": mark(label, "part_4", "sought")},
        "needed_by": "",
        "safety": of_child(label, "part_4", "safety"),
    }


def summary(label: str, given: str) -> dict[str, str]:
    """The Scrutineer's summary: what is given to the parties, and the analysis that is not."""
    content = {name: of_child(label, given, name) for name in SECTIONS}
    return content | {"analysis": mark(label, "summary", "analysis")}


def decision(label: str, paper: str, *, owner: UUID) -> dict[str, Any]:
    """The decision, with one action of an agency, and the analysis withheld."""
    said = {"decision": mark(label, paper, "decided"), "reasons": of_child(label, paper, "reasons")}
    return {
        "issues": {"1": said},
        "actions": [{"what": mark(label, paper, "what"), "owner": str(owner), "by": "2027-03-15"}],
        "withheld": ["analysis"],
        "withheld_because": mark(label, paper, "withheld"),
    }
