"""The engines the other tests stand on: they start, keep what they are told, and refuse strangers."""

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.demo.postgres import Postgres
from portal.demo.valkey import Valkey


def test_the_database_owner_is_no_superuser(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url()) as connection:
        version = connection.info.server_version
        row = connection.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert version // 10000 == 18
        assert row.fetchone() == (False, False)


def test_a_wrong_password_is_refused(postgres: Postgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.url(password="wrong"))


def test_valkey_hands_out_an_empty_database(valkey_server: Valkey, valkey: str) -> None:
    with redis.Redis.from_url(valkey) as client:
        assert client.dbsize() == 0
        client.set("bell", "rung")


def test_valkey_is_empty_again(valkey: str) -> None:
    with redis.Redis.from_url(valkey) as client:
        assert client.dbsize() == 0


def test_valkey_wants_its_password(valkey_server: Valkey) -> None:
    client = redis.Redis(host="127.0.0.1", port=valkey_server.port, retry=Retry(NoBackoff(), 0))
    with client, pytest.raises(redis.AuthenticationError):
        client.ping()
