"""The record: append-only, chained by hash per case, written by the database's own trigger."""

from alembic import op

revision = "0004"
down_revision = "0003"

HISTORY = """
set role portal_owner;

-- `agencies`: those that may read the row; null, every one in the audience. The chain is over a salted digest
-- of the payload, so that a lawful disposal can remove a payload and the chain still verifies.
create table portal.history (
  escalation_id uuid not null references portal.escalation,
  seq integer not null,
  event text not null,
  part_id uuid references portal.part,
  agencies uuid[] check (array_position(agencies, null) is null),
  at timestamptz not null,
  recorded_at timestamptz not null,
  workspace_id uuid not null,
  membership_id uuid not null,
  payload jsonb,
  salt bytea not null,
  digest bytea not null,
  previous bytea not null,
  hash bytea not null,
  primary key (escalation_id, seq)
);

create table portal.history_head (
  escalation_id uuid primary key references portal.escalation,
  seq integer not null,
  hash bytea not null
);

create function portal.history_line(h portal.history) returns bytea
  language sql stable set search_path = portal, pg_temp
  return convert_to(concat_ws('|', h.escalation_id, h.seq, h.event, coalesce(h.part_id::text, '-'),
    coalesce(array_to_string(h.agencies, ','), '-'),
    (extract(epoch from h.at) * 1000000)::bigint, (extract(epoch from h.recorded_at) * 1000000)::bigint,
    h.workspace_id, h.membership_id, encode(h.digest, 'hex'), encode(h.previous, 'hex')), 'UTF8');

-- Locks the case, and asks once more whether the writer may still see it: a writer who waited for the lock
-- while the case was taken from them is refused.
create function portal.chain_history() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare last portal.history_head;
begin
  perform from escalation
    where id = new.escalation_id and portal.current_workspace() = any (audience)
      and (portal.current_membership() = any (barred)) is false
    for update;
  if not found then
    raise exception 'There is no such case.' using errcode = 'insufficient_privilege';
  end if;
  select * into last from history_head where escalation_id = new.escalation_id;
  new.seq := coalesce(last.seq, 0) + 1;
  new.recorded_at := clock_timestamp();
  new.workspace_id := portal.current_workspace();
  new.membership_id := portal.current_membership();
  new.salt := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  new.digest := sha256(new.salt || convert_to(new.payload::text, 'UTF8'));
  new.previous := coalesce(last.hash, sha256(convert_to(new.escalation_id::text, 'UTF8')));
  new.hash := sha256(portal.history_line(new));
  insert into history_head values (new.escalation_id, new.seq, new.hash)
    on conflict (escalation_id) do update set seq = excluded.seq, hash = excluded.hash;
  return new;
end $$;
create trigger chain_history before insert on portal.history
  for each row execute function portal.chain_history();

create function portal.history_stands() returns trigger language plpgsql as $$
begin
  raise exception 'The history is only ever added to.' using errcode = 'insufficient_privilege';
end $$;
create trigger history_stands before update or delete on portal.history
  for each row execute function portal.history_stands();
create trigger history_stands_whole before truncate on portal.history
  for each statement execute function portal.history_stands();
create trigger documents_stand before update or delete on portal.document
  for each row execute function portal.history_stands();
create trigger accesses_stand before update or delete on portal.access
  for each row execute function portal.history_stands();
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['history', 'history_head'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

-- A responding agency reads what happened since the signature of the form that was sent to it.
create policy parties on portal.history for select to portal_web, portal_worker
  using (exists (select from portal.escalation e where e.id = escalation_id
                 and ((select portal.current_kind()) = 'business_unit'
                      or e.raising_workspace_id = (select portal.current_workspace())
                      or (select portal.current_kind()) = 'agency'
                         and (agencies is null or (select portal.current_workspace()) = any (agencies))
                         and at >= e.submitted_at)));
create policy writers on portal.history for insert to portal_web, portal_worker
  with check (exists (select from portal.escalation e where e.id = escalation_id));

grant select on portal.history to portal_web, portal_worker;
grant insert (escalation_id, event, part_id, agencies, at, payload) on portal.history
  to portal_web, portal_worker;
reset role;
"""


def upgrade() -> None:
    op.execute(HISTORY)
    op.execute(WALLS)
