"""What a member who is recused reads of a case: nothing until it is decided, then what the parties were given."""

import pytest

from portal.executive import deciding
from portal.protocol.actors import Role
from tests.integration.escalations.looked import looks
from tests.integration.executive.conftest import Browse
from tests.integration.executive.test_deciding import at, signs
from tests.integration.executive.test_declaring import PAPERS, SOME, declares
from tests.integration.executive.test_summary import WRITTEN, directed
from tests.integration.executive.test_summary_file import decided, summarised
from tests.pages import Browser, Pages, text_of
from tests.way import Way

__all__ = ["directed", "summarised"]


@pytest.fixture
def recused(summarised: Way, browse: Browse) -> Browser:
    """A third member, named as a substitute, who declared an interest."""
    officer, substitute = (
        browse(Role.OFFICER, "business_unit"),
        summarised.partnership.who("executive", Role.SUBSTITUTE),
    )
    step = f"/business-unit/cases/{summarised.reference}/substitute"
    assert officer.send(step, who=str(substitute.membership)).status_code == 303
    browser = browse(Role.SUBSTITUTE)
    assert declares(browser, summarised, **SOME).status_code == 303
    return browser


def test_nothing_until_it_is_decided(summarised: Way, recused: Browser, pages: Pages) -> None:
    shown = text_of(recused.get(f"/executive/{summarised.reference}"))
    assert "The decision of the Executive" not in shown
    assert WRITTEN["chronology"] not in shown
    assert "executive substitute" not in {name for _, _, name in looks(pages, summarised)}


def test_then_the_decision_and_the_summary_less_what_is_withheld_and_no_more(
    summarised: Way, recused: Browser, browse: Browse, pages: Pages
) -> None:
    decided(summarised, browse)
    shown = text_of(recused.get(f"/executive/{summarised.reference}"))
    for words in ("A meeting is held within a week.", WRITTEN["chronology"], "It names staff.", "Analysis"):
        assert words in shown
    for words in (WRITTEN["analysis"], "Which help was offered?", PAPERS, "The child waits."):
        assert words not in shown
    assert recused.get(f"/cases/{summarised.reference}").status_code == 404
    assert looks(pages, summarised)[-1] == ("view", "", "executive substitute")
    recused.get(f"/executive/{summarised.reference}")
    assert looks(pages, summarised)[-2] != ("view", "", "executive substitute")


def test_the_agencies_read_that_they_looked(
    summarised: Way, recused: Browser, browse: Browse, pages: Pages
) -> None:
    decided(summarised, browse)
    senior_manager = browse(Role.SENIOR_MANAGER, "birch")
    before = text_of(senior_manager.get(f"/cases/{summarised.reference}/looks"))
    recused.get(f"/executive/{summarised.reference}")
    after = text_of(senior_manager.get(f"/cases/{summarised.reference}/looks"))
    assert "Substitute" not in before.title()
    assert "Substitute" in after.title()


def test_a_clerical_correction_stands_beside_it(summarised: Way, recused: Browser, browse: Browse) -> None:
    decided(summarised, browse)
    corrected = at(browse(Role.CHAIR), summarised, "correct", body="It is 8 days, not 9.", clerical="y")
    assert corrected.status_code == 303
    assert "It is 8 days, not 9." in text_of(recused.get(f"/executive/{summarised.reference}"))


def test_decision_25_a_name_in_it_is_masked(summarised: Way, recused: Browser, browse: Browse) -> None:
    member = summarised.partnership.who("executive", Role.MEMBER)
    content = {"issues": {"1": {"decision": "Test Child is visited.", "reasons": "So."}}, "actions": []}
    summarised.do(member, deciding.propose, summarised.reference, version=0, content=content)
    for role in (Role.CHAIR, Role.MEMBER):
        at(browse(role), summarised, "view", view="for")
    assert signs(browse(Role.CHAIR), summarised).status_code == 303
    shown = text_of(recused.get(f"/executive/{summarised.reference}"))
    assert "is visited." in shown
    assert "Test Child" not in shown
