"""Files and the signature of their part: what is signed, what may be taken out before and after, what stops it."""

import hashlib
import io
from uuid import uuid4

import pytest
from sqlalchemy import text

from portal.escalations import queries
from portal.escalations.actions import attachments, office, part_1
from portal.escalations.actions.attachments import Limits
from portal.protocol.errors import Invalid, NotFound, Stale, WrongState
from tests.files import text_file
from tests.integration.escalations.attaching import WORDS
from tests.integration.escalations.attaching import address as _address
from tests.integration.escalations.attaching import attach as _attach
from tests.integration.escalations.attaching import seen as _seen
from tests.integration.escalations.attaching import writer as _writer
from tests.pages import Pages, own_form, text_of, typed
from tests.partnership import as_owner
from tests.way import Way

pytestmark = pytest.mark.usefixtures("whole")
"""Every case here is a draft that lacks nothing."""


def test_what_is_signed_holds_each_files_digest(pages: Pages, way: Way) -> None:
    file = _attach(way, text_file())
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    (paper,) = way.see(way.manager).documents
    assert paper.content["attachments"] == [{
        "id": str(file), "name": "contacts.txt", "title": "Chronology of contacts", "author": "A. Worker",
        "type": "chronology", "third_party": False, "size": len(text_file()),
        "sha256": hashlib.sha256(text_file()).hexdigest(), "media_type": "application/octet-stream",
    }]  # fmt: skip


def test_nobody_signs_other_files_than_they_read(way: Way) -> None:
    with way.partnership.database.reading(way.partnership.context(way.manager)) as session:
        case = way.see(way.manager)
        read = queries.draft(session, case.case.id, kind="part_1", workspace=way.manager.workspace).version
    file = _attach(way, text_file())
    with pytest.raises(Stale):
        way.do(way.manager, part_1.sign_off, way.reference, version=case.version, read=read)
    way.do(way.contributor, attachments.remove, way.reference, attachment=file)
    with pytest.raises(Stale):
        way.do(way.manager, part_1.sign_off, way.reference, version=case.version, read=read + 1)


def test_after_the_signature_nothing_is_added_or_taken_out(pages: Pages, way: Way) -> None:
    file = _attach(way, text_file())
    writer = _writer(pages)
    form = typed(own_form(writer.get(_address(way)).text))
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    assert writer.get(_address(way)).status_code == 409
    late = writer.post(_address(way), {**form, **WORDS, "file": (io.BytesIO(b"late"), "late.txt")})
    assert late.status_code == 409
    assert "Chronology of contacts" in text_of(late)
    removing = writer.post(
        f"/cases/{way.reference}/attachments/{file}/remove", {"once": uuid4().hex, "version": "0"}
    )
    assert removing.status_code == 409
    assert len(_seen(way, way.contributor)) == 1


def test_a_refused_file_stands_in_the_way_of_a_signature(way: Way) -> None:
    file = _attach(way, text_file(), limits=Limits(at_most=30, scanned=True))
    with as_owner(way.partnership.logins) as session:
        session.execute(
            text("update portal.attachment set state = 'refused', reason = 'Bad.' where id = :file"),
            {"file": file},
        )
    with pytest.raises(Invalid, match="Take out “Chronology of contacts” first"):
        way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    with pytest.raises(WrongState, match="refused"):
        way.do(way.contributor, attachments.download, way.reference, attachment=file)
    way.do(way.contributor, attachments.remove, way.reference, attachment=file)
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))


# Taken out ---------------------------------------------------------------------------------------------


def _returned(way: Way) -> None:
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="More is needed.")


def test_a_file_that_was_never_signed_is_gone_when_taken_out(pages: Pages, way: Way) -> None:
    file = _attach(way, text_file())
    way.do(way.contributor, attachments.download, way.reference, attachment=file)
    writer = _writer(pages)
    once = uuid4().hex
    remove = f"/cases/{way.reference}/attachments/{file}/remove"
    assert writer.post(remove, {"once": once, "version": "0"}).status_code == 303
    said = text_of(writer.get(_address(way)))
    assert ("The file was taken out." in said, "Chronology of contacts" in said) == (True, False)
    with as_owner(pages.partnership.logins) as session:
        left = session.execute(
            text(
                "select (select count(*) from portal.attachment where id = :file),"
                " (select count(*) from portal.attachment_content where attachment_id = :file),"
                " (select count(*) from portal.access where attachment_id = :file)"
            ),
            {"file": file},
        ).one()
    assert tuple(left) == (0, 0, 1)


def test_a_part_whose_files_were_all_taken_out_is_signed_without_any(way: Way) -> None:
    way.do(way.contributor, attachments.remove, way.reference, attachment=_attach(way, text_file()))
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    assert "attachments" not in way.see(way.manager).documents[0].content


def test_a_file_signed_before_stays_with_its_version(way: Way) -> None:
    first, second = _attach(way, text_file("First")), _attach(way, text_file("Second"))
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    _returned(way)
    way.do(way.contributor, attachments.remove, way.reference, attachment=first)
    third = _attach(way, text_file("Third"))
    assert {one.id for one in _seen(way, way.officer)} == {first, second}
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    version = way.version(way.officer)
    way.do(way.officer, office.forward, way.reference, version=version, to=[way.responder.membership])
    every = _seen(way, way.officer)
    of = {
        number: {one.id for one in queries.attached_to_version(every, paper="part_1", version=number)}
        for number in (1, 2)
    }
    assert of == {1: {first, second}, 2: {second, third}}
    assert {one.id for one in _seen(way, way.responder)} == {second, third}
    with pytest.raises(NotFound):
        way.do(way.responder, attachments.download, way.reference, attachment=first)
    assert way.do(way.officer, attachments.download, way.reference, attachment=first).content == b"First"
