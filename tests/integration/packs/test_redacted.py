"""Redacted copies in the packs that must not show identity, and until they are found clean."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import text

from portal.config import Settings
from portal.executive import building, pack_queries, redacting
from portal.executive.building import Stopping
from portal.executive.packs.contents import Kind
from portal.infra.db import Database
from portal.infra.files import accept
from portal.protocol.errors import WrongState
from portal.worker import carrying
from tests import clamd
from tests.clamd import EICAR
from tests.integration.packs.redacted import NEWER, REDACTED, WITHOUT_IDENTITY, faults, packed, paper, supply
from tests.integration.packs.written import CHILD, ORIGINAL, Written
from tests.paper import in_one_line, pages_of
from tests.partnership import as_owner


@pytest.mark.parametrize("kind", WITHOUT_IDENTITY)
def test_it_is_reproduced_in_place_of_the_attachment_and_marked(
    filed: Written, builder: Database, attachment: UUID, kind: Kind
) -> None:
    (listed,) = packed(filed, builder, kind)
    assert "Not reproduced. No redacted copy of it was supplied." in listed
    supply(filed, attachment)
    first, second = packed(filed, builder, kind)
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
    supply(filed, attachment)
    assert filed.asks(filed.scrutineer, Kind.SCRUTINEER) == before
    first, second = packed(filed, builder, Kind.SCRUTINEER)
    assert ORIGINAL in second
    assert REDACTED not in second
    assert "redacted" not in first


def test_a_newer_one_takes_its_place_in_new_packs_and_what_was_made_stays(
    filed: Written, builder: Database, attachment: UUID
) -> None:
    supply(filed, attachment)
    first = filed.asks(filed.member)
    volumes = filed.built(builder, first)
    supply(filed, attachment, NEWER)
    (_, second) = packed(filed, builder)
    assert NEWER in second
    assert REDACTED not in second
    assert filed.volumes(first) == volumes
    assert [one.current for one in _packs(filed)] == [True, False]


def test_what_was_frozen_with_one_keeps_it(filed: Written, builder: Database, attachment: UUID) -> None:
    supply(filed, attachment)
    frozen = filed.asks(filed.member)
    supply(filed, attachment, NEWER)
    _, second = filed.built(builder, frozen)
    assert REDACTED in in_one_line(" ".join(pages_of(second)))


def test_one_that_names_the_child_after_all_stops_the_pack(
    filed: Written, builder: Database, attachment: UUID
) -> None:
    supply(filed, attachment, f"Seen with {CHILD['name']}")
    pack = filed.asks(filed.member)
    building.build(builder, pack, Stopping())
    row = filed.row(pack)
    assert row.state == "failed"
    assert "identity" in row.reason
    supply(filed, attachment)
    assert REDACTED in packed(filed, builder)[1]


def test_one_that_is_no_picture_of_pages_is_listed(
    filed: Written, builder: Database, attachment: UUID
) -> None:
    supply(filed, attachment, file=accept("redacted.txt", REDACTED.encode()))
    (only,) = packed(filed, builder)
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
    copy = supply(filed, attachment, scanned=True)
    before = filed.asks(filed.member)
    (listed,) = packed(filed, builder)
    assert "The redacted copy of it was still being checked for viruses" in listed
    with pytest.raises(WrongState):
        filed.do(filed.officer, redacting.download, filed.reference, copy=copy)
    _carry(filed, builder, "")
    assert filed.asks(filed.member) == before
    _carry(filed, builder, scanning.url)
    assert scanning.seen == [paper(REDACTED)]
    assert filed.asks(filed.member) != before
    assert REDACTED in packed(filed, builder)[1]


def test_one_that_waits_leaves_the_one_before_it_in_its_place(
    filed: Written, builder: Database, attachment: UUID
) -> None:
    supply(filed, attachment)
    supply(filed, attachment, NEWER, scanned=True)
    assert REDACTED in packed(filed, builder)[1]


def test_a_harmful_one_is_refused_and_not_kept(
    filed: Written, builder: Database, attachment: UUID, scanning: clamd.StandIn
) -> None:
    copy = supply(filed, attachment, scanned=True, file=accept("redacted.txt", b"Sent with: " + EICAR))
    _carry(filed, builder, scanning.url)
    (listed,) = packed(filed, builder)
    assert "The virus scanner refused the redacted copy of it." in listed
    with pytest.raises(WrongState, match="Eicar"):
        filed.do(filed.officer, redacting.download, filed.reference, copy=copy)
    with as_owner(filed.partnership.logins) as session:
        assert session.scalar(text("select count(*) from portal.redacted_content")) == 0
    assert faults(filed) == []
