"""Part 1 written by several people at once: nothing that either typed is lost, and each sees the other."""

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.escalations.actions import part_1
from portal.protocol.actors import Role
from tests.integration.escalations.drafting import CHILD, address, draft, identities, kept, send
from tests.pages import Browser, at_once, own_form, text_of, typed
from tests.partnership import as_owner
from tests.way import Way

OPEN_NOW = (
    "select n.name from portal.editing n join portal.escalation e on e.id = n.escalation_id"
    " where e.reference = :reference"
)
ISSUES = {f"issues-{number}-position": f"Position {number}" for number in range(3)}


def autosave(browser: Browser, page: str, fields: dict[str, Any]) -> TestResponse:
    """What the page sends while somebody types."""
    return browser.post(f"{page}/autosave", fields)


def after(form: dict[str, Any], answer: TestResponse) -> dict[str, Any]:
    """The form once the page has taken in what came with the saved line."""
    found = dict(form)
    for name in ("version", "was"):
        found[name] = answer.text.partition(f'name="{name}"')[2].partition('value="')[2].partition('"')[0]
        found[name] = found[name].replace("&#34;", '"')
    return found


# Two people press the button ------------------------------------------------------------------------------


def test_what_two_people_changed_in_different_fields_is_brought_together(browse: Any, empty: Way) -> None:
    mine, page = browse(), address(empty, "part-1/why")
    form = mine.fill(page)
    assert send(browse(Role.DEPUTY), page, {"unresolved": "Theirs"}).status_code == 303
    answer = mine.post(page, form | {"safety": "Mine"})
    assert answer.status_code == 303
    assert "alder deputy saved it too while you were writing" in text_of(mine.get(answer.location))
    found = draft(empty).content["why"]
    assert (found["unresolved"], found["safety"]) == ("Theirs", "Mine")


def test_where_both_changed_the_same_mine_stays_and_theirs_stands_beside_it(browse: Any, empty: Way) -> None:
    mine, page = browse(), address(empty, "part-1/why")
    form = mine.fill(page)
    send(browse(Role.DEPUTY), page, {"unresolved": "Theirs, at length", "safety": "Theirs alone"})
    answer = mine.post(page, form | {"unresolved": "Mine, typed at length"})
    assert answer.status_code == 409
    words = text_of(answer)
    assert "alder deputy wrote meanwhile: Theirs, at length" in words
    assert "alder deputy changed this too" in words
    assert draft(empty).content["why"]["unresolved"] == "Theirs, at length"
    again = form_of(answer)
    assert (again["unresolved"], again["safety"]) == ("Mine, typed at length", "Theirs alone")
    assert "/autosave" not in answer.text
    assert mine.post(page, again | {"unresolved": "Both, agreed"}).status_code == 303
    found = draft(empty).content["why"]
    assert (found["unresolved"], found["safety"]) == ("Both, agreed", "Theirs alone")
    assert mine.fill(page)["unresolved"] == "Both, agreed"


def form_of(answer: TestResponse) -> dict[str, Any]:
    """What the answer's own form holds."""
    return typed(own_form(answer.text))


def test_theirs_stays_beside_mine_while_rows_are_added(browse: Any, empty: Way) -> None:
    mine, page = browse(), address(empty, "part-1/issues")
    send(mine, page, ISSUES)
    form = mine.fill(page)
    send(browse(Role.DEPUTY), page, {"issues-1-position": "Theirs"})
    differs = mine.post(page, form | {"issues-1-position": "Mine"})
    assert differs.status_code == 409
    added = mine.post(page, form_of(differs) | {"add": "issues"})
    assert added.status_code == 200
    assert "alder deputy wrote meanwhile: Theirs" in text_of(added)


