"""The pages of redacted copies: which there are, supplying one, downloading one."""

import io
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.integration.packs.redacted import (
    REDACTED,
    paper,
)
from tests.integration.packs.written import CHILD, Written
from tests.pages import Browser, own_form, text_of, typed
from tests.partnership import as_owner


def _at(case: Written) -> str:
    return f"/cases/{case.reference}/redacted-copies"


def _send(browser: Browser, address: str, content: bytes, name: str = "redacted.pdf", **fields: str) -> Any:
    form = typed(own_form(browser.get(address).text))
    return browser.post(address, {**form, **fields, "file": (io.BytesIO(content), name)})


def test_it_is_supplied_seen_and_downloaded_by_its_pages(filed: Written, attachment: UUID) -> None:
    office = filed.pages.browser(filed.officer)
    page = office.get(_at(filed))
    assert "It is listed in packs, and not reproduced." in text_of(page)
    assert f'href="{_at(filed)}/{attachment}"' in page.text
    form = text_of(office.get(f"{_at(filed)}/{attachment}"))
    for words in (
        "names no child, and nobody who must not be named",
        "What happens next",
        "Not the agencies",
    ):
        assert words in form
    sent = _send(office, f"{_at(filed)}/{attachment}", paper(REDACTED), vouched="y")
    assert (sent.status_code, sent.location) == (303, _at(filed))
    said = text_of(office.get(_at(filed)))
    assert "The redacted copy was supplied." in said
    assert "Stands for it in new packs: redacted.pdf" in said
    assert f"supplied by {filed.officer.name}" in said
    member = filed.pages.browser(filed.member)
    page = member.get(_at(filed))
    assert "supplied by the Business Unit" in text_of(page)
    assert "Supply a newer copy" not in text_of(page)
    file = page.text.partition(f'action="{_at(filed)}/')[2].partition('"')[0]
    taken = member.post(f"{_at(filed)}/{file}", {})
    assert taken.data == paper(REDACTED)
    assert "sandbox" in taken.headers["Content-Security-Policy"]
    assert "attachment; filename=redacted.pdf" in taken.headers["Content-Disposition"]
    assert filed.looks("download") == [(filed.member.name, "")]
    looked = text_of(office.get(f"/cases/{filed.reference}/looks"))
    assert "Downloaded a redacted copy of “Minutes of 9 November for [child 1’s name]”" in looked
    theirs = text_of(filed.pages.browser(filed.manager).get(f"/cases/{filed.reference}/looks"))
    assert "redacted" not in theirs


@pytest.mark.parametrize(
    ("content", "name", "fields", "says"),
    [
        (b"", "redacted.pdf", {"vouched": "y"}, "The file is empty."),
        (b"MZ", "redacted.exe", {"vouched": "y"}, "cannot be attached"),
        (b"not a PDF", "redacted.pdf", {"vouched": "y"}, "it is not a PDF"),
        (b"What was said.", "redacted.txt", {}, "Confirm that the copy names no child"),
        (b"x" * (21 * 1024 * 1024), "redacted.txt", {"vouched": "y"}, "larger than"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_file_and_nothing_is_kept(
    filed: Written, attachment: UUID, content: bytes, name: str, fields: dict[str, str], says: str
) -> None:
    refused = _send(filed.pages.browser(filed.officer), f"{_at(filed)}/{attachment}", content, name, **fields)
    assert refused.status_code == 422
    assert says in text_of(refused)
    with as_owner(filed.partnership.logins) as session:
        assert session.scalar(text("select count(*) from portal.redacted_copy")) == 0


def test_a_form_sent_twice_supplies_one(filed: Written, attachment: UUID) -> None:
    browser, address = filed.pages.browser(filed.officer), f"{_at(filed)}/{attachment}"
    form = typed(own_form(browser.get(address).text)) | {"vouched": "y"}
    for _ in range(2):
        sent = browser.post(address, {**form, "file": (io.BytesIO(paper(REDACTED)), "redacted.pdf")})
        assert sent.status_code == 303
    with as_owner(filed.partnership.logins) as session:
        assert session.scalar(text("select count(*) from portal.redacted_copy")) == 1


def test_a_child_named_by_the_file_is_told_of_and_masked(filed: Written, attachment: UUID) -> None:
    browser = filed.pages.browser(filed.officer)
    name = f"{CHILD['name']}.pdf"
    assert _send(browser, f"{_at(filed)}/{attachment}", paper(REDACTED), name, vouched="y").status_code == 303
    said = text_of(browser.get(_at(filed)))
    assert "The name of the file holds something of a child’s identity." in said
    assert "[child 1’s name].pdf" in said
    assert "Testperson" not in said
