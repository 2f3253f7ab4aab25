"""What an agency keeps about its own people: roles, absences, confirmation, and whom it keeps from a case."""

from alembic import op

revision = "0010"
down_revision = "0009"

KEEPING = """
set role portal_owner;

-- Whether whoever acts keeps the people of the agency they act for, asked anew by each statement.
create function portal.is_administrator() returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return exists (
    select from membership m
      join workspace w on w.id = m.workspace_id and w.kind = 'agency'
      join membership_role r on r.membership_id = m.id and r.role = 'administrator' and r.ended_at is null
    where m.id = portal.current_membership() and m.workspace_id = portal.current_workspace()
      and m.ended_at is null);

-- Whether somebody comes from the agency acted for; asked past the walls, since membership decides whom one sees.
create function portal.comes_from_here(p_person uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return exists (
    select from person p where p.id = p_person and p.home_workspace_id = portal.current_workspace());

alter table portal.membership add column ended_by uuid references portal.membership;
alter table portal.membership_role
  add column ended_by uuid references portal.membership,
  alter column granted_by set default portal.current_membership();
create unique index membership_role_live on portal.membership_role (membership_id, role) where ended_at is null;

-- Days on which a member is away, the first and the last included. `cover` is told in their place. Being away
-- takes no right away.
create table portal.absence (
  id uuid primary key default gen_random_uuid(),
  membership_id uuid not null,
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  starts_on date not null,
  ends_on date not null,
  cover_membership_id uuid,
  recorded_by uuid not null default portal.current_membership() references portal.membership,
  recorded_at timestamptz not null default now(),
  ended_at timestamptz,
  check (starts_on <= ends_on),
  check (cover_membership_id <> membership_id),
  foreign key (membership_id, workspace_id) references portal.membership (id, workspace_id),
  foreign key (cover_membership_id, workspace_id) references portal.membership (id, workspace_id)
);
create index absence_of_membership on portal.absence (membership_id) where ended_at is null;
create index absence_of_workspace on portal.absence (workspace_id) where ended_at is null;

-- An agency says that the list of its role-holders is right (decision 9). Only ever added to.
create table portal.directory_confirmation (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  confirmed_by uuid not null default portal.current_membership() references portal.membership,
  confirmed_by_name text not null,
  at timestamptz not null
);
create index directory_confirmation_of on portal.directory_confirmation (workspace_id, at);
create trigger confirmations_stand before update or delete on portal.directory_confirmation
  for each row execute function portal.history_stands();
"""

