"""Babies not born yet: when to begin, whom to ask, and what a conference is for."""

from portal.demo.stories.shape import (
    Ask,
    BeforeHoliday,
    Child,
    Conclude,
    Conclusion,
    ConfirmReceipt,
    Difference,
    FollowUp,
    Forward,
    Issue,
    Promise,
    Reopen,
    Reply,
    Respond,
    Sign,
    Stage,
    Story,
    Why,
)

LATE_BEFORE_BIRTH = Story(
    key="late-before-birth",
    raising="hospital",
    starts=BeforeHoliday(days=6, ago=30),
    author="suryani",
    children=(Child("Unborn baby Placeholder", -2, "WM-000109-TEST", "unborn", "4"),),
    difference=Difference("childrens-social-care", "action", "timeliness", -25, ("assessment",)),
    issues=(
        Issue(
            position="""The pre-birth assessment should be finished by the thirty-second week, so that the
                midwives know the plan before labour can start.""",
            evidence="""Referral at sixteen weeks. Allocated at twenty-six. At thirty-one weeks no visit
                had been made. The mother’s first child was cared for by relatives.""",
            risk="A plan made on the labour ward, in a hurry, with the family in the corridor.",
            outcome="The mother knows what is expected and what help there is, in time to use it.",
            asked="Finish the assessment within three weeks, and invite the midwife.",
        ),
    ),
    stage_1=Stage(
        -15,
        "The safeguarding midwife with the social worker.",
        "By e-mail",
        "The social worker was new to the case and asked for two weeks.",
        "A fortnight, and then another.",
        "No visit.",
        met="missed",
    ),
    stage_2=Stage(
        -4,
        "Benedikt Örsolya with Marcus Adeyemi.",
        "By telephone",
        "Mr Adeyemi explained a gap after two people had left. He hoped to start within the month.",
        "One week, met with a date that was too late.",
        "The date fell after the thirty-sixth week.",
    ),
    why=Why(
        "The date offered leaves a month at most before the birth.",
        "The midwife sees the mother each week, and the perinatal team has taken her on.",
    ),
    way=(
        Ask(0, "suryani", of="grace-okonjo"),
        Sign(1, "grace-okonjo"),
        Forward(3, "beatrix-lowe", to="helen-thackeray"),
        ConfirmReceipt(5, "helen-thackeray"),
        Respond(
            11,
            "imran-qureshi",
            reply=Reply(
                answers=(
                    (
                        "agree",
                        """Thirty-two weeks is our own standard. It was missed by a wide margin. The bank
                            holiday is not an excuse, and we do not offer it as one.""",
                    ),
                ),
                need="4",
                taken="""Reallocated on {5} to a worker with time for it. Three visits have been made, one
                    with the midwife.""",
                promised=(
                    Promise(
                        "Assessment finished and shared, with a birth plan",
                        "Zoë Lindqvist, social worker",
                        16,
                    ),
                ),
                proposed="resolved",
            ),
        ),
        Conclude(
            14,
            "grace-okonjo",
            conclusion=Conclusion(
                ("resolved",),
                "resolved",
                13,
                learning="""Ask for the allocation date in the same call as the referral. What went well:
                    the joint visit, which the mother said was the first time that everybody told her the
                    same.""",
            ),
        ),
    ),
)

