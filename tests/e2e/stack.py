"""The whole portal as it really runs, for a browser: engines, web server, worker, mailbox, sign-in services."""

import contextlib
import http.client
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from portal.demo import processes, services
from portal.demo.partnership import PEOPLE, issuer_of
from portal.demo.processes import Child
from portal.demo.seed.cases import seed_cases
from portal.demo.seed.directory import seed_directory
from portal.demo.seed.office import seed_office
from portal.demo.services import Plan, Service
from portal.demo.settings import RunSettings
from portal.demo.stories.shape import Story
from portal.infra.keyed import key_of
from tests import engines, ports

STEP_SECONDS = 180
READY_SECONDS = 120
STOP_SECONDS = 5.0


@dataclass(frozen=True)
class Stack:
    """Where its parts are, and the references of the cases it began with, by the key of their story."""

    portal: str
    mailbox: str
    identity: str
    references: Mapping[str, str]
    owner_url: str
    """The database as its owner sees it, for what no page may do."""
    seen: set[str] = field(default_factory=set)
    """The pages that axe has looked at."""

    @property
    def own(self) -> tuple[str, ...]:
        """Everything a browser may ever ask for something."""
        return self.portal, self.mailbox, self.identity

    def sign_in_of(self, key: str) -> str:
        """The address under which a person's own sign-in service is served."""
        return issuer_of(self.identity, next(one.provider for one in PEOPLE if one.key == key))


@contextlib.contextmanager
def running(stories: Sequence[Story]) -> Iterator[Stack]:
    """Everything up, with the practice partnership and these cases; all of it gone at the end."""
    with _folder() as folder, contextlib.ExitStack() as started:
        postgres = started.enter_context(engines.postgres_server())
        valkey = started.enter_context(engines.valkey_server())
        settings = _settings(folder)
        plan = services.plan(settings, os.environ, database_url=postgres.url(), redis_url=valkey.url())
        migrate = next(step for step in plan.steps if step.name == "migrate")
        _finish(settings, migrate)
        references = _seed(plan, migrate, stories)
        _serve(settings, plan, started)
        yield Stack(
            settings.base_url, settings.mailbox_url, settings.identity_url, references, postgres.url()
        )


def _settings(folder: Path) -> RunSettings:
    first = ports.row(4)
    web, mailbox, smtp, identity = range(first, first + 4)
    return RunSettings(
        var=folder,
        web_port=web,
        mailbox_port=mailbox,
        smtp_port=smtp,
        identity_port=identity,
        database_url="",
        redis_url="",
        smtp_url="",
        base_url=f"http://127.0.0.1:{web}",
    )


def _seed(plan: Plan, owner: Service, stories: Sequence[Story]) -> Mapping[str, str]:
    web = next(service for service in plan.services if service.name == "web")
    directory = seed_directory(
        owner.environment["DATABASE_URL"],
        identity_url=owner.environment["IDENTITY_URL"],
        client_secret=owner.environment["IDENTITY_SECRET"],
    )
    key = key_of(web.environment["SECRET_KEY"])
    worker = next(service for service in plan.services if service.name == "worker")
    references = seed_cases(
        web.environment["DATABASE_URL"],
        directory,
        worker_url=worker.environment["DATABASE_URL"],
        identity_key=key,
        stories=stories,
    )
    seed_office(web.environment["DATABASE_URL"], directory, references)
    return references


def _serve(settings: RunSettings, plan: Plan, started: contextlib.ExitStack) -> None:
    children: list[Child] = []
    started.callback(processes.stop, children, seconds=STOP_SECONDS)
    for service in plan.services:
        children.append(_start(settings, service))
    for service, child in zip(plan.services, children, strict=True):
        if service.port and not child.wait_until(partial(_answers, service), seconds=READY_SECONDS):
            raise AssertionError(f"{service.name} did not start:\n{child.last_lines(40)}")


def _finish(settings: RunSettings, step: Service) -> None:
    child = _start(settings, step)
    if not child.ended(within=STEP_SECONDS) or child.process.returncode:
        processes.stop([child], seconds=STOP_SECONDS)
        raise AssertionError(f"{step.name} failed:\n{child.last_lines(40)}")


def _start(settings: RunSettings, service: Service) -> Child:
    log = services.log_of(settings, service)
    return processes.start(service.name, service.command, log=log, environment=service.environment)


def _answers(service: Service) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=5)
    try:
        connection.request("GET", service.path)
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="portal-e2e-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
