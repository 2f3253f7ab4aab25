"""Opens the house: the engines, a partnership, the mail server, a proxy on every line, the web server."""

import contextlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from portal.demo import ports, postgres, valkey
from portal.demo import processes as children
from tests import engines, partnership
from tests.faults.house import House
from tests.faults.proxy import Proxy
from tests.faults.sink import Sink
from tests.faults.wire import PostgresWire, SmtpWire, ValkeyWire


@contextlib.contextmanager
def opened() -> Iterator[House]:
    """Everything up but the workers; all of it gone at the end.

    PostgreSQL keeps its word here (fsync on): what it acknowledged must be there after it was killed.
    """
    with _folder() as folder, contextlib.ExitStack() as started:
        server = postgres.start(folder / "postgres")
        bell = valkey.start(folder / "valkey")
        template = engines.migrated(server)
        logins = template.logins(template.name)
        people = partnership.build(logins)
        started.callback(people.database.engine.dispose)
        sink = Sink()
        smtp_port = sink.start()
        started.callback(sink.stop)
        house = House(
            folder,
            server,
            bell,
            sink,
            smtp_port,
            logins,
            people,
            secrets.token_hex(32),
            ports.free(),
        )
        started.callback(_close, house)
        house.ask(_CONFIRMED)
        _lay_lines(house)
        house.supervise()
        yield house


_CONFIRMED = """
    insert into portal.directory_confirmation (workspace_id, confirmed_by, confirmed_by_name, at)
    select workspace_id, min(id::text)::uuid, 'Somebody', now() from portal.membership group by workspace_id
"""
"""So that no agency is asked to confirm its list in the middle of a trial, when the tests run on a working day."""


def _lay_lines(house: House) -> None:
    for client, who in (("web", lambda port: "web"), ("worker", house.who)):
        house.proxies[client, "postgres"] = Proxy(
            who, "postgres", wire=PostgresWire, to=lambda: house.postgres.port
        )
        house.proxies[client, "valkey"] = Proxy(who, "valkey", wire=ValkeyWire, to=lambda: house.valkey.port)
    house.proxies["worker", "smtp"] = Proxy(house.who, "smtp", wire=SmtpWire, to=lambda: house.smtp_port)


def _close(house: House) -> None:
    children.stop([*house.workers, *([house.web] if house.web else [])], seconds=3)
    for proxy in house.proxies.values():
        proxy.close()
    if house.connection:
        house.connection.close()
    valkey.stop(house.valkey)
    postgres.stop(house.postgres)
    shutil.rmtree(house.postgres.folder, ignore_errors=True)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="portal-faults-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
