"""Valkey emptied, stopped, slow or full: no page fails because of it, and everything goes out, once."""

import signal
from collections.abc import Callable, Iterator

import pytest
import redis

from portal.demo import valkey
from tests.faults import processes
from tests.faults.errand import Errand
from tests.faults.house import House, Target
from tests.faults.stock import Stock

BACK_SECONDS = 30
"""Within this long after Valkey is back, everything has gone out."""
SLOW_SECONDS = 0.4
"""What each round trip takes on a slow line: just within the portal's patience for one."""
PATIENCE_SECONDS = 5
"""How long the visitor waits for a page before giving it up."""


@pytest.fixture(autouse=True)
def worker(house: House) -> Iterator[None]:
    """One worker, and a Valkey that is well again afterwards."""
    if not house.workers:
        house.add_worker()
    yield
    _well(house)


def _well(house: House) -> None:
    for client in ("web", "worker"):
        house.proxies[client, "valkey"].delay_seconds = 0
    house.supervise()
    with redis.Redis.from_url(house.valkey.url()) as client:
        client.config_set("maxmemory", 0)


def _full(house: House) -> None:
    with redis.Redis.from_url(house.valkey.url()) as client:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", 1)


def _slow(house: House) -> None:
    for client in ("web", "worker"):
        house.proxies[client, "valkey"].delay_seconds = SLOW_SECONDS


def _stopped(house: House) -> None:
    valkey.stop(house.valkey)


@pytest.mark.parametrize("trouble", [_full, _slow, _stopped])
@pytest.mark.parametrize("name", ["forwarding", "responding"])
def test_no_page_fails_and_everything_goes_out_once(
    house: House, stock: Stock, trouble: Callable[[House], None], name: str
) -> None:
    errand = Errand.of(stock, name)
    errand.client.patience = PATIENCE_SECONDS
    trouble(house)
    errand.run()
    for path in ("/", "/health", f"/cases/{errand.case}"):
        page = errand.client.get(path)
        assert page.status in (200, 303), (path, page.status)
    _well(house)
    errand.wait_for(len(errand.rows), seconds=BACK_SECONDS)
    errand.settle()
    errand.check()


def test_what_was_rung_for_and_emptied_out_goes_out_once(house: House, stock: Stock) -> None:
    """With the worker's own pulse, which the other tests quicken."""
    errand = Errand.of(stock, "forwarding")
    house.stop_workers()
    errand.run()
    with redis.Redis.from_url(house.valkey.url()) as client:
        assert client.keys("rq:job:*")
        client.flushall()
    house.add_worker(quick=False)
    errand.wait_for(2, seconds=BACK_SECONDS)
    errand.settle()
    house.stop_workers()
    errand.check()


def test_a_worker_that_hangs_on_a_silent_valkey_still_sends(house: House, stock: Stock) -> None:
    """Valkey takes connections and says nothing: the page waits its half second, the sweep does not need it."""
    errand = Errand.of(stock, "forwarding")
    errand.client.patience = PATIENCE_SECONDS
    pids = house.pids(Target.VALKEY)
    processes.send(pids, signal.SIGSTOP)
    try:
        errand.run()
        errand.wait_for(2, seconds=BACK_SECONDS)
    finally:
        processes.send(pids, signal.SIGCONT)
    errand.settle()
    errand.check()
