"""What may be chosen in Part 1 of the form: what is stored, and the words for it (section 3)."""

CATEGORIES: dict[str, str] = {
    "assessment": "Quality and outcome of an assessment",
    "thresholds": "Thresholds",
    "roles": "Roles and responsibilities",
    "criteria": "Criteria for referrals",
    "quality": "Quality of service",
    "timeliness": "Timeliness",
    "information": "Information sharing and communication",
    "conference_needed": "Need for a child protection conference",
    "conference_decision": "Decision at a child protection conference",
    "looked_after": "Decision about a looked-after child",
    "strategy": "Decision within a strategy discussion",
    "other": "Other",
}
"""The kinds of difference the protocol names, "not exclusive" (P3)."""

KINDS: dict[str, str] = {
    "decision": "A decision we challenge",
    "action": "An action that was not done",
    "service": "A service or resource that is needed",
    "information": "Information that was not shared",
    "other": "Something else",
}

STATUSES: dict[str, str] = {
    "early_help": "Early help",
    "child_in_need": "Child in need",
    "protection_plan": "Child protection plan",
    "looked_after": "Looked after",
    "care_leaver": "Care leaver",
    "unborn": "Unborn",
    "none": "None of these",
    "not_known": "Not known",
}

UNBORN = "unborn"
"""The status of a child whose date is the expected one."""

LEVELS_OF_NEED: dict[str, str] = {
    "1": "Level 1: universal",
    "2": "Level 2: early help",
    "3": "Level 3: targeted help",
    "4": "Level 4: specialist or statutory help",
}

SEXES: dict[str, str] = {"female": "Female", "male": "Male", "not_known": "Not known"}

ETHNICITIES: dict[str, str] = {
    "english": "White: English, Welsh, Scottish, Northern Irish or British",
    "irish": "White: Irish",
    "traveller": "White: Gypsy or Irish Traveller",
    "roma": "White: Roma",
    "other_white": "White: any other background",
    "white_caribbean": "Mixed: White and Black Caribbean",
    "white_african": "Mixed: White and Black African",
    "white_asian": "Mixed: White and Asian",
    "other_mixed": "Mixed: any other background",
    "indian": "Asian: Indian",
    "pakistani": "Asian: Pakistani",
    "bangladeshi": "Asian: Bangladeshi",
    "chinese": "Asian: Chinese",
    "other_asian": "Asian: any other background",
    "african": "Black: African",
    "caribbean": "Black: Caribbean",
    "other_black": "Black: any other background",
    "arab": "Arab",
    "other_group": "Any other ethnic group",
    "not_said": "Not known, or the family prefers not to say",
}
"""The groups of the census of England and Wales. For statistics only: no page but the writer's own shows it."""

DISABILITIES: dict[str, str] = {"yes": "Yes", "no": "No", "not_known": "Not known"}

KNOW: dict[str, str] = {
    "all": "Yes, the child and the parents",
    "parents": "The parents, not the child",
    "child": "The child, not the parents",
    "nobody": "No",
}
"""Who in the family knows of the difference."""

MET: dict[str, str] = {
    "met": "One was agreed, and it was met",
    "missed": "One was agreed, and it was not met",
    "none": "None was agreed",
}
"""What became of the response time of stage 1 or 2."""

AGREED = frozenset({"met", "missed"})
"""When there was a response time to tell."""

STATEMENTS: dict[str, str] = {
    "tried": "Stages 1 and 2 were tried, or Part 1 says why they were not",
    "on_record": "This difference is written on the child’s record",
    "minimum": "Part 1 holds only what is necessary about the child and others",
    "apart": "I did not write any of Part 1, and I was not the manager at stage 2",
}
"""What a senior manager states with their signature under Part 1 (section 3)."""
