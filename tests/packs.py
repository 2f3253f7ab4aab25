"""Contents of referral packs, invented: as small or as large as a test wants them."""

from datetime import UTC, date, datetime, timedelta

from portal.executive.packs.contents import (
    Answer,
    Attachment,
    Contents,
    Due,
    Event,
    Fact,
    Issue,
    Kind,
    Part,
    Party,
    Row,
    Section,
)

REFERENCE = "RPD-7K3M-Q2XV"
RAISING, RESPONDING = "Ashgrove Primary School", "Westmarch Children’s Social Care"
CHILD = "Jordana Testperson"
HEAD = "5f2a" * 16
BEGAN = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)

POSITION = (
    "The child was seen in class with an injury on 9 November and said how it came about. We asked for a strategy"
    " discussion on the same day. In our view the threshold for one was reached, and is reached today."
)
REASONS = (
    "We spoke with the family on 11 November and with the health visitor on the day after. What we heard fits"
    " an accident in the playground. An assessment is open; we do not think that a strategy discussion would"
    " add to it."
)
EVIDENCE = (
    "Chronology of 14 entries since September, kept by the designated safeguarding lead.\n\nBody map of"
    " 9 November, drawn by the class teacher within the hour.\n\nThree absences on the days after visits by"
    " a family friend."
)
ANSWERED = (
    "Position paper by the team manager; the record of the home visit; the health visitor’s note, which the agency"
    " that raised this has not read."
)


def contents(
    kind: Kind = Kind.SCRUTINEER,
    *,
    issues: int = 2,
    events: int = 9,
    times: int = 1,
    attachments: tuple[Attachment, ...] = (),
) -> Contents:
    """A pack's contents. `times` is how often each long text says the same, so that a pack gets long."""
    return Contents(
        kind=kind,
        reference=REFERENCE,
        partnership="Westmarch Safeguarding Children Partnership",
        marking="OFFICIAL-SENSITIVE",
        recipient="Independent Scrutineer" if kind is Kind.SCRUTINEER else "Executive",
        version=17,
        frozen_at=BEGAN + timedelta(days=52, hours=5, minutes=2),
        head=HEAD,
        parties=(
            Party(RAISING, "Raised the difference", "Maya Fernhill, head teacher: Part 1, Part 3, Part 4"),
            Party(RESPONDING, "Was asked to respond", "Tom Oakes, service manager: Part 2"),
        ),
        case=(
            Fact("Where it stands", "The Executive decides"),
            Fact("About", "Threshold for a strategy discussion"),
            Fact("First submitted", "Monday 23 November 2026"),
            Fact("Needed by", ""),
        ),
        identity=_identity() if kind.shows_identity else (),
        issues=tuple(_issue(number, times) for number in range(1, issues + 1)),
        parts=_parts(times),
        events=tuple(_event(number) for number in range(events)),
        deadlines=_deadlines(),
        history=tuple(_row(number) for number in range(1, events * 2)),
        attachments=attachments,
    )


def attachment(number: int, media_type: str = "application/pdf", **of_it: object) -> Attachment:
    """An attachment of this number."""
    told = {
        "title": f"Minutes of meeting {number}",
        "kind": "Minutes",
        "name": f"minutes-{number}.pdf",
        "agency": RAISING,
        "size": 48_213,
        "sha256": "c0ffee" * 10 + "0123",
    }
    return Attachment(number=number, media_type=media_type, **(told | of_it))


def _identity() -> tuple[Section, ...]:
    return (
        Section(
            "Child 1",
            (
                Fact("Name", CHILD),
                Fact("Known as", ""),
                Fact("Date of birth", "Sunday 3 February 2019"),
                Fact("Record number of the raising agency", "REC-77 123"),
            ),
        ),
    )


