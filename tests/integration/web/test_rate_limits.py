"""Attempts at the doors that need no sign-in are counted, per browser and per address."""

import pytest

from portal.web import rate_limits
from tests.integration.web.conftest import MakeApp


def test_a_browser_that_tries_too_often_waits(make_app: MakeApp, valkey: str) -> None:
    client = make_app(redis_url=valkey).test_client()
    statuses = [client.get("/counted").status_code for _ in range(2 * rate_limits.PER_BROWSER + 1)]
    assert statuses.count(429) >= 1
    assert statuses[: rate_limits.PER_BROWSER] == [200] * rate_limits.PER_BROWSER


def test_the_answer_says_how_long(make_app: MakeApp, valkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "PER_ADDRESS", 0)
    response = make_app(redis_url=valkey).test_client().get("/counted")
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= rate_limits.WINDOW_SECONDS
    assert f"Wait {response.headers['Retry-After']} seconds" in response.text


def test_a_new_browser_does_not_escape_the_count_of_its_address(make_app: MakeApp, valkey: str) -> None:
    app = make_app(redis_url=valkey)
    tries = 2 * rate_limits.PER_ADDRESS + 1
    assert 429 in {app.test_client().get("/counted").status_code for _ in range(tries)}


def test_a_count_forgets_itself(make_app: MakeApp, valkey: str) -> None:
    app = make_app(redis_url=valkey)
    app.test_client().get("/counted")
    store = app.extensions["rate_limits"].valkey
    keys = list(store.scan_iter("attempts:*"))
    assert len(keys) == 2
    assert all(0 < store.ttl(key) <= 2 * rate_limits.WINDOW_SECONDS for key in keys)


def test_the_door_stays_open_while_valkey_is_away(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    client = make_app(redis_url="redis://127.0.0.1:1").test_client()
    assert client.get("/counted").status_code == 200
    assert "not counted while Valkey is away" in caplog.text


def test_the_door_stays_open_while_valkey_is_full(
    make_app: MakeApp, valkey: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(redis_url=valkey)
    store = app.extensions["rate_limits"].valkey
    store.config_set("maxmemory", 1)
    try:
        assert app.test_client().get("/counted").status_code == 200
    finally:
        store.config_set("maxmemory", 0)
    assert "Attempts are not counted" in caplog.text
