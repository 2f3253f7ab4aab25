"""The whole identity of a child, how a case is found by it, and who looked at what."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    pass