LOOKING = """
-- The members of a workspace who have never signed in: its own people know it, and the Business Unit before it
-- sends one a form.
create or replace function portal.never_signed_in(p_workspace uuid) returns setof uuid
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select m.id from membership m
    where m.workspace_id = p_workspace and m.ended_at is null
      and (portal.current_kind() = 'business_unit' or p_workspace = portal.current_workspace())
      and not exists (select from identity i where i.person_id = m.person_id);
  end;

-- The people of the administrator's agency who hold no role in it: those whom its sign-in service brought, and
-- those whose roles ended.
create function portal.without_role() returns setof uuid
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select p.id from person p
    where portal.is_administrator() and p.home_workspace_id = portal.current_workspace()
      and not exists (
        select from membership m join membership_role r on r.membership_id = m.id and r.ended_at is null
        where m.person_id = p.id and m.workspace_id = portal.current_workspace() and m.ended_at is null)
      and (exists (select from identity i where i.person_id = p.id)
           or exists (select from membership m
                      where m.person_id = p.id and m.workspace_id = portal.current_workspace()));
  end;

-- Who is told today in place of a role-holder: they themselves while they hold one of the roles and are not
-- away; else their cover, if there and a holder; else every other holder who is there; and when all are away,
-- all, so that nobody's absence stalls a case. `p_but_not`: those kept from the case. It lets one workspace have
-- another's people told, without learning who they are.
create function portal.stand_ins(p_membership uuid, p_roles text[], p_today date, p_but_not uuid[])
  returns setof uuid
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    with away as (
      select a.membership_id, a.cover_membership_id, a.recorded_at from absence a
      where a.ended_at is null and p_today between a.starts_on and a.ends_on),
    holder as (
      select m.id, m.created_at, not exists (select from away where away.membership_id = m.id) as present
      from membership m
      where m.workspace_id = (select named.workspace_id from membership named where named.id = p_membership)
        and m.ended_at is null and m.id <> all (p_but_not)
        and exists (select from membership_role r
                    where r.membership_id = m.id and r.ended_at is null and r.role = any (p_roles))),
    ranked as (
      select h.id, h.created_at,
        case when not h.present then 4
             when h.id = p_membership then 1
             when h.id = (select away.cover_membership_id from away where away.membership_id = p_membership
                          order by away.recorded_at desc limit 1) then 2
             else 3 end as turn
      from holder h)
    select r.id from ranked r where r.turn = (select min(turn) from ranked) order by r.created_at, r.id;
  end;
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['absence', 'directory_confirmation'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

-- An administrator keeps the people of their own agency, and nobody their own roles.
create policy home on portal.person for select to portal_web
  using ((select portal.is_administrator()) and home_workspace_id = (select portal.current_workspace()));
create policy administrators on portal.person for insert to portal_web
  with check ((select portal.is_administrator()) and home_workspace_id = (select portal.current_workspace()));
create policy administrators on portal.membership for insert to portal_web
  with check ((select portal.is_administrator()) and workspace_id = (select portal.current_workspace())
              and portal.comes_from_here(person_id));
create policy administrators_end on portal.membership for update to portal_web
  using ((select portal.is_administrator()) and workspace_id = (select portal.current_workspace())
         and id <> (select portal.current_membership()) and ended_at is null)
  with check (ended_at is not null and ended_by = (select portal.current_membership()));
create policy administrators on portal.membership_role for insert to portal_web
  with check ((select portal.is_administrator())
              and role in ('contributor', 'senior_manager', 'deputy', 'administrator', 'executive_contact')
              and membership_id <> (select portal.current_membership())
              and exists (select from portal.membership m where m.id = membership_id and m.ended_at is null
                          and m.workspace_id = (select portal.current_workspace())));
create policy administrators_end on portal.membership_role for update to portal_web
  using ((select portal.is_administrator()) and ended_at is null
         and membership_id <> (select portal.current_membership())
         and exists (select from portal.membership m where m.id = membership_id
                     and m.workspace_id = (select portal.current_workspace())))
  with check (ended_at is not null and ended_by = (select portal.current_membership()));

create policy colleagues on portal.absence for select to portal_web
  using (workspace_id = (select portal.current_workspace())
         or (select portal.current_kind()) = 'business_unit');
create policy own_or_kept on portal.absence for insert to portal_web
  with check (workspace_id = (select portal.current_workspace()) and (select portal.current_kind()) = 'agency'
              and (membership_id = (select portal.current_membership()) or (select portal.is_administrator()))
              and (cover_membership_id is null
                   or exists (select from portal.membership m
                                join portal.membership_role r on r.membership_id = m.id and r.ended_at is null
                                  and r.role in ('senior_manager', 'deputy')
                              where m.id = cover_membership_id and m.ended_at is null
                                and m.workspace_id = (select portal.current_workspace()))));
create policy own_or_kept_ends on portal.absence for update to portal_web
  using (workspace_id = (select portal.current_workspace()) and ended_at is null
         and (membership_id = (select portal.current_membership()) or (select portal.is_administrator())))
  with check (ended_at is not null);

create policy colleagues on portal.directory_confirmation for select to portal_web
  using (workspace_id = (select portal.current_workspace())
         or (select portal.current_kind()) = 'business_unit');
create policy keepers on portal.directory_confirmation for insert to portal_web
  with check (workspace_id = (select portal.current_workspace()) and (select portal.current_kind()) = 'agency'
              and confirmed_by = (select portal.current_membership())
              and exists (select from portal.membership_role r
                          where r.membership_id = (select portal.current_membership()) and r.ended_at is null
                            and r.role in ('administrator', 'senior_manager')));

-- Somebody new is invited without there being a case.
create policy invitations on portal.outbox for insert to portal_web
  with check (kind = 'invitation' and escalation_id is null and (select portal.is_administrator())
              and workspace_id = (select portal.current_workspace()));

-- Why an agency keeps one of its people from a case is that agency's own affair.
create policy own_affair on portal.history as restrictive for select to portal_web, portal_worker
  using (event not in ('keep_out', 'let_in') or workspace_id = (select portal.current_workspace()));

grant select, insert (id, membership_id, starts_on, ends_on, cover_membership_id), update (ended_at)
  on portal.absence to portal_web;
grant select, insert (id, confirmed_by_name, at) on portal.directory_confirmation to portal_web;
grant insert (id, name, email, home_workspace_id) on portal.person to portal_web;
grant insert (id, person_id, workspace_id), update (ended_at, ended_by) on portal.membership to portal_web;
grant insert (membership_id, role), update (ended_at, ended_by) on portal.membership_role to portal_web;
"""

BARRING = """
-- Somebody who signs for a party keeps a colleague from one case, or lets them in again: never themselves, and
-- never so that nobody who did not write Part 1 is left to sign it (decision 10).
create function portal.bar(p_case uuid, p_membership uuid, p_kept_out boolean) returns void
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare
  one escalation;
  here constant uuid := portal.current_workspace();
  me constant uuid := portal.current_membership();
  signers uuid[];
begin
  select * into one from escalation
    where id = p_case and here = any (audience) and (me = any (barred)) is false for update;
  if not found then
    raise exception 'There is no such case.' using errcode = 'insufficient_privilege';
  end if;
  select array_agg(m.id) into signers from membership m
    where m.workspace_id = here and m.ended_at is null and m.id <> all (one.barred)
      and (one.state not in ('draft', 'returned') or m.id = me or m.id <> all (one.writers))
      and exists (select from membership_role r where r.membership_id = m.id and r.ended_at is null
                  and r.role in ('senior_manager', 'deputy'));
  if portal.current_kind() is distinct from 'agency' or me = any (signers) is not true or p_membership = me
     or not exists (select from membership m where m.id = p_membership and m.workspace_id = here) then
    raise exception 'You may not say who is kept from this case.' using errcode = 'insufficient_privilege';
  end if;
  if p_kept_out and one.state in ('draft', 'returned') and me = any (one.writers)
     and p_membership = any (signers) and cardinality(signers) = 2 then
    raise exception 'Nobody would be left to sign.' using errcode = 'check_violation';
  end if;
  update escalation
    set barred = array_remove(barred, p_membership)
                 || case when p_kept_out then array[p_membership] else '{}'::uuid[] end
    where id = p_case;
end $$;

grant execute on function portal.is_administrator(), portal.comes_from_here(uuid), portal.without_role(),
  portal.stand_ins(uuid, text[], date, uuid[]), portal.bar(uuid, uuid, boolean) to portal_web;
reset role;
"""


def upgrade() -> None:
    op.execute(KEEPING)
    op.execute(LOOKING)
    op.execute(WALLS)
    op.execute(BARRING)
