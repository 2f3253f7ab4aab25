"""Health: what was promised to a family, and what others must know to keep a child well."""

from portal.demo.stories.shape import (
    Child,
    Conclude,
    Conclusion,
    ConfirmReceipt,
    Difference,
    Forward,
    Issue,
    NotForUs,
    Promise,
    Reply,
    Respond,
    Sign,
    Stage,
    Story,
    Why,
)

NIGHT_NURSING = Story(
    key="night-nursing",
    raising="hospital",
    starts=22,
    author="benedikt-orsolya",
    children=(Child("Piran Exemplar", 70, "WM-000107-TEST", "child_in_need", "4"),),
    difference=Difference("integrated-care-board", "service", "quality", -20, ("criteria",)),
    issues=(
        Issue(
            position="""Five nights of trained care a week were agreed, and two are delivered. That is not
                the package that the child was discharged on.""",
            evidence="""The care agency’s rota for the last six weeks shows between one and three nights
                filled. The mother has called an ambulance twice at night when the ventilator alarm went
                off.""",
            risk="An exhausted parent sleeps through an alarm.",
            outcome="The child is safe at home at night and does not have to come back to hospital.",
            asked="Fill the five nights, or fund a second provider, within two weeks.",
        ),
        Issue(
            position="When the package fails, somebody has to say so before the parent does.",
            evidence="""The monthly report to the hospital says “package in place”. The same month’s rota
                shows nine unfilled nights.""",
            risk="Everyone but the family believes that all is well.",
            outcome="A gap is known on the day it opens.",
            asked="Send unfilled nights to the named nurse each Monday.",
        ),
    ),
    stage_1=Stage(
        -18,
        "The discharge nurse with the continuing care nurse.",
        "By e-mail",
        "The shortage of trained staff was explained. Agency cover was promised.",
        "One week, met in part: one more night was filled.",
        "Still three nights without cover.",
        met="missed",
    ),
    stage_2=Stage(
        -8,
        "Suryani for the ward manager with Lucía Ferrante, designated doctor.",
        "Meeting",
        "Dr Ferrante agreed that the package was unsafe, and would ask for a second provider.",
        "Five working days, not met.",
        "No answer about the second provider.",
        met="missed",
    ),
    why=Why(
        "The people we spoke to agreed with us and could not authorise the money.",
        "The grandmother stays on two nights. The ward keeps a bed that the child can come back to.",
    ),
    way=(
        Sign(1, "grace-okonjo"),
        Forward(2, "samir-chaudhry", to="edmund-carrow"),
        ConfirmReceipt(3, "edmund-carrow"),
        Respond(
            12,
            "edmund-carrow",
            reply=Reply(
                answers=(
                    (
                        "agree",
                        """The package has not been delivered. A second provider was approved on {9} and
                            starts with one night this week.""",
                    ),
                    (
                        "partly",
                        """We agree that you should know. A weekly list of every package would hold other
                            families’ details, so we propose a call about this child only.""",
                    ),
                ),
                need="4",
                taken="""Second provider approved. A senior nurse has rung the mother each Friday since
                    {6}, and agreed with her which nights matter most.""",
                promised=(
                    Promise("Four of five nights filled", "Continuing care lead", 26),
                    Promise("All five nights filled", "Continuing care lead", 40),
                ),
                meeting="The continuing care lead will come to the next ward round.",
                proposed="resolved",
            ),
        ),
    ),
)

RESCUE_MEDICINE = Story(
    key="rescue-medicine",
    raising="integrated-care-board",
    starts=21,
    author="parveen-sandhu",
    children=(Child("Locryn Specimenson", 144, "WM-000140-TEST", "none", "2"),),
    difference=Difference(
        "harrowmere-academy", "action", "other", -14, ("roles",), other="Medicine in school"
    ),
    issues=(
        Issue(
            position="Staff on a school trip must be able to give rescue medicine for a long seizure.",
            evidence="""He was left behind from two trips because “nobody is trained”. The specialist nurse
                has offered training on four dates.""",
            risk="""A seizure of more than five minutes without medicine can do lasting harm, on a trip or
                in the dining hall.""",
            outcome="He goes where his class goes, safely.",
            asked="Train six staff before the next trip, and write a plan with his parents.",
        ),
    ),
    stage_1=Stage(
        -10,
        "The epilepsy nurse with Jodie Marlowe.",
        "By telephone",
        "Ms Marlowe said that staff are afraid of being blamed.",
        "One week was agreed and met.",
        "Two people volunteered, then withdrew.",
    ),
    stage_2=Stage(
        -4,
        "Lucía Ferrante with Amara Lennox.",
        "Meeting at school",
        """Ms Lennox had been told by an insurer that staff are not covered. Dr Ferrante had a letter that
            said they are.""",
        "Three working days were set. It took all of them.",
        "The trust asked for time.",
    ),
    why=Why(
        "The trust waits for its insurer, and the trip is in three weeks.",
        "An ambulance plan is on the wall of each room. His mother stays within ten minutes of the school.",
    ),
    way=(
        Sign(1, "edmund-carrow"),
        Forward(3, "beatrix-lowe", to="stefan-wojcik"),
        ConfirmReceipt(3, "stefan-wojcik"),
        Respond(
            11,
            "stefan-wojcik",
            reply=Reply(
                answers=(
                    (
                        "agree",
                        """The insurer has confirmed that staff are covered when they are trained and
                            follow a plan. We should have asked for it in writing a year ago.""",
                    ),
                ),
                need="2",
                taken="Eight members of staff were trained on {8}. Plan signed by his parents on {10}.",
                promised=(
                    Promise(
                        "A trained person on each trip and at each lunch",
                        "Brian Tuffnell, school business manager",
                        27,
                    ),
                ),
                proposed="resolved",
            ),
        ),
        Conclude(
            17,
            "edmund-carrow",
            conclusion=Conclusion(
                ("resolved",),
                "resolved",
                16,
                learning="""Fear of blame was the true reason, and nobody had said so until stage 2. The
                    training began with that.""",
            ),
        ),
    ),
)

