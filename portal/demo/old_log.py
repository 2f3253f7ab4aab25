"""The invented spreadsheet that the Business Unit kept before there was a portal, as plain data.

Its half-years are counted back from the one that the practice report is about; within one, days are working days
from its first. Nobody and nothing here exists.
"""

from dataclasses import dataclass

THEMES = (
    "Hearing the child",
    "Knowing who decides",
    "Passing on what is known",
    "Thresholds understood in one way",
    "Time for a reply",
)
"""What the Business Unit calls the things that come back from case to case."""

THEMED = {
    "young-carer": ("Knowing who decides", "Time for a reply"),
    "leaving-care": ("Hearing the child",),
}
"""Which of them it gave practice cases that have ended, by the key of the story."""


@dataclass(frozen=True, slots=True)
class OldCase:
    """A line of the spreadsheet.

    `half`: so many half-years before the report's; `day`: the working day of it on which the case was received.
    `sent`, `replied` and `ended`: working days after that; None: it was not sent on, or nobody replied.
    """

    half: int
    day: int
    raising: str
    responding: str
    outcome: str
    ended: int
    sent: int | None
    replied: int | None
    categories: str
    themes: str = ""
    extra: int = 0
    stage_4: str = ""
    chases: int = 0
    promised: int = 0
    done: int = 0


CARE, POLICE, HOSPITAL, HEALTH = "childrens-social-care", "police", "hospital", "integrated-care-board"
ACADEMY, SCHOOL, CHARITY, PROBATION = "harrowmere-academy", "little-fenwick-school", "lantern", "probation"
RESOLVED, NO_STEP, NO_CONTACT = "Resolved", "Closed: no further step", "Closed: no further contact"
WITHDRAWN, DECIDED, OUTSIDE = "Withdrawn", "Decided by the Executive", "Closed: outside the protocol"

