"""What else can happen to a case: notes, links, replies on behalf, follow-up, and what stops at the gate."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    pass
