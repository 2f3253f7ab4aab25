"""Part 3: whether it is resolved, with what reasons, when it may be said and by whom, and said once."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.infra.calendar import at, now
from portal.protocol.actors import Role
from portal.protocol.escalation import CaseState
from tests.days import boxes, today
from tests.integration.escalations.drafting import address as _at
from tests.integration.escalations.replying import documents as _documents
from tests.pages import Pages, at_once, text_of
from tests.way import ISSUE, full


def _resolved(*, overall: str = "resolved", **more: str) -> dict[str, str]:
    """Part 3, of which the practitioner was told today."""
    told = boxes("practitioner_told_on", today())
    return {"results__0__result": "resolved", "overall": overall, "on_record": "y", **told, **more}


def test_a_concludes_that_it_is_resolved(pages: Pages) -> None:
    way = pages.way().answered()
    senior = pages.browser(way.manager)
    shown = text_of(senior.get(_at(way, "part-3")))
    assert "What Birch Agency replied Answer We partly agree Reasons Some of it is so." in shown
    done = senior.send(_at(way, "part-3"), **_resolved())
    assert (done.status_code, done.location) == (303, f"/cases/{way.reference}")
    case = way.see(way.manager).case
    assert (case.state, case.follow_up_on is not None) == (CaseState.RESOLVED, True)
    assert senior.get(_at(way, "part-3")).status_code == 409


@pytest.mark.parametrize("overall", ["partly", "not"])
def test_anything_but_resolved_is_not_resolved_and_needs_reasons(pages: Pages, overall: str) -> None:
    way = pages.way().answered()
    senior = pages.browser(way.manager)
    refused = senior.send(_at(way, "part-3"), **_resolved(overall=overall))
    assert (refused.status_code, "Give your reasons" in text_of(refused)) == (422, True)
    done = senior.send(_at(way, "part-3"), **_resolved(overall=overall, reasons="No plan yet."))
    assert done.status_code == 303
    assert way.see(way.manager).case.state is CaseState.UNRESOLVED


def test_resolved_is_refused_beside_an_issue_that_is_not(pages: Pages) -> None:
    way = pages.way().answered()
    senior = pages.browser(way.manager)
    refused = senior.send(_at(way, "part-3"), **_resolved(results__0__result="not"))
    assert (refused.status_code, 'href="#overall"' in refused.text) == (422, True)
    assert "Issue 1 is not resolved" in text_of(refused)
    assert way.see(way.manager).case.state is CaseState.ANSWERED


def test_once_not_resolved_only_resolved_can_still_be_concluded(pages: Pages) -> None:
    way = pages.way().answered()
    senior, not_resolved = pages.browser(way.manager), 'name="overall" type="radio" value="not"'
    assert not_resolved in senior.get(_at(way, "part-3")).text
    senior.send(_at(way, "part-3"), **_resolved(overall="not", reasons="No plan yet."))
    fields = senior.fill(_at(way, "part-3"), **_resolved(overall="not", reasons="Again."))
    assert not_resolved not in senior.get(_at(way, "part-3")).text
    assert senior.post(_at(way, "part-3"), fields).status_code == 409
    assert senior.send(_at(way, "part-3"), **_resolved()).status_code == 303
    assert [one.version for one in _documents(way, "part_3")] == [1, 2]


def test_everything_missing_is_said_beside_its_field(pages: Pages) -> None:
    way = pages.way().answered()
    refused = pages.browser(way.manager).send(_at(way, "part-3"), learning="What went well")
    assert refused.status_code == 422
    for field in ("results-0-result", "overall", "practitioner_told_on-day", "on_record"):
        assert f'href="#{field}"' in refused.text
    assert "What went well" in refused.text


def test_what_is_wrong_and_what_is_missing_are_said_at_once(pages: Pages) -> None:
    way = pages.way().answered()
    refused = pages.browser(way.manager).send(
        _at(way, "part-3"), practitioner_told_on__day="31", practitioner_told_on__month="2",
        practitioner_told_on__year="2026",
    )  # fmt: skip
    assert refused.status_code == 422
    said = text_of(refused)
    assert "The day the practitioner was told must be a real date" in said
    assert "Say when the practitioner was told" not in said
    for words in ("Issue 1: say whether it is resolved", "Say whether the difference is resolved overall"):
        assert words in said


def test_each_result_belongs_to_its_own_issue(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of radio buttons, those not chosen are not sent: the second issue must not become the first."""
    monkeypatch.setattr("tests.way.full", lambda responder: full(responder) | {"issues": [ISSUE, ISSUE]})
    way = pages.way()
    with at(datetime.now(UTC) - timedelta(days=40)):
        way.forwarded()
    refused = pages.browser(way.manager).send(_at(way, "part-3"), results__1__result="not")
    assert "Issue 1: say whether it is resolved" in text_of(refused)
    assert "Issue 2: say whether it is resolved" not in text_of(refused)


def test_nobody_was_told_tomorrow(pages: Pages) -> None:
    way = pages.way().answered()
    with at(now()):
        tomorrow = boxes("practitioner_told_on", today() + timedelta(days=1))
        refused = pages.browser(way.manager).send(_at(way, "part-3"), **_resolved(**tomorrow))
    assert (refused.status_code, "must be today or in the past" in text_of(refused)) == (422, True)


def test_without_a_reply_a_concludes_only_once_it_is_overdue(pages: Pages) -> None:
    way, late = pages.way().forwarded(), pages.way()
    with at(datetime.now(UTC) - timedelta(days=40)):
        late.forwarded()
    senior = pages.browser(way.manager)
    assert senior.get(_at(way, "part-3")).status_code == 409
    assert senior.send(_at(late, "part-3"), _at(way, "part-3"), **_resolved()).status_code == 409
    assert "Birch Agency has not replied." in text_of(senior.get(_at(late, "part-3")))
    done = senior.send(_at(late, "part-3"), **_resolved(overall="not", reasons="Silence."))
    assert (done.status_code, late.see(late.manager).case.state) == (303, CaseState.UNRESOLVED)


def test_only_a_senior_manager_of_a_concludes_or_withdraws(pages: Pages) -> None:
    way = pages.way().answered()
    senior = pages.browser(way.manager)
    for page, fields in (("part-3", _resolved()), ("withdraw", {"reasons": "No."})):
        sent = senior.fill(_at(way, page), **fields)
        for other in (
            ("alder", Role.CONTRIBUTOR),
            ("birch", Role.SENIOR_MANAGER),
            ("business_unit", Role.OFFICER),
        ):
            browser = pages.who(*other)
            assert browser.get(_at(way, page)).status_code == 403
            assert browser.post(_at(way, page), sent).status_code == 403
    assert way.see(way.manager).case.state is CaseState.ANSWERED


def test_two_conclude_at_once_one_wins_and_the_other_keeps_the_text(pages: Pages) -> None:
    way = pages.way().answered()
    senior, deputy = pages.browser(way.manager), pages.who("alder", Role.DEPUTY)
    path = _at(way, "part-3")
    forms = [
        senior.fill(path, **_resolved(learning="Learned by one")),
        deputy.fill(path, **_resolved(overall="not", reasons="Learned by the other")),
    ]
    sent = at_once(lambda: senior.post(path, forms[0]), lambda: deputy.post(path, forms[1]))
    assert sorted(one.status_code for one in sent) == [303, 409]
    lost = next(at for at, one in enumerate(sent) if one.status_code == 409)
    assert ("Learned by one", "Learned by the other")[lost] in sent[lost].text
    assert len(_documents(way, "part_3")) == 1


def test_a_conclusion_sent_twice_is_one(pages: Pages) -> None:
    way = pages.way().answered()
    senior = pages.browser(way.manager)
    fields = senior.fill(_at(way, "part-3"), **_resolved())
    sent = [senior.post(_at(way, "part-3"), fields) for _ in range(2)]
    assert [(one.status_code, one.location) for one in sent] == [(303, f"/cases/{way.reference}")] * 2
    assert len(_documents(way, "part_3")) == 1
