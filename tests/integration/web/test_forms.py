"""What a person types is kept as typed; what cannot be taken is refused beside its field, in words that help."""

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

MEGABYTE = 1_000_000
GOOD: dict[str, Any] = {
    "name": "O'Brien",
    "born-day": "27",
    "born-month": "3",
    "born-year": "2019",
    "status": "plan",
    "categories": ["threshold", "other"],
    "agency": "police",
    "reasons": "Because.",
    "issues-0-position": "We differ.",
    "record": "y",
}

BOXES = ("name", "born-day", "born-month", "born-year", "agency", "reasons", "issues-0-position")
EMPTY: dict[str, Any] = {**dict.fromkeys(GOOD), **dict.fromkeys(BOXES, "")}
"""What a browser sends of a form in which nothing was filled in."""


@pytest.fixture
def send(client: FlaskClient) -> Any:
    """Fill in the sample form from its page and send it, with the changes given."""
    hidden = dict(re.findall(r'name="(\w+)" type="hidden" value="([^"]*)"', client.get("/form").text))

    def sent(changes: dict[str, Any] | None = None) -> Any:
        form = GOOD | hidden | (changes or {})
        return client.post("/form", data={name: value for name, value in form.items() if value is not None})

    return sent


def errors_of(response: Any) -> dict[str, str]:
    """The error summary: where each error leads, and what it says."""
    summary = response.text.split("govuk-error-summary__list", 1)[1].split("</ul>", 1)[0]
    return {href: html.unescape(text) for href, text in re.findall(r'href="#([^"]+)">([^<]+)</a>', summary)}


@pytest.mark.parametrize(
    "text",
    [
        "Zoë O’Brien",
        "李 小龍",
        "\u202eright to left\u202c מזל",
        "  spaces kept  ",
        "two\r\n\r\nlines",
        "\r\nfirst line empty",
        "🙂",
        "<b>&amp;</b>",
    ],
)
def test_text_is_taken_as_it_was_typed(send: Any, text: str) -> None:
    response = send({"reasons": text})
    assert (response.status_code, response.text) == (200, text)


@pytest.mark.parametrize(
    "text", ["\r\nfirst line empty", "two\r\n  lines", "<b>&amp;</b> “Zoë”", "\u202eמזל"]
)
def test_text_comes_back_as_it_was_typed(send: Any, text: str) -> None:
    """The first line break after the tag is the one that a browser drops."""
    response = send({"reasons": text, "name": ""})
    area = re.search(r'<textarea[^>]* id="reasons".*?>(.*?)</textarea>', response.text, re.DOTALL)
    assert area is not None
    shown = html.unescape(area[1]).replace("\r\n", "\n")
    assert shown.removeprefix("\n") == text.replace("\r\n", "\n")


def test_a_field_left_empty_says_what_to_enter(send: Any) -> None:
    response = send(EMPTY)
    assert response.status_code == 422
    assert errors_of(response) == {
        "name": "Enter the child’s name",
        "born-day": "Enter the date of birth",
        "status": "Choose the child’s status",
        "categories": "Choose at least one category",
        "agency": "Choose an agency",
        "reasons": "Enter your reasons",
        "issues-0-position": "Enter your agency’s position",
        "record": "Confirm that this is on the child’s record",
    }
    assert "<title>Error: Sample – Professional differences</title>" in response.text


def test_every_error_leads_to_an_input_that_is_there(send: Any) -> None:
    response = send(EMPTY)
    for target in errors_of(response):
        assert re.search(rf'<(input|textarea|select)[^>]* id="{target}"', response.text), target


def test_spaces_alone_are_nothing(send: Any) -> None:
    assert errors_of(send({"name": " \t "})) == {"name": "Enter the child’s name"}


def test_a_megabyte_is_refused_with_the_limit_and_the_length(send: Any) -> None:
    response = send({"reasons": "x" * MEGABYTE})
    assert response.status_code == 422
    assert errors_of(response) == {
        "reasons": "Reasons must be 4,000 characters or fewer. You typed 1,000,000."
    }
    assert "x" * MEGABYTE in response.text


def test_how_much_may_be_typed_is_said_with_its_thousands_apart(client: FlaskClient) -> None:
    assert "You can enter up to 4,000 characters" in client.get("/form").text


def test_a_line_break_counts_as_one_character(send: Any) -> None:
    assert send({"reasons": "\r\n" * 3999 + "x"}).status_code == 200


@pytest.mark.parametrize("field", ["name", "reasons", "issues-0-position"])
def test_a_character_that_cannot_be_stored_is_refused(send: Any, field: str) -> None:
    response = send({field: "a\0b"})
    assert response.status_code == 422
    assert "cannot be kept" in errors_of(response)[field]


