"""What the parties are given of a summary with the decision (decisions 13 and 23)."""

from portal.protocol.summary import given

SUMMARY = {"analysis": "Both have a point.", "agreed": "Much.", "seen": ["Part 1"], "files_seen": ["Minutes"]}


def test_the_parties_are_given_all_but_what_is_withheld() -> None:
    assert given(SUMMARY, ["analysis"], several=False) == {
        "agreed": "Much.",
        "seen": ["Part 1"],
        "files_seen": ["Minutes"],
    }


def test_decision_13_where_several_agencies_replied_none_reads_which_files_another_attached() -> None:
    assert given(SUMMARY, [], several=True).keys() == {"analysis", "agreed", "seen"}
