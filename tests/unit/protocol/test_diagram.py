"""The picture of the states says what the table says."""

from portal.protocol.diagram import mermaid
from portal.protocol.escalation import ENDED, CaseState
from portal.protocol.rows import Action
from portal.protocol.states import TRANSITIONS


def _arrows() -> list[tuple[str, str, str]]:
    found = []
    for line in mermaid().splitlines()[2:-1]:
        ends, _, label = line.strip().partition(": ")
        from_, to = ends.split(" --> ")
        found.append((from_, to, label))
    return found


def test_every_move_of_the_table_is_drawn_and_no_other() -> None:
    drawn = {
        (from_, to, word)
        for from_, to, label in _arrows()
        if "[*]" not in (from_, to)
        for word in label.split(", ")
    }
    table = {
        (from_.name, row.to.name, row.action.value.replace("_", " "))
        for row in TRANSITIONS
        if row.to
        for from_ in row.from_
    }
    assert drawn == table


def test_every_state_is_named_and_every_end_is_one() -> None:
    assert {end for from_, to, _ in _arrows() for end in (from_, to)} - {"[*]"} == {
        state.name for state in CaseState
    }
    assert {from_ for from_, to, _ in _arrows() if to == "[*]"} == {state.name for state in ENDED}
    assert [to for from_, to, _ in _arrows() if from_ == "[*]"] == ["DRAFT"]


def test_two_states_share_one_arrow_and_none_leads_back_to_itself() -> None:
    pairs = [(from_, to) for from_, to, _ in _arrows()]
    assert len(set(pairs)) == len(pairs)
    assert all(from_ != to for from_, to in pairs)


def test_the_way_of_a_case_can_be_read_from_it() -> None:
    assert mermaid().startswith("stateDiagram-v2\n")
    assert "    DRAFT --> SUBMITTED: sign off\n" in mermaid()
    assert "    ACCEPTED --> DECIDED: decide\n" in mermaid()
    assert "    UNRESOLVED --> WITHDRAWN: withdraw referral, withdraw\n" in mermaid()


def test_every_action_is_drawn_or_listed_in_the_remark() -> None:
    remark = mermaid().splitlines()[-1].removeprefix("    %% The case stays where it is: ")
    drawn = {word for _, _, label in _arrows() for word in label.split(", ")} - {""}
    listed = set(remark.split(", "))
    assert drawn.isdisjoint(listed)
    assert drawn | listed == {action.value.replace("_", " ") for action in Action}
