"""PDFs that people attach: none that acts, is locked or holds other files; an ordinary one is taken as it is."""

from collections.abc import Callable

import pikepdf
import pytest

from portal.infra.files import accept
from tests.files import pdf, saved
from tests.unit.infra.refusals import refusal as _refusal

NAME, DICTIONARY = pikepdf.Name, pikepdf.Dictionary
SCRIPT = {"/S": NAME.JavaScript, "/JS": "app.alert(1)"}


def _with_page(**of_the_page: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    for key, value in of_the_page.items():
        document.pages[0].obj[f"/{key}"] = value
    return saved(document)


def _with_names(key: str) -> bytes:
    return pdf(Names=DICTIONARY({f"/{key}": DICTIONARY(Names=pikepdf.Array())}))


def _with_embedded_file() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["notes.txt"] = b"embedded"
    return saved(document)


def _loose() -> bytes:
    """A script in an object that only a page's own private dictionary points to, in a packed object stream."""
    document = pikepdf.new()
    document.add_blank_page()
    hidden = document.make_indirect(DICTIONARY(Deep=pikepdf.Array([DICTIONARY(SCRIPT)])))
    document.pages[0].obj["/PieceInfo"] = DICTIONARY(Own=hidden)
    return saved(document, object_stream_mode=pikepdf.ObjectStreamMode.generate)


WEB = {"/S": NAME.URI, "/URI": "https://elsewhere.example/"}


def _with_stream_elsewhere() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.pages[0].obj["/Own"] = pikepdf.Stream(document, b"", F="other.bin")
    return saved(document)


def _with_ring_of_actions() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    action = document.make_indirect(DICTIONARY(S=NAME.Named, N=NAME.NextPage))
    action["/Next"] = action
    document.Root["/OpenAction"] = action
    return saved(document)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: pdf(OpenAction=DICTIONARY(SCRIPT)), "It holds a script"),
        (lambda: pdf(AA=DICTIONARY(WC=DICTIONARY(SCRIPT))), "It holds a script"),
        (lambda: _with_page(AA=DICTIONARY(O=DICTIONARY(SCRIPT))), "It holds a script"),
        (lambda: _with_page(Annots=pikepdf.Array([DICTIONARY(A=DICTIONARY(SCRIPT))])), "It holds a script"),
        (lambda: _with_names("JavaScript"), "It holds a script"),
        (lambda: pdf(AcroForm=DICTIONARY(XFA="x")), "It holds a script"),
        (_loose, "It holds a script"),
        (_with_embedded_file, "It has other files embedded in it"),
        (lambda: _with_names("EmbeddedFiles"), "It has other files embedded in it"),
        (lambda: _with_page(Annots=pikepdf.Array([DICTIONARY(Subtype=NAME.FileAttachment)])),
         "It has other files embedded in it"),
        (lambda: pdf(Collection=DICTIONARY()), "It has other files embedded in it"),
        (lambda: pdf(OpenAction=DICTIONARY(S=NAME.Launch, F="calc.exe")), "It would start a program"),
        (lambda: pdf(OpenAction=DICTIONARY(S=NAME.SubmitForm)), "It would start a program or send data"),
        (lambda: pdf(OpenAction=DICTIONARY(S=NAME.ImportData)), "It would start a program or send data"),
        (lambda: pdf(OpenAction=DICTIONARY(S=NAME.GoToE)), "It has other files embedded in it"),
        (lambda: pdf(OpenAction=DICTIONARY(S=NAME.GoToR, F="other.pdf")), "It opens something from elsewhere"),
        (lambda: _with_page(Annots=pikepdf.Array([DICTIONARY(A=DICTIONARY(S=NAME.GoToR))])),
         "It opens something from elsewhere"),
        (lambda: pdf(OpenAction=DICTIONARY(S=NAME.Thread, F="other.pdf")), "It opens something from elsewhere"),
        (lambda: pdf(OpenAction=DICTIONARY(WEB)), "It opens something from elsewhere"),
        (lambda: pdf(AA=DICTIONARY(WC=DICTIONARY(WEB))), "It opens something from elsewhere"),
        (lambda: _with_page(AA=DICTIONARY(O=DICTIONARY(S=NAME.GoTo, Next=pikepdf.Array([DICTIONARY(WEB)])))),
         "It opens something from elsewhere"),
        (lambda: _with_page(Own=DICTIONARY(FS=NAME.URL, F="https://elsewhere.example/")),
         "It opens something from elsewhere"),
        (_with_stream_elsewhere, "It opens something from elsewhere"),
        (_with_ring_of_actions, "It opens something from elsewhere"),
    ],
)  # fmt: skip
def test_a_pdf_that_acts_is_refused(made: Callable[[], bytes], says: str) -> None:
    assert says in _refusal("a.pdf", made())


@pytest.mark.parametrize("user", ["", "a password"])
def test_a_protected_pdf_is_refused(user: str) -> None:
    document = pikepdf.new()
    document.add_blank_page()
    locked = saved(document, encryption=pikepdf.Encryption(owner="an owner's", user=user))
    assert "It is locked with a password or protected" in _refusal("a.pdf", locked)


def test_a_pdf_without_a_page_is_refused() -> None:
    assert "cannot be read" in _refusal("a.pdf", saved(pikepdf.new()))


def test_an_ordinary_pdf_with_links_and_an_opening_page_is_taken_as_it_is() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    page = document.pages[0].obj
    link = DICTIONARY(Subtype=NAME.Link, A=DICTIONARY(S=NAME.URI, URI="https://agency.example/"))
    page["/Annots"] = pikepdf.Array([link])
    document.Root["/OpenAction"] = DICTIONARY(S=NAME.GoTo, D=pikepdf.Array([page, NAME.Fit]))
    content = saved(document)
    assert accept("a.pdf", content).content == content
