"""Children looked after, and those whom relatives care for."""

from portal.demo.stories.shape import (
    Ask,
    Child,
    Close,
    Conclude,
    Conclusion,
    ConfirmReceipt,
    Difference,
    Forward,
    Issue,
    NoFurtherStep,
    Promise,
    Reply,
    Respond,
    SendBack,
    Sign,
    Stage,
    Story,
    Why,
)

NIGHT_AT_THE_STATION = Story(
    key="night-at-the-station",
    raising="police",
    starts=26,
    author="gareth-pyke",
    children=(Child("Branok Testerfield", 179, "WM-000132-TEST", "looked_after", "4"),),
    difference=Difference("childrens-social-care", "service", "looked_after", -4, ("quality", "timeliness")),
    issues=(
        Issue(
            position="A boy who is taken into police protection cannot spend the night in a police station.",
            evidence="""He was brought in at 19:15 on {-4} after walking out of his placement. Out of hours
                was rung at 19:40, 21:10, 23:30 and 02:15. At 06:00 he was asleep on a bench in the front
                office with an officer beside him.""",
            risk="""He was next to men who had been brought in drunk. He has said that next time he will
                not let himself be found.""",
            outcome="A bed, on the same night.",
            asked="Keep one emergency bed that can be reached by telephone at any hour.",
        ),
        Issue(
            position="""His placement should not be kept open on paper when the carers have said that he
                cannot return.""",
            evidence="""The carers gave notice by e-mail on {-8}. The duty worker still gave their address
                at 23:30.""",
            risk="Hours go by on a place that does not exist.",
            outcome="The record shows where he can really go.",
            asked="Review how notices from carers reach the out of hours team.",
        ),
    ),
    stage_1=Stage(
        -4,
        "The custody inspector with the out of hours worker.",
        "By telephone, four times",
        "Both agreed that it was wrong. There was no bed.",
        "Within the hour, each time not met.",
        "He stayed until morning.",
        met="missed",
    ),
    stage_2=Stage(
        -2,
        "DI Farida Noor with the out of hours manager.",
        "Meeting",
        "The manager described a shortage across the region.",
        "Agreed at two working days; it came after one.",
        "An apology, and nothing for the next night.",
    ),
    why=Why(
        "There is goodwill and no bed.",
        "He is with a new carer since {-3}. The station has set aside the family room and a folding bed.",
    ),
    way=(
        Sign(1, "anneka-strand"),
        Forward(2, "samir-chaudhry", to="helen-thackeray"),
        ConfirmReceipt(4, "helen-thackeray"),
        Respond(
            15,
            "helen-thackeray",
            reply=Reply(
                answers=(
                    (
                        "partly",
                        """We agree about that night. A bed kept empty all year would cost more than two
                            foster families. We propose a list of carers who can be rung, renewed weekly.""",
                    ),
                    ("agree", "Notices now go to both teams at the same time."),
                ),
                need="4",
                taken="""A list of four carers stands since {12}. He has an advocate, and has written to us
                    about that night.""",
                proposed="partly",
                declined=(
                    (
                        "One permanent emergency bed.",
                        "A bed kept empty would cost two placements. The list of carers does the same.",
                    ),
                ),
                meeting="""Helen Thackeray and the out of hours manager can come to the station on any
                    evening.""",
            ),
        ),
        Conclude(
            18,
            "anneka-strand",
            conclusion=Conclusion(
                ("not", "resolved"),
                "not",
                18,
                reasons="""The reply was three days late. On {16} the list was tried for another child, and
                    none of the four could take her. A list that fails the first time is not a bed.""",
            ),
        ),
        NoFurtherStep(
            19, "anneka-strand", reasons="The list is being rewritten by a working group that we have joined."
        ),
        Close(25, "dorothea-finch", reasons="The police do not take it to the Executive."),
    ),
)

HEALTH_CHECKS = Story(
    key="health-checks",
    raising="childrens-social-care",
    starts=36,
    author="zoe-lindqvist",
    children=(
        Child("Endellion Mockhurst", 22, "WM-000133-TEST", "looked_after", "4"),
        Child("Massen Mockhurst", 59, "WM-000134-TEST", "looked_after", "4"),
        Child("Clemo Mockhurst", 121, "WM-000135-TEST", "looked_after", "4"),
    ),
    difference=Difference("integrated-care-board", "action", "looked_after", -12, ("timeliness",)),
    issues=(
        Issue(
            position="""Each child who comes into care is to have a health assessment within 20 working
                days. These three have waited for nine weeks.""",
            evidence="""Consent was sent on the second day. Two appointments were cancelled by the clinic.
                Child 1’s weight has not been taken since she came.""",
            risk="She came to us underweight. Child 3 has had a hearing loss that nobody knew of.",
            outcome="They are seen, together, by somebody who has read their notes.",
            asked="Give them appointments within ten days, on one morning.",
        ),
        Issue(
            position="When a clinic is full, carers need to be told what to do meanwhile.",
            evidence="The foster carer rang four times and was told to wait for a letter.",
            risk="A carer who is on her own guesses.",
            outcome="A nurse rings her within a week of the children’s arrival.",
            asked="Set up a call by the specialist nurse for every child who waits.",
        ),
    ),
    stage_1=Stage(
        -10,
        "Zoë Lindqvist with the clinic’s administrator.",
        "By telephone and e-mail",
        "The administrator gave the next free date, which was a month away.",
        "Five working days, answered on the fifth.",
        "No earlier date.",
    ),
    stage_2=Stage(
        -5,
        "Marcus Adeyemi with Lucía Ferrante, designated doctor.",
        "Video call",
        "Dr Ferrante explained that one of two doctors had left. She offered to see Child 1 herself.",
        "They agreed three working days, and it was two.",
        "One of three was helped.",
    ),
    why=Why(
        "A sibling group should not have to be split over who is the most urgent.",
        "The health visitor weighs Child 1 weekly. The family doctor has seen Child 3’s ears.",
    ),
    way=(
        Sign(2, "helen-thackeray"),
        Forward(3, "beatrix-lowe", to="edmund-carrow"),
        ConfirmReceipt(5, "lucia-ferrante"),
        Respond(
            12,
            "edmund-carrow",
            reply=Reply(
                answers=(
                    ("agree", "All three were seen on {9} in one morning."),
                    ("agree", "The specialist nurse rings every carer in the first week, from now on."),
                ),
                need="4",
                taken="""A locum doctor has been taken on for six months. The waiting list is down from 31
                    children to 12.""",
                promised=(
                    Promise(
                        "Hearing aids fitted for Child 3", "Audiology, by way of the specialist nurse", 48
                    ),
                    Promise("No child waits longer than 20 working days", "Head of safeguarding", 62),
                ),
                proposed="resolved",
            ),
        ),
        Conclude(
            15,
            "helen-thackeray",
            conclusion=Conclusion(
                ("resolved", "resolved"),
                "resolved",
                14,
                learning="""The carer’s four calls were the evidence that counted. We now ask carers to
                    keep a note of whom they rang.""",
            ),
        ),
    ),
)

