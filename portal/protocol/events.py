"""What happened, as the timeline says it: each event's words, in the past tense (P5)."""

from collections.abc import Mapping
from typing import Any

from portal.protocol.rows import Action

REVEAL = "reveal"
"""A look at the children's identity. It is shown with who looked, not among what happened."""

DOWNLOAD = "download"
"""Somebody took a copy of an attachment. It is shown with who looked, not among what happened."""

COPY = "copy"
"""Somebody took a copy of what their party may see."""

PRINT = "print"
"""Somebody printed the page of a case."""

FIND = "find"
"""Somebody found the case by a child's identity."""

PACK = "pack"
"""Somebody took a copy of a referral pack."""

REDACTED_COPY = "redacted_copy"
"""The Business Unit supplied a redacted copy of an attachment. It and the Executive alone read that."""

HOLD, LIFT_HOLD = "hold", "lift_hold"
PROPOSE_DISPOSAL, WITHDRAW_DISPOSAL, DISPOSE = "propose_disposal", "withdraw_disposal", "dispose"
CARE_OF_RECORDS = frozenset({HOLD, LIFT_HOLD, PROPOSE_DISPOSAL, WITHDRAW_DISPOSAL, DISPOSE})
"""What is done with the record of a case (decision 29). The Business Unit alone reads that."""

VIEW = "view"
"""Somebody opened a page of the case. It stands in the list of looks alone."""

LOOKS = frozenset({REVEAL, DOWNLOAD, COPY, PRINT, FIND, PACK})
"""Each kind of look that stands in the history. None of them is among what happened."""

PASSING = LOOKS | CARE_OF_RECORDS | {
    "remind", "overtaken", "undelivered", "silence", "silence_taken_back", "due_date_moved",
    "quorum_out_of_reach", "tie",
}  # fmt: skip
"""What nobody's form is made stale by: looks, the care of the record, and what the portal notes by itself."""

HOW_CHASED: Mapping[str, str] = {"telephone": "by telephone", "email": "by e-mail", "person": "in person"}
"""How an agency is chased (P13)."""

