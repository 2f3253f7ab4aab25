"""The partnership behind its walls: a case of alder's that was forwarded to birch, and one that was referred."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from portal.escalations.actions import identity
from portal.protocol.actors import Role
from tests import partnership
from tests.engines import Template
from tests.integration.walls.bench import Bench, seated
from tests.integration.walls.contexts import (
    ALDER,
    BARRED,
    BIRCH,
    CEDAR,
    EXECUTIVE,
    HALF,
    LEARNING,
    NOBODY,
    OFFICE,
    QUALITY,
    SCRUTINEER,
    Walled,
)
from tests.way import Way


@pytest.fixture(scope="module")
def walled(template: Template) -> Iterator[Walled]:
    with template.copy() as logins:
        people = partnership.build(logins)
        way = Way(people).forwarded()
        way.do(way.responder, identity.reveal, way.reference, purpose="act")
        case = way.see(way.officer).case.id
        contributor, key = way.contributor, uuid4()
        beside = _what_stands_beside(people, case)
        barred = people.who("alder", Role.DEPUTY)
        with psycopg.connect(logins.owner_url) as owner:
            owner.execute("set role portal_owner")
            owner.execute(
                "update portal.escalation set barred = %s where id = %s", ([barred.membership], case)
            )
            owner.execute(
                "insert into portal.once (key, membership_id) values (%s, %s)", (key, contributor.membership)
            )
            owner.execute(
                "insert into portal.invitation (membership_id, path) values (%s, '/cases')",
                (contributor.membership,),
            )
            kept = {"workspace": contributor.workspace, "membership": contributor.membership}
            owner.execute(
                "insert into portal.absence (membership_id, workspace_id, starts_on, ends_on, recorded_by)"
                " values (%(membership)s, %(workspace)s, '2026-01-01', '2026-01-02', %(membership)s)",
                kept,
            )
            owner.execute(
                "insert into portal.directory_confirmation (workspace_id, confirmed_by, confirmed_by_name, at)"
                " values (%(workspace)s, %(membership)s, 'n', now())",
                kept,
            )
            owner.execute(
                "insert into portal.sign_in (token_digest, person_id, issuer, subject, expires_at)"
                " values ('x', %s, 'i', 's', now())",
                (contributor.person,),
            )

        def of(slug: str, role: Role) -> tuple[UUID, UUID]:
            one = people.who(slug, role)
            return one.workspace, one.membership

        contexts: dict[str, tuple[UUID | None, UUID | None]] = {
            ALDER: (contributor.workspace, contributor.membership),
            BARRED: (barred.workspace, barred.membership),
            BIRCH: of("birch", Role.SENIOR_MANAGER),
            CEDAR: of("cedar", Role.SENIOR_MANAGER),
            OFFICE: of("business_unit", Role.OFFICER),
            EXECUTIVE: of("executive", Role.CHAIR),
            SCRUTINEER: of("scrutineer", Role.SCRUTINEER),
            LEARNING: of("learning", Role.READER),
            QUALITY: of("quality", Role.READER),
            NOBODY: (None, None),
            HALF: (contributor.workspace, None),
        }
        names = {
            "case": case, "person": contributor.person, "contributor": contributor.membership, "key": key,
            "cedar": people.workspaces["cedar"], "alder": people.workspaces["alder"],
            **beside,
        }  # fmt: skip
        yield Walled(people, names, contexts)
        people.database.engine.dispose()


@pytest.fixture(scope="module")
def bench(template: Template) -> Iterator[Bench]:
    with partnership.founded(template) as people:
        yield seated(people)


def _what_stands_beside(people: partnership.Partnership, case: UUID) -> dict[str, Any]:
    """A note, a section held open, a link to one of two other cases of alder's alone, something stopped, and two
    files of alder's: one signed with Part 1 and clean, one neither."""
    linked, other = (
        one.see(one.officer).case.id for one in (Way(people).submitted(), Way(people).submitted())
    )
    writer = people.who("alder", Role.CONTRIBUTOR)
    names = {"case": case, "linked": linked, "other": other, "diversion": uuid4(), "signed": uuid4(),
             "unsigned": uuid4(), "workspace": writer.workspace, "membership": writer.membership,
             "executive": people.workspaces["executive"],
             "chair": people.who("executive", Role.CHAIR).membership,
             "member": people.who("executive", Role.MEMBER).membership, "pack": uuid4(),
             "report": uuid4(), "unissued": uuid4(), "action": uuid4(),
             "begun": uuid4(), "copy": uuid4(), "waiting": uuid4(),
             "theme": str(uuid4()), "other_theme": str(uuid4()),
             "brought": uuid4(), "taken": uuid4(), "imported": uuid4(),
             "office": people.workspaces["business_unit"],
             "officer": people.who("business_unit", Role.OFFICER).membership}  # fmt: skip
    with psycopg.connect(people.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        for statement in BESIDE:
            owner.execute(statement, names)
        of_the_reply = "select id from portal.deadline where escalation_id = %(case)s and clock = 'response'"
        row = owner.execute(of_the_reply, names).fetchone()
        at = "select submitted_at from portal.log_case where escalation_id = %(case)s"
        submitted = owner.execute(at, names).fetchone()
    assert row
    assert submitted
    return {**names, "deadline": row[0], "submitted": submitted[0]}


BESIDE = (
    "insert into portal.note (escalation_id, kind, body, workspace_id, membership_id, name, role, at)"
    " values (%(case)s, 'addendum', 'b', %(workspace)s, %(membership)s, 'n', 'r', now())",
    "insert into portal.editing (escalation_id, kind, section, workspace_id, membership_id, name)"
    " values (%(case)s, 'part_1', 'why', %(workspace)s, %(membership)s, 'n')",
    "insert into portal.link (escalation_id, linked_id, why, workspace_id, membership_id, at)"
    " values (%(case)s, %(linked)s, 'w', %(workspace)s, %(membership)s, now())",
    "insert into portal.diversion (id, stopped_by, answers, workspace_id, on_date)"
    " values (%(diversion)s, 'complaint', '{}', %(workspace)s, '2027-01-04')",
    "insert into portal.attachment (id, escalation_id, paper, workspace_id, name, title, author, type,"
    " third_party, minimum, media_type, size, sha256, state, added_by, added_by_name, added_at, since)"
    " select one, %(case)s, 'part_1', %(workspace)s, 'n', 't', 'a', 'plan', false, true, 'm', 1, sha256(''),"
    " case when signed then 'clean' else 'quarantined' end, %(membership)s, 'n', now(),"
    " case when signed then 1 end"
    " from (values (%(signed)s, true), (%(unsigned)s, false)) as two (one, signed)",
    "insert into portal.attachment_content values (%(signed)s, 'what is in it')",
    "insert into portal.redacted_copy (id, escalation_id, attachment_id, workspace_id, name, vouched, media_type,"
    " size, sha256, state, added_by, added_by_name, added_at)"
    " select one, %(case)s, %(signed)s, %(office)s, 'n', true, 'm', 1, sha256(''), state, %(officer)s, 'n', now()"
    " from (values (%(copy)s, 'clean'), (%(waiting)s, 'quarantined')) as two (one, state)",
    "insert into portal.redacted_content values (%(copy)s, 'what is in it')",
    "insert into portal.theme (id, name, added_by_name, added_by, added_at)"
    " select one::uuid, one, 'n', %(officer)s, now() from (values (%(theme)s), (%(other_theme)s)) as two (one)",
    "insert into portal.log_tag select 'theme', %(theme)s, submitted_at, escalation_id from portal.log_case"
    " where escalation_id = %(case)s",
    "insert into portal.log_view (id, membership_id, name, asks, at)"
    " values (gen_random_uuid(), %(officer)s, 'v', '{}', now())",
    "insert into portal.log_export (id, membership_id, name, role, at, kind, asked, rows, cut)"
    " values (gen_random_uuid(), %(officer)s, 'n', 'r', now(), 'csv', 'x', 1, false)",
    "insert into portal.legal_hold (escalation_id, reason, put_on_by, put_on_by_name, put_on_at)"
    " values (%(case)s, 'r', %(officer)s, 'n', now())",
    "insert into portal.disposal (escalation_id, because, reason, proposed_by, proposed_by_name, proposed_at)"
    " values (%(case)s, 'b', 'r', %(officer)s, 'n', now())",
    "insert into portal.import_upload (id, workspace_id, begun_by, begun_at, kind, ending, sheets)"
    " values (%(brought)s, %(office)s, %(officer)s, now(), 'old-cases', 'csv', '{}')",
    "insert into portal.import_taken (id, kind, rows, left_out, membership_id, name, at)"
    " values (%(taken)s, 'old-cases', 1, 0, %(officer)s, 'n', now())",
    "insert into portal.log_case (escalation_id, reference, imported, raising_workspace_id, state, stage,"
    " submitted_at) values (%(imported)s, 'OLD-1', true, %(workspace)s, 'resolved', 3, now())",
    "insert into portal.import_case values (%(imported)s, %(taken)s, 'old 1')",
    "insert into portal.closure values ('2027-01-04', 'r')",
    "insert into portal.closure_change (day, reason, added, membership_id, name, at)"
    " values ('2027-01-04', 'r', true, %(membership)s, 'n', now())",
    "insert into portal.setting_change (name, version, before, value, counts_from, membership_id, by_name, at)"
    " values ('marking', 1, '0', '1', now(), %(membership)s, 'n', now())",
    "insert into portal.logo values (encode(sha256('x'), 'hex'), 'x')",
    "insert into portal.email_domain values ('alder.example', %(workspace)s)",
    "insert into portal.directory_change (workspace_id, what, name, at) values (%(workspace)s, 'w', 'n', now())",
    "select set_config('portal.membership', %(officer)s::text, true)",
    "insert into portal.role_proposal (id, workspace_id, role, name, email, home_workspace_id, why,"
    " proposed_by_name, proposed_at)"
    " values (gen_random_uuid(), %(executive)s, 'member', 'm', 'm@m.example', %(workspace)s, 'w', 'n', now())",
    "select set_config('portal.membership', '', true)",
    "insert into portal.outbox (kind, escalation_id, workspace_id, membership_id, dedupe_key, failed_at)"
    " values ('x', %(case)s, %(workspace)s, %(membership)s, 'given up', now())",
    # As if the Executive had had the case: what is refused is refused by the walls, and not for want of a row
    "alter table portal.substitute disable trigger named_substitute",
    "alter table portal.declaration disable trigger declared",
    "insert into portal.substitute values (%(case)s, %(chair)s, %(membership)s, 'n', now())",
    "insert into portal.bench_place values (%(chair)s, 1)",
    "insert into portal.declaration (escalation_id, workspace_id, membership_id, name, role, at)"
    " values (%(case)s, %(executive)s, %(chair)s, 'n', 'r', now())",
    "insert into portal.deliberation (escalation_id, how, held_on, present, workspace_id, membership_id, name, at)"
    " values (%(case)s, 'meeting', '2027-01-04', '{}', %(executive)s, %(chair)s, 'n', now())",
    "insert into portal.member_view (escalation_id, proposal, view, workspace_id, membership_id, name, at)"
    " values (%(case)s, 1, 'for', %(executive)s, %(chair)s, 'n', now())",
    "insert into portal.referral_pack (id, escalation_id, kind, edition, case_version, head, contents, hidden,"
    " state, workspace_id, membership_id, asked_by_name, asked_at)"
    " select id, %(case)s, 'executive', edition, 1, 'h', case when edition = '2' then '{}'::jsonb end,"
    " case when edition = '2' then '[]'::jsonb end, case when edition = '2' then 'checking' else 'ready' end,"
    " %(executive)s, %(chair)s, 'n', now()"
    " from (values (%(pack)s, '1'), (%(begun)s, '2')) as two (id, edition)",
    "insert into portal.pack_volume values (%(pack)s, 1, 1, sha256(''), 'what is in it')",
    "insert into portal.pack_copy (pack_id, volume, digest, workspace_id, membership_id, workspace_name, name,"
    " role, taken_at) values (%(pack)s, 1, sha256(''), %(executive)s, %(chair)s, 'w', 'n', 'r', now())",
    "insert into portal.report (id, begins, created_by, created_at)"
    " values (%(report)s, '2020-04-01', %(officer)s, now()), (%(unissued)s, '2020-10-01', %(officer)s, now())",
    "insert into portal.report_words (report_id, section, words, updated_by, updated_by_name, updated_at)"
    " select one, 'summary', 'w', %(officer)s, 'n', now()"
    " from unnest(array[%(report)s, %(unissued)s]::uuid[]) one",
    "insert into portal.report_case values (%(report)s, %(case)s, 'r', '{}')",
    "update portal.report set state = 'issued', exact = '{}', shareable = '{}', told = '[]',"
    " issued_by = %(officer)s, issued_at = now() where id = %(report)s",
    "insert into portal.report_action (id, report_id, what, owner, due_on, recorded_by_name, recorded_at)"
    " values (%(action)s, %(report)s, 'w', 'o', '2027-01-04', 'n', now())",
    "insert into portal.report_action_news (action_id, state, words, membership_id, name, at)"
    " values (%(action)s, 'open', 'w', %(officer)s, 'n', now())",
    "insert into portal.report_look (report_id, what, version, workspace_id, membership_id, name, at)"
    " values (%(report)s, 'page', 'exact', %(office)s, %(officer)s, 'n', now())",
    "alter table portal.substitute enable trigger named_substitute",
    "alter table portal.declaration enable trigger declared",
)
