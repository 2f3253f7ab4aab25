"""`portal init`: a partnership of its own in an empty portal, and its first two managers invited.

Everything else they do on the pages: with two managers roles can be given, agencies opened, services connected.
"""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.agencies.actions import add_person, add_provider, add_workspace, grant
from portal.agencies.actions import directory as write
from portal.agencies.actions.people import invite
from portal.business_unit.directory.services import WHY
from portal.config import ConfigurationError
from portal.infra.db import Database
from portal.infra.oidc_calls import ProviderUnavailable
from portal.infra.oidc_documents import look_afresh
from portal.protocol.actors import Kind, Role
from portal.protocol.directory import LONGEST_NAME, is_address

OTHERS = (
    ("executive", Kind.EXECUTIVE, "Partnership Executive"),
    ("scrutineer", Kind.SCRUTINEER, "Independent Scrutineer"),
    ("learning-subgroup", Kind.LEARNING, "Learning and Improvement Subgroup"),
    ("quality-subgroup", Kind.QUALITY, "Quality and Performance Subgroup"),
)
"""The partnership's own workspaces beside the Business Unit's: their slugs, and what they are called."""

BY = "portal init"
"""Who opened them, as the directory's log says it."""

NEXT = """{partnership} is set up.
{business_unit}, the Executive, the Scrutineer and both Subgroups have their workspaces.
{managers} are invited as managers of the Business Unit. The worker sends the e-mails;
each link works once, for 30 days.

What comes next:
  1. Set PARTNERSHIP to this name for the web server and the worker; a manager can change it, the safety numbers
     and the marking on the page Settings.
  2. Start both (`portal web`, `portal worker`), and have both managers follow their link and sign in with
     {service}.
  3. One of them opens the agencies on the page Agencies, and adds each one's administrator.
  4. The two of them give the roles in the Executive and the other workspaces on the page Roles: one proposes,
     the other confirms."""


@dataclass(frozen=True, slots=True)
class Founding:
    """What a portal begins with. `managers`: the name and the e-mail address of each of the first two."""

    partnership: str
    business_unit: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    managers: tuple[tuple[str, str], tuple[str, str]]
    service: str = "the shared sign-in service"

    def check(self) -> None:
        """Raise ConfigurationError for what cannot be taken."""
        for words in (
            self.partnership,
            self.business_unit,
            self.service,
            *(name for name, _ in self.managers),
        ):
            if not 0 < len(words) <= LONGEST_NAME:
                raise ConfigurationError(
                    f"{words[:80]!r} cannot be a name: it needs 1 to {LONGEST_NAME} characters."
                )
        if self.business_unit.casefold() in {name.casefold() for _, _, name in OTHERS}:
            raise ConfigurationError(
                f"{self.business_unit} is what another workspace is called. Give the Business Unit its own name."
            )
        for _, address in self.managers:
            if not is_address(address):
                raise ConfigurationError(
                    f"{address[:80]!r} is no e-mail address, like name@organisation.example."
                )
        if self.managers[0][1].casefold() == self.managers[1][1].casefold():
            raise ConfigurationError(
                "The two managers need two e-mail addresses: it takes two people to give a role."
            )


def found(owner_url: str, founding: Founding) -> str:
    """Set up a portal that holds nothing yet, and say what comes next; one that holds something is left alone.

    Raises ConfigurationError for what cannot be taken, a sign-in service that does not answer as it should, and a
    database that is not migrated.
    """
    database = Database(owner_url, pool_size=1)
    try:
        founding.check()
        _look(founding.issuer)
        with database.work() as session:
            session.execute(text("set local role portal_owner"))
            write.one_at_a_time(session)
            if not _workspaces(session):
                _write(session, founding)
                return NEXT.format(
                    partnership=founding.partnership,
                    business_unit=founding.business_unit,
                    managers=" and ".join(name for name, _ in founding.managers),
                    service=founding.service,
                )
        return _held(database)
    finally:
        database.engine.dispose()


def already(owner_url: str) -> str:
    """What is said of a portal that holds something; "" for an empty one.

    Raises ConfigurationError when its database is not migrated.
    """
    database = Database(owner_url, pool_size=1)
    try:
        return _held(database)
    finally:
        database.engine.dispose()


def _held(database: Database) -> str:
    try:
        with database.reading() as session:
            session.execute(text("set local role portal_owner"))
            there = _workspaces(session)
    except DBAPIError as error:
        raise ConfigurationError(
            "This database cannot be set up yet. Run `portal migrate` first, with the same DATABASE_URL."
        ) from error
    if not there:
        return ""
    return f"This portal is set up already: it holds {there} workspaces. Nothing was changed."


def _workspaces(session: Session) -> int:
    return int(session.execute(text("select count(*) from portal.workspace")).scalar_one())


def _look(issuer: str) -> None:
    try:
        look_afresh(issuer)
    except ProviderUnavailable as error:
        raise ConfigurationError(
            f"The sign-in service {issuer} cannot be used. {WHY[error.fault]}."
        ) from error


def _write(session: Session, founding: Founding) -> None:
    shared = add_provider(
        session,
        name=founding.service,
        issuer=founding.issuer,
        client_id=founding.client_id,
        client_secret=founding.client_secret,
        shared=True,
    )
    office = _open(session, founding, shared, ("business-unit", Kind.BUSINESS_UNIT, founding.business_unit))
    for one in OTHERS:
        _open(session, founding, shared, one)
    for name, address in founding.managers:
        person = add_person(session, name=name, email=address, home=office)
        membership = grant(session, person=person, workspace=office, roles=[Role.MANAGER])
        invite(session, membership, workspace=office)
        write.note_by(session, BY, "Named a first manager", workspace=office, detail=name)


def _open(session: Session, founding: Founding, shared: UUID, one: tuple[str, Kind, str]) -> UUID:
    slug, kind, name = one
    return add_workspace(
        session, slug=slug, kind=kind, name=name, organisation=founding.partnership, provider=shared
    )
