"""Find quickly whose reply is awaited of somebody who is away, and what the Business Unit still writes down."""

from alembic import op

revision = "0018"
down_revision = "0017"

INDEXES = """
set role portal_owner;
create index part_awaited_of on portal.part (addressee_id) where kind = 'response' and state = 'awaited';
create index draft_of_workspace on portal.draft (workspace_id) where kind = 'part_2';
reset role;
"""


def upgrade() -> None:
    op.execute(INDEXES)
