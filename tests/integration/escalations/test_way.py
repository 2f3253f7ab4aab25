"""The way of a case by its actions, on the real database: state, clocks, outbox, audience, history."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from portal.escalations import queries
from portal.escalations.actions import office, part_1, replies
from portal.infra.calendar import at
from portal.infra.db import Database
from portal.infra.verification import verify
from portal.protocol.actors import Actor, Role
from portal.protocol.deadlines import Clock
from portal.protocol.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from portal.protocol.escalation import CaseState
from portal.protocol.rows import Action
from tests import partnership
from tests.engines import Template
from tests.way import CONCLUSION, REPLY, Way, full

THURSDAY = datetime(2026, 12, 24, 11, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def people(template: Template) -> Iterator[partnership.Partnership]:
    with partnership.founded(template) as built:
        yield built


@pytest.fixture
def way(people: partnership.Partnership) -> Way:
    return Way(people)


def _outbox(way: Way) -> list[tuple[str, str]]:
    owner = Database(way.partnership.logins.owner_url, pool_size=1)
    with owner.reading() as session:
        rows = session.execute(
            text(
                "select coalesce(o.payload->>'ask', 'news: ' || (o.payload->>'event')), p.email"
                " from portal.outbox o"
                " join portal.membership m on m.id = o.membership_id join portal.person p on p.id = m.person_id"
                " join portal.escalation e on e.id = o.escalation_id"
                " where e.reference = :reference order by o.created_at, p.email"
            ),
            {"reference": way.reference},
        ).all()
    owner.engine.dispose()
    return [(row[0], row[1]) for row in rows]


def test_the_whole_way_to_resolved(way: Way) -> None:
    way.resolved()
    view = way.see(way.responder)
    assert view.case.state is CaseState.RESOLVED
    assert view.case.follow_up_on is not None
    assert [one.deadline.clock for one in view.deadlines if one.running] == [Clock.FOLLOW_UP]
    assert sorted(_outbox(way)) == [
        ("check_and_forward", "manager@business_unit.example"),
        ("check_and_forward", "officer@business_unit.example"),
        ("conclude", "senior_manager@alder.example"),
        ("news: conclude_resolved", "manager@business_unit.example"),
        ("news: conclude_resolved", "officer@business_unit.example"),
        ("news: conclude_resolved", "senior_manager@birch.example"),
        ("news: forward", "senior_manager@alder.example"),
        ("news: respond", "manager@business_unit.example"),
        ("news: respond", "officer@business_unit.example"),
        ("respond", "senior_manager@birch.example"),
    ]


def test_the_clocks_are_those_worked_by_hand(way: Way) -> None:
    with at(THURSDAY):
        way.submitted()
        view = way.see(way.manager)
        (check,) = [one for one in view.deadlines if one.running]
        assert (check.deadline.clock, check.deadline.due_on) == (
            Clock.BUSINESS_UNIT_CHECK,
            date(2026, 12, 30),
        )
        version = way.version(way.officer)
        way.do(way.officer, office.forward, way.reference, version=version, to=[way.responder.membership])
    (response,) = [one for one in way.see(way.manager).deadlines if one.running]
    assert (response.deadline.clock, response.deadline.due_on) == (Clock.RESPONSE, date(2027, 1, 12))
    assert "Christmas" in " ".join(response.deadline.sentences())


def test_a_is_told_by_name_to_whom_it_was_sent(way: Way) -> None:
    way.forwarded()
    with way.partnership.database.reading(way.partnership.context(way.manager)) as session:
        newest = queries.timeline(session, way.see(way.manager).case.id)[0]
    assert newest.words == "Sent the form to birch senior_manager, Birch Agency"


def test_the_audience_follows_the_case(way: Way) -> None:
    way.started()
    with pytest.raises(NotFound):
        way.see(way.officer)
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    assert way.see(way.officer).case.state is CaseState.SUBMITTED
    with pytest.raises(NotFound):
        way.see(way.responder)
    version = way.version(way.officer)
    way.do(way.officer, office.forward, way.reference, version=version, to=[way.responder.membership])
    assert way.see(way.responder).newest("part_1") is not None
    with pytest.raises(NotFound):
        way.see(way.partnership.who("cedar", Role.SENIOR_MANAGER))


def test_who_wrote_it_cannot_sign_it_off_without_a_reason(way: Way) -> None:
    way.started()
    way.do(way.manager, part_1.write, way.reference, sections={"why": full(way.responder.workspace)["why"]})
    with pytest.raises(Invalid) as refused:
        way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    assert "exception_reason" in refused.value.fields
    way.do(
        way.manager,
        part_1.sign_off,
        way.reference,
        version=way.version(way.manager),
        exception_reason="There are two of us.",
    )
    assert way.see(way.officer).case.state is CaseState.SUBMITTED


def test_a_contributor_cannot_sign(way: Way) -> None:
    way.started()
    with pytest.raises(NotAllowed):
        way.do(way.contributor, part_1.sign_off, way.reference, version=way.version(way.contributor))


def test_an_incomplete_form_cannot_be_signed(way: Way) -> None:
    way.started()
    way.do(way.contributor, part_1.write, way.reference, sections={"issues": []})
    with pytest.raises(Invalid) as refused:
        way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    assert "missing" in refused.value.fields


def test_returned_for_completion_and_signed_again(way: Way) -> None:
    way.submitted()
    first = way.see(way.officer).submitted_at
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="Say when stage 2 was.")
    view = way.see(way.manager)
    assert view.case.state is CaseState.RETURNED
    assert [one.deadline.clock for one in view.deadlines if one.running] == [Clock.TURN]
    way.do(way.manager, part_1.sign_off, way.reference, version=view.version)
    view = way.see(way.officer)
    assert (view.submitted_at, [one.version for one in view.documents]) == (first, [1, 2])
    assert [one.deadline.clock for one in view.deadlines if one.running] == [Clock.BUSINESS_UNIT_CHECK]
    assert len(_identities(way)) == 1


def _identities(way: Way) -> tuple[queries.Identity, ...]:
    context = way.partnership.context(way.officer)
    with way.partnership.database.reading(context) as session:
        return queries.identities(session, way.see(way.officer).case.id)


def test_the_return_is_between_a_and_the_business_unit(way: Way) -> None:
    way.submitted()
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="Only for A.")
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    version = way.version(way.officer)
    way.do(way.officer, office.forward, way.reference, version=version, to=[way.responder.membership])

    def reasons(actor: object) -> set[str]:
        who = way.responder if actor == "b" else way.manager
        with way.partnership.database.reading(way.partnership.context(who)) as session:
            return {one.reasons for one in queries.timeline(session, way.see(who).case.id)}

    assert "Only for A." in reasons("a")
    assert "Only for A." not in reasons("b")


def test_not_resolved_is_unresolved(way: Way) -> None:
    way.answered()
    content = {**CONCLUSION, "overall": "partly", "reasons": "No plan yet."}
    version = way.version(way.manager)
    way.do(way.manager, replies.conclude, way.reference, version=version, content=content)
    assert way.see(way.manager).case.state is CaseState.UNRESOLVED


def test_a_withdrawal_ends_the_case_and_every_clock(way: Way) -> None:
    way.forwarded()
    version = way.version(way.manager)
    way.do(way.manager, replies.withdraw, way.reference, version=version, reasons="Settled.")
    view = way.see(way.responder)
    assert (view.case.state, [one for one in view.deadlines if one.running]) == (CaseState.WITHDRAWN, [])
    assert not view.may(Action.RESPOND, view.parts[0].part.id)


def test_a_form_made_from_an_older_version_is_refused(way: Way) -> None:
    way.forwarded()
    version = way.version(way.responder)
    way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)
    with pytest.raises(Stale):
        way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)


def test_what_is_no_longer_possible_is_refused(way: Way) -> None:
    way.answered()
    version = way.version(way.responder)
    with pytest.raises(WrongState):
        way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)


def test_the_worklist_groups_what_is_asked(way: Way) -> None:
    way.forwarded()

    def group(actor_of: object) -> tuple[int, str, str]:
        actor = way.responder if actor_of == "b" else way.manager
        with way.partnership.database.reading(way.partnership.context(actor)) as session:
            listed = {one.reference: one for one in queries.worklist(session, actor.workspace)}
        return listed[way.reference].group, listed[way.reference].ask, listed[way.reference].waiting_for

    assert group("b") == (queries.ASKED, "Reply with Part 2", "")
    assert group("a") == (queries.WAITING, "Reply with Part 2", "Birch Agency")


def test_the_history_verifies_and_names_the_first_bad_row(people: partnership.Partnership) -> None:
    way = Way(people).answered()
    found = verify(people.logins.owner_url)
    assert (found.rows > 0, found.faults) == (True, ())
    owner = Database(people.logins.owner_url, pool_size=1)
    with owner.work() as session:
        session.execute(text("set local role portal_owner"))
        session.execute(text("alter table portal.history disable trigger user"))
        session.execute(
            text(
                'update portal.history set payload = payload || \'{"by": "somebody else"}\''
                " where seq = 2 and escalation_id ="
                " (select id from portal.escalation where reference = :reference)"
            ),
            {"reference": way.reference},
        )
        session.execute(text("alter table portal.history enable trigger user"))
    owner.engine.dispose()
    faults = verify(people.logins.owner_url).faults
    assert [(one.reference, one.seq) for one in faults] == [(way.reference, 2)]


def test_agencies_of_one_parent_are_confirmed_to_be_apart(people: partnership.Partnership) -> None:
    way = Way(people).submitted()
    owner = Database(people.logins.owner_url, pool_size=1)
    with owner.work() as session:
        session.execute(text("set local role portal_owner"))
        parent = "select organisation_id from portal.workspace where slug = :slug"
        was = session.scalar(text(parent), {"slug": "birch"})
        session.execute(
            text(f"update portal.workspace set organisation_id = ({parent}) where slug = 'birch'"),
            {"slug": "alder"},
        )
    version = way.version(way.officer)
    to = [way.responder.membership]
    with pytest.raises(Invalid) as refused:
        way.do(way.officer, office.forward, way.reference, version=version, to=to)
    assert "to-0-apart" in refused.value.fields
    way.do(way.officer, office.forward, way.reference, version=version, to=to, apart=to)
    assert way.see(way.officer).case.state is CaseState.FORWARDED
    with owner.work() as session:
        session.execute(text("set local role portal_owner"))
        session.execute(
            text("update portal.workspace set organisation_id = :was where slug = 'birch'"), {"was": was}
        )
    owner.engine.dispose()


def _withdrawn(people: partnership.Partnership) -> Way:
    way = Way(people).submitted()
    version = way.version(way.manager)
    way.do(way.manager, replies.withdraw, way.reference, version=version, reasons="Settled.")
    return way


def _listed(way: Way, actor: Actor) -> list[tuple[str, int, str]]:
    with way.partnership.database.reading(way.partnership.context(actor)) as session:
        listed = queries.worklist(session, actor.workspace, most=50)
    return [(one.reference, one.group, one.ask) for one in listed]


def test_a_worklist_shows_the_newest_that_ended_first(people: partnership.Partnership) -> None:
    ended = []
    for day in (1, 2, 3):
        with at(datetime(2026, 10, day, 11, 0, tzinfo=UTC)):
            ended.append(_withdrawn(people).reference)
    way = Way(people)
    listed = [one for one, group, _ in _listed(way, way.manager) if group == queries.ENDED and one in ended]
    assert listed == ended[::-1]


def test_decision_18_a_resolved_case_asks_a_for_its_follow_up_and_has_ended_for_the_others(way: Way) -> None:
    way.resolved()
    asked = "Say whether what was promised was done"
    assert (way.reference, queries.ASKED, asked) in _listed(way, way.manager)
    assert (way.reference, queries.ENDED, asked) in _listed(way, way.responder)
