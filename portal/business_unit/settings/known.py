"""Every setting there is, by groups: what it is called, what it changes, who sees it, and what it may be."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.business_unit.settings.values import (
    Colour,
    Mailbox,
    Number,
    Picture,
    Steps,
    Telephone,
    Value,
    Words,
)
from portal.protocol.actors import Kind

AT_ONCE = "Within 5 seconds, on every page, paper and e-mail made from then on. What was made before stays."
ON_PAGES = "Within 5 seconds, on every page."
IN_MAIL = "Within 5 seconds, in every e-mail that goes out from then on."
NEW_CASES = (
    "In cases that begin from then on. A case that has begun, a draft too, keeps the rules it began under to its "
    "end."
)

EVERYONE = "Everyone who opens the portal"
RECIPIENTS = "Everyone who gets an e-mail from the portal"
READERS = "Whoever reads a case begun since: its due dates show how they were counted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting. `changes` says what it changes, `seen_by` who sees that, `counts` from which moment."""

    name: str
    title: str
    kind: Value
    hint: str
    changes: str
    seen_by: tuple[str, ...]
    counts: str = AT_ONCE

    @property
    def is_rule(self) -> bool:
        """Whether a case keeps what it was when the case began."""
        return self.counts == NEW_CASES


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that stand together on the page. `note` is said above them."""

    title: str
    settings: tuple[Setting, ...]
    note: str = ""


def _name_of(kind: Kind, title: str) -> Setting:
    return Setting(
        name=f"name_{kind}",
        title=title,
        kind=Words(),
        hint="As it should stand in the head of the page of whoever acts for it, and in the history of cases.",
        changes="The name of the workspace. The portal’s own sentences go on using the protocol’s word for it.",
        seen_by=("Everyone who reads what it did", "Everyone who acts for it"),
        counts="At once. What stands in the history keeps the name of its day.",
    )


def _length(name: str, title: str, kind: Value, changes: str, *, hint: str = "") -> Setting:
    return Setting(
        name=name, title=title, kind=kind, hint=hint, changes=changes, seen_by=(READERS,), counts=NEW_CASES
    )


NAMES = Group(
    "Names",
    (
        Setting(
            name="partnership",
            title="Name of the partnership",
            kind=Words(),
            hint="In full, as it stands on your letters.",
            changes="The head and foot of every page, the head of every e-mail and the cover of every paper.",
            seen_by=(EVERYONE, RECIPIENTS, "Whoever has a paper made from then on"),
        ),
        _name_of(Kind.BUSINESS_UNIT, "Name of the Business Unit"),
        _name_of(Kind.EXECUTIVE, "Name of the Executive"),
        _name_of(Kind.SCRUTINEER, "Name of the Independent Scrutineer"),
        _name_of(Kind.LEARNING, "Name of the Learning and Improvement Subgroup"),
        _name_of(Kind.QUALITY, "Name of the Quality and Performance Subgroup"),
    ),
)

SAFETY = Group(
    "Safety numbers",
    (
        Setting(
            name="emergency_number",
            title="When a child is in immediate danger",
            kind=Telephone(15),
            hint="The number of the emergency services.",
            changes="The warning on every page of a case and of a form, and the pages that turn somebody away.",
            seen_by=(EVERYONE,),
            counts=ON_PAGES,
        ),
        Setting(
            name="social_care_number",
            title="When a child is at risk of significant harm",
            kind=Telephone(20),
            hint="The number at which Children’s Social Care takes referrals. Call it before you save it here.",
            changes="The warning on every page of a case and of a form, the foot of every page, and the pages "
            "that turn somebody away.",
            seen_by=(EVERYONE,),
            counts=ON_PAGES,
        ),
    ),
    note="These stand in the warning on every page of a case. A wrong digit here can cost a child’s life.",
)

LOOK = Group(
    "Pages, papers and e-mails",
    (
        Setting(
            name="marking",
            title="Protective marking",
            kind=Words(60),
            hint="For example, OFFICIAL-SENSITIVE.",
            changes="The top and the foot of every page, and the top of every paper that is printed or built.",
            seen_by=(EVERYONE, "Whoever has a paper made from then on"),
        ),
        Setting(
            name="sender_name",
            title="Name that e-mails come from",
            kind=Words(60, needed=False),
            hint="It stands before the address, which the deployment sets. Empty: the address alone.",
            changes="What a mailbox shows as the sender.",
            seen_by=(RECIPIENTS,),
            counts=IN_MAIL,
        ),
        Setting(
            name="reply_to",
            title="Where replies to e-mails go",
            kind=Mailbox(200, needed=False),
            hint="A mailbox of the Business Unit that somebody reads. Empty: replies reach nobody, and the e-mail "
            "says so. Replies are outside the portal: nothing about a child belongs in them.",
            changes="The address that a reply to one of the portal’s e-mails goes to.",
            seen_by=(RECIPIENTS,),
            counts=IN_MAIL,
        ),
        Setting(
            name="logo",
            title="Logo",
            kind=Picture(),
            hint="",
            changes="The head of every page. E-mails fetch nothing, so it is not in them.",
            seen_by=(EVERYONE,),
            counts=ON_PAGES,
        ),
        Setting(
            name="colour",
            title="Colour",
            kind=Colour(7, needed=False),
            hint="A colour code such as #17494d, dark enough for white text. Empty: the portal’s own colour.",
            changes="The head of every page, its buttons, and the button of every e-mail.",
            seen_by=(EVERYONE, RECIPIENTS),
        ),
    ),
)

LENGTHS = Group(
    "Lengths",
    (
        _length("extension", "Most that a reply may be extended by", Number(1, 10),
                "How many working days an agency may ask for, and the Business Unit may give, once."),
        _length("not_for_us", "To say that a case is not for us", Number(1, 5),
                "Until when after the form was sent on an agency may say so."),
        _length("turn", "A turn", Number(5, 60),
                "How long an agency whose turn it is has for its next step; after it, and the chases below, the "
                "Business Unit may close the case with “no further contact”."),
        _length("chases_before_closing", "Chases before a case may be closed", Number(1, 10, "chase"),
                "How often an agency must have been chased in its turn before “no further contact”."),
        _length("no_further_step", "After an agency said that it takes no further step", Number(1, 20),
                "When the Business Unit may close the case with “no further step”."),
        _length("follow_up_from", "Follow-up, at the earliest", Number(1, 26, "week"),
                "The first day, counted from the conclusion, on which a resolved case is followed up."),
        _length("follow_up_until", "Follow-up, at the latest", Number(1, 52, "week"),
                "The last day, counted from the conclusion, on which a resolved case is followed up."),
        _length("reopen", "To re-open a resolved case", Number(1, 60),
                "Until when after the follow-up date the raising agency may re-open."),
        _length("comment", "To comment on a request for referral", Number(1, 20),
                "Until when the other agency may comment. The referral does not wait for it."),
        _length("referral_check", "Stage 4: to check a request", Number(1, 20),
                "The Business Unit’s target, reported and not enforced."),
        _length("acceptance", "Stage 4: to accept or decline", Number(1, 40),
                "The Executive’s target from referral, reported and not enforced."),
        _length("decision", "Stage 4: to decide", Number(1, 60),
                "The Executive’s target from acceptance, reported and not enforced."),
    ),
    note="In working days unless it says weeks. A change counts for cases that begin from then on.",
)  # fmt: skip

_BEFORE, _AFTER = "before it", "after it"

LADDER = Group(
    "Reminders and chases",
    (
        _length("reminders", "Reminders of a reply", Steps(0, 9, 5, _BEFORE, falling=True),
                "On which working days before its due date an agency is reminded of its reply.",
                hint="0 is the due date itself."),
        _length("chases", "Chases of a reply", Steps(1, 20, 5, _AFTER),
                "On which working days after its due date an agency is chased for its reply."),
        _length("notice", "To tell the Executive-level contact", Number(1, 30),
                "How many working days after the due date the agency’s Executive-level contact is told."),
        _length("prompts", "Prompts in a turn", Steps(1, 59, 5, "after the turn began"),
                "On which working days of its turn an agency is prompted to take its next step."),
        _length("other_reminders", "Reminders of other dates", Steps(0, 9, 5, _BEFORE, falling=True),
                "On which working days before them whoever is bound is reminded of a follow-up, an action, a "
                "commission and the Executive’s targets.", hint="0 is the due date itself."),
        _length("other_chases", "Chases of other dates", Steps(1, 20, 5, _AFTER),
                "On which working days after them whoever is bound is chased."),
    ),
    note="They go out from 8am to 6pm on working days. A change counts for cases that begin from then on.",
)  # fmt: skip

GROUPS = (NAMES, SAFETY, LOOK, LENGTHS, LADDER)

SETTINGS: Mapping[str, Setting] = {one.name: one for group in GROUPS for one in group.settings}

FIXED: tuple[tuple[str, str, str], ...] = (
    ("The Business Unit sends the form on", "2 working days", "The protocol, stage 3"),
    ("The responding agency replies", "10 working days", "The protocol, stage 3"),
    ("The Business Unit’s managers are reminded of its own dates", "On the due date and each working day after",
     "The protocol, stage 3"),
)  # fmt: skip
"""What the protocol fixes, which nobody can change here: what, how long, and which clause says so."""
