"""Fills a database with cases as a partnership would have them, in one statement a table, triggers on.

Two dozen agencies; the busiest of them, alder, is a party to two cases in five, as children's social care would
be. Eleven cases in twenty are open, so its lists are full at a thousand cases, and longer than full at 100,000.
"""

import contextlib
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.agencies import actions as agencies
from portal.infra.db import Database
from portal.protocol.actors import Kind, Role
from tests.partnership import AGENCIES, Partnership
from tests.way import full

OTHERS = 21
"""Agencies beside those of `tests.partnership`."""


def prepare(partnership: Partnership) -> None:
    """Make the other agencies, each with a senior manager, and the table that the bare form writes."""
    with _owner(partnership) as owner, owner.work() as session:
        session.execute(text("create schema bench authorization portal_owner"))
        session.execute(text("set local role portal_owner"))
        members = [partnership.who(slug, Role.SENIOR_MANAGER) for slug in AGENCIES]
        known = [(one.workspace, one.membership) for one in members]
        known += [_agency(session, number) for number in range(OTHERS)]
        session.execute(text(AGENCY))
        numbered = [
            {"number": number, "workspace": workspace, "membership": membership}
            for number, (workspace, membership) in enumerate(known)
        ]
        session.execute(text("insert into bench.agency values (:number, :workspace, :membership)"), numbered)


def fill(partnership: Partnership, first: int, last: int) -> None:
    """Add the cases numbered `first` to `last` and what belongs to them; then PostgreSQL takes their measure."""
    with _owner(partnership) as owner:
        with owner.work() as session:
            session.execute(text("set local role portal_owner"))
            session.execute(text(NUMBERED), {"first": first, "last": last})
            for statement in (CASES, RESPONSES, DEADLINES):
                session.execute(text(statement))
            session.execute(text(DOCUMENTS), {"content": json.dumps(_content(partnership))})
            _record(session)
        with owner.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("set role portal_owner"))
            connection.execute(text("vacuum analyze"))


@contextlib.contextmanager
def _owner(partnership: Partnership) -> Iterator[Database]:
    owner = Database(partnership.logins.owner_url, pool_size=1)
    try:
        yield owner
    finally:
        owner.engine.dispose()


def _content(partnership: Partnership) -> dict[str, Any]:
    return {**full(partnership.workspaces["birch"]), "children": [{"status": "child_in_need"}]}


def _record(session: Session) -> None:
    """Each agency writes the history of its own cases: the trigger lets nobody else."""
    for workspace, membership in session.execute(
        text("select workspace, membership from bench.agency")
    ).all():
        session.execute(text(CONTEXT), {"workspace": str(workspace), "membership": str(membership)})
        session.execute(text(HISTORY))


def _agency(session: Session, number: int) -> tuple[UUID, UUID]:
    slug = f"agency-{number}"
    workspace = agencies.add_workspace(
        session, slug=slug, kind=Kind.AGENCY, name=f"Agency {number} of Westmarch", organisation=slug
    )
    person = agencies.add_person(session, name=slug, email=f"manager@{slug}.example", home=workspace)
    roles = [Role.SENIOR_MANAGER]
    return workspace, agencies.grant(session, person=person, workspace=workspace, roles=roles)


AGENCY = """
create table bench.agency (number integer primary key, workspace uuid, membership uuid);
create table bench.signature (
  id bigint generated always as identity primary key, reference text, statement text,
  at timestamptz not null default now());
grant usage on schema bench to portal_web;
grant insert on bench.signature to portal_web;
"""

