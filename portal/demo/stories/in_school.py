"""Schools: exclusion, small schools, and children who are known to many."""

from portal.demo.stories.shape import (
    Ask,
    Child,
    Conclude,
    Conclusion,
    ConfirmReceipt,
    Difference,
    Forward,
    Issue,
    Promise,
    Reply,
    Respond,
    Reveal,
    Sign,
    Stage,
    Story,
    Why,
)

SENT_HOME_FOR_GOOD = Story(
    key="sent-home-for-good",
    raising="childrens-social-care",
    starts=52,
    author="zoe-lindqvist",
    children=(Child("Perran Testington", 163, "WM-000128-TEST", "protection_plan", "4"),),
    difference=Difference("harrowmere-academy", "decision", "roles", -5, ("information",)),
    issues=(
        Issue(
            position="""A child on a protection plan should not be excluded for good before the core group
                has met.""",
            evidence="""The decision was made on {-5}. The core group was due on {-2}. School is the one
                place where he is seen daily by somebody outside the home.""",
            risk="He is at home all day with the adult whom the plan is about.",
            outcome="He keeps a place where he is seen.",
            asked="Withdraw the exclusion while the core group looks at other ways.",
        ),
        Issue(
            position="The first five days need a plan with hours in it, not work sheets by post.",
            evidence="No supervised place was offered until the sixth day, as the law allows.",
            risk="Five days out of sight.",
            outcome="He is seen on each of those days.",
            asked="Offer a place at the partner school from tomorrow.",
        ),
    ),
    stage_1=Stage(
        -4,
        "Zoë Lindqvist with Jodie Marlowe.",
        "Meeting at school",
        """Ms Marlowe had not known of the decision before it was made. She explained what the other
            pupil’s family had been promised.""",
        "An answer tomorrow, which came.",
        "The decision was not changed.",
    ),
    stage_2=Stage(
        -2,
        "Marcus Adeyemi with Amara Lennox.",
        "By telephone",
        "Ms Lennox said that governors decide, and that the hearing was in fifteen days.",
        "The same afternoon.",
        "No interim place.",
    ),
    why=Why(
        "The hearing is too far away for a child who is at risk now.",
        """A family support worker collects him at nine and is with him until one. He is at his
            grandmother’s in the afternoon.""",
    ),
    way=(
        Ask(0, "zoe-lindqvist", of="helen-thackeray"),
        Sign(0, "helen-thackeray"),
        Forward(1, "beatrix-lowe", to="stefan-wojcik"),
        ConfirmReceipt(1, "stefan-wojcik"),
        Respond(
            7,
            "stefan-wojcik",
            reply=Reply(
                answers=(
                    (
                        "partly",
                        """The head teacher has withdrawn the exclusion and put a fixed one of twelve days
                            in its place. We cannot promise that it will not come back if there is another
                            knife.""",
                    ),
                    ("agree", "We should have done this on the first day."),
                ),
                need="4",
                taken="""Place at the partner school since {3}. Core group attended on {4}. Reintegration
                    meeting with the mother on {6}.""",
                promised=(
                    Promise(
                        """A safety plan for all pupils who are on a protection plan, before any exclusion
                            is decided""",
                        "Stefan Wójcik, designated safeguarding lead",
                        36,
                    ),
                ),
                proposed="resolved",
            ),
        ),
        Conclude(
            9,
            "helen-thackeray",
            conclusion=Conclusion(
                ("resolved", "resolved"),
                "resolved",
                9,
                learning="""We asked the school to wait for our meeting, and then moved our meeting
                    forward. We could have done that first.""",
            ),
        ),
        Reveal(10, "zoe-lindqvist", purpose="record"),
    ),
)

