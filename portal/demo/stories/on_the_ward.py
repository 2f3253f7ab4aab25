"""On the ward and after it: what people must be told, and whom they must be able to ask."""

from portal.demo.stories.shape import (
    Ask,
    Chase,
    Child,
    Close,
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
    Sign,
    Stage,
    Story,
    Why,
)

BAIL_ON_THE_WARD = Story(
    key="bail-on-the-ward",
    raising="hospital",
    starts=96,
    author="suryani",
    children=(Child("Meraud Trialby", 9, "WM-000105-TEST", "protection_plan", "4"),),
    difference=Difference("police", "information", "information", -4),
    issues=(
        Issue(
            position="The ward must be told of bail conditions that say who may not be near a child on it.",
            evidence="""The father visited on three evenings. On {-4} a nurse learned from the grandmother
                that he was on bail not to have contact. The conditions had been set nine days before.""",
            risk="A person who may have injured the child sat beside the cot, alone, for up to an hour.",
            outcome="Nobody reaches the child whom the law keeps away.",
            asked="""Tell the ward in charge, by telephone and in writing, on the day on which such a
                condition is set or changed.""",
        ),
    ),
    stage_1=Stage(
        -4,
        "Suryani with DC Siobhan O’Brien.",
        "By telephone",
        "DC O’Brien gave the conditions at once and was surprised that the ward had not had them.",
        "At once.",
        "The ward was safe that night, but not how it had happened.",
    ),
    stage_2=Stage(
        -2,
        "Benedikt Örsolya with DS Gareth Pyke.",
        "By telephone",
        """DS Pyke thought that the social worker tells the hospital. The social worker thought that the
            police do.""",
        "An answer in two working days was promised, and came.",
        "No agreement on whose task it is.",
    ),
    why=Why(
        "Each agency believes that another one passes bail conditions on.",
        "The father’s name and picture are with ward security. He is not let in.",
    ),
    way=(
        Sign(1, "grace-okonjo"),
        Forward(2, "beatrix-lowe", to="anneka-strand"),
        ConfirmReceipt(2, "anneka-strand"),
        Respond(
            8,
            "anneka-strand",
            reply=Reply(
                answers=(
                    (
                        "agree",
                        """The officer in the case sets the conditions and knows where the child is. It is
                            our task, and it was not done.""",
                    ),
                ),
                need="4",
                taken="""The officer has been spoken to. Since {5} the custody record cannot be closed for
                    an offence against a child until “place where the child is” and “told on” are filled
                    in.""",
                promised=(
                    Promise(
                        "A check of all bail set since the spring in which the child was in hospital",
                        "Farida Noor, detective inspector",
                        22,
                    ),
                ),
                proposed="resolved",
            ),
        ),
        Conclude(
            11,
            "grace-okonjo",
            conclusion=Conclusion(
                ("resolved",),
                "resolved",
                11,
                learning="""Three agencies each thought that it was for another. Naming one of them was all
                    it needed. The reply came in six days and said sorry in plain words, which helped.""",
            ),
        ),
    ),
)

BRUISE = Story(
    key="bruise",
    raising="hospital",
    starts=34,
    author="suryani",
    children=(Child("Kerenza Draftwell", 4, "WM-000108-TEST", "none", "4"),),
    difference=Difference("childrens-social-care", "decision", "strategy", -3, ("thresholds", "timeliness")),
    issues=(
        Issue(
            position="""A bruise on a baby who cannot move needs a strategy discussion, whatever
                explanation is given.""",
            evidence="""The bruise was found by a health visitor and photographed by the paediatrician on
                call. The parents’ explanation, a toy, was possible but could not be confirmed. The
                procedures that all of us signed say that a discussion is held.""",
            risk="A first, small injury may be followed by a worse one.",
            outcome="The baby’s safety is thought through by all who know something.",
            asked="Hold the discussion, even now, and record who was there and why it was decided as it was.",
        ),
        Issue(
            position="One agency alone cannot decide that a discussion is not needed.",
            evidence="""The ward was told by a one-line e-mail that the matter was closed. Neither the
                paediatrician nor the police had been asked.""",
            risk="What the others know is never heard.",
            outcome="The decision is shared, and so is the responsibility.",
            asked="Confirm to your team managers in writing that health and police are always consulted.",
        ),
    ),
    stage_1=Stage(
        -3,
        "The paediatrician on call with the assessment team’s duty manager.",
        "By telephone",
        "The duty manager had visited and was satisfied with the explanation.",
        "She answered at once.",
        "The paediatrician disagreed and said so.",
    ),
    stage_2=Stage(
        -2,
        "Benedikt Örsolya with the service’s practice lead.",
        "By telephone",
        "The practice lead saw the point about procedure and promised to look at the file.",
        "Next working day, not met.",
        "No call back after two reminders.",
        met="missed",
    ),
    why=Why(
        "No answer came at stage 2.",
        """The health visitor sees the baby twice a week and undresses the baby at each visit. The
            grandparents stay at the home.""",
    ),
    way=(
        Sign(0, "grace-okonjo"),
        Forward(1, "beatrix-lowe", to="helen-thackeray"),
        Conclude(
            13,
            "grace-okonjo",
            conclusion=Conclusion(
                ("not", "not"),
                "not",
                13,
                reasons="""No reply came in ten working days, although receipt was confirmed to us by
                    telephone. Neither issue has been touched. We are considering what to do next.""",
                learning="""Nothing has been learned from silence, except that we should have rung on day
                    eight.""",
            ),
        ),
        Chase(
            23, "samir-chaudhry", whom="hospital", how="email", body="Asked what the hospital will do now."
        ),
        Chase(
            31,
            "samir-chaudhry",
            whom="hospital",
            how="telephone",
            body="The ward clerk took a message once more.",
        ),
        Close(
            33, "dorothea-finch", reasons="Nobody at the hospital has come back to us about the next step."
        ),
    ),
)

