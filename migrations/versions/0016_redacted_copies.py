"""Redacted copies of attachments, which stand for them in the packs without identity (decision 25)."""

from alembic import op

revision = "0016"
down_revision = "0015"

COPIES = """
set role portal_owner;

-- A copy of a file that was signed with a part of the form, without what names anybody who must not be named. The
-- Business Unit supplies and vouches for it. It is no attachment: no party reads it, and none of its rows.
create table portal.redacted_copy (
  id uuid primary key default gen_random_uuid(),
  escalation_id uuid not null references portal.escalation,
  attachment_id uuid not null references portal.attachment,
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  name text not null check (length(name) between 1 and 200),
  vouched boolean not null check (vouched),
  media_type text not null,
  size integer not null check (size > 0),
  sha256 bytea not null check (length(sha256) = 32),
  state text not null check (state in ('quarantined', 'clean', 'refused')),
  reason text not null default '',
  added_by uuid not null default portal.current_membership() references portal.membership,
  added_by_name text not null,
  added_at timestamptz not null,
  scanned_at timestamptz
);
create index redacted_copy_of_escalation on portal.redacted_copy (escalation_id);

-- What is in it. Apart, as with an attachment.
create table portal.redacted_content (
  copy_id uuid primary key references portal.redacted_copy,
  content bytea not null
);
alter table portal.redacted_content alter column content set storage external;

-- What was supplied stays, and a verdict is given once.
create function portal.redacted_copy_stands() returns trigger language plpgsql as $$
begin
  if old.state <> 'quarantined' then
    raise exception 'A verdict is given once.' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger redacted_copy_stands before update on portal.redacted_copy
  for each row execute function portal.redacted_copy_stands();
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['redacted_copy', 'redacted_content'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

-- The Business Unit and the members who sit read them, and nobody else does.
create policy readers on portal.redacted_copy for select to portal_web
  using ((select portal.current_kind()) = 'business_unit'
           and exists (select from portal.escalation e where e.id = escalation_id)
         or (select portal.current_kind()) = 'executive' and portal.sits(escalation_id));
create policy suppliers on portal.redacted_copy for insert to portal_web
  with check (workspace_id = (select portal.current_workspace())
              and added_by = (select portal.current_membership())
              and state in ('quarantined', 'clean') and portal.keeps(escalation_id)
              and exists (select from portal.escalation e
                          where e.id = escalation_id and e.state in ('referred', 'accepted'))
              and exists (select from portal.attachment a
                          where a.id = attachment_id and a.escalation_id = redacted_copy.escalation_id
                            and a.since is not null));

-- Quarantine is here: the web reads none that is not known to be clean.
create policy clean on portal.redacted_content for select to portal_web
  using (exists (select from portal.redacted_copy r where r.id = copy_id and r.state = 'clean'));
create policy suppliers on portal.redacted_content for insert to portal_web
  with check (exists (select from portal.redacted_copy r
                      where r.id = copy_id and r.state <> 'refused'
                        and r.added_by = (select portal.current_membership())));

-- The scanner's hand, as with an attachment: it reads as whoever supplied the copy.
create policy scanned on portal.redacted_copy for select to portal_worker
  using (workspace_id = (select portal.current_workspace())
         and exists (select from portal.escalation e where e.id = escalation_id));
create policy verdicts on portal.redacted_copy for update to portal_worker
  using (workspace_id = (select portal.current_workspace()) and state = 'quarantined'
         and exists (select from portal.escalation e where e.id = escalation_id))
  with check (workspace_id = (select portal.current_workspace()));
create policy scanned on portal.redacted_content for select to portal_worker
  using (exists (select from portal.redacted_copy r where r.id = copy_id));
create policy refused on portal.redacted_content for delete to portal_worker
  using (exists (select from portal.redacted_copy r where r.id = copy_id and r.state = 'refused'));

-- That one was supplied is told to the Business Unit and the Executive alone.
create policy redacted_copies on portal.history as restrictive for select to portal_web
  using (event <> 'redacted_copy' or (select portal.current_kind()) in ('executive', 'business_unit'));

grant execute on function portal.keeps(uuid) to portal_web;
grant select on portal.redacted_copy to portal_web;
grant insert (id, escalation_id, attachment_id, name, vouched, media_type, size, sha256, state, added_by_name,
  added_at) on portal.redacted_copy to portal_web;
grant select, insert on portal.redacted_content to portal_web;
grant select, update (state, reason, scanned_at) on portal.redacted_copy to portal_worker;
grant select, delete on portal.redacted_content to portal_worker;
"""

PACKS = """
-- A row of the history that tells of a redacted copy is printed in no pack, and so moves none.
create or replace function portal.pack_edition(p_case uuid) returns text
  language sql stable security definer set search_path = portal, pg_temp
  return coalesce((select max(h.seq) from history h
                   where h.escalation_id = p_case
                     and h.event not in ('reveal', 'download', 'copy', 'print', 'find', 'pack', 'keep_out',
                                         'let_in', 'declare', 'deliberate', 'propose', 'give_view', 'tie',
                                         'redacted_copy')), 0)
    || '.' || (select count(*) from attachment a
               where a.escalation_id = p_case and a.since is not null and a.state <> 'quarantined');

-- What stands for an attachment changes with each copy that is supplied, and with its verdict. The Scrutineer's
-- pack has the attachment itself.
create function portal.pack_edition(p_case uuid, p_kind text) returns text
  language sql stable security definer set search_path = portal, pg_temp
  return portal.pack_edition(p_case)
    || case when p_kind = 'scrutineer' then ''
            else coalesce('.' || nullif((select count(*) + count(*) filter (where r.state <> 'quarantined')
                                         from redacted_copy r where r.escalation_id = p_case), 0), '') end;
create or replace function portal.edition_of(p_case uuid, p_kind text) returns text
  language sql stable security definer set search_path = portal, pg_temp
  return case when portal.has_pack(p_case, p_kind) then portal.pack_edition(p_case, p_kind) end;

-- The content that a pack reproduces, for the worker that builds it: of an attachment where identity may be read,
-- of a redacted copy elsewhere.
create or replace function portal.file_of_pack(p_pack uuid, p_number integer) returns bytea
  language sql stable security definer set search_path = portal, pg_temp
  return (
    select case when p.kind = 'scrutineer' then (
        select c.content from attachment a join attachment_content c on c.attachment_id = a.id
        where a.id = p.files[p_number] and a.escalation_id = p.escalation_id
          and a.state = 'clean' and a.since is not null)
      else (
        select c.content from redacted_copy r join redacted_content c on c.copy_id = r.id
        where r.id = p.files[p_number] and r.escalation_id = p.escalation_id and r.state = 'clean') end
    from referral_pack p where p.id = p_pack and p.state = 'gathering');
reset role;
"""


def upgrade() -> None:
    op.execute(COPIES)
    op.execute(WALLS)
    op.execute(PACKS)
