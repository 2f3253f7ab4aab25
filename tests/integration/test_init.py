"""`portal init`: from an empty portal to two managers who signed in, give a role and open an agency."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from portal.app import create_app
from portal.cli import main
from portal.config import Settings
from portal.demo import ports
from portal.demo.identity.issuer import CLIENT_ID
from portal.demo.mailbox import Sink, Store
from portal.demo.partnership import SHARED, issuer_of
from portal.demo.seed.directory import Directory
from portal.infra.db import Database
from portal.worker.carrying import carry_with
from tests.compiled import shared
from tests.engines import Logins
from tests.integration.agencies.conftest import BASE_URL, KEY, Browser, Town
from tests.pages import text_of
from tests.partnership import as_owner
from tests.practice_provider import SECRET, Practice, practising

Run = Callable[..., int]
FIRST, SECOND = "Hana Petrovic <hana@partnership.example>", "Luca Ferro <luca@partnership.example>"


@pytest.fixture(scope="module")
def practice() -> Iterator[Practice]:
    with practising(f"{BASE_URL}/sign-in/callback", f"{BASE_URL}/signed-out") as running:
        yield running


@pytest.fixture
def init(database: Logins, practice: Practice, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on an empty database, as an installer's script gives it; what is changed is an argument."""
    monkeypatch.setenv("DATABASE_URL", database.owner_url)
    monkeypatch.setenv("SHARED_CLIENT_SECRET", SECRET)
    usual = {
        "partnership": "Tarn Vale Safeguarding Children Partnership",
        "business-unit": "Tarn Vale Business Unit",
        "issuer": issuer_of(practice.base_url, SHARED),
        "client-id": CLIENT_ID,
        "service-name": "Tarn Vale sign-in",
    }

    def run(*managers: str, **changes: str) -> int:
        given = usual | {name.replace("_", "-"): value for name, value in changes.items()}
        arguments = [part for name, value in given.items() if value for part in (f"--{name}", value)]
        for one in managers or (FIRST, SECOND):
            arguments += ["--manager", one]
        return main(["init", *arguments])

    return run


def held(database: Logins, statement: str) -> list[tuple[Any, ...]]:
    with as_owner(database) as session:
        return [tuple(row) for row in session.execute(text(statement))]


