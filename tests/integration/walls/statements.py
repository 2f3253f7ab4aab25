"""One statement for each table and command, by which it is tried whether a wall holds."""

from tests.integration.walls.contexts import WEB, WORKER

SELECT, INSERT, UPDATE, DELETE = "select", "insert", "update", "delete"

OF_PERSON = {
    "person": "id = %(person)s",
    "membership": "id = %(contributor)s",
    "membership_role": "membership_id = %(contributor)s",
    "identity": "person_id = %(person)s",
    "sign_in": "person_id = %(person)s",
    "invitation": "membership_id = %(contributor)s",
    "absence": "membership_id = %(contributor)s",
    "directory_confirmation": "workspace_id = %(alder)s",
    "once": "key = %(key)s",
    "escalation": "id = %(case)s",
    "draft": "escalation_id = %(case)s and kind = 'part_1'",
    "diversion": "id = %(diversion)s",
    "attachment_content": "attachment_id in (%(signed)s, %(unsigned)s)",
    "import_upload": "id = %(brought)s",
    "import_taken": "id = %(taken)s",
    "import_case": "import_id = %(taken)s",
    "closure": "day = '2027-01-04'",
    "closure_change": "day = '2027-01-04'",
    "setting_change": "name = 'marking'",
    "logo": "digest = encode(sha256('x'), 'hex')",
    "rules": "version = 1",
    "bench_place": "membership_id = %(chair)s",
    "pack_volume": "pack_id = %(pack)s",
    "pack_copy": "pack_id = %(pack)s",
    "theme": "id in (%(theme)s, %(other_theme)s)",
    "log_view": "membership_id = %(officer)s",
    "log_export": "membership_id = %(officer)s",
    "redacted_content": "copy_id in (%(copy)s, %(waiting)s)",
    "organisation": "name = 'alder parent'",
    "workspace": "id = %(alder)s",
    "email_domain": "domain = 'alder.example'",
    "identity_provider": "name = 'alder'",
    "directory_change": "workspace_id = %(alder)s",
    "role_proposal": "workspace_id = %(executive)s",
    "report": "id = %(report)s",
    "report_words": "report_id = %(report)s",
    "report_case": "report_id = %(report)s",
    "report_action": "report_id = %(report)s",
    "report_action_news": "action_id = %(action)s",
    "report_look": "report_id = %(report)s",
}
"""Which rows are meant, where it is not those of the case."""

