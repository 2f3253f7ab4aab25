"""What else can happen to a case: notes, links, papers on behalf, follow-up, and what stops at the gate."""

from alembic import op

revision = "0009"
down_revision = "0008"

CASES = """
set role portal_owner;

-- `on_behalf`: the Business Unit writes Part 1 for an agency that cannot sign in (decision 20). `parallel`: which
-- other processes run beside this one. `closed_as`: why the Business Unit closed it.
alter table portal.escalation
  add column on_behalf boolean not null default false,
  add column parallel text[] not null default '{}',
  add column closed_as text check (closed_as in ('out_of_scope', 'no_further_contact', 'no_further_step')),
  add column followed_up_at timestamptz;

-- `answered_at`: when the reply was given, which a reply entered on behalf says itself. `to_assess`: the agency
-- had opened the case before it was replaced, and the Business Unit is to say what follows (decision 12).
alter table portal.part
  add column answered_at timestamptz,
  add column on_behalf boolean not null default false,
  add column extension_days smallint check (extension_days between 1 and 5),
  add column sign_off_asked_of uuid references portal.membership,
  add column to_assess boolean not null default false;

alter table portal.document drop constraint document_kind_check;
alter table portal.document add constraint document_kind_check
  check (kind in ('part_1', 'part_2', 'part_3', 'follow_up'));

-- What is added to a case without moving it: addenda and corrections, a holding reply, calls, chases, notes of
-- the Business Unit. Only ever added to. `agencies`: those that may read it beside the Business Unit; null, all.
create table portal.note (
  id uuid primary key default gen_random_uuid(),
  escalation_id uuid not null references portal.escalation,
  part_id uuid references portal.part,
  kind text not null check (kind in
    ('addendum', 'correction', 'holding_reply', 'call', 'chase', 'note', 'assessment')),
  about text not null default '',
  agencies uuid[],
  body text not null,
  happened_on date,
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  name text not null,
  role text not null,
  at timestamptz not null
);
create index note_of_escalation on portal.note (escalation_id, at);
create trigger notes_stand before update or delete on portal.note
  for each row execute function portal.history_stands();

-- Two cases that belong together. Shown to those alone who may see both.
create table portal.link (
  escalation_id uuid not null references portal.escalation,
  linked_id uuid not null references portal.escalation,
  why text not null,
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  at timestamptz not null,
  primary key (escalation_id, linked_id),
  check (escalation_id <> linked_id)
);
create index link_to on portal.link (linked_id);

-- What the gate stopped: the question that stopped it and the answers, of no child and no person (P1).
create table portal.diversion (
  id uuid primary key default gen_random_uuid(),
  stopped_by text not null,
  answers jsonb not null,
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  on_date date not null
);
create index diversion_on on portal.diversion (on_date);
"""

