"""Stage 4: requests for referral, who on the Executive may read and decide, the Scrutineer, decisions."""

from alembic import op

revision = "0014"
down_revision = "0013"

PAPERS = """
set role portal_owner;

alter table portal.draft drop constraint draft_kind_check;
alter table portal.draft add constraint draft_kind_check
  check (kind in ('part_1', 'part_2', 'part_3', 'follow_up', 'part_4', 'decision', 'summary'));
alter table portal.document drop constraint document_kind_check;
alter table portal.document add constraint document_kind_check
  check (kind in ('part_1', 'part_2', 'part_3', 'follow_up', 'part_4', 'commission', 'summary', 'summary_issued',
                  'decision'));
alter table portal.note drop constraint note_kind_check;
alter table portal.note add constraint note_kind_check
  check (kind in ('addendum', 'correction', 'holding_reply', 'call', 'chase', 'note', 'assessment', 'comment',
                  'clerical', 'action_done'));
-- What the Executive decided is to be done by an agency, or by the Business Unit, and by when.
alter table portal.part drop constraint part_kind_check;
alter table portal.part add constraint part_kind_check
  check (kind in ('response', 'referral', 'summary', 'review', 'action'));
"""

BENCH = """
-- Why the Executive cannot come to a decision unless a substitute is named (decision 22).
alter table portal.escalation add column substitute_needed text check (substitute_needed in ('quorum', 'tie'));

-- A substitute sits on the one case for which the Business Unit names them (decision 22).
create table portal.substitute (
  escalation_id uuid not null references portal.escalation,
  membership_id uuid not null references portal.membership,
  named_by uuid not null default portal.current_membership() references portal.membership,
  named_by_name text not null,
  at timestamptz not null,
  primary key (escalation_id, membership_id)
);

-- In which order the members preside when the chair cannot, as the Business Unit keeps it (decision 22).
create table portal.bench_place (
  membership_id uuid primary key references portal.membership,
  place smallint not null
);

-- What a member of the Executive, or the Scrutineer, declared before any paper opened. Only ever added to: more
-- may be declared, never less. `found` and `recused` are the database's to write.
create table portal.declaration (
  id uuid primary key default gen_random_uuid(),
  escalation_id uuid not null references portal.escalation,
  interests text[] not null default '{}',
  words text not null default '',
  found text[] not null default '{}',
  recused boolean not null default false,
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  name text not null,
  role text not null,
  at timestamptz not null
);
create index declaration_of on portal.declaration (escalation_id, membership_id, at);
create trigger declarations_stand before update or delete on portal.declaration
  for each row execute function portal.history_stands();

-- Why somebody may not decide a case (decision 21), worked out anew whenever it is asked, past the walls: the
-- agency they are of, or were within twelve months, is a party or of the same organisation as one; or they signed
-- a part.
create function portal.conflicts(p_case uuid, p_membership uuid) returns setof text
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    with parties as (
      select w.id, w.organisation_id from escalation e join workspace w on w.id = e.raising_workspace_id
        where e.id = p_case
      union
      select w.id, w.organisation_id from part p join workspace w on w.id = p.workspace_id
        where p.escalation_id = p_case and p.kind = 'response' and p.state <> 'replaced'),
    agencies as (
      select w.id, w.organisation_id, bool_and(one.over) as over
      from (
        select h.home_workspace_id as workspace_id, false as over
          from membership m join person h on h.id = m.person_id where m.id = p_membership
        union all
        select other.workspace_id, other.ended_at is not null
          from membership m join membership other on other.person_id = m.person_id
          where m.id = p_membership
            and (other.ended_at is null or other.ended_at > now() - interval '12 months')) one
      join workspace w on w.id = one.workspace_id and w.kind = 'agency'
      group by w.id)
    select case when a.over then 'moved' else 'agency' end
      from agencies a where exists (select from parties p where p.id = a.id)
    union
    select case when a.over then 'moved' else 'parent' end
      from agencies a
      where exists (select from parties p where p.organisation_id = a.organisation_id and p.id <> a.id)
        and not exists (select from parties p where p.id = a.id)
    union
    select 'signed'
      from membership m join membership other on other.person_id = m.person_id
        join document d on d.signed_by = other.id and d.escalation_id = p_case
          and d.kind in ('part_1', 'part_2', 'part_3', 'follow_up', 'part_4')
      where m.id = p_membership;
  end;

-- The members of the Executive who may come to sit on a case: the chair, the members, and who was named for it.
create function portal.may_sit(p_case uuid, p_membership uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return exists (
    select from membership m
      join workspace w on w.id = m.workspace_id and w.kind = 'executive'
      join membership_role r on r.membership_id = m.id and r.ended_at is null
    where m.id = p_membership and m.ended_at is null
      and (r.role in ('chair', 'member')
           or r.role = 'substitute' and exists (
             select from substitute s where s.escalation_id = p_case and s.membership_id = m.id)));

-- Whether whoever acts may read the papers of a case as a member of the Executive. Everything must speak for it:
-- the case is with the Executive, a place, a declaration, no interest declared in any, and no conflict now. A
-- forgotten step closes the door.
create function portal.sits(p_case uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return portal.current_kind() = 'executive'
    and exists (select from escalation e
                where e.id = p_case and portal.current_workspace() = any (e.audience))
    and portal.may_sit(p_case, portal.current_membership())
    and exists (select from declaration d
                where d.escalation_id = p_case and d.membership_id = portal.current_membership())
    and not exists (select from declaration d
                    where d.escalation_id = p_case and d.membership_id = portal.current_membership()
                      and d.interests <> '{}')
    and not exists (select from portal.conflicts(p_case, portal.current_membership()));

-- Whether whoever acts is a member who is recused from a case, by an interest declared or by what the portal finds
-- now, and it is decided: then they read the decision and the summary as the parties were given them, and nothing
-- else. Who never declared, and has no conflict, is not recused, and reads neither.
create function portal.reads_the_decision(p_case uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return portal.current_kind() = 'executive'
    and exists (select from escalation e
                where e.id = p_case and e.state = 'decided' and portal.current_workspace() = any (e.audience))
    and portal.may_sit(p_case, portal.current_membership())
    and (exists (select from declaration d
                 where d.escalation_id = p_case and d.membership_id = portal.current_membership()
                   and d.interests <> '{}')
         or exists (select from portal.conflicts(p_case, portal.current_membership())));

-- What they read: the decision with its clerical corrections, and each summary as it was given to the parties.
create function portal.released_to_recused(p_case uuid)
  returns table (kind text, part_id uuid, content jsonb, name text, role text, workspace_id uuid, at timestamptz)
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select d.kind, d.part_id, d.content, d.signed_by_name, d.signed_by_role, d.workspace_id, d.signed_at
    from document d
    where d.escalation_id = p_case and d.kind in ('decision', 'summary_issued')
      and portal.reads_the_decision(p_case)
    union all
    select n.kind, n.part_id, jsonb_build_object('body', n.body), n.name, n.role, n.workspace_id, n.at
    from note n
    where n.escalation_id = p_case and n.kind = 'clerical' and portal.reads_the_decision(p_case)
    order by 7;
  end;

-- The same of the Scrutineer, from the direction until the case leaves the state ACCEPTED (section 4).
create function portal.compiles(p_case uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return portal.current_kind() = 'scrutineer'
    and exists (select from escalation e join part p on p.escalation_id = e.id
                where e.id = p_case and e.state = 'accepted' and p.kind = 'summary' and p.state <> 'recalled'
                  and p.workspace_id = portal.current_workspace())
    and exists (select from declaration d
                where d.escalation_id = p_case and d.membership_id = portal.current_membership())
    and not exists (select from declaration d
                    where d.escalation_id = p_case and d.membership_id = portal.current_membership()
                      and d.interests <> '{}');

-- The bench of a case, for the Executive and the Business Unit alone: who may come to sit, in the order in which
-- they preside, with what each declared and what the portal finds now.
create function portal.bench(p_case uuid)
  returns table (membership_id uuid, name text, role text, seat integer, declared_at timestamptz, interests text[],
                 found text[])
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select m.id, p.name,
      case when roles.chair then 'chair' when roles.member then 'member' else 'substitute' end,
      (row_number() over (order by roles.chair desc, roles.member desc, b.place nulls last, p.name, m.id))::int,
      said.at, coalesce(said.interests, '{}'),
      array(select c from portal.conflicts(p_case, m.id) c order by c)
    from escalation e
      join workspace w on w.kind = 'executive'
      join membership m on m.workspace_id = w.id and m.ended_at is null
      join person p on p.id = m.person_id
      left join bench_place b on b.membership_id = m.id
      cross join lateral (
        select coalesce(bool_or(r.role = 'chair'), false) as chair,
          coalesce(bool_or(r.role = 'member'), false) as member
        from membership_role r where r.membership_id = m.id and r.ended_at is null) roles
      left join lateral (
        select min(d.at) as at,
          array(select distinct i from declaration all_of, unnest(all_of.interests) i
                where all_of.escalation_id = e.id and all_of.membership_id = m.id order by i) as interests
        from declaration d where d.escalation_id = e.id and d.membership_id = m.id) said on true
    where e.id = p_case and portal.may_sit(e.id, m.id)
      and e.state in ('referred', 'accepted', 'decided')
      and portal.current_workspace() = any (e.audience)
      and portal.current_kind() in ('executive', 'business_unit')
      and (portal.current_kind() <> 'executive' or portal.may_sit(e.id, portal.current_membership()))
    order by 4;
  end;

-- What a member reads before declaring, and one who is recused at any time: the reference, the parties and the
-- signatories (decision 21), with where stage 4 stands and what is theirs to do.
create function portal.before_the_executive()
  returns table (escalation_id uuid, reference text, state text, raising text, responding text[],
                 signatories text[], referred_at timestamptz, due_at timestamptz, ended_at timestamptz,
                 declared boolean, sits boolean, found text[])
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select e.id, e.reference, e.state, a.name,
      array(select w.name from part p join workspace w on w.id = p.workspace_id
            where p.escalation_id = e.id and p.kind = 'response' and p.state <> 'replaced'
            order by p.began_at, w.name),
      array(select distinct d.signed_by_name || ', ' || w.name
            from document d join workspace w on w.id = coalesce(d.on_behalf_of, d.workspace_id)
            where d.escalation_id = e.id and d.kind in ('part_1', 'part_2', 'part_3', 'follow_up', 'part_4')
            order by 1),
      (select min(p.began_at) from part p
        where p.escalation_id = e.id and p.kind = 'referral' and p.state = 'referred'),
      (select min(l.due_at) from deadline l
        where l.escalation_id = e.id and l.part_id is null and l.stopped_at is null
          and l.clock in ('acceptance', 'decision')),
      e.ended_at,
      exists (select from declaration d
              where d.escalation_id = e.id and d.membership_id = portal.current_membership()),
      portal.sits(e.id),
      array(select c from portal.conflicts(e.id, portal.current_membership()) c order by c)
    from escalation e join workspace a on a.id = e.raising_workspace_id
    where portal.current_kind() = 'executive' and portal.current_workspace() = any (e.audience)
      and portal.may_sit(e.id, portal.current_membership())
    order by e.ended_at desc nulls first, 8 nulls last, e.id;
  end;

-- What the Scrutineer reads of a case that was directed, before declaring: as a member of the Executive does.
create function portal.before_the_scrutineer()
  returns table (escalation_id uuid, reference text, state text, raising text, responding text[],
                 signatories text[], part_id uuid, part_state text, directed_at timestamptz, due_at timestamptz,
                 declared boolean, compiles boolean)
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select e.id, e.reference, e.state, a.name,
      array(select w.name from part r join workspace w on w.id = r.workspace_id
            where r.escalation_id = e.id and r.kind = 'response' and r.state <> 'replaced'
            order by r.began_at, w.name),
      array(select distinct d.signed_by_name || ', ' || w.name
            from document d join workspace w on w.id = coalesce(d.on_behalf_of, d.workspace_id)
            where d.escalation_id = e.id and d.kind in ('part_1', 'part_2', 'part_3', 'follow_up', 'part_4')
            order by 1),
      p.id, p.state, p.began_at, p.due_at,
      exists (select from declaration d
              where d.escalation_id = e.id and d.membership_id = portal.current_membership()),
      portal.compiles(e.id)
    from part p join escalation e on e.id = p.escalation_id join workspace a on a.id = e.raising_workspace_id
    where portal.current_kind() = 'scrutineer' and p.kind = 'summary' and p.state <> 'recalled'
      and p.workspace_id = portal.current_workspace() and e.state = 'accepted'
    order by p.state, p.due_at, p.id;
  end;

-- A declaration says what the portal found, and stands in the history, which one who is recused cannot reach.
create function portal.declared() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  if not exists (
    select from escalation e
    where e.id = new.escalation_id and portal.current_workspace() = any (e.audience)
      and (case portal.current_kind()
             when 'executive' then e.state in ('referred', 'accepted')
                                   and portal.may_sit(e.id, portal.current_membership())
             when 'scrutineer' then e.state = 'accepted' else false end)) then
    raise exception 'There is no such case.' using errcode = 'insufficient_privilege';
  end if;
  new.found := case when portal.current_kind() = 'executive'
    then array(select c from portal.conflicts(new.escalation_id, portal.current_membership()) c order by c)
    else '{}' end;
  new.recused := new.interests <> '{}' or new.found <> '{}';
  insert into history (escalation_id, event, agencies, at, payload)
    values (new.escalation_id, 'declare', '{}', new.at,
            jsonb_build_object('by', new.name, 'role', new.role,
              'workspace', (select w.name from workspace w where w.id = new.workspace_id),
              'recused', new.recused, 'declaration', new.id));
  return new;
end $$;
create trigger declared before insert on portal.declaration
  for each row execute function portal.declared();

-- A substitute is never from a party (decision 22).
create function portal.named_substitute() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  if not exists (
       select from membership m
         join workspace w on w.id = m.workspace_id and w.kind = 'executive'
         join membership_role r on r.membership_id = m.id and r.ended_at is null and r.role = 'substitute'
       where m.id = new.membership_id and m.ended_at is null)
     or exists (select from portal.conflicts(new.escalation_id, new.membership_id)) then
    raise exception 'A substitute is never from a party.' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger named_substitute before insert on portal.substitute
  for each row execute function portal.named_substitute();

-- The substitutes whom the Business Unit may name for a case: of no party, nor in conflict for another reason.
create function portal.possible_substitutes(p_case uuid) returns table (membership_id uuid, name text)
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select m.id, p.name
    from membership m
      join workspace w on w.id = m.workspace_id and w.kind = 'executive'
      join membership_role r on r.membership_id = m.id and r.ended_at is null and r.role = 'substitute'
      join person p on p.id = m.person_id
    where portal.current_kind() = 'business_unit' and m.ended_at is null
      and not exists (select from substitute s where s.escalation_id = p_case and s.membership_id = m.id)
      and not exists (select from portal.conflicts(p_case, m.id))
    order by p.name, m.id;
  end;

-- Whether whoever acts takes the minutes of the Executive.
create function portal.is_clerk() returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return exists (
    select from membership m
      join workspace w on w.id = m.workspace_id and w.kind = 'business_unit'
      join membership_role r on r.membership_id = m.id and r.role = 'clerk' and r.ended_at is null
    where m.id = portal.current_membership() and m.ended_at is null);
"""

