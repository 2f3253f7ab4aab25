"""The whole identity of a child, how a case is found by it, and who looked at what."""

from alembic import op

revision = "0007"
down_revision = "0006"

IDENTITY = """
set role portal_owner;

-- Null only in what was written before; so the digest that stands under a signature from before still holds.
alter table portal.child add column known_as text, add column other_number text;

create or replace function portal.digest_of_children(p_escalation uuid, p_version integer) returns text
  language sql stable
  return (
    select encode(sha256(convert_to(coalesce(string_agg(
        concat_ws('|', number, encode(salt, 'hex'), name, date_of_birth, record_number, known_as, other_number),
        e'\\n' order by number),
      ''), 'UTF8')), 'hex')
    from portal.child where escalation_id = p_escalation and version = p_version);

-- By what a case is found (decision 25): keyed digests, so that the table tells nobody a name.
create table portal.child_key (
  escalation_id uuid not null references portal.escalation,
  version integer not null,
  number smallint not null,
  kind text not null check (kind in ('name', 'date_of_birth', 'record_number')),
  digest bytea not null,
  primary key (escalation_id, version, number, kind, digest),
  foreign key (escalation_id, version, number) references portal.child on delete cascade
);
create index child_key_digest on portal.child_key (digest);

-- For a child as for its keys.
create or replace function portal.child_is_open() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare one record := coalesce(new, old);
begin
  perform from escalation e
    where e.id = one.escalation_id and e.state in ('draft', 'returned')
      and e.raising_workspace_id = portal.current_workspace()
      and not exists (select from document d where d.escalation_id = e.id and d.kind = 'part_1'
                      and d.version >= one.version);
  if not found then
    raise exception 'What was signed is not overwritten.' using errcode = 'check_violation';
  end if;
  return one;
end $$;
create trigger child_is_open before insert or delete on portal.child_key
  for each row execute function portal.child_is_open();

alter table portal.child_key enable row level security;
alter table portal.child_key force row level security;
create policy owner on portal.child_key to portal_owner using (true) with check (true);
create policy parties on portal.child_key to portal_web
  using ((select portal.current_kind()) in ('agency', 'business_unit')
         and exists (select from portal.escalation e where e.id = escalation_id
                     and (e.raising_workspace_id = (select portal.current_workspace())
                          or child_key.version = e.part_1_version)))
  with check (exists (select from portal.escalation e where e.id = escalation_id));

grant insert (known_as, other_number) on portal.child to portal_web;
grant select, insert on portal.child_key to portal_web;
"""

LOOKS = """
-- Every look at a case (decision 27). A view stands here alone; all others stand in the history's chain too.
alter table portal.access add constraint access_what_check
  check (what in ('view', 'reveal', 'copy', 'download', 'print', 'find'));
create index access_of_person on portal.access (escalation_id, membership_id, at);

-- A responding agency reads its own looks, and since the signature of the form that was sent to it those of the
-- raising agency and of the Business Unit. Those of another responding agency are not its own.
drop policy parties on portal.access;
create policy parties on portal.access to portal_web
  using ((select portal.current_kind()) in ('agency', 'business_unit')
         and exists (select from portal.escalation e where e.id = escalation_id
                     and ((select portal.current_kind()) = 'business_unit'
                          or e.raising_workspace_id = (select portal.current_workspace())
                          or access.workspace_id = (select portal.current_workspace())
                          or at >= e.submitted_at
                             and (access.workspace_id = e.raising_workspace_id
                                  or access.workspace_id = (select w.id from portal.workspace w
                                                            where w.kind = 'business_unit')))))
  with check (workspace_id = (select portal.current_workspace())
              and membership_id = (select portal.current_membership())
              and exists (select from portal.escalation e where e.id = escalation_id));
reset role;
"""


def upgrade() -> None:
    op.execute(IDENTITY)
    op.execute(LOOKS)
