"""A child's identity in text: what is found in it, what is not, and that what is masked holds none of it."""

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.protocol import part_1, replies
from portal.protocol.identity import Identity, Piece, compared
from portal.protocol.masking import Found, found, mask_of, masked, noticed

JORDAN = Identity(1, "Jordan O'Brien", "2019-02-03", "R-1234", "JJ", "NHS 485 777 3456")
ZOE = Identity(2, "Zoë Smith-Jones", "2021-11-30", "AB 99 1")
LI = Identity(3, "李小龙", "2020-02-29", "")
GRACE = Identity(4, "Grace May Will", "", "12")
FAMILY = (JORDAN, ZOE, LI, GRACE)

NAMES = [
    ("Jordan was seen.", "[1] was seen."),
    ("JORDAN, jordan and Jordan", "[1], [1] and [1]"),
    ("Jordan's mother", "[1]'s mother"),
    ("Jordan’s mother", "[1]’s mother"),
    ("the Jordans, jordans plan", "the [1], [1] plan"),
    ("a Jordanian school", "a Jordanian school"),
    ("Jordan O'Brien", "[1]"),
    ("Jordan O’Brien", "[1]"),
    ("O'Brien, Jordan", "[1], [1]"),
    ("jordan obrien", "[1]"),
    ("Ms OBrien and Mr Brien", "Ms [1] and Mr [1]"),
    ("jordan_2 and Jordan2", "[1]_2 and [1]2"),
    ("JJ told us", "[1] told us"),
    ("Zoe, ZOË and Zoe\u0308", "[2], [2] and [2]"),
    ("Z\u200foe", "[2]"),
    ("Smith-Jones, Smith Jones, SmithJones", "[2], [2], [2]"),
    ("Mrs Jones and Mr Jones-Brown", "Mrs [2] and Mr [2]-Brown"),
    ("a blacksmith", "a blacksmith"),
    ("李小龙来了", "[3]来了"),
    ("We saw 小龙 at home", "We saw [3] at home"),
    ("李 said, 龙", "李 said, 龙"),
    ("Grace will be seen in May", "[4] will be seen in [4]"),
    ("with grace, we may and will", "with grace, we may and will"),
    ("grace May", "grace [4]"),
    ("GRACE MAY WILL", "[4]"),
    ("", ""),
]

DATES = [
    "2019-02-03", "2019/2/3", "2019.02.03", "3/2/2019", "03/02/2019", "3/2/19", "03.02.19", "03-02-2019",
    "3 2 2019", "3 February 2019", "3rd February 2019", "3rd Feb 2019", "03 Feb 19", "3-Feb-2019",
    "3rd of February, 2019", "February 3 2019", "February 3rd, 2019", "Feb the 3rd 2019", "2019 February 3",
    "20190203", "03022019", "3Feb2019",
]  # fmt: skip
OTHER_DAYS = [
    "13/2/2019", "3/2/2018", "3/2/1999", "3/12/2019", "30/2/19", "4 February 2019", "23 February 2019",
    "3 March 2019", "3 February", "2019", "February 2019", "2019-02-030", "12019-02-03",
]  # fmt: skip
CHLOE = (
    Identity(1, "Chloe Smithson", "2019-02-03", "RX77123", "", "943 476 5919"),
    Identity(2, "Ma Anne King", "", "1234", "Thi"),
    Identity(3, "Zoe McDonald", "", ""),
)
JOINED = [
    ("ChloeSmithson.pdf", "[1].pdf"),
    ("SmithsonChloe", "[1]"),
    ("#ChloeSmithson", "#[1]"),
    ("chloesmithson, smithsonchloe", "[1], [1]"),
    ("CHLOESMITHSON", "[1]"),
    ("chloe_smithson, chloe.smithson, Chloe-Smithson", "[1]_[1], [1], [1]"),
    ("Chloe\u200bSmithson", "[1]"),
    ("Chloe\u200bsaid", "[1]said"),
    ("PlanOfChloe2024, CSmithson", "PlanOf[1]2024, C[1]"),
    ("ZoeMcDonald and planZoeMcDonald", "[3] and plan[3]"),
    ("Chloes plan, chloes plan, the Smithsons", "[1] plan, [1] plan, the [1]"),
    ("Zoes plan", "[3] plan"),
    ("MaKing and maanneking", "[2] and [2]"),
    ("making this. Making This, thinking", "making this. Making This, thinking"),
    ("blacksmithson and chloesmithsonian", "blacksmithson and chloesmithsonian"),
    ("943.476.5919, 943_476_5919, 943·476·5919", "[1], [1], [1]"),
    ("RX.77123 and RX_77123", "[1] and [1]"),
    ("12.34 and 12-34", "12.34 and [2]"),
    ("03_02_2019, 030219, 190203", "[1], [1], [1]"),
    ("1030219, 1902030, 020319", "1030219, 1902030, 020319"),
]

