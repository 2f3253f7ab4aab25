"""What the Business Unit keeps beside its log: themes, views of each person's own, and who took a file of it."""

from alembic import op

revision = "0020"
down_revision = "0019"

TABLES = """
set role portal_owner;

-- One that is withdrawn is no longer offered, and stays with the cases that have it.
create table portal.theme (
  id uuid primary key,
  name text not null check (length(name) between 1 and 80),
  added_by_name text not null,
  added_by uuid not null default portal.current_membership() references portal.membership,
  added_at timestamptz not null,
  withdrawn_at timestamptz
);
create unique index theme_by_name on portal.theme (lower(name));

-- What a person asked of the log, to be asked again: as the address carries it, and no case.
create table portal.log_view (
  id uuid primary key,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  name text not null check (length(name) between 1 and 80),
  asks jsonb not null,
  at timestamptz not null,
  unique (membership_id, name)
);

-- That a file of the log was taken (decision 27): what was asked for in words, and how many cases were in it.
create table portal.log_export (
  id uuid primary key,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  name text not null,
  role text not null,
  at timestamptz not null,
  kind text not null check (kind in ('csv', 'xlsx')),
  asked text not null,
  rows integer not null check (rows > 0),
  cut boolean not null
);
create index log_export_by_time on portal.log_export (at);

create index log_case_by_end on portal.log_case (ended_at, escalation_id) where ended_at is not null;
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['theme', 'log_view', 'log_export'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

create policy office on portal.theme to portal_web
  using ((select portal.current_kind()) = 'business_unit')
  with check ((select portal.current_kind()) = 'business_unit');
grant select, insert (id, name, added_by_name, added_at), update (withdrawn_at) on portal.theme to portal_web;

-- A view is read by whoever keeps it.
create policy own on portal.log_view to portal_web
  using ((select portal.current_kind()) = 'business_unit'
         and membership_id = (select portal.current_membership()))
  with check ((select portal.current_kind()) = 'business_unit'
              and membership_id = (select portal.current_membership()));
grant select, insert (id, name, asks, at), delete on portal.log_view to portal_web;

create policy office on portal.log_export for select to portal_web
  using ((select portal.current_kind()) = 'business_unit');
create policy own on portal.log_export for insert to portal_web
  with check ((select portal.current_kind()) = 'business_unit'
              and membership_id = (select portal.current_membership()));
grant select, insert (id, name, role, at, kind, asked, rows, cut) on portal.log_export to portal_web;

-- Of what a case is found by, the Business Unit writes its themes, and a trigger all else.
create policy themes on portal.log_tag for insert to portal_web
  with check ((select portal.current_kind()) = 'business_unit' and kind = 'theme'
              and exists (select from portal.theme t where t.id::text = value)
              and exists (select from portal.log_case c where c.escalation_id = log_tag.escalation_id
                          and c.submitted_at = log_tag.submitted_at));
create policy no_longer on portal.log_tag for delete to portal_web
  using ((select portal.current_kind()) = 'business_unit' and kind = 'theme');
grant insert, delete on portal.log_tag to portal_web;
reset role;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(WALLS)
