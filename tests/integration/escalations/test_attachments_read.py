"""Who reads a file: its own agency, others once it is signed, nobody in quarantine; and each look is kept."""

import pytest
from sqlalchemy import text

from portal.escalations import queries
from portal.escalations.actions import attachments, office, part_1, replies
from portal.escalations.actions.attachments import Limits
from portal.infra.verification import verify
from portal.protocol.actors import Role
from portal.protocol.errors import NotFound
from tests.files import text_file
from tests.integration.escalations.attaching import address as _address
from tests.integration.escalations.attaching import attach as _attach
from tests.integration.escalations.attaching import seen as _seen
from tests.integration.escalations.attaching import send as _send
from tests.integration.escalations.attaching import writer as _writer
from tests.pages import Pages, text_of
from tests.partnership import as_owner
from tests.way import REPLY, Way

pytestmark = pytest.mark.usefixtures("whole")
"""Every case here is a draft that lacks nothing."""


def test_a_file_is_its_agencys_alone_until_the_part_is_signed(pages: Pages, way: Way) -> None:
    file = _attach(way, text_file())
    for actor in (way.officer, way.responder):
        with pytest.raises(NotFound):
            way.do(actor, attachments.download, way.reference, attachment=file)
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    assert [one.title for one in _seen(way, way.officer)] == ["Chronology of contacts"]
    assert way.do(way.officer, attachments.download, way.reference, attachment=file).content == text_file()
    version = way.version(way.officer)
    way.do(way.officer, office.forward, way.reference, version=version, to=[way.responder.membership])
    (seen,) = _seen(way, way.responder)
    assert (seen.agency, seen.added_by) == ("Alder Agency", "")
    assert way.do(way.responder, attachments.download, way.reference, attachment=file).content == text_file()


def test_a_reply_has_its_own_files_which_another_b_does_not_read(pages: Pages, way: Way) -> None:
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    version = way.version(way.officer)
    way.do(way.officer, office.forward, way.reference, version=version, to=[way.responder.membership])
    other = pages.partnership.who("cedar", Role.SENIOR_MANAGER)
    with as_owner(pages.partnership.logins) as session:
        session.execute(
            text(
                "insert into portal.part (id, escalation_id, kind, workspace_id, state, began_at)"
                " select gen_random_uuid(), id, 'response', :cedar, 'awaited', now() from portal.escalation"
                " where reference = :reference"
            ),
            {"cedar": other.workspace, "reference": way.reference},
        )
    replier = pages.browser(way.responder)
    assert (
        _send(replier, _address(way, "part-2"), text_file("Our minutes"), title="Minutes").status_code == 303
    )
    (file,) = _seen(way, way.responder)
    assert [_seen(way, actor) for actor in (way.officer, way.contributor, other)] == [(), (), ()]
    version = way.version(way.responder)
    way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)
    for actor in (way.officer, way.contributor, way.responder):
        assert [one.id for one in _seen(way, actor)] == [file.id]
    assert _seen(way, other) == ()
    with pytest.raises(NotFound):
        way.do(other, attachments.download, way.reference, attachment=file.id)


def test_decision_25_a_childs_name_in_a_title_or_a_file_name_is_masked_for_others(
    pages: Pages, way: Way
) -> None:
    writer = _writer(pages)
    sent = _send(writer, _address(way), text_file(), "Test Child, visits.txt", title="About Test Child")
    assert sent.status_code == 303
    said = text_of(writer.get(_address(way)))
    assert "The title holds something of a child’s identity" in said
    assert "Test Child, visits.txt" in said
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    (seen,) = _seen(way, way.officer)
    assert "Test" not in seen.title + seen.name
    got = pages.browser(way.officer).post(f"/cases/{way.reference}/attachments/{seen.id}/file", {})
    assert got.status_code == 200
    assert "Test" not in str(got.headers)
    assert got.headers["Content-Disposition"].endswith("visits.txt")


def test_a_file_in_quarantine_is_listed_and_handed_to_nobody(pages: Pages, way: Way) -> None:
    file = _attach(way, text_file(), limits=Limits(at_most=30, scanned=True))
    writer = _writer(pages)
    assert "Being checked for viruses" in text_of(writer.get(_address(way)))
    got = writer.post(f"/cases/{way.reference}/attachments/{file}/file", {})
    assert got.status_code == 409
    assert text_file().decode() not in got.text
    with as_owner(pages.partnership.logins) as session:
        looks = session.scalar(
            text("select count(*) from portal.access where attachment_id = :file"), {"file": file}
        )
    assert looks == 0


# The record --------------------------------------------------------------------------------------------


def test_decision_27_a_download_is_logged_and_chained(pages: Pages, way: Way) -> None:
    file = _attach(way, text_file())
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    way.do(way.officer, attachments.download, way.reference, attachment=file)
    with as_owner(pages.partnership.logins) as session:
        rows = session.execute(
            text(
                "select a.what, a.name, a.attachment_id, h.event, h.payload->>'attachment' as chained"
                " from portal.access a join portal.history h on h.payload->>'looked' = a.id::text"
                " where a.attachment_id = :file"
            ),
            {"file": file},
        ).all()
    assert [tuple(row) for row in rows] == [
        ("download", way.officer.name, file, "download", str(file)),
    ]
    reference = way.reference
    assert [
        one for one in verify(pages.partnership.logins.owner_url).faults if one.reference == reference
    ] == []


def test_a_download_is_not_among_what_happened(pages: Pages, way: Way) -> None:
    file = _attach(way, text_file())
    way.do(way.contributor, attachments.download, way.reference, attachment=file)
    with way.partnership.database.reading(way.partnership.context(way.contributor)) as session:
        happened = queries.timeline(session, way.see(way.contributor).case.id)
    assert [one.words for one in happened] == ["Started the case"]
