"""The practice cases at stage 4: each room has something in it, and each kind of person something to do."""

from collections.abc import Iterator

import pytest

from portal.demo.stories import before_the_executive, with_the_executive
from portal.escalations.queries import summaries_of
from portal.executive import queries as executive
from portal.executive.queries import Before
from portal.infra.calendar import at
from portal.infra.db import Database
from portal.infra.verification import verify
from portal.protocol.conflicts import QUORUM, sitting
from portal.protocol.escalation import CaseState, PartKind, PartState
from portal.protocol.tasks import Ask
from portal.scrutiny import queries as scrutiny
from tests.engines import Template
from tests.integration.demo.seeded import WEDNESDAY, Seeded, context_of, seed_on

STORIES = (*before_the_executive.STORIES, *with_the_executive.STORIES)
ASKED, REFERRED, ACCEPTED, DECIDED = (story.key for story in STORIES)


@pytest.fixture(scope="module")
def seeded(template: Template) -> Iterator[Seeded]:
    """These cases alone."""
    with template.copy() as logins:
        yield seed_on(logins, WEDNESDAY, STORIES)


def before(seeded: Seeded, member: str) -> dict[str, Before]:
    """What a member of the Executive knows of each case before anything opens, by the case's key."""
    actor = seeded.directory.actor(member, "executive")
    database = Database(seeded.logins.web_url, pool_size=1)
    with at(WEDNESDAY), database.reading(context_of(actor)) as session:
        found = {one.reference: one for one in executive.before(session)}
    database.engine.dispose()
    return {key: found[each] for key, each in seeded.references.items() if each in found}


def test_one_waits_for_the_business_unit_with_a_comment(seeded: Seeded) -> None:
    view = seeded.case(ASKED, "beatrix-lowe")
    assert Ask.CHECK_REFERRAL in {ask for _, ask in view.asks}
    assert seeded.rows("select from portal.note where kind = 'comment'")


def test_one_waits_for_declarations_and_a_member_is_recused(seeded: Seeded) -> None:
    assert before(seeded, "miriam-castellane")[REFERRED].sits
    assert not before(seeded, "catrin-mostyn")[REFERRED].declared
    recused = before(seeded, "rowena-blackwood")[REFERRED]
    assert recused.recused
    assert recused.found == ("agency",)
    assert len(sitting(seeded.case(REFERRED, "beatrix-lowe").case.bench)) < QUORUM


def test_one_was_accepted_with_a_substitute_and_a_summary_directed(seeded: Seeded) -> None:
    assert before(seeded, "kwame-asante-reid").keys() == {ACCEPTED}
    assert before(seeded, "kwame-asante-reid")[ACCEPTED].sits
    view = seeded.case(ACCEPTED, "beatrix-lowe")
    assert view.case.state is CaseState.ACCEPTED
    assert len(sitting(view.case.bench)) == QUORUM
    actor = seeded.directory.actor("philippa-ravenscroft")
    database = Database(seeded.logins.web_url, pool_size=1)
    with at(WEDNESDAY), database.reading(context_of(actor)) as session:
        (directed,) = scrutiny.directed(session)
    database.engine.dispose()
    assert (directed.reference, directed.declared) == (seeded.references[ACCEPTED], False)
    assert directed.due_at is not None
    assert directed.due_at > WEDNESDAY
    assert seeded.rows("select from portal.draft where kind = 'decision'")


def test_the_accepted_one_has_a_redacted_copy_of_its_attachment(seeded: Seeded) -> None:
    (supplied,) = seeded.rows(
        "select e.reference, a.title, r.name, r.state from portal.redacted_copy r"
        " join portal.attachment a on a.id = r.attachment_id and a.since is not null"
        " join portal.escalation e on e.id = r.escalation_id"
    )
    assert tuple(supplied) == (
        seeded.references[ACCEPTED], with_the_executive.SEVEN_NIGHTS, "Seven nights, redacted.pdf", "clean",
    )  # fmt: skip


def test_one_was_decided_with_a_summary_and_an_action_done(seeded: Seeded) -> None:
    view = seeded.case(DECIDED, "margaret-inchley")
    decision = view.newest("decision")
    assert decision is not None
    assert decision.content["issues"].keys() == {"1", "2"}
    (summary,) = summaries_of(view)
    assert "limits" not in summary.content
    done = [part.state for part in view.case.of_kind(PartKind.ACTION)]
    assert sorted(done) == sorted([PartState.DONE, PartState.TO_DO, PartState.TO_DO])
    assert before(seeded, "rowena-blackwood")[DECIDED].found == ("parent",)


def test_the_learning_subgroup_was_asked_for_a_review_of_each_that_was_accepted(seeded: Seeded) -> None:
    asked = seeded.rows(
        "select e.reference from portal.part p join portal.escalation e on e.id = p.escalation_id"
        " where p.kind = 'review' and p.state = 'directed'"
    )
    assert {row.reference for row in asked} == {seeded.references[ACCEPTED], seeded.references[DECIDED]}


def test_their_chains_are_whole(seeded: Seeded) -> None:
    assert verify(seeded.logins.owner_url).faults == ()
