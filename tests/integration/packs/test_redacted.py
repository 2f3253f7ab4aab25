"""Redacted copies: supplied by the Business Unit, and reproduced in the packs that must not show identity."""

import io
from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from portal.config import Settings
from portal.executive import building, pack_queries, redacting
from portal.executive.building import Stopping
from portal.executive.packs.contents import Kind
from portal.infra.db import Database
from portal.infra.files import accept
from portal.infra.verification import verify
from portal.protocol.actors import Actor, Role
from portal.protocol.attachments import Paper
from portal.protocol.errors import Invalid, NotAllowed, NotFound, WrongState
from portal.worker import carrying
from tests import clamd
from tests import files as made
from tests.clamd import EICAR
from tests.integration.packs.written import CHILD, ORIGINAL, Written
from tests.pages import Browser, own_form, text_of, typed
from tests.paper import in_one_line, pages_of
from tests.partnership import as_owner

REDACTED, NEWER = "Redacted words", "Newer words"
WITHOUT_IDENTITY = (Kind.EXECUTIVE, Kind.LEARNING)


@cache
def _paper(words: str) -> bytes:
    return made.saved(made.paper(words))


@pytest.fixture
def filed(case: Written) -> Written:
    """The case, whose attachment names the child; the Scrutineer was directed, and the Subgroup asked."""
    return case.directed().reviewed()


@pytest.fixture
def attachment(filed: Written) -> UUID:
    """The file that was signed with Part 1."""
    with as_owner(filed.partnership.logins) as session:
        return UUID(str(session.scalar(text("select id from portal.attachment"))))


def _supply(case: Written, attachment: UUID, words: str = REDACTED, **how: Any) -> UUID:
    given = {"vouched": True, "scanned": False, "file": accept("redacted.pdf", _paper(words)), **how}
    actor = given.pop("actor", case.officer)
    supplied: UUID = case.do(actor, redacting.supply, case.reference, attachment=attachment, **given)
    return supplied


def _asker(case: Written, kind: Kind) -> Actor:
    return {Kind.SCRUTINEER: case.scrutineer, Kind.EXECUTIVE: case.member, Kind.LEARNING: case.officer}[kind]


def _pack(case: Written, builder: Database, kind: Kind = Kind.EXECUTIVE) -> list[str]:
    """What each volume of a pack says that is asked for now."""
    volumes = case.built(builder, case.asks(_asker(case, kind), kind))
    return [in_one_line(" ".join(pages_of(one))) for one in volumes]


# What packs reproduce --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", WITHOUT_IDENTITY)
def test_it_is_reproduced_in_place_of_the_attachment_and_marked(
    filed: Written, builder: Database, attachment: UUID, kind: Kind
) -> None:
    (listed,) = _pack(filed, builder, kind)
    assert "Not reproduced. No redacted copy of it was supplied." in listed
    _supply(filed, attachment)
    first, second = _pack(filed, builder, kind)
    assert "A redacted copy." in first
    assert "Supplied a redacted copy" not in first
    assert "Reproduced in volume 2, 1 page." in first
    assert REDACTED in second
    assert "redacted copy" in second
    assert ORIGINAL not in first + second


def test_the_pack_of_the_scrutineer_keeps_the_attachment(
    filed: Written, builder: Database, attachment: UUID
) -> None:
    before = filed.asks(filed.scrutineer, Kind.SCRUTINEER)
    _supply(filed, attachment)
    assert filed.asks(filed.scrutineer, Kind.SCRUTINEER) == before
    first, second = _pack(filed, builder, Kind.SCRUTINEER)
    assert ORIGINAL in second
    assert REDACTED not in second
    assert "redacted" not in first


def test_a_newer_one_takes_its_place_in_new_packs_and_what_was_made_stays(
    filed: Written, builder: Database, attachment: UUID
) -> None:
    _supply(filed, attachment)
    first = filed.asks(filed.member)
    volumes = filed.built(builder, first)
    _supply(filed, attachment, NEWER)
    (_, second) = _pack(filed, builder)
    assert NEWER in second
    assert REDACTED not in second
    assert filed.volumes(first) == volumes
    assert [one.current for one in _packs(filed)] == [True, False]


