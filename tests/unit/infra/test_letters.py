"""A letter says the same in both of its parts: what it was given, and nothing besides."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

from portal.infra.calendar import at
from portal.infra.letters import Letter, Link
from portal.infra.mail import message

CASE = Link(address="https://portal.example/cases/RPD-AAAA-BBBB")
INVITATION = Link(
    address=f"https://portal.example/invitation/{'long-token-' * 12}", until="Friday 8 January 2027"
)
ASK = Letter(
    about="reply with Part 2",
    partnership="Westmarch Safeguarding Children Partnership",
    workspace="Birch Agency",
    reference="RPD-AAAA-BBBB",
    lines=("You are asked to: reply with Part 2.",),
    due="Do this by the end of Friday 11 December 2026.",
    link=CASE,
)
NEWS = replace(ASK, about="a reply has come in", lines=("What happened: a reply has come in.",), due="")
REMINDER = replace(ASK, due="Your reply is due in 2 working days, by the end of Friday 11 December 2026.")
CHASE = replace(
    ASK,
    due="Your reply was due by the end of Friday 11 December 2026. It is 3 working days late.",
    link=INVITATION,
)
NOTICE = replace(
    ASK,
    about="your agency’s reply is 5 working days late",
    lines=("Your agency was asked for a reply, and has not given it.", "You are told as its contact."),
    due="It was due by the end of Friday 11 December 2026.",
)
NO_LONGER = replace(NEWS, lines=("What happened: your agency need no longer reply.",), link=None)
CONFIRM = Letter(
    about="Confirm who holds a role at St Mary’s & Friends",
    partnership=ASK.partnership,
    workspace="St Mary’s & Friends",
    lines=("You are asked to confirm your agency’s list of people.",),
    link=Link(address="https://portal.example/people", words="Open the list"),
)
INVITED = replace(CONFIRM, about="Your role", link=replace(INVITATION, words="Open the portal"))
EVERY_KIND = {
    "ask": ASK,
    "news": NEWS,
    "reminder": REMINDER,
    "chase": CHASE,
    "notice": NOTICE,
    "no longer": NO_LONGER,
    "confirm": CONFIRM,
    "invited": INVITED,
}
each_kind = pytest.mark.parametrize("letter", EVERY_KIND.values(), ids=EVERY_KIND)

HEADERS = {
    "From", "To", "Subject", "Message-ID", "Date", "Auto-Submitted", "MIME-Version", "Content-Type",
}  # fmt: skip


def _paragraphs(letter: Letter) -> list[str]:
    """What the plain text says, each paragraph in one line; the lines of a heading or a link are two."""
    text = letter.text().replace(letter.service, f"\n{letter.service}")
    address = letter.link.address if letter.link else "no link"
    return [" ".join(one.split()) for one in text.replace(address, f"\n\n{address}\n").split("\n\n")]


def _read(page: str) -> str:
    """What a person reads of an HTML page."""
    body = page.partition("<body")[2].partition(">")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_plain_text_reads_as_it_should() -> None:
    assert ASK.text() == (
        "Westmarch Safeguarding Children Partnership\n"
        "Professional differences\n"
        "\n"
        "RPD-AAAA-BBBB\n"
        "\n"
        "You are asked to: reply with Part 2.\n"
        "\n"
        "Do this by the end of Friday 11 December 2026.\n"
        "\n"
        "Open the case:\n"
        "https://portal.example/cases/RPD-AAAA-BBBB\n"
        "\n"
        "Sent to Birch Agency because you hold a role there. This message holds\n"
        "nothing about a child, and a reply to it reaches nobody. If you should\n"
        "not have had it, tell the partnership’s Business Unit.\n"
    )


@each_kind
def test_the_html_says_what_the_plain_text_says(letter: Letter) -> None:
    shown = _read(letter.html())
    for paragraph in _paragraphs(letter):
        assert paragraph.removesuffix(":") in shown
    said = [*letter.lines, letter.due, letter.invitation, letter.closing, letter.reference]
    left = shown
    for words in (*said, letter.partnership, letter.service):
        left = left.replace(words, "", 1)
    if letter.link:
        left = left.replace(letter.link.words, "", 1).replace(letter.link.address, "", 1)
        left = left.replace("Or copy this address into your browser:", "", 1)
    assert left.split() == []


@each_kind
def test_it_has_one_link_with_its_address_in_full(letter: Letter) -> None:
    links = [unescape(found) for found in re.findall(r'<a href="([^"]*)"', letter.html())]
    assert links == ([letter.link.address] if letter.link else [])
    for part in (letter.text(), _read(letter.html())):
        assert part.count("https://") == len(links)


@each_kind
def test_lines_are_short_enough_to_read_and_a_link_is_never_broken(letter: Letter) -> None:
    lines = letter.text().splitlines()
    assert {len(line) for line in lines if len(line) > 72} <= {len(letter.link.address) if letter.link else 0}
    assert letter.link is None or letter.link.address in lines
    assert "\n\n\n" not in letter.text()


def test_a_letter_says_nothing_that_it_was_not_given() -> None:
    bare = replace(ASK, reference="", due="", link=None)
    for part in (bare.text(), _read(bare.html())):
        for unsaid in ("RPD", "by the end of", "December", "Open", "address", "invitation", "None"):
            assert unsaid not in part
    assert "invitation" not in ASK.text()
    assert "invitation: it works once, only for you" in " ".join(INVITED.text().split())


def test_an_agencys_name_is_text_in_both() -> None:
    letter = replace(CONFIRM, workspace='<b>St Mary’s</b> & "Friends"')
    assert 'Sent to <b>St Mary’s</b> & "Friends" because' in letter.text()
    assert "<b>" not in letter.html()
    assert 'Sent to <b>St Mary’s</b> & "Friends" because' in unescape(letter.html())


def test_the_subject_begins_with_the_reference_of_the_case() -> None:
    assert ASK.subject == "RPD-AAAA-BBBB: reply with Part 2"
    assert CONFIRM.subject == "Confirm who holds a role at St Mary’s & Friends"
    assert "<title>RPD-AAAA-BBBB: reply with Part 2</title>" in ASK.html()


def test_a_message_holds_both_parts_and_the_headers_it_needs() -> None:
    with at(datetime(2026, 12, 11, 9, tzinfo=UTC)):
        mail = message(
            CHASE, sender="a@portal.example", to="b@birch.example", message_id="<1@portal.example>"
        )
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = mail.iter_parts()
    assert (plain.get_content_type(), plain.get_content()) == ("text/plain", CHASE.text())
    assert (html.get_content_type(), html.get_content()) == ("text/html", CHASE.html())
    assert set(mail.keys()) == HEADERS
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == ("<1@portal.example>", "auto-generated")
    assert mail["Date"] == "Fri, 11 Dec 2026 09:00:00 +0000"
    assert max(map(len, mail.as_bytes().splitlines())) < 998


def test_a_name_cannot_add_a_header() -> None:
    forged = replace(CONFIRM, about="Your role at St Mary’s\nBcc: all@birch.example")
    with pytest.raises(ValueError, match="linefeed"):
        message(forged, sender="a@portal.example", to="b@birch.example", message_id="<1@portal.example>")
