"""Dates kept when a day off is known late: who reads A's turn, a silence taken back, a day closed again."""

from alembic import op

revision = "0013"
down_revision = "0012"

READERS = """
set role portal_owner;

-- The agencies that read of a deadline; null, every one that may see its row. That another agency's silence made
-- it A's turn is A's alone to read (decision 13). No wall of rows: whoever breaks the silence ends that turn.
alter table portal.deadline add column if not exists agencies uuid[];
update portal.deadline d set agencies = array[e.raising_workspace_id]
  from portal.escalation e, portal.history h
  where e.id = d.escalation_id and h.escalation_id = d.escalation_id and h.event = 'silence'
    and d.agencies is null and d.clock = 'turn' and d.part_id is null
    and d.started_at <= h.at and (d.stopped_at is null or d.stopped_at > h.at);
reset role;
"""

SILENCE = """
set role portal_owner;

-- A silence is taken back when the due date moves later (decision 5), and A's turn with it.
grant update (stopped_at) on portal.deadline to portal_worker;
reset role;
"""

CLOSED_AGAIN = """
set role portal_owner;

-- How often a day had been closed when the due dates were last worked out: one that was taken back and closed
-- again since is worked out anew, as is each day that was known before this was kept.
alter table portal.known_holiday add column if not exists closed integer not null default 0;
drop policy if exists counted on portal.closure_change;
create policy counted on portal.closure_change for select to portal_worker
  using ((select portal.current_kind()) = 'business_unit');
grant select (day, added) on portal.closure_change to portal_worker;
reset role;
"""


def upgrade() -> None:
    op.execute(READERS)
    op.execute(SILENCE)
    op.execute(CLOSED_AGAIN)