NUMBERS = [
    ("R-1234", "[1]"),
    ("number R1234.", "number [1]."),
    ("r 1234", "[1]"),
    ("R-12-34", "[1]"),
    ("AR1234 and R12345", "AR1234 and R12345"),
    ("NHS4857773456", "[1]"),
    ("485 777 3456 alone", "485 777 3456 alone"),
    ("ab-991", "[2]"),
    ("12 visits", "12 visits"),
]


def _short(text: str, identities: Sequence[Identity] = FAMILY) -> str:
    """The masked text with each mask cut down to its child's number."""
    for child in (1, 2, 3, 4):
        for piece in ("name", "date of birth", "record number"):
            text_mask = f"[child {child}’s {piece}]"
            assert text_mask not in text
    shown = masked(text, identities)
    for one in found(text, identities):
        words = {"name": "name", "date_of_birth": "date of birth", "record_number": "record number"}
        shown = shown.replace(f"[child {one.child}’s {words[one.piece]}]", f"[{one.child}]")
    return shown


@pytest.mark.parametrize(("text", "expected"), [*NAMES, *NUMBERS])
def test_decision_25_names_and_numbers_are_masked_wherever_they_are_typed(text: str, expected: str) -> None:
    assert _short(text) == expected


@pytest.mark.parametrize(("text", "expected"), JOINED)
def test_decision_25_what_is_joined_is_masked_and_an_ordinary_word_is_not(text: str, expected: str) -> None:
    assert _short(text, CHLOE) == expected


@pytest.mark.parametrize("written", DATES)
def test_decision_25_a_date_of_birth_is_masked_however_it_is_written(written: str) -> None:
    assert masked(f"Born {written}, here.", FAMILY) == "Born [child 1’s date of birth], here."


@pytest.mark.parametrize("written", OTHER_DAYS)
def test_another_day_stays(written: str) -> None:
    assert masked(f"On {written}, here.", FAMILY) == f"On {written}, here."


@pytest.mark.parametrize(
    "written",
    [
        "3 February",
        "3rd Feb",
        "3rd of February",
        "February 3",
        "Feb the 3rd",
        "03 feb",
        "3February",
        "FEBRUARY 3RD",
    ],
)
def test_decision_25_a_birthday_without_its_year_is_noticed_and_left_as_it_is(written: str) -> None:
    text = f"Born on {written}, here."
    assert [one.typed for one in noticed(text, FAMILY)] == [written]
    assert masked(text, FAMILY) == text


@pytest.mark.parametrize(
    "written",
    [
        "3 February 2027", "3rd February '27", "February 3, 2027", "2027 February 3", "3/2", "13 February",
        "Feb 30", "February 3rd 2027", "3 Febs", "3 March", "30 February",
    ],
)  # fmt: skip
def test_another_day_is_not_noticed(written: str) -> None:
    assert noticed(f"On {written}, here.", FAMILY) == ()


@pytest.mark.parametrize(
    ("name", "text", "typed"),
    [
        ("李小龙", "We saw 李, at home", ["李"]),
        ("李龙", "李 said", ["李"]),
        ("李小龙", "行李在家, 小李", []),
        ("J", "J was seen. J's plan", ["J", "J"]),
        ("J", "a J-turn, PJ, j, J9", []),
        ("I", "I was seen", []),
        ("A", "A plan", []),
        ("J Smithson", "J was seen", []),
    ],
)
def test_decision_25_a_name_of_one_character_is_noticed_where_it_stands_alone(
    name: str, text: str, typed: list[str]
) -> None:
    assert [one.typed for one in noticed(text, (Identity(1, name, "", ""),))] == typed


@pytest.mark.parametrize("text", [text for text, _ in (*NAMES, *NUMBERS)])
def test_decision_25_whatever_is_masked_is_noticed(text: str) -> None:
    assert set(found(text, FAMILY)) <= set(noticed(text, FAMILY))


def test_the_mask_says_what_stood_there() -> None:
    assert masked("Jordan, R1234", FAMILY) == "[child 1’s name], [child 1’s record number]"
    assert found("So Jordan said", FAMILY) == (Found("Jordan", 1, Piece.NAME, 3, 9),)


def test_a_name_that_two_children_share_is_the_first_ones_and_a_whole_name_its_own() -> None:
    family = (Identity(1, "Amy Smithson", "", ""), Identity(2, "Ben Smithson", "", ""))
    assert _short("Smithson; Ben Smithson; Ben J Smithson", family) == "[1]; [2]; [2] J [1]"
    assert _short("Ben  \tSmithson", family) == "[2]"


def test_what_is_written_in_place_of_a_name_is_none() -> None:
    unborn = (Identity(1, "Unborn baby of Petrova", "2027-03", "not yet known"),)
    text = "The baby is not yet known. Unborn Baby Petrova is expected 2027-03."
    assert (
        masked(text, unborn) == "The baby is not yet known. Unborn Baby [child 1’s name] is expected 2027-03."
    )
    assert masked("Child 1 has a name.", (Identity(1, "Child 1", "", ""),)) == "Child 1 has a name."


