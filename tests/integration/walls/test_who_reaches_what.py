"""The walls, at SQL: table × command × role × context, each denial beside the context that may.

The case is alder's, forwarded to birch. `MAY` is written by hand, from the table "Who sees what" of the
protocol; a context that is not named in it is denied. Every statement is rolled back.
"""

from uuid import uuid4

import psycopg
import pytest

from tests.integration.walls.contexts import (
    ALDER,
    BARRED,
    BIRCH,
    CEDAR,
    CONTEXTS,
    EVERYONE,
    EXECUTIVE,
    HALF,
    NOBODY,
    OFFICE,
    PARTIES,
    QUALITY,
    WEB,
    WORKER,
    Walled,
)
from tests.integration.walls.statements import DELETE, INSERT, SELECT, UPDATE, statement

MAY: dict[tuple[str, str, str], set[str]] = {
    # Cases, and what belongs to them
    (WEB, "escalation", SELECT): PARTIES,
    (WEB, "escalation", UPDATE): PARTIES,
    (WEB, "part", SELECT): PARTIES,
    (WEB, "part", INSERT): {ALDER, BIRCH},
    (WEB, "part", UPDATE): {BIRCH, OFFICE},
    (WEB, "deadline", SELECT): PARTIES,
    (WEB, "deadline", INSERT): PARTIES,
    (WEB, "deadline", UPDATE): PARTIES,
    (WEB, "document", SELECT): PARTIES,
    (WEB, "document", INSERT): {ALDER},
    (WEB, "history", SELECT): PARTIES,
    (WEB, "history", INSERT): PARTIES,
    (WEB, "access", SELECT): PARTIES,
    (WEB, "access", INSERT): PARTIES,
    (WEB, "child", SELECT): PARTIES,
    (WEB, "child_key", SELECT): PARTIES,
    (WEB, "case_audience", SELECT): PARTIES | {BARRED},
    (WEB, "draft", SELECT): {ALDER},
    (WEB, "draft", UPDATE): {ALDER},
    (WEB, "draft", INSERT): PARTIES,
    (WEB, "draft", DELETE): {ALDER},
    (WEB, "editing", SELECT): {ALDER},
    (WEB, "editing", INSERT): PARTIES,
    (WEB, "editing", UPDATE): {ALDER},
    (WEB, "editing", DELETE): {ALDER},
    (WEB, "note", SELECT): PARTIES,
    (WEB, "note", INSERT): PARTIES,
    (WEB, "link", SELECT): {ALDER, OFFICE},
    (WEB, "link", INSERT): {ALDER, OFFICE},
    (WEB, "link", DELETE): {OFFICE},
    (WEB, "diversion", SELECT): {OFFICE},
    (WEB, "diversion", INSERT): {ALDER, BARRED, BIRCH, CEDAR},
    (WEB, "attachment", SELECT): PARTIES,
    (WEB, "attachment", INSERT): {ALDER},
    (WEB, "attachment", UPDATE): {ALDER},
    (WEB, "attachment", DELETE): {ALDER},
    (WEB, "attachment_content", SELECT): PARTIES,
    (WEB, "attachment_content", INSERT): {ALDER},
    # Of a case that is not with the Executive none is supplied: test_redacted_copies.py has who supplies one
    (WEB, "redacted_copy", SELECT): {OFFICE},
    (WEB, "redacted_content", SELECT): {OFFICE},
    (WEB, "redacted_content", INSERT): {OFFICE},
    (WEB, "outbox", INSERT): PARTIES,
    (WEB, "outbox", SELECT): {OFFICE},
    (WEB, "outbox", UPDATE): {OFFICE},
    (WEB, "nudge", SELECT): PARTIES,
    (WEB, "nudge", INSERT): PARTIES,
    (WEB, "once", SELECT): {ALDER},
    (WEB, "once", INSERT): EVERYONE - {NOBODY, HALF},
    (WEB, "once", UPDATE): {ALDER},
    # Stage 4, of a case that is not there yet: those who sit are in bench.py
    (WEB, "substitute", SELECT): {OFFICE},
    (WEB, "bench_place", SELECT): {OFFICE},
    (WEB, "bench_place", INSERT): {OFFICE},
    (WEB, "bench_place", UPDATE): {OFFICE},
    (WEB, "declaration", SELECT): {OFFICE, EXECUTIVE},
    (WEB, "referral_pack", SELECT): {OFFICE},
    (WEB, "pack_volume", SELECT): {OFFICE},
    (WEB, "pack_copy", SELECT): {OFFICE},
    # The log: the Business Unit's, and kept by the database, but for themes and what is kept beside it
    (WEB, "log_case", SELECT): {OFFICE},
    (WEB, "log_response", SELECT): {OFFICE},
    (WEB, "log_tag", SELECT): {OFFICE},
    (WEB, "log_tag", INSERT): {OFFICE},
    (WEB, "log_tag", DELETE): {OFFICE},
    (WEB, "theme", SELECT): {OFFICE},
    (WEB, "theme", INSERT): {OFFICE},
    (WEB, "theme", UPDATE): {OFFICE},
    (WEB, "log_view", SELECT): {OFFICE},
    (WEB, "log_view", INSERT): {OFFICE},
    (WEB, "log_view", DELETE): {OFFICE},
    (WEB, "log_export", SELECT): {OFFICE},
    (WEB, "log_export", INSERT): {OFFICE},
    # Care of records. A case that is open is not disposed of: tests/integration/care has who proposes it
    (WEB, "legal_hold", SELECT): {OFFICE},
    (WEB, "legal_hold", INSERT): {OFFICE},
    (WEB, "legal_hold", UPDATE): {OFFICE},
    (WEB, "disposal", SELECT): {OFFICE},
    (WEB, "disposal", UPDATE): {OFFICE},
    # A report that was issued; who reads a draft, and who issues it, is in test_reports.py
    (WEB, "report", SELECT): {OFFICE, QUALITY},
    (WEB, "report", INSERT): {OFFICE},
    (WEB, "report_words", SELECT): {OFFICE, QUALITY},
    (WEB, "report_words", INSERT): {OFFICE},
    (WEB, "report_case", SELECT): {OFFICE},
    (WEB, "report_case", INSERT): {OFFICE},
    (WEB, "report_action", SELECT): {OFFICE, QUALITY},
    (WEB, "report_action", INSERT): {OFFICE},
    (WEB, "report_action", UPDATE): {OFFICE},
    (WEB, "report_action_news", SELECT): {OFFICE, QUALITY},
    (WEB, "report_action_news", INSERT): {OFFICE},
    (WEB, "report_look", SELECT): {OFFICE},
    (WEB, "report_look", INSERT): {OFFICE, QUALITY},
    (WORKER, "report", SELECT): {QUALITY},
    # What the Business Unit brings in from a spreadsheet: before it is taken, for whoever brought it
    (WEB, "import_upload", SELECT): {OFFICE},
    (WEB, "import_upload", INSERT): {OFFICE},
    (WEB, "import_upload", UPDATE): {OFFICE},
    (WEB, "import_upload", DELETE): {OFFICE},
    (WEB, "import_taken", SELECT): {OFFICE},
    (WEB, "import_taken", INSERT): {OFFICE},
    (WEB, "import_case", SELECT): {OFFICE},
    # Days off
    (WEB, "closure", SELECT): EVERYONE,
    (WEB, "closure", INSERT): {OFFICE},
    (WEB, "closure", DELETE): {OFFICE},
    (WEB, "closure_change", SELECT): {OFFICE},
    (WEB, "closure_change", INSERT): {OFFICE},
    # Settings. Who changed what is the Business Unit's to read; what is set now comes by a function
    (WEB, "setting_change", SELECT): {OFFICE},
    (WEB, "setting_change", INSERT): {OFFICE},
    (WEB, "logo", INSERT): {OFFICE},
    (WEB, "rules", SELECT): EVERYONE,
    (WORKER, "rules", SELECT): EVERYONE,
    # The directory. What a manager alone does is in test_roles_of_two.py
    (WEB, "organisation", SELECT): EVERYONE,
    (WEB, "organisation", INSERT): {OFFICE},
    (WEB, "workspace", SELECT): EVERYONE,
    (WEB, "workspace", INSERT): {OFFICE},
    (WEB, "workspace", UPDATE): {OFFICE},
    (WEB, "email_domain", SELECT): EVERYONE,
    (WEB, "email_domain", INSERT): {OFFICE},
    (WEB, "email_domain", DELETE): {OFFICE},
    (WEB, "identity_provider", SELECT): EVERYONE,
    (WEB, "directory_change", SELECT): {OFFICE},
    (WEB, "directory_change", INSERT): {OFFICE},
    (WEB, "role_proposal", SELECT): {OFFICE},
    (WEB, "person", INSERT): {OFFICE},
    (WEB, "membership_role", INSERT): {OFFICE},
    (WORKER, "organisation", SELECT): EVERYONE,
    (WORKER, "workspace", SELECT): EVERYONE,
    (WORKER, "role_proposal", SELECT): {OFFICE},
    # People
    (WEB, "person", SELECT): {ALDER, BARRED, OFFICE},
    (WEB, "membership", SELECT): {ALDER, BARRED, OFFICE},
    (WEB, "membership_role", SELECT): {ALDER, BARRED, OFFICE},
    (WEB, "absence", SELECT): {ALDER, BARRED, OFFICE},
    (WEB, "absence", INSERT): {ALDER},
    (WEB, "absence", UPDATE): {ALDER},
    (WEB, "directory_confirmation", SELECT): {ALDER, BARRED, OFFICE},
    (WEB, "directory_confirmation", INSERT): {BIRCH, CEDAR},
    # The worker sees a case as the person does to whom it writes, and reads no identity. Dates it keeps as the
    # Business Unit sees them, and reads who signed for that alone
    (WORKER, "escalation", SELECT): PARTIES,
    (WORKER, "escalation", UPDATE): {OFFICE},
    (WORKER, "part", SELECT): PARTIES,
    (WORKER, "deadline", SELECT): PARTIES,
    (WORKER, "history", SELECT): PARTIES,
    (WORKER, "history", INSERT): PARTIES,
    (WORKER, "case_audience", SELECT): PARTIES | {BARRED},
    (WORKER, "person", SELECT): {ALDER, BARRED, OFFICE},
    (WORKER, "membership", SELECT): {ALDER, BARRED, OFFICE},
    (WORKER, "membership_role", SELECT): {ALDER, BARRED, OFFICE},
    (WORKER, "invitation", SELECT): {ALDER},
    (WORKER, "invitation", INSERT): {ALDER},
    (WORKER, "attachment", SELECT): {ALDER},
    (WORKER, "attachment_content", SELECT): {ALDER},
    (WORKER, "redacted_copy", SELECT): {OFFICE},
    (WORKER, "redacted_copy", UPDATE): {OFFICE},
    (WORKER, "redacted_content", SELECT): {OFFICE},
    (WORKER, "outbox", SELECT): EVERYONE,
    (WORKER, "outbox", UPDATE): EVERYONE,
    (WORKER, "outbox", INSERT): EVERYONE,
    (WORKER, "nudge", SELECT): EVERYONE,
    (WORKER, "nudge", INSERT): EVERYONE,
    (WORKER, "nudge", UPDATE): EVERYONE,
    (WORKER, "nudge", DELETE): EVERYONE,
    (WORKER, "closure", SELECT): EVERYONE,
    (WORKER, "closure_change", SELECT): {OFFICE},
    (WORKER, "deadline", INSERT): {OFFICE},
    (WORKER, "deadline", UPDATE): {OFFICE},
    (WORKER, "part", UPDATE): {OFFICE},
    (WORKER, "document", SELECT): {OFFICE},
    (WORKER, "directory_confirmation", SELECT): {OFFICE},
    # It builds every pack, for nobody
    (WORKER, "referral_pack", SELECT): EVERYONE,
    (WORKER, "referral_pack", UPDATE): EVERYONE,
    (WORKER, "pack_volume", INSERT): EVERYONE,
}
"""Role, table and command -> the contexts in which it reaches the case, or alder's contributor."""