def _issue(number: int, times: int) -> Issue:
    return Issue(
        number,
        RAISING,
        _long(POSITION, times),
        answers=(Answer(RESPONDING, "Partly agreed", _long(REASONS, times)),),
        raised=(
            Fact("The evidence for it", _long(EVIDENCE, times)),
            Fact("The risk to the child if it stays unresolved", _long(POSITION, times)),
            Fact("The outcome wanted for the child", "A strategy discussion within two working days."),
            Fact("What the other agency is asked to do", "Call it, and tell us when it is."),
        ),
        concluded=(Fact("Issue", "Not resolved"), Fact("Why", "The assessment is not finished.")),
        referred=(
            Fact("Outstanding", "Whether the threshold was reached on 9 November."),
            Fact("Decision sought", "That a strategy discussion is held, with police and health."),
        ),
    )


def _parts(times: int) -> tuple[Part, ...]:
    signed = "Signed by Maya Fernhill, head teacher, on 23 November 2026 at 9:05am. Version 1."
    stage = (
        Fact("When they spoke", "Thursday 12 November 2026"),
        Fact("Who spoke with whom", "The class teacher with the duty social worker"),
        Fact("What was said and agreed", _long(REASONS, times)),
        Fact("Outcome", "Not agreed"),
    )
    return (
        Part(
            "Part 1: the difference",
            (
                Section("The children"),
                Section("Child 1", (Fact("Status", "Child in need"), Fact("Level of need", "Level 4")), 4),
                Section("Stage 1: practitioner to practitioner", stage),
                Section("Stage 2: manager to manager", stage),
                Section("Why it is not resolved", (Fact("Why", _long(EVIDENCE, times)),)),
            ),
            lead=signed,
        ),
        Part(
            f"Part 2: the reply of {RESPONDING}",
            (
                Section("Facts disputed", (Fact("What is disputed", _long(ANSWERED, times)),)),
                Section("Promised", (Fact("1", "A home visit, by Priya Vale, by Friday 18 December 2026"),)),
            ),
            lead="Signed by Tom Oakes, service manager, on 4 December 2026 at 4:40pm.",
        ),
        Part(
            f"Part 3: the conclusion of {RAISING}",
            (Section("", (Fact("Overall", "Not resolved"), Fact("Reasons", _long(EVIDENCE, times)))),),
        ),
        Part(
            f"Part 4: the request of {RAISING}",
            (
                Section("", (Fact("Ground", "The response does not resolve it"),)),
                Section("What makes it exceptional", (), 3, _long(POSITION, times)),
            ),
        ),
    )


def _event(number: int) -> Event:
    words = ("Submitted", "Sent on to the responding agency", "Receipt confirmed", "Answered", "Concluded")
    at = BEGAN + timedelta(days=min(number * 5, 52), hours=number % 5)
    return Event(
        at, words[number % len(words)], f"Maya Fernhill, {RAISING}", "" if number % 3 else "By letter."
    )


def _deadlines() -> tuple[Due, ...]:
    return (
        Due(
            "The Business Unit’s check",
            "Business Unit",
            date(2026, 11, 23),
            date(2026, 11, 25),
            ("2 working days from Monday 23 November 2026", "due Wednesday 25 November 2026"),
            date(2026, 11, 24),
            "sent on",
        ),
        Due(
            "Reply",
            RESPONDING,
            date(2026, 11, 24),
            date(2026, 12, 8),
            (
                "10 working days from Tuesday 24 November 2026",
                "Saturday 28 and Sunday 29 November 2026 are not counted: weekend",
                "due Tuesday 8 December 2026",
            ),
            date(2026, 12, 14),
            "answered",
        ),
        Due(
            "Decision",
            "Executive",
            date(2027, 1, 4),
            date(2027, 2, 1),
            ("20 working days from Monday 4 January 2027", "due Monday 1 February 2027"),
        ),
    )


def _row(number: int) -> Row:
    return Row(number, BEGAN + timedelta(days=number), "The form was sent on", "Business Unit")


def _long(text: str, times: int) -> str:
    return "\n\n".join([text] * times)
