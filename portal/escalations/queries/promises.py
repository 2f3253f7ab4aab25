"""What was promised in the replies to a case, for who follows it up."""

from portal.escalations.queries.case_view import CaseView
from portal.protocol.follow_up import Promise, promises


def promised(view: CaseView) -> list[tuple[str, Promise]]:
    """Every action that was promised, each with its agency's name."""
    replies = {one.part: one for one in view.documents if one.kind == "part_2" and one.part}
    made = promises((part, one.content) for part, one in replies.items() if part)
    return [(replies[one.part].agency, one) for one in made]
