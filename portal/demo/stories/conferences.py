"""Conferences, core groups and plans: who decides, who comes, and when it ends."""

from portal.demo.stories.shape import (
    Ask,
    AskExtension,
    Child,
    ConfirmReceipt,
    Difference,
    Forward,
    GrantExtension,
    Issue,
    Reply,
    Respond,
    Reveal,
    Sign,
    Stage,
    Story,
    Why,
    Withdraw,
)

TAKEN_OFF_THE_PLAN = Story(
    key="taken-off-the-plan",
    raising="integrated-care-board",
    starts=14,
    author="parveen-sandhu",
    children=(
        Child("Colan Samplewell", 17, "WM-000143-TEST", "protection_plan", "4"),
        Child("Tamblyn Samplewell", 46, "WM-000144-TEST", "protection_plan", "4"),
    ),
    difference=Difference("childrens-social-care", "decision", "conference_decision", -24, ("thresholds",)),
    issues=(
        Issue(
            position="The plan was ended too early. Three of five agencies said so at the conference.",
            evidence="""The health visitor, the nursery and the family doctor spoke for going on. The chair
                recorded their view and ended the plan. The dissent process was followed and closed on
                {-6}.""",
            risk="The baby has lost weight since. Visits have gone from weekly to every six weeks.",
            outcome="A plan that lasts until the change has lasted.",
            asked="Bring the children back to conference within 15 working days.",
        ),
        Issue(
            position="""Six negative tests in a row mean something, and so does the seventh that was not
                taken.""",
            evidence="""The conference was told of six. The mother did not come for the seventh, on the
                morning of the conference.""",
            risk="The best reading was taken of an incomplete record.",
            outcome="The decision rests on all of it.",
            asked="Ask for the laboratory’s full record.",
        ),
    ),
    stage_1=Stage(
        -18,
        "The health visitor with the social worker.",
        "Home visit, together",
        "They agreed on what they saw and not on what it meant.",
        "Five working days, met on the fourth.",
        "Neither had moved.",
    ),
    stage_2=Stage(
        -5,
        "Lucía Ferrante with the conference service manager.",
        "By telephone",
        "The manager explained that the dissent process had run its course.",
        "Three working days, met on the second.",
        "She suggested this form.",
    ),
    why=Why(
        """The dissent process asks whether the conference was run well. It was. It does not ask whether
            the decision was right.""",
        """The health visitor goes weekly all the same. The nursery rings the same day if either child is
            not brought.""",
    ),
    way=(
        Ask(1, "parveen-sandhu", of="edmund-carrow"),
        Sign(2, "edmund-carrow"),
        Reveal(3, "dorothea-finch", purpose="oversight"),
        Forward(4, "dorothea-finch", to="helen-thackeray"),
        ConfirmReceipt(6, "imran-qureshi"),
        AskExtension(
            12,
            "helen-thackeray",
            days=3,
            reasons="The laboratory sends its full record on {+15}, and the reply turns on it.",
        ),
    ),
)

NOT_INVITED = Story(
    key="not-invited",
    raising="probation",
    starts=3,
    author="keziah-bright",
    children=(Child("Casek Testson", 54, "WM-000145-TEST", "child_in_need", "3"),),
    difference=Difference("childrens-social-care", "action", "information", -19, ("roles",)),
    issues=(
        Issue(
            position="""A plan that counts on the father’s curfew needs the officer who supervises it in
                the room.""",
            evidence="""Four meetings in a row were held without us. The minutes say “probation to confirm”
                three times. Nobody asked.""",
            risk="The plan says that he is at home by seven. The order ended six weeks ago.",
            outcome="A plan that is true.",
            asked="Invite us, and send the last four sets of minutes.",
        ),
    ),
    stage_1=Stage(
        -12,
        "Keziah Bright with the social worker.",
        "By e-mail",
        "The social worker apologised and put us on the list. The next invitation did not come either.",
        "Two weeks. Still open.",
        "No invitation.",
        met="missed",
    ),
    stage_2=Stage(
        -5,
        "Nadia Haddad with the team manager.",
        "By telephone",
        "The manager said that meetings had grown too large.",
        "“In two days”, which it was.",
        "Minutes were offered afterwards.",
    ),
    why=Why(
        "Minutes afterwards cannot correct what was decided before.",
        "Ms Bright has told the mother’s worker that the curfew has ended.",
    ),
    way=(Sign(2, "alistair-munroe"),),
)

