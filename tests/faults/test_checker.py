"""The checker finds what it is there to find: each fault planted by hand, in a case that otherwise went well."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import text

from tests import partnership
from tests.engines import Logins
from tests.faults import checker, record
from tests.faults.checker import Found, check
from tests.faults.record import Answer, Letter, Told
from tests.partnership import as_owner
from tests.way import Way

_SENT = """
    update portal.outbox set sent_at = now(), message_id = '<' || id || '@portal.invalid>'
     where payload ? 'ask' and payload->>'ask' = 'respond' or payload->>'event' = 'forward'
"""
_LETTERS = """
    select o.message_id, p.email, e.reference
      from portal.outbox o join portal.escalation e on e.id = o.escalation_id
      join portal.membership m on m.id = o.membership_id join portal.person p on p.id = m.person_id
     where o.sent_at is not null order by o.created_at
"""


@dataclass
class Scene:
    """A case that was forwarded, both of its letters sent, and its client told so."""

    way: Way
    letters: list[Letter] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.way.submitted()
        self.run("update portal.outbox set dropped_at = now()")
        self.way.sent_on()
        self.run(_SENT)
        self.letters = [
            Letter(str(of), str(to), f"{case}: something", "", float(number))
            for number, (of, to, case) in enumerate(self.run(_LETTERS))
        ]
        self.told = [Told(self.way.reference, "forward", Answer.ACKNOWLEDGED)]

    def run(self, *statements: str) -> list[tuple[object, ...]]:
        """Do what nobody may, as the owner of the tables."""
        with as_owner(self.way.partnership.logins) as session:
            done = [session.execute(text(one)) for one in statements][-1]
            return [tuple(row) for row in done] if done.returns_rows else []

    def check(self) -> Found:
        """What the checker says of it."""
        return check(self.way.partnership.logins.owner_url, letters=self.letters, told=self.told)

    def letter_to(self, start: str) -> Letter:
        """The letter to the person whose address begins so."""
        return next(letter for letter in self.letters if letter.to.startswith(start))


@pytest.fixture
def scene(database: Logins) -> Iterator[Scene]:
    people = partnership.build(database)
    yield Scene(Way(people))
    people.database.engine.dispose()


def _says(found: Found, *words: str) -> bool:
    return any(all(word in fault for word in words) for fault in found.faults)


def test_a_case_that_went_well_has_no_fault(scene: Scene) -> None:
    assert len(scene.letters) == 2
    assert scene.check() == Found((), {})


def test_an_acknowledged_act_that_lost_a_row_is_found(scene: Scene) -> None:
    scene.run(
        "alter table portal.history disable trigger user",
        "delete from portal.history where event = 'forward'",
    )
    assert _says(scene.check(), "was acknowledged", "there are 0 of: row of the history")


def test_an_act_done_twice_is_found(scene: Scene) -> None:
    scene.run(
        "insert into portal.deadline (escalation_id, part_id, clock, workspace_id, started_at, due_on, due_at,"
        " working) select escalation_id, part_id, clock, workspace_id, started_at, due_on, due_at, working"
        " from portal.deadline where clock = 'response'"
    )
    assert _says(scene.check(), "was acknowledged", "there are 2 of: clock of the response")


def test_a_refused_act_that_is_there_is_found(scene: Scene) -> None:
    scene.told = [replace(scene.told[0], answer=Answer.REFUSED)]
    assert _says(scene.check(), "was refused", "there are 1 of: response that is awaited")


def test_an_act_of_which_nothing_is_known_may_be_there_or_not_but_not_by_half(scene: Scene) -> None:
    scene.told = [replace(scene.told[0], answer=Answer.NOT_KNOWN)]
    assert scene.check().faults == ()
    scene.run("update portal.escalation set state = 'submitted'")
    assert _says(scene.check(), "was done by half")


def test_a_letter_that_was_never_written_is_found(scene: Scene) -> None:
    lost = scene.letter_to("senior_manager@birch")
    scene.run(f"delete from portal.outbox where message_id = '{lost.message_id}'")
    scene.letters.remove(lost)
    assert _says(scene.check(), lost.to, "was told nothing")


def test_a_letter_that_counts_as_sent_and_never_arrived_is_found(scene: Scene) -> None:
    lost = scene.letter_to("senior_manager@birch")
    scene.letters.remove(lost)
    assert _says(scene.check(), lost.message_id, "never arrived")


def test_a_letter_that_still_waits_is_found(scene: Scene) -> None:
    scene.run("update portal.outbox set sent_at = null where payload->>'ask' = 'respond'")
    assert _says(scene.check(), "was never sent")


def test_a_letter_that_came_twice_with_two_message_ids_is_found(scene: Scene) -> None:
    scene.letters.append(replace(scene.letters[0], message_id="<another@portal.invalid>"))
    found = scene.check()
    assert _says(found, scene.letters[0].to, "in 2 letters")
    assert _says(found, "<another@portal.invalid>", "counts as not sent")


def test_a_letter_that_came_twice_with_one_message_id_is_allowed_only_when_it_may_be(
    scene: Scene,
) -> None:
    twice = scene.letters[0]
    scene.letters.append(twice)
    assert scene.check().doubled == {twice.message_id: 2}
    assert _says(scene.check(), twice.message_id, "arrived 2 times")
    allowed = check(
        scene.way.partnership.logins.owner_url,
        letters=scene.letters,
        told=scene.told,
        may_be_doubled={twice.message_id},
    )
    assert allowed.faults == ()


@pytest.mark.parametrize("who", ["senior_manager@cedar.example", "contributor@birch.example"])
def test_a_letter_to_somebody_who_was_not_meant_is_found(scene: Scene, who: str) -> None:
    scene.letters[0] = replace(scene.letters[0], to=who)
    found = scene.check()
    assert _says(found, who, "nothing was to be told them")
    assert _says(found, who, "went to") or _says(found, "is for", who)


def test_a_letter_to_somebody_not_entitled_is_found(scene: Scene) -> None:
    written = scene.letter_to("senior_manager@birch")
    scene.run(f"update portal.escalation set barred = array['{scene.way.responder.membership}']::uuid[]")
    assert _says(scene.check(), written.to, "is not entitled")


def test_the_checker_imports_nothing_of_the_portal() -> None:
    for module in (checker, record):
        tree = ast.parse(Path(str(module.__file__)).read_text())
        imported = {
            name
            for node in ast.walk(tree)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [str(node.module)]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert not {name for name in imported if name.split(".")[0] == "portal"}
