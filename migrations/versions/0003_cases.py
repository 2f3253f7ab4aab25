"""Cases, their parts, papers and deadlines, and the audience that may see them."""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = """
set role portal_owner;

create table portal.escalation (
  id uuid primary key default gen_random_uuid(),
  reference text not null unique,
  raising_workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  state text not null default 'draft' check (state in
    ('draft', 'submitted', 'returned', 'forwarded', 'answered', 'unresolved', 'referred', 'accepted',
     'discarded', 'resolved', 'withdrawn', 'closed', 'decided')),
  audience uuid[] not null,
  barred uuid[] not null default '{}',
  rules_version smallint not null,
  version integer not null default 1,
  asked jsonb not null default '{}',
  category text,
  gate jsonb not null default '{}',
  writers uuid[] not null default '{}',
  sign_off_asked_of uuid references portal.membership,
  raising_withdrew boolean not null default false,
  turn_began_at timestamptz,
  chases smallint not null default 0,
  no_further_step_at timestamptz,
  follow_up_on date,
  opened_at timestamptz not null,
  first_submitted_at timestamptz,
  submitted_at timestamptz,
  part_1_version integer not null default 0,
  ended_at timestamptz
);

-- Random, so that a reference says nothing about how many cases there are (decision 25), and never one that is
-- taken: so it looks at every case, and tells nobody of any.
create function portal.new_reference() returns text
  language plpgsql volatile security definer set search_path = portal, pg_temp as $$
declare
  alphabet constant text := '23456789ABCDEFGHJKMNPQRSTVWXYZ';
  bytes bytea;
  found_free text;
begin
  loop
    bytes := sha256(uuid_send(gen_random_uuid()));
    select 'RPD-' || string_agg(
        substr(alphabet, 1 + get_byte(bytes, i) % 30, 1) || case when i = 3 then '-' else '' end, '' order by i)
      into found_free from generate_series(0, 7) i;
    exit when not exists (select from escalation where reference = found_free);
  end loop;
  return found_free;
end $$;
alter table portal.escalation alter column reference set default portal.new_reference();

create table portal.part (
  id uuid primary key,
  escalation_id uuid not null references portal.escalation,
  kind text not null check (kind in ('response', 'referral', 'summary', 'review')),
  workspace_id uuid not null references portal.workspace,
  state text not null,
  began_at timestamptz not null,
  due_at timestamptz,
  extension text not null default 'never_asked',
  said_not_for_us boolean not null default false,
  early boolean not null default false,
  agreed uuid[] not null default '{}',
  interests_declared boolean not null default false,
  addressee_id uuid references portal.membership,
  addressee_name text,
  receipt_confirmed_at timestamptz,
  receipt_confirmed_by text
);
create index part_of_escalation on portal.part (escalation_id);

create table portal.deadline (
  id uuid primary key default gen_random_uuid(),
  escalation_id uuid not null references portal.escalation,
  part_id uuid references portal.part,
  clock text not null,
  workspace_id uuid not null references portal.workspace,
  started_at timestamptz not null,
  due_on date not null,
  due_at timestamptz not null,
  working jsonb not null,
  stopped_at timestamptz
);
create index deadline_of_escalation on portal.deadline (escalation_id);

-- What is still being written belongs to the agency that writes it.
create table portal.draft (
  id uuid primary key default gen_random_uuid(),
  escalation_id uuid not null references portal.escalation,
  part_id uuid references portal.part,
  kind text not null check (kind in ('part_1', 'part_2', 'part_3')),
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  content jsonb not null default '{}',
  version integer not null default 1,
  updated_by uuid not null references portal.membership,
  updated_by_name text not null,
  updated_at timestamptz not null,
  unique nulls not distinct (escalation_id, kind, workspace_id, part_id)
);

-- A signed part is a version. Nothing signed is overwritten. `agencies`: those that may read it; null, every one
-- in the audience.
create table portal.document (
  id uuid primary key default gen_random_uuid(),
  escalation_id uuid not null references portal.escalation,
  part_id uuid references portal.part,
  kind text not null check (kind in ('part_1', 'part_2', 'part_3')),
  version integer not null,
  agencies uuid[],
  content jsonb not null,
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  signed_by uuid not null default portal.current_membership() references portal.membership,
  signed_by_name text not null,
  signed_by_role text not null,
  on_behalf_of uuid references portal.workspace,
  signed_at timestamptz not null,
  unique nulls not distinct (escalation_id, kind, part_id, version)
);

-- The protected block (decision 25). The rows of a version are fixed once that version of Part 1 is signed.
create table portal.child (
  escalation_id uuid not null references portal.escalation,
  version integer not null,
  number smallint not null,
  name text not null,
  date_of_birth text not null,
  record_number text not null,
  salt bytea not null default sha256(uuid_send(gen_random_uuid())),
  primary key (escalation_id, version, number)
);

create table portal.access (
  id uuid primary key default gen_random_uuid(),
  escalation_id uuid not null references portal.escalation,
  at timestamptz not null,
  what text not null,
  purpose text not null,
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  name text not null,
  role text not null
);
create index access_to_escalation on portal.access (escalation_id, at);

-- Each workspace's list, kept by trigger: rank 0 something is asked of us, 1 we wait, 2 ended. `due_at` is what
-- each is sorted by: our own due date, the first of the others', and when an ended case ended.
create table portal.case_audience (
  workspace_id uuid not null references portal.workspace,
  escalation_id uuid not null references portal.escalation,
  rank smallint not null,
  due_at timestamptz,
  opened_at timestamptz not null,
  primary key (workspace_id, escalation_id)
);
create index case_audience_worklist
  on portal.case_audience (workspace_id, rank, due_at, opened_at, escalation_id);
create index case_audience_of_escalation on portal.case_audience (escalation_id);

-- A form's one-time key: sent twice, it is done once, and the second sender is led where the first was.
create table portal.once (
  key uuid primary key,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  at timestamptz not null default now(),
  location text not null default ''
);
"""

