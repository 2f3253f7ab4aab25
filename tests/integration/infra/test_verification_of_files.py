"""`verify` holds each file that was signed to the digest that the signed text gives of it."""

from collections.abc import Iterator

import psycopg
import pytest

from portal.escalations.actions import attachments, part_1
from portal.escalations.actions.attachments import Described, Limits
from portal.infra import files
from portal.infra.verification import verify
from portal.protocol.attachments import Paper
from tests.engines import Template
from tests.partnership import founded
from tests.way import Way

SAID = Described("Minutes", "A. Worker", "minutes", third_party=False, minimum=True)
CHANGED = "a file that was signed is gone or was changed"


@pytest.fixture
def way(template: Template) -> Iterator[Way]:
    """A case that was signed off with a file, and one more file that was not signed."""
    with founded(template) as people:
        made = Way(people).started()
        for words in (b"signed", b"taken out"):
            last = made.do(
                made.contributor, attachments.add, made.reference, paper=Paper.PART_1,
                file=files.accept("a.txt", words), described=SAID, limits=Limits(9, scanned=False),
            )  # fmt: skip
        made.do(made.contributor, attachments.remove, made.reference, attachment=last)
        made.do(made.manager, part_1.sign_off, made.reference, version=made.version(made.manager))
        yield made


def _faults(way: Way) -> list[str]:
    return [one.what for one in verify(way.partnership.logins.owner_url).faults]


def test_a_file_that_nobody_touched_is_whole(way: Way) -> None:
    assert _faults(way) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("update portal.attachment_content set content = 'other'", CHANGED),
        ("delete from portal.attachment_content", CHANGED),
        ("delete from portal.attachment", CHANGED),
        ("update portal.attachment set name = 'other.txt'", CHANGED),
        ("update portal.attachment set title = 'other'", CHANGED),
        ("update portal.attachment set author = 'other'", CHANGED),
        ("update portal.attachment set type = 'plan'", CHANGED),
        ("update portal.attachment set third_party = true", CHANGED),
        ("update portal.attachment set agencies = '{}'", CHANGED),
        ("update portal.attachment set sha256 = sha256('other')", CHANGED),
        (
            "insert into portal.attachment select (jsonb_populate_record(a, jsonb_build_object('id',"
            " gen_random_uuid()))).* from portal.attachment a",
            "a file is there as if it was signed, and no signature tells of it",
        ),
    ],
)
def test_a_file_that_was_changed_behind_the_portals_back_is_found(
    way: Way, statement: str, what: str
) -> None:
    with psycopg.connect(way.partnership.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        owner.execute("alter table portal.attachment disable trigger user")
        assert owner.execute(statement).rowcount == 1
    assert _faults(way) == [what]
