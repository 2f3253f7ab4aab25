"""With the Executive: one case that the Scrutineer is to write about, and one that was decided."""

from portal.demo.stories.shape import (
    Attach,
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
    Sign,
    Stage,
    Story,
    Why,
)
from portal.demo.stories.shape_stage_4 import (
    Accept,
    ActionDecided,
    AskReferral,
    AskReview,
    Decide,
    Decided,
    Declare,
    DeclareAsScrutineer,
    DirectSummary,
    GiveView,
    NameSubstitute,
    Propose,
    Refer,
    ReportDone,
    SubmitSummary,
    SupplyRedactedCopy,
)

SEVEN_NIGHTS = "What was seen on seven nights, and who rang"
"""An attachment that names staff and a neighbour; the Business Unit supplies a redacted copy of it."""

BEFORE_THE_SCRUTINEER = Story(
    key="before-the-scrutineer",
    raising="police",
    starts=45,
    author="siobhan-obrien",
    children=(Child("Hicca Draftstone", 175, "WM-000164-TEST", "looked_after", "4"),),
    difference=Difference("childrens-social-care", "service", "looked_after", -9, ("roles",)),
    issues=(
        Issue(
            position="A boy who is missing every night needs a placement, not another return interview.",
            evidence="Forty-one missing reports since the spring, nineteen of them from this address.",
            risk="Those who collect him in cars are older than his brothers.",
            outcome="He lives where he does not want to leave by the window.",
            asked="Move him within two weeks.",
        ),
        Issue(
            position="Whoever runs the home has to ring us within the hour.",
            evidence="The average was six hours and ten minutes.",
            risk="The first hour is the one in which he can be found.",
            outcome="He is looked for while he is near.",
            asked="Write the hour into the contract.",
        ),
    ),
    stage_1=Stage(
        -8,
        "DC Siobhan O’Brien with the home’s manager.",
        "At the home",
        "The manager may not lock a door, and has two staff at night.",
        "At once.",
        "He asked for help himself.",
    ),
    stage_2=Stage(
        -4,
        "DS Gareth Pyke with Marcus Adeyemi.",
        "By telephone",
        "Mr Adeyemi has asked eleven homes, and all of them are full.",
        "Three days, met.",
        "No other placement was found.",
    ),
    why=Why(
        "All agree that the place is wrong, and there is no other.",
        "A plain car stands in the street from ten to two.",
    ),
    way=(
        Attach(
            0,
            "siobhan-obrien",
            name="Seven nights.pdf",
            title=SEVEN_NIGHTS,
            type="chronology",
            author="Missing persons team",
            third_party=True,
            words="""Seven nights, {-9} to {-3}: who rang, when, and what was seen
                21:50 Wendeline Hobbsworth of the home: Child 1 is not in his room.
                22:15 Osbert Quillfield, from the house opposite: a silver car, a man at the wheel.
                23:05 Osbert Quillfield: the car is gone.
                02:40 Wendeline Hobbsworth: he is back, and will not say from where.
                Five of the other six nights were the same.""",
        ),
        Sign(1, "anneka-strand"),
        Forward(3, "beatrix-lowe", to="helen-thackeray"),
        ConfirmReceipt(4, "helen-thackeray"),
        Respond(
            13,
            "helen-thackeray",
            reply=Reply(
                answers=(
                    ("partly", "He should move. We can name no day, because we can name no home."),
                    ("agree", "One hour, in writing, from the first of next month."),
                ),
                need="4",
                taken="The search was widened to four counties.",
                promised=(Promise("Amended contract with the home", "Helen Thackeray, service manager", 40),),
                proposed="partly",
            ),
        ),
        Conclude(
            17,
            "anneka-strand",
            conclusion=Conclusion(
                ("not", "resolved"),
                "partly",
                17,
                reasons="There were six further reports in these two weeks.",
            ),
        ),
        AskReferral(
            20,
            "anneka-strand",
            ground="not_resolved",
            exceptional="""It needs money that no manager of either agency may promise, and it cannot wait for
                the next budget.""",
            outstanding=(
                (1, "That the partners pay for a placement together until one of the usual kind is free."),
            ),
            tried="Two meetings about money, on {18} and {19}.",
            safety="The plain car has been extended by a month.",
        ),
        Refer(22, "samir-chaudhry"),
        Declare(24, "miriam-castellane"),
        Declare(25, "catrin-mostyn"),
        Declare(25, "rowena-blackwood", words="The placement budget is mine."),
        NameSubstitute(26, "dorothea-finch", who="kwame-asante-reid"),
        Declare(28, "kwame-asante-reid"),
        SupplyRedactedCopy(
            29,
            "samir-chaudhry",
            of=SEVEN_NIGHTS,
            name="Seven nights, redacted.pdf",
            words="""Seven nights: who rang, when, and what was seen
                21:50 Staff of the home: Child 1 is not in his room.
                22:15 A neighbour: a silver car, a man at the wheel.
                23:05 The same neighbour: the car is gone.
                02:40 Staff of the home: he is back, and will not say from where.
                Five of the other six nights were the same.""",
        ),
        Accept(
            30,
            "miriam-castellane",
            reasons="No single agency can settle who pays, and a child is in danger while nobody does.",
        ),
        DirectSummary(
            31,
            "miriam-castellane",
            question="What was known of each night, by whom, and what could have been done with it?",
            due=49,
        ),
        AskReview(
            31,
            "miriam-castellane",
            question="How do other partnerships pay for a placement in the first week?",
            due=70,
        ),
        Propose(
            44,
            "miriam-castellane",
            issues=(
                Decided(
                    1,
                    "Three partners pay for a placement together for twelve weeks.",
                    "To be completed when the summary of the Independent Scrutineer is in.",
                ),
            ),
            actions=(
                ActionDecided(
                    "childrens-social-care", "Find the placement and tell the police the address.", 58
                ),
            ),
        ),
    ),
)

