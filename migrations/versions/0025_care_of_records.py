"""Care of records: legal holds, and disposal confirmed by two people after which the history still verifies."""

from alembic import op

revision = "0025"
down_revision = "0024"

RULE = """
set role portal_owner;

-- The rule of portal/protocol/retention.py once more, so that nothing is removed by a mistake of either: a test
-- holds the two to each other. Of 29 February the anniversary is 1 March in a year that has none.
create function portal.years_after(p_day date, p_years integer) returns date
  language sql immutable
  return (p_day + make_interval(years => p_years))::date
    + case when to_char(p_day, 'MM-DD') = '02-29'
             and to_char(p_day + make_interval(years => p_years), 'MM-DD') = '02-28' then 1 else 0 end;

create function portal.counted_birth(p_written text, p_submitted date) returns date
  language sql stable set search_path = portal, pg_temp
  return case
    when p_written !~ '^\\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\\s*$' or not pg_input_is_valid(btrim(p_written), 'date')
      then p_submitted + 300
    when btrim(p_written)::date between p_submitted - (26 * 365 + 7) and p_submitted + 300
      then btrim(p_written)::date
    else p_submitted + 300 end;

create function portal.kept_until(p_submitted date, p_ended date, p_born text[]) returns date
  language sql stable set search_path = portal, pg_temp
  return greatest(
    portal.years_after(p_ended, 6),
    portal.years_after(
      coalesce((select max(portal.counted_birth(one, p_submitted)) from unnest(p_born) one), p_submitted + 300),
      25));
"""

TABLES = """
alter table portal.escalation add column disposed_at timestamptz;
create index escalation_ended on portal.escalation (ended_at) where ended_at is not null and disposed_at is null;

-- Keeps a case past its date, for as long as it is on: for a claim, an inquiry, a request that is still open.
create table portal.legal_hold (
  id uuid primary key default gen_random_uuid(),
  escalation_id uuid not null references portal.escalation,
  reason text not null,
  put_on_by uuid not null default portal.current_membership() references portal.membership,
  put_on_by_name text not null,
  put_on_at timestamptz not null,
  lifted_because text,
  lifted_by uuid references portal.membership,
  lifted_by_name text,
  lifted_at timestamptz,
  check (num_nulls(lifted_because, lifted_by, lifted_by_name, lifted_at) in (0, 4))
);
create unique index legal_hold_on on portal.legal_hold (escalation_id) where lifted_at is null;

-- A case is disposed of when one manager of the Business Unit proposed it and another confirmed it. The row stays,
-- and says of which case, why, and who it was. `because`: how its date was worked out. `seen_by`: the workspaces
-- that could see the case then, so that a case linked with it may say to them what became of it.
create table portal.disposal (
  id uuid primary key default gen_random_uuid(),
  escalation_id uuid not null references portal.escalation,
  reference text not null,
  because text not null,
  reason text not null,
  proposed_by uuid not null default portal.current_membership() references portal.membership,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  withdrawn_because text,
  withdrawn_by uuid references portal.membership,
  withdrawn_by_name text,
  withdrawn_at timestamptz,
  confirmed_by uuid references portal.membership,
  confirmed_by_name text,
  disposed_at timestamptz,
  seen_by uuid[] not null default '{}',
  constraint two_people check (confirmed_by <> proposed_by),
  check (num_nulls(withdrawn_because, withdrawn_by, withdrawn_by_name, withdrawn_at) in (0, 4)),
  check (num_nulls(confirmed_by, confirmed_by_name, disposed_at) in (0, 3)),
  check (withdrawn_at is null or disposed_at is null)
);
create unique index disposal_of_case on portal.disposal (escalation_id) where withdrawn_at is null;
create index disposal_done on portal.disposal (disposed_at) where disposed_at is not null;

create function portal.hold_stands() returns trigger language plpgsql as $$
begin
  if old.lifted_at is not null then
    raise exception 'A hold is lifted once.' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger hold_stands before update on portal.legal_hold
  for each row execute function portal.hold_stands();

create function portal.disposal_stands() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.withdrawn_at is not null or old.disposed_at is not null then
    raise exception 'Who disposed of a case, and who withdrew it, stays.' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger disposal_stands before update or delete on portal.disposal
  for each row execute function portal.disposal_stands();

create function portal.names_its_case() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  new.reference := (select e.reference from escalation e where e.id = new.escalation_id);
  return new;
end $$;
create trigger names_its_case before insert on portal.disposal
  for each row execute function portal.names_its_case();
"""