def test_what_was_frozen_with_one_keeps_it(filed: Written, builder: Database, attachment: UUID) -> None:
    _supply(filed, attachment)
    frozen = filed.asks(filed.member)
    _supply(filed, attachment, NEWER)
    _, second = filed.built(builder, frozen)
    assert REDACTED in in_one_line(" ".join(pages_of(second)))


def test_one_that_names_the_child_after_all_stops_the_pack(
    filed: Written, builder: Database, attachment: UUID
) -> None:
    _supply(filed, attachment, f"Seen with {CHILD['name']}")
    pack = filed.asks(filed.member)
    building.build(builder, pack, Stopping())
    row = filed.row(pack)
    assert row.state == "failed"
    assert "identity" in row.reason
    _supply(filed, attachment)
    assert REDACTED in _pack(filed, builder)[1]


def test_one_that_is_no_picture_of_pages_is_listed(
    filed: Written, builder: Database, attachment: UUID
) -> None:
    _supply(filed, attachment, file=accept("redacted.txt", REDACTED.encode()))
    (only,) = _pack(filed, builder)
    assert "A redacted copy. Not reproduced. It is neither a PDF nor an image." in only


def _packs(case: Written) -> tuple[pack_queries.PackView, ...]:
    with case.partnership.database.reading(case.partnership.context(case.member)) as session:
        return pack_queries.packs(session, case.see(case.officer).case.id, Kind.EXECUTIVE)


# Quarantine ------------------------------------------------------------------------------------------------


@pytest.fixture
def scanning() -> Iterator[clamd.StandIn]:
    with clamd.stand_in() as one:
        yield one


def _carry(case: Written, builder: Database, url: str) -> None:
    """The worker carries what waits to be scanned."""
    settings = Settings(
        database_url=case.partnership.logins.worker_url, redis_url="redis://127.0.0.1:1",
        smtp_url="smtp://127.0.0.1:1", base_url="https://portal.example", secret_key="test", clamd_url=url,
    )  # fmt: skip
    with as_owner(case.partnership.logins) as session:
        waiting = "update portal.outbox set not_before = now() where kind = 'scan_redacted_copy' returning id"
        row = session.scalars(text(waiting)).one()
    carrying.carry_with(builder, settings, row)


def test_it_stands_in_no_pack_until_it_is_found_clean(
    filed: Written, builder: Database, attachment: UUID, scanning: clamd.StandIn
) -> None:
    copy = _supply(filed, attachment, scanned=True)
    before = filed.asks(filed.member)
    (listed,) = _pack(filed, builder)
    assert "The redacted copy of it was still being checked for viruses" in listed
    with pytest.raises(WrongState):
        filed.do(filed.officer, redacting.download, filed.reference, copy=copy)
    _carry(filed, builder, "")
    assert filed.asks(filed.member) == before
    _carry(filed, builder, scanning.url)
    assert scanning.seen == [_paper(REDACTED)]
    assert filed.asks(filed.member) != before
    assert REDACTED in _pack(filed, builder)[1]


def test_one_that_waits_leaves_the_one_before_it_in_its_place(
    filed: Written, builder: Database, attachment: UUID
) -> None:
    _supply(filed, attachment)
    _supply(filed, attachment, NEWER, scanned=True)
    assert REDACTED in _pack(filed, builder)[1]


def test_a_harmful_one_is_refused_and_not_kept(
    filed: Written, builder: Database, attachment: UUID, scanning: clamd.StandIn
) -> None:
    copy = _supply(filed, attachment, scanned=True, file=accept("redacted.txt", b"Sent with: " + EICAR))
    _carry(filed, builder, scanning.url)
    (listed,) = _pack(filed, builder)
    assert "The virus scanner refused the redacted copy of it." in listed
    with pytest.raises(WrongState, match="Eicar"):
        filed.do(filed.officer, redacting.download, filed.reference, copy=copy)
    with as_owner(filed.partnership.logins) as session:
        assert session.scalar(text("select count(*) from portal.redacted_content")) == 0
    assert _faults(filed) == []


# Who supplies one, of what ---------------------------------------------------------------------------------


