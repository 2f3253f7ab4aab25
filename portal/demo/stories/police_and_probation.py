"""Police, probation and those who wait for them: checks, recalls and examinations."""

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
    Sign,
    Stage,
    Story,
    Why,
)

EXAMINED_NEXT_DAY = Story(
    key="examined-next-day",
    raising="police",
    starts=41,
    author="siobhan-obrien",
    children=(Child("Tressa Modelworth", 52, "WM-000154-TEST", "protection_plan", "4"),),
    difference=Difference("hospital", "service", "timeliness", -2, ("quality",)),
    issues=(
        Issue(
            position="A child protection medical cannot wait until the next morning because of the hour.",
            evidence="""The strategy discussion at 15:30 on {-2} asked for it that day. The on-call rota
                had no doctor who is trained for it. She was examined at 10:50 on {-1}.""",
            risk="Marks fade. She slept in a strange bed without knowing why.",
            outcome="One examination, on the same day, in a room made for children.",
            asked="Name a trained doctor for each evening.",
        ),
        Issue(
            position="When it really has to wait, police must be told by whom it was decided.",
            evidence="Three people gave DC O’Brien three reasons.",
            risk="Nobody can be asked afterwards.",
            outcome="A name on the record.",
            asked="Give one telephone number for this.",
        ),
    ),
    stage_1=Stage(
        -2,
        "DC Siobhan O’Brien with the registrar.",
        "By telephone",
        "The registrar could not do it and did not know who could.",
        "Same evening.",
        "Next morning.",
    ),
    stage_2=Stage(
        -1,
        "DS Gareth Pyke with Benedikt Örsolya.",
        "By telephone",
        "Dr Örsolya showed him the rota. It has eleven gaps this month.",
        "That day, met.",
        "He asked for it to be raised higher.",
    ),
    why=Why(
        "The gaps are known, and those who know them cannot fill them.",
        "She is with her aunt. The father is on bail and may not come near.",
    ),
    way=(
        Ask(0, "siobhan-obrien", of="anneka-strand"),
        Sign(1, "anneka-strand"),
        Forward(2, "beatrix-lowe", to="grace-okonjo"),
        ConfirmReceipt(2, "grace-okonjo"),
        Respond(
            10,
            "grace-okonjo",
            reply=Reply(
                answers=(
                    (
                        "partly",
                        """Until eight in the evening there will be a trained doctor, shared with the next
                            county. After eight we think that a night’s sleep is better for most children,
                            and will say so case by case.""",
                    ),
                    ("agree", "The site manager’s number, at any hour."),
                ),
                need="4",
                taken="Rota filled until the end of the quarter. Two doctors have begun the training.",
                promised=(
                    Promise(
                        "Shared rota signed with the next county", "Grace Okonjo, head of safeguarding", 32
                    ),
                ),
                proposed="resolved",
            ),
        ),
        Conclude(
            19,
            "anneka-strand",
            conclusion=Conclusion(
                ("resolved", "resolved"),
                "resolved",
                18,
                learning="The doctors’ point about a night’s sleep changed our own guidance.",
            ),
        ),
    ),
)

