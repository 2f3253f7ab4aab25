"""Whether the servers named in the settings can be reached, said plainly before anything is started."""

from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.config import ConfigurationError

CONNECT_SECONDS = 5


class Away(ConfigurationError):
    """Nothing answers there now. It may be down for a while, or the address wrong."""


def database(url: str) -> None:
    """Raise ConfigurationError when the database in DATABASE_URL cannot be reached or refuses us."""
    if urlsplit(url).scheme not in {"postgresql", "postgresql+psycopg", "postgres"}:
        raise ConfigurationError("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    try:
        psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=CONNECT_SECONDS).close()
    except psycopg.Error as error:
        raise ConfigurationError(
            f"{_database_fault(str(error), url)}\nPostgreSQL's own words: {error}"
        ) from error


def valkey(url: str) -> None:
    """Raise ConfigurationError when the Valkey in REDIS_URL refuses us, Away when it cannot be reached."""
    try:
        with redis.Redis.from_url(
            url, socket_connect_timeout=CONNECT_SECONDS, retry=Retry(NoBackoff(), 0)
        ) as client:
            client.ping()
    except redis.AuthenticationError as error:
        raise ConfigurationError(
            f"Valkey at {place(url)} refused the password. Correct it in REDIS_URL."
        ) from error
    except (redis.RedisError, ValueError) as error:
        raise Away(
            f"Cannot reach Valkey at {place(url)}. Start it, or correct REDIS_URL.\nIts own words: {error}"
        ) from error


def with_login(url: str, user: str, password: str) -> str:
    """The same address for another login."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{host}"))


def place(url: str) -> str:
    """The host and port of an address, without its login: safe to print."""
    return urlsplit(url).netloc.rpartition("@")[2] or "this computer"


def _database_fault(words: str, url: str) -> str:
    if "authentication failed" in words or "no password supplied" in words:
        return f"The database at {place(url)} refused the user name or password. Correct DATABASE_URL."
    if "does not exist" in words:
        return f"The server at {place(url)} has no such database. Create it, or correct DATABASE_URL."
    return f"Cannot reach the database at {place(url)}. Start it, or correct DATABASE_URL."