GRANDPARENTS = Story(
    key="grandparents",
    raising="lantern",
    starts=7,
    author="hannah-silverdale",
    children=(
        Child("Nessa Sampleton", 34, "WM-000136-TEST", "not_known", "3"),
        Child("Gerens Sampleton", 61, "WM-000137-TEST", "not_known", "3"),
    ),
    difference=Difference("childrens-social-care", "decision", "looked_after", -30),
    issues=(
        Issue(
            position="""When a social worker asks grandparents to take two children tonight, and says that
                the parents may not have them back, that is a placement and not a family arrangement.""",
            evidence="""The grandparents wrote down what they were told at the door. They have had no
                money, no visit and no letter since {-30}.""",
            risk="They are both over seventy, and have begun to use their savings.",
            outcome="The children stay with people who love them, and who are helped to keep them.",
            asked="""Treat the children as looked after from the first night, assess the grandparents, and
                pay the allowance.""",
        ),
    ),
    stage_1=Stage(
        -20,
        "Hannah Silverdale with the social worker.",
        "By telephone",
        "The social worker said that the parents had agreed, so it was private.",
        "One week. It took seventeen days.",
        "The answer stayed the same.",
        met="missed",
    ),
    stage_2=Stage(
        -9,
        "Deji Olatunde with the kinship team manager.",
        "By e-mail",
        "The manager asked for the parents’ written agreement. There is none.",
        "Ten working days, not met yet.",
        "Open.",
        met="missed",
    ),
    why=Why(
        "We differ about what happened at the door.",
        "We visit weekly and have arranged a nursery place and a food parcel.",
    ),
    way=(
        Sign(3, "abel-mercer"),
        SendBack(
            5,
            "samir-chaudhry",
            reasons="""Stage 2 says that the time for an answer has not passed yet. Please wait for it, or
                tell us why the children’s situation cannot wait. Please also attach to your own record,
                and describe here in two sentences, what the grandparents wrote down.""",
        ),
    ),
)

CAR_SEAT = Story(
    key="car-seat",
    raising="childrens-social-care",
    starts=7,
    author="zoe-lindqvist",
    children=(Child("Ruan Testgrove", 96, "WM-000138-TEST", "looked_after", "4"),),
    difference=Difference(
        "integrated-care-board",
        "service",
        "other",
        -33,
        ("looked_after",),
        other="Who pays for equipment in a foster home",
    ),
    issues=(
        Issue(
            position="""A child’s wheelchair seat and hoist should follow the child, not the postcode of
                the carer.""",
            evidence="""He moved eleven miles to a new carer. The old area has stopped the loan, the new
                one says that he is not theirs. He is lifted by hand.""",
            risk="""He or the carer will be hurt in a lift. She has said that she cannot go on after the
                month.""",
            outcome="He stays with the carer who is right for him.",
            asked="Provide the equipment now, and settle the bill between the two areas afterwards.",
        ),
    ),
    stage_1=Stage(
        -25,
        "Zoë Lindqvist with the community equipment service.",
        "By e-mail",
        "The service asked for a form from the other area.",
        "Two weeks were asked for and have passed.",
        "Waiting for the form.",
        met="missed",
    ),
    stage_2=Stage(
        -11,
        "Marcus Adeyemi with the continuing care lead.",
        "Video call",
        "The lead agreed in principle and needed a signature that she did not have.",
        "A week was agreed, and nothing came.",
        "No equipment.",
        met="missed",
    ),
    why=Why(
        "Everyone agrees and nobody may sign.",
        "A second carer comes morning and evening so that he is never lifted by one person.",
    ),
    way=(Ask(1, "zoe-lindqvist", of="imran-qureshi"), Sign(3, "imran-qureshi")),
)

STORIES = (NIGHT_AT_THE_STATION, HEALTH_CHECKS, GRANDPARENTS, CAR_SEAT)
