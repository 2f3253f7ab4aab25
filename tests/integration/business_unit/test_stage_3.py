"""The Business Unit's pages at stage 3: its worklist, returning a form for completion, sending it on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from portal.agencies.actions import absences
from portal.infra.calendar import at
from portal.infra.db import Database
from portal.protocol.actors import Actor, Role
from portal.protocol.clock import day_in_words, london_date
from portal.protocol.escalation import CaseState
from tests.pages import Pages, at_once, own_form, text_of, typed
from tests.partnership import as_owner, join
from tests.way import Way

THURSDAY = datetime(2026, 12, 24, 11, 0, tzinfo=UTC)


def _at(way: Way, page: str) -> str:
    return f"/business-unit/cases/{way.reference}/{page}"


def _person(fields: dict[str, str]) -> str:
    """The name of the first person to choose, of a form of which rows were added and taken away."""
    return next(name for name in fields if name.endswith("-agency")).replace("agency", "person")


def _as_owner(pages: Pages, statement: str, **values: object) -> None:
    owner = Database(pages.partnership.logins.owner_url, pool_size=1)
    with owner.work() as session:
        session.execute(text("set local role portal_owner"))
        session.execute(text(statement), values)
    owner.engine.dispose()


# The worklist --------------------------------------------------------------------------------------------


def test_the_worklist_says_what_to_do_what_to_wait_for_and_what_ended(pages: Pages) -> None:
    with at(THURSDAY):
        to_do, waiting, ended = pages.way().submitted(), pages.way().forwarded(), pages.way().resolved()
        shown = text_of(pages.browser(to_do.officer).get("/business-unit"))
    first, _, rest = shown.partition("Waiting for others")
    second, _, third = rest.partition("Ended")
    assert f"Check the form and send it on of case {to_do.reference}" in first
    assert "By when Wednesday 30 December 2026 2 working days left" in first
    assert f"{waiting.reference} Waiting for Birch Agency to reply with Part 2" in second
    assert "By when Tuesday 12 January 2027 10 working days left" in second
    assert f"{ended.reference} How it ended Resolved" in third


def test_the_most_pressing_comes_first(pages: Pages) -> None:
    later = pages.way().submitted()
    with at(THURSDAY.replace(year=2025)):
        sooner = pages.way().submitted()
    shown = text_of(pages.browser(later.officer).get("/business-unit"))
    assert shown.index(sooner.reference) < shown.index(later.reference)
    assert "working days late" in shown


def test_the_worklist_shows_no_child_and_no_draft(pages: Pages) -> None:
    way, draft = pages.way().submitted(), pages.way().started()
    shown = pages.browser(way.officer).get("/business-unit").text
    assert way.reference in shown
    assert draft.reference not in shown
    assert "Test Child" not in shown


def test_the_business_units_pages_are_its_own(pages: Pages) -> None:
    way = pages.way().submitted()
    outside, clerk = pages.browser(way.manager), pages.who("business_unit", Role.CLERK)
    assert outside.get("/business-unit").status_code == 403
    assert clerk.get("/business-unit").status_code == 200
    sent = pages.browser(way.officer).fill(
        _at(way, "forward"), to__0__person=way.responder.membership, reasons="No."
    )
    for page in ("forward", "send-back"):
        for browser in (outside, clerk):
            assert browser.get(_at(way, page)).status_code == 403
            assert browser.post(_at(way, page), sent).status_code == 403
    assert way.see(way.officer).case.state is CaseState.SUBMITTED


# Returning it --------------------------------------------------------------------------------------------


def test_a_form_is_returned_with_reasons_that_only_a_reads(pages: Pages) -> None:
    way = pages.way().submitted()
    officer = pages.browser(way.officer)
    assert "Your 2 working days stop now." in text_of(officer.get(_at(way, "send-back")))
    refused = officer.send(_at(way, "send-back"), reasons=" \r\n")
    assert (refused.status_code, "Say what has to be completed" in text_of(refused)) == (422, True)
    done = officer.send(_at(way, "send-back"), reasons="Say when stage 2 was.")
    assert (done.status_code, done.location) == (303, f"/cases/{way.reference}")
    assert "Say when stage 2 was." in text_of(pages.browser(way.manager).get(f"/cases/{way.reference}"))
    assert way.see(way.officer).case.state is CaseState.RETURNED
    assert officer.get(_at(way, "send-back")).status_code == 409


def test_a_return_from_an_old_version_keeps_the_reasons(pages: Pages) -> None:
    way = pages.way().submitted()
    officer = pages.browser(way.officer)
    old = officer.fill(_at(way, "send-back"), reasons="Reasons worth keeping")
    officer.send(_at(way, "forward"), to__0__person=way.responder.membership)
    refused = officer.post(_at(way, "send-back"), old)
    assert (refused.status_code, "Reasons worth keeping" in refused.text) == (409, True)
    assert way.see(way.officer).case.state is CaseState.FORWARDED


# Sending it on -------------------------------------------------------------------------------------------


def test_the_form_goes_to_a_named_person_and_a_reads_the_name(pages: Pages) -> None:
    with at(THURSDAY):
        way = pages.way().submitted()
        officer = pages.browser(way.officer)
        shown = text_of(officer.get(_at(way, "forward")))
        assert "Alder Agency disagrees with Birch Agency" in shown
        assert "birch senior_manager, senior manager birch deputy, deputy senior manager" in shown
        assert (
            "They have 10 working days, however long the Business Unit took: by Tuesday 12 January 2027"
            in shown
        )
        assert "Friday 25 December is Christmas Day" in shown
        done = officer.send(_at(way, "forward"), to__0__person=way.responder.membership)
        case = text_of(officer.get(done.location))
    assert (
        "birch senior_manager at Birch Agency, who has 10 working days: by Tuesday 12 January 2027." in case
    )
    assert (done.status_code, done.location) == (303, f"/cases/{way.reference}")
    case = text_of(pages.browser(way.manager).get(f"/cases/{way.reference}"))
    assert "Sent the form to birch senior_manager, Birch Agency" in case
    assert "Tuesday 12 January 2027" in case


def test_nobody_is_chosen_for_the_business_unit(pages: Pages) -> None:
    way = pages.way().submitted()
    refused = pages.browser(way.officer).send(_at(way, "forward"))
    assert (refused.status_code, "Choose who should receive it at Birch Agency" in text_of(refused)) == (
        422,
        True,
    )


@pytest.mark.parametrize(
    ("slug", "role"),
    [("alder", Role.SENIOR_MANAGER), ("cedar", Role.SENIOR_MANAGER), ("birch", Role.CONTRIBUTOR)],
)
def test_only_who_may_sign_for_the_agency_shown_can_be_chosen(pages: Pages, slug: str, role: Role) -> None:
    way = pages.way().submitted()
    wrong = pages.partnership.who(slug, role).membership
    assert pages.browser(way.officer).send(_at(way, "forward"), to__0__person=wrong).status_code == 422
    assert way.see(way.officer).case.state is CaseState.SUBMITTED


def test_another_agency_than_the_one_named_can_be_chosen_but_never_the_raising_one(pages: Pages) -> None:
    way = pages.way().submitted()
    officer, workspaces = pages.browser(way.officer), pages.partnership.workspaces
    own = officer.send(_at(way, "forward"), add="to", another=workspaces["alder"])
    assert (own.status_code, "alder senior_manager" in text_of(own)) == (422, False)
    both = officer.send(_at(way, "forward"), add="to", another=workspaces["cedar"])
    assert (both.status_code, "cedar senior_manager" in text_of(both)) == (200, True)
    fields = typed(own_form(both.text))
    cedar = officer.post(_at(way, "forward"), fields | {"remove": "to-0"})
    assert (cedar.status_code, "birch senior_manager" in text_of(cedar)) == (200, False)
    fields = typed(own_form(cedar.text))
    to = pages.partnership.who("cedar", Role.SENIOR_MANAGER).membership
    assert officer.post(_at(way, "forward"), fields | {_person(fields): to}).status_code == 303
    assert pages.who("cedar", Role.SENIOR_MANAGER).get(f"/cases/{way.reference}").status_code == 200
    assert pages.browser(way.responder).get(f"/cases/{way.reference}").status_code == 404


def test_agencies_of_one_parent_organisation_are_confirmed_to_be_apart(pages: Pages) -> None:
    way = pages.way().submitted()
    officer, birch = pages.browser(way.officer), pages.partnership.workspaces["birch"]
    move = (
        "update portal.workspace set organisation_id ="
        " (select id from portal.organisation where name = :parent) where id = :of"
    )
    _as_owner(pages, move, parent="alder parent", of=birch)
    try:
        shown = text_of(officer.get(_at(way, "forward")))
        assert "Alder Agency and Birch Agency both belong to alder parent." in shown
        refused = officer.send(_at(way, "forward"), to__0__person=way.responder.membership)
        assert (refused.status_code, "Confirm that the two are separate" in text_of(refused)) == (422, True)
        both = {"to__0__person": way.responder.membership, "to__0__apart": "y"}
        assert officer.send(_at(way, "forward"), **both).status_code == 303
    finally:
        _as_owner(pages, move, parent="birch parent", of=birch)


def test_who_has_never_signed_in_is_said_to_be_invited(pages: Pages) -> None:
    way = pages.way().submitted()
    officer, deputy = pages.browser(way.officer), pages.partnership.who("birch", Role.DEPUTY)
    assert "never signed in" not in text_of(officer.get(_at(way, "forward")))
    _as_owner(pages, "delete from portal.identity where person_id = :of", of=deputy.person)
    shown = text_of(officer.get(_at(way, "forward")))
    assert "birch deputy, deputy senior manager Has never signed in. The e-mail invites them" in shown


def test_only_the_business_unit_learns_who_has_never_signed_in(pages: Pages) -> None:
    deputy = pages.partnership.who("cedar", Role.DEPUTY)
    _as_owner(pages, "delete from portal.identity where person_id = :of", of=deputy.person)
    asked = text("select portal.never_signed_in(:of)"), {"of": deputy.workspace}
    for slug, role, found in (
        ("business_unit", Role.OFFICER, [deputy.membership]),
        ("alder", Role.SENIOR_MANAGER, []),
    ):
        context = pages.partnership.context(pages.partnership.who(slug, role))
        with pages.partnership.database.reading(context) as session:
            assert session.scalars(*asked).all() == found


def test_an_agency_without_a_senior_manager_cannot_receive_the_form(pages: Pages) -> None:
    way = pages.way().submitted()
    officer, cedar = pages.browser(way.officer), pages.partnership.workspaces["cedar"]
    end = (
        "update portal.membership_role set ended_at = {} where role in ('senior_manager', 'deputy')"
        " and membership_id in (select id from portal.membership where workspace_id = :of)"
    )
    _as_owner(pages, end.format("now()"), of=cedar)
    try:
        shown = text_of(officer.send(_at(way, "forward"), add="to", another=cedar))
        assert "Nobody at Cedar Agency may receive the form" in shown
        assert "Who should receive it at Cedar Agency?" not in shown
    finally:
        _as_owner(pages, end.format("null"), of=cedar)


def test_sent_on_twice_is_once(pages: Pages) -> None:
    way = pages.way().submitted()
    officer = pages.browser(way.officer)
    fields = officer.fill(_at(way, "forward"), to__0__person=way.responder.membership)
    sent = [officer.post(_at(way, "forward"), fields) for _ in range(2)]
    assert [(one.status_code, one.location) for one in sent] == [(303, f"/cases/{way.reference}")] * 2
    assert len(way.see(way.officer).parts) == 1


def test_two_officers_at_once_and_one_wins(pages: Pages) -> None:
    way = pages.way().submitted()
    officer, manager = pages.browser(way.officer), pages.who("business_unit", Role.MANAGER)
    on = officer.fill(_at(way, "forward"), to__0__person=way.responder.membership)
    back = manager.fill(_at(way, "send-back"), reasons="Not yet complete")
    sent = at_once(
        lambda: officer.post(_at(way, "forward"), on), lambda: manager.post(_at(way, "send-back"), back)
    )
    assert sorted(one.status_code for one in sent) == [303, 409]
    assert sent[1].status_code == 303 or "Not yet complete" in sent[1].text


# Who is away (decision 9) --------------------------------------------------------------------------------


@contextmanager
def _away(way: Way, *people: Actor, cover: Actor | None = None) -> Iterator[str]:
    """These are away today, for three days more; gives the last of them in words."""
    today = london_date(datetime.now(UTC))
    last = today + timedelta(3)
    for who in people:
        way.do(
            who, absences.record, who.membership, starts_on=today, ends_on=last,
            cover=cover.membership if cover else None,
        )  # fmt: skip
    yield day_in_words(last)
    with as_owner(way.partnership.logins) as session:
        session.execute(text("delete from portal.absence"))


def _change_page(pages: Pages, way: Way) -> str:
    """The page that asks cedar instead of birch, with cedar's people."""
    (part,) = (one.part.id for one in way.see(way.officer).parts)
    cedar = pages.partnership.workspaces["cedar"]
    return text_of(pages.browser(way.officer).get(_at(way, f"change/{part}?agency={cedar}")))


