"""The gate's pages: the right route for what is not this protocol's, and the start of what is."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from portal.demo.valkey import Valkey
from portal.escalations.queries import diversions
from portal.infra.calendar import at
from portal.infra.db import Database
from portal.protocol.actors import Role
from portal.protocol.gate import QUESTIONS
from tests.engines import Template
from tests.pages import Browser, Pages, opened, text_of
from tests.partnership import Partnership, as_owner

GATE = "/cases/start"
CLEAR = {one.key: "no" if one.stops_on == "yes" else "yes" for one in QUESTIONS}
MEGABYTE = "x" * 1_000_000


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as found:
        yield found


@pytest.fixture(scope="module")
def people(pages: Pages) -> Partnership:
    return pages.partnership


@pytest.fixture(scope="module")
def browse(pages: Pages) -> Any:
    def browser(role: Role = Role.CONTRIBUTOR, slug: str = "alder") -> Browser:
        return pages.who(slug, role)

    return browser


def started(people: Partnership) -> list[dict[str, str]]:
    """The kept answers of every case there is."""
    owner = Database(people.logins.owner_url, pool_size=1)
    with owner.reading() as session:
        session.execute(text("set local role portal_owner"))
        found = list(session.scalars(text("select gate from portal.escalation order by opened_at")))
    owner.engine.dispose()
    return found


def test_the_questions_are_on_one_page_and_ask_nothing_of_a_child(browse: Any) -> None:
    page = browse().get(GATE)
    assert page.status_code == 200
    for one in QUESTIONS:
        assert one.words in text_of(page)
    assert "name=" in page.text
    assert "<textarea" not in page.text
    assert "app-safety" in page.text


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.key)
def test_a_stopping_answer_leads_to_its_page_and_is_counted_and_nothing_else_is_kept(
    browse: Any, people: Partnership, one: Any
) -> None:
    before, counted = started(people), diverted(people)
    browser = browse()
    answer = browser.send(GATE, **CLEAR | {one.key: one.stops_on})
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, f"/cases/start/{one.key}")
    page = browser.get(answer.location)
    assert page.status_code == 200
    assert one.title in text_of(page)
    assert "{" not in text_of(page)
    assert ">Change your answers" in page.text
    assert "is counted for the Business Unit’s reports" in text_of(page)
    assert started(people) == before
    assert diverted(people) == [*counted, (one.key, CLEAR | {one.key: one.stops_on}, "alder")]


def _to_change(page: Any) -> str:
    """Where “Change your answers” leads."""
    return html.unescape(re.findall(r'href="([^"]+)">Change your answers', page.text)[0])


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.SENIOR_MANAGER])
def test_the_answers_given_are_there_to_be_changed(browse: Any, people: Partnership, role: Role) -> None:
    browser = browse(role)
    given = CLEAR | {"conduct": "yes"}
    stopped = browser.get(browser.send(GATE, **given).location)
    fields = browser.fill(_to_change(stopped))
    assert {key: fields.get(key) for key in CLEAR} == given
    assert "/part-1" in browser.post(GATE, fields | {"conduct": "no"}).location


def test_what_a_senior_manager_goes_on_from_is_not_counted_as_stopped(
    browse: Any, people: Partnership
) -> None:
    def counted() -> int:
        with people.database.reading(people.context(people.who("business_unit", Role.OFFICER))) as session:
            return sum(times for (_, question), times in diversions(session).items() if question == "stage_1")

    before, browser = counted(), browse(Role.SENIOR_MANAGER)
    stopped = browser.get(browser.send(GATE, **CLEAR | {"stage_1": "no"}).location)
    assert counted() == before + 1
    fields = browser.fill(_to_change(stopped), reason="It cannot wait.")
    assert "/part-1" in browser.post(GATE, fields).location
    assert counted() == before
    assert "/part-1" in browser.send(GATE, **CLEAR | {"stage_1": "no", "reason": "It cannot wait."}).location
    assert counted() == before


@pytest.mark.parametrize("forged", ["conduct=maybe", "stopped=nothing", "conduct=%3Cb%3E", "reason=It"])
def test_an_address_fills_in_answers_alone(browse: Any, forged: str) -> None:
    page = browse(Role.SENIOR_MANAGER).get(f"{GATE}?{forged}")
    assert (page.status_code, " checked" in page.text, ">It<" in page.text) == (200, False, False)


def test_counted_once_when_sent_twice_and_without_the_reason(browse: Any, people: Partnership) -> None:
    before, browser = diverted(people), browse()
    form = browser.fill(GATE, **CLEAR | {"stage_2": "no", "reason": "All the same."})
    assert browser.post(GATE, form).location == browser.post(GATE, form).location
    assert diverted(people) == [*before, ("stage_2", CLEAR | {"stage_2": "no"}, "alder")]


def test_the_business_unit_sees_how_often_each_question_stopped_a_case(
    browse: Any, people: Partnership
) -> None:
    page, office = "/business-unit/diversions", browse(Role.OFFICER, "business_unit")
    with at(datetime(2026, 9, 30, 12, tzinfo=UTC)):
        browse().send(GATE, **CLEAR | {"conduct": "yes"})
    with at(datetime(2027, 3, 31, 12, tzinfo=UTC)):
        browse().send(GATE, **CLEAR | {"conduct": "yes"})
        browse().send(GATE, **CLEAR | {"conduct": "yes"})
    words = text_of(office.get(page))
    halves = words.partition("The question that stopped it")[2].partition("Is a child")[0]
    assert halves.split() == ["October", "2026", "to", "March", "2027", "April", "to", "September", "2026"]
    conduct = words.partition("Is it a complaint about how a person behaved?")[2].split()
    assert [int(count) for count in conduct[:2]] == [2 + _now(people, "conduct"), 1]
    assert browse().get(page).status_code == 403


def _now(people: Partnership, question: str) -> int:
    """How often it stopped a case in the half-year of the day these tests run on, when that is the newest."""
    with as_owner(people.logins) as session:
        statement = text(
            "select count(*) from portal.diversion where stopped_by = :question and on_date >= '2026-10-01'"
        )
        return int(session.scalar(statement, {"question": question}) or 0) - 2


def diverted(people: Partnership) -> list[tuple[str, dict[str, str], str]]:
    """What the gate stopped, in order: the question, the answers, the agency."""
    statement = text(
        "select d.stopped_by, d.answers, w.slug from portal.diversion d"
        " join portal.workspace w on w.id = d.workspace_id order by d.ctid"
    )
    with as_owner(people.logins) as session:
        return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def test_the_urgent_page_names_the_deployments_numbers(browse: Any) -> None:
    words = text_of(browse().get("/cases/start/immediate_risk"))
    assert "call 999 now" in words
    assert "0300 555 0199" in words


def test_a_clear_way_starts_a_case_with_the_answers_kept(browse: Any, people: Partnership) -> None:
    browser = browse()
    before = started(people)
    answer = browser.send(GATE, **CLEAR)
    assert answer.status_code == 303
    assert answer.location.startswith("/cases/RPD-")
    assert answer.location.endswith("/part-1")
    assert browser.get(answer.location).status_code == 200
    assert started(people) == [*before, CLEAR]


def test_sent_twice_it_is_one_case(browse: Any, people: Partnership) -> None:
    browser = browse()
    before = started(people)
    form = browser.fill(GATE, **CLEAR)
    first, second = browser.post(GATE, form), browser.post(GATE, form)
    assert second.status_code == 303
    assert second.location == first.location
    assert len(started(people)) == len(before) + 1


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.key)
@pytest.mark.parametrize("given", [None, "maybe"])
def test_every_question_is_answered_with_yes_or_no(
    browse: Any, people: Partnership, one: Any, given: str | None
) -> None:
    before = started(people)
    answers = {key: value for key, value in CLEAR.items() if key != one.key}
    if given:
        answers[one.key] = given
    answer = browse().send(GATE, **answers)
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    assert answer.text.count(" checked") == len(QUESTIONS) - 1
    assert started(people) == before


@pytest.mark.parametrize("role", [Role.SENIOR_MANAGER, Role.DEPUTY])
def test_a_senior_manager_goes_on_without_a_stage_and_the_reason_is_kept(
    browse: Any, people: Partnership, role: Role
) -> None:
    browser = browse(role)
    answer = browser.send(
        GATE, **CLEAR | {"stage_1": "no", "reason": "Zoë O’Brien is away.\r\nIt cannot wait."}
    )
    assert answer.status_code == 303, text_of(answer)
    assert started(people)[-1]["reason"] == "Zoë O’Brien is away.\r\nIt cannot wait."
    words = text_of(browser.get(f"{answer.location}/stage_1"))
    assert "This stage was not done" in words
    assert "It cannot wait." in words
    missing = text_of(browser.get(f"{answer.location}/check"))
    assert "Stage 1: practitioner to practitioner: say" not in missing
    assert "Stage 2: manager to manager: say" in missing


def test_a_contributors_reason_changes_nothing(browse: Any, people: Partnership) -> None:
    before = started(people)
    answer = browse().send(GATE, **CLEAR | {"stage_2": "no", "reason": "All the same."})
    assert answer.location.partition("?")[0] == "/cases/start/stage_2"
    assert "All" not in answer.location
    assert started(people) == before


@pytest.mark.parametrize("reason", [MEGABYTE, "with a \0 in it"])
def test_a_reason_that_cannot_be_kept_is_refused_with_what_was_typed(browse: Any, reason: str) -> None:
    answer = browse(Role.SENIOR_MANAGER).send(GATE, **CLEAR | {"stage_2": "no", "reason": reason})
    assert answer.status_code == 422
    assert reason.replace("\0", "") in answer.text.replace("\0", "").replace("�", "")


def test_there_is_no_page_for_another_exclusion(browse: Any) -> None:
    assert browse().get("/cases/start/nothing").status_code == 404


@pytest.mark.parametrize(
    ("slug", "role"),
    [
        ("alder", Role.ADMINISTRATOR),
        ("alder", Role.EXECUTIVE_CONTACT),
        ("business_unit", Role.MANAGER),
        ("executive", Role.CHAIR),
        ("scrutineer", Role.SCRUTINEER),
        ("learning", Role.READER),
    ],
)
def test_who_starts_no_case_is_shown_no_gate(browse: Any, people: Partnership, slug: str, role: Role) -> None:
    before = started(people)
    browser = browse(role, slug)
    assert browser.get(GATE).status_code == 403
    assert browser.get("/cases/start/conduct").status_code == 403
    token = browse().fill(GATE)
    assert browser.post(GATE, CLEAR | token).status_code in (400, 403)
    assert started(people) == before
