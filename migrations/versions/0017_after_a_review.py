"""Keep a tie among the Executive, mask the partnership's own people too, and show both parties when it is due."""

from alembic import op

revision = "0017"
down_revision = "0016"

WALLS = """
set role portal_owner;

-- That the members were divided evenly is theirs, and the Business Unit's, which names a substitute (decision 22).
create policy ties on portal.history as restrictive for select to portal_web
  using (event <> 'tie' or (select portal.current_kind()) in ('executive', 'business_unit'));

-- When a summary or a review is due both parties see ("Who sees what").
create policy commissions on portal.deadline for select to portal_web
  using (clock = 'commission' and exists (select from portal.escalation e where e.id = escalation_id));

-- Everybody whom the portal knows may be named by it: the partnership's own people are, in what was reminded of.
create or replace function portal.people_to_mask(p_case uuid) returns setof text
  language sql stable security definer set search_path = portal, pg_temp
  begin atomic
    select p.name
      from escalation e join membership m on m.workspace_id = e.raising_workspace_id
        or m.workspace_id in (select r.workspace_id from part r where r.escalation_id = e.id)
        or m.workspace_id in (select w.id from workspace w where w.kind <> 'agency')
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

-- Why a case is closed to somebody who declared on it: it has left their workspace, or they have a conflict of
-- interest. Null for whoever never declared on it, and for whom it is open.
create function portal.why_closed(p_reference text) returns text
  language sql stable security definer set search_path = portal, pg_temp
  return (
    select case when portal.current_workspace() <> all (e.audience) then 'left' else 'recused' end
    from escalation e
    where e.reference = p_reference and not portal.sits(e.id) and not portal.compiles(e.id)
      and exists (select from declaration d
                  where d.escalation_id = e.id and d.membership_id = portal.current_membership()));
grant execute on function portal.why_closed(text) to portal_web;
reset role;
"""


def upgrade() -> None:
    op.execute(WALLS)
