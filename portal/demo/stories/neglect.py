"""Neglect, and where the thresholds lie."""

from portal.demo.stories.shape import (
    Ask,
    Attach,
    Child,
    Complete,
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
    SendBack,
    Sign,
    Stage,
    Story,
    Why,
    WriteReply,
)

WINTER_COATS = Story(
    key="winter-coats",
    raising="harrowmere-academy",
    starts=12,
    author="jodie-marlowe",
    children=(
        Child("Lowenna Standin", 148, "WM-000113-TEST", "early_help", "4"),
        Child("Denzel Standin", 171, "WM-000114-TEST", "early_help", "4"),
    ),
    difference=Difference("childrens-social-care", "decision", "thresholds", -16, ("assessment",)),
    issues=(
        Issue(
            position="""Two years of early help have not changed these children’s lives. This is neglect,
                and the threshold for an assessment under section 47 is met.""",
            evidence="""Our chronology has 64 entries: no coats in winter, head lice for most of two terms,
                food taken from other pupils’ bags, 71 per cent attendance. Three plans have been closed as
                “goals partly met”, and each began again within weeks.""",
            risk="""Each event is small. Together they are shaping two childhoods, and no single day will
                ever look like an emergency.""",
            outcome="""The children are warm, fed and in school, and an adult has worked out why they were
                not.""",
            asked="Read the whole chronology, use the neglect tool with us, and hold a strategy discussion.",
        ),
        Issue(
            position="The referral should not be judged by the day on which it was made.",
            evidence="""The outcome letter says “children appeared clean and well on visit”. The visit was
                arranged two days ahead.""",
            risk="The family’s best day becomes the record.",
            outcome="The children are seen as they usually are.",
            asked="Visit without notice, at breakfast time.",
        ),
    ),
    stage_1=Stage(
        -13,
        "Jodie Marlowe, pastoral lead, with the early help co-ordinator.",
        "Meeting at school",
        """The co-ordinator shared the worry and said that the front door had turned the family down three
            times.""",
        "A week; answered on the second day.",
        "She could not take it further.",
    ),
    stage_2=Stage(
        -4,
        "Amara Lennox, assistant head teacher, with Marcus Adeyemi, team manager.",
        "By telephone",
        """Mr Adeyemi offered another early help plan with a new worker. Ms Lennox asked what would be
            different this time.""",
        "Two working days, met in writing.",
        "No agreement.",
    ),
    why=Why(
        "We are offered for the fourth time what did not work three times.",
        """Breakfast and a uniform store are open to both children every day. Ms Marlowe checks in with
            each of them daily.""",
    ),
    way=(
        Attach(
            0,
            "jodie-marlowe",
            name="Who sleeps where.png",
            title="Sketch of the rooms, as Child 1 drew it at school",
            type="other",
            author="Designated safeguarding lead",
            words="""Room with the stove: mother
                Room at the back: no bed, two blankets
                Kitchen: window broken since {-30}""",
        ),
        Ask(0, "jodie-marlowe", of="stefan-wojcik"),
        Sign(1, "stefan-wojcik"),
        Forward(3, "beatrix-lowe", to="helen-thackeray"),
        ConfirmReceipt(4, "helen-thackeray"),
        Reveal(4, "imran-qureshi", purpose="act"),
        WriteReply(
            9,
            "marcus-adeyemi",
            reply=Reply(
                answers=(
                    (
                        "partly",
                        """Having read the chronology as a whole I can see the pattern. To check: whether
                            the neglect tool was used in the second plan.""",
                    ),
                    ("", ""),
                ),
                need="3",
                taken="Unannounced visit made on {8}. Notes to be added here by the worker.",
                proposed="",
            ),
        ),
    ),
)

