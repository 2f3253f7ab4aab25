"""The practice partnership and its cases: they are all there, plausible, walled, and leave a whole history."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from portal.agencies.actions import sign_in
from portal.demo.partnership import AGENCIES, PEOPLE, issuer_of, person, subject_of
from portal.demo.stories import SHOWCASE, STORIES
from portal.demo.stories.long_ago import STORIES as LONG_AGO
from portal.escalations import queries
from portal.infra.calendar import bank_holidays, calendar_for
from portal.infra.db import Database
from portal.infra.oidc import Identity
from portal.infra.verification import verify
from portal.protocol import replies
from portal.protocol.clock import LONDON, london_date
from portal.protocol.directory import confirm_again_on, confirmation_is_overdue
from portal.protocol.escalation import CLOSED_AS, CaseState
from portal.protocol.part_1 import STATEMENTS
from tests.engines import Template
from tests.integration.demo.seeded import IDENTITY_URL, WEDNESDAY, Seeded, context_of, seed_on

REACHABLE = {
    CaseState.DRAFT,
    CaseState.DISCARDED,
    CaseState.SUBMITTED,
    CaseState.RETURNED,
    CaseState.FORWARDED,
    CaseState.ANSWERED,
    CaseState.UNRESOLVED,
    CaseState.RESOLVED,
    CaseState.WITHDRAWN,
    CaseState.CLOSED,
    CaseState.REFERRED,
    CaseState.ACCEPTED,
    CaseState.DECIDED,
}


@pytest.fixture(scope="module")
def seeded(template: Template) -> Iterator[Seeded]:
    with template.copy() as logins:
        yield seed_on(logins, WEDNESDAY)


def test_at_least_forty_cases_stand_in_every_state_that_can_be_reached(seeded: Seeded) -> None:
    states = Counter(row.state for row in seeded.rows("select state from portal.escalation"))
    assert states.total() == len(STORIES) >= 40
    assert {CaseState(state) for state in states} == REACHABLE
    assert len(set(seeded.references.values())) == len(STORIES)


def test_every_step_beside_the_form_can_be_seen(seeded: Seeded) -> None:
    """Each kind of closed case, each open ask of the Business Unit, and everything that is kept beside a case."""
    closed = {row.closed_as for row in seeded.rows("select closed_as from portal.escalation")}
    assert closed == {*CLOSED_AS, None}
    asked = seeded.rows(
        "select distinct jsonb_path_query(asked, '$.*.ask') #>> '{}' as ask from portal.escalation"
    )
    assert {row.ask for row in asked} >= {
        "assess_not_for_us",
        "assess_access",
        "respond",
        "conclude",
        "follow_up",
    }
    extensions = {row.extension for row in seeded.rows("select extension from portal.part")}
    assert extensions >= {"never_asked", "asked", "granted"}
    kinds = {row.kind for row in seeded.rows("select kind from portal.note")}
    assert kinds >= {"correction", "holding_reply", "chase", "call"}
    several = "select from portal.part where state <> 'replaced' group by escalation_id having count(*) > 1"
    for statement in (
        "select from portal.link", "select from portal.escalation where parallel <> '{}'", several,
        "select from portal.part where state = 'replaced' and to_assess",
        "select from portal.part where on_behalf", "select from portal.part where sign_off_asked_of is not null",
        "select from portal.document where kind = 'follow_up'",
        "select from portal.history where event = 'reopen'",
        "select from portal.attachment a join portal.part p on p.id = a.part_id where p.on_behalf",
    ):  # fmt: skip
        assert seeded.rows(statement), statement


def test_its_worklists_have_what_a_demonstration_needs(seeded: Seeded) -> None:
    """On a working day something is due today, in one to three days, and overdue, by every kind of agency."""
    calendar = calendar_for({})
    running = seeded.rows("select clock, due_on from portal.deadline where stopped_at is null")
    left = {(row.clock, calendar.days_left(row.due_on, london_date(WEDNESDAY))) for row in running}
    assert {("response", days) for days in (0, 1, 2, 3, -1)} <= left
    assert ("business_unit_check", 0) in left
    assert any(clock == "business_unit_check" and days < 0 for clock, days in left)
    follow_ups = [days for clock, days in left if clock == "follow_up"]
    assert min(follow_ups) < 0 < max(follow_ups)
    assert any(clock == "turn" and days < 0 for clock, days in left)


def test_a_deadline_ran_around_a_bank_holiday(seeded: Seeded) -> None:
    workings = seeded.rows("select working from portal.deadline where clock = 'response'")
    skipped = {each["reason"] for row in workings for each in row.working["working"]["skipped"]}
    assert skipped & set(bank_holidays().values())


def test_everything_happened_in_working_hours_and_all_but_a_case_of_long_ago_in_the_last_eight_months(
    seeded: Seeded,
) -> None:
    calendar = calendar_for({})
    rows = seeded.rows(
        "select e.reference, h.at from portal.history h join portal.escalation e on e.id = h.escalation_id"
    )
    every = [row.at.astimezone(LONDON) for row in rows]
    assert all(calendar.is_working(moment.date()) for moment in every)
    assert all(8 <= moment.hour < 18 for moment in every)
    long_ago = {seeded.references[story.key] for story in LONG_AGO}
    moments = [row.at for row in rows if row.reference not in long_ago]
    assert timedelta(days=190) < WEDNESDAY - min(moments) < timedelta(days=240)
    assert timedelta() < WEDNESDAY - max(moments) < timedelta(days=2)


def test_what_happened_is_in_order_and_its_chain_is_whole(seeded: Seeded) -> None:
    rows = seeded.rows("select escalation_id, at from portal.history order by escalation_id, seq")
    assert rows == sorted(rows)
    found = verify(seeded.logins.owner_url)
    assert (found.rows, found.faults) == (len(rows), ())


def test_the_showcase_has_everything_a_new_user_should_see(seeded: Seeded) -> None:
    view = seeded.case(SHOWCASE, "grace-okonjo")
    assert view.case.state is CaseState.ANSWERED
    form, reply = view.newest("part_1"), view.newest("part_2")
    assert form is not None
    assert reply is not None
    assert form.version == 2
    assert form.content["statements"] == list(STATEMENTS.values())
    assert reply.content["statements"] == list(replies.STATEMENTS.values())
    assert len(form.content["children"]) == 3
    answers = reply.content["answers"].values()
    assert [one["position"] for one in answers] == ["agree", "partly", "disagree"]
    assert not re.search(r"{[+-]?\d", f"{form.content} {reply.content}"), "a day was not put into words"
    assert view.parts[0].receipt_confirmed_by == "Helen Thackeray"


def test_its_cases_have_a_file_of_each_kind_signed_and_ready_to_download(seeded: Seeded) -> None:
    """A PDF, a text, an e-mail and a picture, each as the portal itself takes it."""
    rows = seeded.rows("select name, media_type, state, since, size from portal.attachment")
    assert {row.name.rpartition(".")[2] for row in rows} == {"pdf", "txt", "eml", "png"}
    assert {row.state for row in rows} == {"clean"}
    assert all(row.since is not None and 0 < row.size < 10_000 for row in rows)


def test_another_agency_sees_nothing_of_it(seeded: Seeded) -> None:
    actor = seeded.directory.actor("alistair-munroe")
    database = Database(seeded.logins.web_url, pool_size=1)
    with database.reading(context_of(actor)) as session:
        listed = {one.reference for one in queries.worklist(session, actor.workspace)}
    database.engine.dispose()
    own = {
        seeded.references[story.key]
        for story in STORIES
        if "probation" in (story.raising, story.difference and story.difference.responder)
    }
    assert seeded.references[SHOWCASE] not in listed
    assert listed < own


def test_a_form_went_to_somebody_who_has_never_signed_in(seeded: Seeded) -> None:
    sent = {row.addressee_name for row in seeded.rows("select addressee_name from portal.part")}
    assert sent & {each.name for each in PEOPLE if not each.signed_in}


def test_everybody_who_has_signed_in_is_recognised_and_nobody_else(seeded: Seeded) -> None:
    database = Database(seeded.logins.web_url, pool_size=1)
    for each in PEOPLE:
        claimed = Identity(issuer_of(IDENTITY_URL, each.provider), subject_of(each), each.name, each.email)
        with database.work() as session:
            found = session.scalar(
                text("select portal.recognise(:issuer, :subject, 'A stranger', 'a@b.example', null)"),
                {"issuer": claimed.issuer, "subject": claimed.subject},
            )
            session.rollback()
        known = {actor.person for (key, _), actor in seeded.directory.actors.items() if key == each.key}
        assert (found in known) == (each.signed_in and bool(each.memberships)), each.key
    database.engine.dispose()


def test_a_person_of_the_scrutineer_signs_in_through_the_shared_service(seeded: Seeded) -> None:
    scrutineer = person("philippa-ravenscroft")
    claimed = Identity(
        issuer_of(IDENTITY_URL, scrutineer.provider),
        subject_of(scrutineer),
        scrutineer.name,
        scrutineer.email,
    )
    database = Database(seeded.logins.web_url, pool_size=1)
    with database.work() as session:
        assert sign_in(session, claimed, invitation=None, hours=1)
    database.engine.dispose()


def test_one_is_away_with_cover_and_one_without_and_the_lists_were_confirmed_or_not(seeded: Seeded) -> None:
    """Decision 9: one agency's confirmation is overdue, and one never gave any."""
    away = seeded.rows(
        "select p.name, c.name as cover from portal.absence a"
        " join portal.membership m on m.id = a.membership_id join portal.person p on p.id = m.person_id"
        " left join portal.membership n on n.id = a.cover_membership_id"
        " left join portal.person c on c.id = n.person_id"
        " where '2026-11-18' between a.starts_on and a.ends_on and a.ended_at is null order by 1"
    )
    assert [tuple(row) for row in away] == [("Amara Lennox", None), ("Anneka Strand", "Farida Noor")]
    last = {
        row.slug: row.at
        for row in seeded.rows(
            "select w.slug, max(c.at) as at from portal.directory_confirmation c"
            " join portal.workspace w on w.id = c.workspace_id group by w.slug"
        )
    }
    today = london_date(WEDNESDAY)
    again = {slug: confirm_again_on(london_date(at), calendar_for({})) for slug, at in last.items()}
    overdue = {one.slug for one in AGENCIES if confirmation_is_overdue(again.get(one.slug), today)}
    assert overdue == {"probation", "lantern"}
    assert set(last) == {one.slug for one in AGENCIES} - {"lantern"}
