"""Domestic abuse: who is told, and who counts the children."""

from portal.demo.stories.shape import (
    Ask,
    AskReplySignOff,
    Attach,
    BeforeHoliday,
    Child,
    CloseOutOfScope,
    Conclude,
    Conclusion,
    ConfirmReceipt,
    Difference,
    Forward,
    Issue,
    Promise,
    Reply,
    Respond,
    RespondOnBehalf,
    Sign,
    Stage,
    Story,
    Why,
    WriteReply,
)

PROGRAMME_ENDED = Story(
    key="programme-ended",
    raising="lantern",
    starts=45,
    author="hannah-silverdale",
    children=(
        Child("Cadan Testament", 67, "WM-000123-TEST", "child_in_need", "3"),
        Child("Rosenwyn Testament", 31, "WM-000124-TEST", "child_in_need", "3"),
    ),
    difference=Difference("probation", "information", "information", -9, ("roles",)),
    issues=(
        Issue(
            position="The mother’s worker must be told when the father is taken off his behaviour programme.",
            evidence="""He was removed on {-21} after missing four sessions. We learned it from him, on the
                doorstep, on {-9}. The safety plan that the mother had agreed to depended on his attending.""",
            risk="She let him collect the children because she believed that he was still going.",
            outcome="The mother can change her plan on the day on which his changes.",
            asked="Tell our service within one working day when attendance ends.",
        ),
        Issue(
            position="The weekly risk rating should be shared with us, since we write the safety plan.",
            evidence="""We are given a rating once a quarter. It was “medium” on a day on which he had made
                threats in a session.""",
            risk="Our plan is right for a risk that is three months old.",
            outcome="One picture of the risk.",
            asked="Share changes of rating as they happen.",
        ),
    ),
    stage_1=Stage(
        -8,
        "Hannah Silverdale with Keziah Bright.",
        "By telephone",
        """Ms Bright was sorry that we had not been told and explained that programme staff, not she, send
            the notices.""",
        "Two working days. It took both.",
        "No one could say whose task it is.",
    ),
    stage_2=Stage(
        -3,
        "Deji Olatunde with Nadia Haddad.",
        "Meeting at our office",
        "They drew the flow of information on one page. The gap was plain to both.",
        "“By next week”, and it came.",
        "Ms Haddad could not commit the programme team.",
    ),
    why=Why(
        "The programme is run by another unit of the same region.",
        "The mother has changed the handover to her sister’s house. Police have a marker on the address.",
    ),
    way=(
        Ask(0, "hannah-silverdale", of="abel-mercer"),
        Sign(2, "abel-mercer"),
        Forward(4, "samir-chaudhry", to="alistair-munroe"),
        ConfirmReceipt(5, "alistair-munroe"),
        Respond(
            13,
            "alistair-munroe",
            reply=Reply(
                answers=(
                    (
                        "agree",
                        """From {12} the programme’s office sends the notice to you and to social care in
                            one message.""",
                    ),
                    (
                        "disagree",
                        """Ratings are working notes that may change twice in a week. Sharing each one
                            would mislead more than it helps. We will share any rise to “high” at once, and
                            nothing else.""",
                    ),
                ),
                need="3",
                taken="""Ms Bright visited the father on {6} and recalled him to the office. A warning has
                    been given.""",
                proposed="partly",
                declined=(
                    (
                        "Sharing every change of rating.",
                        "Most changes say nothing about a child. Those that do will be shared.",
                    ),
                ),
            ),
        ),
        Conclude(
            16,
            "abel-mercer",
            conclusion=Conclusion(
                ("resolved", "not"),
                "partly",
                16,
                reasons="""The notice is settled and we thank Probation for it. On ratings we are still
                    apart. A move from low to medium is what came before the threats in this case, and
                    under the offer we would again not hear of it.""",
                learning="A drawing on one page did more than six e-mails.",
            ),
        ),
    ),
)

