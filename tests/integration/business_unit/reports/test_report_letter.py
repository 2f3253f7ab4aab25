"""The e-mail by which the Subgroup's readers learn of a report: carried by the worker, as it really is."""

from pathlib import Path

from aiosmtpd.controller import Controller
from sqlalchemy import text

from portal.config import Settings
from portal.demo import ports
from portal.demo.mailbox import Message, Sink, Store
from portal.infra.db import Database
from portal.worker import carrying
from tests.integration.business_unit.reports import writing
from tests.integration.business_unit.reports.writing import AFTER_SUMMER, SUMMER
from tests.pages import Pages
from tests.partnership import Partnership, as_owner

NOT_A_READER = "update portal.membership_role set ended_at = now() where role = 'reader'"


def _mailed(partnership: Partnership, folder: Path) -> list[Message]:
    """What came to the mailbox once the worker had carried everything."""
    store, port = Store(folder), ports.free()
    sink = Controller(Sink(store), hostname="127.0.0.1", port=port)
    sink.start()
    settings = Settings(
        database_url=partnership.logins.worker_url,
        redis_url="redis://127.0.0.1:1",
        smtp_url=f"smtp://127.0.0.1:{port}",
        base_url="https://portal.example",
        secret_key="test",
        mail_from="no-reply@portal.example",
    )
    database = Database(settings.database_url, pool_size=2)
    with as_owner(partnership.logins) as session:
        rows = session.scalars(text("select id from portal.outbox where kind = 'report'")).all()
    for row in rows:
        carrying.carry_with(database, settings, row)
    database.engine.dispose()
    sink.stop()
    return list(store.messages())


def test_p14_a_reader_is_told_which_half_year_and_where_to_read_it_and_nothing_else(
    pages: Pages, tmp_path: Path
) -> None:
    writing.issued(pages.partnership, SUMMER, when=AFTER_SUMMER)
    (letter,) = _mailed(pages.partnership, tmp_path)
    assert letter.recipients == ("reader@quality.example",)
    assert letter.subject == "Report for April to September 2026"
    assert f"https://portal.example/reports/{SUMMER}/exact" in letter.text
    assert "The summary of" not in letter.text


def test_whoever_reads_for_the_subgroup_no_more_is_not_written_to(pages: Pages, tmp_path: Path) -> None:
    writing.issued(pages.partnership, SUMMER, when=AFTER_SUMMER)
    with as_owner(pages.partnership.logins) as session:
        session.execute(text(NOT_A_READER))
    assert _mailed(pages.partnership, tmp_path) == []
