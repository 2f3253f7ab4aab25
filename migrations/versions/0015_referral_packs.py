"""Referral packs: frozen when they are asked for, built by the worker, and every copy that was taken of them."""

from alembic import op

revision = "0015"
down_revision = "0014"

PACKS = """
set role portal_owner;

-- One pack for each case, kind and edition of the case (portal.pack_edition), however many ask for it. `contents`
-- is what it says, frozen in the transaction of whoever asked; `hidden` what must not stand in it; `files` whose
-- content it reproduces, by the number of the attachment. None of the three is kept once it is built. `question`
-- is what the Subgroup was asked, masked as all of its pack is.
create table portal.referral_pack (
  id uuid primary key,
  escalation_id uuid not null references portal.escalation,
  kind text not null check (kind in ('scrutineer', 'executive', 'learning')),
  edition text not null,
  case_version integer not null,
  head text not null,
  question text not null default '',
  contents jsonb,
  hidden jsonb,
  files uuid[] not null default '{}',
  state text not null default 'queued'
    check (state in ('queued', 'gathering', 'laying_out', 'checking', 'ready', 'failed')),
  pages integer not null default 0,
  attempts smallint not null default 0,
  reason text not null default '',
  not_reproduced jsonb not null default '[]',
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  asked_by_name text not null,
  asked_at timestamptz not null,
  began_at timestamptz,
  ended_at timestamptz,
  unique (escalation_id, kind, edition),
  check ((contents is null) = (state = 'ready')),
  check ((hidden is null) = (state = 'ready'))
);
create index referral_pack_waiting on portal.referral_pack (asked_at) where state not in ('ready', 'failed');

create table portal.pack_volume (
  pack_id uuid not null references portal.referral_pack,
  number smallint not null check (number in (1, 2)),
  pages integer not null,
  sha256 bytea not null check (length(sha256) = 32),
  content bytea not null,
  primary key (pack_id, number)
);
alter table portal.pack_volume alter column content set storage external;

-- Each copy that was handed out, by the digest of the file, by which it is known again.
create table portal.pack_copy (
  id uuid primary key default gen_random_uuid(),
  pack_id uuid not null,
  volume smallint not null,
  digest bytea not null unique check (length(digest) = 32),
  workspace_id uuid not null default portal.current_workspace() references portal.workspace,
  membership_id uuid not null default portal.current_membership() references portal.membership,
  workspace_name text not null,
  name text not null,
  role text not null,
  taken_at timestamptz not null,
  foreign key (pack_id, volume) references portal.pack_volume
);
create index pack_copy_of_pack on portal.pack_copy (pack_id, taken_at);
create trigger pack_volumes_stand before update or delete on portal.pack_volume
  for each row execute function portal.history_stands();
create trigger pack_copies_stand before update or delete on portal.pack_copy
  for each row execute function portal.history_stands();
"""

