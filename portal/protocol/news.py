"""Who is told by e-mail of what happened, without being asked for anything: one table, read by pages and notices.

Whoever a move newly asks something is asked instead. Nobody is told of what their own agency did.
"""

from collections.abc import Mapping
from enum import StrEnum

from portal.protocol.rows import Action


class Reader(StrEnum):
    """Who is told, as they stand to the case."""

    RAISING = "raising agency"
    THAT_B = "that responding agency"
    EVERY_B = "every responding agency"
    FORMER_B = "agency that no longer responds"
    OFFICE = "Business Unit"
    EXECUTIVE = "Executive"
    PRESIDING = "member of the Executive who presides"
    SCRUTINEER = "Independent Scrutineer"


RAISING, THAT_B, EVERY_B = Reader.RAISING, Reader.THAT_B, Reader.EVERY_B
FORMER_B, OFFICE, EXECUTIVE = Reader.FORMER_B, Reader.OFFICE, Reader.EXECUTIVE
PRESIDING, SCRUTINEER = Reader.PRESIDING, Reader.SCRUTINEER

NEWS: Mapping[str, tuple[tuple[Reader, ...], str]] = {
    Action.FORWARD: ((RAISING,), "your form was sent on"),
    Action.CLOSE_OUT_OF_SCOPE: ((RAISING,), "the case was closed as outside the protocol"),
    Action.GRANT_EXTENSION: ((THAT_B, RAISING), "more time was given to reply"),
    Action.REFUSE_EXTENSION: ((THAT_B,), "more time was not given"),
    Action.KEEP_RESPONDER: ((THAT_B,), "your agency is still asked to reply"),
    Action.CHANGE_RESPONDER: ((RAISING, FORMER_B), "another agency is asked to reply"),
    Action.RELEASE_RESPONDER: ((RAISING, FORMER_B), "an agency need no longer reply"),
    Action.RESPOND: ((RAISING, THAT_B, OFFICE), "a reply has come in"),
    Action.CONCLUDE_RESOLVED: ((EVERY_B, OFFICE), "the difference is resolved"),
    Action.CONCLUDE_NOT_RESOLVED: ((EVERY_B, OFFICE), "the difference is not resolved at stage 3"),
    Action.REOPEN: ((EVERY_B, OFFICE), "the case was re-opened"),
    Action.WITHDRAW: ((EVERY_B, OFFICE, EXECUTIVE, SCRUTINEER), "the raising agency has withdrawn"),
    Action.CLOSE: ((RAISING, EVERY_B), "the case was closed"),
    Action.ASK_REFERRAL: ((RAISING, EVERY_B), "referral to the Executive is asked for"),
    Action.ASK_EARLY_REFERRAL: (
        (RAISING, EVERY_B),
        "an early referral to the Executive is asked for, and your agency may agree",
    ),
    Action.AGREE_EARLY_REFERRAL: ((RAISING, EVERY_B, OFFICE), "an agency agreed to the early referral"),
    Action.REFER: ((RAISING, EVERY_B), "the case was referred to the Executive"),
    Action.JOIN_REFERRAL: ((RAISING, EVERY_B, OFFICE), "an agency joined the referral"),
    Action.WITHDRAW_REFERRAL: (
        (RAISING, EVERY_B, OFFICE, EXECUTIVE, SCRUTINEER),
        "a request for referral was withdrawn",
    ),
    Action.ACCEPT: ((RAISING, EVERY_B, OFFICE), "the Executive accepted the case as exceptional"),
    Action.DECIDE: (
        (RAISING, EVERY_B, OFFICE, SCRUTINEER),
        "the Executive has decided, and may ask something of your agency",
    ),
    "clerical": ((RAISING, EVERY_B, OFFICE), "a clerical correction was put beside the decision"),
    "action_done": ((RAISING, EVERY_B, OFFICE), "an action that the Executive decided was carried out"),
    Action.COMMISSION_SUMMARY: (
        (RAISING, EVERY_B, OFFICE),
        "the Executive directed the Independent Scrutineer to compile a summary",
    ),
    Action.COMMISSION_REVIEW: ((RAISING, EVERY_B, OFFICE), "the Executive asked for a review"),
    Action.SUBMIT_SUMMARY: ((EXECUTIVE, OFFICE), "the summary of the Independent Scrutineer is in"),
    Action.RECALL_SUMMARY: (
        (RAISING, EVERY_B, OFFICE, SCRUTINEER),
        "the Executive no longer waits for a summary",
    ),
    "declare": ((PRESIDING, OFFICE), "the Independent Scrutineer declared an interest in the case"),
    Action.RECALL_REVIEW: ((RAISING, EVERY_B, OFFICE), "the Executive no longer waits for a review"),
    Action.REPORT_REVIEW: ((EXECUTIVE,), "the review that the Executive asked for was reported"),
    Action.DECLINE: ((RAISING, EVERY_B, OFFICE), "the Executive declined the case"),
    "comment": ((RAISING, EVERY_B, OFFICE), "an agency commented on a request for referral"),
    "holding_reply": ((RAISING, OFFICE), "a holding reply has come in"),
    "addendum": ((RAISING, EVERY_B, OFFICE), "something was added to the record"),
    "correction": ((RAISING, EVERY_B, OFFICE), "the record was corrected"),
    "no_further_step": ((OFFICE,), "the raising agency takes no further step"),
    "due_date_moved": ((THAT_B, RAISING), "a due date has moved"),
    "follow_up": ((EVERY_B, OFFICE), "what was promised was followed up"),
}
"""What happened -> who is told, and the words of the e-mail. What is not listed is told to nobody.

The Executive and the Scrutineer are told while the case is theirs, and when it has just left them.
"""

IN_OTHER_WORDS: Mapping[tuple[str, str], str] = {
    (Action.RESPOND, THAT_B): "the Business Unit entered a reply on behalf of your agency",
    (Action.DECIDE, SCRUTINEER): "the Executive has decided without the summary",
}
"""The words for one reader alone: of what is otherwise an agency’s own to do (decision 20), of a summary that was
not waited for."""


def readers(event: str) -> tuple[Reader, ...]:
    """Who is told of this."""
    return NEWS[event][0] if event in NEWS else ()


def words(event: str, reader: str = "") -> str:
    """What the e-mail says happened. Nothing of a child, a person or a reason (decision 26)."""
    return IN_OTHER_WORDS.get((event, reader), NEWS[event][1])