@pytest.mark.parametrize(
    ("day", "month", "year", "target", "says"),
    [
        ("31", "2", "2019", "born-day", "Date of birth must be a real date"),
        ("29", "2", "2023", "born-day", "Date of birth must be a real date"),
        ("1", "13", "2019", "born-day", "Date of birth must be a real date"),
        ("first", "3", "2019", "born-day", "Date of birth must be a real date"),
        ("1", "3", "99999999999999999999", "born-day", "Date of birth must be a real date"),
        ("27", "", "2019", "born-month", "Date of birth must include a month"),
        ("", "", "2019", "born-day", "Date of birth must include a day and a month"),
        ("27", "3", "19", "born-year", "Year must include 4 numbers"),
        ("31", "12", "9999", "born-year", "Year must be 2199 or earlier"),
    ],
)
def test_a_date_that_is_not_one(send: Any, day: str, month: str, year: str, target: str, says: str) -> None:
    response = send({"born-day": day, "born-month": month, "born-year": year})
    assert response.status_code == 422
    assert errors_of(response) == {target: says}
    for part, typed in (("day", day), ("month", month), ("year", year)):
        box = re.search(rf'<input[^>]*id="born-{part}"[^>]*>', response.text)
        assert box is not None
        assert f'value="{typed}"' in box[0] or not typed


@pytest.mark.parametrize("month", ["march", "Mar", "Mar."])
def test_a_month_may_be_named(send: Any, month: str) -> None:
    assert send({"born-month": month}).status_code == 200


def test_a_date_that_may_be_left_out_may_not_be_half_given(send: Any) -> None:
    assert send().status_code == 200
    response = send({"issues-0-since-day": "1"})
    assert errors_of(response) == {"issues-0-since-month": "The day it began must include a month and a year"}


@pytest.mark.parametrize("field", ["status", "categories", "agency"])
def test_a_choice_that_was_not_offered_is_refused(send: Any, field: str) -> None:
    assert set(errors_of(send({field: "forged"}))) == {field}


def test_a_form_keeps_its_key_and_a_new_page_has_a_new_one(client: FlaskClient, send: Any) -> None:
    refused = send({"name": "", "once": "0" * 32})
    assert f'name="once" type="hidden" value="{"0" * 32}"' in refused.text
    keys = {
        re.findall(r'name="once" type="hidden" value="([0-9a-f]{32})"', client.get("/form").text)[0]
        for _ in "ab"
    }
    assert len(keys) == 2


def test_the_version_the_page_was_made_from_comes_back(client: FlaskClient, send: Any) -> None:
    assert 'name="version" type="hidden" value="7"' in client.get("/form").text
    assert send().status_code == 200
    with client.session_transaction() as session:
        assert session["seen"] == 7


@pytest.mark.parametrize(
    "change", [{"once": None}, {"version": None}, {"once": "forged"}, {"version": "new"}, {"version": ""}]
)
def test_a_form_without_its_key_or_version_is_not_ours(send: Any, change: dict[str, Any]) -> None:
    response = send(change)
    assert response.status_code == 422
    assert errors_of(response) == {
        "main-content": "This form is not complete. Open the page again and type it there."
    }


def test_rows_are_added_and_taken_away_without_losing_what_was_typed(send: Any) -> None:
    added = send({"add": "issues", "name": ""})
    assert added.status_code == 200
    assert "Issue 2" in added.text
    assert "There is a problem" not in added.text
    removed = send({"remove": "issues-0", "issues-1-position": "The second", "issues-1-since-day": "5"})
    assert 'name="issues-0-position"' in removed.text
    assert "The second" in removed.text
    assert "We differ." not in removed.text
    assert re.search(r'name="issues-0-since-day"[^>]*value="5"', removed.text)


def test_there_are_no_more_rows_than_may_be_and_no_fewer(send: Any) -> None:
    three = {f"issues-{number}-position": "one" for number in range(3)}
    assert "Issue 4" not in send(three | {"add": "issues"}).text
    assert "Issue 1" in send({"remove": "issues-0"}).text


def test_what_an_action_refuses_stands_beside_its_field(send: Any) -> None:
    response = send({"name": "Refused"})
    assert response.status_code == 422
    assert errors_of(response) == {"issues-0-position": "Say more", "main-content": "Ask the Business Unit"}
    assert 'id="issues-0-position-error"' in response.text


@pytest.mark.parametrize(
    "absent",
    [("issues-0-position",), ("name", "born-day", "agency", "reasons"), ("once",), ("version",)],
    ids=["a row that there must be", "the form's own boxes", "the one-time key", "the version"],
)
def test_a_form_without_its_fields_is_not_taken_as_emptied(send: Any, absent: tuple[str, ...]) -> None:
    response = send(dict.fromkeys(absent))
    assert response.status_code == 422
    assert "This form is not complete" in errors_of(response)["main-content"]
