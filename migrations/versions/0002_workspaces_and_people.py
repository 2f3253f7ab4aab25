"""Workspaces, the people in them, and their sign-ins."""

from alembic import op

revision = "0002"
down_revision = "0001"

DIRECTORY = """
set role portal_owner;

create table portal.organisation (
  id uuid primary key default gen_random_uuid(),
  name text not null unique
);
comment on table portal.organisation is
  'Open: the names of the organisations of the partnership, which are public.';

create table portal.identity_provider (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  issuer text not null unique,
  client_id text not null,
  client_secret text not null,
  shared boolean not null default false,
  enabled boolean not null default true
);
comment on table portal.identity_provider is
  'Open: sign-in reads it before anybody is known. It holds no person and no case.';

create table portal.workspace (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique,
  kind text not null check (kind in
    ('agency', 'business_unit', 'executive', 'scrutineer', 'learning', 'quality')),
  name text not null unique,
  organisation_id uuid not null references portal.organisation,
  identity_provider_id uuid references portal.identity_provider
);
create unique index workspace_single on portal.workspace (kind) where kind <> 'agency';
comment on table portal.workspace is
  'Open: the names of the agencies of the partnership, which a person chooses from to sign in.';

create table portal.email_domain (
  domain text primary key check (domain = lower(domain)),
  workspace_id uuid not null references portal.workspace
);
comment on table portal.email_domain is 'Open: finds the agency of an e-mail address before sign-in.';

create table portal.closure (
  day date primary key,
  reason text not null
);
comment on table portal.closure is 'Open: days on which nobody works, beside the bank holidays.';

create function portal.current_kind() returns text
  language sql stable
  return (select kind from portal.workspace where id = portal.current_workspace());
grant execute on function portal.current_kind() to portal_web, portal_worker;

create table portal.person (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  email text not null,
  home_workspace_id uuid not null references portal.workspace,
  created_at timestamptz not null default now()
);

create table portal.membership (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references portal.person,
  workspace_id uuid not null references portal.workspace,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create unique index membership_live on portal.membership (person_id, workspace_id) where ended_at is null;
alter table portal.membership add unique (id, workspace_id);
create index membership_of_workspace on portal.membership (workspace_id);

create table portal.membership_role (
  membership_id uuid not null references portal.membership,
  role text not null,
  granted_at timestamptz not null default now(),
  granted_by uuid references portal.membership,
  ended_at timestamptz,
  primary key (membership_id, role, granted_at)
);

create table portal.identity (
  issuer text not null,
  subject text not null,
  person_id uuid not null references portal.person,
  bound_at timestamptz not null default now(),
  primary key (issuer, subject)
);
create index identity_of_person on portal.identity (person_id);

create table portal.sign_in (
  id uuid primary key default gen_random_uuid(),
  token_digest bytea not null unique,
  person_id uuid not null references portal.person,
  membership_id uuid references portal.membership,
  issuer text not null,
  subject text not null,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz
);

create table portal.invitation (
  id uuid primary key default gen_random_uuid(),
  membership_id uuid not null references portal.membership,
  path text not null check (path like '/%' and path not like '//%'),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '30 days',
  used_at timestamptz
);
"""

WALLS = """
grant select on portal.organisation, portal.workspace, portal.email_domain, portal.closure,
  portal.identity_provider to portal_web;
grant select on portal.organisation, portal.workspace, portal.closure to portal_worker;
grant select on portal.person, portal.membership, portal.membership_role to portal_web, portal_worker;
grant insert (id, membership_id, path), select on portal.invitation to portal_worker;

do $$
declare one text;
begin
  foreach one in array array['person', 'membership', 'membership_role', 'identity', 'sign_in', 'invitation'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

-- People are seen by those who share a workspace with them, and by the Business Unit, which keeps the directory.
create policy colleagues on portal.membership for select to portal_web, portal_worker
  using (workspace_id = (select portal.current_workspace())
         or (select portal.current_kind()) = 'business_unit');
create policy colleagues on portal.membership_role for select to portal_web, portal_worker
  using (exists (select from portal.membership m where m.id = membership_id));
create policy colleagues on portal.person for select to portal_web, portal_worker
  using (exists (select from portal.membership m where m.person_id = person.id));

-- The worker writes to a person in that person's own context, and so invites nobody else.
create policy own on portal.invitation to portal_worker
  using (membership_id = (select portal.current_membership()))
  with check (membership_id = (select portal.current_membership()));
"""

