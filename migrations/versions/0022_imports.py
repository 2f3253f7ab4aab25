"""What the Business Unit brings in from a spreadsheet, before and after it is taken."""

from alembic import op

revision = "0022"
down_revision = "0018"

TABLES = """
set role portal_owner;

-- A file on its way in. Its content is kept until its columns are chosen, then the chosen columns alone; nothing
-- of it is kept once it was taken, or after a day.
create table portal.import_upload (
  id uuid primary key default gen_random_uuid(),
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

-- That something was taken: who did it, when, how many rows, how many were left out.
create table portal.import_taken (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('old-cases', 'directory')),
  rows integer not null check (rows > 0),
  left_out integer not null check (left_out >= 0),
  membership_id uuid not null default portal.current_membership() references portal.membership,
  name text not null,
  at timestamptz not null,
  taken_back_at timestamptz,
  taken_back_by uuid references portal.membership,
  taken_back_by_name text
);

do $$
declare one text;
begin
  foreach one in array array['import_upload', 'import_taken'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

-- Whoever brought a file is the only one who sees it before it is taken.
create policy own on portal.import_upload to portal_web
  using (begun_by = (select portal.current_membership()) and (select portal.current_kind()) = 'business_unit')
  with check (begun_by = (select portal.current_membership())
              and workspace_id = (select portal.current_workspace())
              and (select portal.current_kind()) = 'business_unit');
create policy office on portal.import_taken for select to portal_web
  using ((select portal.current_kind()) = 'business_unit');
create policy office_takes on portal.import_taken for insert to portal_web
  with check (membership_id = (select portal.current_membership())
              and (select portal.current_kind()) = 'business_unit' and taken_back_at is null);

grant select, delete, insert (id, begun_at, kind, ending, content, sheets, sheet, headings, above),
  update (content, sheet, headings, above, rows, means) on portal.import_upload to portal_web;
grant select, insert (id, kind, rows, left_out, name, at) on portal.import_taken to portal_web;

-- What was brought and not taken within a day is removed, by the worker.
create function portal.clear_imports() returns integer
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare cleared integer;
begin
  delete from import_upload where begun_at < now() - interval '1 day';
  get diagnostics cleared = row_count;
  return cleared;
end $$;
grant execute on function portal.clear_imports() to portal_worker;
reset role;
"""


def upgrade() -> None:
    op.execute(TABLES)
