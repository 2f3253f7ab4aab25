"""What is still being written, a row for each section of it, and who has it open."""

from alembic import op

revision = "0006"
down_revision = "0005"

SECTIONS = """
set role portal_owner;

-- A row for each section, so that two people in two sections never wait for, or overwrite, one another.
alter table portal.draft add column section text not null default '';
alter table portal.draft drop constraint draft_escalation_id_kind_workspace_id_part_id_key;
alter table portal.draft drop constraint draft_kind_check;
alter table portal.draft add constraint draft_kind_check
  check (kind in ('part_1', 'part_2', 'part_3', 'follow_up'));
insert into portal.draft
    (escalation_id, kind, workspace_id, section, content, updated_by, updated_by_name, updated_at)
  select d.escalation_id, d.kind, d.workspace_id, s.key, s.value, d.updated_by, d.updated_by_name, d.updated_at
  from portal.draft d, jsonb_each(d.content) s where d.kind = 'part_1' and d.section = '';
delete from portal.draft where kind = 'part_1' and section = '';
alter table portal.draft add unique nulls not distinct (escalation_id, kind, workspace_id, part_id, section);
grant insert (section) on portal.draft to portal_web;
grant delete on portal.draft to portal_web;

-- Who has a section open now. Losing it costs nothing: everybody's page tells again within seconds.
create unlogged table portal.editing (
  escalation_id uuid not null references portal.escalation,
  kind text not null,
  section text not null,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  name text not null,
  at timestamptz not null default now(),
  primary key (escalation_id, kind, section, membership_id)
);
alter table portal.editing enable row level security;
alter table portal.editing force row level security;
create policy owner on portal.editing to portal_owner using (true) with check (true);
create policy writers on portal.editing to portal_web
  using (workspace_id = (select portal.current_workspace())
         and exists (select from portal.escalation e where e.id = escalation_id))
  with check (workspace_id = (select portal.current_workspace())
              and membership_id = (select portal.current_membership())
              and exists (select from portal.escalation e where e.id = escalation_id));
grant select, insert (escalation_id, kind, section, name), update (at, name), delete on portal.editing
  to portal_web;
reset role;
"""


def upgrade() -> None:
    op.execute(SECTIONS)
