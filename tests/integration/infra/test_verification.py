"""`verify` names what was edited behind the portal's back: rows, signed parts, identity, looks, notes, links."""

from collections.abc import Iterator

import psycopg
import pytest

from portal.escalations.actions import identity, links, oversight
from portal.infra.verification import verify
from tests import partnership
from tests.engines import Template
from tests.way import Way

OF_CASE = "escalation_id = (select id from portal.escalation where reference = %(reference)s)"
WATCHED = ("history", "document", "child", "access", "escalation", "note", "link")
SIGN_OFF, RESPOND, REVEAL = 2, 4, 6
"""The rows of the history that tell of Part 1's signature, of Part 2's, and of the look at identity."""


@pytest.fixture(scope="module")
def people(template: Template) -> Iterator[partnership.Partnership]:
    with partnership.founded(template) as built:
        yield built


@pytest.fixture
def way(people: partnership.Partnership) -> Way:
    """A case that was resolved, and whose identity was looked at."""
    made = Way(people).resolved()
    made.do(made.officer, identity.reveal, made.reference, purpose="oversight")
    return made


def _faults(way: Way) -> list[tuple[int, str]]:
    found = verify(way.partnership.logins.owner_url).faults
    return [(one.seq, one.what) for one in found if one.reference == way.reference]


def _edit(way: Way, statement: str) -> None:
    """Run it as the owner, with every trigger that keeps the record off."""
    with psycopg.connect(way.partnership.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        for table in WATCHED:
            owner.execute(f"alter table portal.{table} disable trigger user")
        done = owner.execute(statement.replace("OF_CASE", OF_CASE), {"reference": way.reference})
        assert done.rowcount > 0
        for table in WATCHED:
            owner.execute(f"alter table portal.{table} enable trigger user")


def test_what_nobody_touched_is_whole(way: Way) -> None:
    assert _faults(way) == []


@pytest.mark.parametrize(
    ("statement", "row", "what"),
    [
        ("update portal.history set payload = '{}' where OF_CASE and seq = 3", 3, "its content was changed"),
        ("update portal.history set payload = null where OF_CASE and seq = 3", 3, "its content is gone"),
        ("update portal.history set event = 'x' where OF_CASE and seq = 3", 3, "the row was changed"),
        ("delete from portal.history where OF_CASE and seq = 3", 3, "a row is missing here"),
        ("delete from portal.history where OF_CASE and seq = 6", 5, "rows after it are gone"),
        (
            'update portal.document set content = content || \'{"why": "x"}\''
            " where OF_CASE and kind = 'part_1'",
            SIGN_OFF,
            "the part that was signed with it was changed",
        ),
        (
            "update portal.document set signed_by_name = 'x' where OF_CASE and kind = 'part_2'",
            RESPOND,
            "the part that was signed with it was changed",
        ),
        (
            "delete from portal.document where OF_CASE and kind = 'part_2'",
            RESPOND,
            "the part that was signed with it is gone",
        ),
        (
            "update portal.child set name = 'x' where OF_CASE",
            SIGN_OFF,
            "the children’s identity that was signed with it was changed",
        ),
        (
            "delete from portal.access where OF_CASE",
            REVEAL,
            "the look that it tells of is gone or was changed",
        ),
    ],
)
def test_the_first_bad_row_is_named(way: Way, statement: str, row: int, what: str) -> None:
    _edit(way, statement)
    assert _faults(way) == [(row, what)]


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (
            "update portal.escalation set state = 'closed' where reference = %(reference)s",
            "it stands elsewhere than its rows say",
        ),
        (
            "insert into portal.document (escalation_id, kind, version, content, workspace_id, signed_by,"
            " signed_by_name, signed_by_role, signed_at) select escalation_id, kind, 9, content, workspace_id,"
            " signed_by, signed_by_name, signed_by_role, signed_at from portal.document"
            " where OF_CASE and kind = 'part_1'",
            "a signed part is there that no row tells of",
        ),
        ("delete from portal.history where OF_CASE", "every row of this case is gone"),
    ],
)
def test_the_case_is_named_when_no_row_is_to_blame(way: Way, statement: str, what: str) -> None:
    _edit(way, statement)
    ((_, said),) = _faults(way)
    assert said == what


