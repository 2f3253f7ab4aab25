"""What of a case is read, and by whom: its worklists, replies, returned forms, identities and looks."""

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from portal.escalations.actions import identity, office, part_1, replies
from tests.integration.walls.contexts import ALDER, BIRCH, CEDAR, CONTEXTS, OFFICE, PARTIES, WEB, Walled
from tests.way import REPLY, Way


def _seen_by(walled: Walled, context: str, query: str, case: UUID) -> list[Any]:
    with walled.connected(WEB, context) as connection:
        return [row[0] for row in connection.execute(query, {"case": case}).fetchall()]


def test_the_worklists_hold_what_the_audiences_say(walled: Walled) -> None:
    Way(walled.people).resolved()
    Way(walled.people).started()
    with psycopg.connect(walled.people.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        rows = owner.execute(
            "select e.audience, array(select a.workspace_id from portal.case_audience a"
            " where a.escalation_id = e.id order by 1) from portal.escalation e"
        ).fetchall()
    assert rows
    assert [(said, listed) for said, listed in rows if sorted(said) != sorted(listed)] == []


def test_a_foreign_an_absent_and_a_hidden_case_refuse_alike(walled: Walled) -> None:
    errors = []
    for case in (walled.names["case"], uuid4()):
        with walled.connected(WEB, CEDAR) as connection, pytest.raises(psycopg.Error) as refused:
            connection.execute(
                "insert into portal.access (escalation_id, at, what, purpose, name, role)"
                " values (%s, now(), 'print', 'x', 'x', 'x')",
                (case,),
            )
        errors.append(str(refused.value))
    assert errors[0] == errors[1]


def test_one_responding_agency_does_not_read_anothers_reply(walled: Walled) -> None:
    way = Way(walled.people).forwarded()
    version = way.version(way.responder)
    way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)
    case = way.see(way.officer).case.id
    with psycopg.connect(walled.people.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        owner.execute(
            "insert into portal.part (id, escalation_id, kind, workspace_id, state, began_at)"
            " values (%s, %s, 'response', %s, 'awaited', now())",
            (uuid4(), case, walled.names["cedar"]),
        )

    def kinds(context: str) -> list[str]:
        with walled.connected(WEB, context) as connection:
            rows = connection.execute(
                "select kind from portal.document where escalation_id = %s order by kind", (case,)
            ).fetchall()
        return [row[0] for row in rows]

    assert (kinds(CEDAR), kinds(BIRCH)) == (["part_1"], ["part_1", "part_2"])


def test_a_responding_agency_reads_nothing_of_a_form_that_was_returned(walled: Walled) -> None:
    way = Way(walled.people).submitted()
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="Only for A.")
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    version = way.version(way.officer)
    way.do(way.officer, office.forward, way.reference, version=version, to=[way.responder.membership])
    case = way.see(way.officer).case.id
    versions = "select version from portal.document where escalation_id = %(case)s order by 1"
    children = "select version from portal.child where escalation_id = %(case)s order by 1"
    keys = "select distinct version from portal.child_key where escalation_id = %(case)s order by 1"
    clocks = "select clock from portal.deadline where escalation_id = %(case)s order by 1"
    events = "select event from portal.history where escalation_id = %(case)s order by seq"
    for query in (versions, children, keys):
        assert _seen_by(walled, ALDER, query, case) == [1, 2]
        assert _seen_by(walled, BIRCH, query, case) == [2]
    assert _seen_by(walled, OFFICE, versions, case) == [1, 2]
    assert _seen_by(walled, BIRCH, clocks, case) == ["response"]
    assert len(_seen_by(walled, OFFICE, clocks, case)) == 4
    assert _seen_by(walled, BIRCH, events, case) == ["sign_off", "forward"]
    assert _seen_by(walled, ALDER, events, case) == ["start", "sign_off", "send_back", "sign_off", "forward"]


def test_nobody_but_a_sees_the_identity_in_a_returned_draft(walled: Walled) -> None:
    way = Way(walled.people).submitted()
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="Again.")
    child = {"name": "Unsigned Child", "date_of_birth": "2020-01-01", "record_number": "R-2"}
    facts = {"status": "none", "level_of_need": "1"}
    way.do(way.contributor, part_1.save_children, way.reference, version=1, identities=[child], facts=[facts])
    shown = way.do(way.officer, identity.reveal, way.reference, purpose="check")
    assert [one.name for one in shown] == ["Test Child"]
    assert [one.name for one in way.do(way.manager, identity.reveal, way.reference, purpose="check")] == [
        "Unsigned Child"
    ]


def test_what_a_mask_takes_out_is_known_of_a_case_that_is_seen_alone(walled: Walled) -> None:
    """Every signed version, to each of its parties; the draft of a returned form to its own agency only."""
    way = Way(walled.people).submitted()
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="Again.")
    child = {"name": "Unsigned Child", "date_of_birth": "2020-01-01", "record_number": "R-2"}
    facts = {"status": "none", "level_of_need": "1"}
    way.do(way.contributor, part_1.save_children, way.reference, version=1, identities=[child], facts=[facts])
    returned = way.see(way.officer).case.id
    names = "select version from portal.identity_to_mask(%(case)s) order by 1"
    for context in CONTEXTS:
        signed = [1] if context in PARTIES else []
        assert _seen_by(walled, context, names, walled.names["case"]) == signed, context
    assert _seen_by(walled, ALDER, names, returned) == [1, 2]
    assert _seen_by(walled, OFFICE, names, returned) == [1]
    assert _seen_by(walled, BIRCH, names, returned) == []


def test_a_look_is_read_by_the_raising_agency_the_business_unit_and_its_own_agency(walled: Walled) -> None:
    """One look by each of them, and one by an agency that responded before."""
    whose = (ALDER, BIRCH, OFFICE, CEDAR)
    with psycopg.connect(walled.people.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        for one in whose:
            of, by = walled.contexts[one]
            owner.execute(
                "insert into portal.access"
                " (escalation_id, at, what, purpose, workspace_id, membership_id, name, role)"
                " values (%(case)s, now(), 'view', '', %(of)s, %(by)s, %(one)s, 'r')",
                {**walled.names, "of": of, "by": by, "one": f"look of {one}"},
            )
    read: dict[str, set[str]] = {}
    for reader in CONTEXTS:
        with walled.connected(WEB, reader) as connection:
            rows = connection.execute("select name from portal.access where name like 'look of %'")
            read[reader] = {str(name).removeprefix("look of ") for (name,) in rows}
    nobody: dict[str, set[str]] = {one: set() for one in set(CONTEXTS) - PARTIES}
    assert read == {**nobody, ALDER: set(whose), OFFICE: set(whose), BIRCH: {ALDER, BIRCH, OFFICE}}