WHO = """
create function portal.is_disposed_of(p_case uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return exists (select from escalation e where e.id = p_case and e.disposed_at is not null);

-- Whether whoever acts is a manager of the Business Unit, which may see the case, and it may be disposed of now:
-- it has ended, its date has passed by the machine's own clock, and no hold is on.
create function portal.disposes(p_case uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return portal.keeps(p_case)
    and exists (select from membership_role r
                where r.membership_id = portal.current_membership() and r.ended_at is null and r.role = 'manager')
    and not exists (select from legal_hold h where h.escalation_id = p_case and h.lifted_at is null)
    and exists (
      select from escalation e
      where e.id = p_case and e.disposed_at is null and e.ended_at is not null
        and e.state in ('resolved', 'withdrawn', 'closed', 'decided')
        and portal.kept_until(
              (e.first_submitted_at at time zone 'Europe/London')::date,
              (e.ended_at at time zone 'Europe/London')::date,
              array(select c.date_of_birth from child c
                    where c.escalation_id = e.id and c.version = e.part_1_version))
          < (now() at time zone 'Europe/London')::date);

-- Of a case that was disposed of nobody is told but by the row of its disposal.
create or replace function portal.audience_of(e portal.escalation) returns uuid[]
  language sql stable security definer set search_path = portal, pg_temp
  return case when e.disposed_at is not null then '{}'::uuid[] else (
    select array_agg(distinct w.id order by w.id)
    from workspace w
    where w.id = e.raising_workspace_id
      or (w.kind = 'business_unit' and (e.state not in ('draft', 'discarded') or e.on_behalf))
      or (w.kind = 'executive' and e.state in ('referred', 'accepted', 'decided'))
      or exists (
        select from part p where p.escalation_id = e.id and p.workspace_id = w.id
          and (p.kind = 'response' and p.state <> 'replaced'
               or p.kind = 'summary' and p.state <> 'recalled' and e.state = 'accepted'))) end;

create or replace function portal.reviews(p_case uuid) returns boolean
  language sql stable security definer set search_path = portal, pg_temp
  return portal.current_kind() = 'learning' and not portal.is_disposed_of(p_case)
    and exists (select from part p
                where p.escalation_id = p_case and p.kind = 'review' and p.state <> 'recalled'
                  and p.workspace_id = portal.current_workspace())
    and exists (select from membership m
                  join membership_role r on r.membership_id = m.id and r.ended_at is null and r.role = 'reader'
                where m.id = portal.current_membership() and m.ended_at is null
                  and m.workspace_id = portal.current_workspace());

-- The cases linked with this one that were disposed of, for those alone who could see them.
create function portal.disposed_links(p_case uuid)
  returns table (reference text, disposed_at timestamptz, at timestamptz)
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select o.reference, d.disposed_at, l.at
    from link l
      join escalation o on o.id = case when l.escalation_id = p_case then l.linked_id else l.escalation_id end
      join disposal d on d.escalation_id = o.id and d.disposed_at is not null
      join escalation e on e.id = p_case
    where p_case in (l.escalation_id, l.linked_id)
      and portal.current_kind() in ('agency', 'business_unit')
      and portal.current_workspace() = any (e.audience)
      and (portal.current_membership() = any (e.barred)) is false
      and portal.current_workspace() = any (d.seen_by)
      and (portal.current_membership() = any (o.barred)) is false
    order by l.at;
  end;
"""

