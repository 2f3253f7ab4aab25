"""The command `portal`: each subcommand is one function elsewhere.

It is imported when its command is given and the settings have been found good. What goes wrong is said in a
sentence or two, with how to mend it, and ends with exit code 1.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from getpass import getpass
from pathlib import Path

from portal.config import ConfigurationError, Settings, clock_file


@dataclass(frozen=True)
class Command:
    """A subcommand: what it does, in a line, and the function that does it and gives the exit code."""

    summary: str
    run: Callable[[argparse.Namespace], int]


def run(arguments: argparse.Namespace) -> int:
    from portal.demo.places import StartError
    from portal.demo.run import run as run_everything

    try:
        run_everything(os.environ)
    except StartError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(
            f"Cannot use {error.filename or 'a file'} ({error.strerror}).\n"
            "Make sure that this account owns the folder it is in, and that the disk has room."
        )
    return 0


def migrate(arguments: argparse.Namespace) -> int:
    url = _database_url()
    from portal.infra.migrate import migrate as migrate_database

    migrate_database(url)
    print("The database is up to date.")
    return 0


def seed(arguments: argparse.Namespace) -> int:
    url = _database_url()
    from portal.demo.issuers import repoint
    from portal.demo.seed import seed as seed_database
    from portal.infra import calendar

    calendar.follow(clock_file(os.environ))
    print(seed_database(url))
    repoint(url, _required("IDENTITY_URL"), secret=_required("IDENTITY_SECRET"))
    return 0


def init(arguments: argparse.Namespace) -> int:
    url = _database_url()
    from portal.business_unit.directory.founding import Founding, already, found

    if said := already(url):
        return _refuse(said)
    founding = Founding(
        partnership=_asked(arguments.partnership, "The partnership’s name"),
        business_unit=_asked(arguments.business_unit, "The Business Unit’s name"),
        issuer=_asked(arguments.issuer, "The issuer address of the shared sign-in service"),
        client_id=_asked(arguments.client_id, "What that service calls this portal, the client ID"),
        client_secret=_secret("SHARED_CLIENT_SECRET", "Its client secret (not shown)"),
        managers=(_manager(arguments, 0, "first"), _manager(arguments, 1, "second")),
        service=arguments.service_name,
    )
    print(found(url, founding))
    return 0


def web(arguments: argparse.Namespace) -> int:
    settings = _check_settings()
    from gunicorn.app.wsgiapp import WSGIApplication

    from portal.app import check_login
    from portal.infra.db import Database

    check_login(Database(settings.database_url, pool_size=1))
    bound = [
        "--bind",
        arguments.bind,
        "--workers",
        str(arguments.workers),
        "--threads",
        str(arguments.threads),
    ]
    sys.argv = ["portal web", "--worker-class", "gthread", "--no-control-socket", *bound, "portal.app:wsgi()"]
    WSGIApplication().run()
    return 0


def worker(arguments: argparse.Namespace) -> int:
    _check_settings()
    from portal.worker import main as work

    return work()


def verify_history(arguments: argparse.Namespace) -> int:
    url = _database_url()
    from portal.infra.verification import verify

    found = verify(url)
    for fault in found.faults:
        print(f"{fault.reference}, {fault.place}: {fault.what}")
    print(f"{found.rows} rows of {found.cases} cases read. Sum of all chains: {found.whole}")
    damaged = len(found.faults)
    print(f"{damaged} damaged: {'see above' if damaged else 'every chain is whole'}.")
    return 1 if found.faults else 0


def verify_pack(arguments: argparse.Namespace) -> int:
    url = _database_url()
    from portal.executive.verifying import say

    worst = 0
    for file in arguments.files:
        became, lines = say(url, file)
        worst = max(worst, became)
        print("\n  ".join(lines))
    return worst


def stage_diagram(arguments: argparse.Namespace) -> int:
    from portal.protocol.diagram import mermaid

    print(mermaid(), end="")
    return 0


def routes(arguments: argparse.Namespace) -> int:
    from portal.app import create_app

    for rule in sorted(create_app().url_map.iter_rules(), key=str):
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        print(f"{methods:<10} {rule.rule:<60} {rule.endpoint}")
    return 0


COMMANDS = {
    "run": Command("try the whole portal on this computer, with practice people and cases", run),
    "migrate": Command("bring the database in DATABASE_URL to the newest shape", migrate),
    "init": Command("set an empty portal up: the partnership, its workspaces, its first two managers", init),
    "seed": Command("fill an empty database with the practice partnership", seed),
    "web": Command("serve the pages", web),
    "worker": Command("send the mail, build the packs, keep the deadlines", worker),
    "verify-history": Command(
        "check the history's chain, naming the first row that was changed", verify_history
    ),
    "verify-pack": Command(
        "say whether a file is a referral pack that was given out, to whom, when, and of which case",
        verify_pack,
    ),
    "stage-diagram": Command("print the diagram of the protocol's states for the README", stage_diagram),
    "routes": Command("list every address the portal answers", routes),
}


INIT_ARGUMENTS = {
    "partnership": "the partnership’s name",
    "business-unit": "the Business Unit’s name",
    "issuer": "the issuer address of the shared sign-in service",
    "client-id": "what that service calls this portal",
}
"""What `portal init` is given. The secret is never an argument, which others on the computer could read."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand and give its exit code."""
    given = _parser().parse_args(arguments)
    try:
        return COMMANDS[given.command].run(given)
    except ConfigurationError as error:
        return _refuse(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="portal", description="The portal's commands.")
    subcommands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    parsers = {
        name: subcommands.add_parser(name, help=command.summary, description=command.summary)
        for name, command in COMMANDS.items()
    }
    parsers["web"].add_argument(
        "--bind", default="127.0.0.1:8000", help="address and port (default %(default)s)"
    )
    parsers["web"].add_argument("--workers", type=int, default=2, help="processes (default %(default)s)")
    parsers["web"].add_argument(
        "--threads", type=int, default=8, help="threads in each (default %(default)s)"
    )
    for name, what in INIT_ARGUMENTS.items():
        parsers["init"].add_argument(f"--{name}", default="", help=f"{what}; asked for when it is not given")
    parsers["init"].add_argument(
        "--service-name",
        default="the shared sign-in service",
        help="what people call that service (%(default)s)",
    )
    parsers["init"].add_argument(
        "--manager",
        action="append",
        default=[],
        metavar="'NAME <ADDRESS>'",
        help="a first manager; give it twice",
    )
    parsers["verify-pack"].add_argument("files", nargs="+", type=Path, metavar="FILE", help="a PDF")
    return parser


