"""`portal run`: the whole portal on one computer, for trying it out.

It starts everything, says where it is, and stops everything it started: at Ctrl-C, when told to end, or when
one part dies.
"""

import contextlib
import fcntl
import http.client
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

from portal.demo import places, ports, postgres, processes, services, valkey, welcome
from portal.demo.places import StartError
from portal.demo.processes import Child
from portal.demo.services import Service
from portal.demo.settings import RunSettings
from portal.infra import reach

STEP_SECONDS = 600
READY_SECONDS = 60
STOP_SECONDS = 2.0
ENGINE_STOP_SECONDS = 0.8
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(env: Mapping[str, str]) -> None:
    """Run the portal until asked to stop.

    Raises StartError or ConfigurationError when it cannot, or when a part of it dies.
    """
    settings = RunSettings.from_environment(env)
    places.make_folder(settings.var)
    _stop_when_asked()
    with _only_one(settings), contextlib.ExitStack() as started:
        try:
            children = _start(settings, env, started)
            _welcome(settings)
            _watch(children)
        except KeyboardInterrupt:
            say("\nStopping …")
        finally:
            for number in SIGNALS:
                signal.signal(number, signal.SIG_IGN)
    say("Everything has stopped.")


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


def _start(settings: RunSettings, env: Mapping[str, str], started: contextlib.ExitStack) -> list[Child]:
    for setting, port in settings.ports.items():
        ports.require(port, setting)
    children: list[Child] = []
    database_url = settings.database_url or _postgres(settings, children, started)
    redis_url = settings.redis_url or _valkey(settings, children, started)
    reach.database(database_url)
    reach.valkey(redis_url)
    plan = services.plan(settings, env, database_url=database_url, redis_url=redis_url)
    for step in plan.steps:
        _finish(settings, step)
    running: list[Child] = []
    started.callback(processes.stop, running, seconds=STOP_SECONDS)
    for service in plan.services:
        running.append(_launch(settings, service))
    for service, child in zip(plan.services, running, strict=True):
        _await(service, child)
    return children + running


def _postgres(settings: RunSettings, children: list[Child], started: contextlib.ExitStack) -> str:
    server = postgres.start(settings.var / "postgres")
    started.callback(postgres.stop, server, seconds=ENGINE_STOP_SECONDS)
    children.append(server.child)
    say(f"PostgreSQL is running on port {server.port}, its data in {server.folder}")
    return server.url()


def _valkey(settings: RunSettings, children: list[Child], started: contextlib.ExitStack) -> str:
    server = valkey.start(settings.var / "valkey")
    started.callback(valkey.stop, server, seconds=ENGINE_STOP_SECONDS)
    children.append(server.child)
    say(f"Valkey is running on port {server.port}, its data in {settings.var / 'valkey'}")
    return server.url()


def _launch(settings: RunSettings, service: Service) -> Child:
    log = services.log_of(settings, service)
    return processes.start(service.name, service.command, log=log, environment=service.environment)


def _finish(settings: RunSettings, step: Service) -> None:
    """Run a step to its end."""
    child = _launch(settings, step)
    try:
        if not child.ended(within=STEP_SECONDS):
            raise StartError(
                f"`portal {step.name}` took more than {STEP_SECONDS} seconds. Its log: {child.log}"
            )
        say(child.log.read_text(encoding="utf-8").strip() or f"{step.name}: done")
    finally:
        processes.stop([child], seconds=STOP_SECONDS)
    if child.process.returncode:
        raise StartError(f"`portal {step.name}` failed, so the portal was not started.")


def _await(service: Service, child: Child) -> None:
    """Wait until a service answers."""
    if service.port and not child.wait_until(lambda: _responds(service), seconds=READY_SECONDS):
        raise _dead(child, "did not start")


def _responds(service: Service) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=5)
    try:
        connection.request("GET", service.path)
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _watch(children: Sequence[Child]) -> None:
    """Return never; raise StartError when a child has ended."""
    while True:
        for child in children:
            if child.ended():
                raise _dead(child, "stopped by itself")
        processes.pause(seconds=0.25)


def _dead(child: Child, what: str) -> StartError:
    ending = f" (exit code {child.process.returncode})" if child.ended() else ""
    return StartError(
        f"The part called {child.name!r} {what}{ending}, so everything was stopped. Its last lines:\n"
        f"{child.last_lines()}\nThe whole log: {child.log}"
    )


def _welcome(settings: RunSettings) -> None:
    say("\nWho can sign in. Give the e-mail address, or choose the organisation; no password is asked for.")
    say(welcome.people())
    say(f"\n{welcome.addresses(settings)}\nLogs: {settings.var / 'log'}. Press Ctrl-C to stop everything.")


@contextlib.contextmanager
def _only_one(settings: RunSettings) -> Iterator[None]:
    """Hold the folder for ourselves. The kernel lets go when we die, however we die."""
    with _lock_file(settings.var / "lock") as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = os.pread(descriptor, 1000, 0).decode() or "from this folder"
            raise StartError(
                f"The portal is already running {where}.\n"
                "Use it there, or stop it first with Ctrl-C in its own terminal.\n"
                "To run a second one, give it its own folder and ports: PORTAL_VAR=… PORTAL_PORT=… make run"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"at {settings.base_url} (process {os.getpid()})".encode(), 0)
        yield


@contextlib.contextmanager
def _lock_file(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _stop_when_asked() -> None:
    """Take every way of asking as Ctrl-C, except a hang-up that nohup told us to ignore."""
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
