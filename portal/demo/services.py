"""What runs beside the engines: the steps that end and the services that stay, each with its environment.

Only the two steps are given the database owner's login. The web server and the worker each have their own,
with passwords made anew at every start.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.demo import places
from portal.demo.settings import RunSettings
from portal.infra import reach

Environment = dict[str, str]


@dataclass(frozen=True)
class Service:
    """A program of ours. Once it is ready it answers at `path` on `port`; 0 when it serves nothing."""

    name: str
    command: tuple[str, ...]
    environment: Environment
    port: int = 0
    path: str = "/"


@dataclass(frozen=True)
class Plan:
    """Everything that is to run, in order."""

    steps: tuple[Service, ...]
    services: tuple[Service, ...]


def plan(settings: RunSettings, env: Mapping[str, str], *, database_url: str, redis_url: str) -> Plan:
    """What to run against the database (as its owner) and the Valkey at these addresses."""
    web_password, worker_password = places.secret(), places.secret()
    shared = dict(env) | {
        "REDIS_URL": redis_url,
        "SMTP_URL": settings.smtp_url or f"smtp://127.0.0.1:{settings.smtp_port}",
        "BASE_URL": settings.base_url,
        "IDENTITY_URL": settings.identity_url,
        "IDENTITY_SECRET": places.remembered(settings.var / "identity_secret", places.secret),
        "SECRET_KEY": env.get("SECRET_KEY") or places.remembered(settings.var / "secret_key", places.secret),
        "PORTAL_DEMO": "1",
        "PORTAL_CLOCK_FILE": str(settings.clock_file),
    }
    owner = shared | {
        "DATABASE_URL": database_url,
        "PORTAL_WEB_PASSWORD": web_password,
        "PORTAL_WORKER_PASSWORD": worker_password,
    }
    web = shared | {"DATABASE_URL": reach.with_login(database_url, "portal_web", web_password)}
    worker = shared | {"DATABASE_URL": reach.with_login(database_url, "portal_worker", worker_password)}
    return Plan(
        steps=(
            Service("migrate", _portal("migrate"), owner),
            Service("seed", _portal("seed"), owner),
        ),
        services=(
            _identity(settings, env),
            *_mailbox(settings, env),
            _web(settings, web),
            Service("worker", _portal("worker"), worker),
        ),
    )


def _web(settings: RunSettings, environment: Environment) -> Service:
    command = _portal("web", "--bind", f"127.0.0.1:{settings.web_port}")
    return Service("web", command, environment, settings.web_port, "/health")


def _identity(settings: RunSettings, env: Mapping[str, str]) -> Service:
    command = _python(
        "portal.demo.identity",
        *("--port", str(settings.identity_port), "--base-url", settings.identity_url),
        *("--client-secret-file", str(settings.var / "identity_secret")),
        *("--redirect-uri", f"{settings.base_url}/sign-in/callback"),
    )
    return Service("identity", command, _without_servers(env), settings.identity_port)


def _mailbox(settings: RunSettings, env: Mapping[str, str]) -> tuple[Service, ...]:
    if settings.smtp_url:
        return ()
    where = ("--port", str(settings.mailbox_port), "--smtp-port", str(settings.smtp_port))
    folder = ("--folder", str(settings.var / "mailbox"), "--clock-file", str(settings.clock_file))
    command = _python("portal.demo.mailbox", *where, *folder)
    return (Service("mailbox", command, _without_servers(env), settings.mailbox_port),)


def _without_servers(env: Mapping[str, str]) -> Environment:
    """The environment without any address that may carry a password."""
    return {name: value for name, value in env.items() if not name.endswith("_URL") and name != "SECRET_KEY"}


def _portal(*arguments: str) -> tuple[str, ...]:
    return _python("portal", *arguments)


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)


def log_of(settings: RunSettings, service: Service) -> Path:
    """Where a service's output goes."""
    return settings.var / "log" / f"{service.name}.log"