AUDIENCE = """
-- Nobody but this function says who may see a case; it reads that from where the case stands (section 4).
create function portal.audience_of(e portal.escalation) returns uuid[]
  language sql stable security definer set search_path = portal, pg_temp
  return (
    select array_agg(distinct w.id order by w.id)
    from workspace w
    where w.id = e.raising_workspace_id
      or (w.kind = 'business_unit' and e.state not in ('draft', 'discarded'))
      or (w.kind = 'executive' and e.state in ('referred', 'accepted', 'decided'))
      or exists (
        select from part p where p.escalation_id = e.id and p.workspace_id = w.id
          and (p.kind = 'response' and p.state <> 'replaced'
               or p.kind = 'summary' and p.state <> 'recalled' and e.state = 'accepted')));

create function portal.keep_audience() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  if tg_op = 'UPDATE' and new.state <> old.state
     and old.state in ('discarded', 'withdrawn', 'closed', 'decided') then
    raise exception 'A case that has ended stays ended.' using errcode = 'check_violation';
  end if;
  if tg_op = 'UPDATE' and new.state <> old.state
     and (new.state = 'draft' or new.state = 'discarded' and old.state <> 'draft') then
    raise exception 'A case that was submitted stays known.' using errcode = 'check_violation';
  end if;
  new.audience := portal.audience_of(new);
  return new;
end $$;
create trigger keep_audience before insert or update on portal.escalation
  for each row execute function portal.keep_audience();

create function portal.keep_lists() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  delete from case_audience where escalation_id = new.id and workspace_id <> all (new.audience);
  insert into case_audience (workspace_id, escalation_id, rank, due_at, opened_at)
    select w, new.id,
      case when new.state in ('discarded', 'resolved', 'withdrawn', 'closed', 'decided') then 2
           when new.asked ? w::text then 0 else 1 end,
      coalesce(new.ended_at, (new.asked #>> array[w::text, 'due'])::timestamptz,
        (select min((one.value ->> 'due')::timestamptz) from jsonb_each(new.asked) one)), new.opened_at
    from unnest(new.audience) w
  on conflict (workspace_id, escalation_id) do update
    set rank = excluded.rank, due_at = excluded.due_at
    where (case_audience.rank, case_audience.due_at) is distinct from (excluded.rank, excluded.due_at);
  return null;
end $$;
create trigger keep_lists after insert or update on portal.escalation
  for each row execute function portal.keep_lists();

create function portal.part_moved() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  update escalation set audience = audience where id = new.escalation_id;
  return null;
end $$;
create trigger part_moved after insert or update of state on portal.part
  for each row execute function portal.part_moved();

-- What a signature stands under, for the history to keep: of the signed text, and of the identity signed with it.
-- The identity's rows are salted, so that its digest tells nobody a name.
create function portal.digest_of(p_content jsonb) returns text language sql immutable
  return encode(sha256(convert_to(p_content::text, 'UTF8')), 'hex');

create function portal.digest_of_children(p_escalation uuid, p_version integer) returns text language sql stable
  return (
    select encode(sha256(convert_to(coalesce(string_agg(
        concat_ws('|', number, encode(salt, 'hex'), name, date_of_birth, record_number), e'\\n' order by number),
      ''), 'UTF8')), 'hex')
    from portal.child where escalation_id = p_escalation and version = p_version);

create function portal.child_is_open() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare one portal.child := coalesce(new, old);
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
create trigger child_is_open before insert or delete on portal.child
  for each row execute function portal.child_is_open();
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['escalation', 'part', 'deadline', 'draft', 'document', 'child', 'access',
                             'case_audience', 'once'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

-- One rule for a case: its audience, less those barred from it. Written so that a missing person sees nothing.
create policy audience on portal.escalation to portal_web, portal_worker
  using ((select portal.current_workspace()) = any (audience)
         and ((select portal.current_membership()) = any (barred)) is false)
  with check ((select portal.current_workspace()) = any (audience)
              and ((select portal.current_membership()) = any (barred)) is false);

-- One rule for what belongs to it: a row is seen when its case is.
create policy audience on portal.part for select to portal_web, portal_worker
  using (exists (select from portal.escalation e where e.id = escalation_id));
create policy audience_moves on portal.part for update to portal_web
  using (exists (select from portal.escalation e where e.id = escalation_id));
-- A new part may widen the audience, so each kind is made by those alone whose step it is.
create policy makers on portal.part for insert to portal_web
  with check (exists (select from portal.escalation e where e.id = escalation_id)
              and (select portal.current_kind()) =
                case kind when 'response' then 'business_unit' when 'referral' then 'agency' else 'executive' end);
create policy audience on portal.deadline for select to portal_web, portal_worker
  using (exists (select from portal.escalation e where e.id = escalation_id
                 and ((select portal.current_kind()) <> 'agency'
                      or e.raising_workspace_id = (select portal.current_workspace())
                      or exists (select from portal.part p
                                 where p.escalation_id = e.id and p.kind = 'response'
                                   and p.workspace_id = (select portal.current_workspace())
                                   and p.began_at <= deadline.started_at
                                   and (deadline.part_id is null or deadline.part_id = p.id)))));
create policy audience_starts on portal.deadline for insert to portal_web
  with check (exists (select from portal.escalation e where e.id = escalation_id));
create policy audience_stops on portal.deadline for update to portal_web
  using (exists (select from portal.escalation e where e.id = escalation_id));
create policy lists on portal.case_audience for select to portal_web, portal_worker
  using (workspace_id = (select portal.current_workspace()));

-- What is meant for fewer has a narrower rule. The Executive and the Scrutineer are let in by the parts of
-- the portal that are theirs; until then these doors are closed to them.
create policy writers on portal.draft to portal_web
  using (workspace_id = (select portal.current_workspace())
         and exists (select from portal.escalation e where e.id = escalation_id))
  with check (workspace_id = (select portal.current_workspace())
              and exists (select from portal.escalation e where e.id = escalation_id));
-- A responding agency reads the version that was sent to it, and none that was returned before.
create policy parties on portal.document to portal_web
  using (((select portal.current_kind()) = 'business_unit'
          or (select portal.current_kind()) = 'agency'
             and (agencies is null or (select portal.current_workspace()) = any (agencies)))
         and exists (select from portal.escalation e where e.id = escalation_id
                     and ((select portal.current_kind()) <> 'agency' or document.kind <> 'part_1'
                          or e.raising_workspace_id = (select portal.current_workspace())
                          or document.version = e.part_1_version)))
  with check (workspace_id = (select portal.current_workspace())
              and signed_by = (select portal.current_membership())
              and case kind
                when 'part_2' then exists (select from portal.part p where p.id = part_id
                                           and p.workspace_id = (select portal.current_workspace()))
                else exists (select from portal.escalation e where e.id = escalation_id
                             and e.raising_workspace_id = (select portal.current_workspace())) end);
create policy parties on portal.child to portal_web
  using ((select portal.current_kind()) in ('agency', 'business_unit')
         and exists (select from portal.escalation e where e.id = escalation_id
                     and (e.raising_workspace_id = (select portal.current_workspace())
                          or child.version = e.part_1_version)))
  with check (exists (select from portal.escalation e where e.id = escalation_id));
create policy parties on portal.access to portal_web
  using ((select portal.current_kind()) in ('agency', 'business_unit')
         and exists (select from portal.escalation e where e.id = escalation_id))
  with check (workspace_id = (select portal.current_workspace())
              and membership_id = (select portal.current_membership())
              and exists (select from portal.escalation e where e.id = escalation_id));
create policy own on portal.once to portal_web
  using (membership_id = (select portal.current_membership()))
  with check (membership_id = (select portal.current_membership()));

grant select on portal.escalation, portal.part, portal.deadline, portal.case_audience
  to portal_web, portal_worker;
grant select on portal.draft, portal.document, portal.child, portal.access, portal.once to portal_web;
grant insert (rules_version, opened_at, gate, writers, asked, category) on portal.escalation to portal_web;
grant update (state, version, asked, category, writers, sign_off_asked_of, raising_withdrew, turn_began_at, chases,
  no_further_step_at, follow_up_on, first_submitted_at, submitted_at, part_1_version,
  ended_at) on portal.escalation to portal_web;
grant insert on portal.part, portal.deadline to portal_web;
grant update (state, due_at, extension, said_not_for_us, early, agreed, interests_declared,
  receipt_confirmed_at, receipt_confirmed_by) on portal.part to portal_web;
grant update (stopped_at, due_on, due_at, working) on portal.deadline to portal_web;
grant insert (escalation_id, part_id, kind, content, updated_by, updated_by_name, updated_at)
  on portal.draft to portal_web;
grant update (content, version, updated_by, updated_by_name, updated_at) on portal.draft to portal_web;
grant insert (escalation_id, part_id, kind, version, agencies, content, signed_by_name, signed_by_role,
  on_behalf_of, signed_at) on portal.document to portal_web;
grant insert (escalation_id, version, number, name, date_of_birth, record_number), delete on portal.child
  to portal_web;
grant insert (id, escalation_id, at, what, purpose, name, role) on portal.access to portal_web;
grant insert (key), update (location) on portal.once to portal_web;
grant execute on function portal.new_reference(), portal.digest_of(jsonb),
  portal.digest_of_children(uuid, integer) to portal_web;
reset role;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(AUDIENCE)
    op.execute(WALLS)