def test_each_ones_new_rows_are_kept_and_a_row_taken_away_unless_it_was_changed(
    browse: Any, empty: Way
) -> None:
    mine, page = browse(), address(empty, "part-1/issues")
    assert send(mine, page, ISSUES).status_code == 303
    form = mine.fill(page)
    theirs = browse(Role.DEPUTY)
    their_form = theirs.fill(page)
    without = {name: value for name, value in their_form.items() if "issues-1" not in name}
    new = {"issues-3-position": "Theirs, new"}
    assert theirs.post(page, without | new | {"issues-0-position": "Changed"}).status_code == 303
    kept_rows = {name: value for name, value in form.items() if "issues-0" not in name}
    answer = mine.post(page, kept_rows | {"issues-2-evidence": "Mine"})
    assert answer.status_code == 303, text_of(answer)
    found = [(one["position"], one["evidence"]) for one in draft(empty).content["issues"]]
    assert found == [("Changed", ""), ("Position 2", "Mine"), ("Theirs, new", "")]


def test_a_childs_identity_is_brought_together_in_the_block_alone(browse: Any, whole: Way) -> None:
    mine, page = browse(), address(whole, "part-1/children")
    form = mine.fill(page)
    assert send(browse(Role.DEPUTY), page, {"children-0-known_as": "Theirs"}).status_code == 303
    assert mine.post(page, form | {"children-0-other_number": "Mine 1"}).status_code == 303
    (child,) = identities(whole)
    assert (child.name, child.known_as, child.other_number) == ("Test Child", "Theirs", "Mine 1")
    assert "Theirs" not in str(draft(whole).content)


def test_two_who_save_at_the_same_moment_lose_nothing(browse: Any, empty: Way) -> None:
    page = address(empty, "part-1/why")
    mine, theirs = browse(), browse(Role.DEPUTY)
    for round_ in range(5):
        my_form = mine.fill(page) | {"unresolved": f"Mine {round_}"}
        their_form = theirs.fill(page) | {"safety": f"Theirs {round_}"}
        answers = at_once(partial(mine.post, page, my_form), partial(theirs.post, page, their_form))
        assert [answer.status_code for answer in answers] == [303, 303]
        found = draft(empty).content["why"]
        assert (found["unresolved"], found["safety"]) == (f"Mine {round_}", f"Theirs {round_}")