NOT_IN_THE_ROOM = Story(
    key="not-in-the-room",
    raising="lantern",
    starts=6,
    author="hannah-silverdale",
    children=(Child("Ailla Modelby", 110, "WM-000125-TEST", "early_help", "3"),),
    difference=Difference(
        "police", "decision", "other", -8, ("quality",), other="How children are counted when officers attend"
    ),
    issues=(
        Issue(
            position="""A child who is upstairs when her mother is threatened is present. The law calls her
                a victim in her own right.""",
            evidence="""Five attendances since the summer are recorded with “children present: no”. The
                child can repeat what was shouted on three of those nights.""",
            risk="""School and health are not told, and she sits a test the next morning as if nothing had
                happened.""",
            outcome="Each night leads to a word with her school before nine.",
            asked="Correct the five records and send the notices.",
            put_to=("police", "childrens-social-care"),
        ),
        Issue(
            position="Controlling behaviour between the incidents belongs in the record too.",
            evidence="""The mother handed over a diary of fourteen weeks: checked mileage, a camera in the
                hall, wages paid into his account. It is not in the crime report.""",
            risk="Every attendance looks like a quarrel.",
            outcome="The pattern is investigated as a pattern.",
            asked="Have the diary read by an officer trained in coercive control.",
            put_to=("police",),
        ),
    ),
    stage_1=Stage(
        -6,
        "Hannah Silverdale with the response officer.",
        "By telephone",
        "The officer said that he records what he sees, and that he had seen no child.",
        "It was answered in the call itself.",
        "It stayed as it was.",
    ),
    stage_2=Stage(
        -2,
        "Deji Olatunde with DS Gareth Pyke.",
        "By telephone",
        "DS Pyke agreed about the law. He could not alter another team’s records.",
        "Two working days, and not one more.",
        "Passed to nobody in particular.",
    ),
    why=Why(
        "It is about how a whole shift records, and that needs a senior decision.",
        "The school has been told by the mother, with our help. A neighbour takes the child in.",
    ),
    way=(
        Sign(
            1,
            "deji-olatunde",
            exception_reason="""Our operations manager is away, and our chief executive is related to the
                mother’s employer. Mr Olatunde held stage 2 and did not write the form.""",
        ),
        Forward(4, "beatrix-lowe", to="dominic-vale", also=("helen-thackeray",)),
        Attach(
            5,
            "beatrix-lowe",
            paper="part_2",
            of="police",
            name="Reply of the police.eml",
            title="The e-mail with which the police replied",
            type="correspondence",
            author="Detective superintendent, public protection",
            words="""Our reply to the form that you sent on
                Please enter this for us, since none of us could sign in this week.
                I have read it as the senior manager who is responsible, and sign it with this e-mail.""",
        ),
        RespondOnBehalf(
            5,
            "beatrix-lowe",
            of="police",
            signer="dominic-vale",
            sent=5,
            reply=Reply(
                answers=(
                    ("agree", "She was in the house, so she was present. The five records are corrected."),
                    (
                        "partly",
                        "The diary goes to a trained officer. Whether it is charged is not ours to say.",
                    ),
                ),
                need="3",
                taken="The five notices were sent on {5}, each to her school and to health.",
                promised=(
                    Promise("The diary read, and the mother told what follows", "Trained officer", 12),
                ),
                proposed="partly",
            ),
        ),
        WriteReply(
            5,
            "marcus-adeyemi",
            reply=Reply(
                answers=(("agree", "We pass each notice to the school on the same morning, from {5} on."),),
                need="3",
                taken="The front door was told how these notices are to be passed on.",
                proposed="resolved",
            ),
        ),
        AskReplySignOff(5, "marcus-adeyemi", of="helen-thackeray"),
    ),
)