def test_an_empty_portal_is_set_up_once(
    init: Run, database: Logins, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init() == 0
    said = capsys.readouterr().out
    assert "Tarn Vale Safeguarding Children Partnership is set up." in said
    assert "Hana Petrovic and Luca Ferro are invited as managers of the Business Unit." in said
    assert SECRET not in said
    assert held(database, "select kind, name from portal.workspace order by kind") == [
        ("business_unit", "Tarn Vale Business Unit"),
        ("executive", "Partnership Executive"),
        ("learning", "Learning and Improvement Subgroup"),
        ("quality", "Quality and Performance Subgroup"),
        ("scrutineer", "Independent Scrutineer"),
    ]
    everything = "select (select count(*) from portal.person), (select count(*) from portal.outbox)"
    assert held(database, everything) == [(2, 2)]
    assert init() == 1
    assert (
        "This portal is set up already: it holds 5 workspaces. Nothing was changed."
        in capsys.readouterr().err
    )
    assert held(database, everything) == [(2, 2)]


@pytest.mark.parametrize(
    ("changes", "managers", "said"),
    [
        ({"partnership": ""}, (), "The partnership’s name is missing"),
        ({"business_unit": "x" * 201}, (), "cannot be a name: it needs 1 to 200 characters"),
        ({"business_unit": "partnership Executive"}, (), "is what another workspace is called"),
        ({"issuer": "https://[::1"}, (), "cannot be used. Enter an address that begins with https://"),
        ({}, (FIRST,), "The second manager, as Name <address> is missing"),
        ({}, (FIRST, "Luca Ferro <HANA@partnership.example>"), "The two managers need two e-mail addresses"),
        ({}, (FIRST, "Luca Ferro"), "'Luca Ferro' does not name a manager"),
        ({"issuer": "http://127.0.0.1:1"}, (), "cannot be used. Nothing answers at this address"),
        ({"issuer": "login.example"}, (), "cannot be used. Enter an address that begins with https://"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_done(
    init: Run,
    database: Logins,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, str],
    managers: tuple[str, ...],
    said: str,
) -> None:
    assert init(*managers, **changes) == 1
    assert said in capsys.readouterr().err
    assert held(database, "select count(*) from portal.workspace") == [(0,)]


def test_a_secret_that_is_not_given_is_asked_for(
    init: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SHARED_CLIENT_SECRET")
    assert init() == 1
    assert "SHARED_CLIENT_SECRET is not set" in capsys.readouterr().err


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def town(database: Logins, practice: Practice, valkey: str, store: Store) -> Iterator[Town]:
    """The portal on that database, with a mail server; nobody is in it yet."""
    port = ports.free()
    server = Controller(Sink(store), hostname="127.0.0.1", port=port)
    server.start()
    settings = Settings(
        database_url=database.web_url,
        redis_url=valkey,
        smtp_url=f"smtp://127.0.0.1:{port}",
        base_url=BASE_URL,
        secret_key=KEY,
    )
    app = shared(create_app(settings))
    yield Town(app, database, practice, Directory({}, {}))
    app.extensions["portal"].database.engine.dispose()
    server.stop()


def letters(town: Town, store: Store) -> dict[str, str]:
    """The link of the newest letter to each, once the worker has sent what waits."""
    worker, settings = Database(town.logins.worker_url, pool_size=3), town.app.extensions["portal"].settings
    for (row,) in town.sql("select id from portal.outbox where sent_at is null and dropped_at is null"):
        carry_with(worker, settings, row)
    worker.engine.dispose()
    found: dict[str, str] = {}
    for one in store.messages():
        link = re.search(rf"{BASE_URL}(/\S+)", one.text)
        assert link
        found.setdefault(one.recipients[0], link[1])
    return found


def test_from_an_empty_portal_to_two_managers_an_agency_and_a_role(
    init: Run, town: Town, store: Store
) -> None:
    assert init() == 0
    links = letters(town, store)
    hana, luca = town.browser(), town.browser()
    assert hana.sign_in_invited(links["hana@partnership.example"], "philippa-ravenscroft").status_code == 303
    assert luca.sign_in_invited(links["luca@partnership.example"], "tamsin-godolphin").status_code == 303
    assert hana.heading("/")[0] == 200
    assert "Hana Petrovic" in hana.get("/business-unit").text

    agency = {"name": "Rowan Hospice", "organisation": "Rowan Trust", "domains": "rowan.example"}
    assert (
        hana.send("/business-unit/agencies/new", "/business-unit/agencies/new", **agency).status_code == 303
    )
    page = "/business-unit/agencies/rowan-hospice/people/new"
    person = {"name": "Ada Finch", "email": "ada@rowan.example", "roles": "administrator"}
    assert hana.send(page, page, **person).status_code == 303
    _give_role(hana, luca)
    links = letters(town, store)
    ada = town.browser()
    assert ada.sign_in_invited(links["ada@rowan.example"], "hannah-silverdale").status_code == 303
    assert "Rowan Hospice: people" in text_of(ada.get("/people"))
    noor = town.browser()
    assert noor.sign_in_invited(links["noor@tarnvale.example"], "abel-mercer").status_code == 303
    assert noor.get("/scrutiny").status_code == 200


def _give_role(hana: Browser, luca: Browser) -> None:
    new = "/business-unit/roles/new"
    role = {
        "role": "scrutineer:scrutineer",
        "email": "noor@tarnvale.example",
        "name": "Noor Haddad",
        "home": "none",
    }
    assert hana.send(new, new, why="She was appointed in May.", **role).status_code == 303
    found = re.search(r'href="(/business-unit/roles/proposals/[^"]+)"', luca.get("/business-unit/roles").text)
    assert found
    assert luca.send(found[1], found[1], decision="confirm").status_code == 303
