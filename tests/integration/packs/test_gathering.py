"""What a pack says of a case: all that its readers may know, and nothing that they may not (decision 25)."""

import io
from collections.abc import Sequence

import pikepdf
import pytest

from portal.executive.packs.contents import Kind, from_json
from portal.infra.db import Database
from portal.protocol.actors import Actor, Role
from tests.integration.packs.written import IDENTITY, PEOPLE_NAMED, Written
from tests.paper import in_one_line, pages_of


def _asker(case: Written, kind: Kind) -> Actor:
    return {Kind.SCRUTINEER: case.scrutineer, Kind.EXECUTIVE: case.member, Kind.LEARNING: case.officer}[kind]


def _everything_in(volumes: Sequence[bytes]) -> str:
    """What a reader's program shows and copies, what stands in its streams, and what it says of itself."""
    found = []
    for content in volumes:
        found += [in_one_line(page) for page in pages_of(content)]
        with pikepdf.open(io.BytesIO(content)) as pdf:
            found += [str(value) for one in (pdf.docinfo, *pdf.objects) if isinstance(one, pikepdf.Dictionary)
                      for value in one.values() if isinstance(value, pikepdf.String)]  # fmt: skip
            found += [one.read_bytes().decode("latin-1") for one in pdf.objects if isinstance(one, pikepdf.Stream)
                      and one.get("/Subtype") != "/Image"]  # fmt: skip
        found.append(content.decode("latin-1"))
    return "\n".join(found)


@pytest.mark.parametrize("kind", [Kind.EXECUTIVE, Kind.LEARNING])
def test_no_piece_of_identity_is_in_a_pack_that_must_not_show_it(
    case: Written, builder: Database, kind: Kind
) -> None:
    case.directed().reviewed()
    found = _everything_in(case.built(builder, case.asks(_asker(case, kind), kind)))
    assert [one for one in IDENTITY if one.casefold() in found.casefold()] == []
    assert "[child 1’s name]" in found


def test_nobody_is_named_in_the_pack_of_the_subgroup(case: Written, builder: Database) -> None:
    case.directed().reviewed()
    found = _everything_in(case.built(builder, case.asks(case.officer, Kind.LEARNING)))
    assert [one for one in PEOPLE_NAMED if one.casefold() in found.casefold()] == []
    assert "[a person’s name]" in found
    assert "senior manager, Alder Agency" in found


def test_nor_is_one_of_the_business_unit_whom_the_portal_reminded(case: Written, builder: Database) -> None:
    """They did nothing in the case: only the portal’s own words name them."""
    manager = case.called(case.partnership.who("business_unit", Role.MANAGER), "Dorian Lacey")
    case.directed().reviewed().reminded(f"{manager.name}, The business_unit")
    found = _everything_in(case.built(builder, case.asks(case.officer, Kind.LEARNING)))
    assert "Wrote an e-mail to be sent to" in found
    assert [one for one in ("Dorian", "Lacey") if one in found] == []


def test_the_pack_of_the_executive_names_people(case: Written, builder: Database) -> None:
    found = _everything_in(case.built(builder, case.asks(case.member)))
    assert [one for one in PEOPLE_NAMED if one not in found] == []


def test_the_pack_of_the_scrutineer_is_whole(case: Written, builder: Database) -> None:
    case.directed()
    volumes = case.built(builder, case.asks(case.scrutineer, Kind.SCRUTINEER))
    text = in_one_line(" ".join(pages_of(volumes[0])))
    for one in (
        "Jordana Testperson",
        "Jojo Testperson",
        "Monday 29 February 2016",
        "REC-77123",
        *PEOPLE_NAMED,
    ):
        assert one in text
    assert len(volumes) == 2
    assert "Reproduced in volume 2" in text


CHAPTERS = [
    "Part 1: the difference",
    "Part 2: the reply of Birch Agency",
    "Part 3: the conclusion of Alder Agency",
    "Part 4: the request of Alder Agency",
]


