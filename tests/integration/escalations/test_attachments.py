"""Files attached to the form, over HTTP: added, refused, signed, downloaded, taken out; and bad uploads."""

import hashlib
import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.demo.valkey import Valkey
from portal.escalations import queries
from portal.escalations.actions import attachments, office, part_1, replies
from portal.escalations.actions.attachments import Described, Limits
from portal.infra import files
from portal.infra.verification import verify
from portal.protocol.actors import Actor, Role
from portal.protocol.attachments import Paper
from portal.protocol.errors import Invalid, NotFound, Stale, WrongState
from tests.engines import Template
from tests.files import WORD_PARTS, Breaking, archive, pdf, picture, text_file
from tests.pages import BASE_URL, Browser, Pages, at_once, opened, own_form, text_of, typed
from tests.partnership import as_owner
from tests.way import REPLY, Way

WORDS: dict[str, Any] = {
    "title": "Chronology of contacts",
    "kind": "chronology",
    "author": "A. Worker, Duty Team",
    "third_party": "no",
    "minimum": "y",
}
SAID = Described("Chronology of contacts", "A. Worker", "chronology", third_party=False, minimum=True)
ROOM = Limits(at_most=30, scanned=False)


@pytest.fixture(scope="module")
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url()) as found:
        yield found


@pytest.fixture
def way(pages: Pages) -> Way:
    return pages.way().started()


def _address(way: Way, paper: str = "part-1") -> str:
    return f"/cases/{way.reference}/attachments/{paper}"


def _send(
    browser: Browser, address: str, content: bytes, name: str = "contacts.txt", **changes: Any
) -> TestResponse:
    form = typed(own_form(browser.get(address).text))
    return browser.post(address, {**form, **WORDS, **changes, "file": (io.BytesIO(content), name)})


def _attach(
    way: Way, content: bytes, name: str = "contacts.txt", *, actor: Actor | None = None, **how: Any
) -> UUID:
    given = {"paper": Paper.PART_1, "described": SAID, "limits": ROOM, **how}
    added: UUID = way.do(
        actor or way.contributor, attachments.add, way.reference, file=files.accept(name, content), **given
    )
    return added


def _seen(way: Way, actor: Actor) -> tuple[queries.AttachmentView, ...]:
    with way.partnership.database.reading(way.partnership.context(actor)) as session:
        return queries.attachments(session, way.see(actor).case.id)


def _writer(pages: Pages) -> Browser:
    return pages.who("alder", Role.CONTRIBUTOR)


# Attaching ---------------------------------------------------------------------------------------------------


def test_a_file_is_attached_listed_and_downloaded(pages: Pages, way: Way) -> None:
    writer = _writer(pages)
    content = pdf()
    assert _send(writer, _address(way), content, "Wöchentliche “Notizen” 李.pdf").status_code == 303
    page = writer.get(_address(way))
    said = text_of(page)
    assert "Chronology of contacts" in said
    assert "Wöchentliche “Notizen” 李.pdf" in said
    assert "Attached by alder contributor" in said
    (file,) = _seen(way, way.contributor)
    got = writer.post(f"/cases/{way.reference}/attachments/{file.id}/file", {})
    assert (got.status_code, got.data) == (200, content)
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"] == "no-store"
    assert got.headers.getlist("Content-Security-Policy") == [
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    ]
    disposition = got.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "filename*=UTF-8''W%C3%B6chentliche%20%E2%80%9CNotizen%E2%80%9D%20%E6%9D%8E.pdf" in disposition


def test_what_a_browser_could_run_is_handed_out_as_octets(pages: Pages, way: Way) -> None:
    writer = _writer(pages)
    assert _send(writer, _address(way), b"<script>alert(1)</script>", "page.txt").status_code == 303
    (file,) = _seen(way, way.contributor)
    got = writer.post(f"/cases/{way.reference}/attachments/{file.id}/file", {})
    assert got.headers["Content-Type"] == "application/octet-stream"


