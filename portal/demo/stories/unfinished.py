"""Forms that were begun: some wait for a signature, some were given up."""

from portal.demo.stories.shape import Ask, Child, Difference, Discard, Issue, Stage, Story, Why

LATE_NOTICE = Story(
    key="late-notice",
    raising="little-fenwick-school",
    starts=2,
    author="callum-reyes",
    children=(Child("Ebrel Nullfield", 77, "WM-000131-TEST", "none", "2"),),
    difference=Difference("police", "information", "timeliness", -3),
    issues=(
        Issue(
            position="Notices about a bad night have to come before the bell.",
            evidence="The last two came at 11:40 and at 14:05.",
        ),
    ),
)

WRONG_DOOR = Story(
    key="wrong-door",
    raising="harrowmere-academy",
    starts=40,
    author="amara-lennox",
    children=(),
    difference=Difference(
        "hospital", "other", "other", -1, other="A disagreement between two departments of our own trust"
    ),
    way=(Discard(1, "stefan-wojcik"),),
)

MIDWIFE_NOT_TOLD = Story(
    key="midwife-not-told",
    raising="probation",
    starts=63,
    author="keziah-bright",
    children=(Child("Unborn baby Stanmock", -5, "WM-000112-TEST", "unborn", "2"),),
    difference=Difference("hospital", "information", "information", -2),
    issues=(
        Issue(
            position="Maternity services should tell the supervising officer about missed appointments.",
            evidence="Two were missed.",
        ),
    ),
    way=(Discard(2, "alistair-munroe"),),
)

CARETAKER = Story(
    key="caretaker",
    raising="integrated-care-board",
    starts=4,
    author="parveen-sandhu",
    children=(Child("Merryn Placeworth", 40, "WM-000127-TEST", "not_known", "3"),),
    difference=Difference("police", "information", "information", -5),
    issues=(
        Issue(
            position="""The family’s general practice should be told that a firearms certificate is held in
                a home to which officers have been called.""",
            evidence="""The practice was asked for a medical view on renewing the certificate, three weeks
                after an attendance that it knew nothing about.""",
            risk="A doctor signs without knowing.",
        ),
    ),
    stage_1=Stage(
        -3,
        "Parveen Sandhu with the firearms licensing office.",
        "By telephone",
        "The office does not see domestic abuse markers unless it asks.",
        "",
        "They will ask in this case.",
    ),
)

WAITING_LIST = Story(
    key="waiting-list",
    raising="lantern",
    starts=4,
    author="hannah-silverdale",
    children=(Child("Ia Testfield", 130, "WM-000139-TEST", "child_in_need", "3"),),
    difference=Difference("integrated-care-board", "service", "criteria", -22, ("timeliness",)),
    issues=(
        Issue(
            position="""A child who has seen her father attack her mother should not have to wait for the
                trial to end before therapy can begin.""",
            evidence="""The service’s letter of {-22} says that it “does not work with children while
                proceedings are open”. National guidance says the opposite.""",
            risk="""The trial is fixed for next summer. She has stopped sleeping alone, and has begun to
                pull out her hair.""",
            outcome="She starts within six weeks, with a therapist who knows the guidance.",
            asked="Withdraw the rule, and offer her a first appointment.",
        ),
        Issue(
            position="Families who wait need to know where they stand on the list.",
            evidence="The mother has been given three different waiting times in five weeks.",
            risk="She gives up asking.",
            outcome="One honest date.",
            asked="Write to her with a date and a name.",
        ),
    ),
    stage_1=Stage(
        -15,
        "Hannah Silverdale with the duty clinician.",
        "By telephone",
        "The clinician was new and read out the letter’s rule. She was not sure where it came from.",
        "One week was promised. We rang after nine days.",
        "No call back.",
        met="missed",
    ),
    stage_2=Stage(
        -6,
        "Deji Olatunde with the service’s clinical lead.",
        "Video call",
        """The clinical lead knows the guidance. He said that the rule came from the people who pay for the
            service.""",
        "Two working days were enough.",
        "He would welcome the question being put to them.",
    ),
    why=Why(
        "The rule is not the clinicians’ to change.",
        "A Lantern worker sees her at school each week. Mother and daughter sleep at an aunt’s house.",
    ),
    way=(Ask(2, "hannah-silverdale", of="abel-mercer"),),
)

STORIES = (
    LATE_NOTICE,
    WRONG_DOOR,
    MIDWIFE_NOT_TOLD,
    CARETAKER,
    WAITING_LIST,
)
