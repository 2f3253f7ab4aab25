"""What is still being written, a row for each section of it, and who has it open."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    pass
