"""A case that ended years ago, and whose time to be kept is over: the review list has it."""

from portal.demo.stories.shape import (
    Ask,
    Child,
    Conclude,
    Conclusion,
    ConfirmReceipt,
    Difference,
    FollowUp,
    Forward,
    Issue,
    Reply,
    Respond,
    Sign,
    Stage,
    Story,
    Why,
)

LEAVING_CARE = Story(
    key="leaving-care",
    raising="lantern",
    starts=1870,
    author="hannah-silverdale",
    children=(Child("Senara Testleaver", 214, "WM-000166-TEST", "looked_after", "4"),),
    difference=Difference("childrens-social-care", "service", "timeliness", -20, ("quality",)),
    issues=(
        Issue(
            position="A young woman who turns eighteen in two months has no plan for where she will live.",
            evidence="""The pathway plan of {-60} says “supported lodgings, to be found”. On {-20} we were told
                that nobody is looking.""",
            risk="She has begun to sleep at the home of a man whom nobody has met.",
            outcome="She knows her address, and has slept there once, before her birthday.",
            asked="Name the lodgings, and who goes there with her.",
        ),
    ),
    stage_1=Stage(
        -14,
        "Hannah Silverdale with the personal adviser.",
        "By telephone",
        "The adviser had sixty young people, and said so.",
        "A week was agreed. The answer came on the eighth day.",
        "No address.",
    ),
    stage_2=Stage(
        -6,
        "Deji Olatunde with the leaving care manager.",
        "Meeting at the charity’s office",
        "Two lodgings had been closed, and none had taken their place.",
        "Three days, met.",
        "A list, on which every place was taken.",
    ),
    why=Why(
        "A birthday does not wait for a budget.",
        "Ms Silverdale speaks to her each evening. A bed at the refuge is kept for her.",
    ),
    way=(
        Ask(1, "hannah-silverdale", of="deji-olatunde"),
        Sign(2, "deji-olatunde"),
        Forward(3, "beatrix-lowe", to="helen-thackeray"),
        ConfirmReceipt(4, "helen-thackeray"),
        Respond(
            11,
            "helen-thackeray",
            reply=Reply(
                answers=(("agree", "She has a room from {20}. Her adviser goes there with her on {15}."),),
                need="4",
                taken="""A foster carer whom she knows has agreed to let her a room until she is twenty-one.""",
                proposed="resolved",
            ),
        ),
        Conclude(
            13,
            "deji-olatunde",
            conclusion=Conclusion(
                ("resolved",),
                "resolved",
                12,
                learning="Ask the people a young person trusts before asking the list of landlords.",
            ),
        ),
        FollowUp(
            40,
            "deji-olatunde",
            kept=(),
            difference="She has her own key, and a college place. The man has not been heard of since.",
        ),
    ),
)

STORIES = (LEAVING_CARE,)
