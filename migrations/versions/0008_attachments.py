"""Files that belong to a case, and what is in them."""

from alembic import op

revision = "0008"
down_revision = "0007"

FILES = """
set role portal_owner;

-- A file that was attached to a part of the form. `since` and `until`: the first and the last version of that part
-- it was signed with; no `since`, not signed yet, and seen by its own workspace alone. `agencies`: those that may
-- read it once it is signed; null, every one in the audience.
create table portal.attachment (
  id uuid primary key default gen_random_uuid(),
  escalation_id uuid not null references portal.escalation,
  part_id uuid references portal.part,
  paper text not null check (paper in ('part_1', 'part_2', 'part_3', 'follow_up')),
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  agencies uuid[] check (array_position(agencies, null) is null),
  name text not null check (length(name) between 1 and 200),
  title text not null,
  author text not null,
  type text not null check (type in
    ('chronology', 'assessment', 'minutes', 'plan', 'correspondence', 'signed_form', 'other')),
  third_party boolean not null,
  minimum boolean not null check (minimum),
  media_type text not null,
  size integer not null check (size > 0),
  sha256 bytea not null check (length(sha256) = 32),
  state text not null check (state in ('quarantined', 'clean', 'refused')),
  reason text not null default '',
  added_by uuid not null default portal.current_membership() references portal.membership,
  added_by_name text not null,
  added_at timestamptz not null,
  since integer,
  until integer check (until >= since),
  scanned_at timestamptz
);
create index attachment_of_escalation on portal.attachment (escalation_id);

-- What is in it. Apart, so that a list of files never reads one.
create table portal.attachment_content (
  attachment_id uuid primary key references portal.attachment on delete cascade,
  content bytea not null
);
alter table portal.attachment_content alter column content set storage external;

-- Whose download a look was. No reference: a file that was taken out before it was signed is gone, and the look
-- at it stays.
alter table portal.access add column attachment_id uuid;

-- What was signed is not overwritten, and a verdict is given once.
create function portal.attachment_stands() returns trigger language plpgsql as $$
begin
  if old.since is not null and (new.since, new.agencies) is distinct from (old.since, old.agencies)
     or old.until is not null and new.until is distinct from old.until
     or old.state <> 'quarantined' and new.state <> old.state then
    raise exception 'What was signed is not overwritten.' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger attachment_stands before update on portal.attachment
  for each row execute function portal.attachment_stands();
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['attachment', 'attachment_content'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

-- Whoever reads the part of the form reads what was signed with it; of Part 1, a responding agency reads what
-- belongs to the version that was sent to it.
create policy parties on portal.attachment for select to portal_web
  using (exists (select from portal.escalation e where e.id = escalation_id
                 and (workspace_id = (select portal.current_workspace())
                      or since is not null
                         and ((select portal.current_kind()) = 'business_unit'
                              or (select portal.current_kind()) = 'agency'
                                 and (agencies is null or (select portal.current_workspace()) = any (agencies))
                                 and (paper <> 'part_1'
                                      or e.raising_workspace_id = (select portal.current_workspace())
                                      or e.part_1_version between since and coalesce(until, e.part_1_version))))));
create policy adders on portal.attachment for insert to portal_web
  with check (workspace_id = (select portal.current_workspace())
              and added_by = (select portal.current_membership())
              and since is null and state in ('quarantined', 'clean')
              and (part_id is null or exists (
                select from portal.part p where p.id = part_id and p.escalation_id = attachment.escalation_id))
              and exists (select from portal.escalation e where e.id = escalation_id));
create policy signers on portal.attachment for update to portal_web
  using (workspace_id = (select portal.current_workspace())
         and exists (select from portal.escalation e where e.id = escalation_id))
  with check (workspace_id = (select portal.current_workspace()));
create policy removers on portal.attachment for delete to portal_web
  using (since is null and workspace_id = (select portal.current_workspace())
         and exists (select from portal.escalation e where e.id = escalation_id));

-- Quarantine is here: the web reads no file that is not known to be clean.
create policy clean on portal.attachment_content for select to portal_web
  using (exists (select from portal.attachment a where a.id = attachment_id and a.state = 'clean'));
create policy adders on portal.attachment_content for insert to portal_web
  with check (exists (select from portal.attachment a where a.id = attachment_id and a.since is null
                      and a.workspace_id = (select portal.current_workspace())));

-- The scanner's hand reads as whoever attached the file, gives the verdict, and keeps nothing that was refused.
create policy scanned on portal.attachment for select to portal_worker
  using (workspace_id = (select portal.current_workspace())
         and exists (select from portal.escalation e where e.id = escalation_id));
create policy verdicts on portal.attachment for update to portal_worker
  using (workspace_id = (select portal.current_workspace()) and state = 'quarantined'
         and exists (select from portal.escalation e where e.id = escalation_id))
  with check (workspace_id = (select portal.current_workspace()));
create policy scanned on portal.attachment_content for select to portal_worker
  using (exists (select from portal.attachment a where a.id = attachment_id));
create policy refused on portal.attachment_content for delete to portal_worker
  using (exists (select from portal.attachment a where a.id = attachment_id and a.state = 'refused'));

grant select, delete on portal.attachment to portal_web;
grant insert (id, escalation_id, part_id, paper, name, title, author, type, third_party, minimum, media_type, size,
  sha256, state, added_by_name, added_at), update (since, until, agencies) on portal.attachment to portal_web;
grant select, insert on portal.attachment_content to portal_web;
grant select, update (state, reason, scanned_at) on portal.attachment to portal_worker;
grant select, delete on portal.attachment_content to portal_worker;
grant insert (attachment_id) on portal.access to portal_web;
reset role;
"""


def upgrade() -> None:
    op.execute(FILES)
    op.execute(WALLS)