WORDS: Mapping[str, str] = {
    "start": "Started the case",
    "ask_for_sign_off": "Asked for Part 1 to be signed off",
    "keep_out": "Kept {whom} out of the case",
    "let_in": "Let {whom} into the case again",
    REVEAL: "Looked at the children’s identity",
    DOWNLOAD: "Downloaded an attachment",
    COPY: "Took a copy of the case",
    PRINT: "Printed the case",
    FIND: "Found the case by a child’s identity",
    PACK: "Took a copy of a referral pack",
    HOLD: "Put a legal hold on the record",
    LIFT_HOLD: "Lifted the legal hold on the record",
    PROPOSE_DISPOSAL: "Proposed to dispose of the record",
    WITHDRAW_DISPOSAL: "Withdrew the proposal to dispose of the record",
    DISPOSE: "Disposed of the record",
    "ask_for_reply_sign_off": "Asked for Part 2 to be signed off",
    "holding_reply": "Sent a holding reply, which does not stop the clock",
    "comment": "Commented on the request for referral",
    "declare": "Declared whether they have an interest in the case",
    "quorum_out_of_reach": "The Executive cannot reach a quorum",
    "tie": "The Executive is divided evenly",
    "propose": "Proposed a decision, or changed the one proposed",
    "give_view": "Gave their view of the decision proposed",
    REDACTED_COPY: "Supplied a redacted copy of an attachment for the referral packs",
    "action_done": "Carried out an action that the Executive decided",
    "clerical": "Put a clerical correction beside the decision",
    "summary_issued": "Gave the agencies the summary of the Independent Scrutineer",
    "name_substitute": "Named a substitute for the Executive",
    "addendum": "Added to the record",
    "correction": "Corrected the record",
    "no_further_step": "Said that it takes no further step",
    "follow_up": "Followed up what was promised",
    "follow_up_extract": "Sent {agency} the follow-up of its own promises",
    "part_3_extract": "Sent {agency} the conclusion on its own issues",
    "call": "Noted a telephone call",
    "chase": "Chased {whom}, {how}",
    "note": "Added a note",
    "assessment": "Assessed that {whom} had opened the case",
    "link": "Linked the case with {linked}",
    "unlink": "Took away the link with {linked}",
    "themes": "Said which themes the case has: {themes}",
    "parallel": "Changed which other processes run beside this one",
    "confirm_receipt": "Confirmed that the form has arrived",
    "remind": "Wrote an e-mail to be sent to {whom} {ask}, {when}",
    "silence": "The last due date passed and a reply is missing: the raising agency may now say how it stands",
    "silence_taken_back": "The due date has moved and a reply may still come in time: it is not yet for the"
    " raising agency to say how it stands",
    "due_date_moved": "Moved a due date later ({clock}), from {before} to {after}: {why}",
    "overtaken": "Did not send an e-mail to {whom}: a later reminder took its place",
    "undelivered": "Could not deliver an e-mail to {whom}, and gave it up",
    Action.DISCARD: "Discarded the draft",
    Action.SIGN_OFF: "Signed off Part 1 and sent it to the Business Unit",
    Action.SEND_BACK: "Returned the form for completion",
    Action.CLOSE_OUT_OF_SCOPE: "Closed the case as outside the protocol",
    Action.FORWARD: "Sent the form to {to}, {agency}",
    Action.ASK_EXTENSION: "Asked for more time: {words}",
    Action.GRANT_EXTENSION: "Gave more time: {words}",
    Action.REFUSE_EXTENSION: "Did not give more time",
    Action.SAY_NOT_FOR_US: "Said that the case is not for them{suggested}",
    Action.KEEP_RESPONDER: "Kept the responding agency: {agency}",
    Action.CHANGE_RESPONDER: "Changed the responding agency: {to}, {agency}, replies in place of {former}",
    Action.RELEASE_RESPONDER: "Released a responding agency: {former} need no longer reply",
    Action.RESPOND: "Replied with Part 2",
    Action.CONCLUDE_RESOLVED: "Concluded that the difference is resolved",
    Action.CONCLUDE_NOT_RESOLVED: "Concluded that the difference is not resolved",
    Action.REOPEN: "Re-opened the case",
    Action.ASK_REFERRAL: "Asked for referral to the Executive",
    Action.ASK_EARLY_REFERRAL: "Asked for an early referral to the Executive",
    Action.AGREE_EARLY_REFERRAL: "Agreed to the early referral",
    Action.RETURN_REFERRAL: "Returned the request for referral for completion",
    Action.REFER: "Referred the case to the Executive",
    Action.JOIN_REFERRAL: "Joined the referral",
    Action.WITHDRAW_REFERRAL: "Withdrew the request for referral",
    Action.ACCEPT: "Accepted the case as exceptional",
    Action.DECLINE: "Declined the case",
    Action.COMMISSION_SUMMARY: "Directed the Independent Scrutineer to compile a summary",
    Action.COMMISSION_REVIEW: "Asked the Learning and Improvement Subgroup for a review",
    Action.SUBMIT_SUMMARY: "Submitted the summary",
    Action.REPORT_REVIEW: "Reported the review",
    Action.RECALL_SUMMARY: "Recalled the summary",
    Action.RECALL_REVIEW: "Recalled the review",
    Action.DECIDE: "Decided",
    Action.CORRECT: "Added a clerical correction",
    Action.WITHDRAW: "Withdrew from the case",
    Action.CLOSE: "Closed the case",
}
"""The words of each event. What is in braces comes from the event's payload."""


def words(event: str, payload: Mapping[str, Any] | None) -> str:
    """What happened, in plain English. A payload that was disposed of leaves the plain words."""
    template = WORDS.get(event, event.replace("_", " ").capitalize())
    if "{" not in template:
        return template
    return template.format_map(payload) if payload else template.partition("{")[0].rstrip(" :")
