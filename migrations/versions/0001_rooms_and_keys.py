"""Who connects, and whose eyes they see through: the roles, the schema, the context of a transaction."""

from alembic import op

revision = "0001"
down_revision = None


CONTEXT = """
-- A temporary table could carry one of the triggers that look past the walls.
do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$;
create schema if not exists portal authorization portal_owner;
grant usage on schema portal to portal_web, portal_worker;
set role portal_owner;
-- Everybody may run a new function unless its owner's own default says otherwise; a schema's cannot take it away.
alter default privileges revoke execute on functions from public;

-- The context is a workspace and a membership, both or nothing. A setting that was set once comes back as ''
-- on a reused connection, never as null.
create function portal.current_membership() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('portal.membership', true), '')::uuid;

create function portal.current_workspace() returns uuid
  language sql stable parallel safe
  return case when portal.current_membership() is not null
              then nullif(current_setting('portal.workspace', true), '')::uuid end;

grant execute on function portal.current_membership(), portal.current_workspace()
  to portal_web, portal_worker;
reset role;
"""


def upgrade() -> None:
    op.execute(CONTEXT)