# A sign-in happens before there is a context, so these few functions look past the walls, each for one thing.
SIGN_IN = """
create function portal.holds_a_role(p_person uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return exists (
    select from membership m join membership_role r on r.membership_id = m.id
    where m.person_id = p_person and m.ended_at is null and r.ended_at is null);

create function portal.invited(p_invitation uuid, p_provider uuid) returns uuid
  language sql stable security definer set search_path = portal, pg_temp
  return (
    select p.id from invitation i
      join membership m on m.id = i.membership_id and m.ended_at is null
      join person p on p.id = m.person_id
      join workspace home on home.id = p.home_workspace_id
    where i.id = p_invitation and i.used_at is null and i.expires_at > now()
      and home.identity_provider_id = p_provider
      and not exists (select from identity known where known.person_id = p.id));

-- Who an (issuer, subject) is. An open invitation binds it to the person invited, once, and only through the
-- sign-in service of that person's own agency. An agency's own service may bring somebody new, with no role;
-- the shared one may not. Null: nobody.
create function portal.recognise(
  p_issuer text, p_subject text, p_name text, p_email text, p_invitation uuid) returns uuid
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare
  provider identity_provider;
  known uuid;
  guest uuid;
begin
  select * into provider from identity_provider where issuer = p_issuer and enabled;
  if not found then return null; end if;
  perform pg_advisory_xact_lock(hashtextextended(p_issuer || ' ' || p_subject, 0));
  select person_id into known from identity where issuer = p_issuer and subject = p_subject;
  if p_invitation is not null then
    -- The person's row is locked, so that of two links to one person only one binds.
    perform from invitation i join membership m on m.id = i.membership_id join person p on p.id = m.person_id
      where i.id = p_invitation for update of i, p;
    guest := portal.invited(p_invitation, provider.id);
  end if;
  if guest is not null and (known is null or known = guest or not portal.holds_a_role(known)) then
    insert into identity (issuer, subject, person_id) values (p_issuer, p_subject, guest)
      on conflict (issuer, subject) do update set person_id = guest;
    update invitation set used_at = now() where id = p_invitation;
    return guest;
  end if;
  if known is not null or provider.shared then return known; end if;
  insert into person (name, email, home_workspace_id)
    select p_name, p_email, w.id from workspace w where w.identity_provider_id = provider.id
    returning id into known;
  if known is not null then
    insert into identity (issuer, subject, person_id) values (p_issuer, p_subject, known);
  end if;
  return known;
end $$;

create function portal.begin_sign_in(
  p_person uuid, p_issuer text, p_subject text, p_token_digest bytea, p_hours integer) returns void
  language sql security definer set search_path = portal, pg_temp
  begin atomic
    insert into sign_in (person_id, issuer, subject, token_digest, expires_at)
      select i.person_id, i.issuer, i.subject, p_token_digest, now() + make_interval(hours => p_hours)
      from identity i where i.person_id = p_person and i.issuer = p_issuer and i.subject = p_subject;
  end;

-- One row for each workspace the person may act for, one with none when there is none, no row when the
-- sign-in ended, expired or stood idle too long.
create function portal.signed_in(p_token_digest bytea, p_idle_minutes integer)
  returns table (
    person_id uuid, person_name text, home_name text, issuer text, chosen boolean, membership_id uuid,
    workspace_id uuid, workspace_name text, kind text, roles text[])
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare current sign_in;
begin
  select * into current from sign_in s
    where s.token_digest = p_token_digest and s.ended_at is null and s.expires_at > now()
      and s.last_seen_at > now() - make_interval(mins => p_idle_minutes)
      and exists (select from identity_provider p where p.issuer = s.issuer and p.enabled);
  if not found then return; end if;
  if current.last_seen_at < now() - interval '1 minute' then
    update sign_in s set last_seen_at = now() where s.id = current.id;
  end if;
  return query
    select p.id, p.name, home.name, current.issuer, m.id is not distinct from current.membership_id, m.id,
           w.id, w.name, w.kind, m.held
    from person p
    join workspace home on home.id = p.home_workspace_id
    left join lateral (
      select o.id, o.workspace_id, array_agg(r.role order by r.role) as held
      from membership o join membership_role r on r.membership_id = o.id and r.ended_at is null
      where o.person_id = p.id and o.ended_at is null
      group by o.id, o.workspace_id) m on true
    left join workspace w on w.id = m.workspace_id
    where p.id = current.person_id
    order by w.name;
end $$;

create function portal.act_for(p_token_digest bytea, p_membership uuid) returns boolean
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  update sign_in s set membership_id = p_membership
    where s.token_digest = p_token_digest and s.ended_at is null
      and exists (select from membership m
                  where m.id = p_membership and m.person_id = s.person_id and m.ended_at is null);
  return found;
end $$;

create function portal.end_sign_in(p_token_digest bytea) returns void
  language sql security definer set search_path = portal, pg_temp
  begin atomic
    update sign_in set ended_at = now() where token_digest = p_token_digest and ended_at is null;
  end;

-- What an invitation's link leads to: the path it was sent for, the sign-in service, whether it is still open.
create function portal.invitation_leads_to(p_invitation uuid)
  returns table (path text, provider_id uuid, workspace_name text, open boolean)
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select i.path, home.identity_provider_id, w.name, i.used_at is null and i.expires_at > now()
    from invitation i
      join membership m on m.id = i.membership_id
      join workspace w on w.id = m.workspace_id
      join person p on p.id = m.person_id
      join workspace home on home.id = p.home_workspace_id
    where i.id = p_invitation;
  end;

-- Whether the person of this context has ever signed in: decides if their e-mail carries an invitation.
create function portal.has_signed_in() returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return exists (
    select from membership m join identity i on i.person_id = m.person_id
    where m.id = portal.current_membership());

-- The members of a workspace who have never signed in, for the Business Unit to know before it sends one a form.
create function portal.never_signed_in(p_workspace uuid) returns setof uuid
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select m.id from membership m
    where m.workspace_id = p_workspace and m.ended_at is null
      and portal.current_kind() = 'business_unit'
      and not exists (select from identity i where i.person_id = m.person_id);
  end;

-- Who can grant a role in the agency whose sign-in service brought somebody who has none yet.
create function portal.role_granters(p_token_digest bytea) returns table (name text, email text)
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select g.name, g.email
    from sign_in s
      join person p on p.id = s.person_id
      join membership m on m.workspace_id = p.home_workspace_id and m.ended_at is null
      join membership_role r on r.membership_id = m.id and r.role = 'administrator' and r.ended_at is null
      join person g on g.id = m.person_id
    where s.token_digest = p_token_digest and s.ended_at is null
    order by g.name;
  end;

-- Lets one workspace have another's role-holders told, without learning who they are.
create function portal.role_holders(p_workspace uuid, p_roles text[]) returns setof uuid
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select m.id from membership m
    where m.workspace_id = p_workspace and m.ended_at is null
      and exists (select from membership_role r
                  where r.membership_id = m.id and r.ended_at is null and r.role = any (p_roles))
    order by m.created_at, m.id;
  end;

grant execute on function
  portal.role_holders(uuid, text[]), portal.never_signed_in(uuid),
  portal.recognise(text, text, text, text, uuid), portal.begin_sign_in(uuid, text, text, bytea, integer),
  portal.signed_in(bytea, integer), portal.act_for(bytea, uuid), portal.end_sign_in(bytea),
  portal.invitation_leads_to(uuid), portal.role_granters(bytea) to portal_web;
grant execute on function portal.has_signed_in() to portal_worker;
reset role;
"""


def upgrade() -> None:
    op.execute(DIRECTORY)
    op.execute(WALLS)
    op.execute(SIGN_IN)
