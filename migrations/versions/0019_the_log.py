"""A row of the log for each case that was ever submitted: what it is filtered, sorted and counted by (P8, P14)."""

from alembic import op

revision = "0019"
down_revision = "0018"

ROWS = """
set role portal_owner;

-- No identity, no name of a person, no word that anybody wrote. The row of a case that is disposed of stays, as
-- its statistics (decision 29), and an old case that is brought in has one too: hence it refers to no escalation.
-- due_at: the first date that is still to be kept. waits_for: the workspaces of which something is asked.
create table portal.log_case (
  escalation_id uuid primary key,
  reference text not null unique,
  imported boolean not null default false,
  disposed_at timestamptz,
  raising_workspace_id uuid not null references portal.workspace,
  state text not null,
  stage smallint not null check (stage in (3, 4)),
  stage_4 text check (stage_4 in ('asked', 'referred', 'accepted', 'declined', 'withdrawn', 'decided')),
  category text,
  categories text[] not null default '{}',
  submitted_at timestamptz not null,
  forward_due_on date,
  forwarded_at timestamptz,
  ended_at timestamptz,
  closed_as text,
  due_at timestamptz,
  waits_for uuid[] not null default '{}',
  chases integer not null default 0,
  promised integer not null default 0,
  done integer not null default 0,
  not_done integer not null default 0,
  exception boolean not null default false,
  early boolean not null default false,
  on_behalf boolean not null default false
);
create index log_case_by_submission on portal.log_case (submitted_at, escalation_id);
create index log_case_by_due_date on portal.log_case (due_at, escalation_id) where due_at is not null;
create index log_case_by_reference on portal.log_case (reference text_pattern_ops);

create table portal.log_response (
  part_id uuid primary key,
  escalation_id uuid not null references portal.log_case,
  workspace_id uuid not null references portal.workspace,
  state text not null check (state in ('awaited', 'received', 'replaced')),
  began_at timestamptz not null,
  due_on date not null,
  due_at timestamptz not null,
  extension_days integer,
  answered_at timestamptz,
  on_behalf boolean not null default false
);
create index log_response_of_case on portal.log_response (escalation_id);

-- What a case is found by, each with the order in which cases are listed: one index answers any of them.
create table portal.log_tag (
  kind text not null
    check (kind in ('raising', 'responding', 'party', 'state', 'stage', 'category', 'theme', 'with')),
  value text not null,
  submitted_at timestamptz not null,
  escalation_id uuid not null references portal.log_case,
  primary key (kind, value, submitted_at, escalation_id)
);
create index log_tag_of_case on portal.log_tag (escalation_id);
"""