def test_it_is_vouched_for_and_another_file_than_is_there(filed: Written, attachment: UUID) -> None:
    with pytest.raises(Invalid):
        _supply(filed, attachment, vouched=False)
    with as_owner(filed.partnership.logins) as session:
        session.execute(
            text("update portal.attachment set sha256 = :digest"),
            {"digest": accept("a.pdf", _paper(ORIGINAL)).digest},
        )
    with pytest.raises(Invalid):
        _supply(filed, attachment, ORIGINAL)
    _supply(filed, attachment)
    with pytest.raises(Invalid):
        _supply(filed, attachment)
    _supply(filed, attachment, NEWER)
    _supply(filed, attachment)


def test_only_the_business_unit_supplies_one_of_a_signed_file_of_the_case(
    filed: Written, attachment: UUID
) -> None:
    for actor in (filed.member, filed.partnership.who("business_unit", Role.CLERK), filed.manager):
        with pytest.raises(NotAllowed):
            _supply(filed, attachment, actor=actor)
    other = Written(filed.pages).started()
    unsigned = other.attach(other.contributor, Paper.PART_1, "Notes", _paper("Notes"))
    for file in (unsigned, UUID(int=1)):
        with pytest.raises(NotFound):
            _supply(filed, file)


def test_none_is_supplied_of_a_case_that_the_executive_does_not_have(case: Written, attachment: UUID) -> None:
    with as_owner(case.partnership.logins) as session:
        session.execute(text("update portal.escalation set state = 'unresolved'"))
    with pytest.raises(WrongState):
        _supply(case, attachment)


# What is kept of it ----------------------------------------------------------------------------------------


def test_the_history_tells_of_it_to_the_business_unit_and_the_executive_alone(
    filed: Written, attachment: UUID
) -> None:
    _supply(filed, attachment)
    said = "Supplied a redacted copy of an attachment"
    for actor, told in ((filed.officer, True), (filed.member, True), (filed.manager, False),
                        (filed.responder, False), (filed.scrutineer, False)):  # fmt: skip
        page = filed.pages.browser(actor).get(f"/cases/{filed.reference}").text
        assert (said in page) is told
        assert ("Redacted copies of attachments" in page) is told
        assert ("redacted" in page.casefold()) is told
    shown = text_of(filed.pages.browser(filed.member).get(f"/cases/{filed.reference}"))
    assert "Of “Minutes of 9 November for [child 1’s name]”." in shown


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("update portal.redacted_content set content = 'other'", "was changed"),
        ("delete from portal.redacted_content", "was changed"),
        ("update portal.redacted_copy set name = 'other.pdf'", "was changed"),
        ("update portal.redacted_copy set sha256 = sha256('other')", "was changed"),
        ("update portal.redacted_copy set added_by_name = 'other'", "was changed"),
        ("with gone as (delete from portal.redacted_content) delete from portal.redacted_copy", "is gone"),
    ],
)
def test_one_that_was_changed_behind_the_portals_back_is_found(
    filed: Written, attachment: UUID, statement: str, what: str
) -> None:
    _supply(filed, attachment)
    assert _faults(filed) == []
    _as_owner(filed, statement)
    assert _faults(filed) == [f"the redacted copy that it tells of {what}"]


def test_one_that_no_row_tells_of_is_found(filed: Written, attachment: UUID) -> None:
    _supply(filed, attachment)
    _as_owner(
        filed,
        "insert into portal.redacted_copy select (jsonb_populate_record(r, jsonb_build_object('id',"
        " gen_random_uuid()))).* from portal.redacted_copy r",
    )
    assert _faults(filed) == ["a redacted copy is there that no row tells of"]


def _faults(case: Written) -> list[str]:
    return [one.what for one in verify(case.partnership.logins.owner_url).faults]