HIGH_RISK_MEETING = Story(
    key="high-risk-meeting",
    raising="probation",
    starts=BeforeHoliday(days=9, ago=22),
    author="keziah-bright",
    children=(Child("Hedrek Mockton", 58, "WM-000126-TEST", "not_known", "4"),),
    difference=Difference("police", "decision", "criteria", -6, ("thresholds",)),
    issues=(
        Issue(
            position="""A referral to the high risk meeting on professional judgement does not need
                fourteen ticks.""",
            evidence="""The referral was returned because the checklist came to eleven. The national
                guidance allows judgement, and gives strangulation as the example. That is what happened on
                {-10}.""",
            risk="The next assault is the one that nobody survives.",
            outcome="The meeting hears the case this week.",
            asked="List it, and tell the meeting’s office that judgement counts.",
        ),
    ),
    stage_1=Stage(
        -5,
        "Keziah Bright with the meeting’s co-ordinator.",
        "By e-mail",
        "The co-ordinator explained that lists had become too long.",
        "The next day, in the morning.",
        "Returned again.",
    ),
    stage_2=Stage(
        -3,
        "Nadia Haddad with DS Gareth Pyke.",
        "By telephone",
        "DS Pyke was sympathetic, and said that the chair had decided on the number.",
        "Two days, met with an hour to spare.",
        "It was not put on the list.",
    ),
    why=Why(
        "A number has taken the place of judgement.",
        """The woman and her son are with relatives whose address is not known to him. He is curfewed and
            tagged.""",
    ),
    way=(
        Sign(1, "alistair-munroe"),
        Forward(2, "samir-chaudhry", to="anneka-strand"),
        ConfirmReceipt(2, "anneka-strand"),
        Respond(
            9,
            "anneka-strand",
            reply=Reply(
                answers=(
                    (
                        "agree",
                        """I chair the meeting, and the number was mine. It was meant for triage and was
                            read as a rule. I have said so to the co-ordinator in writing.""",
                    ),
                ),
                need="4",
                taken="Heard at an extra meeting on {4}. Fourteen actions, all with owners.",
                proposed="resolved",
            ),
        ),
        Conclude(
            10,
            "alistair-munroe",
            conclusion=Conclusion(
                ("resolved",),
                "resolved",
                10,
                learning="""The chair answered in person and quickly. The bank holiday fell in between and
                    nothing waited for it.""",
            ),
        ),
    ),
)

EXCLUSION_ZONE = Story(
    key="exclusion-zone",
    raising="police",
    starts=54,
    author="siobhan-obrien",
    children=(Child("Nolwenn Trialford", 118, "WM-000158-TEST", "none", "3"),),
    difference=Difference("probation", "decision", "roles", -3),
    issues=(
        Issue(
            position="The exclusion zone on the licence should take in the school that she goes to now.",
            evidence="It was drawn around her last school. She moved in the summer.",
            risk="He can lawfully stand at the gate.",
            outcome="She can walk to school.",
            asked="Vary the licence.",
        ),
    ),
    stage_1=Stage(
        -2,
        "DC Siobhan O’Brien with Keziah Bright.",
        "By telephone",
        "Ms Bright asked for the new school’s address and for proof that the move was permanent.",
        "A reply within two days was promised and given.",
        "Waiting for the school’s letter.",
    ),
    stage_2=Stage(
        -1,
        "DS Gareth Pyke with Nadia Haddad.",
        "By telephone",
        "Ms Haddad would not vary it on an officer’s word alone.",
        "Answered within the hour.",
        "They parted in good temper and without agreement.",
    ),
    why=Why(
        "We think that an officer’s word is enough for a week.",
        "A patrol is at the gate at nine and at three.",
    ),
    way=(
        Sign(0, "anneka-strand"),
        CloseOutOfScope(
            1,
            "dorothea-finch",
            exclusion="conduct",
            route="""What is left of this is how one officer spoke to the school. His line manager at Probation
                takes complaints, and expects your call.""",
        ),
    ),
)

STORIES = (PROGRAMME_ENDED, NOT_IN_THE_ROOM, HIGH_RISK_MEETING, EXCLUSION_ZONE)