OPINION_CHANGED = Story(
    key="opinion-changed",
    raising="childrens-social-care",
    starts=6,
    author="zoe-lindqvist",
    children=(Child("Kensa Exemplarson", 7, "WM-000141-TEST", "looked_after", "4"),),
    difference=Difference("hospital", "decision", "quality", -9, ("information", "strategy")),
    issues=(
        Issue(
            position="""A change of medical opinion about a fracture has to be explained in writing before
                others act on it.""",
            evidence="""The first report says “highly likely to be inflicted”. The second, eleven days
                later, says “could be accidental”, in one line and by another doctor. No new test is named.""",
            risk="A decision about going home rests on a sentence whose reason nobody knows.",
            outcome="The court and the family get one medical view with its reasons.",
            asked="Hold a meeting of the doctors and send one joint report.",
        ),
        Issue(
            position="Follow-up pictures at two weeks were due, and are not a matter of choice.",
            evidence="They were cancelled as “no longer clinically needed”.",
            risk="A second injury that only shows later may be missed.",
            outcome="The pictures are taken while they can still tell something.",
            asked="Rebook them this week.",
        ),
    ),
    stage_1=Stage(
        -6,
        "Zoë Lindqvist with the second consultant.",
        "By telephone",
        "The consultant stood by the line and was short of time.",
        "Two working days, missed without word.",
        "No reasons given.",
        met="missed",
    ),
    stage_2=Stage(
        -2,
        "Marcus Adeyemi with Benedikt Örsolya, named doctor.",
        "By telephone",
        "Dr Örsolya agreed that reasons are owed and could not order a colleague to give them.",
        "Two days; it came by noon of the second.",
        "It was not settled.",
    ),
    why=Why(
        "It needs somebody who can ask both consultants to sit down together.",
        "The baby is with foster carers. Contact is supervised.",
    ),
    way=(
        Sign(1, "helen-thackeray"),
        Forward(3, "samir-chaudhry", to="grace-okonjo"),
        ConfirmReceipt(4, "grace-okonjo"),
        NotForUs(
            5,
            "grace-okonjo",
            reasons="""The doctor who gave both opinions is employed by the Integrated Care Board, and works on
                our ward as a guest.""",
            instead="integrated-care-board",
        ),
    ),
)

WAS_NOT_BROUGHT = Story(
    key="was-not-brought",
    raising="little-fenwick-school",
    starts=4,
    author="callum-reyes",
    children=(Child("Steren Mockworth", 81, "WM-000142-TEST", "none", "2"),),
    difference=Difference("hospital", "information", "information", -20, ("timeliness",)),
    issues=(
        Issue(
            position="Six missed eye appointments are a sign, and the school should hear of the third one.",
            evidence="""She sits with her nose on the page. The clinic’s sixth letter says that she has
                been discharged for not attending.""",
            risk="Sight that could be saved at six may be lost at eight.",
            outcome="She is seen, and her glasses are on her nose.",
            asked="Take her back without a new referral, and use the “was not brought” policy.",
        ),
    ),
    stage_1=Stage(
        -14,
        "Callum Reyes with the clinic’s secretary.",
        "By telephone",
        "The secretary said that a new referral from the doctor is needed.",
        "The next day. She rang at nine.",
        "Nothing was changed.",
    ),
    stage_2=Stage(
        -7,
        "Margaret Inchley with the ward manager of the children’s clinic.",
        "By telephone",
        "The manager had not known of the policy in the eye clinic.",
        "Within the week, as promised.",
        "She had no say in another department’s list.",
    ),
    why=Why(
        "Two departments, two policies.",
        "She sits at the front. The school has offered to bring her to the clinic in the head teacher’s car.",
    ),
    way=(
        Sign(
            2,
            "margaret-inchley",
            exception_reason="""Two teachers and forty-one pupils: the head teacher held stage 2 and signs
                as well.""",
        ),
        Forward(3, "beatrix-lowe", to="grace-okonjo"),
    ),
)

STORIES = (NIGHT_NURSING, RESCUE_MEDICINE, OPINION_CHANGED, WAS_NOT_BROUGHT)