STANDS = """
-- What is only ever added to is removed with its case, and never otherwise. Nobody but portal.dispose can say that
-- a case is disposed of.
create function portal.stands_until_disposal() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  if tg_op = 'DELETE' and portal.is_disposed_of(old.escalation_id) then return old; end if;
  raise exception 'The history is only ever added to.' using errcode = 'insufficient_privilege';
end $$;
create function portal.pack_stands_until_disposal() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  if tg_op = 'DELETE'
     and portal.is_disposed_of((select p.escalation_id from referral_pack p where p.id = old.pack_id)) then
    return old;
  end if;
  raise exception 'The history is only ever added to.' using errcode = 'insufficient_privilege';
end $$;

-- Of a row of the history the payload goes, and the salt with which it could be guessed at; the digest stays, and
-- so the chain verifies.
create function portal.history_stands_until_disposal() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  if tg_op = 'UPDATE' and new.payload is null and new.salt = '' and portal.is_disposed_of(old.escalation_id)
     and (new.escalation_id, new.seq, new.event, new.part_id, new.agencies, new.at, new.recorded_at,
          new.workspace_id, new.membership_id, new.digest, new.previous, new.hash)
       is not distinct from
         (old.escalation_id, old.seq, old.event, old.part_id, old.agencies, old.at, old.recorded_at,
          old.workspace_id, old.membership_id, old.digest, old.previous, old.hash) then
    return new;
  end if;
  raise exception 'The history is only ever added to.' using errcode = 'insufficient_privilege';
end $$;

create or replace trigger history_stands before update or delete on portal.history
  for each row execute function portal.history_stands_until_disposal();
create or replace trigger documents_stand before update or delete on portal.document
  for each row execute function portal.stands_until_disposal();
create or replace trigger accesses_stand before update or delete on portal.access
  for each row execute function portal.stands_until_disposal();
create or replace trigger notes_stand before update or delete on portal.note
  for each row execute function portal.stands_until_disposal();
create or replace trigger declarations_stand before update or delete on portal.declaration
  for each row execute function portal.stands_until_disposal();
create or replace trigger deliberations_stand before update or delete on portal.deliberation
  for each row execute function portal.stands_until_disposal();
create or replace trigger views_stand before update or delete on portal.member_view
  for each row execute function portal.stands_until_disposal();
create or replace trigger pack_volumes_stand before update or delete on portal.pack_volume
  for each row execute function portal.pack_stands_until_disposal();
create or replace trigger pack_copies_stand before update or delete on portal.pack_copy
  for each row execute function portal.pack_stands_until_disposal();

create or replace function portal.child_is_open() returns trigger
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare one record := coalesce(new, old);
begin
  if tg_op = 'DELETE' and portal.is_disposed_of(one.escalation_id) then return one; end if;
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

DISPOSE = """
-- Everything of a case that tells of a child or a person, or that somebody wrote. What stays: the case's row and
-- its parts, which say when what moved; the log's rows; the chain of its history; the row of its disposal; and its
-- links.
create function portal.remove_what_was_written(p_case uuid) returns void
  language sql volatile security definer set search_path = portal, pg_temp
  begin atomic
    delete from child_key where escalation_id = p_case;
    delete from child where escalation_id = p_case;
    delete from redacted_content c using redacted_copy r where r.id = c.copy_id and r.escalation_id = p_case;
    delete from redacted_copy where escalation_id = p_case;
    delete from attachment_content c using attachment a where a.id = c.attachment_id and a.escalation_id = p_case;
    delete from attachment where escalation_id = p_case;
    delete from pack_copy c using referral_pack p where p.id = c.pack_id and p.escalation_id = p_case;
    delete from pack_volume v using referral_pack p where p.id = v.pack_id and p.escalation_id = p_case;
    delete from referral_pack where escalation_id = p_case;
    delete from draft where escalation_id = p_case;
    delete from editing where escalation_id = p_case;
    delete from document where escalation_id = p_case;
    delete from note where escalation_id = p_case;
    delete from member_view where escalation_id = p_case;
    delete from deliberation where escalation_id = p_case;
    delete from declaration where escalation_id = p_case;
    delete from substitute where escalation_id = p_case;
    delete from access where escalation_id = p_case;
    delete from outbox where escalation_id = p_case;
    delete from nudge where escalation_id = p_case;
    delete from deadline where escalation_id = p_case;
    delete from legal_hold where escalation_id = p_case;
    update link set why = '' where p_case in (escalation_id, linked_id);
    update part set addressee_id = null, addressee_name = null, receipt_confirmed_by = null,
        sign_off_asked_of = null
      where escalation_id = p_case;
    update history h set payload = null, salt = ''
      where h.escalation_id = p_case and h.seq < (select c.seq from history_head c where c.escalation_id = p_case);
  end;

-- Disposes of a case as was proposed by somebody else, and asks everything once more: under the case's lock, so
-- that a hold that was put on meanwhile, a second confirmation and a withdrawal are seen.
create function portal.dispose(p_disposal uuid, p_name text, p_at timestamptz, p_payload jsonb) returns void
  language plpgsql security definer set search_path = portal, pg_temp as $$