WHO = """
-- Whether whoever acts is an officer or manager of the Business Unit, which may see the case.
create function portal.keeps(p_case uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return portal.current_kind() = 'business_unit'
    and exists (select from escalation e
                where e.id = p_case and portal.current_workspace() = any (e.audience)
                  and (portal.current_membership() = any (e.barred)) is false)
    and exists (select from membership m
                  join membership_role r on r.membership_id = m.id and r.ended_at is null
                where m.id = portal.current_membership() and m.ended_at is null
                  and m.workspace_id = portal.current_workspace() and r.role in ('officer', 'manager'));

-- Whether whoever acts reads for the Subgroup of which a review of the case was asked, and was not recalled.
create function portal.reviews(p_case uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return portal.current_kind() = 'learning'
    and exists (select from part p
                where p.escalation_id = p_case and p.kind = 'review' and p.state <> 'recalled'
                  and p.workspace_id = portal.current_workspace())
    and exists (select from membership m
                  join membership_role r on r.membership_id = m.id and r.ended_at is null and r.role = 'reader'
                where m.id = portal.current_membership() and m.ended_at is null
                  and m.workspace_id = portal.current_workspace());

-- Who may ask for a pack of each kind, and who may have it: the Scrutineer theirs, the members who sit and the
-- Business Unit the two others, and the Subgroup its own, which it does not ask for.
create function portal.asks_for_pack(p_case uuid, p_kind text) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return case when p_kind = 'scrutineer' then portal.compiles(p_case)
              else portal.sits(p_case) or portal.keeps(p_case) end;
create function portal.has_pack(p_case uuid, p_kind text) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return portal.asks_for_pack(p_case, p_kind) or p_kind = 'learning' and portal.reviews(p_case);

-- Which edition of a case a pack is of: what is printed of it changes with its history, and with a file's verdict,
-- of which no row tells. A look changes nothing; what the Executive does among itself is in no pack.
create function portal.pack_edition(p_case uuid) returns text
  language sql stable security definer set search_path = portal, pg_temp
  return coalesce((select max(h.seq) from history h
                   where h.escalation_id = p_case
                     and h.event not in ('reveal', 'download', 'copy', 'print', 'find', 'pack', 'keep_out',
                                         'let_in', 'declare', 'deliberate', 'propose', 'give_view', 'tie')), 0)
    || '.' || (select count(*) from attachment a
               where a.escalation_id = p_case and a.since is not null and a.state <> 'quarantined');
create function portal.edition_of(p_case uuid, p_kind text) returns text
  language sql stable security definer set search_path = portal, pg_temp
  return case when portal.has_pack(p_case, p_kind) then portal.pack_edition(p_case) end;

-- Every name of a person that may stand in what was written on a case: whoever is or was of an agency that is or
-- was a party, and whoever signed, received or did something. For those alone who ask for a pack without names, to
-- take them out of it; nothing shows what it returns.
create function portal.people_to_mask(p_case uuid) returns setof text
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select p.name
      from escalation e join membership m on m.workspace_id = e.raising_workspace_id
        or m.workspace_id in (select r.workspace_id from part r where r.escalation_id = e.id)
      join person p on p.id = m.person_id
      where e.id = p_case and portal.asks_for_pack(p_case, 'learning')
    union
    select d.signed_by_name from document d
      where d.escalation_id = p_case and portal.asks_for_pack(p_case, 'learning')
    union
    select n.name from note n where n.escalation_id = p_case and portal.asks_for_pack(p_case, 'learning')
    union
    select r.addressee_name from part r
      where r.escalation_id = p_case and r.addressee_name is not null
        and portal.asks_for_pack(p_case, 'learning')
    union
    select a.added_by_name from attachment a
      where a.escalation_id = p_case and portal.asks_for_pack(p_case, 'learning')
    union
    select p.name from history h join membership m on m.id = h.membership_id join person p on p.id = m.person_id
      where h.escalation_id = p_case and portal.asks_for_pack(p_case, 'learning');
  end;

-- The reviews that were asked of the Subgroup: all that it reads of a case, beside its pack (P12).
create function portal.reviews_asked()
  returns table (escalation_id uuid, reference text, part_id uuid, state text, question text, asked_at timestamptz,
                 due_at timestamptz)
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select e.id, e.reference, p.id, p.state,
      coalesce((select r.question from referral_pack r where r.escalation_id = e.id and r.kind = 'learning'
                order by r.asked_at desc limit 1), ''), p.began_at, p.due_at
    from part p join escalation e on e.id = p.escalation_id
    where p.kind = 'review' and p.state <> 'recalled' and portal.reviews(e.id)
    order by p.state, p.due_at, p.id;
  end;
"""

