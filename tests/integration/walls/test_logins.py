"""The two logins: they own nothing, bypass nothing, and run only the functions that they need."""

import psycopg
import pytest

from tests.engines import Template
from tests.integration.walls.contexts import WEB, WORKER, Walled

MAY_RUN = {
    WEB: {
        "act_for", "begin_sign_in", "current_kind", "current_membership", "current_workspace", "digest_of",
        "digest_of_children", "end_sign_in", "identity_to_mask", "invitation_leads_to",
        "never_signed_in", "new_reference", "recognise", "role_granters", "role_holders", "signed_in",
        "bar", "comes_from_here", "is_administrator", "stand_ins", "without_role",
        "before_the_executive", "before_the_scrutineer", "bench", "compiles", "is_clerk", "possible_substitutes",
        "sits", "tied", "views_held", "reads_the_decision", "released_to_recused", "keeps", "why_closed",
        "asks_for_pack", "edition_of", "has_pack", "packs_standing", "people_to_mask", "reviews_asked",
        "take_pack", "logo_in_use", "rules_now", "settings_now",
        "comes_from", "decide_role", "end_role", "holds_in_office", "is_agency", "service_tried",
        "disposes", "disposed_links", "dispose",
        "import_cases", "import_is_reported", "take_back_import",
    },
    WORKER: {
        "bench", "clear_away", "current_kind", "current_membership", "current_workspace", "has_signed_in",
        "role_holders", "stand_ins", "tied", "views_held", "file_of_pack", "has_pack", "settings_now",
        "clear_imports",
    },
}  # fmt: skip
"""The functions each login may run. Nobody may run one by default."""


def test_the_logins_own_nothing_and_bypass_nothing(walled: Walled) -> None:
    with psycopg.connect(walled.people.logins.owner_url) as connection:
        roles = connection.execute(
            "select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles"
            " where rolname in ('portal_web', 'portal_worker') order by 1"
        ).fetchall()
        owned = connection.execute(
            "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner"
            " where r.rolname in ('portal_web', 'portal_worker')"
        ).fetchone()
        member = connection.execute(
            "select count(*) from pg_auth_members a join pg_roles r on r.oid = a.member"
            " where r.rolname in ('portal_web', 'portal_worker')"
        ).fetchone()
    assert (roles, owned, member) == ([("portal_web", False), ("portal_worker", False)], (0,), (0,))


@pytest.mark.parametrize("role", [WEB, WORKER])
def test_the_functions_that_look_past_the_walls_are_run_by_those_who_need_them(
    walled: Walled, role: str
) -> None:
    with psycopg.connect(walled.people.logins.owner_url) as connection:
        rows = connection.execute(
            "select proname from pg_proc where pronamespace = 'portal'::regnamespace"
            " and has_function_privilege(%s, oid, 'execute')",
            (role,),
        ).fetchall()
    assert {name for (name,) in rows} == MAY_RUN[role]


@pytest.mark.parametrize("role", [WEB, WORKER])
def test_no_login_makes_a_table_for_those_functions_to_run_on(template: Template, role: str) -> None:
    """Asked of the migrated database itself: a copy of one does not copy who may do what with it."""
    with psycopg.connect(template.server.url(database="postgres")) as connection:
        may = connection.execute(
            "select has_database_privilege(%s, %s, 'temporary'), has_schema_privilege(%s, 'public', 'create')",
            (role, template.name, role),
        ).fetchone()
    assert may == (False, False)
