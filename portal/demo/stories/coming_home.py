"""Coming home from hospital: who plans it, and what was promised."""

from portal.demo.stories.shape import (
    Ask,
    Attach,
    Child,
    Complete,
    ConfirmReceipt,
    Difference,
    Forward,
    HoldingReply,
    Issue,
    Promise,
    Reply,
    Respond,
    Reveal,
    SendBack,
    Sign,
    Stage,
    Story,
    Why,
)

GOING_HOME = Story(
    key="going-home",
    raising="hospital",
    starts=18,
    author="suryani",
    children=(
        Child("Elowen Testwick", 2, "WM-000101-TEST", "child_in_need", "4"),
        Child("Corin Testwick", 50, "WM-000102-TEST", "child_in_need", "4"),
        Child("Tegan Testwick", 86, "WM-000103-TEST", "child_in_need", "4"),
    ),
    difference=Difference(
        "childrens-social-care", "decision", "assessment", -9, ("information", "thresholds")
    ),
    issues=(
        Issue(
            position="""Child 1 should not go home until a discharge planning meeting has been held with
                everyone who will visit. A telephone call between two people is not a plan.""",
            evidence="""Child 1 was born nine weeks early and goes home on oxygen. Ward records show that
                the parents visited on six of the last fourteen days and missed both training sessions for
                the oxygen equipment on {-8} and {-4}. The community nursing team was told of the discharge
                date by the ward, not by the social worker.""",
            risk="""A baby on oxygen could come to serious harm within hours if nobody at home can use the
                equipment or knows whom to call.""",
            outcome="""Child 1 goes home on a date that everyone has agreed, to parents who have shown that
                they can manage, with a named person for each day of the first fortnight.""",
            asked="""Hold a discharge planning meeting on the ward before any date is set, with the
                community nurses, the health visitor and the parents.""",
        ),
        Issue(
            position="""The child and family assessment is not finished while the home has not been seen
                since the birth.""",
            evidence="""The last home visit on record was seven weeks before the birth. The health visitor
                called on {-6}, was not let in, and noted smoke from a solid fuel stove, which is not safe
                beside oxygen. Child 2’s nursery has recorded eleven absences this term.""",
            risk="A fire risk may go unseen, and all three children could be affected.",
            outcome="""The children live in a home that has been checked with the youngest child’s needs in
                mind.""",
            asked="""Visit the home with the community nurse, ask the fire service for a safe and well
                visit, and add what is found to the assessment.""",
        ),
        Issue(
            position="""The needs of Child 1 have changed the needs of the whole family. Level 4 is right
                for all three children.""",
            evidence="""The mother told the ward psychologist that she is frightened of being alone with
                the baby. Child 3 told the ward’s play worker that she makes breakfast for her brother most
                days. The family’s plan was written before the premature birth.""",
            risk="""Two older children may carry work and worry that is not theirs while all attention is
                on the baby.""",
            outcome="Each child has been listened to, and has a plan of their own.",
            asked="""See Child 2 and Child 3 alone, and review the child in need plan for each of them
                within 10 working days.""",
        ),
    ),
    stage_1=Stage(
        on=-9,
        who="Suryani, paediatric nurse, with the allocated social worker.",
        how="By telephone, then by e-mail",
        said="""The social worker said that the parents were working with the plan and that the ward could
            discharge when medically fit. Suryani explained the missed training. They agreed that the
            social worker would ask her team manager about a meeting.""",
        response_time="Two working days. The reply came after four.",
        outcome="The team manager did not think that a meeting was needed.",
        met="missed",
    ),
    stage_2=Stage(
        on=-3,
        who="Benedikt Örsolya, named doctor, with Marcus Adeyemi, team manager.",
        how="Video call",
        said="""Dr Örsolya described what the oxygen needs. Mr Adeyemi said that the ward’s discharge
            checklist covers this, and that the home visit is planned for the week after discharge.""",
        response_time="Soon.",
        outcome="They did not agree on whether the visit should come before or after the baby goes home.",
    ),
    why=Why(
        unresolved="""Both agencies want the family together. We differ about the order: the ward thinks
            that seeing the home comes first, and Children’s Social Care that it follows from going home.""",
        safety="""Child 1 stays on the ward although medically fit. The ward sister reviews this every
            morning. The health visitor sees the older children at nursery and at school twice a week.""",
    ),
    way=(
        Attach(
            0,
            "suryani",
            name="Oxygen at home.pdf",
            title="What the family has to be able to do before discharge",
            type="plan",
            author="Community nursing team",
            words="""Oxygen at home: before Child 1 leaves the ward
                1. Both parents have been shown how to change the cylinder, and have done it themselves.
                2. There is a telephone number for the night, and somebody answers it.
                3. The fire service has been to the house.
                4. On {-4} only the third of these had been done.""",
        ),
        Ask(0, "suryani", of="grace-okonjo"),
        Sign(1, "grace-okonjo"),
        SendBack(
            2,
            "beatrix-lowe",
            reasons="""Thank you for a clear form. Two things are not clear yet. In stage 2 you write
                “Soon”: please say which response time the managers agreed, and whether it was met. Please
                also say in “safety arrangements” who decides if the baby has to leave the ward because the
                bed is needed.""",
        ),
        Complete(
            3,
            "suryani",
            texts=(
                ("stage_2", "response_time", "They agreed to speak again within one working day, and did."),
                (
                    "why",
                    "safety",
                    """Child 1 stays on the ward although medically fit. The ward sister reviews this every
                        morning. If the bed is needed, only the named doctor may agree to a move, and it
                        would be to another ward and not home. The health visitor sees the older children
                        at nursery and at school twice a week.""",
                ),
            ),
        ),
        Sign(4, "grace-okonjo"),
        Reveal(5, "dorothea-finch", purpose="check"),
        Forward(5, "beatrix-lowe", to="helen-thackeray"),
        ConfirmReceipt(6, "helen-thackeray"),
        Reveal(6, "zoe-lindqvist", purpose="record"),
        Attach(
            13,
            "helen-thackeray",
            paper="part_2",
            name="Discharge planning meeting.txt",
            title="Minutes of the discharge planning meeting",
            type="minutes",
            author="Team manager, hospital social work",
            third_party=True,
            words="""Discharge planning meeting on the ward, {8}
                There: named doctor, ward sister, community nurse, social worker, both parents.
                Agreed: nobody goes home before the night number has been tried.
                The grandmother learns to use the equipment on the next training day.""",
        ),
        Respond(
            14,
            "helen-thackeray",
            reply=Reply(
                answers=(
                    (
                        "agree",
                        """A meeting should have been called when we learned that the oxygen training had
                            been missed. We were told on {-8} and did not act on it for a week. That was
                            our delay, and we are sorry for the days it has added to the stay.""",
                    ),
                    (
                        "partly",
                        """We accept that the home had to be seen first. It was seen on {9} by the social
                            worker and the community nurse together. We do not accept that the assessment
                            was unfinished in other ways: both parents, the grandmother and the nursery had
                            been spoken to.""",
                    ),
                    (
                        "disagree",
                        """We saw both older children alone on {10} and {11}. Child 3 describes helping at
                            breakfast as something she is proud of, and her school has no concerns. In our
                            view Level 3 meets the needs of both older children, with young carer support.
                            Child 1 alone is at Level 4.""",
                    ),
                ),
                need="4",
                taken="""Discharge planning meeting held on the ward on {8}. Joint home visit on {9}. The
                    stove has been taken out of use by the landlord and the fire service visited on {12}.
                    Both parents finished the oxygen training on {13}, signed off by the community nurse.""",
                promised=(
                    Promise(
                        "A visit on each of the first ten days at home, shared with community nursing",
                        "Zoë Lindqvist, social worker",
                        24,
                    ),
                    Promise(
                        """Review of all three child in need plans, with the ward, the health visitor and
                            the school""",
                        "Marcus Adeyemi, team manager",
                        32,
                    ),
                ),
                declined=(
                    (
                        "Raising Child 2 and Child 3 to Level 4.",
                        "For the reasons under issue 3. We will look at it again at the review.",
                    ),
                ),
                meeting="""Helen Thackeray can meet the head of safeguarding on the ward on any morning
                    this week.""",
                proposed="partly",
            ),
        ),
        Reveal(15, "suryani", purpose="act"),
    ),
)

