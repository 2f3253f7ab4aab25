"""Files that belong to a case, and what is in them."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass
