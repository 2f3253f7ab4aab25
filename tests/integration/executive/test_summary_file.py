"""The summary as a PDF: for whoever may read it, as they may read it, tagged, masked, and kept as a download."""

from io import BytesIO

import pikepdf
import pytest

from portal.infra import pdf
from portal.protocol.actors import Role
from portal.protocol.escalation import PartKind
from portal.scrutiny import actions
from tests.integration.escalations.looked import faults, looks
from tests.integration.executive.conftest import Browse
from tests.integration.executive.test_deciding import DECIDED, at, page, signs
from tests.integration.executive.test_declaring import NONE
from tests.integration.executive.test_summary import WRITTEN, directed, scrutineer_declares, submitted
from tests.pages import Pages, text_of
from tests.way import Way

__all__ = ["directed"]


@pytest.fixture
def summarised(directed: Way, browse: Browse) -> Way:
    """The summary is in."""
    browser = browse(Role.SCRUTINEER, "scrutineer")
    scrutineer_declares(browser, directed, **NONE)
    assert submitted(browser, directed).status_code == 303
    return directed


def decided(way: Way, browse: Browse) -> None:
    """The analysis is withheld from the agencies."""
    chair = browse(Role.CHAIR)
    held = {"withheld": ["analysis"], "withheld_because": "It names staff."}
    assert (
        chair.post(page(way, "proposal"), chair.fill(page(way, "proposal")) | DECIDED | held).status_code
        == 303
    )
    for role in (Role.CHAIR, Role.MEMBER):
        at(browse(role), way, "view", view="for")
    assert signs(chair, way).status_code == 303


def address(way: Way) -> str:
    summary = next(way.see(way.officer).case.of_kind(PartKind.SUMMARY))
    return f"/cases/{way.reference}/summary/{summary.id}/file"


def document(way: Way, browse: Browse, monkeypatch: pytest.MonkeyPatch, role: Role, slug: str) -> str:
    """What the PDF of a reader is made from."""
    given: list[str] = []
    monkeypatch.setattr(pdf, "make", lambda html, css: given.append(html) or b"%PDF-")
    assert browse(role, slug).post(address(way), {}).status_code == 200
    return given[0]


def test_it_is_a_tagged_pdf_named_by_the_reference_alone(summarised: Way, browse: Browse) -> None:
    answer = browse(Role.CHAIR).post(address(summarised), {})
    with pikepdf.open(BytesIO(answer.data)) as made:
        assert "/StructTreeRoot" in made.Root
        assert str(made.Root.Lang) == "en"
    expected = f'attachment; filename="{summarised.reference}-summary.pdf"'
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == expected
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_decision_27_that_it_was_taken_is_kept_and_read(
    summarised: Way, browse: Browse, pages: Pages
) -> None:
    chair = browse(Role.CHAIR)
    chair.post(address(summarised), {})
    assert looks(pages, summarised)[-1] == ("download", "", "executive chair")
    assert faults(pages, summarised) == []
    read = text_of(browse(Role.OFFICER, "business_unit").get(f"/cases/{summarised.reference}/looks"))
    assert "Downloaded the summary of the Independent Scrutineer" in read


@pytest.mark.parametrize(
    ("role", "slug"),
    [(Role.CHAIR, "executive"), (Role.CLERK, "business_unit"), (Role.SCRUTINEER, "scrutineer")],
)
def test_who_reads_it_whole_takes_it_whole(
    summarised: Way, browse: Browse, monkeypatch: pytest.MonkeyPatch, role: Role, slug: str
) -> None:
    made = document(summarised, browse, monkeypatch, role, slug)
    for words in ("Which help was offered?", "Both have a point.", "It began in March.", "Material seen"):
        assert words in made
    assert "I doubt the dates." not in made


def test_no_party_takes_it_before_the_decision(summarised: Way, browse: Browse, pages: Pages) -> None:
    taken = len(looks(pages, summarised))
    for slug in ("alder", "birch"):
        assert browse(Role.SENIOR_MANAGER, slug).post(address(summarised), {}).status_code == 404
    assert len(looks(pages, summarised)) == taken


def test_decision_23_then_the_parties_take_what_was_given_to_them(
    summarised: Way, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(summarised, browse)
    for slug in ("alder", "birch"):
        made = document(summarised, browse, monkeypatch, Role.SENIOR_MANAGER, slug)
        assert "It began in March." in made
        assert "It names staff." in made
        assert "scrutineer scrutineer" not in made
        for words in ("Both have a point.", "Which help was offered?"):
            assert words not in made
    assert "Both have a point." in document(summarised, browse, monkeypatch, Role.MEMBER, "executive")
    scrutineer = browse(Role.SCRUTINEER, "scrutineer")
    assert scrutineer.post(address(summarised), {}).status_code == 404


def test_the_button_stands_where_it_is_read(summarised: Way, browse: Browse) -> None:
    def shows(role: Role, slug: str) -> bool:
        return address(summarised) in browse(role, slug).get(f"/cases/{summarised.reference}").text

    assert shows(Role.CHAIR, "executive")
    assert not shows(Role.SENIOR_MANAGER, "birch")
    decided(summarised, browse)
    assert shows(Role.SENIOR_MANAGER, "birch")


def test_decision_25_a_name_in_it_is_masked(
    directed: Way, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrutineer_declares(browse(Role.SCRUTINEER, "scrutineer"), directed, **NONE)
    writer = directed.partnership.who("scrutineer", Role.SCRUTINEER)
    content = WRITTEN | {"agreed": "That Test Child needs help."}
    draft = directed.do(writer, actions.save, directed.reference, version=0, content=content)
    version = directed.version(writer)
    directed.do(writer, actions.submit, directed.reference, version=version, draft=draft)
    made = document(directed, browse, monkeypatch, Role.CHAIR, "executive")
    assert "Test Child" not in made
    assert "needs help." in made
