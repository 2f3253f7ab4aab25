"""The database as its owner sees it, past the walls: for the commands of whoever runs the portal."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from portal.config import ConfigurationError
from portal.infra.db import engine_url

NOT_THE_OWNER = "DATABASE_URL must be that of the login that owns the database, as for `portal migrate`."


@contextmanager
def owned(database_url: str) -> Iterator[Connection]:
    """A connection as the owner. Raises ConfigurationError for a login that may not be."""
    engine = create_engine(engine_url(database_url))
    try:
        with engine.connect() as connection:
            try:
                connection.execute(text("set role portal_owner"))
            except DBAPIError as refused:
                raise ConfigurationError(NOT_THE_OWNER) from refused
            yield connection
    finally:
        engine.dispose()
