"""What must be told: a row in the transaction that caused it, rung for by the queue and swept for by the clock."""

from alembic import op

revision = "0005"
down_revision = "0004"

OUTBOX = """
set role portal_owner;

-- One row tells one person one thing. `workspace_id` and `membership_id` are the recipient's: the worker tells
-- it in their context, so that nobody is written to about a case they may no longer see.
create table portal.outbox (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  escalation_id uuid references portal.escalation,
  workspace_id uuid not null references portal.workspace,
  membership_id uuid not null,
  payload jsonb not null default '{}',
  dedupe_key text not null unique,
  created_at timestamptz not null default clock_timestamp(),
  not_before timestamptz not null default clock_timestamp(),
  leased_until timestamptz,
  attempts integer not null default 0,
  message_id text,
  last_error text,
  sent_at timestamptz,
  dropped_at timestamptz,
  foreign key (membership_id, workspace_id) references portal.membership (id, workspace_id)
);
create index outbox_waiting on portal.outbox (not_before) where sent_at is null and dropped_at is null;

alter table portal.outbox enable row level security;
alter table portal.outbox force row level security;
create policy owner on portal.outbox to portal_owner using (true) with check (true);
create policy own_case on portal.outbox for insert to portal_web
  with check (exists (select from portal.escalation e where e.id = escalation_id));
create policy carried on portal.outbox to portal_worker using (true) with check (true);

grant insert (id, kind, escalation_id, workspace_id, membership_id, payload, dedupe_key) on portal.outbox
  to portal_web;
grant select on portal.outbox to portal_worker;
grant update (leased_until, attempts, message_id, last_error, sent_at, dropped_at, not_before)
  on portal.outbox to portal_worker;
reset role;

alter role portal_web set plan_cache_mode = 'force_generic_plan';
"""


def upgrade() -> None:
    op.execute(OUTBOX)