def test_nothing_is_masked_without_an_identity() -> None:
    for nobody in ((), (Identity(1, "", "", ""),), (Identity(1, " ", "x", "--", "'", "\0"),)):
        assert masked("Jordan, 3/2/2019, R1234 ' - \0", nobody) == "Jordan, 3/2/2019, R1234 ' - \0"


def test_content_is_masked_in_its_texts_and_in_nothing_else() -> None:
    content = {
        "Jordan": ["Jordan", {"text": "for Jordan"}],
        "kind": "other",
        "primary": "thresholds",
        "responder": "00001234-1234-1234-1234-123412341234",
        "number": 1234,
        "nothing": None,
        "on": "2019-02-03",
        "also": "2019-02-03",
    }
    family = (JORDAN, Identity(2, "Other Thresholds", "", "1234"))
    assert mask_of(family)(content) == content | {
        "Jordan": ["[child 1’s name]", {"text": "for [child 1’s name]"}],
        "also": "[child 1’s date of birth]",
    }
    assert mask_of(())(content) == content


def test_every_choice_of_the_form_is_left_as_it_is() -> None:
    """A page looks its words up by it; a child may be called like one."""
    tables = [
        table
        for module in (part_1, replies)
        for name, table in vars(module).items()
        if name.isupper() and isinstance(table, dict)
    ]
    choices = [key for table in tables for key in table]
    assert len(choices) > 20
    named = tuple(Identity(at, choice, "", choice) for at, choice in enumerate(choices, start=1))
    assert mask_of(named)(choices) == choices


LETTERS = st.sampled_from("abzAZéËßøŁÖİı'’- .李龙김가わनामा\u0301\u200f9")
NAME = st.text(LETTERS, max_size=8)
NUMBER = st.text("ab019- /", max_size=7)
BORN = st.dates().map(str) | st.just("")
PERSON = st.builds(Identity, st.integers(1, 3), NAME, BORN, NUMBER, NAME, NUMBER)
PEOPLE = st.lists(PERSON, max_size=3).map(tuple)


@st.composite
def _written(draw: st.DrawFn) -> tuple[str, tuple[Identity, ...]]:
    """Some people, and a text that is full of them."""
    people = draw(PEOPLE)
    pieces = [
        text for one in people for text in (one.name, one.known_as, one.date_of_birth, one.record_number)
    ]
    some = st.sampled_from(pieces or [""]) | NAME | NUMBER | st.text(max_size=3)
    text = "".join(draw(st.lists(some, max_size=6)))
    return draw(
        st.sampled_from([text, *(unicodedata.normalize(form, text) for form in ("NFC", "NFD"))])
    ), people


@settings(deadline=None)
@given(_written())
def test_what_is_masked_holds_nothing_that_would_be_found(written: tuple[str, tuple[Identity, ...]]) -> None:
    text, people = written
    assert found(masked(text, people), people) == ()


@settings(deadline=None)
@given(_written())
def test_what_is_found_stands_where_it_says(written: tuple[str, tuple[Identity, ...]]) -> None:
    text, people = written
    at = 0
    for one in found(text, people):
        assert at <= one.start < one.end
        assert text[one.start : one.end] == one.typed
        at = one.end


@settings(deadline=None)
@given(PEOPLE, st.sampled_from(["NFC", "NFD"]))
def test_composed_and_decomposed_letters_are_masked_alike(people: tuple[Identity, ...], form: str) -> None:
    for one in people:
        text = f"x. {one.name}; {one.known_as}."
        pieces = [(hit.child, hit.piece) for hit in found(text, people)]
        other = found(unicodedata.normalize(form, text), people)
        assert [(hit.child, hit.piece) for hit in other] == pieces


@pytest.mark.parametrize(
    ("piece", "one", "other"),
    [
        (Piece.NAME, "Zoë O'Brien", "O’BRIEN, ZOE"),
        (Piece.NAME, "李", " 李 "),
        (Piece.DATE_OF_BIRTH, "2019-02-03", " 2019-02-03"),
        (Piece.DATE_OF_BIRTH, "March  2027", "march 2027"),
        (Piece.RECORD_NUMBER, "R-12 34", "r1234"),
    ],
)
def test_a_case_is_found_by_the_same_piece_typed_another_way(piece: Piece, one: str, other: str) -> None:
    assert compared(piece, one) == compared(piece, other) != ""


def test_each_piece_is_named_once_and_an_empty_one_not_at_all() -> None:
    child = Identity(1, "Li", "2019-02-03", "1-2", "LI", "-")
    expected = [(Piece.NAME, "li"), (Piece.DATE_OF_BIRTH, "2019-02-03"), (Piece.RECORD_NUMBER, "12")]
    assert list(child.pieces()) == expected