def test_what_is_stored_has_no_place_and_no_device(pages: Pages, way: Way) -> None:
    taken = Image.Exif()
    taken[0x010F] = "Invented Camera Works"
    taken.get_ifd(0x8825)[1] = "N"
    assert _send(_writer(pages), _address(way), picture("JPEG", exif=taken), "photo.jpg").status_code == 303
    (file,) = _seen(way, way.contributor)
    copy = way.do(way.contributor, attachments.download, way.reference, attachment=file.id)
    assert b"Invented Camera" not in copy.content
    assert not Image.open(io.BytesIO(copy.content)).getexif()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("notes.txt", b"", "The file is empty"),
        ("scan.pdf", archive({"a": b"b"}), "but it is not a PDF"),
        ("form.docx", archive({"a": b"b"}), "it does not hold one"),
        ("form.docx", archive({**WORD_PARTS, "word/vbaProject.bin": b"x"}), "It holds macros"),
        ("wide.png", picture(size=(50_000, 1)), "It is 50,000 by 1 pixels"),
        ("run.exe", b"MZ", "Files that end in .exe cannot be attached"),
        ("nul\0.exe", b"MZ", "Files that end in .exe cannot be attached"),
        ("x", b"MZ", "no ending"),
    ],
)
def test_a_file_that_is_not_taken_says_why_and_all_else_is_kept(
    pages: Pages, way: Way, name: str, content: bytes, says: str
) -> None:
    refused = _send(_writer(pages), _address(way), content, name)
    _kept(refused, says)
    assert _seen(way, way.contributor) == ()


def _kept(refused: TestResponse, says: str) -> None:
    """Refused beside the file, and everything typed is in the form as it was."""
    assert refused.status_code == 422
    assert says in text_of(refused)
    form = typed(own_form(refused.text))
    assert {name: form[name] for name in WORDS} == WORDS
    assert 'id="file-error"' in refused.text


def test_a_file_that_is_too_large_keeps_what_was_typed(pages: Pages, way: Way) -> None:
    for size in (20 * 1024 * 1024 + 1, 23 * 1024 * 1024, 130 * 1024 * 1024):
        _kept(_send(_writer(pages), _address(way), b"x" * size), "The file is larger than 20 MB")
    assert _seen(way, way.contributor) == ()


def test_a_file_of_just_the_size_is_taken(pages: Pages, way: Way) -> None:
    assert _send(_writer(pages), _address(way), b"x" * 20 * 1024 * 1024).status_code == 303


@pytest.mark.parametrize("at", [0.3, 0.9, 0.999])
def test_an_upload_that_stops_halfway_keeps_what_was_typed(pages: Pages, way: Way, at: float) -> None:
    writer = _writer(pages)
    body, kind = _multipart(writer, _address(way), b"x" * 300_000)
    stopped = writer.client.post(
        _address(way),
        base_url=BASE_URL,
        input_stream=io.BytesIO(body[: int(len(body) * at)]),
        headers={"Content-Type": kind},
        environ_overrides={"CONTENT_LENGTH": str(len(body))},
    )
    _kept(stopped, "the upload stopped halfway")
    assert _seen(way, way.contributor) == ()


@pytest.mark.parametrize("told", [True, False], ids=["its length was told", "its length was not told"])
def test_an_upload_whose_connection_breaks_keeps_what_was_typed(pages: Pages, way: Way, told: bool) -> None:
    writer = _writer(pages)
    body, kind = _multipart(writer, _address(way), b"x" * 300_000)
    broken = writer.client.post(
        _address(way),
        base_url=BASE_URL,
        input_stream=Breaking(body[:200_000]),
        headers={"Content-Type": kind},
        environ_overrides={"CONTENT_LENGTH": str(len(body))} if told else CHUNKED,
    )
    _kept(broken, "the upload stopped halfway")


CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}


def _multipart(browser: Browser, address: str, content: bytes) -> tuple[bytes, str]:
    """The body that a browser sends, with its type."""
    fields = {**typed(own_form(browser.get(address).text)), **WORDS}
    head = "".join(
        f'--border\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
        if name != "file"
    )
    file = '--border\r\nContent-Disposition: form-data; name="file"; filename="contacts.txt"\r\n'
    body = f"{head}{file}Content-Type: text/plain\r\n\r\n".encode() + content + b"\r\n--border--\r\n"
    return body, "multipart/form-data; boundary=border"