CONFERENCE_BEFORE_BIRTH = Story(
    key="conference-before-birth",
    raising="integrated-care-board",
    starts=5,
    author="parveen-sandhu",
    children=(Child("Unborn baby Mockwell", -3, "WM-000110-TEST", "unborn", "4"),),
    difference=Difference(
        "childrens-social-care", "decision", "conference_needed", -12, ("thresholds", "strategy")
    ),
    issues=(
        Issue(
            position="""This baby needs an initial child protection conference before birth, not a child in
                need meeting after it.""",
            evidence="""Two older children of the father live with relatives under court orders. The
                parents moved here eight weeks ago and told the midwife of neither. The strategy discussion
                on {-12} agreed that the threshold for enquiries was met.""",
            risk="""Without a conference there is no agreed plan on the day the baby is born, and no
                authority for the ward to act on.""",
            outcome="A multi-agency plan, known to the parents, in place four weeks before the due date.",
            asked="Convene the conference within 15 working days of the strategy discussion.",
        ),
        Issue(
            position="""The parents’ willingness to talk is welcome, and is not evidence that they can
                protect the baby.""",
            evidence="""The enquiry record says “parents engaging well, risk reduced”. It rests on two
                office visits. The records from the other county had been asked for and had not come.""",
            risk="Optimism takes the place of history.",
            outcome="The decision is made with the history on the table.",
            asked="Get the other county’s chronology before the decision is taken as final.",
        ),
    ),
    stage_1=Stage(
        -8,
        "Parveen Sandhu, designated nurse, with the social worker who made the enquiries.",
        "By telephone",
        """The social worker set out what the parents had agreed to. Ms Sandhu asked what would happen if
            they stopped coming.""",
        "Three working days. Kept.",
        "She could not undo it.",
    ),
    stage_2=Stage(
        -3,
        "Lucía Ferrante, designated doctor, with the conference service manager.",
        "Video call",
        "The conference manager said that she could not convene one without a request from the team.",
        "By noon of the next day, met.",
        "No request was made.",
    ),
    why=Why(
        "We read the same facts differently: as progress, or as too early to know.",
        """The midwife sees the mother weekly, alone once in each visit. An alert is on the maternity
            records of the three nearest hospitals.""",
    ),
    way=(
        Ask(0, "parveen-sandhu", of="edmund-carrow"),
        Sign(2, "edmund-carrow"),
        Forward(4, "samir-chaudhry", to="helen-thackeray"),
    ),
)

BUMP_AND_AN_ORDER = Story(
    key="bump-and-an-order",
    raising="probation",
    starts=74,
    author="keziah-bright",
    children=(Child("Unborn baby Proxy", -4, "WM-000111-TEST", "unborn", "3"),),
    difference=Difference("childrens-social-care", "decision", "criteria", -18),
    issues=(
        Issue(
            position="""A pregnancy of a woman on a community order with a drug rehabilitation requirement
                should be accepted for assessment at twelve weeks, not sent back until twenty.""",
            evidence="""The referral was returned twice with the words “too early, refer at 20 weeks”. The
                partnership’s own unborn baby procedure gives no such rule. The woman is using daily and
                says so.""",
            risk="Eight weeks in which help might have changed things for the baby, and for her, pass by.",
            outcome="Help begins while she is asking for it.",
            asked="Accept the referral now, and tell your front door what the procedure says.",
        ),
    ),
    stage_1=Stage(
        -12,
        "Keziah Bright with the front door social worker.",
        "By telephone",
        "The worker said that twenty weeks was what she had been told in her induction.",
        "One week, met by e-mail.",
        "Referral returned a second time.",
    ),
    stage_2=Stage(
        -6,
        "Nadia Haddad with the front door manager.",
        "By e-mail",
        "Ms Haddad sent the procedure. The manager answered that capacity made an earlier start impossible.",
        "Five working days were agreed. Three were needed.",
        "Not accepted.",
    ),
    why=Why(
        "The question is no longer this case alone but what the rule is.",
        """Ms Bright sees the woman twice a week. The substance misuse midwife has brought her first
            appointment forward.""",
    ),
    way=(
        Sign(1, "alistair-munroe"),
        Forward(2, "samir-chaudhry", to="helen-thackeray"),
        ConfirmReceipt(3, "helen-thackeray"),
        Respond(
            10,
            "helen-thackeray",
            reply=Reply(
                answers=(
                    (
                        "agree",
                        """There is no twenty-week rule. It had grown out of a busy winter and an old
                            training slide.""",
                    ),
                ),
                need="4",
                taken="""Referral accepted on {4}. The slide has gone. Every front door worker has been
                    told, and the last three months’ returned referrals have been looked through: four more
                    women have been offered an assessment.""",
                proposed="resolved",
                promised=(
                    Promise("Pre-birth assessment with the substance misuse midwife", "Assessment team", 50),
                ),
            ),
        ),
        Conclude(
            13,
            "alistair-munroe",
            conclusion=Conclusion(
                ("resolved",),
                "resolved",
                12,
                learning="""A local habit had become a rule that nobody wrote. One question, “where does it
                    say so?”, helped four other families.""",
            ),
        ),
        FollowUp(
            52,
            "alistair-munroe",
            kept=(("not_done", "Two visits were made without the midwife. No assessment has been written."),),
            difference="She still does not know who will be with her at the birth, or after it.",
        ),
        Reopen(
            54,
            "alistair-munroe",
            reasons="The assessment that was promised by {50} has not been begun, and the birth is weeks away.",
        ),
    ),
)

STORIES = (LATE_BEFORE_BIRTH, CONFERENCE_BEFORE_BIRTH, BUMP_AND_AN_ORDER)