def _as_owner(case: Written, statement: str) -> None:
    with psycopg.connect(case.partnership.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        owner.execute("alter table portal.redacted_copy disable trigger user")
        owner.execute("set constraints all deferred")
        assert owner.execute(statement).rowcount == 1


# Its pages -------------------------------------------------------------------------------------------------


def _at(case: Written) -> str:
    return f"/cases/{case.reference}/redacted-copies"


def _send(browser: Browser, address: str, content: bytes, name: str = "redacted.pdf", **fields: str) -> Any:
    form = typed(own_form(browser.get(address).text))
    return browser.post(address, {**form, **fields, "file": (io.BytesIO(content), name)})


def test_it_is_supplied_seen_and_downloaded_by_its_pages(filed: Written, attachment: UUID) -> None:
    office = filed.pages.browser(filed.officer)
    page = office.get(_at(filed))
    assert "It is listed in packs, and not reproduced." in text_of(page)
    assert f'href="{_at(filed)}/{attachment}"' in page.text
    form = text_of(office.get(f"{_at(filed)}/{attachment}"))
    for words in (
        "names no child, and nobody who must not be named",
        "What happens next",
        "Not the agencies",
    ):
        assert words in form
    sent = _send(office, f"{_at(filed)}/{attachment}", _paper(REDACTED), vouched="y")
    assert (sent.status_code, sent.location) == (303, _at(filed))
    said = text_of(office.get(_at(filed)))
    assert "The redacted copy was supplied." in said
    assert "Stands for it in new packs: redacted.pdf" in said
    assert f"supplied by {filed.officer.name}" in said
    member = filed.pages.browser(filed.member)
    page = member.get(_at(filed))
    assert "supplied by the Business Unit" in text_of(page)
    assert "Supply a newer copy" not in text_of(page)
    file = page.text.partition(f'action="{_at(filed)}/')[2].partition('"')[0]
    taken = member.post(f"{_at(filed)}/{file}", {})
    assert taken.data == _paper(REDACTED)
    assert "sandbox" in taken.headers["Content-Security-Policy"]
    assert "attachment; filename=redacted.pdf" in taken.headers["Content-Disposition"]
    assert filed.looks("download") == [(filed.member.name, "")]
    looked = text_of(office.get(f"/cases/{filed.reference}/looks"))
    assert "Downloaded a redacted copy of “Minutes of 9 November for [child 1’s name]”" in looked
    theirs = text_of(filed.pages.browser(filed.manager).get(f"/cases/{filed.reference}/looks"))
    assert "redacted" not in theirs


@pytest.mark.parametrize(
    ("content", "name", "fields", "says"),
    [
        (b"", "redacted.pdf", {"vouched": "y"}, "The file is empty."),
        (b"MZ", "redacted.exe", {"vouched": "y"}, "cannot be attached"),
        (b"not a PDF", "redacted.pdf", {"vouched": "y"}, "it is not a PDF"),
        (b"What was said.", "redacted.txt", {}, "Confirm that the copy names no child"),
        (b"x" * (21 * 1024 * 1024), "redacted.txt", {"vouched": "y"}, "larger than"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_file_and_nothing_is_kept(
    filed: Written, attachment: UUID, content: bytes, name: str, fields: dict[str, str], says: str
) -> None:
    refused = _send(filed.pages.browser(filed.officer), f"{_at(filed)}/{attachment}", content, name, **fields)
    assert refused.status_code == 422
    assert says in text_of(refused)
    with as_owner(filed.partnership.logins) as session:
        assert session.scalar(text("select count(*) from portal.redacted_copy")) == 0


def test_a_form_sent_twice_supplies_one(filed: Written, attachment: UUID) -> None:
    browser, address = filed.pages.browser(filed.officer), f"{_at(filed)}/{attachment}"
    form = typed(own_form(browser.get(address).text)) | {"vouched": "y"}
    for _ in range(2):
        sent = browser.post(address, {**form, "file": (io.BytesIO(_paper(REDACTED)), "redacted.pdf")})
        assert sent.status_code == 303
    with as_owner(filed.partnership.logins) as session:
        assert session.scalar(text("select count(*) from portal.redacted_copy")) == 1


def test_a_child_named_by_the_file_is_told_of_and_masked(filed: Written, attachment: UUID) -> None:
    browser = filed.pages.browser(filed.officer)
    name = f"{CHILD['name']}.pdf"
    assert (
        _send(browser, f"{_at(filed)}/{attachment}", _paper(REDACTED), name, vouched="y").status_code == 303
    )
    said = text_of(browser.get(_at(filed)))
    assert "The name of the file holds something of a child’s identity." in said
    assert "[child 1’s name].pdf" in said
    assert "Testperson" not in said