TABLES = (
    "access", "case_audience", "child", "child_key", "deadline", "document", "draft", "escalation", "history",
    "history_head", "identity", "invitation", "membership", "membership_role", "once", "outbox", "part",
    "person", "sign_in",
    "absence", "directory_confirmation",
    "diversion", "editing", "link", "note",
    "attachment", "attachment_content", "redacted_copy", "redacted_content",
    "closure", "closure_change", "nudge",
    "setting_change", "logo", "rules",
    "import_upload", "import_taken", "import_case",
    "substitute", "bench_place", "declaration", "deliberation", "member_view",
    "referral_pack", "pack_volume", "pack_copy",
    "log_case", "log_response", "log_tag", "theme", "log_view", "log_export",
    "organisation", "workspace", "email_domain", "identity_provider", "directory_change", "role_proposal",
    "legal_hold", "disposal",
    "report", "report_words", "report_case", "report_action", "report_action_news", "report_look",
)  # fmt: skip


def _reaches(walled: Walled, role: str, table: str, command: str, context: str) -> bool:
    """Whether the statement touches a row. Being refused, and touching none, are both a denial."""
    with walled.connected(role, context) as connection:
        try:
            done = connection.execute(statement(role, table, command), {**walled.names, "new": uuid4()})
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation):
            return False
        return done.rowcount > 0


@pytest.mark.parametrize("command", [SELECT, INSERT, UPDATE, DELETE])
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", [WEB, WORKER])
def test_a_row_is_reached_in_these_contexts_and_no_other(
    walled: Walled, role: str, table: str, command: str
) -> None:
    reached = {context for context in CONTEXTS if _reaches(walled, role, table, command, context)}
    assert reached == MAY.get((role, table, command), set())


def test_every_table_is_walled_or_says_why_it_is_open(walled: Walled) -> None:
    with psycopg.connect(walled.people.logins.owner_url) as connection:
        rows = connection.execute(
            "select c.relname, c.relrowsecurity and c.relforcerowsecurity, obj_description(c.oid)"
            " from pg_class c where c.relnamespace = 'portal'::regnamespace and c.relkind in ('r', 'p')"
        ).fetchall()
    assert {name for name, forced, _ in rows if forced} == set(TABLES)
    assert [name for name, forced, why in rows if not forced and not (why or "").startswith("Open: ")] == []