def test_the_body_of_a_whole_upload_is_taken(pages: Pages, way: Way) -> None:
    """The twin of the two above."""
    writer = _writer(pages)
    body, kind = _multipart(writer, _address(way), b"x" * 300_000)
    whole = writer.client.post(_address(way), base_url=BASE_URL, data=body, headers={"Content-Type": kind})
    assert whole.status_code == 303
    assert [one.size for one in _seen(way, way.contributor)] == [300_000]


def test_what_was_typed_wrongly_comes_back_as_it_was_typed(pages: Pages, way: Way) -> None:
    title = "O’Brien \u202enoitces <b> \0"
    refused = _send(_writer(pages), _address(way), text_file(), title=title, kind="nothing", minimum="")
    assert refused.status_code == 422
    said = text_of(refused)
    assert "Title holds a character that cannot be kept" in said
    assert "Choose one of the list" in said
    assert "Confirm that the file holds no more than is needed" in said
    assert "Choose the file again" in said
    assert typed(own_form(refused.text))["title"] == title


def test_the_form_without_a_file_says_so(pages: Pages, way: Way) -> None:
    writer = _writer(pages)
    form = {**typed(own_form(writer.get(_address(way)).text)), **WORDS}
    for sent in (form, {**form, "file": "no file at all"}):
        _kept(writer.post(_address(way), sent), "Choose a file")


def test_the_same_file_twice_in_one_part_is_said(pages: Pages, way: Way) -> None:
    assert _send(_writer(pages), _address(way), text_file("Once")).status_code == 303
    again = _send(_writer(pages), _address(way), text_file("Once"), "another name.txt", title="Again")
    assert again.status_code == 422
    assert "This file is attached already, as “Chronology of contacts”" in text_of(again)
    assert len(_seen(way, way.contributor)) == 1


def test_one_form_sent_twice_attaches_once(pages: Pages, way: Way) -> None:
    writer = _writer(pages)
    form = {**typed(own_form(writer.get(_address(way)).text)), **WORDS}
    answers = [
        writer.post(_address(way), {**form, "file": (io.BytesIO(text_file()), "a.txt")}) for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [303, 303]
    assert len(_seen(way, way.contributor)) == 1


def test_there_are_as_many_as_the_setting_allows(pages: Pages, way: Way) -> None:
    for number in range(30):
        _attach(way, text_file(f"File {number}"), f"{number}.txt")
    writer = _writer(pages)
    full = writer.get(_address(way))
    assert "There are 30 files here, which is as many as there may be" in text_of(full)
    assert 'type="file"' not in full.text
    other = pages.way().started()
    form = typed(own_form(writer.get(_address(other)).text))
    fields = {**form, **WORDS, "file": (io.BytesIO(text_file("One more")), "more.txt")}
    _kept(writer.post(_address(way), fields), "as many as there may be")
    assert len(_seen(way, way.contributor)) == 30


def test_the_limit_holds_when_several_are_sent_at_once(pages: Pages, way: Way) -> None:
    limits = Limits(at_most=5, scanned=False)

    def send(number: int) -> Any:
        def one() -> Any:
            try:
                return _attach(way, text_file(f"File {number}"), limits=limits)
            except Invalid as refused:
                return refused

        return one

    for start in range(0, 12, 4):
        at_once(*(send(start + number) for number in range(4)))
    assert len(_seen(way, way.contributor)) == 5


# Who may, and while when -----------------------------------------------------------------------------------


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


@pytest.mark.parametrize("paper", ["part-3", "part_1", "nothing", "..", "%00"])
def test_another_part_of_the_form_is_not_found(pages: Pages, way: Way, paper: str) -> None:
    assert _writer(pages).get(_address(way, paper)).status_code == 404


# Signing, and taking out -----------------------------------------------------------------------------------


def _returned(way: Way) -> None:
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="More is needed.")


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


# A child's identity ----------------------------------------------------------------------------------------


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


# Quarantine ------------------------------------------------------------------------------------------------


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


# The record ------------------------------------------------------------------------------------------------


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


def test_a_part_whose_files_were_all_taken_out_is_signed_without_any(way: Way) -> None:
    way.do(way.contributor, attachments.remove, way.reference, attachment=_attach(way, text_file()))
    way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    assert "attachments" not in way.see(way.manager).documents[0].content