INSERTS = {
    "legal_hold": "(escalation_id, reason, put_on_by_name, put_on_at) values (%(linked)s, 'r', 'n', now())",
    "disposal": "(escalation_id, because, reason, proposed_by_name, proposed_at)"
    " values (%(linked)s, 'b', 'r', 'n', now())",
    "escalation": "(id, rules_version, opened_at, audience) values (%(new)s, 1, now(), array[%(cedar)s]::uuid[])",
    "part": "(id, escalation_id, kind, workspace_id, state, began_at)"
    " values (%(new)s, %(case)s, 'referral', %(cedar)s, 'asked', now())",
    "deadline": "(escalation_id, clock, workspace_id, started_at, due_on, due_at, working)"
    " values (%(case)s, 'turn', %(cedar)s, now(), '2026-12-01', now(), '{}')",
    "document": "(escalation_id, kind, version, content, signed_by_name, signed_by_role, signed_at)"
    " values (%(case)s, 'part_3', 1, '{}', 'n', 'r', now())",
    "draft": "(escalation_id, kind, content, updated_by, updated_by_name, updated_at)"
    " values (%(case)s, 'part_3', '{}', %(contributor)s, 'n', now())",
    "child": "values (%(case)s, 9, 1, 'n', 'd', 'r')",
    "child_key": "values (%(case)s, 1, 1, 'name', 'x')",
    "history": "(escalation_id, event, at, payload) values (%(case)s, 'x', now(), '{}')",
    "history_head": "values (%(new)s, 1, '')",
    "access": "(escalation_id, at, what, purpose, name, role) values (%(case)s, now(), 'print', 'x', 'x', 'x')",
    "case_audience": "values (%(cedar)s, %(case)s, 0, now(), now())",
    "outbox": "(id, kind, escalation_id, workspace_id, membership_id, dedupe_key)"
    " values (%(new)s, 'x', %(case)s, %(alder)s, %(contributor)s, %(new)s)",
    "once": "(key) values (%(new)s)",
    "person": "(id, name, email, home_workspace_id) values (%(new)s, 'n', 'e', %(cedar)s)",
    "membership": "(person_id, workspace_id) values (%(person)s, %(cedar)s)",
    "membership_role": "(membership_id, role) values (%(contributor)s, 'senior_manager')",
    "identity": "values ('i', 's', %(person)s, now())",
    "sign_in": "(token_digest, person_id, issuer, subject, expires_at)"
    " values ('', %(person)s, 'i', 's', now())",
    "invitation": "(id, membership_id, path) values (%(new)s, %(contributor)s, '/cases')",
    "absence": "(membership_id, starts_on, ends_on) values (%(contributor)s, '2027-01-04', '2027-01-08')",
    "directory_confirmation": "(confirmed_by_name, at) values ('n', now())",
    "editing": "(escalation_id, kind, section, name) values (%(case)s, 'part_1', 'issues', 'n')",
    "note": "(id, escalation_id, kind, body, name, role, at)"
    " values (%(new)s, %(case)s, 'addendum', 'b', 'n', 'r', now())",
    "link": "(escalation_id, linked_id, why, at) values (%(case)s, %(other)s, 'w', now())",
    "diversion": "(stopped_by, answers, on_date) values ('complaint', '{}', '2027-01-04')",
    "attachment": "(escalation_id, paper, name, title, author, type, third_party, minimum, media_type, size,"
    " sha256, state, added_by_name, added_at) values (%(case)s, 'part_1', 'n', 't', 'a', 'plan', false, true,"
    " 'm', 1, sha256(''), 'clean', 'n', now())",
    "attachment_content": "values (%(unsigned)s, 'x')",
    "import_upload": "(id, begun_at, kind, ending, sheets) values (%(new)s, now(), 'old-cases', 'csv', '{}')",
    "import_taken": "(id, kind, rows, left_out, name, at) values (%(new)s, 'old-cases', 1, 0, 'n', now())",
    "import_case": "values (%(case)s, %(taken)s, 'r')",
    "closure": "values ('2027-01-05', 'r')",
    "closure_change": "(day, reason, added, name, at) values ('2027-01-05', 'r', true, 'n', now())",
    "setting_change": "(name, version, before, value, counts_from, by_name, at)"
    " values ('marking', 2, '1', '2', now(), 'n', now())",
    "logo": "values (encode(sha256('y'), 'hex'), 'y')",
    "rules": "values (2, '{}', now())",
    "nudge": "(deadline_id, step, escalation_id, at) values (%(deadline)s, 'x', %(case)s, now())",
    "substitute": "(escalation_id, membership_id, named_by_name, at) values (%(case)s, %(member)s, 'n', now())",
    "bench_place": "values (%(member)s, 2)",
    "declaration": "(escalation_id, name, role, at) values (%(case)s, 'n', 'r', now())",
    "deliberation": "(escalation_id, how, held_on, present, name, at)"
    " values (%(case)s, 'meeting', '2027-01-04', '{}', 'n', now())",
    "member_view": "(escalation_id, proposal, view, name, at) values (%(case)s, 1, 'for', 'n', now())",
    "referral_pack": "(id, escalation_id, kind, edition, case_version, head, contents, hidden, asked_by_name,"
    " asked_at) values (%(new)s, %(case)s, 'executive', 'e', 1, 'h', '{}', '[]', 'n', now())",
    "redacted_copy": "(escalation_id, attachment_id, name, vouched, media_type, size, sha256, state,"
    " added_by_name, added_at) values (%(case)s, %(signed)s, 'n', true, 'm', 1, sha256('x'), 'clean', 'n', now())",
    "redacted_content": "values (%(waiting)s, 'x')",
    "pack_volume": "values (%(begun)s, 1, 1, sha256(''), 'x')",
    "pack_copy": "(pack_id, volume, digest, workspace_name, name, role, taken_at)"
    " values (%(pack)s, 1, sha256('x'), 'w', 'n', 'r', now())",
    "log_case": "(escalation_id, reference, raising_workspace_id, state, stage, submitted_at)"
    " values (%(new)s, 'x', %(alder)s, 'submitted', 3, now())",
    "log_response": "(part_id, escalation_id, workspace_id, state, began_at, due_on, due_at)"
    " values (%(new)s, %(case)s, %(cedar)s, 'awaited', now(), '2027-01-04', now())",
    "log_tag": "values ('theme', %(other_theme)s, %(submitted)s, %(case)s)",
    "theme": "(id, name, added_by_name, added_at) values (%(new)s, 'x', 'n', now())",
    "log_view": "(id, name, asks, at) values (%(new)s, 'x', '{}', now())",
    "log_export": "(id, name, role, at, kind, asked, rows, cut)"
    " values (%(new)s, 'n', 'r', now(), 'csv', 'x', 1, false)",
    "organisation": "(id, name) values (%(new)s, 'n')",
    "workspace": "(id, slug, kind, name, organisation_id)"
    " select %(new)s, 'n', 'agency', 'n', organisation_id from portal.workspace where id = %(alder)s",
    "email_domain": "values ('n.example', %(cedar)s)",
    "identity_provider": "(id, name, issuer, client_id, client_secret, enabled, workspace_id)"
    " values (%(new)s, 'n', 'https://n.example', 'c', 's', false, %(cedar)s)",
    "directory_change": "(workspace_id, what, name, at) values (%(alder)s, 'w', 'n', now())",
    "role_proposal": "(id, workspace_id, role, name, email, home_workspace_id, why, proposed_by_name, proposed_at)"
    " values (%(new)s, %(executive)s, 'member', 'n', 'n@n.example', %(cedar)s, 'w', 'n', now())",
    "report": "(id, begins, created_at) values (%(new)s, '2035-04-01', now())",
    "report_words": "(report_id, section, words, updated_by_name, updated_at)"
    " values (%(unissued)s, 'volumes', 'w', 'n', now())",
    "report_case": "values (%(unissued)s, %(new)s, 'r', '{}')",
    "report_action": "(id, report_id, what, owner, due_on, recorded_by_name, recorded_at)"
    " values (%(new)s, %(report)s, 'w', 'o', '2027-01-04', 'n', now())",
    "report_action_news": "(id, action_id, state, words, name, at)"
    " values (%(new)s, %(action)s, 'done', 'w', 'n', now())",
    "report_look": "(id, report_id, what, version, name, at)"
    " values (%(new)s, %(report)s, 'page', 'exact', 'n', now())",
}
UPDATES = {
    "escalation": "version = version + 1",
    "legal_hold": "lifted_because = 'r', lifted_by = portal.current_membership(), lifted_by_name = 'n',"
    " lifted_at = now()",
    "disposal": "withdrawn_because = 'r', withdrawn_by = portal.current_membership(), withdrawn_by_name = 'n',"
    " withdrawn_at = now()",
    "part": "early = true",
    "deadline": "stopped_at = now()",
    "document": "content = '{}'",
    "draft": "content = '{}'",
    "child": "name = 'n'",
    "child_key": "digest = ''",
    "history": "event = 'x'",
    "history_head": "seq = 9",
    "access": "what = 'x'",
    "case_audience": "rank = 2",
    "outbox": "attempts = 9",
    "once": "location = '/'",
    "person": "name = 'n'",
    "membership": "ended_at = now()",
    "membership_role": "role = 'manager'",
    "identity": "bound_at = now()",
    "sign_in": "ended_at = now()",
    "invitation": "used_at = now()",
    "absence": "ended_at = now()",
    "directory_confirmation": "at = now()",
    "editing": "name = 'n'",
    "note": "body = 'b'",
    "link": "why = 'w'",
    "diversion": "stopped_by = 's'",
    "attachment": "until = until",
    "attachment_content": "content = ''",
    "import_upload": "above = 1",
    "import_taken": "rows = 2",
    "import_case": "reference_key = 'r'",
    "closure": "reason = 'r'",
    "closure_change": "reason = 'r'",
    "setting_change": "by_name = 'n'",
    "logo": "content = ''",
    "rules": "content = '{}'",
    "nudge": "at = now()",
    "substitute": "at = now()",
    "bench_place": "place = 3",
    "declaration": "interests = '{}'",
    "deliberation": "minutes = 'm'",
    "member_view": "view = 'against'",
    "referral_pack": "state = 'queued'",
    "pack_volume": "content = ''",
    "pack_copy": "name = 'n'",
    "redacted_copy": "state = 'clean'",
    "redacted_content": "content = ''",
    "log_case": "chases = 9",
    "log_response": "due_on = '2027-01-05'",
    "log_tag": "value = 'x'",
    "theme": "withdrawn_at = now()",
    "log_view": "name = 'x'",
    "log_export": "rows = 2",
    "organisation": "name = 'n'",
    "workspace": "name = 'n'",
    "email_domain": "domain = 'n.example'",
    "identity_provider": "name = 'n'",
    "directory_change": "what = 'w'",
    "role_proposal": "why = 'w'",
    "report": "state = 'issued'",
    "report_words": "words = 'w'",
    "report_case": "reference = 'x'",
    "report_action": "state = 'done'",
    "report_action_news": "words = 'w'",
    "report_look": "name = 'n'",
}
UPDATES_OF_ITS_OWN = {
    (WEB, "outbox"): "failed_at = null",
    (WORKER, "part"): "due_at = now()",
    (WORKER, "escalation"): "silent_since = now()",
    (WORKER, "referral_pack"): "pages = 1",
}
"""What one of the two may change of a table, where it is not what the other may."""


def statement(role: str, table: str, command: str) -> str:
    """One command of a role on the rows of a table that are meant."""
    rows = OF_PERSON.get(table, "escalation_id = %(case)s")
    if command == SELECT:
        return f"select 1 from portal.{table} where {rows}"
    if command == INSERT:
        return f"insert into portal.{table} {INSERTS[table]}"
    if command == UPDATE:
        return (
            f"update portal.{table} set {UPDATES_OF_ITS_OWN.get((role, table), UPDATES[table])} where {rows}"
        )
    return f"delete from portal.{table} where {rows}"
