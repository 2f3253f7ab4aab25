"""The six-monthly reports: their words, what is frozen of one that is issued, and the Subgroup's actions (P14)."""

from alembic import op

revision = "0023"
down_revision = "0021"

TABLES = """
set role portal_owner;

-- One for each half-year, known by the day it begins on. Its figures are counted anew until it is issued; then
-- they are here, in both versions, and stay. `told`: what became of the Subgroup's earlier actions by then.
create table portal.report (
  id uuid primary key default gen_random_uuid(),
  begins date not null unique check (extract(day from begins) = 1 and extract(month from begins) in (4, 10)),
  state text not null default 'draft' check (state in ('draft', 'issued')),
  exact jsonb,
  shareable jsonb,
  told jsonb,
  created_by uuid not null default portal.current_membership() references portal.membership,
  created_at timestamptz not null,
  issued_by uuid references portal.membership,
  issued_at timestamptz,
  check ((state = 'issued') = (exact is not null)),
  check (num_nulls(exact, shareable, told, issued_by, issued_at) in (0, 5))
);

-- What the Business Unit writes in a section. A version for each section: two people who write in one meet.
create table portal.report_words (
  report_id uuid not null references portal.report,
  section text not null,
  words text not null,
  version integer not null default 1,
  updated_by uuid not null default portal.current_membership() references portal.membership,
  updated_by_name text not null,
  updated_at timestamptz not null,
  primary key (report_id, section)
);

-- The cases behind the figures of an issued report, and in what each was counted. It references no case, so that
-- it outlives the disposal of one.
create table portal.report_case (
  report_id uuid not null references portal.report,
  escalation_id uuid not null,
  reference text not null,
  counted text[] not null,
  primary key (report_id, escalation_id)
);

-- An action that the Subgroup determined when it read a report (P14), and how it stands.
create table portal.report_action (
  id uuid primary key default gen_random_uuid(),
  report_id uuid not null references portal.report,
  what text not null,
  owner text not null,
  due_on date not null,
  state text not null default 'open' check (state in ('open', 'done', 'dropped')),
  version integer not null default 1,
  recorded_by_name text not null,
  recorded_at timestamptz not null
);
create index report_action_of on portal.report_action (report_id);

-- What was heard of an action. Only ever added to.
create table portal.report_action_news (
  id uuid primary key default gen_random_uuid(),
  action_id uuid not null references portal.report_action,
  state text not null check (state in ('open', 'done', 'dropped')),
  words text not null,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  name text not null,
  at timestamptz not null
);
create index report_action_news_of on portal.report_action_news (action_id, at);

-- Who opened or took an issued report, and which version (decision 27). Only ever added to.
create table portal.report_look (
  id uuid primary key default gen_random_uuid(),
  report_id uuid not null references portal.report,
  what text not null check (what in ('page', 'pdf', 'xlsx')),
  version text not null check (version in ('exact', 'shareable')),
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  name text not null,
  at timestamptz not null
);
create index report_look_at on portal.report_look (report_id, at);

-- What was issued stands.
create function portal.report_stands() returns trigger language plpgsql as $$
begin
  if old.state = 'issued' then
    raise exception 'A report that was issued stays as it is.' using errcode = 'check_violation';
  end if;
  return coalesce(new, old);
end $$;
create trigger report_stands before update or delete on portal.report
  for each row execute function portal.report_stands();

create function portal.report_is_open() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare one record := coalesce(new, old);
begin
  perform from report r where r.id = one.report_id and r.state = 'draft' for share;
  if not found then
    raise exception 'A report that was issued stays as it is.' using errcode = 'check_violation';
  end if;
  return one;
end $$;
create trigger report_is_open before insert or update or delete on portal.report_words
  for each row execute function portal.report_is_open();
create trigger report_is_open before insert or update or delete on portal.report_case
  for each row execute function portal.report_is_open();
create trigger looks_stand before update or delete on portal.report_look
  for each row execute function portal.history_stands();
create trigger news_stands before update or delete on portal.report_action_news
  for each row execute function portal.history_stands();
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['report', 'report_words', 'report_case', 'report_action', 'report_action_news',
                             'report_look'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
    execute format('create policy office on portal.%I for select to portal_web
                      using ((select portal.current_kind()) = ''business_unit'')', one);
  end loop;
end $$;

-- The Subgroup's readers: what was issued, and its actions. Never a draft, nor which cases are behind the figures.
create policy readers on portal.report for select to portal_web, portal_worker
  using ((select portal.current_kind()) = 'quality' and state = 'issued');
create policy readers on portal.report_words for select to portal_web
  using ((select portal.current_kind()) = 'quality'
         and exists (select from portal.report r where r.id = report_id));
create policy readers on portal.report_action for select to portal_web
  using ((select portal.current_kind()) = 'quality'
         and exists (select from portal.report r where r.id = report_id));
create policy readers on portal.report_action_news for select to portal_web
  using ((select portal.current_kind()) = 'quality'
         and exists (select from portal.report_action a where a.id = action_id));

create policy begun on portal.report for insert to portal_web
  with check ((select portal.current_kind()) = 'business_unit' and state = 'draft'
              and created_by = (select portal.current_membership()));
-- A draft changes in one way: a manager issues it.
create policy issued on portal.report for update to portal_web
  using ((select portal.current_kind()) = 'business_unit' and state = 'draft')
  with check (state = 'issued' and issued_by = (select portal.current_membership())
              and exists (select from portal.membership_role r
                          where r.membership_id = (select portal.current_membership())
                            and r.role = 'manager' and r.ended_at is null));
create policy written on portal.report_words for insert to portal_web
  with check ((select portal.current_kind()) = 'business_unit'
              and updated_by = (select portal.current_membership()));
create policy rewritten on portal.report_words for update to portal_web
  using ((select portal.current_kind()) = 'business_unit')
  with check (updated_by = (select portal.current_membership()));
create policy frozen on portal.report_case for insert to portal_web
  with check ((select portal.current_kind()) = 'business_unit');
create policy recorded on portal.report_action for insert to portal_web
  with check ((select portal.current_kind()) = 'business_unit'
              and exists (select from portal.report r where r.id = report_id and r.state = 'issued'));
create policy tracked on portal.report_action for update to portal_web
  using ((select portal.current_kind()) = 'business_unit');
create policy told on portal.report_action_news for insert to portal_web
  with check ((select portal.current_kind()) = 'business_unit'
              and membership_id = (select portal.current_membership())
              and exists (select from portal.report_action a where a.id = action_id));
create policy looks on portal.report_look for insert to portal_web
  with check (workspace_id = (select portal.current_workspace())
              and membership_id = (select portal.current_membership())
              and exists (select from portal.report r where r.id = report_id and r.state = 'issued'));

-- The Subgroup's readers are told that one was issued.
create policy reports on portal.outbox for insert to portal_web
  with check (kind = 'report' and escalation_id is null
              and (select portal.current_kind()) = 'business_unit'
              and exists (select from portal.workspace w where w.id = workspace_id and w.kind = 'quality'));

grant select on portal.report, portal.report_words, portal.report_case, portal.report_action,
  portal.report_action_news, portal.report_look to portal_web;
grant select on portal.report to portal_worker;
grant insert (id, begins, created_at), update (state, exact, shareable, told, issued_by, issued_at)
  on portal.report to portal_web;
grant insert (report_id, section, words, updated_by_name, updated_at),
  update (words, version, updated_by, updated_by_name, updated_at) on portal.report_words to portal_web;
grant insert on portal.report_case to portal_web;
grant insert (id, report_id, what, owner, due_on, recorded_by_name, recorded_at), update (state, due_on, version)
  on portal.report_action to portal_web;
grant insert (id, action_id, state, words, name, at) on portal.report_action_news to portal_web;
grant insert (id, report_id, what, version, name, at) on portal.report_look to portal_web;
reset role;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(WALLS)
