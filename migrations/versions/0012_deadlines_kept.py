"""Deadlines nobody has to remember: the steps to come, mail tried again, closures, the worker's own log."""

from alembic import op

revision = "0012"
down_revision = "0010"

NUDGES = """
set role portal_owner;

-- The steps of each running deadline's ladder that are still to come (decision 7). The heartbeat moves what is due
-- straight into the outbox: a narrow table, so that a million open deadlines cost it nothing.
create unique index deadline_of_its_case on portal.deadline (id, escalation_id);
create table portal.nudge (
  deadline_id uuid not null,
  step text not null,
  escalation_id uuid not null,
  at timestamptz not null,
  primary key (deadline_id, step),
  foreign key (deadline_id, escalation_id) references portal.deadline (id, escalation_id)
);
create index nudge_at on portal.nudge (at);
-- What runs over a day: asked when that day becomes a holiday (decision 5).
create index deadline_running on portal.deadline (due_on) where stopped_at is null;

create function portal.deadline_stopped() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  delete from nudge where deadline_id = new.id;
  return null;
end $$;
create trigger deadline_stopped after update of stopped_at on portal.deadline
  for each row when (old.stopped_at is null and new.stopped_at is not null)
  execute function portal.deadline_stopped();

-- Since when stage 3 is complete by silence: the last due date passed with a reply missing, and it is A's turn
-- (section 4). A passed date moves nothing; the worker notes it, so that A is asked.
alter table portal.escalation add column silent_since timestamptz;
"""

OUTBOX = """
-- A row without a recipient is the worker's own to do: whom it concerns is asked when it is done.
alter table portal.outbox
  alter column workspace_id drop not null,
  alter column membership_id drop not null,
  add constraint outbox_recipient check ((workspace_id is null) = (membership_id is null)),
  -- `not_before` moves on with every attempt, so that one that died waits as long as one that failed.
  drop column leased_until,
  add column tried_at timestamptz,
  add column trying_since timestamptz,
  add column failed_at timestamptz;
drop index portal.outbox_waiting;
create index outbox_waiting on portal.outbox (not_before)
  where sent_at is null and dropped_at is null and failed_at is null;
create index outbox_failed on portal.outbox (failed_at) where failed_at is not null and sent_at is null;
create index outbox_of_escalation on portal.outbox (escalation_id);
"""

CALENDAR = """
-- Who closed the office, or opened it again, and when. Only ever added to.
create table portal.closure_change (
  id uuid primary key default gen_random_uuid(),
  day date not null,
  reason text not null,
  added boolean not null,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  name text not null,
  at timestamptz not null
);
create index closure_change_at on portal.closure_change (at);
create trigger closure_changes_stand before update or delete on portal.closure_change
  for each row execute function portal.history_stands();

create table portal.known_holiday (
  day date primary key,
  reason text not null
);
comment on table portal.known_holiday is
  'Open: the days without work as they stood when the due dates were last worked out.';

create table portal.periodic (
  name text primary key,
  began_at timestamptz not null,
  ended_at timestamptz,
  did text not null default '',
  error text not null default '',
  failures integer not null default 0
);
comment on table portal.periodic is
  'Open: when each periodic work of the worker last ran, and how that went. It holds no person and no case.';
"""