DELIBERATION = """
-- A meeting or a written procedure of the Executive: when, who was present, what was said. Only ever added to.
create table portal.deliberation (
  id uuid primary key default gen_random_uuid(),
  escalation_id uuid not null references portal.escalation,
  how text not null check (how in ('meeting', 'written')),
  held_on date not null,
  present text[] not null,
  minutes text not null default '',
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  name text not null,
  at timestamptz not null
);
create index deliberation_of on portal.deliberation (escalation_id, at);
create trigger deliberations_stand before update or delete on portal.deliberation
  for each row execute function portal.history_stands();

-- What each member holds of the decision proposed, at one version of its draft; the newest counts. A draft that
-- is changed is another proposal.
create table portal.member_view (
  id uuid primary key default gen_random_uuid(),
  seq bigint generated always as identity,
  escalation_id uuid not null references portal.escalation,
  proposal integer not null,
  view text not null check (view in ('for', 'against')),
  dissent text not null default '',
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  name text not null,
  at timestamptz not null
);
create index member_view_of on portal.member_view (escalation_id, proposal, seq);
create trigger views_stand before update or delete on portal.member_view
  for each row execute function portal.history_stands();

-- What each member holds of the decision as it is proposed now. Nobody may ask this but the two functions below.
create function portal.newest_views(p_case uuid) returns table (membership_id uuid, view text)
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select distinct on (v.membership_id) v.membership_id, v.view
    from member_view v
    where v.escalation_id = p_case
      and v.proposal = (select max(d.version) from draft d where d.escalation_id = p_case and d.kind = 'decision')
    order by v.membership_id, v.seq desc;
  end;

-- The same, for the members who sit. For everybody else it is empty, for the worker too, which reads a case as the
-- Business Unit does.
create function portal.views_held(p_case uuid) returns table (membership_id uuid, view text)
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select v.membership_id, v.view from portal.newest_views(p_case) v where portal.sits(p_case);
  end;

-- Whether the members who sit are as many for as against, each having said so, and no substitute is still to come
-- (decision 22). The Business Unit learns that it is so, since it names one more, and not who holds what.
create function portal.tied(p_case uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return (
    select count(*) filter (where v.view = 'for') > 0
      and count(*) filter (where v.view = 'for') = count(*) filter (where v.view = 'against')
      and not bool_or(v.view is null and (b.declared_at is not null or b.role = 'substitute'))
    from portal.bench(p_case) b left join portal.newest_views(p_case) v on v.membership_id = b.membership_id
    where b.interests = '{}' and b.found = '{}');
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['substitute', 'bench_place', 'declaration', 'deliberation', 'member_view'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

-- The Executive is an allow-list: only who has declared, and has no conflict now, reaches anything of a case. The
-- Scrutineer too declares first.
create policy executive_declares on portal.escalation as restrictive to portal_web
  using (case (select portal.current_kind()) when 'executive' then portal.sits(id)
              when 'scrutineer' then portal.compiles(id) else true end);

create policy members on portal.substitute for select to portal_web
  using ((select portal.current_kind()) = 'business_unit'
         and exists (select from portal.escalation e where e.id = escalation_id));
create policy office_names on portal.substitute for insert to portal_web
  with check ((select portal.current_kind()) = 'business_unit'
              and named_by = (select portal.current_membership())
              and exists (select from portal.escalation e
                          where e.id = escalation_id and e.state in ('referred', 'accepted')));
create policy office_orders on portal.bench_place to portal_web
  using ((select portal.current_kind()) = 'business_unit')
  with check ((select portal.current_kind()) = 'business_unit');

create policy own on portal.declaration for select to portal_web
  using (membership_id = (select portal.current_membership())
         or ((select portal.current_kind()) in ('business_unit', 'executive')
             and exists (select from portal.escalation e where e.id = escalation_id)));
create policy declares on portal.declaration for insert to portal_web
  with check (workspace_id = (select portal.current_workspace())
              and membership_id = (select portal.current_membership())
              and (select portal.current_kind()) in ('executive', 'scrutineer'));

-- Deliberations are the Executive's; of the Business Unit the clerk alone reads the minutes.
create policy sitting on portal.deliberation for select to portal_web
  using ((select portal.current_kind()) = 'executive' and portal.sits(escalation_id)
         or (select portal.current_kind()) = 'business_unit' and (select portal.is_clerk())
            and exists (select from portal.escalation e where e.id = escalation_id));
create policy sitting_keeps on portal.deliberation for insert to portal_web
  with check (workspace_id = (select portal.current_workspace())
              and membership_id = (select portal.current_membership())
              and ((select portal.current_kind()) = 'executive' and portal.sits(escalation_id)
                   or (select portal.is_clerk())
                      and exists (select from portal.escalation e where e.id = escalation_id)));
create policy sitting on portal.member_view for select to portal_web
  using ((select portal.current_kind()) = 'executive' and portal.sits(escalation_id));
create policy sitting_holds on portal.member_view for insert to portal_web
  with check (workspace_id = (select portal.current_workspace())
              and membership_id = (select portal.current_membership())
              and (select portal.current_kind()) = 'executive' and portal.sits(escalation_id));

-- The Executive and the Scrutineer read the whole of the form and what was added to it, but no identity, which
-- lies apart. What became of the summary at the decision is made for the parties.
create policy executive_reads on portal.document for select to portal_web
  using ((select portal.current_kind()) = 'executive'
         and exists (select from portal.escalation e where e.id = escalation_id)
         or (select portal.current_kind()) = 'scrutineer' and kind <> 'decision'
            and exists (select from portal.escalation e where e.id = escalation_id));
drop policy parties on portal.document;
create policy parties on portal.document to portal_web
  using (((select portal.current_kind()) = 'business_unit'
          or (select portal.current_kind()) = 'agency'
             and kind not in ('commission', 'summary')
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
                when 'part_4' then on_behalf_of is null and exists (
                  select from portal.part p where p.id = part_id and p.escalation_id = document.escalation_id
                    and p.kind = 'referral' and p.workspace_id = (select portal.current_workspace()))
                when 'summary' then on_behalf_of is null and exists (
                  select from portal.part p where p.id = part_id and p.escalation_id = document.escalation_id
                    and p.kind = 'summary' and p.workspace_id = (select portal.current_workspace()))
                  and portal.compiles(escalation_id)
                when 'commission' then portal.sits(escalation_id)
                when 'summary_issued' then portal.sits(escalation_id)
                when 'decision' then version = 1 and portal.sits(escalation_id)
                else exists (
                  select from portal.escalation e where e.id = escalation_id
                    and (on_behalf_of is null and e.raising_workspace_id = (select portal.current_workspace())
                         or document.kind = 'part_1' and e.on_behalf
                            and on_behalf_of = e.raising_workspace_id
                            and (select portal.current_kind()) = 'business_unit')) end);

create policy executive_reads on portal.note for select to portal_web
  using ((select portal.current_kind()) in ('executive', 'scrutineer')
         and exists (select from portal.escalation e where e.id = escalation_id));
create policy executive_corrects on portal.note for insert to portal_web
  with check (workspace_id = (select portal.current_workspace())
              and membership_id = (select portal.current_membership())
              and kind = 'clerical' and (select portal.current_kind()) = 'executive'
              and exists (select from portal.escalation e where e.id = escalation_id));
drop policy parties on portal.note;
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
              and (select portal.current_kind()) in ('agency', 'business_unit') and kind <> 'clerical'
              and (kind in ('addendum', 'correction', 'holding_reply', 'comment', 'action_done')
                   or (select portal.current_kind()) = 'business_unit')
              and exists (select from portal.escalation e where e.id = escalation_id));

-- The Executive and the Scrutineer read what happened. What the Executive did among themselves is theirs alone;
-- that a member declared is the Business Unit's to know too.
create policy executive_reads on portal.history for select to portal_web
  using ((select portal.current_kind()) in ('executive', 'scrutineer')
         and exists (select from portal.escalation e where e.id = escalation_id));
create policy deliberations on portal.history as restrictive for select to portal_web
  using (event not in ('deliberate', 'propose', 'give_view')
         or (select portal.current_kind()) = 'executive' or (select portal.is_clerk()));
create policy declarations on portal.history as restrictive for select to portal_web
  using (event <> 'declare' or (select portal.current_kind()) in ('executive', 'business_unit'));

-- Both see their own looks, and keep them.
create policy executive_own on portal.access for select to portal_web
  using ((select portal.current_kind()) in ('executive', 'scrutineer')
         and membership_id = (select portal.current_membership())
         and exists (select from portal.escalation e where e.id = escalation_id));
-- So does one who is recused, of the decision that they were shown.
create policy recused_own on portal.access for select to portal_web
  using (membership_id = (select portal.current_membership()) and portal.reads_the_decision(escalation_id));
create policy recused_looks on portal.access for insert to portal_web
  with check (workspace_id = (select portal.current_workspace())
              and membership_id = (select portal.current_membership())
              and what = 'view' and portal.reads_the_decision(escalation_id));
-- A party sees the looks of the Executive and the Scrutineer as it does those of the Business Unit (decision 27).
drop policy parties on portal.access;
create policy parties on portal.access to portal_web
  using ((select portal.current_kind()) in ('agency', 'business_unit')
         and exists (select from portal.escalation e where e.id = escalation_id
                     and ((select portal.current_kind()) = 'business_unit'
                          or e.raising_workspace_id = (select portal.current_workspace())
                          or access.workspace_id = (select portal.current_workspace())
                          or at >= e.submitted_at
                             and (access.workspace_id = e.raising_workspace_id
                                  or access.workspace_id in (select w.id from portal.workspace w
                                                             where w.kind <> 'agency')))))
  with check (workspace_id = (select portal.current_workspace())
              and membership_id = (select portal.current_membership())
              and exists (select from portal.escalation e where e.id = escalation_id));

-- The Scrutineer reads who the children are, by a reveal that is logged, and what was attached.
create policy scrutineer on portal.child for select to portal_web
  using ((select portal.current_kind()) = 'scrutineer'
         and exists (select from portal.escalation e
                     where e.id = escalation_id and e.part_1_version = child.version));
create policy scrutineer on portal.attachment for select to portal_web
  using ((select portal.current_kind()) in ('executive', 'scrutineer') and since is not null
         and exists (select from portal.escalation e where e.id = escalation_id
                     and (paper <> 'part_1'
                          or e.part_1_version between since and coalesce(until, e.part_1_version))));
drop policy clean on portal.attachment_content;
-- Quarantine is here: the web reads no file that is not known to be clean. The Executive reads that there is a
-- file, and what it is called, but not the file: a child's identity may stand in it (decision 25).
create policy clean on portal.attachment_content for select to portal_web
  using ((select portal.current_kind()) <> 'executive'
         and exists (select from portal.attachment a where a.id = attachment_id and a.state = 'clean'));

-- An agency reads the date of what is its own besides a response: a request that it is to complete, an action.
create policy own_part on portal.deadline for select to portal_web, portal_worker
  using (exists (select from portal.part p
                 where p.id = part_id and p.kind in ('referral', 'action')
                   and p.workspace_id = (select portal.current_workspace())));

create or replace function portal.identity_to_mask(p_case uuid)
  returns table (version integer, number smallint, name text, date_of_birth text, record_number text,
                 known_as text, other_number text)
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select c.version, c.number, c.name, c.date_of_birth, c.record_number, c.known_as, c.other_number
    from child c join escalation e on e.id = c.escalation_id
    where e.id = p_case
      and portal.current_workspace() = any (e.audience)
      and (portal.current_membership() = any (e.barred)) is false
      and (portal.current_kind() <> 'executive' or portal.sits(e.id) or portal.reads_the_decision(e.id))
      and (portal.current_kind() <> 'scrutineer' or portal.compiles(e.id))
      and (c.version <= e.part_1_version
           or e.raising_workspace_id = portal.current_workspace()
           or e.on_behalf and portal.current_kind() = 'business_unit')
    order by c.version desc, c.number;
  end;

grant execute on function portal.sits(uuid), portal.compiles(uuid), portal.reads_the_decision(uuid),
  portal.released_to_recused(uuid), portal.bench(uuid),
  portal.before_the_executive(), portal.before_the_scrutineer(), portal.is_clerk(),
  portal.possible_substitutes(uuid), portal.views_held(uuid), portal.tied(uuid) to portal_web;
grant execute on function portal.bench(uuid), portal.views_held(uuid), portal.tied(uuid) to portal_worker;
grant update (substitute_needed) on portal.escalation to portal_web, portal_worker;
grant select on portal.declaration, portal.deliberation, portal.member_view, portal.substitute, portal.bench_place
  to portal_web;
grant insert (id, escalation_id, interests, words, name, role, at) on portal.declaration to portal_web;
grant insert (escalation_id, membership_id, named_by_name, at) on portal.substitute to portal_web;
grant insert (membership_id, place), update (place) on portal.bench_place to portal_web;
grant insert (id, escalation_id, how, held_on, present, minutes, name, at) on portal.deliberation to portal_web;
grant insert (id, escalation_id, proposal, view, dissent, name, at) on portal.member_view to portal_web;
reset role;
"""


def upgrade() -> None:
    op.execute(PAPERS)
    op.execute(BENCH)
    op.execute(DELIBERATION)
    op.execute(WALLS)