def _check_settings() -> Settings:
    """The settings; raises ConfigurationError when one is missing, or a server they name refuses us.

    A Valkey that is away is only named: nothing is lost while it is, so whoever is started then must start.
    """
    from portal.infra import reach

    settings = Settings.from_environment()
    reach.database(settings.database_url)
    try:
        reach.valkey(settings.redis_url)
    except reach.Away as away:
        print(f"{away}\nUntil then e-mail goes out with the heartbeat, some seconds later.", file=sys.stderr)
    return settings


def _database_url() -> str:
    """DATABASE_URL, tried; the commands that use it need no other setting."""
    from portal.infra import reach

    url = _required("DATABASE_URL")
    reach.database(url)
    return url


def _asked(given: str, what: str) -> str:
    """What was given, else what somebody at the terminal types, on one line; ConfigurationError for nothing."""
    typed = given or (input(f"{what}: ") if sys.stdin.isatty() else "")
    if not typed.strip():
        raise ConfigurationError(f"{what} is missing. See `portal init --help`.")
    return " ".join(typed.split())


def _secret(name: str, what: str) -> str:
    """What the environment holds, else what somebody at the terminal types unseen."""
    held = os.environ.get(name, "").strip()
    typed = held or (getpass(f"{what}: ") if sys.stdin.isatty() else "")
    if not typed.strip():
        raise ConfigurationError(
            f"{name} is not set. It holds the client secret of the shared sign-in service."
        )
    return typed.strip()


def _manager(arguments: argparse.Namespace, at: int, which: str) -> tuple[str, str]:
    """A first manager's name and address, from "Name <address>"."""
    given = arguments.manager[at] if at < len(arguments.manager) else ""
    typed = _asked(given, f"The {which} manager, as Name <address>")
    name, address = parseaddr(typed)
    if not name or not address:
        raise ConfigurationError(
            f"{typed[:80]!r} does not name a manager, as Name <name@organisation.example>."
        )
    return name, address


def _required(name: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise ConfigurationError(f"{name} is not set. See docs/running.md for what it should hold.")
    return value


def _refuse(what: str) -> int:
    print(f"\n{what}", file=sys.stderr)
    return 1