CLEARING = """
-- A form's one-time key is of use while its page may still be open, and who was writing for a minute. Gives how
-- many were cleared away.
create function portal.clear_away() returns integer
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare keys integer; traces integer;
begin
  delete from once where at < now() - interval '60 days';
  get diagnostics keys = row_count;
  delete from editing where at < now() - interval '1 day';
  get diagnostics traces = row_count;
  return keys + traces;
end $$;
grant execute on function portal.clear_away() to portal_worker;
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['nudge', 'closure_change'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

create policy audience on portal.nudge for select to portal_web
  using (exists (select from portal.deadline d where d.id = deadline_id));
create policy audience_plans on portal.nudge for insert to portal_web
  with check (exists (select from portal.escalation e where e.id = escalation_id));
create policy moved on portal.nudge to portal_worker using (true) with check (true);

-- The worker keeps the dates of a case as the Business Unit sees it, never as the agency to which it writes.
create policy kept on portal.escalation as restrictive for update to portal_worker
  using ((select portal.current_kind()) = 'business_unit');
create policy kept_starts on portal.deadline for insert to portal_worker
  with check ((select portal.current_kind()) = 'business_unit'
              and exists (select from portal.escalation e where e.id = escalation_id));
create policy kept on portal.deadline for update to portal_worker
  using ((select portal.current_kind()) = 'business_unit'
         and exists (select from portal.escalation e where e.id = escalation_id));
create policy kept on portal.part for update to portal_worker
  using ((select portal.current_kind()) = 'business_unit'
         and exists (select from portal.escalation e where e.id = escalation_id));
create policy kept on portal.document for select to portal_worker
  using ((select portal.current_kind()) = 'business_unit'
         and exists (select from portal.escalation e where e.id = escalation_id));

-- The Business Unit sees what could not be sent, and has it tried again.
create policy office on portal.outbox for select to portal_web
  using ((select portal.current_kind()) = 'business_unit');
create policy office_tries_again on portal.outbox for update to portal_web
  using ((select portal.current_kind()) = 'business_unit' and failed_at is not null)
  with check (failed_at is null);
create policy calendar on portal.outbox for insert to portal_web
  with check (kind = 'calendar' and escalation_id is null and workspace_id is null
              and (select portal.current_kind()) = 'business_unit');

-- Everybody counts with the days off; the Business Unit alone says which they are.
alter table portal.closure enable row level security;
alter table portal.closure force row level security;
create policy owner on portal.closure to portal_owner using (true) with check (true);
create policy everyone on portal.closure for select to portal_web, portal_worker using (true);
create policy office_closes on portal.closure for insert to portal_web
  with check ((select portal.current_kind()) = 'business_unit');
create policy office_opens on portal.closure for delete to portal_web
  using ((select portal.current_kind()) = 'business_unit');
comment on table portal.closure is null;

create policy office on portal.closure_change for select to portal_web
  using ((select portal.current_kind()) = 'business_unit');
create policy office_adds on portal.closure_change for insert to portal_web
  with check ((select portal.current_kind()) = 'business_unit'
              and membership_id = (select portal.current_membership()));

create policy colleagues_confirmed on portal.directory_confirmation for select to portal_worker
  using ((select portal.current_kind()) = 'business_unit');

grant select, insert (deadline_id, step, escalation_id, at) on portal.nudge to portal_web;
grant select, insert, update, delete on portal.nudge to portal_worker;
grant update (silent_since) on portal.escalation to portal_web;
grant update (asked, silent_since) on portal.escalation to portal_worker;
grant insert, update (due_on, due_at, working) on portal.deadline to portal_worker;
grant update (due_at) on portal.part to portal_worker;
grant select on portal.document, portal.directory_confirmation to portal_worker;

grant insert (created_at, not_before) on portal.outbox to portal_web;
grant select (id, kind, escalation_id, workspace_id, membership_id, created_at, not_before, attempts, tried_at,
  last_error, sent_at, dropped_at, failed_at), update (failed_at, not_before, trying_since)
  on portal.outbox to portal_web;
grant insert (id, kind, escalation_id, workspace_id, membership_id, payload, dedupe_key, created_at, not_before),
  update (tried_at, trying_since, failed_at) on portal.outbox to portal_worker;

grant insert, delete on portal.closure to portal_web;
grant select, insert (day, reason, added, name, at) on portal.closure_change to portal_web;
grant select, insert, update, delete on portal.known_holiday to portal_worker;
grant select on portal.periodic to portal_web;
grant select, insert, update on portal.periodic to portal_worker;
grant execute on function portal.role_holders(uuid, text[]), portal.stand_ins(uuid, text[], date, uuid[])
  to portal_worker;
reset role;
"""


def upgrade() -> None:
    op.execute(NUDGES)
    op.execute(OUTBOX)
    op.execute(CALENDAR)
    op.execute(CLEARING)
    op.execute(WALLS)