TAKING = """
alter table portal.access drop constraint access_what_check;
alter table portal.access add constraint access_what_check
  check (what in ('view', 'reveal', 'copy', 'download', 'print', 'find', 'pack'));

-- The Subgroup, which reads nothing of a case but its pack, writes one thing into its history: that it took one.
create or replace function portal.chain_history() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare last portal.history_head;
begin
  perform from escalation
    where id = new.escalation_id
      and (portal.current_workspace() = any (audience) and (portal.current_membership() = any (barred)) is false
           or new.event = 'pack' and portal.reviews(id))
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

-- What of the packs waits or has failed, for the Business Unit's page about the worker. Of a case that its reader
-- is kept from, the reference is not told.
create function portal.packs_standing()
  returns table (kind text, state text, reference text, reason text, asked_at timestamptz, ended_at timestamptz)
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select p.kind, p.state,
      case when portal.current_workspace() = any (e.audience)
             and (portal.current_membership() = any (e.barred)) is false then e.reference end,
      p.reason, p.asked_at, p.ended_at
    from referral_pack p join escalation e on e.id = p.escalation_id
    where p.state <> 'ready' and portal.current_kind() = 'business_unit'
    order by p.asked_at, p.id;
  end;

-- A copy is handed out and kept in one: the copy, the look at the case, and the row of the history that tells it.
create function portal.take_pack(p_pack uuid, p_volume smallint, p_digest bytea, p_name text, p_role text,
                                 p_at timestamptz, p_look uuid, p_payload jsonb) returns void
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare pack referral_pack;
begin
  select * into pack from referral_pack p
    where p.id = p_pack and p.state = 'ready' and portal.has_pack(p.escalation_id, p.kind);
  if not found then
    raise exception 'There is no such pack.' using errcode = 'insufficient_privilege';
  end if;
  insert into pack_copy (pack_id, volume, digest, workspace_name, name, role, taken_at)
    values (pack.id, p_volume, p_digest,
            (select w.name from workspace w where w.id = portal.current_workspace()), p_name, p_role, p_at);
  insert into access (id, escalation_id, at, what, purpose, name, role)
    values (p_look, pack.escalation_id, p_at, 'pack', '', p_name, p_role);
  insert into history (escalation_id, event, agencies, at, payload)
    values (pack.escalation_id, 'pack', '{}', p_at, p_payload);
end $$;

-- The content of a file that a pack reproduces, for the worker that builds it; none for a pack without identity.
create function portal.file_of_pack(p_pack uuid, p_number integer) returns bytea
  language sql stable security definer set search_path = portal, pg_temp
  return (
    select c.content
    from referral_pack p join attachment a on a.id = p.files[p_number] and a.escalation_id = p.escalation_id
      join attachment_content c on c.attachment_id = a.id
    where p.id = p_pack and p.state = 'gathering' and p.kind = 'scrutineer'
      and a.state = 'clean' and a.since is not null);
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['referral_pack', 'pack_volume', 'pack_copy'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

create policy readers on portal.referral_pack for select to portal_web
  using (portal.has_pack(escalation_id, kind));
create policy askers on portal.referral_pack for insert to portal_web
  with check (workspace_id = (select portal.current_workspace())
              and membership_id = (select portal.current_membership())
              and state = 'queued' and portal.asks_for_pack(escalation_id, kind)
              and exists (select from portal.escalation e
                          where e.id = escalation_id and e.state in ('referred', 'accepted', 'decided')));
create policy askers_again on portal.referral_pack for update to portal_web
  using (state = 'failed' and portal.asks_for_pack(escalation_id, kind))
  with check (state = 'queued');
create policy readers on portal.pack_volume for select to portal_web
  using (exists (select from portal.referral_pack p where p.id = pack_id));
create policy readers on portal.pack_copy for select to portal_web
  using (exists (select from portal.referral_pack p where p.id = pack_id));

-- The worker builds every pack, and reads none that is built.
create policy built on portal.referral_pack to portal_worker using (true) with check (true);
create policy built on portal.pack_volume for insert to portal_worker
  with check (exists (select from portal.referral_pack p
                      where p.id = pack_id and p.state not in ('ready', 'failed')));

grant execute on function portal.asks_for_pack(uuid, text), portal.has_pack(uuid, text),
  portal.edition_of(uuid, text), portal.people_to_mask(uuid), portal.reviews_asked(), portal.packs_standing(),
  portal.take_pack(uuid, smallint, bytea, text, text, timestamptz, uuid, jsonb) to portal_web;
grant execute on function portal.has_pack(uuid, text), portal.file_of_pack(uuid, integer) to portal_worker;
grant select (id, escalation_id, kind, edition, case_version, head, question, state, pages, attempts, reason,
  not_reproduced, workspace_id, membership_id, asked_by_name, asked_at, began_at, ended_at)
  on portal.referral_pack to portal_web;
grant insert (id, escalation_id, kind, edition, case_version, head, question, contents, hidden, files,
  asked_by_name, asked_at), update (state, pages, attempts, reason, asked_at)
  on portal.referral_pack to portal_web;
grant select on portal.pack_volume, portal.pack_copy to portal_web;
grant select, update (state, pages, attempts, reason, not_reproduced, began_at, ended_at, contents, hidden, files)
  on portal.referral_pack to portal_worker;
grant insert on portal.pack_volume to portal_worker;
reset role;
"""


def upgrade() -> None:
    op.execute(PACKS)
    op.execute(WHO)
    op.execute(TAKING)
    op.execute(WALLS)