AUDIENCE = """
create or replace function portal.audience_of(e portal.escalation) returns uuid[]
  language sql stable security definer set search_path = portal, pg_temp
  return (
    select array_agg(distinct w.id order by w.id)
    from workspace w
    where w.id = e.raising_workspace_id
      or (w.kind = 'business_unit' and (e.state not in ('draft', 'discarded') or e.on_behalf))
      or (w.kind = 'executive' and e.state in ('referred', 'accepted', 'decided'))
      or exists (
        select from part p where p.escalation_id = e.id and p.workspace_id = w.id
          and (p.kind = 'response' and p.state <> 'replaced'
               or p.kind = 'summary' and p.state <> 'recalled' and e.state = 'accepted')));

-- Rank 0 something is asked of us, which the follow-up of a resolved case is too; 1 we wait; 2 ended.
create or replace function portal.keep_lists() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  delete from case_audience where escalation_id = new.id and workspace_id <> all (new.audience);
  insert into case_audience (workspace_id, escalation_id, rank, due_at, opened_at)
    select w, new.id,
      case when new.asked ? w::text then 0
           when new.state in ('discarded', 'resolved', 'withdrawn', 'closed', 'decided') then 2 else 1 end,
      case when new.asked ? w::text then (new.asked #>> array[w::text, 'due'])::timestamptz
           else coalesce(new.ended_at, (select min((one.value ->> 'due')::timestamptz)
                                        from jsonb_each(new.asked) one)) end, new.opened_at
    from unnest(new.audience) w
  on conflict (workspace_id, escalation_id) do update
    set rank = excluded.rank, due_at = excluded.due_at
    where (case_audience.rank, case_audience.due_at) is distinct from (excluded.rank, excluded.due_at);
  return null;
end $$;

-- A case is started in one's own workspace, or by the Business Unit on behalf of an agency.
create function portal.keep_raising() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  if portal.current_workspace() is not null
     and (case when new.on_behalf then portal.current_kind() is distinct from 'business_unit'
               else new.raising_workspace_id is distinct from portal.current_workspace() end) then
    raise exception 'A case is started in one''s own workspace.' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger keep_raising before insert on portal.escalation
  for each row execute function portal.keep_raising();

create or replace function portal.child_is_open() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare one record := coalesce(new, old);
begin
  perform from escalation e
    where e.id = one.escalation_id and e.state in ('draft', 'returned')
      and (e.raising_workspace_id = portal.current_workspace()
           or e.on_behalf and portal.current_kind() = 'business_unit')
      and not exists (select from document d where d.escalation_id = e.id and d.kind = 'part_1'
                      and d.version >= one.version);
  if not found then
    raise exception 'What was signed is not overwritten.' using errcode = 'check_violation';
  end if;
  return one;
end $$;
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['note', 'link', 'diversion'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

-- As a signed part, and as the history: a responding agency reads nothing from before the form it was sent.
create policy parties on portal.note to portal_web
  using (exists (select from portal.escalation e where e.id = escalation_id
                 and ((select portal.current_kind()) = 'business_unit'
                      or (select portal.current_kind()) = 'agency'
                         and (workspace_id = (select portal.current_workspace())
                              or (agencies is null or (select portal.current_workspace()) = any (agencies))
                                 and (e.raising_workspace_id = (select portal.current_workspace())
                                      or at >= e.submitted_at)))))
  with check (workspace_id = (select portal.current_workspace())
              and membership_id = (select portal.current_membership())
              and (select portal.current_kind()) in ('agency', 'business_unit')
              and (kind in ('addendum', 'correction', 'holding_reply')
                   or (select portal.current_kind()) = 'business_unit')
              and exists (select from portal.escalation e where e.id = escalation_id));
create policy parties on portal.link for select to portal_web
  using (exists (select from portal.escalation e where e.id = escalation_id)
         and exists (select from portal.escalation e where e.id = linked_id));
create policy makers on portal.link for insert to portal_web
  with check (workspace_id = (select portal.current_workspace())
              and exists (select from portal.escalation e where e.id = escalation_id
                          and (e.raising_workspace_id = (select portal.current_workspace())
                               or (select portal.current_kind()) = 'business_unit'))
              and exists (select from portal.escalation e where e.id = linked_id));
create policy office on portal.link for delete to portal_web
  using ((select portal.current_kind()) = 'business_unit');
create policy counted on portal.diversion for select to portal_web
  using ((select portal.current_kind()) = 'business_unit');
create policy stopped on portal.diversion for insert to portal_web
  with check (workspace_id = (select portal.current_workspace()) and (select portal.current_kind()) = 'agency');

-- The raising agency reads what names it or every agency, and no more: a chase of another, a note of the Business
-- Unit and which other case is linked are not its own.
drop policy parties on portal.history;
create policy parties on portal.history for select to portal_web, portal_worker
  using (exists (select from portal.escalation e where e.id = escalation_id
                 and ((select portal.current_kind()) = 'business_unit'
                      or (agencies is null or (select portal.current_workspace()) = any (agencies))
                         and (e.raising_workspace_id = (select portal.current_workspace())
                              or (select portal.current_kind()) = 'agency' and at >= e.submitted_at))));

-- Nobody changes another agency's reply but the Business Unit, whose step that may be.
drop policy audience_moves on portal.part;
create policy audience_moves on portal.part for update to portal_web
  using (exists (select from portal.escalation e where e.id = escalation_id)
         and (kind <> 'response' or workspace_id = (select portal.current_workspace())
              or (select portal.current_kind()) = 'business_unit'));

-- Files of Part 1 are A's, and those of a reply the responding agency's, or the Business Unit's on their behalf.
drop policy adders on portal.attachment;
create policy adders on portal.attachment for insert to portal_web
  with check (workspace_id = (select portal.current_workspace())
              and added_by = (select portal.current_membership())
              and since is null and state in ('quarantined', 'clean')
              and case paper
                when 'part_2' then exists (
                  select from portal.part p where p.id = part_id and p.escalation_id = attachment.escalation_id
                    and p.kind = 'response'
                    and (p.workspace_id = (select portal.current_workspace())
                         or (select portal.current_kind()) = 'business_unit'))
                else part_id is null and exists (
                  select from portal.escalation e where e.id = escalation_id
                    and (e.raising_workspace_id = (select portal.current_workspace())
                         or paper = 'part_1' and e.on_behalf and (select portal.current_kind()) = 'business_unit'))
              end);

drop policy parties on portal.document;
-- A responding agency reads the version that was sent to it, and none that was returned before. The Business Unit
-- keeps a paper on behalf of the agency whose paper it is (decision 20).
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
                when 'part_2' then exists (
                  select from portal.part p where p.id = part_id and p.escalation_id = document.escalation_id
                    and (on_behalf_of is null and p.workspace_id = (select portal.current_workspace())
                         or on_behalf_of = p.workspace_id
                            and (select portal.current_kind()) = 'business_unit'))
                else exists (
                  select from portal.escalation e where e.id = escalation_id
                    and (on_behalf_of is null and e.raising_workspace_id = (select portal.current_workspace())
                         or document.kind = 'part_1' and e.on_behalf
                            and on_behalf_of = e.raising_workspace_id
                            and (select portal.current_kind()) = 'business_unit')) end);

-- What the Business Unit still writes on behalf of an agency, that agency does not read yet.
do $$
declare one text;
begin
  foreach one in array array['child', 'child_key'] loop
    execute format('drop policy parties on portal.%I', one);
    execute format($policy$
      create policy parties on portal.%1$I to portal_web
        using ((select portal.current_kind()) in ('agency', 'business_unit')
               and exists (select from portal.escalation e where e.id = escalation_id
                           and (e.raising_workspace_id = (select portal.current_workspace())
                                and (not e.on_behalf or %1$I.version <= e.part_1_version)
                                or e.on_behalf and (select portal.current_kind()) = 'business_unit'
                                or %1$I.version = e.part_1_version)))
        with check (exists (select from portal.escalation e where e.id = escalation_id))$policy$, one);
  end loop;
end $$;

-- For taking out of a text alone, never to show: the children of every signed version of a case that may be seen
-- here, those too that its reader may not read, and of the draft for whoever raises the case or enters
-- it on behalf. A name that was corrected may still stand in what was written.
create function portal.identity_to_mask(p_case uuid)
  returns table (version integer, number smallint, name text, date_of_birth text, record_number text,
                 known_as text, other_number text)
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select c.version, c.number, c.name, c.date_of_birth, c.record_number, c.known_as, c.other_number
    from child c join escalation e on e.id = c.escalation_id
    where e.id = p_case
      and portal.current_workspace() = any (e.audience)
      and (portal.current_membership() = any (e.barred)) is false
      and (c.version <= e.part_1_version
           or e.raising_workspace_id = portal.current_workspace()
           or e.on_behalf and portal.current_kind() = 'business_unit')
    order by c.version desc, c.number;
  end;

grant execute on function portal.identity_to_mask(uuid) to portal_web;
grant select on portal.note, portal.link, portal.diversion to portal_web;
grant insert (raising_workspace_id, on_behalf) on portal.escalation to portal_web;
grant update (parallel, closed_as, followed_up_at) on portal.escalation to portal_web;
grant update (answered_at, on_behalf, extension_days, sign_off_asked_of, to_assess) on portal.part to portal_web;
grant insert (id, escalation_id, part_id, kind, about, agencies, body, happened_on, name, role, at)
  on portal.note to portal_web;
grant insert (escalation_id, linked_id, why, at), delete on portal.link to portal_web;
grant insert (stopped_by, answers, on_date) on portal.diversion to portal_web;
reset role;
"""


def upgrade() -> None:
    op.execute(CASES)
    op.execute(AUDIENCE)
    op.execute(WALLS)
