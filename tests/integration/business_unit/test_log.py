"""The log as the Business Unit reads it: what each filter and the search find, and one case's whole picture."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from portal.escalations.actions import links, oversight, replies
from portal.infra.calendar import at
from portal.protocol.actors import Actor, Role
from tests.integration.business_unit.sent_on import THURSDAY, forwarded
from tests.pages import Browser, Pages, text_of
from tests.partnership import as_owner
from tests.way import CONCLUSION, REPLY, Way

LOG = "/business-unit/log"
TUESDAY = datetime(2027, 1, 12, 23, 59, tzinfo=UTC)
"""The last minute of the day on which the reply to a form sent on at Thursday is due."""


@pytest.fixture
def officer(pages: Pages) -> Browser:
    return pages.who("business_unit", Role.OFFICER)


def listed(officer: Browser, **asked: object) -> set[str]:
    """The references of the cases on the first page of what is asked."""
    page = officer.get(f"{LOG}?{urlencode(asked, doseq=True)}")
    assert page.status_code == 200, text_of(page)
    return {one.partition('"')[0] for one in page.text.split(f'href="{LOG}/')[1:] if one.startswith("RPD-")}


def _tells_apart(
    officer: Browser, way: Way, *, has: Mapping[str, object], lacks: Mapping[str, object]
) -> None:
    assert way.reference in listed(officer, **has), has
    assert way.reference not in listed(officer, **lacks), lacks


def test_each_filter_finds_a_case_by_what_it_is_and_by_nothing_else(
    pages: Pages, officer: Browser, cedar: Actor
) -> None:
    way = forwarded(pages, cedar)
    alder, birch, dates = way.contributor.workspace, way.responder.workspace, {"day": "24", "month": "12"}
    for has, lacks in (
        ({"agency": alder}, {"agency": alder, "role": "responding"}),
        ({"agency": alder, "role": "raising"}, {"agency": birch, "role": "raising"}),
        ({"agency": cedar.workspace, "role": "responding"}, {"agency": cedar.workspace, "role": "raising"}),
        ({"stage": "3"}, {"stage": "4"}),
        ({"state": "forwarded"}, {"state": "submitted"}),
        ({"state": "open"}, {"state": "ended"}),
        ({"category": "thresholds"}, {"category": "roles"}),
        ({"hand": birch}, {"hand": way.officer.workspace}),
        ({"order": "due"}, {"order": "ended"}),
        (
            {f"since-{part}": value for part, value in {**dates, "year": "2026"}.items()},
            {f"since-{part}": value for part, value in {**dates, "day": "25", "year": "2026"}.items()},
        ),
        (
            {f"until-{part}": value for part, value in {**dates, "year": "2026"}.items()},
            {f"until-{part}": value for part, value in {**dates, "day": "23", "year": "2026"}.items()},
        ),
    ):
        _tells_apart(officer, way, has=has, lacks=lacks)


def test_a_case_is_overdue_from_the_end_of_the_day_on_which_something_was_due(
    pages: Pages, officer: Browser
) -> None:
    way = forwarded(pages)
    with at(TUESDAY):
        assert way.reference not in listed(officer, overdue="y")
    with at(TUESDAY + timedelta(minutes=1)):
        assert way.reference in listed(officer, overdue="y")
        assert "12 Jan 2027 late" in text_of(officer.get(f"{LOG}?overdue=y"))


@pytest.mark.parametrize(
    "typed", ["{reference}", "{short}", "rpd {five}", "birc", "agency ald", "thresh", " THRESH "]
)
def test_a_search_takes_the_beginning_of_a_reference_an_agency_or_a_category(
    pages: Pages, officer: Browser, typed: str
) -> None:
    way = forwarded(pages)
    short = way.reference.removeprefix("RPD-")[:4].lower()
    words = typed.format(reference=way.reference, short=short, five=way.reference[4:10])
    assert way.reference in listed(officer, q=words)


@pytest.mark.parametrize("typed", ["Test Child", "child", "resholds", "birch thresholds", "x" * 100])
def test_a_search_finds_nothing_by_a_child_nor_inside_a_word(
    pages: Pages, officer: Browser, typed: str
) -> None:
    forwarded(pages)
    assert listed(officer, q=typed) == set()


@pytest.mark.parametrize("typed", ["%", "RPD-", "b", "  "])
def test_a_search_that_has_hardly_begun_narrows_nothing(pages: Pages, officer: Browser, typed: str) -> None:
    way = forwarded(pages)
    assert way.reference in listed(officer, q=typed)


def test_while_somebody_types_the_list_alone_is_answered(pages: Pages, officer: Browser) -> None:
    way = forwarded(pages)
    part = officer.client.get(
        f"{LOG}?q={way.reference}", base_url="http://127.0.0.1:9", headers={"HX-Request": "true"}
    )
    assert (part.status_code, "<main" in part.text, way.reference in part.text) == (200, False, True)
    assert 'id="said" hx-swap-oob' in part.text
    wrong = officer.client.get(
        f"{LOG}?q={way.reference}&since-day=1", base_url="http://127.0.0.1:9", headers={"HX-Request": "true"}
    )
    assert (wrong.status_code, "<main" in wrong.text) == (422, False)
    assert "something in the filters cannot be asked" in wrong.text


@pytest.mark.parametrize(
    "asked",
    ["since-day=31&since-month=2&since-year=2026", "agency=nobody", "state=draft", "order=random", "show=child",
     "since-day=2&since-month=2&since-year=2026&until-day=1&until-month=2&until-year=2026", "theme=x",
     "q=" + "a" * 101],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_beside_its_field(officer: Browser, asked: str) -> None:
    page = officer.get(f"{LOG}?{asked}")
    assert (page.status_code, "There is a problem" in page.text) == (422, True)


@pytest.mark.parametrize("place", ["after=x", "before=2026-01-01~y", "after=2026-01-01T00:00:00~" + "0" * 32])
def test_a_place_that_there_is_not_is_no_page(officer: Browser, place: str) -> None:
    assert officer.get(f"{LOG}?{place}").status_code == 404


def test_the_columns_that_are_chosen_are_shown_and_no_other(pages: Pages, officer: Browser) -> None:
    way = forwarded(pages)
    page = officer.get(f"{LOG}?q={way.reference}&show=answers&show=chases").text
    heads = [one.partition("<")[0] for one in page.split('role="columnheader">')[1:]]
    assert heads == ["Reference", "How they replied", "Chases"]


def test_a_draft_is_in_no_list_and_a_case_one_is_kept_from_in_none_of_ones_own(
    pages: Pages, officer: Browser
) -> None:
    draft, way = pages.way().started(), forwarded(pages)
    manager = pages.who("business_unit", Role.MANAGER)
    with as_owner(pages.partnership.logins) as session:
        session.execute(
            text(
                "update portal.escalation set barred = array[cast(:who as uuid)] where reference = :reference"
            ),
            {
                "who": pages.partnership.who("business_unit", Role.MANAGER).membership,
                "reference": way.reference,
            },
        )
    assert draft.reference not in listed(officer)
    assert officer.get(f"{LOG}/{draft.reference}").status_code == 404
    assert way.reference in listed(officer, q=way.reference)
    assert way.reference not in listed(manager, q=way.reference)
    assert manager.get(f"{LOG}/{way.reference}").status_code == 404


# The whole picture ----------------------------------------------------------------------------------------


def test_one_page_shows_the_whole_picture(pages: Pages, officer: Browser) -> None:
    way, other = forwarded(pages), forwarded(pages)
    with at(THURSDAY + timedelta(days=6)):  # Wednesday 30 December: two working days after
        way.do(
            way.officer, oversight.chase, way.reference,
            whom=way.responder.workspace, how="telephone", on=THURSDAY.date(), body="We spoke of it.",
        )  # fmt: skip
        way.do(way.officer, oversight.note, way.reference, kind="call", body="They rang us.")
        way.do(way.officer, links.link, way.reference, to=other.reference, why="The same family.")
        answered = {"version": way.version(way.responder), "content": REPLY}
        way.do(way.responder, replies.respond, way.reference, **answered)
    with at(THURSDAY + timedelta(days=11)):  # Monday 4 January: two more
        concluded = {
            "version": way.version(way.manager),
            "content": {**CONCLUSION, "learning": "To meet early."},
        }
        way.do(way.manager, replies.conclude, way.reference, **concluded)
        said = text_of(officer.get(f"{LOG}/{way.reference}"))
    for words in (
        "Now Resolved", "First submitted Thursday 24 December 2026", "From then to the end 4 working days",
        "To be sent on by Wednesday 30 December 2026", "Sent on Thursday 24 December 2026, in time",
        "How they replied Birch Agency: in time", "1 promised, 0 done, 0 not done",
        "Birch Agency Working days 2", "Alder Agency Working days 2", "The Business Unit Working days 0",
        "How this date was worked out", "We spoke of it.", "They rang us.", "To meet early.", other.reference,
        "business_unit officer",
    ):  # fmt: skip
        assert words in said, words


def test_opening_it_is_a_view_of_the_case(pages: Pages) -> None:
    way = forwarded(pages)
    pages.who("business_unit", Role.CLERK).get(f"{LOG}/{way.reference}")
    seen = text_of(pages.browser(way.manager).get(f"/cases/{way.reference}/looks"))
    assert "Executive clerk" in seen
