"""The Business Unit keeps the directory: agencies, their sign-in services, and roles that take two to give."""

from alembic import op

revision = "0021"
down_revision = "0020"

KEEPING = """
set role portal_owner;

-- Whether whoever acts holds one of these roles in the Business Unit, asked anew by each statement.
create function portal.holds_in_office(variadic p_roles text[]) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return exists (
    select from membership m
      join workspace w on w.id = m.workspace_id and w.kind = 'business_unit'
      join membership_role r on r.membership_id = m.id and r.role = any (p_roles) and r.ended_at is null
    where m.id = portal.current_membership() and m.workspace_id = portal.current_workspace()
      and m.ended_at is null);

create function portal.is_agency(p_workspace uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return exists (select from workspace w where w.id = p_workspace and w.kind = 'agency');

-- Whether somebody comes from this agency; asked past the walls, since membership decides whom one sees.
create function portal.comes_from(p_person uuid, p_workspace uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return exists (select from person p where p.id = p_person and p.home_workspace_id = p_workspace);

create index membership_of_person on portal.membership (person_id);

-- What was changed of the directory, and by whom. Only ever added to.
create table portal.directory_change (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid references portal.workspace,
  what text not null,
  detail text not null default '',
  membership_id uuid default portal.current_membership() references portal.membership,
  name text not null,
  at timestamptz not null
);
create index directory_change_at on portal.directory_change (at);
create index directory_change_of on portal.directory_change (workspace_id, at);
create trigger directory_changes_stand before update or delete on portal.directory_change
  for each row execute function portal.history_stands();
"""

SERVICES = """
-- An agency's own service is named with the agency before it is its service: it is saved switched off, and is
-- switched on once a sign-in with it has worked.
alter table portal.identity_provider
  add column workspace_id uuid references portal.workspace,
  add column tried_at timestamptz,
  add column tried_as text not null default '';
update portal.identity_provider p set workspace_id = w.id
  from portal.workspace w where w.identity_provider_id = p.id and not p.shared;

create function portal.service_changes() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  if (new.issuer, new.client_id, new.client_secret) is distinct from
     (old.issuer, old.client_id, old.client_secret) then
    if portal.current_membership() is not null and new.enabled then
      raise exception 'What has changed is tried before it is switched on.' using errcode = 'check_violation';
    end if;
    new.tried_at := null;
    new.tried_as := '';
  end if;
  if new.enabled and not old.enabled and new.tried_at is null then
    raise exception 'No sign-in with this service has worked yet.' using errcode = 'check_violation';
  end if;
  if old.enabled and not new.enabled then
    if portal.current_membership() is not null and (old.shared or exists (
         select from workspace w where w.kind = 'business_unit' and w.identity_provider_id = old.id)) then
      raise exception 'The Business Unit itself signs in with this service.' using errcode = 'check_violation';
    end if;
    new.tried_at := null;
    new.tried_as := '';
  end if;
  return new;
end $$;
create trigger service_changes before update on portal.identity_provider
  for each row execute function portal.service_changes();

-- Whoever switches a service off ends every sign-in with it, in the same moment; whoever switches one on has its
-- agency's people use it.
create function portal.service_changed() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  if old.enabled and not new.enabled then
    update sign_in set ended_at = now() where issuer = old.issuer and ended_at is null;
  elsif new.enabled and not old.enabled and new.workspace_id is not null then
    update workspace set identity_provider_id = new.id
      where id = new.workspace_id and identity_provider_id is distinct from new.id;
  end if;
  return null;
end $$;
create trigger service_changed after update of enabled on portal.identity_provider
  for each row execute function portal.service_changed();

-- People whose agency uses another service from now on sign in there for the first time: what bound them to the
-- former is gone, and so is every sign-in by it.
create function portal.workspace_moved() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare
  theirs constant text := (select issuer from identity_provider where id = new.identity_provider_id);
begin
  update sign_in s set ended_at = now() from person p
    where p.id = s.person_id and p.home_workspace_id = new.id and s.ended_at is null
      and s.issuer is distinct from theirs;
  delete from identity i using person p
    where p.id = i.person_id and p.home_workspace_id = new.id and i.issuer is distinct from theirs;
  return null;
end $$;
create trigger workspace_moved after update of identity_provider_id on portal.workspace
  for each row when (old.identity_provider_id is distinct from new.identity_provider_id)
  execute function portal.workspace_moved();

-- That a sign-in with a service that is not in use yet has worked, and as whom. It binds nobody.
create function portal.service_tried(p_provider uuid, p_as text, p_at timestamptz) returns boolean
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  update identity_provider set tried_at = p_at, tried_as = p_as
    where id = p_provider and not enabled and not shared;
  return found;
end $$;
"""

