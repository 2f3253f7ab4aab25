"""The practice partnership and its cases: they are all there, plausible, walled, and leave a whole history."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, text

from portal.agencies import queries as agencies
from portal.agencies.actions import sign_in
from portal.config import ConfigurationError
from portal.demo.partnership import AGENCIES, PEOPLE, WORKSPACES, issuer_of, person, subject_of
from portal.demo.seed import seed
from portal.demo.seed.cases import seed_cases
from portal.demo.seed.directory import Directory, seed_directory
from portal.demo.stories import SHOWCASE, STORIES
from portal.demo.stories.shape import BeforeHoliday, Child, Conclude, Story
from portal.escalations import queries
from portal.infra.calendar import at, bank_holidays, calendar_for
from portal.infra.db import Context, Database
from portal.infra.oidc import Identity
from portal.infra.verification import verify
from portal.protocol import replies
from portal.protocol.actors import Actor
from portal.protocol.clock import LONDON, london_date
from portal.protocol.directory import confirm_again_on, confirmation_is_overdue
from portal.protocol.escalation import CLOSED_AS, CaseState
from portal.protocol.part_1 import CATEGORIES, STATEMENTS, STATUSES
from portal.protocol.replies import POSITIONS
from tests.engines import Logins, Template

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
CHRISTMAS, A_SATURDAY_NIGHT = (
    datetime(2026, 12, 25, 9, 0, tzinfo=UTC),
    datetime(2027, 2, 27, 2, 30, tzinfo=UTC),
)
IDENTITY_URL = "http://127.0.0.1:8473"
SECRET = "practice-secret-0123456789"
KEY = b"test"

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


@dataclass(frozen=True)
class Seeded:
    """A database seeded on a Wednesday."""

    logins: Logins
    directory: Directory
    references: Mapping[str, str]

    def rows(self, statement: str) -> list[Row[Any]]:
        """What the owner reads."""
        database = Database(self.logins.owner_url, pool_size=1)
        with database.reading() as session:
            session.execute(text("set local role portal_owner"))
            rows = list(session.execute(text(statement)).all())
        database.engine.dispose()
        return rows

    def case(self, key: str, reader: str) -> queries.CaseView:
        """A case as a person sees it on that Wednesday."""
        actor = self.directory.actor(reader)
        database = Database(self.logins.web_url, pool_size=1)
        with at(WEDNESDAY), database.reading(_context(actor)) as session:
            view = queries.case(session, actor, self.references[key])
        database.engine.dispose()
        return view


def _context(actor: Actor) -> Context:
    return Context(workspace=actor.workspace, membership=actor.membership)


def _seed(logins: Logins, today: datetime, stories: Sequence[Story] = STORIES) -> Seeded:
    with at(today):
        directory = seed_directory(logins.owner_url, identity_url=IDENTITY_URL, client_secret=SECRET)
        references = seed_cases(
            logins.web_url, directory, worker_url=logins.worker_url, identity_key=KEY, stories=stories
        )
        return Seeded(logins, directory, references)


@pytest.fixture(scope="module")
def seeded(template: Template) -> Iterator[Seeded]:
    with template.copy() as logins:
        yield _seed(logins, WEDNESDAY)


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


def test_every_category_status_and_agency_is_used() -> None:
    told = [story.difference for story in STORIES if story.difference]
    assert {one.primary for one in told} == set(CATEGORIES)
    assert {story.raising for story in STORIES} == {one.slug for one in AGENCIES}
    assert {one.responder for one in told} == {one.slug for one in AGENCIES}
    children = {child.status for story in STORIES for child in story.children}
    assert children == set(STATUSES) - {"care_leaver"}
    answers = {position for story in STORIES for position in _positions(story)}
    assert answers >= set(POSITIONS)


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


def test_everything_happened_in_working_hours_of_the_last_eight_months(seeded: Seeded) -> None:
    calendar = calendar_for({})
    moments = [row.at.astimezone(LONDON) for row in seeded.rows("select at from portal.history")]
    assert all(calendar.is_working(moment.date()) for moment in moments)
    assert all(8 <= moment.hour < 18 for moment in moments)
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
    with database.reading(_context(actor)) as session:
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


@pytest.mark.parametrize("today", [CHRISTMAS, A_SATURDAY_NIGHT], ids=["Christmas", "Saturday night"])
def test_it_can_be_seeded_on_any_day(database: Logins, today: datetime) -> None:
    """The cases tried are those that come closest to today, and those that lie around a holiday."""
    seeded = _seed(database, today, [story for story in STORIES if _happened_lately(story)])
    newest = seeded.rows("select max(at) as at from portal.history")[0].at
    assert newest < today
    assert verify(database.owner_url).faults == ()


def test_the_command_fills_an_empty_database_once(database: Logins, template: Template) -> None:
    env = {
        "PORTAL_WEB_PASSWORD": template.web_password,
        "PORTAL_WORKER_PASSWORD": template.worker_password,
        "IDENTITY_URL": IDENTITY_URL,
        "IDENTITY_SECRET": SECRET,
        "SECRET_KEY": "test",
    }
    assert seed(database.owner_url, env).startswith(f"Seeded {len(WORKSPACES)} workspaces")
    again = seed(database.owner_url, env)
    assert again == (
        f"The database already holds {len(WORKSPACES)} workspaces and {len(STORIES)} cases,"
        " so nothing was seeded."
    )


def test_it_says_what_it_needs(database: Logins, template: Template) -> None:
    env = {"PORTAL_WEB_PASSWORD": "wrong", "PORTAL_WORKER_PASSWORD": template.worker_password}
    env |= {"IDENTITY_URL": IDENTITY_URL, "IDENTITY_SECRET": SECRET, "SECRET_KEY": "test"}
    with pytest.raises(ConfigurationError, match="IDENTITY_SECRET is not set"):
        seed(database.owner_url, env | {"IDENTITY_SECRET": " "})
    with pytest.raises(ConfigurationError, match="the same PORTAL_WEB_PASSWORD"):
        seed(database.owner_url, env)
    with pytest.raises(ConfigurationError, match="Run `portal migrate` first"):
        seed(template.server.url(database="postgres"), env)
    owner = Database(database.owner_url, pool_size=1)
    with owner.reading() as session:
        assert agencies.workspaces(session) == []
    owner.engine.dispose()


# What the cases say ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_no_child_is_named_outside_the_protected_block(story: Story) -> None:
    words = {word for one in STORIES for told in _texts(one, without=Child) for word in _words(told)}
    for child in story.children:
        assert not _words(child.name) & (words - {"Unborn", "baby"}), child.name
        assert re.fullmatch(r"WM-\d{6}-TEST", child.record)


def test_no_two_children_are_the_same() -> None:
    children = [child for story in STORIES for child in story.children]
    assert len({child.name for child in children}) == len(children)
    assert len({child.record for child in children}) == len(children)


def test_no_sentence_is_used_in_two_cases() -> None:
    used = Counter(sentence for story in STORIES for sentence in _sentences(story))
    assert [sentence for sentence, times in used.items() if times > 1] == []


def test_every_issue_of_a_reply_and_a_conclusion_is_answered() -> None:
    for story in STORIES:
        for reply in (step.reply for step in story.way if hasattr(step, "reply")):
            assert len(reply.answers) in (0, *_put_to_somebody(story)), story.key
        for conclusion in (step.conclusion for step in story.way if isinstance(step, Conclude)):
            assert len(conclusion.results) == len(story.issues), story.key


def _put_to_somebody(story: Story) -> set[int]:
    """How many issues some agency answers."""
    named = {slug for issue in story.issues for slug in issue.put_to}
    counts = {sum(not issue.put_to or slug in issue.put_to for issue in story.issues) for slug in named}
    return counts or {len(story.issues)}


def _texts(told: Any, *, without: type | None = None) -> Iterator[str]:
    if isinstance(told, str):
        yield " ".join(told.split())
    elif isinstance(told, tuple):
        for one in told:
            yield from _texts(one, without=without)
    elif is_dataclass(told) and type(told) is not without:
        for one in fields(told):
            yield from _texts(getattr(told, one.name), without=without)


def _words(told: str) -> set[str]:
    return set(re.findall(r"[\w-]+", told))


def _sentences(story: Story) -> set[str]:
    """The sentences of a case that are long enough to be noticed when they come again."""
    sentences = (one for told in _texts(story) for one in re.split(r"(?<=[.?!])\s", told))
    return {one for one in sentences if len(one.split()) > 4}


def _happened_lately(story: Story) -> bool:
    if isinstance(story.starts, BeforeHoliday):
        return True
    return bool(story.way) and story.way[-1].after == story.starts - 1


def _positions(story: Story) -> list[str]:
    replies = [step.reply for step in story.way if hasattr(step, "reply")]
    return [position for reply in replies for position, _ in reply.answers]


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