RECALL = Story(
    key="recall",
    raising="childrens-social-care",
    starts=33,
    author="zoe-lindqvist",
    children=(
        Child("Benesek Dataford", 38, "WM-000155-TEST", "protection_plan", "4"),
        Child("Lamorna Dataford", 75, "WM-000156-TEST", "protection_plan", "4"),
    ),
    difference=Difference("probation", "information", "information", -6, ("roles",)),
    issues=(
        Issue(
            position="""The core group must know when recall to prison is being thought about, and not only
                when it has happened.""",
            evidence="""He was recalled at 06:00 on {-6}, from the children’s home, by five officers. Child
                2 watched from the stairs.""",
            risk="What was meant to protect them frightened them more than he had.",
            outcome="The children are somewhere else when it can be planned.",
            asked="Ring the social worker the day before, whenever children live at the address.",
        ),
        Issue(
            position="The full risk assessment belongs in the core group’s papers.",
            evidence="We hold a summary of half a page from last year.",
            risk="The plan for his return will be built on that.",
            outcome="One assessment, shared.",
            asked="Send it before the next core group.",
        ),
    ),
    stage_1=Stage(
        -5,
        "Zoë Lindqvist with Keziah Bright.",
        "By telephone",
        "Ms Bright had not been told the hour herself.",
        "Two days, as agreed.",
        "She shared our view and had no power.",
    ),
    stage_2=Stage(
        -3,
        "Marcus Adeyemi with Nadia Haddad.",
        "Video call",
        "Ms Haddad explained that a warning can put officers in danger.",
        "In the same conversation.",
        "She held to her view.",
    ),
    why=Why(
        "Safety of officers and safety of children point in different directions.",
        "He is in prison. Both children have a play therapist.",
    ),
    way=(
        Sign(1, "imran-qureshi"),
        Forward(2, "samir-chaudhry", to="alistair-munroe"),
        ConfirmReceipt(4, "nadia-haddad"),
        Respond(
            11,
            "alistair-munroe",
            reply=Reply(
                answers=(
                    (
                        "partly",
                        """One named manager in social care will be rung after five on the day before, and
                            will tell nobody until it is over but may move the children. This has been
                            agreed with the police.""",
                    ),
                    ("agree", "Sent on {9}, under the information sharing agreement."),
                ),
                need="4",
                taken="""Child 2’s therapist has been offered a talk with the officer who led the arrest,
                    who would like to help.""",
                promised=(
                    Promise(
                        "Written arrangement for recalls where children live",
                        "Alistair Munroe, senior probation officer",
                        33,
                    ),
                ),
                proposed="resolved",
            ),
        ),
        Conclude(
            16,
            "helen-thackeray",
            conclusion=Conclusion(
                ("resolved", "resolved"),
                "resolved",
                15,
                learning="Two kinds of safety could both be had once somebody named one person to ring.",
            ),
        ),
    ),
)

CHECKS_ON_A_LODGER = Story(
    key="checks-on-a-lodger",
    raising="childrens-social-care",
    starts=26,
    author="zoe-lindqvist",
    children=(Child("Austol Sampleford", 103, "WM-000157-TEST", "child_in_need", "3"),),
    difference=Difference("police", "information", "timeliness", -17, ("information",)),
    issues=(
        Issue(
            position="""Checks on an adult who has just moved in are needed in days. Five weeks is not a
                check.""",
            evidence="""Asked for on {-25}, chased on {-21}, {-19} and {-17}. The lodger has the room
                beside the boy’s.""",
            risk="If there is something to know, it is known too late.",
            outcome="The mother can decide, knowing what there is to know.",
            asked="Answer this check today, and all checks on household members within three working days.",
        ),
    ),
    stage_1=Stage(
        -15,
        "Zoë Lindqvist with the checks office.",
        "By telephone",
        "The office is two people short. It could not say where in the queue this was.",
        "Two days, not met.",
        "No answer.",
        met="missed",
    ),
    stage_2=Stage(
        -6,
        "Marcus Adeyemi with DS Gareth Pyke.",
        "By telephone",
        "DS Pyke looked himself and found nothing on one system. He may not look in the other.",
        "Next day, met in part.",
        "Half an answer.",
        met="missed",
    ),
    why=Why(
        "Half a check reassures more than it should.",
        "The boy sleeps in his mother’s room. She has put a bolt on the door.",
    ),
    way=(
        Sign(2, "imran-qureshi"),
        Forward(4, "beatrix-lowe", to="anneka-strand"),
        ConfirmReceipt(5, "farida-noor"),
        Respond(
            16,
            "farida-noor",
            reply=Reply(
                answers=(
                    (
                        "partly",
                        """This check was completed on {7}, and you had the result by telephone that day.
                            Three days for each check is not possible with the people we have. Five is, if
                            you mark those that cannot wait.""",
                    ),
                ),
                need="3",
                taken="""Two officers have been lent to the office until the queue is cleared. It stood at
                    212 and is at 64. This reply is itself late, for which we apologise.""",
                promised=(
                    Promise(
                        "No check on a household member older than five working days",
                        "Farida Noor, detective inspector",
                        45,
                    ),
                ),
                proposed="partly",
            ),
        ),
    ),
)

STORIES = (EXAMINED_NEXT_DAY, RECALL, CHECKS_ON_A_LODGER)