# Who with whom, and where each case stands. In twenty: a draft, three with the raising agency or the Business
# Unit, four awaiting a reply, two answered, one unresolved, nine ended.
NUMBERED = """
create temp table numbered on commit drop as
with dealt as (
  select i, case when i % 5 = 0 then 0 else 1 + i * 7 % 23 end as raising,
    case when i % 5 = 1 then 0 else 1 + (i * 11 + 3) % 23 end as responding,
    (array['draft', 'submitted', 'submitted', 'returned', 'forwarded', 'forwarded', 'forwarded', 'forwarded',
           'answered', 'answered', 'unresolved', 'resolved', 'resolved', 'resolved', 'resolved', 'resolved',
           'resolved', 'withdrawn', 'closed', 'discarded'])[1 + i / 5 % 20] as state
  from generate_series(cast(:first as integer), cast(:last as integer)) i)
select d.i, gen_random_uuid() as id, gen_random_uuid() as part, d.state,
  r.workspace as raising, r.membership as raiser, b.workspace as responding, b.membership as responder,
  d.state in ('resolved', 'withdrawn', 'closed', 'discarded') as ended,
  d.state not in ('draft', 'discarded') as signed,
  d.state in ('forwarded', 'answered', 'unresolved', 'resolved', 'closed') as sent,
  now() - make_interval(days => case when d.state in ('resolved', 'withdrawn', 'closed', 'discarded')
                                     then 30 + d.i % 670 else d.i % 30 end, secs => d.i % 43200) as opened_at,
  (current_date + d.i % 20 - 5)::timestamp at time zone 'Europe/London' as due_at
from dealt d
join bench.agency r on r.number = d.raising
join bench.agency b
  on b.number = case when d.responding = d.raising then d.responding % 23 + 1 else d.responding end
"""

CASES = """
insert into portal.escalation (id, raising_workspace_id, state, rules_version, asked, category, writers,
  opened_at, first_submitted_at, submitted_at, ended_at)
select n.id, n.raising, n.state, 1,
  case n.state
    when 'draft' then jsonb_build_object(n.raising, jsonb_build_object('ask', 'finish_part_1', 'due', null))
    when 'submitted' then (
      select jsonb_build_object(w.id, jsonb_build_object('ask', 'check_and_forward', 'due', n.due_at))
      from portal.workspace w where w.kind = 'business_unit')
    when 'returned' then
      jsonb_build_object(n.raising, jsonb_build_object('ask', 'complete_part_1', 'due', n.due_at))
    when 'forwarded' then jsonb_build_object(n.responding, jsonb_build_object('ask', 'respond', 'due', n.due_at))
    when 'answered' then jsonb_build_object(n.raising, jsonb_build_object('ask', 'conclude', 'due', n.due_at))
    when 'unresolved' then
      jsonb_build_object(n.raising, jsonb_build_object('ask', 'choose_next_step', 'due', n.due_at))
    else '{}' end,
  (array['thresholds', 'assessment', 'timeliness', 'information', 'strategy'])[1 + n.i % 5],
  array[n.raiser],
  n.opened_at, case when n.signed then n.opened_at end, case when n.signed then n.opened_at end,
  case when n.ended then n.opened_at + interval '20 days' end
from numbered n order by n.opened_at
"""

RESPONSES = """
insert into portal.part (id, escalation_id, kind, workspace_id, state, began_at, due_at, addressee_id,
  addressee_name)
select n.part, n.id, 'response', n.responding, case when n.state = 'forwarded' then 'awaited' else 'received' end,
  n.opened_at, n.due_at, n.responder, 'A senior manager'
from numbered n where n.sent order by n.opened_at
"""

DEADLINES = """
insert into portal.deadline (escalation_id, part_id, clock, workspace_id, started_at, due_on, due_at, working,
  stopped_at)
select n.id, n.part, 'response', n.responding, n.opened_at, (n.due_at - interval '1 day')::date, n.due_at,
  jsonb_build_object('start', n.opened_at::date, 'days', 10, 'due', n.due_at::date, 'skipped', '[]'::jsonb),
  case when n.state <> 'forwarded' then n.opened_at + interval '9 days' end
from numbered n where n.sent
"""

DOCUMENTS = """
insert into portal.document (escalation_id, kind, version, content, workspace_id, signed_by, signed_by_name,
  signed_by_role, signed_at)
select n.id, 'part_1', 1, cast(:content as jsonb), n.raising, n.raiser, 'A senior manager', 'senior manager',
  n.opened_at
from numbered n where n.signed
"""

CONTEXT = """
select set_config('portal.workspace', :workspace, true), set_config('portal.membership', :membership, true)
"""
HISTORY = """
insert into portal.history (escalation_id, event, at, payload)
select n.id, 'start', n.opened_at, jsonb_build_object('by', 'A contributor', 'role', 'contributor')
from numbered n where n.raising = portal.current_workspace() order by n.i
"""