OUT_AT_NIGHT = Story(
    key="out-at-night",
    raising="police",
    starts=118,
    author="siobhan-obrien",
    children=(Child("Gryff Specimen", 93, "WM-000115-TEST", "none", "4"),),
    difference=Difference("childrens-social-care", "decision", "thresholds", -11, ("quality",)),
    issues=(
        Issue(
            position="""A seven-year-old found alone outside after ten at night for the third time needs
                more than a letter to the parents.""",
            evidence="""Officers brought the child home on {-26}, {-19} and {-11}. On the last night nobody
                answered the door for twenty minutes. Body-worn video shows the state of the kitchen.""",
            risk="The child crosses a dual carriageway to reach the all-night garage.",
            outcome="Somebody reliable is at home at night.",
            asked="Watch the video with us, and begin an assessment this week.",
        ),
        Issue(
            position="Three police reports in a month should be read together.",
            evidence="Each was closed by a different worker as a single event.",
            risk="The fourth report will be a first one again.",
            outcome="The pattern is seen by one person.",
            asked="Say how repeat reports about one child are joined up.",
        ),
    ),
    stage_1=Stage(
        -9,
        "DC Siobhan O’Brien with the front door worker.",
        "By telephone",
        """The worker explained that a letter goes out after a first report. DC O’Brien said that it was
            the third.""",
        "The day after, kept.",
        "A second letter was sent.",
    ),
    stage_2=Stage(
        -5,
        "DS Gareth Pyke with the front door manager.",
        "Meeting at the police station",
        "DS Pyke offered the video. The manager could not open the file on her system.",
        "One week, missed; no reason was given.",
        "No further contact.",
        met="missed",
    ),
    why=Why(
        "What the officers saw has not been seen by those who decide.",
        "The neighbourhood team passes the house every night until two. The garage staff ring at once.",
    ),
    way=(
        Sign(0, "farida-noor"),
        SendBack(
            2,
            "samir-chaudhry",
            reasons="""Please say in “safety arrangements” who stands in when the neighbourhood team is
                called away.""",
        ),
        Complete(
            3,
            "siobhan-obrien",
            texts=(
                (
                    "why",
                    "safety",
                    """The neighbourhood team passes the house every night until two. When it is called
                        away, the control room sends another car. The garage staff ring at once.""",
                ),
            ),
        ),
        Sign(4, "farida-noor"),
        Forward(5, "samir-chaudhry", to="imran-qureshi"),
        ConfirmReceipt(6, "imran-qureshi"),
        Respond(
            13,
            "imran-qureshi",
            reply=Reply(
                answers=(
                    ("agree", "I have watched all three recordings. The threshold was met at the second."),
                    (
                        "agree",
                        """They were not joined up, because our system sorts by date of receipt. Since {9}
                            the child’s name is searched before any contact is closed.""",
                    ),
                ),
                need="4",
                taken="""Assessment begun on {8}. The mother works nights, and a neighbour had stopped
                    helping. An aunt stays from {9}, and the mother has been helped to change her shifts.""",
                promised=(
                    Promise(
                        "Review with the police whether there was a fourth night",
                        "Assessment team manager",
                        30,
                    ),
                ),
                proposed="resolved",
            ),
        ),
        Conclude(
            17,
            "anneka-strand",
            conclusion=Conclusion(
                ("resolved", "resolved"),
                "resolved",
                16,
                learning="""A short film said more than three reports. We now ask how it can be shown
                    before we send it.""",
            ),
        ),
    ),
)

SISTERS = Story(
    key="sisters",
    raising="little-fenwick-school",
    starts=3,
    author="margaret-inchley",
    children=(
        Child("Bronnen Fillwood", 64, "WM-000116-TEST", "none", "3"),
        Child("Demelza Fillwood", 100, "WM-000117-TEST", "none", "3"),
    ),
    difference=Difference("childrens-social-care", "decision", "thresholds", -10),
    issues=(
        Issue(
            position="""These sisters should have an assessment. “Speak to the family first” is not an
                answer when the school has done so four times.""",
            evidence="""Each talk with the mother is on the school’s record. After each there was a better
                week. Child 1 has fallen asleep in class on nine days since half term.""",
            risk="The better weeks become shorter. A school with two teachers cannot hold this alone.",
            outcome="The girls sleep at night, and the mother has help with what keeps them awake.",
            asked="Take the referral, and ring the school before you decide.",
        ),
    ),
    stage_1=Stage(
        -7,
        "Margaret Inchley, head teacher, with the front door worker.",
        "By telephone",
        "The worker advised early help. The head teacher explained that the mother had refused it twice.",
        "It was to be the same day, and was.",
        "It was closed.",
    ),
    stage_2=Stage(
        not_done="""The school has forty-one pupils and two teachers. The head teacher is the safeguarding
            lead and there is no other manager to speak. She asked twice for a team manager to ring back,
            and nobody did."""
    ),
    why=Why(
        "There was nobody on the other side to speak with.",
        "Breakfast in school, and a quiet corner to sleep in. The head teacher walks the girls to the bus.",
    ),
    way=(
        Sign(
            1,
            "margaret-inchley",
            exception_reason="""We are a very small school. The only other teacher, who is the deputy,
                teaches the younger sister and helped to write this.""",
        ),
    ),
)

STORIES = (WINTER_COATS, OUT_AT_NIGHT, SISTERS)
