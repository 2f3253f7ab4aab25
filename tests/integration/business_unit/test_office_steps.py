"""What the Business Unit decides and keeps: who responds, more time, closing, chases, notes, links."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from portal.demo.valkey import Valkey
from portal.escalations import queries
from portal.escalations.actions import (
    identity,
    links,
    office,
    oversight,
    part_1,
    replies,
    responding,
)
from portal.infra.calendar import at
from portal.protocol.actors import Actor, Role
from portal.protocol.deadlines import Clock
from portal.protocol.errors import Invalid
from portal.protocol.escalation import PARALLEL, CaseState, Extension
from portal.protocol.tasks import Ask
from tests.engines import Template
from tests.pages import Pages, opened, text_of
from tests.told import told
from tests.way import CONCLUSION, REPLY, Way, full

THURSDAY = datetime(2026, 12, 24, 11, 0, tzinfo=UTC)
"""The form is sent on; the reply is due on Tuesday 12 January 2027."""
LAST_MINUTE, TOO_LATE = datetime(2027, 1, 12, 23, 59, tzinfo=UTC), datetime(2027, 1, 13, 0, 0, tzinfo=UTC)
ALDER, BIRCH, CEDAR = (f"senior_manager@{slug}.example" for slug in ("alder", "birch", "cedar"))
OFFICERS = ["manager@business_unit.example", "officer@business_unit.example"]


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as pages:
        yield pages


@pytest.fixture
def cedar(pages: Pages) -> Actor:
    return pages.partnership.who("cedar", Role.SENIOR_MANAGER)


def _forwarded(pages: Pages, *others: Actor) -> Way:
    """A case that birch answers, and these others."""
    with at(THURSDAY):
        way = pages.way().submitted()
        to = [one.membership for one in (way.responder, *others)]
        way.do(way.officer, office.forward, way.reference, version=way.version(way.officer), to=to)
    return way


def _part(way: Way, of: Actor) -> UUID:
    parts = way.see(way.officer).case.parts
    return next(one.id for one in parts if one.workspace == of.workspace)


def _at(way: Way, step: str, part: UUID | None = None) -> str:
    return f"/business-unit/cases/{way.reference}/{step}" + (f"/{part}" if part else "")


def _due(way: Way, part: UUID) -> list[date]:
    clocks = (one for one in way.see(way.officer).deadlines if one.part == part and one.running)
    return [one.deadline.due_on for one in clocks if one.deadline.clock is Clock.RESPONSE]


def _timeline(way: Way, reader: Actor) -> list[str]:
    with way.partnership.database.reading(way.partnership.context(reader)) as session:
        return [one.words for one in queries.timeline(session, way.see(reader).case.id)]


def _notes(way: Way, reader: Actor) -> list[queries.NoteView]:
    with way.partnership.database.reading(way.partnership.context(reader)) as session:
        return list(queries.notes(session, way.see(reader).case.id))


def _links(way: Way, reader: Actor) -> list[str]:
    with way.partnership.database.reading(way.partnership.context(reader)) as session:
        return [one.reference for one in queries.links(session, way.see(reader).case.id)]


def _ask(way: Way, days: int = 3) -> None:
    version = way.version(way.responder)
    way.do(
        way.responder, responding.ask_extension, way.reference, version=version, days=days, reasons="Away."
    )


# Several responding agencies (decision 13) ----------------------------------------------------------------


def test_decision_13_one_form_goes_to_a_named_person_of_each_agency(pages: Pages, cedar: Actor) -> None:
    with at(THURSDAY):
        way = pages.way().submitted()
        officer = pages.browser(way.officer)
        both = officer.send(_at(way, "forward"), add="to", another=cedar.workspace)
        assert "Who should receive it at Cedar Agency?" in text_of(both)
        fields = {
            "to-0-agency": str(way.responder.workspace),
            "to-0-person": str(way.responder.membership),
            "to-1-agency": str(cedar.workspace),
        }
        base = officer.fill(_at(way, "forward")) | fields
        refused = officer.post(_at(way, "forward"), base)
        assert "Choose who should receive it at Cedar Agency" in text_of(refused)
        assert f'value="{way.responder.membership}" checked' in refused.text
        done = officer.post(_at(way, "forward"), base | {"to-1-person": str(cedar.membership)})
        shown = text_of(officer.get(done.location))
    assert (
        "birch senior_manager at Birch Agency and cedar senior_manager at Cedar Agency, who have 10" in shown
    )
    assert [_due(way, _part(way, one)) for one in (way.responder, cedar)] == [[date(2027, 1, 12)]] * 2
    assert sorted(_timeline(way, way.manager)[:2]) == [
        "Sent the form to birch senior_manager, Birch Agency",
        "Sent the form to cedar senior_manager, Cedar Agency",
    ]
    assert told(way, "respond") == [BIRCH, CEDAR]


def test_an_agency_chosen_and_not_added_is_not_forgotten(pages: Pages, cedar: Actor) -> None:
    way = pages.way().submitted()
    person = {"to__0__person": way.responder.membership}
    refused = pages.browser(way.officer).send(_at(way, "forward"), another=cedar.workspace, **person)
    assert (refused.status_code, "Add this agency, or choose none here" in text_of(refused)) == (422, True)
    assert way.see(way.officer).case.state is CaseState.SUBMITTED


def test_one_agency_cannot_be_sent_the_form_twice(pages: Pages) -> None:
    way, deputy = pages.way().submitted(), pages.partnership.who("birch", Role.DEPUTY)
    to = [way.responder.membership, deputy.membership]
    with pytest.raises(Invalid):
        way.do(way.officer, office.forward, way.reference, version=way.version(way.officer), to=to)


def test_an_issue_put_to_an_agency_that_is_not_chosen_is_warned_of(pages: Pages, cedar: Actor) -> None:
    way = pages.way().started()
    issues = [{**full(way.responder.workspace)["issues"][0], "put_to": [str(cedar.workspace)]}]
    way.do(way.contributor, part_1.write, way.reference, sections={"issues": issues})
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    officer = pages.browser(way.officer)
    warning = "Issue 1 is put to Cedar Agency, to which the form does not go."
    assert warning in text_of(officer.get(_at(way, "forward")))
    assert warning not in text_of(officer.send(_at(way, "forward"), add="to", another=cedar.workspace))


# More time (decision 4) -----------------------------------------------------------------------------------


def test_decision_4_more_time_moves_the_due_date_and_both_agencies_read_it(pages: Pages) -> None:
    way = _forwarded(pages)
    part = _part(way, way.responder)
    with at(LAST_MINUTE):
        _ask(way)
        officer = pages.browser(way.officer)
        page = officer.get(_at(way, "give-more-time", part))
        assert "Birch Agency asks for 3 working days: by Friday 15 January 2027" in text_of(page)
        assert officer.send(_at(way, "give-more-time", part), days="5").status_code == 303
        assert officer.get(_at(way, "give-more-time", part)).status_code == 409
        assert officer.get(_at(way, "refuse-more-time", part)).status_code == 409
    assert _due(way, part) == [date(2027, 1, 19)]
    (running,) = [one for one in way.see(way.manager).deadlines if one.running]
    assert "extended by" in " ".join(running.deadline.sentences())
    assert told(way, "news: grant_extension") == [ALDER, BIRCH]
    for reader in (way.manager, way.responder):
        assert _timeline(way, reader)[0] == "Gave more time: 5 working days"
    assert way.see(way.manager).case.responses[0].extension is Extension.GRANTED


def test_decision_4_a_request_unanswered_by_the_due_date_lapses(pages: Pages) -> None:
    way = _forwarded(pages)
    part = _part(way, way.responder)
    with at(LAST_MINUTE):
        _ask(way)
    with at(TOO_LATE):
        officer = pages.browser(way.officer)
        shown = officer.get(f"/cases/{way.reference}")
        assert "so the request has lapsed" in text_of(shown)
        assert (f"give-more-time/{part}" in shown.text, f"refuse-more-time/{part}" in shown.text) == (
            False,
            True,
        )
        assert officer.send(_at(way, "give-more-time", part), days="1").status_code in (404, 409)
        assert "More time can no longer be given" in text_of(officer.get(_at(way, "refuse-more-time", part)))
        assert officer.send(_at(way, "refuse-more-time", part), reasons="Lapsed.").status_code == 303
    assert _due(way, part) == [date(2027, 1, 12)]
    assert told(way, "news: refuse_extension") == [BIRCH]
    assert way.see(way.manager).case.responses[0].extension is Extension.REFUSED


# Who responds (decision 12) -------------------------------------------------------------------------------


def _not_for_us(way: Way) -> None:
    version = way.version(way.responder)
    way.do(way.responder, responding.say_not_for_us, way.reference, version=version, reasons="Not ours.")


def test_decision_12_an_agency_is_kept_and_its_ten_days_have_run_on(pages: Pages) -> None:
    way = _forwarded(pages)
    part = _part(way, way.responder)
    with at(THURSDAY):
        officer = pages.browser(way.officer)
        assert officer.get(_at(way, "keep", part)).status_code == 409
        _not_for_us(way)
    with at(THURSDAY + timedelta(days=11)):
        assert officer.send(_at(way, "keep", part), reasons="You know the child.").status_code == 303
    assert _due(way, part) == [date(2027, 1, 12)]
    assert told(way, "news: keep_responder") == [BIRCH]
    assert way.see(way.responder).case.responses[0].said_not_for_us is False


def test_decision_12_a_change_gives_ten_fresh_days_and_the_old_agency_loses_access_at_once(
    pages: Pages, cedar: Actor
) -> None:
    way = _forwarded(pages)
    part, change = _part(way, way.responder), "change"
    birch = pages.browser(way.responder)
    with at(THURSDAY + timedelta(days=11)):
        way.do(way.responder, identity.reveal, way.reference, purpose="act")
        officer, instead = pages.browser(way.officer), f"{_at(way, change, part)}?agency={cedar.workspace}"
        page = text_of(officer.get(instead))
        assert "Birch Agency has opened the case:" in page
        assert "looked at the children’s identity, once, last on Monday 4 January 2027" in page
        assert "By when The reply: by Monday 18 January 2027" in page
        assert birch.get(f"/cases/{way.reference}").status_code == 200
        fields = officer.fill(instead, person=cedar.membership, reasons="Cedar knows the family.")
        sent = [officer.post(instead, fields) for _ in range(2)]
        assert [one.location for one in sent] == [f"/cases/{way.reference}"] * 2
        assert birch.get(f"/cases/{way.reference}").status_code == 404
        assert birch.get(f"/cases/{way.reference}/part-2").status_code == 404
    assert (_due(way, part), _due(way, _part(way, cedar))) == ([], [date(2027, 1, 18)])
    assert told(way, "news: change_responder") == [ALDER, BIRCH]
    assert told(way, "respond") == [BIRCH, CEDAR]
    changed = (
        "Changed the responding agency: cedar senior_manager, Cedar Agency, replies in place of Birch Agency"
    )
    sent_on = "Sent the form to cedar senior_manager, Cedar Agency"
    assert _timeline(way, way.manager)[0] == changed
    assert _timeline(way, way.officer)[:2] == [sent_on, changed]
    assert (_timeline(way, cedar)[0], "Birch" in str(_timeline(way, cedar))) == (sent_on, False)
    shown = {one: text_of(pages.browser(one).get(f"/cases/{way.reference}")) for one in (way.manager, cedar)}
    assert ["Cedar knows the family." in one for one in shown.values()] == [True, False]


def test_decision_12_what_the_old_agency_had_opened_is_assessed_by_the_business_unit_alone(
    pages: Pages, cedar: Actor
) -> None:
    way = _forwarded(pages)
    part = _part(way, way.responder)
    with at(THURSDAY):
        way.do(way.responder, identity.reveal, way.reference, purpose="act")
        officer = pages.browser(way.officer)
        instead = f"{_at(way, 'change', part)}?agency={cedar.workspace}"
        officer.send(instead, person=cedar.membership)
        assert Ask.ASSESS_ACCESS in {ask for _, ask in way.see(way.officer).asks}
        assert _at(way, "assess", part) in officer.get(f"/cases/{way.reference}").text
        assert officer.send(_at(way, "assess", part), body="They saw one name.").status_code == 303
        assert officer.get(_at(way, "assess", part)).status_code == 409
    assert Ask.ASSESS_ACCESS not in {ask for _, ask in way.see(way.officer).asks}
    assert [one.body for one in _notes(way, way.officer)] == ["They saw one name."]
    for reader in (way.manager, cedar):
        assert _notes(way, reader) == []
        assert not any("Assessed" in one for one in _timeline(way, reader))


def test_an_agency_that_opened_nothing_leaves_nothing_to_assess(pages: Pages, cedar: Actor) -> None:
    way = _forwarded(pages)
    part = _part(way, way.responder)
    with at(THURSDAY):
        officer = pages.browser(way.officer)
        instead = f"{_at(way, 'change', part)}?agency={cedar.workspace}"
        assert "Birch Agency has not opened the case yet." in text_of(officer.get(instead))
        assert officer.send(instead, person=cedar.membership).status_code == 303
        assert officer.get(_at(way, "assess", part)).status_code == 409


@pytest.mark.parametrize("slug", ["alder", "birch"])
def test_an_agency_of_the_case_is_never_asked_instead(pages: Pages, slug: str) -> None:
    way, inside = _forwarded(pages), pages.partnership.who(slug, Role.DEPUTY)
    instead = f"{_at(way, 'change', _part(way, way.responder))}?agency={inside.workspace}"
    with at(THURSDAY):
        refused = pages.browser(way.officer).send(instead, person=inside.membership)
    assert refused.status_code == 422
    assert len(way.see(way.officer).case.parts) == 1


def test_decision_12_the_last_release_makes_it_as_turn(pages: Pages, cedar: Actor) -> None:
    way = _forwarded(pages, cedar)
    with at(THURSDAY):
        alone = _forwarded(pages)
        only = pages.browser(way.officer).get(_at(alone, "release", _part(alone, way.responder)))
        assert only.status_code == 409
        way.do(cedar, replies.respond, way.reference, version=way.version(cedar), content=REPLY)
        release = _at(way, "release", _part(way, way.responder))
        page = text_of(pages.browser(way.officer).get(release))
        assert "so Alder Agency is asked to say whether it is resolved" in page
        assert pages.browser(way.officer).send(release, reasons="Cedar answered it all.").status_code == 303
        assert pages.browser(way.responder).get(f"/cases/{way.reference}").status_code == 404
    assert way.see(way.manager).case.state is CaseState.ANSWERED
    assert told(way, "conclude") == [ALDER]
    assert told(way, "news: release_responder") == [BIRCH]


# Closing --------------------------------------------------------------------------------------------------


def test_outside_the_protocol_is_closed_with_the_right_route(pages: Pages) -> None:
    way = pages.way().submitted()
    officer = pages.browser(way.officer)
    refused = officer.send(_at(way, "out-of-scope"), exclusion="conduct", route=" ")
    assert (refused.status_code, "Name the right route" in text_of(refused)) == (422, True)
    done = officer.send(_at(way, "out-of-scope"), exclusion="conduct", route="Use the complaints procedure.")
    assert done.status_code == 303
    view = way.see(way.manager)
    assert (view.case.state, view.closed_because) == (CaseState.CLOSED, "outside the protocol")
    assert not [one for one in view.deadlines if one.running]
    assert told(way, "news: close_out_of_scope") == [ALDER]
    shown = text_of(pages.browser(way.manager).get(f"/cases/{way.reference}"))
    assert "Use the complaints procedure." in shown


def _silent(pages: Pages) -> Way:
    """A case that was answered on that Thursday, and not concluded since."""
    with at(THURSDAY):
        return pages.way().answered()


def test_decision_7_no_further_contact_after_two_chases_and_twenty_working_days(pages: Pages) -> None:
    way, alder = _silent(pages), pages.partnership.workspaces["alder"]
    officer = pages.browser(way.officer)
    with at(datetime(2027, 1, 22, 9, 0, tzinfo=UTC)):
        day = {"on-day": "22", "on-month": "1", "on-year": "2027"}
        chase = {"whom": str(alder), "how": "telephone", "body": "We spoke with the duty desk.", **day}
        assert officer.send(_at(way, "chase"), **chase).status_code == 303
        assert "chased 1 time since it began" in text_of(officer.get(_at(way, "chase")))
    with at(datetime(2027, 1, 26, 9, 0, tzinfo=UTC)):
        assert officer.get(_at(way, "close")).status_code == 409
        assert officer.send(_at(way, "chase"), **chase).status_code == 303
    with at(datetime(2027, 1, 25, 9, 0, tzinfo=UTC)):
        assert officer.get(_at(way, "close")).status_code == 409
    with at(datetime(2027, 1, 26, 9, 0, tzinfo=UTC)):
        assert "“no further contact”. It does not count as resolved" in text_of(
            officer.get(_at(way, "close"))
        )
        assert officer.send(_at(way, "close")).status_code == 303
    assert way.see(way.manager).closed_because == "no further contact"


def test_a_chase_is_read_by_the_agency_chased_and_counts_when_it_is_its_turn(
    pages: Pages, cedar: Actor
) -> None:
    way = _forwarded(pages, cedar)
    with at(THURSDAY + timedelta(days=5)):
        said: dict[str, Any] = {"how": "email", "on": THURSDAY.date(), "body": "Please reply."}
        way.do(way.officer, oversight.chase, way.reference, whom=cedar.workspace, **said)
        with pytest.raises(Invalid):
            way.do(way.officer, oversight.chase, way.reference, whom=way.manager.workspace, **said)
        later = {**said, "on": date(2026, 12, 30)}
        with pytest.raises(Invalid):
            way.do(way.officer, oversight.chase, way.reference, whom=cedar.workspace, **later)
    assert way.see(way.officer).case.chases == 0
    for reader in (cedar, way.officer):
        assert [one.heading for one in _notes(way, reader)] == ["Chase of Cedar Agency, by e-mail"]
        assert _timeline(way, reader)[0] == "Chased Cedar Agency, by e-mail"
    for reader in (way.manager, way.responder):
        assert _notes(way, reader) == []
        assert not any("Chased" in one for one in _timeline(way, reader))


# Notes, other processes, links ----------------------------------------------------------------------------


def test_a_note_is_the_business_units_own(pages: Pages) -> None:
    way = pages.way().forwarded()
    officer = pages.browser(way.officer)
    assert officer.send(_at(way, "note"), kind="note", body="Keep an eye on this.").status_code == 303
    day = {"on-day": "31", "on-month": "2", "on-year": "2026"}
    refused = officer.send(_at(way, "note"), kind="call", body="They rang <us>.", **day)
    assert (refused.status_code, "must be a real date" in refused.text) == (422, True)
    assert "They rang &lt;us&gt;." in refused.text
    assert [one.office_only for one in _notes(way, way.officer)] == [True]
    for reader in (way.manager, way.responder):
        assert _notes(way, reader) == []
        assert "Added a note" not in _timeline(way, reader)


def test_other_processes_are_read_by_everyone_and_can_be_taken_back(pages: Pages) -> None:
    way = pages.way().forwarded()
    way.do(
        way.officer, oversight.flag_parallel, way.reference, version=way.version(way.officer),
        flags=["inquest", "criminal", "nothing of the kind"],
    )  # fmt: skip
    both = (PARALLEL["criminal"], PARALLEL["inquest"])
    assert way.see(way.manager).parallel == way.see(way.responder).parallel == both
    assert "Inquest" in text_of(pages.browser(way.responder).get(f"/cases/{way.reference}"))
    officer = pages.browser(way.officer)
    fields = officer.fill(_at(way, "other-processes"))
    fields.pop("flags")
    assert officer.post(_at(way, "other-processes"), fields).status_code == 303
    assert way.see(way.manager).parallel == ()


def test_linked_cases_are_named_to_those_alone_who_may_see_both(pages: Pages, cedar: Actor) -> None:
    one, other = pages.way().forwarded(), _forwarded(pages, cedar)
    officer = pages.browser(one.officer)
    refused = officer.send(_at(one, "link"), to="RPD-0000-0000", why="The same family.")
    assert "There is no case with this reference that you can see." in text_of(refused)
    hidden = pages.way().started()
    unseen = officer.send(_at(one, "link"), to=hidden.reference, why="The same family.")
    assert "There is no case with this reference that you can see." in text_of(unseen)
    itself = officer.send(_at(one, "link"), to=one.reference, why="The same family.")
    assert "This is the case itself." in text_of(itself)
    typed = f" {other.reference.lower()} "
    assert officer.send(_at(one, "link"), to=typed, why="The same family.").status_code == 303
    again = officer.send(_at(other, "link"), to=one.reference, why="Once more.")
    assert "is already linked with this case" in text_of(again)
    assert _links(one, one.officer) == _links(one, one.responder) == [other.reference]
    assert _links(other, cedar) == []
    for reader in (one.manager, one.responder):
        assert not any("Linked" in said for said in _timeline(one, reader))
    assert _timeline(other, other.officer)[0] == f"Linked the case with {one.reference}"


def test_a_link_is_taken_away_once(pages: Pages) -> None:
    one, other = pages.way().forwarded(), pages.way().forwarded()
    officer = pages.browser(one.officer)
    assert officer.get(_at(one, "unlink")).status_code == 409
    one.do(one.officer, links.link, one.reference, to=other.reference, why="The same family.")
    fields = officer.fill(_at(other, "unlink"), to=one.reference)
    sent = [officer.post(_at(other, "unlink"), fields) for _ in range(2)]
    assert [each.location for each in sent] == [f"/cases/{other.reference}"] * 2
    assert _links(one, one.officer) == []
    assert f"/business-unit/cases/{one.reference}/unlink" not in officer.get(f"/cases/{one.reference}").text


def test_what_is_no_reference_is_refused_beside_the_field(pages: Pages) -> None:
    one, other = pages.way().forwarded(), pages.way().forwarded()
    officer = pages.browser(one.officer)
    one.do(one.officer, links.link, one.reference, to=other.reference, why="The same family.")
    for sent in ("\0", "RPD-2345-678\0", "x"):
        answer = officer.post(_at(one, "unlink"), officer.fill(_at(one, "unlink"), to=sent))
        assert answer.status_code == 422
        assert "There is no case with this reference that you can see." in text_of(answer)


def test_a_case_that_ended_can_still_be_noted_linked_and_flagged(pages: Pages) -> None:
    way = pages.way().answered()
    way.do(way.manager, replies.conclude, way.reference, version=way.version(way.manager), content=CONCLUSION)
    officer = pages.browser(way.officer)
    for step in ("note", "link", "other-processes", "chase"):
        assert officer.get(_at(way, step)).status_code == 200, step
    for step in ("close", "out-of-scope", "send-back"):
        assert officer.get(_at(way, step)).status_code == 409, step
