"""Every route × every kind of person × how they stand to the case: what they get, and what they must not find."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.integration.routes.canaries import KNOWS_OF, ON_ITS_PAGE, SEES_CASE, SEES_PAPER, leaks, marks
from tests.integration.routes.cases import Marked
from tests.integration.routes.door import Door, filled
from tests.integration.routes.house import Answer, House, Visitor, answer, fresh
from tests.integration.routes.people import AGENCIES, EVERYBODY, SIGNED_OUT
from tests.integration.routes.table import DOORS
from tests.pages import own_form, typed

LOOKED_AT = [door for door in DOORS if door.method == "GET"]
SENT = [door for door in DOORS if door.method == "POST"]
REVEAL = "POST /cases/<reference>/identity"
OF_THE_FORM = ("csrf_token", "once", "version", "was")
OWN_WRITING = ("/cases/<reference>/part-1", "/cases/<reference>/sign-off")


@dataclass
class Trial:
    """One door tried by everybody; every failed expectation is noted, so that one run tells all."""

    house: House
    door: Door
    wrong: list[str] = field(default_factory=list)

    def path(self, case: Marked | None, route: str = "") -> str:
        """The address of the door on this case."""
        named = {name: str(actor.membership) for name, actor in self.house.actors.items()}
        given = {
            name: re.sub(r"{([^}]+)}", lambda found: named[found[1]], value)
            for name, value in self.door.values.items()
        }
        values = {"token": self.house.invitation, **given}
        if case:
            values |= {"reference": case.reference, **case.places(values)}
        rule = route or self.door.route.partition(" ")[2]
        return re.sub(r"<([^>]+)>", lambda found: values[found[1]], rule)

    def check(self, who: str, got: Answer, expected: str, *, sent: dict[str, Any] | None = None) -> None:
        """Hold an answer to the table, and search it."""
        if got.outcome != expected:
            self.wrong.append(f"{self.door.name} · {who}: expected {expected}, got {got.outcome}")
        if in_cookie := sorted(_texts(sent or {}, got.kept)) + sorted(map(str, marks(got.kept))):
            self.wrong.append(f"{self.door.name} · {who}: kept in the cookie: {in_cookie}")
        own = marks(str(sent or {})) | self._shown(who, got)
        for leak in leaks(who, got.text, known=self.house.known, but=own):
            self.wrong.append(f"{self.door.name} · {who}: found {leak}")
        for label, case in self.house.cases.items():
            asked_for = label == self.door.state
            knows = SEES_CASE[label] | KNOWS_OF.get(label, frozenset())
            if case.reference in got.text and not asked_for and who not in knows:
                self.wrong.append(f"{self.door.name} · {who}: found the reference of the case {label}")

    def _shown(self, who: str, got: Answer) -> set[tuple[str, str]]:
        """An identity is shown to A while it writes and signs what it typed, and in the answer to a reveal."""
        writes = self.door.route.partition(" ")[2].startswith(OWN_WRITING)
        answered = who in self.door.may and got.outcome in ("200", "422")
        if answered and (writes or self.door.route == REVEAL):
            return {("some case", "identity"), (self.door.state, "identity")}
        return set()

    def done(self) -> None:
        """Report."""
        if self.wrong:
            pytest.fail("\n".join(self.wrong), pytrace=False)


def _texts(sent: dict[str, Any], kept: str) -> set[str]:
    """What was typed as words of one's own (a name is two) and stands in the browser's cookie."""
    typed_in = {str(value) for name, value in sent.items() if name not in OF_THE_FORM}
    return {one for one in typed_in if " " in one and one in kept}


def test_the_table_names_every_route_and_no_other(house: House) -> None:
    routes = {
        f"{method} {rule.rule}"
        for rule in house.pages.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    named = {door.route for door in DOORS}
    assert (routes - named, named - routes) == (set(), set())


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_the_table_says_one_thing_of_each_person(door: Door) -> None:
    named = [*door.may, *door.hidden, *(who for people in door.also.values() for who in people)]
    assert len(named) == len(set(named))
    assert set(named) <= EVERYBODY


@pytest.mark.parametrize("door", LOOKED_AT, ids=lambda door: door.name)
def test_who_may_look(house: House, door: Door) -> None:
    trial, case = Trial(house, door), house.cases.get(door.state)
    for who, visitor in house.visitors.items():
        got = answer(visitor, visitor.get(trial.path(case)), reference=case.reference if case else "")
        trial.check(who, got, door.expected(who))
        if case and door.route == "GET /cases/<reference>" and who in door.may:
            trial.wrong += _lacks(door, who, got)
    trial.done()


def _lacks(door: Door, who: str, got: Answer) -> Iterator[str]:
    """The page of a case shows everything that this person may read of it: each denial has its twin."""
    written = {paper for paper in ON_ITS_PAGE if paper in _WRITTEN[door.state]}
    entitled = {paper for paper in written if who in SEES_PAPER[paper]}
    for paper in sorted(entitled - {paper for _, paper in marks(got.text)}):
        yield f"{door.name} · {who}: may read {paper}, and did not find it"


_WRITTEN: dict[str, set[str]] = {
    "draft": set(),
    "submitted": {"part_1"},
    "returned": {"part_1", "sent_back"},
    "forwarded": {"part_1"},
    "answered": {"part_1", "part_2", "anothers_part_2"},
    "unresolved": {"part_1", "part_2", "anothers_part_2", "part_3", "part_3_whole"},
    "resolved": {
        "part_1",
        "part_2",
        "anothers_part_2",
        "part_3",
        "part_3_whole",
        "follow_up",
        "anothers_follow_up",
        "follow_up_whole",
    },
    "withdrawn": {"part_1", "withdrawal"},
    "asked": {"part_1", "part_2", "anothers_part_2", "part_3", "part_3_whole", "part_4", "comment"},
    "asked_early": {"part_1", "part_4"},
    "request_returned": {"part_1", "part_4", "comment", "request_sent_back"},
    "referred": {"part_1", "part_2", "part_3", "part_4", "comment"},
    "declared": {"part_1", "part_2", "part_3", "part_4", "comment"},
    "accepted": {"part_1", "part_2", "part_3", "part_4", "comment", "acceptance"},
    "summarised": {
        "part_1",
        "part_2",
        "part_3",
        "part_4",
        "comment",
        "acceptance",
        "commission",
        "summary",
    },
    "decided": {
        "part_1",
        "part_2",
        "part_3",
        "part_4",
        "comment",
        "acceptance",
        "decision",
        "commission",
        "summary",
        "issued",
    },
}


@pytest.mark.parametrize("door", SENT, ids=lambda door: door.name)
def test_who_may_send_an_empty_form(house: House, door: Door) -> None:
    trial, case = Trial(house, door), house.cases.get(door.state)
    before = house.stands(case) if case else None
    for who, kept in house.visitors.items():
        visitor = house.visitor(who) if door.leaves else kept
        got = answer(visitor, visitor.post(trial.path(case), {}), reference=case.reference if case else "")
        trial.check(who, got, door.expected(who, empty=True))
    if door.empty != door.got:  # a form with nothing to fill in is filled in when it is empty
        assert (house.stands(case) if case else None) == before
    trial.done()


@pytest.mark.parametrize("door", [door for door in SENT if door.may], ids=lambda door: door.name)
def test_who_may_send_it_filled_in(house: House, door: Door) -> None:
    """Those who may not are refused first, and change nothing; each of those who may then acts, and once."""
    trial, case = Trial(house, door), house.case(door.state) if door.state else None
    first, *others = sorted(door.may)
    filled = _filled(trial, first, case)
    before = house.stands(case) if case else None
    for who in sorted(EVERYBODY - door.may):
        _send(trial, who, case, fields=fresh(filled))
    assert (house.stands(case) if case else None) == before, f"{door.name}: the refused changed something"
    _act(trial, first, case, fields=filled)
    for who in others:
        own = case if door.again or case is None else house.case(door.state)
        _act(trial, who, own, fields=_filled(trial, who, own))
    trial.done()


def _act(trial: Trial, who: str, case: Marked | None, *, fields: dict[str, Any]) -> None:
    """Do it, and send the same form once more: it is done once, and leads to the same place."""
    visitor = trial.house.visitor(who) if trial.door.leaves else trial.house.visitors[who]
    _send(trial, who, case, fields=fields, visitor=visitor)
    before = trial.house.stands(case) if case and not trial.door.again else None
    if not trial.door.leaves:
        _send(trial, who, case, fields=fields, visitor=visitor)
    after = trial.house.stands(case) if case and not trial.door.again else None
    if after != before:
        trial.wrong.append(f"{trial.door.name} · {who}: sent twice, done twice")


def _send(
    trial: Trial, who: str, case: Marked | None, *, fields: dict[str, Any], visitor: Visitor | None = None
) -> None:
    visitor = visitor or trial.house.visitors[who]
    response = visitor.post(trial.path(case), fields)
    got = answer(visitor, response, reference=case.reference if case else "")
    trial.check(who, got, trial.door.expected(who), sent=fields)


def _filled(trial: Trial, who: str, case: Marked | None) -> dict[str, Any]:
    """The form as this person sees it, filled in."""
    house, door = trial.house, trial.door
    memberships = {name: str(actor.membership) for name, actor in house.actors.items()}
    memberships |= {name: str(house.partnership.workspaces[slug]) for name, slug in AGENCIES.items()}
    if case:
        memberships |= {f"the reply of {name}": case.response_of(slug) for name, slug in AGENCIES.items()}
    if who not in SIGNED_OUT:
        memberships["me"] = memberships[who]
    memberships |= {f"{name}’s agency": str(actor.workspace) for name, actor in house.actors.items()}
    sends = filled(door.sends, **memberships)
    if door.page == "none":
        return fresh({"version": "0", **sends})
    page = house.visitors[who].get(trial.path(case, door.page))
    return {**typed(own_form(page.text)), **sends}
