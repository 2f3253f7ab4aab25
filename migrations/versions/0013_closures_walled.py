"""Walls for what 0012 lets be written: the Business Unit closes days; the worker keeps a case as it sees it."""

from alembic import op

revision = "0013"
down_revision = "0012"

CLOSURES = """
set role portal_owner;
alter table portal.closure enable row level security;
alter table portal.closure force row level security;
create policy owner on portal.closure to portal_owner using (true) with check (true);
create policy everyone on portal.closure for select to portal_web, portal_worker using (true);
create policy office_closes on portal.closure for insert to portal_web
  with check ((select portal.current_kind()) = 'business_unit');
create policy office_opens on portal.closure for delete to portal_web
  using ((select portal.current_kind()) = 'business_unit');
comment on table portal.closure is null;
"""

CASES = """
-- What a case asks, and that it fell silent, the worker writes as the Business Unit sees the case, never as the
-- agency to which it happens to write.
create policy kept on portal.escalation as restrictive for update to portal_worker
  using ((select portal.current_kind()) = 'business_unit');
reset role;
"""


def upgrade() -> None:
    op.execute(CLOSURES)
    op.execute(CASES)