WEEKEND_IN_THE_UNIT = Story(
    key="weekend-in-the-unit",
    raising="hospital",
    starts=13,
    author="suryani",
    children=(Child("Jory Samplestone", 185, "WM-000104-TEST", "none", "4"),),
    difference=Difference("childrens-social-care", "action", "timeliness", -6, ("assessment",)),
    issues=(
        Issue(
            position="""A young person who comes in after an overdose should be seen by a social worker
                before leaving, on whatever day of the week it is.""",
            evidence="""The referral was made at 14:20 on a Friday. The out of hours team rang back at
                21:00 and said that it would be passed to the day team. Nobody came until the Monday
                afternoon, by when the young person had been on the ward for three nights without a
                clinical need.""",
            risk="""The young person had said that home was the reason. Another night of waiting could have
                ended with them walking out.""",
            outcome="Young people in distress hear on the same day what will happen next.",
            asked="""Agree with us a same-day response for self-harm, weekends included, and tell us who
                takes the call.""",
        ),
        Issue(
            position="Our view of the home should have been asked for before it was called a safe discharge.",
            evidence="""The discharge letter says “no safeguarding concerns identified”. The ward’s own
                notes of two conversations about a stepfather were not read.""",
            risk="What the young person said may be lost, and they may not say it again.",
            outcome="What was said on the ward is known to whoever decides.",
            asked="Put the ward’s notes on the young person’s record and visit again with them in mind.",
        ),
    ),
    stage_1=Stage(
        -5,
        "Suryani with the duty social worker.",
        "By telephone",
        """The duty worker agreed that the wait was too long, and said that only two people were on shift
            for the whole county.""",
        "By the next day, kept.",
        "No change was offered for the next weekend.",
    ),
    stage_2=Stage(
        -2,
        "Benedikt Örsolya with the out of hours manager.",
        "Meeting at the hospital",
        "They shared the times of both calls. The manager said that staffing could not be changed by her.",
        "Same meeting.",
        "She asked us to raise it higher.",
    ),
    why=Why(
        "Nobody at stage 2 could decide about weekend cover.",
        """The young person has weekly sessions with the crisis team, which sees them at school. The ward
            will admit again at once if asked.""",
    ),
    way=(
        Sign(1, "grace-okonjo"),
        Forward(3, "samir-chaudhry", to="imran-qureshi"),
        ConfirmReceipt(4, "imran-qureshi"),
        HoldingReply(
            8,
            "marcus-adeyemi",
            body="""The placement team meets on {+9}. We answer both issues after that, and no later than the date
                that we were given.""",
        ),
    ),
)

STORIES = (
    GOING_HOME,
    WEEKEND_IN_THE_UNIT,
)