OLD_LOG = (
    OldCase(3, 8, SCHOOL, CARE, RESOLVED, 19, 3, 14, "assessment", promised=1, done=1),
    OldCase(3, 31, HOSPITAL, CARE, RESOLVED, 15, 1, 9, "thresholds", THEMES[3], promised=2, done=2),
    OldCase(3, 54, POLICE, HEALTH, WITHDRAWN, 6, 2, None, "information"),
    OldCase(3, 77, ACADEMY, CARE, NO_STEP, 28, 4, 19, "thresholds; quality", THEMES[3], chases=2),
    OldCase(3, 96, CARE, HOSPITAL, RESOLVED, 17, 2, 12, "roles", THEMES[1], promised=1),
    OldCase(2, 5, CHARITY, CARE, RESOLVED, 21, 2, 13, "assessment", THEMES[0], extra=3, promised=1, done=1),
    OldCase(2, 22, CARE, POLICE, RESOLVED, 12, 1, 8, "information", THEMES[2], promised=1, done=1),
    OldCase(2, 40, PROBATION, CARE, NO_CONTACT, 44, 3, None, "roles", THEMES[4], chases=3),
    OldCase(2, 63, SCHOOL, CARE, RESOLVED, 16, 2, 11, "thresholds", THEMES[3]),
    OldCase(2, 71, HEALTH, CARE, DECIDED, 58, 2, 12, "quality", THEMES[1], stage_4="Decided by the Executive"),
    OldCase(2, 98, HOSPITAL, POLICE, RESOLVED, 20, 1, 10, "timeliness", THEMES[4], promised=2, done=1),
    OldCase(2, 118, ACADEMY, CARE, RESOLVED, 18, 5, 15, "assessment", THEMES[0]),
    OldCase(1, 3, CARE, HOSPITAL, RESOLVED, 14, 2, 11, "information", THEMES[2], promised=1, done=1),
    OldCase(1, 17, SCHOOL, CARE, RESOLVED, 22, 2, 17, "thresholds", THEMES[3], extra=5, chases=1),
    OldCase(1, 36, POLICE, CARE, NO_STEP, 25, 2, 12, "roles; quality", THEMES[1]),
    OldCase(1, 49, CARE, ACADEMY, RESOLVED, 13, 1, 7, "information", THEMES[2], promised=1, done=1),
    OldCase(1, 66, CHARITY, CARE, RESOLVED, 17, 2, 12, "assessment", THEMES[0], promised=1),
    OldCase(1, 80, HEALTH, CARE, OUTSIDE, 3, None, None, "other"),
    OldCase(1, 102, HOSPITAL, CARE, RESOLVED, 19, 3, 13, "timeliness", THEMES[4], promised=2, done=2),
    OldCase(1, 117, CARE, PROBATION, RESOLVED, 16, 2, 10, "quality", THEMES[1]),
    OldCase(0, 2, SCHOOL, CARE, RESOLVED, 15, 1, 11, "assessment", THEMES[0], promised=1, done=1),
    OldCase(0, 11, CARE, POLICE, RESOLVED, 13, 2, 9, "information", THEMES[2], promised=1, done=1),
    OldCase(0, 19, HOSPITAL, CARE, NO_STEP, 27, 2, 12, "thresholds; quality", THEMES[3], chases=1),
    OldCase(0, 30, ACADEMY, CARE, RESOLVED, 18, 2, 12, "assessment", THEMES[0], promised=2, done=1),
    OldCase(0, 38, CARE, HEALTH, RESOLVED, 24, 3, 18, "timeliness", THEMES[4], extra=5, promised=1),
    OldCase(0, 47, POLICE, CARE, RESOLVED, 14, 1, 10, "roles", THEMES[1]),
    OldCase(0, 59, CHARITY, CARE, RESOLVED, 16, 2, 11, "thresholds", THEMES[3], promised=1, done=1),
    OldCase(0, 68, PROBATION, CARE, DECIDED, 52, 2, 14, "quality", THEMES[1], stage_4="Decided by the Executive"),
    OldCase(0, 75, HEALTH, CARE, RESOLVED, 12, 2, 8, "information", THEMES[2]),
    OldCase(0, 84, SCHOOL, HOSPITAL, NO_CONTACT, 33, 4, None, "information", THEMES[4], chases=3),
    OldCase(0, 93, HOSPITAL, CARE, RESOLVED, 17, 2, 12, "assessment", THEMES[0], promised=1, done=1),
    OldCase(0, 104, CARE, POLICE, WITHDRAWN, 5, 1, None, "timeliness"),
    OldCase(0, 112, ACADEMY, CARE, RESOLVED, 20, 2, 13, "thresholds", THEMES[3], promised=2, done=2),
)  # fmt: skip
"""The spreadsheet, the eldest first."""


@dataclass(frozen=True, slots=True)
class Determined:
    """An action that the Subgroup determined. `due`: working days after the report was issued."""

    what: str
    owner: str
    due: int
    state: str = ""
    heard: str = ""


WORDS = {
    "summary": (
        "Most differences were settled between the two agencies within a month. Few went to the Executive.\n\n"
        "What comes back most often is thresholds: agencies read the same document in two ways, and find out when"
        " a child is waiting. Replies that were late were late by days, not weeks. The cases without any reply"
        " concern us more."
    ),
    "agencies": (
        "Children’s Social Care is asked most often, because most decisions are its own to make. We shall ask the"
        " agencies that seldom raise anything whether that is good news."
    ),
    "timeliness": "The Business Unit’s own two days were missed around bank holiday weekends.",
    "learning": (
        "A telephone call before the form would have settled much of what we saw. Managers who met face to face at"
        " stage 2 seldom came to us."
    ),
}
"""What the Business Unit wrote into the practice report, by section."""

ACTIONS = (
    Determined(
        "Read the threshold document together, one afternoon in each locality.",
        "Quality and Performance Subgroup",
        60,
        state="done",
        heard="Five afternoons were held, and 94 people came.",
    ),
    Determined(
        "Ask the agencies that seldom raise anything whether their staff know the protocol.",
        "Business Unit",
        330,
    ),
)
"""What the Subgroup determined when it had read the report."""
