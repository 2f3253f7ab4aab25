"""A charity's view, and views of a charity."""

from portal.demo.stories.shape import (
    Ask,
    Child,
    Conclude,
    Conclusion,
    ConfirmReceipt,
    Difference,
    FollowUp,
    Forward,
    Issue,
    Promise,
    Reply,
    Respond,
    SendBack,
    Sign,
    Stage,
    Story,
    Why,
)

REFUGE = Story(
    key="refuge",
    raising="lantern",
    starts=15,
    author="hannah-silverdale",
    children=(
        Child("Elestren Testacre", 13, "WM-000148-TEST", "none", "3"),
        Child("Myghal Testacre", 48, "WM-000149-TEST", "none", "3"),
        Child("Jenna-Rose Testacre", 92, "WM-000150-TEST", "none", "3"),
    ),
    difference=Difference("childrens-social-care", "decision", "assessment", -10, ("thresholds", "quality")),
    issues=(
        Issue(
            position="""Three children who fled with their mother and one bag are children in need,
                although they are safe from their father.""",
            evidence="""They arrived on {-13}. The eldest is out of school, the youngest has no cot. The
                assessment was one telephone call of twelve minutes, with the children in the room.""",
            risk="Without money or school places the mother will go back. She has said so.",
            outcome="The family stays in safety because life there is possible.",
            asked="Carry out an assessment in person, with the children seen.",
        ),
        Issue(
            position="The children’s voices are missing.",
            evidence="""The form says “not spoken to: safe and well”. The middle child has not spoken since
                he came.""",
            risk="A child in shock is recorded as quiet.",
            outcome="Each child has been met by somebody who listens.",
            asked="See each child alone, with a play worker if you wish. Ours is free.",
        ),
    ),
    stage_1=Stage(
        -8,
        "Hannah Silverdale with the assessing social worker.",
        "By telephone",
        "The social worker said that safety was the question, and that they were safe.",
        "Three days, met.",
        "No action would follow.",
    ),
    stage_2=Stage(
        -3,
        "Deji Olatunde with the assessment team manager.",
        "Meeting at the refuge’s office",
        "The manager saw the bag. She was moved, and said that the threshold was not hers.",
        "Two days, and it took one.",
        "Food vouchers for one week.",
    ),
    why=Why(
        "A threshold for danger is being used to answer a question about need.",
        "The refuge has staff at night. The address is known to none of the father’s family.",
    ),
    way=(
        Ask(1, "hannah-silverdale", of="deji-olatunde"),
        Sign(2, "abel-mercer"),
        Forward(4, "beatrix-lowe", to="helen-thackeray"),
        ConfirmReceipt(5, "helen-thackeray"),
    ),
)

YOUNG_CARER = Story(
    key="young-carer",
    raising="lantern",
    starts=148,
    author="hannah-silverdale",
    children=(Child("Wella Demofield", 153, "WM-000151-TEST", "none", "2"),),
    difference=Difference("childrens-social-care", "service", "assessment", -40, ("timeliness",)),
    issues=(
        Issue(
            position="""A girl of twelve who gives her mother insulin has a right to a young carer’s
                assessment.""",
            evidence="Asked for on {-40}. The answer was a leaflet about our own youth club.",
            risk="She measures doses alone. Twice she has rung an ambulance.",
            outcome="An adult takes over the needles, and she has two evenings to herself.",
            asked="Assess her, and ask adult social care to assess her mother on the same day.",
        ),
    ),
    stage_1=Stage(
        -25,
        "Hannah Silverdale with the front door worker.",
        "By telephone",
        "The worker thought that the charity does these assessments. It did, until two years ago.",
        "A week was agreed. The answer came on the sixth day.",
        "Leaflet.",
    ),
    stage_2=Stage(
        -9,
        "Ffion Rhydderch, operations manager, with the front door manager.",
        "By e-mail",
        "The contract was found: it has ended, and nothing took its place.",
        "A fortnight, which was kept.",
        "Nobody’s task.",
    ),
    why=Why(
        "A contract ended and a duty did not.",
        "A district nurse gives the morning dose. The school keeps her telephone on.",
    ),
    way=(
        Sign(1, "deji-olatunde"),
        Forward(3, "samir-chaudhry", to="helen-thackeray"),
        ConfirmReceipt(4, "helen-thackeray"),
        Respond(
            12,
            "helen-thackeray",
            reply=Reply(
                answers=(("agree", "It is our duty and has been throughout. We had lost sight of it."),),
                need="3",
                taken="""Assessed on {9}, and her mother on {10}. A nurse comes morning and evening since
                    {11}. Seven other young people who were sent a leaflet have been offered an assessment.""",
                promised=(
                    Promise(
                        "A written agreement on who assesses young carers",
                        "Helen Thackeray, service manager",
                        40,
                    ),
                ),
                proposed="resolved",
            ),
        ),
        Conclude(
            14,
            "deji-olatunde",
            conclusion=Conclusion(
                ("resolved",),
                "resolved",
                13,
                learning="""When a contract ends, ask which duty it carried. The seven letters were an act
                    of honesty that we shall remember.""",
            ),
        ),
        FollowUp(
            41,
            "deji-olatunde",
            kept=(("done", "Signed by both on {38}. It names who assesses, and within how many days."),),
            difference="""An adult gives the insulin. She has joined the running club, and has rung no
                ambulance since.""",
        ),
    ),
)

