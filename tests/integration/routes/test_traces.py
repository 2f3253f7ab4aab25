"""What the portal leaves behind beside its pages: e-mails, the outbox, the log. No concern, no child in them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from aiosmtpd.controller import Controller
from sqlalchemy import text

from portal.config import Settings
from portal.demo import ports
from portal.demo.mailbox import Sink, Store
from portal.infra.db import Database
from portal.protocol.news import NEWS
from portal.worker import carrying
from tests.integration.routes.canaries import mark, marks
from tests.integration.routes.conftest import Log
from tests.integration.routes.house import House, fresh
from tests.pages import own_form, typed
from tests.partnership import as_owner

ASKED = {
    "finish_part_1",
    "sign_off",
    "check_and_forward",
    "complete_part_1",
    "respond",
    "conclude",
    "choose_next_step",
    "answer_extension",
    "assess_not_for_us",
    "assess_access",
    "sign_off_reply",
    "check_referral",
    "complete_referral",
    "judge_exceptional",
    "decide",
    "compile_summary",
    "name_substitute",
    "review",
}
_OF_THE_CASES = text(
    "select o.id from portal.outbox o join portal.escalation e on e.id = o.escalation_id"
    " where e.reference = any(:references) order by o.created_at"
)


@contextmanager
def _mailed(house: House, folder: Path) -> Iterator[Store]:
    """What the outbox holds of them, carried by the worker to a mailbox."""
    store, port = Store(folder), ports.free()
    sink = Controller(Sink(store), hostname="127.0.0.1", port=port)
    sink.start()
    settings = Settings(
        database_url=house.partnership.logins.worker_url,
        redis_url="redis://127.0.0.1:1",
        smtp_url=f"smtp://127.0.0.1:{port}",
        base_url="https://portal.example",
        secret_key="test",
        mail_from="no-reply@portal.example",
    )
    database = Database(settings.database_url, pool_size=2)
    for row in _rows(house):
        carrying.carry_with(database, settings, row)
    yield store
    database.engine.dispose()
    sink.stop()


def _rows(house: House) -> list[UUID]:
    """The outbox rows of the cases that no test changes."""
    named = {"references": [case.reference for case in house.cases.values()]}
    with as_owner(house.partnership.logins) as session:
        return list(session.scalars(_OF_THE_CASES, named))


def test_an_email_carries_a_reference_and_an_ask_to_somebody_of_the_case(
    house: House, tmp_path: Path
) -> None:
    references = {case.reference: label for label, case in house.cases.items()}
    asked: dict[str, set[str]] = {}
    with _mailed(house, tmp_path) as store:
        messages = store.messages()
    for one, raw in zip(messages, [path.read_text() for path in tmp_path.glob("*.eml")], strict=True):
        said = f"{one.subject} {one.text} {one.html} {one.sender}"
        assert marks(said + raw) == set()
        assert [known.who for known in house.known if known.text in said] == []
        (reference,) = [reference for reference in references if reference in one.subject]
        assert reference in one.text
        asked.setdefault(references[reference], set()).update(one.recipients)
    office = {"officer@business_unit.example", "manager@business_unit.example", "several@alder.example"}
    assert asked["submitted"] == office
    a, b, other_b, former_b = (
        f"senior_manager@{slug}.example" for slug in ("alder", "birch", "dogwood", "elder")
    )
    assert asked["answered"] == {a, former_b} | office
    assert asked["forwarded"] == {a, b, other_b, former_b} | office


def test_the_outbox_holds_the_ask_and_nothing_of_the_case(house: House) -> None:
    with as_owner(house.partnership.logins) as session:
        rows = session.execute(
            text(
                "select payload, dedupe_key, coalesce(last_error, '') from portal.outbox"
                " where kind <> 'invitation' or payload <> '{}'"
            )
        ).all()
    assert rows
    assert marks(str(rows)) == set()
    asks, told = frozenset({"ask"}), frozenset({"event", "reference", "reader", "former"})
    of_no_case = {frozenset({"agency", "due"}), frozenset({"report"})}
    assert {frozenset(payload) for payload, _, _ in rows} - of_no_case == {asks, told}
    assert {payload["ask"] for payload, _, _ in rows if "ask" in payload} <= ASKED
    assert {payload["event"] for payload, _, _ in rows if "event" in payload} <= set(NEWS)


def test_the_log_keeps_no_concern_and_no_child(house: House, log: Log) -> None:
    """Refusals, a form too old and a failure of the database itself, each with a case's words in the form."""
    writer, case = house.visitors["A contributor"], house.case("draft")
    children = f"/cases/{case.reference}/part-1/children"
    filled = typed(own_form(writer.get(children).text))
    assert ("draft", "identity") in marks(str(filled))
    meanwhile = {"was": "", "version": "0", "children-0-name": mark("draft", "identity", "again")}
    assert writer.post(children, {**fresh(filled), **meanwhile}).status_code == 409
    assert house.visitors["C contributor"].post(children, fresh(filled)).status_code == 404
    assert house.visitors["signed out"].post(children, fresh(filled)).status_code == 401
    other = {"children-0-name": mark("draft", "identity", "other")}
    with _refusing_children(house):
        assert writer.post(children, {**fresh(filled), **other}).status_code == 500
    logging.getLogger("portal").warning("The log is read.")
    assert any("The log is read." in line for line in log.lines)
    assert any("Exception on" in line for line in log.lines)
    assert {mark for line in log.lines for mark in marks(line)} == set()


@contextmanager
def _refusing_children(house: House) -> Iterator[None]:
    """A constraint that every child breaks: PostgreSQL quotes the whole row when it says so."""
    with as_owner(house.partnership.logins) as session:
        session.execute(text("alter table portal.child add constraint never check (number < 0) not valid"))
    try:
        yield
    finally:
        with as_owner(house.partnership.logins) as session:
            session.execute(text("alter table portal.child drop constraint never"))
