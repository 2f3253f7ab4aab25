"""What the parties are given of a summary with the decision (decisions 13 and 23)."""

from portal.protocol.summary import REPLIES_SEEN, given, paper_seen

SUMMARY = {"analysis": "Both have a point.", "agreed": "Much.", "seen": ["Part 1"], "files_seen": ["Minutes"]}


def test_the_parties_are_given_all_but_what_is_withheld() -> None:
    assert given(SUMMARY, ["analysis"], several=False) == {
        "agreed": "Much.",
        "seen": ["Part 1"],
        "files_seen": ["Minutes"],
    }


def test_decision_13_where_several_agencies_replied_none_reads_which_files_another_attached() -> None:
    assert given(SUMMARY, [], several=True).keys() == {"analysis", "agreed", "seen"}


def test_decision_13_where_several_agencies_replied_none_reads_that_another_did() -> None:
    seen = [
        paper_seen(kind, agency=agency, version=1, signed_by="Una Field")
        for kind, agency in (
            ("part_1", "Alder"),
            ("part_2", "Birch"),
            ("part_2", "Cedar"),
            ("part_3", "Alder"),
        )
    ]
    told = given(SUMMARY | {"seen": seen}, [], several=True)["seen"]
    assert told == [seen[0], REPLIES_SEEN, seen[3]]
    assert given(SUMMARY | {"seen": seen}, [], several=False)["seen"] == seen