DECIDED = Story(
    key="decided",
    raising="little-fenwick-school",
    starts=60,
    author="callum-reyes",
    children=(Child("Melyor Samplehurst", 90, "WM-000165-TEST", "child_in_need", "3"),),
    difference=Difference("hospital", "service", "timeliness", -20, ("quality",)),
    issues=(
        Issue(
            position="A boy who has stopped speaking at school cannot wait fourteen months to be seen.",
            evidence="He has not spoken in class since the autumn. The letter offers a date next year.",
            risk="He is learning that silence is what he is.",
            outcome="Somebody who knows about this meets him this term.",
            asked="See him within six weeks.",
        ),
        Issue(
            position="The school needs advice now, whatever the waiting list says.",
            evidence="Four calls to the clinic were answered by a machine.",
            risk="We may be doing harm by meaning well.",
            outcome="Staff know what to say, and what not to ask.",
            asked="One hour of a therapist’s time with his teacher.",
        ),
    ),
    stage_1=Stage(
        -18,
        "Callum Reyes with the clinic’s co-ordinator.",
        "By telephone",
        "The co-ordinator read out the waiting list.",
        "A week, not met.",
        "No earlier date.",
        met="missed",
    ),
    stage_2=Stage(
        -10,
        "Margaret Inchley with Benedikt Örsolya.",
        "By telephone",
        "Dr Örsolya was sorry and had no one to send.",
        "Five days, met.",
        "He suggested that it be raised.",
    ),
    why=Why(
        "Everybody is sorry, and the date is still next year.",
        "He draws what he wants to say. His grandmother comes in at noon.",
    ),
    way=(
        Sign(
            1,
            "margaret-inchley",
            exception_reason="I am the only senior manager of the school, and held stage 2.",
        ),
        Forward(2, "beatrix-lowe", to="grace-okonjo"),
        ConfirmReceipt(3, "grace-okonjo"),
        Respond(
            11,
            "grace-okonjo",
            reply=Reply(
                answers=(
                    ("disagree", "The list is in order of need as we know it, and others wait with more."),
                    ("partly", "A leaflet can be sent now, and a visit from the spring."),
                ),
                need="2",
                taken="The leaflet was sent on {10}.",
                declined=(
                    ("An appointment within six weeks", "It would put him before children who may die."),
                ),
                proposed="not",
            ),
        ),
        Conclude(
            15,
            "margaret-inchley",
            conclusion=Conclusion(
                ("not", "partly"), "not", 14, reasons="He cannot read the leaflet to anybody."
            ),
        ),
        AskReferral(
            18,
            "margaret-inchley",
            ground="not_resolved",
            exceptional="""The school has nowhere else to ask, and the agency that has the therapists sets its
                own order.""",
            outstanding=(
                (1, "That he is seen by the end of term."),
                (2, "That his teacher has a therapist to ring."),
            ),
            tried="The charity’s counsellor came once. She said that this is not for her.",
            safety="A known adult is beside him all day.",
        ),
        Refer(20, "dorothea-finch"),
        Declare(22, "miriam-castellane"),
        Declare(22, "catrin-mostyn"),
        Declare(23, "rowena-blackwood"),
        Accept(
            27,
            "catrin-mostyn",
            reasons="A waiting list that nobody outside can question is a matter for all of the partners.",
        ),
        DirectSummary(
            28,
            "miriam-castellane",
            question="How is the order of the list decided, and was this child in his right place in it?",
            due=42,
        ),
        AskReview(
            29,
            "miriam-castellane",
            question="Which other children of the county wait like this without anybody asking?",
            due=75,
        ),
        DeclareAsScrutineer(30, "philippa-ravenscroft"),
        SubmitSummary(
            39,
            "philippa-ravenscroft",
            chronology="""He was referred in the autumn, refused once for want of a form, and listed eleven weeks
                later.""",
            positions="The school counts what he loses by waiting. The hospital counts who would wait instead.",
            agreed="He needs to be seen. Neither agency has been careless.",
            disputed="Whether eleven weeks lost to a form should count as weeks waited.",
            analysis="""Counted from the day of the first referral he would already have been seen. The order of
                the list is fair, and its starting point is not.""",
            limits="I did not see the list itself. One member of staff could be recognised from what I was told.",
            actions=(
                ("Alderbourne Hospital", "Count each wait from the day of the first referral."),
                ("Little Fenwick Primary School", "Keep a copy of each form, with the day it was sent."),
            ),
        ),
        Propose(
            43,
            "miriam-castellane",
            issues=(
                Decided(
                    1,
                    "His wait is counted from the first referral, and he is seen within three weeks.",
                    "A form that was missing must not cost a child eleven weeks.",
                ),
                Decided(
                    2,
                    "A named therapist can be rung by his teacher on one afternoon a week.",
                    "It costs an hour, and keeps well-meant mistakes from being made daily.",
                ),
            ),
            actions=(
                ActionDecided("hospital", "Offer an appointment within three weeks.", 58),
                ActionDecided(
                    "little-fenwick-school", "Agree the afternoon and the questions with the therapist.", 64
                ),
                ActionDecided(
                    "hospital", "Count every wait from the first referral, and report the new order.", 80
                ),
            ),
            withheld=("limits",),
            withheld_because="One member of staff could be recognised from it.",
        ),
        GiveView(45, "miriam-castellane", "for"),
        GiveView(46, "catrin-mostyn", "for", dissent="I would have counted only half of the eleven weeks."),
        Decide(
            47,
            "miriam-castellane",
            how="meeting",
            present=("miriam-castellane", "catrin-mostyn"),
            minutes="Both members read the summary beforehand. The meeting took forty minutes.",
        ),
        ReportDone(
            57,
            "grace-okonjo",
            number=1,
            body="He was seen on {56}. His grandmother came with him.",
        ),
    ),
)

STORIES = (BEFORE_THE_SCRUTINEER, DECIDED)
