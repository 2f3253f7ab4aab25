"""The partnership's settings as dated changes, and the rules that a case keeps from its beginning."""

from alembic import op

revision = "0024"
down_revision = "0023"

SETTINGS = """
set role portal_owner;

-- Each change of a setting: who, when, from what to what, and from which moment it counts. Only ever added to; a
-- setting is what its last change says, and what the deployment says while there is none.
create table portal.setting_change (
  id uuid primary key default gen_random_uuid(),
  name text not null check (name ~ '^[a-z_]{1,40}$'),
  version integer not null check (version > 0),
  before jsonb not null,
  value jsonb not null,
  counts_from timestamptz not null,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  by_name text not null,
  at timestamptz not null,
  unique (name, version)
);
create index setting_change_at on portal.setting_change (at);
create trigger setting_changes_stand before update or delete on portal.setting_change
  for each row execute function portal.history_stands();

-- The partnership's mark, as it was written anew from its pixels.
create table portal.logo (
  digest text primary key check (digest = encode(sha256(content), 'hex')),
  content bytea not null check (length(content) <= 262144)
);

-- The lengths and the ladder. A case keeps the version it began under.
create table portal.rules (
  version smallint primary key,
  content jsonb not null,
  began_at timestamptz not null
);
insert into portal.rules values (1, '{"extension": 5, "not_for_us": 2, "comment": 5, "referral_check": 2,
  "acceptance": 10, "decision": 20, "turn": 20, "no_further_step": 5, "chases_before_closing": 2,
  "follow_up_from": 4, "follow_up_until": 8, "reopen": 20, "reminders": [5, 2, 0], "chases": [1, 3], "notice": 5,
  "prompts": [5, 10], "other_reminders": [2, 0], "other_chases": [1]}', 'epoch');
create trigger rules_stand before update or delete on portal.rules
  for each row execute function portal.history_stands();

create function portal.rules_now() returns smallint
  language sql stable security definer set search_path = portal, pg_temp
  return (select max(version) from rules);
alter table portal.escalation alter column rules_version set default portal.rules_now();
alter table portal.escalation add constraint escalation_rules foreign key (rules_version)
  references portal.rules not valid;
-- The most that a partnership may set. What a case may have is its rules' to say.
alter table portal.part drop constraint part_extension_days_check;
alter table portal.part add constraint part_extension_days_check
  check (extension_days between 1 and 10) not valid;

-- What follows from a change, in its own transaction: a name is the workspace's, and a length or a step of the
-- ladder makes the next version of the rules. Changes wait for each other, so no two versions say the same.
create function portal.setting_counts() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare last rules;
begin
  if new.name like 'name\\_%' then
    update workspace set name = new.value #>> '{}' where kind <> 'agency' and 'name_' || kind = new.name;
  end if;
  select * into last from rules order by version desc limit 1;
  if last.content ? new.name then
    insert into rules values
      (last.version + 1, last.content || jsonb_build_object(new.name, new.value), new.counts_from);
  end if;
  return null;
end $$;
create trigger setting_counts after insert on portal.setting_change
  for each row execute function portal.setting_counts();

-- What each setting is now, for every page, that of signing in too. It names nobody.
create function portal.settings_now() returns table (name text, value jsonb)
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select distinct on (c.name) c.name, c.value from setting_change c order by c.name, c.version desc;
  end;

-- The mark that is in use, by its digest: one that no longer is, is handed to nobody.
create function portal.logo_in_use(p_digest text) returns bytea
  language sql stable security definer set search_path = portal, pg_temp
  return (select l.content from logo l join settings_now() s on s.name = 'logo'
          where l.digest = p_digest and s.value ->> 'digest' = l.digest);
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['setting_change', 'logo', 'rules'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

create policy office on portal.setting_change for select to portal_web
  using ((select portal.current_kind()) = 'business_unit');
create policy office_adds on portal.setting_change for insert to portal_web
  with check ((select portal.current_kind()) = 'business_unit'
              and membership_id = (select portal.current_membership()));
create policy office_adds on portal.logo for insert to portal_web
  with check ((select portal.current_kind()) = 'business_unit');

-- Everybody counts by the rules; a change of a setting alone makes them.
create policy everyone on portal.rules for select to portal_web, portal_worker using (true);

grant select, insert (name, version, before, value, counts_from, by_name, at)
  on portal.setting_change to portal_web;
grant insert on portal.logo to portal_web;
grant select on portal.rules to portal_web, portal_worker;
grant execute on function portal.settings_now() to portal_web, portal_worker;
grant execute on function portal.rules_now(), portal.logo_in_use(text) to portal_web;
reset role;
"""

CHECKED = """
set role portal_owner;
alter table portal.escalation validate constraint escalation_rules;
alter table portal.part validate constraint part_extension_days_check;
reset role;
"""


def upgrade() -> None:
    op.execute(SETTINGS)
    op.execute(WALLS)
    op.execute(CHECKED)