LICENCE_AND_A_NEWBORN = Story(
    key="licence-and-a-newborn",
    raising="hospital",
    starts=11,
    author="suryani",
    children=(Child("Ysella Mockridge", 0, "WM-000106-TEST", "none", "3"),),
    difference=Difference("probation", "information", "information", -7, ("roles",)),
    issues=(
        Issue(
            position="""Midwives who visit alone need to know that a man released on licence for violence
                lives at the address.""",
            evidence="""The community midwife met him on the second visit. He told her himself. Probation
                had approved the address seventeen days earlier, knowing of the pregnancy.""",
            risk="A newborn, a mother in her first days, and staff who did not know what to look for.",
            outcome="The people who visit can plan how they visit, and notice what matters.",
            asked="""Share the licence conditions that bear on children, and the contact details of the
                supervising officer.""",
        ),
        Issue(
            position="An address check should ask maternity services when somebody in the home is pregnant.",
            evidence="""The form for the check has a question about children under 18, and none about
                pregnancy.""",
            risk="Unborn babies do not appear on any check.",
            outcome="A baby’s needs are thought of before birth.",
            asked="Add the question, and tell us from when.",
        ),
    ),
    stage_1=Stage(
        -6,
        "The community midwife and Suryani with Keziah Bright, probation officer.",
        "By telephone",
        """Ms Bright confirmed the release and said that she could not give the conditions without her
            manager’s agreement.""",
        "Three working days, missed by one.",
        "Conditions not shared.",
        met="missed",
    ),
    stage_2=Stage(
        -1,
        "Benedikt Örsolya with Nadia Haddad, senior probation officer.",
        "Video call",
        "Ms Haddad offered a summary in general words. Dr Örsolya asked for the conditions themselves.",
        "Agreed by the end of that day, met.",
        "The summary did not say whether he may be alone with the baby.",
    ),
    why=Why(
        "Probation reads its duty to share more narrowly than we do.",
        "Midwives visit in pairs and see the mother alone. The health visitor starts a week early.",
    ),
    way=(
        Sign(1, "grace-okonjo"),
        Forward(3, "beatrix-lowe", to="alistair-munroe"),
        ConfirmReceipt(5, "alistair-munroe"),
        Reveal(5, "alistair-munroe", purpose="act"),
    ),
)

SAFETY_PLAN = Story(
    key="safety-plan",
    raising="harrowmere-academy",
    starts=2,
    author="jodie-marlowe",
    children=(Child("Elestor Mockfield", 188, "WM-000159-TEST", "early_help", "3"),),
    difference=Difference("hospital", "information", "information", -8, ("roles",)),
    issues=(
        Issue(
            position="A safety plan that says “school will check bags daily” has to be given to the school.",
            evidence="""He came back to lessons on {-8}, four days after an overdose. We were shown the
                plan by him, on his phone, on {-5}.""",
            risk="A promise is made in our name that nobody knows of, and he trusts it.",
            outcome="What keeps him safe is really done.",
            asked="Send us the plan, and ring before writing a task for us into one.",
        ),
        Issue(
            position="His consent should have been asked for on the ward.",
            evidence="""The discharge letter says “consent to share with school: not discussed”. He told us
                that he would have said yes.""",
            risk="A form left blank is treated as a no.",
            outcome="Young people are asked.",
            asked="Ask each young person, and write down the answer.",
        ),
    ),
    stage_1=Stage(
        -5,
        "Jodie Marlowe with the mental health liaison nurse.",
        "By telephone",
        "The nurse could not speak about him without consent. She was kind about it.",
        "Next day, met by e-mail.",
        "She would ask him at his next appointment, in five weeks.",
    ),
    stage_2=Stage(
        -2,
        "Amara Lennox with Benedikt Örsolya, named doctor.",
        "By telephone",
        """Dr Örsolya thought that consent was not needed where there is a risk to life. The liaison team
            belongs to another trust’s contract.""",
        "Before the end of the day, met.",
        "He had nobody to instruct.",
    ),
    why=Why(
        "We cannot tell who may send the plan.",
        """His head of year meets him at the gate and at the end of each day. His father has locked the
            medicines away.""",
    ),
    way=(Ask(0, "jodie-marlowe", of="stefan-wojcik"), Sign(1, "stefan-wojcik")),
)

STORIES = (BAIL_ON_THE_WARD, BRUISE, LICENCE_AND_A_NEWBORN, SAFETY_PLAN)