EMPTY_CHAIR = Story(
    key="empty-chair",
    raising="childrens-social-care",
    starts=60,
    author="zoe-lindqvist",
    children=(Child("Arthek Blankwell", 29, "WM-000146-TEST", "protection_plan", "4"),),
    difference=Difference("hospital", "action", "roles", -8, ("conference_decision",)),
    issues=(
        Issue(
            position="""The consultant’s report is part of a conference, and so is the consultant or
                somebody who can speak for them.""",
            evidence="""No one came to the last two conferences. Each time the report arrived on the day
                after.""",
            risk="Feeding problems are talked about by people who do not understand them.",
            outcome="Medical facts are there when decisions are made.",
            asked="Name a deputy for each conference, and send reports two days ahead.",
        ),
    ),
    stage_1=Stage(
        -6,
        "Zoë Lindqvist with Suryani, paediatric nurse.",
        "By telephone",
        "Suryani offered to come herself. The clinic then changed her shift.",
        "One week, kept.",
        "Nobody came.",
    ),
    stage_2=Stage(
        -2,
        "Marcus Adeyemi with Benedikt Örsolya.",
        "By telephone",
        "Dr Örsolya counted the invitations: on some weeks there are eleven.",
        "The same day was asked for, and kept.",
        "No deputy could be named.",
    ),
    why=Why(
        "There are more invitations than doctors.",
        "The feeding clinic’s nurse rings the social worker after each visit.",
    ),
    way=(
        Sign(1, "imran-qureshi"),
        Forward(2, "samir-chaudhry", to="grace-okonjo"),
        ConfirmReceipt(3, "grace-okonjo"),
        Respond(
            9,
            "grace-okonjo",
            reply=Reply(
                answers=(
                    (
                        "partly",
                        """Reports will be on time. A deputy for each conference is more than we can
                            promise: we ask that you mark the ones where a medical question will be
                            decided, and we will come to those.""",
                    ),
                ),
                need="4",
                taken="""A safeguarding nurse has been given one day a week for conferences. The report for
                    the next one was sent on {8}.""",
                proposed="resolved",
            ),
        ),
        Withdraw(
            14,
            "helen-thackeray",
            reasons="""The family moved to another county on {11}, and their conference will be held there.
                We have agreed the marking of invitations with the hospital outside this case, and thank
                them for it.""",
        ),
    ),
)

CLOSED_BY_LETTER = Story(
    key="closed-by-letter",
    raising="harrowmere-academy",
    starts=88,
    author="jodie-marlowe",
    children=(Child("Delen Trialwood", 134, "WM-000147-TEST", "child_in_need", "3"),),
    difference=Difference("childrens-social-care", "decision", "roles", -7, ("thresholds",)),
    issues=(
        Issue(
            position="""A child in need plan is closed at a meeting, not by a letter to the school on the
                last day of term.""",
            evidence="The letter gives no reason. Two of the plan’s six actions were ours and are not done.",
            risk="He goes into the holiday with nobody looking.",
            outcome="A last meeting, with him in it.",
            asked="Re-open the plan until the meeting has been held.",
        ),
    ),
    stage_1=Stage(
        -5,
        "Jodie Marlowe with the social worker’s cover.",
        "By telephone",
        "The cover worker could find no minutes.",
        "Two days, met by telephone.",
        "No meeting.",
    ),
    stage_2=Stage(
        -3,
        "Amara Lennox with Marcus Adeyemi.",
        "By e-mail",
        "Mr Adeyemi was on leave. His deputy answered that closure had been agreed.",
        "Seven days were asked for and five were needed.",
        "They left it open.",
    ),
    why=Why(
        "We cannot find out who agreed to close it.",
        "The holiday club has a place for him on each day, and a lead who has our number.",
    ),
    way=(
        Sign(1, "stefan-wojcik"),
        Forward(2, "beatrix-lowe", to="helen-thackeray"),
        Withdraw(
            5,
            "stefan-wojcik",
            reasons="""The team manager came back from leave, re-opened the plan on {4} and called the
                meeting for next week. That is all we had asked for.""",
        ),
    ),
)

WHO_LEADS = Story(
    key="who-leads",
    raising="lantern",
    starts=8,
    author="hannah-silverdale",
    children=(
        Child("Petrok Testley", 73, "WM-000160-TEST", "early_help", "2"),
        Child("Zethar Testley", 104, "WM-000161-TEST", "early_help", "2"),
    ),
    difference=Difference("little-fenwick-school", "action", "roles", -17),
    issues=(
        Issue(
            position="""The school sees both children every day and should lead their early help plan. We
                see them once a fortnight.""",
            evidence="""At the meeting on {-17} nobody offered. The plan has had no lead since, and two
                reviews have passed.""",
            risk="Everyone does a little, and nobody asks whether it helps.",
            outcome="One person whom the parents can ring.",
            asked="Lead the plan until the summer, with our help in writing it up.",
        ),
    ),
    stage_1=Stage(
        -12,
        "Hannah Silverdale with Callum Reyes, class teacher.",
        "Meeting at school",
        "Mr Reyes teaches two year groups in one room and has no hour free.",
        "Two weeks, answered after ten days.",
        "He could not do it.",
    ),
    stage_2=Stage(
        -4,
        "Deji Olatunde with Margaret Inchley, head teacher.",
        "By telephone",
        "Mrs Inchley said that the charity is paid for this and the school is not.",
        "One week, met to the day.",
        "Neither would lead.",
    ),
    why=Why(
        "It is about time that neither of us has.",
        "Both children are well at present. We have agreed to ring each other on the first of the month.",
    ),
    way=(
        Ask(1, "hannah-silverdale", of="abel-mercer"),
        Sign(2, "abel-mercer"),
        Forward(4, "samir-chaudhry", to="margaret-inchley"),
        ConfirmReceipt(6, "margaret-inchley"),
        AskExtension(
            6, "margaret-inchley", days=5, reasons="The class teacher is on a school journey until {+11}."
        ),
        GrantExtension(7, "samir-chaudhry"),
    ),
)

STORIES = (TAKEN_OFF_THE_PLAN, NOT_INVITED, EMPTY_CHAIR, CLOSED_BY_LETTER, WHO_LEADS)
