"""What the Business Unit has to do today of a case: what is asked of it, and what others are late with (P8, P13).

What is asked is `tasks`'s; here stands which matter each is, how the worklist names and counts it, and which
deadlines of others the Business Unit runs after once they have passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.protocol.deadlines import Clock
from portal.protocol.tasks import WORDS, Ask


class Matter(StrEnum):
    """A kind of thing to do, as the worklist counts it. The value stands in the address of a filtered list."""

    SEND_ON = "send-on"
    LATE_REPLY = "late-reply"
    MORE_TIME = "more-time"
    WHO_REPLIES = "who-replies"
    ENTER_REPLY = "enter-reply"
    ENTER_FORM = "enter-form"
    REFERRAL = "referral"
    SUBSTITUTE = "substitute"
    NEXT_STEP = "next-step"
    FOLLOW_UP = "follow-up"
    ACTION = "action"
    STAGE_4 = "stage-4"
    ACCESS = "access"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Words:
    """A matter as the worklist says it: `do` names the thing to do, `one` and `many` count it."""

    do: str
    one: str
    many: str


MATTERS: Mapping[Matter, Words] = {
    Matter.SEND_ON: Words("Check the form and send it on", "form to send on", "forms to send on"),
    Matter.LATE_REPLY: Words("Chase the reply", "late reply", "late replies"),
    Matter.MORE_TIME: Words(
        "Answer a request for more time", "request for more time", "requests for more time"
    ),
    Matter.WHO_REPLIES: Words("Decide who should reply", "“not for us” to answer", "“not for us” to answer"),
    Matter.ENTER_REPLY: Words("Finish entering the reply", "reply to enter", "replies to enter"),
    Matter.ENTER_FORM: Words("Finish entering the form", "form to enter", "forms to enter"),
    Matter.REFERRAL: Words("Check the request for referral", "referral to check", "referrals to check"),
    Matter.SUBSTITUTE: Words(WORDS[Ask.NAME_SUBSTITUTE], "substitute to name", "substitutes to name"),
    Matter.NEXT_STEP: Words("Chase the next step", "next step to chase", "next steps to chase"),
    Matter.FOLLOW_UP: Words("Chase the follow-up", "late follow-up", "late follow-ups"),
    Matter.ACTION: Words("Chase the action decided", "late action", "late actions"),
    Matter.STAGE_4: Words("Ask after stage 4", "date passed at stage 4", "dates passed at stage 4"),
    Matter.ACCESS: Words("Assess what an agency had opened", "access to assess", "accesses to assess"),
    Matter.AWAY: Words("See who replies meanwhile", "person away", "people away"),
}
"""Every matter, the most urgent first: so the worklist counts them, and so it lists what is due."""

OF_ASK: Mapping[Ask, Matter] = {
    Ask.CHECK_AND_FORWARD: Matter.SEND_ON,
    Ask.ANSWER_EXTENSION: Matter.MORE_TIME,
    Ask.ASSESS_NOT_FOR_US: Matter.WHO_REPLIES,
    Ask.ASSESS_ACCESS: Matter.ACCESS,
    Ask.CHECK_REFERRAL: Matter.REFERRAL,
    Ask.NAME_SUBSTITUTE: Matter.SUBSTITUTE,
    Ask.FINISH_PART_1: Matter.ENTER_FORM,
    Ask.COMPLETE_PART_1: Matter.ENTER_FORM,
    Ask.SIGN_OFF: Matter.ENTER_FORM,
}
"""What each thing that can be asked of the Business Unit is."""

LATE: Mapping[Clock, Matter] = {
    Clock.RESPONSE: Matter.LATE_REPLY,
    Clock.TURN: Matter.NEXT_STEP,
    Clock.FOLLOW_UP: Matter.FOLLOW_UP,
    Clock.ACTION: Matter.ACTION,
    Clock.ACCEPTANCE: Matter.STAGE_4,
    Clock.DECISION: Matter.STAGE_4,
    Clock.COMMISSION: Matter.STAGE_4,
}
"""What the Business Unit runs after once another's deadline has passed (P13). Its own clocks are asked of it, and
a right that ends with its day is nobody's to chase."""