VISITS_STOPPED = Story(
    key="visits-stopped",
    raising="little-fenwick-school",
    starts=10,
    author="callum-reyes",
    children=(Child("Eseld Placefield", 69, "WM-000152-TEST", "early_help", "2"),),
    difference=Difference("lantern", "action", "quality", -18, ("information",)),
    issues=(
        Issue(
            position="""When a family worker stops coming, the others in the plan need to hear it from her
                service.""",
            evidence="""The last visit was on {-31}. We learned on {-18}, from the child, that “the lady
                with the puppets” does not come any more.""",
            risk="We reported to the family’s doctor that the help was going well.",
            outcome="The puppets come back, or something as good.",
            asked="Tell us why, and who comes now.",
        ),
        Issue(
            position="An early help plan should be ended by those who made it.",
            evidence="The plan still names Lantern for three of its five actions.",
            risk="The mother thinks that she has done something wrong.",
            outcome="She is told the truth, kindly.",
            asked="Ring the mother this week.",
        ),
    ),
    stage_1=Stage(
        -16,
        "Callum Reyes with Hannah Silverdale.",
        "By telephone",
        "Ms Silverdale had taken over the caseload and did not have this family on her list.",
        "Two days were agreed. Kept.",
        "She would ask.",
    ),
    stage_2=Stage(
        -8,
        "Margaret Inchley with Ffion Rhydderch, operations manager.",
        "By telephone",
        "Ms Rhydderch explained that a grant had ended. She could not say what had been told to families.",
        "One week; the answer came after three days.",
        "Nothing certain.",
    ),
    why=Why(
        "We still do not know who comes.",
        "Mr Reyes sees the mother at the gate each day. The health visitor has called.",
    ),
    way=(
        Sign(
            1,
            "margaret-inchley",
            exception_reason="""The head teacher held stage 2. There is no other manager at the school, and
                she wrote none of the form.""",
        ),
        Forward(2, "samir-chaudhry", to="deji-olatunde"),
        ConfirmReceipt(3, "deji-olatunde"),
        Respond(
            9,
            "deji-olatunde",
            reply=Reply(
                answers=(
                    (
                        "agree",
                        """When the worker left, nineteen families were handed over and this one was
                            missed. It was our mistake, and I have told the trustees so.""",
                    ),
                    (
                        "agree",
                        """I rang the mother on {4}. She was gracious. She had indeed thought that it was
                            her fault.""",
                    ),
                ),
                need="2",
                taken="""A worker started on {6}, with puppets. We have checked the other eighteen: all are
                    seen.""",
                promised=(
                    Promise("Plan meeting at school, led by us", "Hannah Silverdale, family worker", 16),
                ),
                proposed="resolved",
            ),
        ),
    ),
)

HANDOVER_AT_THE_GATE = Story(
    key="handover-at-the-gate",
    raising="childrens-social-care",
    starts=30,
    author="zoe-lindqvist",
    children=(Child("Pasco Testworthy", 56, "WM-000153-TEST", "looked_after", "4"),),
    difference=Difference("lantern", "decision", "roles", -5),
    issues=(
        Issue(
            position="A charity that supervises contact cannot end it for the day without ringing us.",
            evidence="""On {-5} the worker sent the father home after ten minutes. The child had been
                promised an hour.""",
            risk="He believes that his father left.",
            outcome="Contact is ended only when it has to be, and is explained to the child.",
            asked="Ring the duty number first.",
        ),
    ),
    stage_1=Stage(
        -4,
        "Zoë Lindqvist with Hannah Silverdale.",
        "By telephone",
        "Ms Silverdale had smelled alcohol, and her service’s rule is clear.",
        "By the next day, and so it was.",
        "Both thought that they were right.",
    ),
    stage_2=Stage(
        -2,
        "Marcus Adeyemi with Deji Olatunde.",
        "By telephone",
        "Mr Olatunde stood by his worker.",
        "Two days, answered the same evening.",
        "We were where we had begun.",
    ),
    why=Why("Their rule and ours do not meet.", "Contact is paused."),
    way=(
        Sign(1, "helen-thackeray"),
        SendBack(
            3,
            "beatrix-lowe",
            reasons="""“Contact is paused” does not say how the child is kept safe and informed meanwhile,
                or who has told him. Please also say what you think should have happened once alcohol was
                smelled: the other agency will need it to answer you.""",
        ),
    ),
)

STORIES = (REFUGE, YOUNG_CARER, VISITS_STOPPED, HANDOVER_AT_THE_GATE)