def test_decision_9_who_is_away_and_who_is_told_instead_stands_beside_each_person(pages: Pages) -> None:
    way = pages.way().submitted()
    deputy = pages.partnership.who("birch", Role.DEPUTY)
    officer = pages.browser(way.officer)
    assert "Away until" not in text_of(officer.get(_at(way, "forward")))
    with _away(way, way.responder, cover=deputy) as until:
        shown = text_of(officer.get(_at(way, "forward")))
    assert f"birch senior_manager, senior manager Away until {until}. birch deputy is told instead." in shown
    assert shown.count("Away until") == 1
    with _away(way, way.responder, deputy) as until:
        shown = text_of(officer.get(_at(way, "forward")))
    alone = f"Away until {until}. Nobody else who signs there is in, so everybody who signs there is told."
    assert shown.count(alone) == 2


def test_decision_9_several_who_are_there_are_told_instead(pages: Pages) -> None:
    way = pages.way().submitted()
    with as_owner(pages.partnership.logins) as session:
        join(session, pages.partnership, "birch", "third", roles=[Role.DEPUTY])
    with _away(way, way.responder) as until:
        shown = text_of(pages.browser(way.officer).get(_at(way, "forward")))
    assert f"Away until {until}. birch deputy and birch third are told instead." in shown
    assert "birch third, deputy senior manager Has never signed in." in shown


def test_decision_9_the_same_where_another_agency_is_asked_instead(pages: Pages) -> None:
    way = pages.way().forwarded()
    senior, deputy = (pages.partnership.who("cedar", role) for role in (Role.SENIOR_MANAGER, Role.DEPUTY))
    assert "Away until" not in _change_page(pages, way)
    with _away(way, senior, cover=deputy) as until:
        shown = _change_page(pages, way)
    assert f"cedar senior_manager, senior manager Away until {until}. cedar deputy is told instead." in shown


def test_decision_9_who_is_told_instead_is_who_gets_the_e_mail(pages: Pages) -> None:
    way = pages.way().submitted()
    deputy = pages.partnership.who("birch", Role.DEPUTY)
    with _away(way, way.responder, cover=deputy):
        way.sent_on()
    asked = text(
        "select p.name from portal.outbox o join portal.membership m on m.id = o.membership_id"
        " join portal.person p on p.id = m.person_id join portal.escalation e on e.id = o.escalation_id"
        " where e.reference = :reference and o.payload ->> 'ask' = 'respond'"
    )
    with as_owner(way.partnership.logins) as session:
        told = session.scalars(asked, {"reference": way.reference}).all()
    assert told == ["birch deputy"]
