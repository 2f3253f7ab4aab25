"""On the way to the Executive: one case for which it was asked, and one that waits for declarations."""

from portal.demo.stories.shape import (
    Child,
    Conclude,
    Conclusion,
    ConfirmReceipt,
    Difference,
    Forward,
    Issue,
    Reply,
    Respond,
    Sign,
    Stage,
    Story,
    Why,
)
from portal.demo.stories.shape_stage_4 import (
    AskReferral,
    CommentOnReferral,
    Declare,
    Refer,
)

REFERRAL_ASKED = Story(
    key="referral-asked",
    raising="harrowmere-academy",
    starts=22,
    author="jodie-marlowe",
    children=(Child("Caja Trialmoor", 156, "WM-000162-TEST", "early_help", "3"),),
    difference=Difference("childrens-social-care", "decision", "thresholds", -8, ("criteria",)),
    issues=(
        Issue(
            position="A girl who sleeps in four houses a week is not a matter for early help alone.",
            evidence="Attendance fell from 94 to 61 per cent in one term. She names a different sofa each day.",
            risk="Nobody knows on any evening where she is.",
            outcome="She has one bed, and one adult who expects her.",
            asked="Assess her as a child in need.",
        ),
    ),
    stage_1=Stage(
        -6,
        "Jodie Marlowe with the screening team.",
        "By telephone",
        "The team saw friends’ sofas, not homelessness.",
        "Two days, met.",
        "It stayed with early help.",
    ),
    stage_2=Stage(
        -3,
        "Stefan Wójcik with Marcus Adeyemi.",
        "Video call",
        "Mr Adeyemi wanted the mother’s own account first. She does not open the door.",
        "A week, met.",
        "No change without the mother.",
    ),
    why=Why(
        "Each week of waiting for the mother is a week on other people’s sofas.",
        "Breakfast and a shower at school. A form tutor texts her each evening.",
    ),
    way=(
        Sign(1, "stefan-wojcik"),
        Forward(2, "beatrix-lowe", to="helen-thackeray"),
        ConfirmReceipt(3, "helen-thackeray"),
        Respond(
            12,
            "helen-thackeray",
            reply=Reply(
                answers=(
                    ("disagree", "Early help has not been tried for long enough to say that it fails."),
                ),
                need="2",
                taken="The early help worker has called three times and left a card.",
                declined=(("An assessment as a child in need", "The threshold is not met without more."),),
                proposed="not",
            ),
        ),
        Conclude(
            15,
            "stefan-wojcik",
            conclusion=Conclusion(
                ("not",), "not", 15, reasons="Three cards through a door are not a plan for tonight."
            ),
        ),
        AskReferral(
            20,
            "stefan-wojcik",
            ground="not_resolved",
            exceptional="""Two services agree that she has no settled bed, and neither is responsible for
                finding her one.""",
            outstanding=((1, "That she is assessed as a child in need, beginning this week."),),
            tried="A meeting with both services was offered on {16} and on {18}. Nobody had the time.",
            safety="Her aunt takes her from Friday to Sunday.",
        ),
        CommentOnReferral(
            21,
            "helen-thackeray",
            body="The mother has now agreed to see us. We ask the Executive to wait for that visit.",
        ),
    ),
)

BEFORE_THE_EXECUTIVE = Story(
    key="before-the-executive",
    raising="hospital",
    starts=24,
    author="suryani",
    children=(Child("Derwa Mockstead", 8, "WM-000163-TEST", "child_in_need", "4"),),
    difference=Difference("childrens-social-care", "decision", "assessment", -6, ("quality",)),
    issues=(
        Issue(
            position="A second unexplained fracture needs an assessment, not a telephone call.",
            evidence="Two fractures in five weeks. Each of the two accounts differs from its X-ray.",
            risk="A third injury may be the last.",
            outcome="Somebody has seen where the child lives before the child goes back there.",
            asked="Visit the home before discharge.",
        ),
        Issue(
            position="The paediatrician’s opinion has to be in the assessment.",
            evidence="It ran to six lines and named no doctor.",
            risk="Whoever reads it next will think that no doctor was worried.",
            outcome="The opinion stands there in the doctor’s own words.",
            asked="Put the report of {-5} into the assessment whole.",
        ),
    ),
    stage_1=Stage(
        -5,
        "Suryani with Zoë Lindqvist.",
        "On the ward",
        "Ms Lindqvist had been told of one fracture.",
        "Next day, met.",
        "She asked her manager, who said no.",
    ),
    stage_2=Stage(
        -2,
        "Benedikt Örsolya, named doctor, with Marcus Adeyemi.",
        "By telephone",
        "Each thought that the other had the X-rays.",
        "The same day, met.",
        "No visit before discharge.",
    ),
    why=Why(
        "The two managers read the same X-ray differently, and neither is a radiologist.",
        "The child stays on the ward until this is settled.",
    ),
    way=(
        Sign(1, "grace-okonjo"),
        Forward(2, "samir-chaudhry", to="imran-qureshi"),
        ConfirmReceipt(2, "imran-qureshi"),
        Respond(
            10,
            "imran-qureshi",
            reply=Reply(
                answers=(
                    ("disagree", "A fall from a sofa was seen by two adults, and we believe them."),
                    ("agree", "Its absence was our mistake."),
                ),
                need="3",
                taken="The doctor’s report was added to the assessment on {8}.",
                declined=(
                    ("A visit before discharge", "It would tell the parents that nobody trusts them."),
                ),
                proposed="partly",
            ),
        ),
        Conclude(
            12,
            "grace-okonjo",
            conclusion=Conclusion(
                ("not", "resolved"),
                "partly",
                12,
                reasons="A report in a file does not see a flat on the fourth floor.",
            ),
        ),
        AskReferral(
            14,
            "grace-okonjo",
            ground="not_resolved",
            exceptional="A hospital bed is keeping a child safe because two agencies cannot agree on one visit.",
            outstanding=((1, "That the home is visited by a social worker and a health visitor together."),),
            tried="A joint visit was offered on {13}, with our own car.",
            safety="The ward keeps the bed. Visits are supervised.",
        ),
        Refer(16, "beatrix-lowe"),
        Declare(
            22,
            "rowena-blackwood",
            ("managed",),
            "I answer for the service that gave this reply, and for those who wrote it.",
        ),
        Declare(23, "miriam-castellane"),
    ),
)

STORIES = (REFERRAL_ASKED, BEFORE_THE_EXECUTIVE)