declare one disposal; seen uuid[];
begin
  perform from escalation e
    where e.id = (select d.escalation_id from disposal d where d.id = p_disposal) for update;
  select * into one from disposal where id = p_disposal for update;
  if one.id is null or one.disposed_at is not null or one.withdrawn_at is not null
     or not portal.disposes(one.escalation_id) then
    raise exception 'This case may not be disposed of.' using errcode = 'insufficient_privilege';
  end if;
  if (select m.person_id from membership m where m.id = one.proposed_by)
     = (select m.person_id from membership m where m.id = portal.current_membership()) then
    raise exception 'Whoever proposed it does not confirm it.' using errcode = 'insufficient_privilege';
  end if;
  select e.audience into seen from escalation e where e.id = one.escalation_id;
  insert into history (escalation_id, event, agencies, at, payload)
    values (one.escalation_id, 'dispose', '{}', p_at, p_payload);
  update disposal set confirmed_by = portal.current_membership(), confirmed_by_name = p_name, disposed_at = p_at,
      seen_by = seen
    where id = one.id;
  update escalation set disposed_at = p_at, gate = '{}', asked = '{}', writers = '{}', sign_off_asked_of = null
    where id = one.escalation_id;
  update log_case set disposed_at = p_at where escalation_id = one.escalation_id;
  perform portal.remove_what_was_written(one.escalation_id);
end $$;
"""

WALLS = """
do $$
declare one text;
begin
  foreach one in array array['legal_hold', 'disposal'] loop
    execute format('alter table portal.%I enable row level security', one);
    execute format('alter table portal.%I force row level security', one);
    execute format('create policy owner on portal.%I to portal_owner using (true) with check (true)', one);
  end loop;
end $$;

create policy office on portal.legal_hold for select to portal_web
  using ((select portal.current_kind()) = 'business_unit'
         and exists (select from portal.escalation e where e.id = escalation_id));
create policy office_holds on portal.legal_hold for insert to portal_web
  with check (put_on_by = (select portal.current_membership()) and portal.keeps(escalation_id));
create policy office_lifts on portal.legal_hold for update to portal_web
  using (portal.keeps(escalation_id))
  with check (lifted_by = (select portal.current_membership()));

create policy office on portal.disposal for select to portal_web
  using ((select portal.current_kind()) = 'business_unit');
create policy managers_propose on portal.disposal for insert to portal_web
  with check (proposed_by = (select portal.current_membership()) and portal.disposes(escalation_id));
create policy managers_withdraw on portal.disposal for update to portal_web
  using ((select portal.current_kind()) = 'business_unit' and portal.keeps(escalation_id))
  with check (withdrawn_by = (select portal.current_membership()));

-- What is done with the record of a case is the Business Unit's own affair: a hold may be for a claim against one
-- of the agencies.
create policy care_of_records on portal.history as restrictive for select to portal_web
  using (event not in ('hold', 'lift_hold', 'propose_disposal', 'withdraw_disposal', 'dispose')
         or (select portal.current_kind()) = 'business_unit');

grant select on portal.legal_hold, portal.disposal to portal_web;
grant insert (id, escalation_id, reason, put_on_by_name, put_on_at),
  update (lifted_because, lifted_by, lifted_by_name, lifted_at) on portal.legal_hold to portal_web;
grant insert (id, escalation_id, because, reason, proposed_by_name, proposed_at),
  update (withdrawn_because, withdrawn_by, withdrawn_by_name, withdrawn_at) on portal.disposal to portal_web;
grant execute on function portal.disposes(uuid), portal.disposed_links(uuid),
  portal.dispose(uuid, text, timestamptz, jsonb) to portal_web;
"""

PACKS = """
-- What is done with the record of a case is printed in no pack, and so moves none.
create or replace function portal.pack_edition(p_case uuid) returns text
  language sql stable security definer set search_path = portal, pg_temp
  return coalesce((select max(h.seq) from history h
                   where h.escalation_id = p_case
                     and h.event not in ('reveal', 'download', 'copy', 'print', 'find', 'pack', 'keep_out',
                                         'let_in', 'declare', 'deliberate', 'propose', 'give_view', 'tie',
                                         'redacted_copy', 'hold', 'lift_hold', 'propose_disposal',
                                         'withdraw_disposal', 'dispose')), 0)
    || '.' || (select count(*) from attachment a
               where a.escalation_id = p_case and a.since is not null and a.state <> 'quarantined');
reset role;
"""


def upgrade() -> None:
    op.execute(RULE)
    op.execute(TABLES)
    op.execute(WHO)
    op.execute(STANDS)
    op.execute(DISPOSE)
    op.execute(WALLS)
    op.execute(PACKS)