def test_sent_twice_it_is_saved_once(browse: Any, empty: Way) -> None:
    browser, page = browse(), address(empty, "part-1/children")
    form = browser.fill(page) | CHILD
    before = draft(empty).version
    first, second = browser.post(page, form), browser.post(page, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert draft(empty).version == before + 1


# Saved while it is typed ----------------------------------------------------------------------------------


def test_what_is_typed_is_saved_and_the_page_goes_on_from_there(browse: Any, empty: Way) -> None:
    browser, page = browse(), address(empty, "part-1/why")
    form = browser.fill(page)
    answer = autosave(browser, page, form | {"safety": "Half a sen"})
    assert answer.status_code == 200
    assert "Saved at " in answer.text
    assert draft(empty).content["why"]["safety"] == "Half a sen"
    form = after(form, answer)
    again = autosave(browser, page, form | {"safety": "Half a sentence, whole"})
    assert again.status_code == 200
    assert draft(empty).content["why"]["safety"] == "Half a sentence, whole"
    saved = browser.post(page, after(form, again) | {"safety": "Half a sentence, whole."})
    assert saved.status_code == 303
    assert draft(empty).versions["why"] == 3


def test_it_writes_one_row(browse: Any, whole: Way) -> None:
    browser, page = browse(), address(whole, "part-1/why")
    before = _rows(whole)
    assert autosave(browser, page, browser.fill(page) | {"safety": "More"}).status_code == 200
    now = _rows(whole)
    assert {name: len(now[name] - before[name]) for name in now} == {
        name: int(name == "draft") for name in now
    }
    assert {name: len(now[name]) for name in now} == {name: len(before[name]) for name in now}


def _rows(way: Way) -> dict[str, set[tuple[str, ...]]]:
    """Every row of the tables that a save might touch, known by where it stands and who wrote it last."""
    tables = ("draft", "escalation", "child", "child_key", "history", "outbox", "once", "case_audience")
    with as_owner(way.partnership.logins) as session:
        return {
            name: {
                tuple(row)
                for row in session.execute(text(f"select ctid::text, xmin::text from portal.{name}"))
            }
            for name in tables
        }


def test_what_is_not_valid_is_named_and_the_rest_is_saved(browse: Any, empty: Way) -> None:
    browser, page = browse(), address(empty, "part-1/stage_1")
    day = {"on-day": "31", "on-month": "2", "on-year": "2026"}
    answer = autosave(browser, page, browser.fill(page) | day | {"who": "Amara with Tom"})
    assert answer.status_code == 200
    assert "Not saved: The date: The date must be a real date" in answer.text
    found = draft(empty).content["stage_1"]
    assert (found["who"], found["on"]) == ("Amara with Tom", "")


def test_in_a_row_too_what_is_not_valid_leaves_what_was_stored(browse: Any, whole: Way) -> None:
    browser, page = browse(), address(whole, "part-1/children")
    typed = {"children-0-date_of_birth-day": "99", "children-0-known_as": "Zo"}
    answer = autosave(browser, page, browser.fill(page) | typed)
    assert "Not saved: The date of birth" in answer.text
    (child,) = identities(whole)
    assert (child.date_of_birth, child.known_as) == ("2019-02-03", "Zo")


def test_it_overwrites_nobody_and_says_who_saved(browse: Any, empty: Way) -> None:
    browser, page = browse(), address(empty, "part-1/why")
    form = browser.fill(page)
    send(browse(Role.DEPUTY), page, {"unresolved": "Theirs"})
    answer = autosave(browser, page, form | {"unresolved": "Mine"})
    assert answer.status_code == 409
    assert "alder deputy saved this section while you were writing" in answer.text
    assert draft(empty).content["why"]["unresolved"] == "Theirs"
    assert browser.post(page, form | {"unresolved": "Mine"}).status_code == 409


def test_an_older_autosave_that_comes_late_is_not_saved(browse: Any, empty: Way) -> None:
    browser, page = browse(), address(empty, "part-1/why")
    form = browser.fill(page)
    assert autosave(browser, page, form | {"safety": "First and second"}).status_code == 200
    assert autosave(browser, page, form | {"safety": "First"}).status_code == 409
    assert draft(empty).content["why"]["safety"] == "First and second"


def test_after_the_signature_nothing_is_saved_any_more(browse: Any, whole: Way) -> None:
    browser, page = browse(), address(whole, "part-1/why")
    form = browser.fill(page)
    whole.do(whole.manager, part_1.sign_off, whole.reference, version=whole.version(whole.manager))
    assert autosave(browser, page, form | {"safety": "Too late"}).status_code == 409
    assert browser.post(f"{page}/presence", {}).status_code == 409


def test_decision_25_a_name_is_noticed_as_it_is_typed_on_save_and_on_the_check(
    browse: Any, whole: Way
) -> None:
    browser, page = browse(), address(whole, "part-1/issues")
    form = browser.fill(page) | {"issues-0-evidence": "We saw Test Child at home."}
    answer = autosave(browser, page, form)
    assert "“Test Child” in “Issue 1: The evidence for it” looks like child 1’s name" in answer.text
    saved = browser.post(page, after(form, answer))
    assert saved.status_code == 303
    shown = browser.get(saved.location)
    assert "“Issue 1: The evidence for it” seems to hold child 1’s name" in text_of(shown)
    with browser.client.session_transaction(base_url="http://127.0.0.1:9") as session:
        assert "Test Child" not in str(dict(session))
    check = browser.get(address(whole, "part-1/check"))
    assert "The child may be named" in text_of(check)
    assert f'{page}#issues-0-evidence"' in check.text


# Who has what open ----------------------------------------------------------------------------------------


def test_who_has_a_section_open_is_seen_there_and_on_the_list(browse: Any, empty: Way) -> None:
    mine, theirs, page = browse(), browse(Role.DEPUTY), address(empty, "part-1/why")
    assert "alder" not in mine.post(f"{page}/presence", {}).text
    seen = theirs.post(f"{page}/presence", {})
    assert "alder contributor has this section open" in seen.text
    assert "alder deputy has this section open" in mine.post(f"{page}/presence", {}).text
    other = address(empty, "part-1/issues")
    assert "alder contributor has “Why it is not resolved” open" in theirs.post(f"{other}/presence", {}).text
    words = text_of(browse(Role.SENIOR_MANAGER).get(address(empty)))
    assert "alder deputy has “Why it is not resolved” open now" in words
    assert "alder contributor has “Why it is not resolved” open now" in words


def test_who_left_is_forgotten_within_a_minute(browse: Any, empty: Way) -> None:
    page = address(empty, "part-1/why")
    browse().post(f"{page}/presence", {})
    back = text("update portal.editing set at = at - :by where name = 'alder contributor'")
    with as_owner(empty.partnership.logins) as session:
        session.execute(back, {"by": timedelta(seconds=61)})
    assert "open now" not in text_of(browse(Role.DEPUTY).get(address(empty)))
    assert "contributor" not in browse(Role.DEPUTY).post(f"{page}/presence", {}).text
    with as_owner(empty.partnership.logins) as session:
        names = session.scalars(text(OPEN_NOW), {"reference": empty.reference}).all()
    assert names == ["alder deputy"]


def test_another_agency_knows_nothing_of_who_writes(browse: Any, way: Way) -> None:
    way.started()
    browse().post(f"{address(way, 'part-1/why')}/presence", {})
    stranger = browse(Role.SENIOR_MANAGER, "birch")
    assert stranger.post(f"{address(way, 'part-1/why')}/presence", {}).status_code == 404


# Issues in order, and put to whom -------------------------------------------------------------------------


def test_issues_are_moved_with_all_that_was_typed(browse: Any, empty: Way) -> None:
    browser, page = browse(), address(empty, "part-1/issues")
    send(browser, page, ISSUES)
    down = send(browser, page, {"down": "issues-0", "issues-0-risk": "Typed and not saved"})
    assert down.status_code == 200
    form = form_of(down)
    assert [form[f"issues-{number}-position"] for number in range(3)] == [
        "Position 1",
        "Position 0",
        "Position 2",
    ]
    assert form["issues-1-risk"] == "Typed and not saved"
    up = browser.post(page, form | {"up": "issues-2"})
    form = form_of(up)
    assert browser.post(page, form).status_code == 303
    found = [one["position"] for one in draft(empty).content["issues"]]
    assert found == ["Position 1", "Position 2", "Position 0"]
    assert kept(browser.get(page), "Move issue 2 up")


def test_decision_13_to_whom_an_issue_is_put_is_asked_only_when_there_are_several(
    browse: Any, whole: Way
) -> None:
    browser, page = browse(), address(whole, "part-1/issues")
    cedar = str(whole.partnership.workspaces["cedar"])
    birch = str(whole.partnership.workspaces["birch"])
    assert "Which agencies is this issue put to?" not in text_of(browser.get(page))
    difference = {"responder": birch, "further": [cedar, birch]}
    assert send(browser, address(whole, "part-1/difference"), difference).status_code == 303
    assert draft(whole).content["difference"]["further"] == [cedar]
    assert "Which agencies is this issue put to?" in text_of(browser.get(page))
    assert "Put to All the agencies named" in text_of(browser.get(address(whole, "part-1/check")))
    assert send(browser, page, {"issues-0-put_to": [cedar]}).status_code == 303
    assert draft(whole).content["issues"][0]["put_to"] == [cedar]
    assert "Put to Cedar Agency" in text_of(browser.get(address(whole, "part-1/check")))
    stranger = str(whole.partnership.workspaces["alder"])
    assert send(browser, page, {"issues-0-put_to": [stranger]}).status_code == 422