ROLES = """
-- A role in a workspace of the partnership's own is proposed by one manager of the Business Unit and confirmed by
-- another. Neither is the person concerned. A proposal of somebody new names them; they are made when it is
-- confirmed.
create table portal.role_proposal (
  id uuid primary key,
  workspace_id uuid not null references portal.workspace,
  role text not null,
  person_id uuid references portal.person,
  name text not null,
  email text not null,
  home_workspace_id uuid not null references portal.workspace,
  why text not null,
  proposed_by uuid not null references portal.membership,
  proposed_by_person uuid not null references portal.person,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  confirmed boolean,
  decided_by uuid references portal.membership,
  decided_by_person uuid references portal.person,
  decided_by_name text,
  decided_at timestamptz,
  membership_id uuid references portal.membership,
  check (proposed_by_person is distinct from person_id),
  check ((confirmed is null) = (decided_at is null) and (confirmed is null) = (decided_by is null)
         and (confirmed is null) = (decided_by_person is null)),
  check (confirmed is not true or (decided_by_person <> proposed_by_person
                                   and decided_by_person is distinct from person_id
                                   and person_id is not null and membership_id is not null))
);
create unique index role_proposal_open on portal.role_proposal (workspace_id, lower(email), role)
  where decided_at is null;
create index role_proposal_at on portal.role_proposal (proposed_at);

create function portal.role_is_proposed() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  if not exists (select from workspace w where w.id = new.workspace_id and new.role = any (
       case w.kind when 'business_unit' then array['officer', 'manager', 'clerk']
                   when 'executive' then array['member', 'chair', 'substitute']
                   when 'scrutineer' then array['scrutineer']
                   when 'learning' then array['reader']
                   when 'quality' then array['reader'] end)) then
    raise exception 'There is no such role there.' using errcode = 'check_violation';
  end if;
  new.proposed_by := portal.current_membership();
  select m.person_id into new.proposed_by_person from membership m where m.id = new.proposed_by;
  new.confirmed := null;
  return new;
end $$;
create trigger role_is_proposed before insert on portal.role_proposal
  for each row execute function portal.role_is_proposed();

-- Confirm a proposal, or do not; the membership that now holds the role. The only way by which a page gives a role
-- in one of these workspaces.
create function portal.decide_role(p_proposal uuid, p_confirmed boolean, p_name text, p_at timestamptz)
  returns uuid
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare
  one role_proposal;
  me constant uuid := (select person_id from membership where id = portal.current_membership());
  somebody uuid;
  there uuid;
begin
  if not portal.holds_in_office('manager') then
    raise exception 'Only a manager of the Business Unit decides.' using errcode = 'insufficient_privilege';
  end if;
  select * into one from role_proposal where id = p_proposal and decided_at is null for update;
  if not found then
    raise exception 'There is no such proposal that waits.' using errcode = 'no_data_found';
  end if;
  somebody := one.person_id;
  if p_confirmed then
    if somebody is null then
      perform pg_advisory_xact_lock(hashtextextended('people ' || one.home_workspace_id, 0));
      select p.id into somebody from person p
        where p.home_workspace_id = one.home_workspace_id and lower(p.email) = lower(one.email)
        order by p.created_at limit 1;
    end if;
    if me in (one.proposed_by_person, somebody) or somebody = one.proposed_by_person then
      raise exception 'It takes two, and neither is the person concerned.'
        using errcode = 'insufficient_privilege';
    end if;
    if not exists (select from membership m join membership_role r on r.membership_id = m.id
                   where m.id = one.proposed_by and m.ended_at is null
                     and r.role = 'manager' and r.ended_at is null) then
      raise exception 'Whoever proposed it is no manager any more.' using errcode = 'insufficient_privilege';
    end if;
    if somebody is null then
      insert into person (name, email, home_workspace_id)
        values (one.name, one.email, one.home_workspace_id) returning id into somebody;
    end if;
    select m.id into there from membership m
      where m.person_id = somebody and m.workspace_id = one.workspace_id and m.ended_at is null;
    if there is null then
      insert into membership (person_id, workspace_id) values (somebody, one.workspace_id) returning id into there;
    end if;
    insert into membership_role (membership_id, role) values (there, one.role)
      on conflict (membership_id, role) where ended_at is null do nothing;
  end if;
  update role_proposal set confirmed = p_confirmed, decided_by = portal.current_membership(),
      decided_by_person = me, decided_by_name = p_name, decided_at = p_at, person_id = somebody,
      membership_id = there
    where id = p_proposal;
  return there;
end $$;

-- End a role in one of these workspaces at once. Nobody ends their own, and two managers of the Business Unit are
-- always left: with fewer, nothing could be confirmed any more.
create function portal.end_role(p_membership uuid, p_role text) returns void
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare
  at_stake membership;
begin
  perform pg_advisory_xact_lock(hashtextextended('roles of the partnership', 0));
  select m.* into at_stake from membership m join workspace w on w.id = m.workspace_id and w.kind <> 'agency'
    where m.id = p_membership and m.ended_at is null;
  if not found or not portal.holds_in_office('manager')
     or at_stake.person_id = (select person_id from membership where id = portal.current_membership()) then
    raise exception 'You may not end this role.' using errcode = 'insufficient_privilege';
  end if;
  update membership_role set ended_at = now(), ended_by = portal.current_membership()
    where membership_id = p_membership and role = p_role and ended_at is null;
  if not found then
    raise exception 'Nobody holds this role any more.' using errcode = 'no_data_found';
  end if;
  if p_role = 'manager' and (
       select count(distinct m.person_id) from membership m join workspace w on w.id = m.workspace_id
         join membership_role r on r.membership_id = m.id and r.role = 'manager' and r.ended_at is null
       where w.kind = 'business_unit' and m.ended_at is null) < 2 then
    raise exception 'Two managers have to be left.' using errcode = 'check_violation';
  end if;
  update membership m set ended_at = now(), ended_by = portal.current_membership()
    where m.id = p_membership and not exists (
      select from membership_role r where r.membership_id = m.id and r.ended_at is null);
end $$;
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['organisation', 'workspace', 'email_domain', 'identity_provider', 'directory_change',
                             'role_proposal'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
    execute format('comment on table portal.%I is null', one);
  end loop;
  foreach one in array array['organisation', 'workspace', 'email_domain', 'identity_provider'] loop
    execute format('create policy everyone on portal.%I for select to portal_web, portal_worker using (true)',
                   one);
  end loop;
end $$;

create policy office_adds on portal.organisation for insert to portal_web
  with check ((select portal.holds_in_office('officer', 'manager')));
create policy office_adds on portal.workspace for insert to portal_web
  with check (kind = 'agency' and (select portal.holds_in_office('officer', 'manager'))
              and (identity_provider_id is null
                   or exists (select from portal.identity_provider p
                              where p.id = identity_provider_id and p.shared)));
create policy office_changes on portal.workspace for update to portal_web
  using (kind = 'agency' and (select portal.holds_in_office('officer', 'manager')))
  with check (kind = 'agency'
              and (identity_provider_id is null
                   or exists (select from portal.identity_provider p where p.id = identity_provider_id
                              and (p.shared or p.workspace_id = workspace.id))));
create policy office_adds on portal.email_domain for insert to portal_web
  with check (portal.is_agency(workspace_id) and (select portal.holds_in_office('officer', 'manager')));
create policy office_takes_away on portal.email_domain for delete to portal_web
  using (portal.is_agency(workspace_id) and (select portal.holds_in_office('officer', 'manager')));

create policy managers_connect on portal.identity_provider for insert to portal_web
  with check (not enabled and not shared and portal.is_agency(workspace_id)
              and (select portal.holds_in_office('manager')));
create policy managers_change on portal.identity_provider for update to portal_web
  using (not shared and (select portal.holds_in_office('manager')))
  with check (not shared);

create policy office on portal.directory_change for select to portal_web
  using ((select portal.current_kind()) = 'business_unit');
create policy office_adds on portal.directory_change for insert to portal_web
  with check (membership_id = (select portal.current_membership())
              and (select portal.holds_in_office('officer', 'manager')));

create policy office on portal.role_proposal for select to portal_web
  using ((select portal.current_kind()) = 'business_unit');
create policy office_reads on portal.role_proposal for select to portal_worker
  using ((select portal.current_kind()) = 'business_unit');
create policy managers_propose on portal.role_proposal for insert to portal_web
  with check (decided_at is null and (select portal.holds_in_office('manager')));

-- The Business Unit names people of an agency, its first administrator above all; the agency keeps them.
create policy office_names on portal.person for insert to portal_web
  with check ((select portal.holds_in_office('officer', 'manager')) and portal.is_agency(home_workspace_id));
create policy office_names on portal.membership for insert to portal_web
  with check ((select portal.holds_in_office('officer', 'manager')) and portal.is_agency(workspace_id)
              and portal.comes_from(person_id, workspace_id));
create policy office_gives on portal.membership_role for insert to portal_web
  with check ((select portal.holds_in_office('officer', 'manager'))
              and role in ('contributor', 'senior_manager', 'deputy', 'administrator', 'executive_contact')
              and exists (select from portal.membership m where m.id = membership_id and m.ended_at is null
                          and portal.is_agency(m.workspace_id)));

-- Whoever was given a role is told; so is an agency that has yet to confirm its list, and a manager of what
-- another did.
create policy office_tells on portal.outbox for insert to portal_web
  with check (kind in ('invitation', 'confirmation', 'roles_of_two') and escalation_id is null
              and workspace_id is not null and (select portal.holds_in_office('officer', 'manager')));

grant insert (id, name) on portal.organisation to portal_web;
grant insert (id, slug, kind, name, organisation_id, identity_provider_id),
  update (name, organisation_id, identity_provider_id) on portal.workspace to portal_web;
grant insert, delete on portal.email_domain to portal_web;
grant insert (id, name, issuer, client_id, client_secret, enabled, workspace_id),
  update (name, issuer, client_id, client_secret, enabled) on portal.identity_provider to portal_web;
grant select, insert (workspace_id, what, detail, name, at) on portal.directory_change to portal_web;
grant select, insert (id, workspace_id, role, person_id, name, email, home_workspace_id, why, proposed_by_name,
  proposed_at) on portal.role_proposal to portal_web;
grant select (id, workspace_id, decided_at) on portal.role_proposal to portal_worker;
grant execute on function portal.holds_in_office(text[]), portal.is_agency(uuid), portal.comes_from(uuid, uuid),
  portal.service_tried(uuid, text, timestamptz), portal.decide_role(uuid, boolean, text, timestamptz),
  portal.end_role(uuid, text) to portal_web;
reset role;
"""


def upgrade() -> None:
    op.execute(KEEPING)
    op.execute(SERVICES)
    op.execute(ROLES)
    op.execute(WALLS)