DOOR_CLOSED = Story(
    key="door-closed",
    raising="harrowmere-academy",
    starts=20,
    author="jodie-marlowe",
    children=(Child("Zennor Testerman", 139, "WM-000129-TEST", "none", "3"),),
    difference=Difference("childrens-social-care", "service", "criteria", -14, ("thresholds",)),
    issues=(
        Issue(
            position="""Targeted help should not be refused because a parent has not yet said yes. Gaining
                that yes is the first part of the help.""",
            evidence="""The request was returned with “consent not evidenced”. The mother speaks little
                English. No interpreter had been offered by anybody, us included.""",
            risk="Those who most need help are those who are least able to ask for it on a form.",
            outcome="The family is met, with an interpreter, and asked.",
            asked="Make one visit with an interpreter before deciding on consent.",
        ),
        Issue(
            position="The criteria ask for two failed plans. They should ask what the child needs.",
            evidence="""The girl has been silent at school for five weeks. She has had no plan, so none has
                failed.""",
            risk="Help comes only after failure.",
            outcome="A speech and family assessment this term.",
            asked="Accept the request on need.",
        ),
        Issue(
            position="A refusal should come with a name to ring.",
            evidence="The letter is signed “Early Help Hub”.",
            risk="A question takes a week.",
            outcome="We can ask and be answered.",
            asked="Put a name and a number on each letter.",
        ),
    ),
    stage_1=Stage(
        -12,
        "Jodie Marlowe with the hub’s adviser.",
        "By telephone",
        "The adviser was helpful and said that the criteria leave her no choice.",
        "The answer was given there and then.",
        "Refused.",
    ),
    stage_2=Stage(
        -6,
        "Amara Lennox with the hub’s manager.",
        "Meeting",
        "The manager offered to raise the criteria at a review in the spring.",
        "One week, and she rang back on the last afternoon.",
        "Nothing for this child now.",
    ),
    why=Why(
        "The spring is too late for her.",
        "She has a trusted adult, a quiet room, and a card that she can show.",
    ),
    way=(
        Sign(2, "stefan-wojcik"),
        Forward(4, "samir-chaudhry", to="imran-qureshi"),
        ConfirmReceipt(7, "imran-qureshi"),
        Respond(
            13,
            "imran-qureshi",
            reply=Reply(
                answers=(
                    (
                        "agree",
                        """A visit with an interpreter took place on {10}. The mother said yes in the first
                            ten minutes.""",
                    ),
                    (
                        "disagree",
                        """The rule of two plans keeps the service from being the first answer to
                            everything. It can be waived by the hub’s manager, and has been here. We do not
                            wish to drop it.""",
                    ),
                    ("agree", "Done from {12}."),
                ),
                need="3",
                taken="Request accepted. A family worker who speaks the mother’s language has started.",
                promised=(Promise("First review of the plan, at school", "Family worker", 30),),
                proposed="partly",
                declined=(
                    (
                        "Changing the criteria outside their yearly review.",
                        "They were agreed by every agency, and are open for comment in the spring.",
                    ),
                ),
            ),
        ),
    ),
)

SHORT_REPORT = Story(
    key="short-report",
    raising="little-fenwick-school",
    starts=66,
    author="callum-reyes",
    children=(Child("Jago Blankley", 89, "WM-000130-TEST", "child_in_need", "3"),),
    difference=Difference(
        "childrens-social-care", "information", "quality", -15, ("assessment", "information")
    ),
    issues=(
        Issue(
            position="An assessment that says “school has no concerns” has to have asked the school.",
            evidence="""No one rang or wrote. The class teacher’s log has nine concerns in the weeks that
                the assessment covers, three of them about bruises that were explained, and one that was
                not.""",
            risk="The next worker reads that sentence and believes it.",
            outcome="The record is right.",
            asked="Correct the assessment, and have the team manager sign the correction.",
        ),
    ),
    stage_1=Stage(
        -13,
        "Callum Reyes, class teacher, with the social worker.",
        "By e-mail",
        "The social worker wrote that she had left a message at the office. The office has no message.",
        "Three working days, and an answer on the third.",
        "She would not change it.",
    ),
    stage_2=Stage(
        -8,
        "Margaret Inchley with Marcus Adeyemi.",
        "By telephone",
        "Mr Adeyemi thought that an added note would do. The head teacher did not.",
        "They gave themselves a week and kept to it.",
        "A note was offered, no correction.",
    ),
    why=Why(
        "A note at the end does not undo a sentence on the first page.",
        "Mr Reyes keeps a daily log and speaks with the grandmother each Friday.",
    ),
    way=(
        Sign(
            1,
            "margaret-inchley",
            exception_reason="""The head teacher held stage 2, because there is nobody else. She did not
                write the form.""",
        ),
        Forward(3, "beatrix-lowe", to="helen-thackeray", apart=True),
        ConfirmReceipt(4, "helen-thackeray"),
        Respond(
            12,
            "helen-thackeray",
            reply=Reply(
                answers=(
                    ("agree", "I have read the log. The sentence was copied from an earlier assessment."),
                ),
                need="3",
                taken="""The assessment was rewritten on {9}, with the school’s words in it, and sent to
                    everyone who had the first one. The unexplained bruise was discussed with the
                    paediatrician on {8}.""",
                promised=(
                    Promise(
                        "An audit of ten assessments for sentences that were copied", "Practice lead", 34
                    ),
                ),
                proposed="resolved",
            ),
        ),
        Conclude(
            15,
            "margaret-inchley",
            conclusion=Conclusion(
                ("resolved",),
                "resolved",
                15,
                learning="""A small school kept good notes, and they were read. Please ring the school’s
                    mobile: the office is staffed on three mornings.""",
            ),
        ),
    ),
)

STORIES = (SENT_HOME_FOR_GOOD, DOOR_CLOSED, SHORT_REPORT)
