"""The Business Unit's home: what it has to do today, the most urgent first, each one press away (P8, P13)."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.agencies.actions import absences
from portal.escalations.actions import oversight, responding
from portal.infra.calendar import at
from portal.protocol.actors import Actor, Role
from portal.protocol.duties import MATTERS, OF_ASK, Matter
from portal.protocol.tasks import Ask
from tests.integration.business_unit.sent_on import THURSDAY, forwarded, part_of
from tests.pages import Pages, text_of
from tests.stage_4 import Stage4
from tests.way import Way

HOME = "/business-unit"
LATE = datetime(2027, 1, 14, 9, 0, tzinfo=UTC)
"""Two working days after the reply to a form sent on at Thursday 24 December 2026 was due."""


def _row(pages: Pages, way: Way, matter: Matter, moment: datetime = LATE) -> str:
    """The row of this case among what there is to do of a matter; "" when there is none."""
    with at(moment):
        page = pages.browser(way.officer).get(f"{HOME}?about={matter.value}").text
    rows = re.findall(r"<tr role=\"row\">.*?</tr>", page, re.DOTALL)
    return next((row for row in rows if way.reference in row and MATTERS[matter].do in row), "")


def _leads_to(row: str) -> str:
    found = re.search(r"href=\"([^\"]+)\"", row)
    assert found
    return found[1]


def _opens(pages: Pages, way: Way, matter: Matter, moment: datetime = LATE) -> None:
    """One press leads to a page that opens."""
    with at(moment):
        assert pages.browser(way.officer).get(_leads_to(_row(pages, way, matter, moment))).status_code == 200


def test_a_form_to_send_on_is_one_press_away(pages: Pages) -> None:
    with at(THURSDAY):
        way = pages.way().submitted()
    assert _leads_to(_row(pages, way, Matter.SEND_ON, THURSDAY)) == f"{HOME}/cases/{way.reference}/forward"
    _opens(pages, way, Matter.SEND_ON, THURSDAY)
    assert "Wednesday 30 December 2026" in _row(pages, way, Matter.SEND_ON, THURSDAY)


def test_p13_a_reply_is_late_the_day_after_it_was_due_and_says_when_it_was_chased(pages: Pages) -> None:
    way = forwarded(pages)
    on_the_day = datetime(2027, 1, 12, 23, 0, tzinfo=UTC)
    assert not _row(pages, way, Matter.LATE_REPLY, on_the_day)
    row = _row(pages, way, Matter.LATE_REPLY, on_the_day + timedelta(hours=1))
    assert ("Birch Agency" in row, "Last chased" in row) == (True, False)
    _opens(pages, way, Matter.LATE_REPLY)
    with at(LATE):
        way.do(
            way.officer, oversight.chase, way.reference,
            whom=way.responder.workspace, how="telephone", on=LATE.date(), body="We spoke.",
        )  # fmt: skip
    assert "Last chased on Thursday 14 January 2027" in _row(pages, way, Matter.LATE_REPLY)


def test_a_reply_that_came_is_no_longer_late(pages: Pages) -> None:
    with at(THURSDAY):
        way = pages.way().answered()
    assert not _row(pages, way, Matter.LATE_REPLY)
    turn_is_over = datetime(2027, 1, 27, 9, 0, tzinfo=UTC)
    assert "Alder Agency" in _row(pages, way, Matter.NEXT_STEP, turn_is_over)
    _opens(pages, way, Matter.NEXT_STEP, turn_is_over)


def test_two_requests_for_more_time_in_one_case_are_two_things_to_do(pages: Pages, cedar: Actor) -> None:
    way = forwarded(pages, cedar)
    moment = THURSDAY + timedelta(days=5)
    with at(moment):
        for one in (way.responder, cedar):
            way.do(
                one, responding.ask_extension, way.reference,
                version=way.version(one), days=3, reasons="Away.",
            )  # fmt: skip
        page = pages.browser(way.officer).get(f"{HOME}?about=more-time").text
    for one in (way.responder, cedar):
        assert f"{HOME}/cases/{way.reference}/give-more-time/{part_of(way, one)}" in page
    _opens(pages, way, Matter.MORE_TIME, moment)


def test_who_should_reply_is_decided_on_the_case(pages: Pages, cedar: Actor) -> None:
    way = forwarded(pages)
    with at(THURSDAY + timedelta(hours=1)):
        way.do(
            way.responder, responding.say_not_for_us, way.reference,
            version=way.version(way.responder), reasons="Ask Cedar.", instead=None,
        )  # fmt: skip
    moment = THURSDAY + timedelta(hours=2)
    assert _leads_to(_row(pages, way, Matter.WHO_REPLIES, moment)) == f"/cases/{way.reference}"


def test_decision_9_a_reply_awaited_of_somebody_away_is_something_to_see_to(pages: Pages) -> None:
    way = forwarded(pages)
    with at(THURSDAY):
        way.do(
            way.responder, absences.record, way.responder.membership,
            starts_on=THURSDAY.date(), ends_on=THURSDAY.date() + timedelta(days=7), cover=None,
        )  # fmt: skip
    assert "is away until Thursday 31 December 2026" in _row(pages, way, Matter.AWAY, THURSDAY)
    assert not _row(pages, way, Matter.AWAY, THURSDAY + timedelta(days=8))


def test_the_numbers_lead_to_the_list_of_that_matter_alone(pages: Pages) -> None:
    with at(THURSDAY):
        sent, waiting = forwarded(pages), pages.way().submitted()
    with at(LATE):
        officer = pages.browser(sent.officer)
        everything = officer.get(HOME)
        assert re.search(r"\d+ (or more )?late repl", text_of(everything))
        only = officer.get(f"{HOME}?about=late-reply").text
    assert (sent.reference in only, waiting.reference in only) == (True, False)
    assert "aria-current" in only


@pytest.mark.parametrize("about", ["", "nothing-of-the-kind", "late-reply\x00", "1'--"])
def test_an_address_that_names_no_matter_shows_everything(pages: Pages, about: str) -> None:
    with at(THURSDAY):
        way = pages.way().submitted()
        shown = pages.browser(way.officer).get(f"{HOME}?about={about}")
    assert (shown.status_code, way.reference in shown.text) == (200, True)


def test_what_is_due_comes_first_and_of_that_the_business_units_own_clock(pages: Pages) -> None:
    with at(THURSDAY):
        late = forwarded(pages)
    with at(LATE - timedelta(days=2)):
        due_today = pages.way().submitted()
    with at(LATE):
        not_yet = pages.way().submitted()
        shown = pages.browser(late.officer).get(HOME).text
    to_do = shown[shown.index("To do now") :]
    order = [to_do.index(one.reference) for one in (due_today, late, not_yet)]
    assert order == sorted(order)


def test_everything_that_may_be_asked_of_the_business_unit_has_its_matter() -> None:
    of_agencies = {
        Ask.RESPOND, Ask.SIGN_OFF_REPLY, Ask.CONCLUDE, Ask.CHOOSE_NEXT_STEP, Ask.FOLLOW_UP,
        Ask.COMPLETE_REFERRAL, Ask.CARRY_OUT_ACTION,
    }  # fmt: skip
    of_others = {Ask.JUDGE_EXCEPTIONAL, Ask.DECIDE, Ask.COMPILE_SUMMARY, Ask.REVIEW}
    assert set(OF_ASK) == set(Ask) - of_agencies - of_others
    assert set(OF_ASK.values()) <= set(MATTERS) == set(Matter)


def test_a_reply_half_written_down_is_to_be_finished(pages: Pages) -> None:
    way = forwarded(pages)
    part = part_of(way, way.responder)
    with at(THURSDAY):
        page = f"{HOME}/cases/{way.reference}/reply/{part}/write"
        sent = pages.browser(way.officer).send(page, level_of_need="3")
        assert sent.status_code in (200, 303)
    assert _leads_to(_row(pages, way, Matter.ENTER_REPLY, THURSDAY)) == page


def test_p11_an_action_past_its_date_is_to_be_chased_and_late_on_its_owners_list(pages: Pages) -> None:
    """The case is decided, and so has ended: its action has not."""
    with at(THURSDAY):
        way = Stage4(pages.partnership).decided(by=date(2027, 1, 12))
    on_the_day = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)
    assert not _row(pages, way, Matter.ACTION, on_the_day)
    assert "Birch Agency" in _row(pages, way, Matter.ACTION)
    _opens(pages, way, Matter.ACTION)
    with at(LATE):
        asked = pages.browser(way.responder).get("/cases").text.partition("Asked of us")[2]
    row = next(one for one in asked.partition("</table>")[0].split("<tr") if way.reference in one)
    assert "Carry out what the Executive decided" in row
    assert ("2 working days late" in row, "app-time-left--late" in row) == (True, True)


def test_what_is_not_opened_every_day_stands_behind_more_for_whoever_may_open_it(pages: Pages) -> None:
    manager, clerk = (pages.who("business_unit", role) for role in (Role.MANAGER, Role.CLERK))
    bar = re.search(r'<section aria-label="Service information".*?</section>|<nav[^>]*aria-label="Main".*?</nav>',
                    manager.get(HOME).text, re.DOTALL)  # fmt: skip
    assert bar
    assert {"Records", "More"} <= set(re.findall(r"\w+", bar[0]))
    assert "Settings" not in bar[0]
    for who, sees in ((manager, True), (clerk, False)):
        shown = text_of(who.get(f"{HOME}/more"))
        assert ("Bring in cases of an older log" in shown) is sees
        assert "How many forms were not begun" in shown