KEPT = """
create function portal.log_tags(p_case portal.log_case) returns table (kind text, value text)
  language sql stable set search_path = portal, pg_temp
begin atomic
  select 'raising', p_case.raising_workspace_id::text
  union select 'party', p_case.raising_workspace_id::text
  union select 'state', p_case.state
  union select 'stage', p_case.stage::text
  union select 'category', unnest(p_case.categories)
  union select 'with', unnest(p_case.waits_for)::text
  union select k, r.workspace_id::text from log_response r, unnest(array['responding', 'party']) k
    where r.escalation_id = p_case.escalation_id and r.state <> 'replaced';
end;

-- How far stage 4 came, from what happened last of it.
create function portal.stage_4_of(p_case uuid) returns text
  language sql stable set search_path = portal, pg_temp
  return (select case h.event when 'ask_referral' then 'asked' when 'ask_early_referral' then 'asked'
                  when 'refer' then 'referred' when 'accept' then 'accepted'
                  when 'decline' then 'declined' when 'withdraw_referral' then 'withdrawn' else 'decided' end
          from history h
          where h.escalation_id = p_case
            and h.event in ('ask_referral', 'ask_early_referral', 'refer', 'accept', 'decline',
                            'withdraw_referral', 'decide')
          order by h.seq desc limit 1);

create function portal.log_again(p_case uuid) returns void
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare e escalation; told jsonb; followed jsonb; logged log_case;
begin
  select * into e from escalation where id = p_case and first_submitted_at is not null;
  if not found then return; end if;
  select content into told from document
    where escalation_id = p_case and kind = 'part_1' order by version desc limit 1;
  select content -> 'promises' into followed from document
    where escalation_id = p_case and kind = 'follow_up'
      and (agencies is null or e.raising_workspace_id = any (agencies)) order by version desc limit 1;
  insert into log_case as l (
    escalation_id, reference, raising_workspace_id, state, stage, stage_4, category, categories, submitted_at,
    forward_due_on, forwarded_at, ended_at, closed_as, due_at, waits_for, chases, promised, done, not_done,
    exception, early, on_behalf)
  select e.id, e.reference, e.raising_workspace_id, e.state,
    case when exists (select from history h where h.escalation_id = e.id and h.event = 'refer') then 4 else 3 end,
    portal.stage_4_of(e.id), e.category,
    coalesce((select array_agg(c) from jsonb_array_elements_text(told -> 'difference' -> 'categories') c), '{}'),
    e.first_submitted_at,
    (select d.due_on from deadline d where d.escalation_id = e.id and d.clock = 'business_unit_check'
      order by d.started_at, d.due_at limit 1),
    (select min(h.at) from history h where h.escalation_id = e.id and h.event = 'forward'),
    e.ended_at, e.closed_as,
    (select min(d.due_at) from deadline d where d.escalation_id = e.id and d.stopped_at is null),
    array(select k::uuid from jsonb_object_keys(e.asked) k),
    (select count(*) from note n where n.escalation_id = e.id and n.kind = 'chase'),
    (select coalesce(sum(jsonb_array_length(d.content -> 'promised')), 0) from part p
      join lateral (select content from document
                    where part_id = p.id and kind = 'part_2' order by version desc limit 1) d on true
      where p.escalation_id = e.id and p.kind = 'response' and p.state = 'received'),
    (select count(*) from jsonb_array_elements(followed) f where f ->> 'done' = 'done'),
    (select count(*) from jsonb_array_elements(followed) f where f ->> 'done' = 'not_done'),
    coalesce(told ->> 'exception_reason', '') <> '',
    exists (select from part p where p.escalation_id = e.id and p.kind = 'referral' and p.early),
    e.on_behalf
  on conflict (escalation_id) do update set
    state = excluded.state, stage = excluded.stage, stage_4 = excluded.stage_4, category = excluded.category,
    categories = excluded.categories, forward_due_on = excluded.forward_due_on,
    forwarded_at = excluded.forwarded_at, ended_at = excluded.ended_at, closed_as = excluded.closed_as,
    due_at = excluded.due_at, waits_for = excluded.waits_for, chases = excluded.chases,
    promised = excluded.promised, done = excluded.done, not_done = excluded.not_done,
    exception = excluded.exception, early = excluded.early, on_behalf = excluded.on_behalf
    where l.disposed_at is null
  returning * into logged;
  if not found then return; end if;
  insert into log_response as r (
    part_id, escalation_id, workspace_id, state, began_at, due_on, due_at, extension_days, answered_at, on_behalf)
  select p.id, e.id, p.workspace_id, p.state, p.began_at, d.due_on, d.due_at, p.extension_days, p.answered_at,
    p.on_behalf
  from part p
  join lateral (select due_on, due_at from deadline
                where part_id = p.id and clock = 'response' order by due_at desc limit 1) d on true
  where p.escalation_id = e.id and p.kind = 'response'
  on conflict (part_id) do update set
    state = excluded.state, due_on = excluded.due_on, due_at = excluded.due_at,
    extension_days = excluded.extension_days, answered_at = excluded.answered_at, on_behalf = excluded.on_behalf;
  delete from log_tag t where t.escalation_id = e.id and t.kind <> 'theme'
    and not exists (select from portal.log_tags(logged) g where g.kind = t.kind and g.value = t.value);
  insert into log_tag (kind, value, submitted_at, escalation_id)
    select kind, value, logged.submitted_at, e.id from portal.log_tags(logged) on conflict do nothing;
end $$;

-- At the end of a transaction, once for each case: whatever moves a case writes a row of its history. A look moves
-- nothing.
create function portal.keep_log() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  if not exists (select from history where escalation_id = new.escalation_id and seq > new.seq) then
    perform portal.log_again(new.escalation_id);
  end if;
  return null;
end $$;
create constraint trigger keep_log after insert on portal.history deferrable initially deferred
  for each row when (new.event not in ('reveal', 'download', 'copy', 'print', 'find', 'pack'))
  execute function portal.keep_log();
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['log_case', 'log_response', 'log_tag'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
    -- The Business Unit logs each case (P8), and nobody else reads the log of all.
    execute format('create policy office on portal.%I for select to portal_web'
                   ' using ((select portal.current_kind()) = ''business_unit'')', one);
    execute format('grant select on portal.%I to portal_web', one);
  end loop;
end $$;

revoke execute on function portal.log_again(uuid), portal.keep_log() from public;
select portal.log_again(id) from portal.escalation where first_submitted_at is not null;
reset role;
"""


def upgrade() -> None:
    op.execute(ROWS)
    op.execute(KEPT)
    op.execute(WALLS)