@pytest.mark.parametrize("kind", Kind)
def test_every_part_is_in_it(case: Written, kind: Kind) -> None:
    case.directed().reviewed()
    contents = from_json(case.row(case.asks(_asker(case, kind), kind)).contents)
    titles = [part.title for part in contents.parts]
    assert titles[:4] == CHAPTERS
    asked = {title.partition("asked of the ")[2] for title in titles if "asked of the " in title}
    scrutineer, subgroup = "Independent Scrutineer", "Learning and Improvement Subgroup"
    theirs = {
        Kind.SCRUTINEER: {scrutineer},
        Kind.EXECUTIVE: {scrutineer, subgroup},
        Kind.LEARNING: {subgroup},
    }
    assert asked == theirs[kind]
    (issue,) = contents.issues
    assert [answer.position for answer in issue.answers] == ["We partly agree"]
    assert [fact.label for fact in issue.referred] == ["The decision that Alder Agency seeks"]
    assert [party.agency for party in contents.parties] == ["Alder Agency", "Birch Agency"]
    assert [one.what for one in contents.deadlines if one.stopped_on is None] == [
        "Executive to decide", "Summary or review due", "Summary or review due",
    ]  # fmt: skip
    words = [row.words for row in contents.history]
    assert "Accepted the case as exceptional" in words
    assert [row.number for row in contents.history] == sorted(row.number for row in contents.history)
    assert len(contents.head) == 64


def test_nothing_that_the_executive_does_among_itself_is_in_any_pack(case: Written) -> None:
    case.directed().reviewed()
    case.propose({"issues": {"1": {"decision": "Secretly proposed.", "reasons": "r"}}, "actions": []})
    case.holds(case.chair, "against", dissent="A dissent that is nobody else’s.")
    case.holds(case.member, "for")
    for kind in Kind:
        row = case.row(case.asks(_asker(case, kind), kind))
        for words in (
            "Secretly",
            "dissent",
            "Declared, as",
            "Gave their view",
            "Proposed a decision",
            "divided",
        ):
            assert words not in str(row.contents)


def test_a_file_is_reproduced_where_identity_may_be_read_and_listed_elsewhere(case: Written) -> None:
    case.directed()
    whole = case.row(case.asks(case.scrutineer, Kind.SCRUTINEER))
    masked = case.row(case.asks(case.member))
    assert [(one["title"], one["why_not"]) for one in whole.contents["attachments"]] == [
        ("Minutes of 9 November for Jordana Testperson", "")
    ]
    assert [(one["title"], one["why_not"]) for one in masked.contents["attachments"]] == [
        ("Minutes of 9 November for [child 1’s name]", "No redacted copy of it was supplied.")
    ]
    assert (len(whole.files), masked.files) == (1, [None])


def test_what_must_not_stand_in_it_is_frozen_with_it(case: Written) -> None:
    case.directed()
    assert case.row(case.asks(case.scrutineer, Kind.SCRUTINEER)).hidden == []
    hidden = case.row(case.asks(case.member)).hidden
    assert set(hidden) == {"Jordana Testperson", "Jojo Testperson", "REC-77123", "NHS 943 476", "2016-02-29",
                           "29/02/2016", "29 February 2016"}  # fmt: skip
    learning = case.row(case.asks(case.member, Kind.LEARNING)).hidden
    assert set(hidden) < set(learning)
    assert {"Maya Fernhill", "Greta Holmquist", "Robin Quill"} < set(learning)


def test_in_the_portals_own_words_only_people_are_masked(case: Written) -> None:
    """Somebody may be called as a word of ours is: what happened is told all the same."""
    case.called(case.contributor, "Case Executive")
    words = [one["words"] for one in case.row(case.asks(case.officer, Kind.LEARNING)).contents["history"]]
    assert "Sent the form to [a person’s name], Birch Agency" in words
    assert "Referred the case to the Executive" in words
