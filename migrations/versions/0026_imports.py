"""What the Business Unit brings in from a spreadsheet, before and after it is taken."""

from alembic import op

revision = "0026"
down_revision = "0025"

TABLES = """
set role portal_owner;

-- A file on its way in. Its content is kept until its columns are chosen, then the chosen columns alone; nothing
-- of it is kept once it was taken, or after a day.
create table portal.import_upload (
  id uuid primary key,
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  begun_by uuid not null default portal.current_membership() references portal.membership,
  begun_at timestamptz not null,
  kind text not null check (kind in ('old-cases', 'directory')),
  ending text not null check (ending in ('csv', 'xlsx')),
  content bytea,
  sheets text[] not null,
  sheet text,
  headings text[] not null default '{}',
  above integer not null default 0,
  rows jsonb,
  means jsonb not null default '{}',
  check (content is null or rows is null)
);
alter table portal.import_upload alter column content set storage external;

-- That something was taken: who did it, when, how many rows, how many were left out. Only that it was taken back
-- is written later.
create table portal.import_taken (
  id uuid primary key,
  kind text not null check (kind in ('old-cases', 'directory')),
  rows integer not null check (rows > 0),
  left_out integer not null check (left_out >= 0),
  membership_id uuid not null default portal.current_membership() references portal.membership,
  name text not null,
  at timestamptz not null,
  taken_back_at timestamptz,
  taken_back_by uuid references portal.membership,
  taken_back_by_name text,
  check (num_nulls(taken_back_at, taken_back_by, taken_back_by_name) in (0, 3))
);

-- The cases of an import, and their references as they are compared.
create table portal.import_case (
  escalation_id uuid primary key references portal.log_case,
  import_id uuid not null references portal.import_taken,
  reference_key text not null unique
);
create index import_case_of on portal.import_case (import_id);
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['import_upload', 'import_taken', 'import_case'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

-- Whoever brought a file is the only one who sees it before it is taken.
create policy own on portal.import_upload to portal_web
  using (begun_by = (select portal.current_membership())
         and (select portal.holds_in_office('officer', 'manager')))
  with check (begun_by = (select portal.current_membership())
              and workspace_id = (select portal.current_workspace())
              and (select portal.holds_in_office('officer', 'manager')));
create policy office on portal.import_taken for select to portal_web
  using ((select portal.current_kind()) = 'business_unit');
create policy office_takes on portal.import_taken for insert to portal_web
  with check (membership_id = (select portal.current_membership())
              and (select portal.holds_in_office('officer', 'manager')));
create policy office on portal.import_case for select to portal_web
  using ((select portal.current_kind()) = 'business_unit');

grant select, delete, insert (id, begun_at, kind, ending, content, sheets, sheet, headings, above),
  update (content, sheet, headings, above, rows, means) on portal.import_upload to portal_web;
grant select, insert (id, kind, rows, left_out, name, at) on portal.import_taken to portal_web;
grant select on portal.import_case to portal_web;
"""

TAKING = """
-- Old cases become rows of the log, always marked as imported, with what each is found by. The only way in: no
-- login writes into the log.
create function portal.import_cases(p_import uuid, p_cases jsonb, p_responses jsonb) returns void
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  perform from import_taken t
    where t.id = p_import and t.kind = 'old-cases' and t.taken_back_at is null
      and t.membership_id = portal.current_membership() and portal.holds_in_office('officer', 'manager');
  if not found then
    raise exception 'Only the Business Unit imports cases.' using errcode = 'insufficient_privilege';
  end if;
  insert into log_case (
    escalation_id, reference, imported, raising_workspace_id, state, stage, stage_4, category, categories,
    submitted_at, forward_due_on, forwarded_at, ended_at, closed_as, chases, promised, done, not_done)
  select id, reference, true, raising, state, stage, stage_4, categories[1], categories,
    submitted_at, forward_due_on, forwarded_at, ended_at, closed_as, chases, promised, done, promised - done
  from jsonb_to_recordset(p_cases) as r (id uuid, reference text, raising uuid, state text, stage smallint,
    stage_4 text, categories text[], submitted_at timestamptz, forward_due_on date, forwarded_at timestamptz,
    ended_at timestamptz, closed_as text, chases integer, promised integer, done integer);
  insert into import_case (escalation_id, import_id, reference_key)
    select id, p_import, key from jsonb_to_recordset(p_cases) as r (id uuid, key text);
  insert into log_response (
    part_id, escalation_id, workspace_id, state, began_at, due_on, due_at, extension_days, answered_at)
  select gen_random_uuid(), r.id, r.workspace, r.state, r.began_at, r.due_on, r.due_at, r.extension, r.answered_at
  from jsonb_to_recordset(p_responses) as r (id uuid, workspace uuid, state text, began_at timestamptz,
    due_on date, due_at timestamptz, extension integer, answered_at timestamptz)
  join import_case i on i.escalation_id = r.id and i.import_id = p_import;
  insert into log_tag (kind, value, submitted_at, escalation_id)
    select t.kind, t.value, c.submitted_at, c.escalation_id
    from import_case i
      join log_case c on c.escalation_id = i.escalation_id
      cross join lateral portal.log_tags(c) t
    where i.import_id = p_import
    union
    select k, a.agency::text, c.submitted_at, c.escalation_id
    from jsonb_to_recordset(p_cases) as r (id uuid, responding uuid[])
      join log_case c on c.escalation_id = r.id
      cross join lateral unnest(r.responding) as a (agency)
      cross join unnest(array['responding', 'party']) as k
    union
    select 'theme', h.id::text, c.submitted_at, c.escalation_id
    from jsonb_to_recordset(p_cases) as r (id uuid, themes uuid[])
      join log_case c on c.escalation_id = r.id
      join theme h on h.id = any (r.themes);
end $$;

-- Whether a report that was issued counts a case of this import.
create function portal.import_is_reported(p_import uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return exists (select from report_case r join import_case i on i.escalation_id = r.escalation_id
                 where i.import_id = p_import);

-- All of an import of old cases leaves the log, or nothing.
create function portal.take_back_import(p_import uuid, p_name text, p_at timestamptz) returns void
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare cases uuid[];
begin
  if not portal.holds_in_office('manager') or portal.import_is_reported(p_import) then
    raise exception 'This import is not taken back.' using errcode = 'insufficient_privilege';
  end if;
  update import_taken
    set taken_back_at = p_at, taken_back_by = portal.current_membership(), taken_back_by_name = p_name
    where id = p_import and kind = 'old-cases' and taken_back_at is null;
  select coalesce(array_agg(escalation_id), '{}') into cases from import_case where import_id = p_import;
  delete from log_tag where escalation_id = any (cases);
  delete from log_response where escalation_id = any (cases);
  delete from import_case where import_id = p_import;
  delete from log_case where escalation_id = any (cases) and imported;
end $$;

-- What was brought and not taken within a day is removed, by the worker.
create function portal.clear_imports() returns integer
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare cleared integer;
begin
  delete from import_upload where begun_at < now() - interval '1 day';
  get diagnostics cleared = row_count;
  return cleared;
end $$;

grant execute on function portal.import_cases(uuid, jsonb, jsonb), portal.import_is_reported(uuid),
  portal.take_back_import(uuid, text, timestamptz) to portal_web;
grant execute on function portal.clear_imports() to portal_worker;
reset role;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(WALLS)
    op.execute(TAKING)
