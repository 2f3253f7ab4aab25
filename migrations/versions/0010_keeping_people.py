"""What an agency keeps about its own people: roles, absences, confirmation, and whom it keeps from a case."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    pass