FOR_WHOM = "for whom, or as what, the part was signed with it was changed"
LOOK = "the look that it tells of is gone or was changed"
NOTE, NOTE_GONE = "the note that it tells of was changed", "the note that it tells of is gone"
LINK, LINK_GONE = "the link that it tells of was changed", "the link that it tells of is gone"


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("update portal.document set agencies = '{}' where OF_CASE and kind = 'part_1'", FOR_WHOM),
        ("update portal.document set signed_by_role = 'x' where OF_CASE and kind = 'part_2'", FOR_WHOM),
        (
            "update portal.document set on_behalf_of = workspace_id where OF_CASE and kind = 'part_2'",
            FOR_WHOM,
        ),
        ("update portal.access set name = 'x' where OF_CASE and what = 'reveal'", LOOK),
        ("update portal.access set role = 'x' where OF_CASE and what = 'reveal'", LOOK),
        ("update portal.access set at = at - interval '1 day' where OF_CASE and what = 'reveal'", LOOK),
        ("update portal.note set body = 'x' where OF_CASE", NOTE),
        ("update portal.note set kind = 'call' where OF_CASE", NOTE),
        ("update portal.note set about = 'x' where OF_CASE", NOTE),
        ("update portal.note set agencies = null where OF_CASE", NOTE),
        ("update portal.note set name = 'x' where OF_CASE", NOTE),
        ("update portal.note set at = at - interval '1 day' where OF_CASE", NOTE),
        (
            "update portal.note set workspace_id = (select id from portal.workspace where slug = 'birch')"
            " where OF_CASE",
            NOTE,
        ),
        ("delete from portal.note where OF_CASE", NOTE_GONE),
        (
            "insert into portal.note select (jsonb_populate_record(n, jsonb_build_object('id',"
            " gen_random_uuid()))).* from portal.note n where OF_CASE",
            "a note is there that no row tells of",
        ),
        ("update portal.link set why = 'x' where OF_CASE", LINK),
        ("delete from portal.link where OF_CASE", LINK_GONE),
        (
            "insert into portal.link select (jsonb_populate_record(l, jsonb_build_object('linked_id',"
            " (select id from portal.escalation where state = 'submitted' limit 1)))).*"
            " from portal.link l where OF_CASE",
            "a link is there that no row tells of",
        ),
    ],
)
def test_what_is_kept_beside_the_case_is_vouched_for(way: Way, statement: str, what: str) -> None:
    way.do(way.officer, oversight.note, way.reference, kind="note", body="They rang.")
    other, third = Way(way.partnership).submitted(), Way(way.partnership).forwarded()
    way.do(way.officer, links.link, way.reference, to=third.reference, why="The same family.")
    assert (_faults(way), _faults(other), _faults(third)) == ([], [], [])
    _edit(way, statement)
    ((_, said),) = _faults(way)
    assert said == what


def test_a_link_that_was_taken_away_again_is_whole(way: Way) -> None:
    other = Way(way.partnership).forwarded()
    for _ in range(2):
        way.do(way.officer, links.link, way.reference, to=other.reference, why="The same family.")
        way.do(way.officer, links.unlink, way.reference, to=other.reference)
    assert (_faults(way), _faults(other)) == ([], [])


def test_rows_that_vouch_for_less_stay_valid(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in (("signing", "digest_of_signature"), ("looks", "digest_of_look")):
        monkeypatch.setattr(f"portal.escalations.actions.{module}.{name}", lambda kept: None)
    made = Way(way.partnership).resolved()
    made.do(made.officer, identity.reveal, made.reference, purpose="oversight")
    assert _faults(made) == []


def test_a_case_that_is_gone_whole_shows_in_the_sum(way: Way) -> None:
    before = verify(way.partnership.logins.owner_url)
    _edit(way, "delete from portal.history_head where OF_CASE")
    after = verify(way.partnership.logins.owner_url)
    assert (after.cases, after.whole != before.whole) == (before.cases - 1, True)
