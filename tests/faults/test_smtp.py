"""The mail server is slow, refuses or breaks off: every letter arrives, with the Message-ID it was given first."""

from collections.abc import Iterator

import pytest

from tests.faults.errand import Errand
from tests.faults.house import House
from tests.faults.sink import WELL, Manner
from tests.faults.stock import Stock

MANAGER = "manager@business_unit.example"


@pytest.fixture(autouse=True)
def worker(house: House) -> Iterator[None]:
    """One worker, and a mail server that is well again afterwards."""
    if not house.workers:
        house.add_worker()
    yield
    house.sink.manner = WELL
    house.watch(lambda step, when: True)


def _same_ids(errand: Errand) -> None:
    """Each letter carries the Message-ID of its row."""
    assert {letter.message_id.strip("<>").partition("@")[0] for letter in errand.letters} == {
        str(row) for row in errand.rows
    }


def test_a_slow_server_gets_each_letter_once(house: House, stock: Stock) -> None:
    house.sink.manner = Manner(slow_seconds=2)
    errand = Errand.of(stock, "forwarding")
    errand.run()
    errand.settle()
    errand.check()


def test_a_server_that_refuses_gets_each_letter_once_it_takes_them(house: House, stock: Stock) -> None:
    house.sink.manner = Manner(refuses_all=True)
    errand = Errand.of(stock, "forwarding")
    errand.run()
    errand.wait_until_tried(2)
    assert errand.letters == []
    assert all("451" in why for why in errand.errors)
    house.sink.manner = WELL
    errand.settle()
    errand.check()
    _same_ids(errand)


def test_a_server_that_refuses_one_of_three_keeps_nobody_else_waiting(house: House, stock: Stock) -> None:
    house.sink.manner = Manner(refuses={MANAGER})
    errand = Errand.of(stock, "responding")
    errand.run()
    errand.wait_for(2)
    errand.wait_until_tried(1)
    assert MANAGER not in {letter.to for letter in errand.letters}
    house.sink.manner = WELL
    errand.settle()
    assert len(errand.letters) == 3
    errand.check()
    _same_ids(errand)


def test_a_server_that_breaks_off_after_data_has_nothing_and_gets_it_again(
    house: House, stock: Stock
) -> None:
    house.sink.manner = Manner(drops_after_data=True)
    errand = Errand.of(stock, "forwarding")
    errand.run()
    errand.wait_until_tried(2)
    assert errand.letters == []
    house.sink.manner = WELL
    errand.settle()
    errand.check()
    _same_ids(errand)


def test_a_server_that_breaks_off_after_its_250_was_heard_is_written_to_once(
    house: House, stock: Stock
) -> None:
    house.watch(lambda step, when: step.name != "QUIT")
    errand = Errand.of(stock, "forwarding")
    errand.run()
    errand.settle()
    errand.check()


def test_only_a_250_that_was_not_heard_doubles_a_letter_and_with_the_same_message_id(
    house: House, stock: Stock
) -> None:
    """Here alone can one be doubled: the server has taken it, and we do not know."""
    house.sink.manner = Manner(drops_after_taking=True)
    errand = Errand.of(stock, "forwarding")
    errand.run()
    errand.wait_for(2)
    errand.wait_until_tried(2)
    house.sink.manner = WELL
    errand.settle()
    twice = {letter.message_id for letter in errand.letters}
    assert len(errand.letters) == 2 * len(twice) == 4
    errand.check(may_be_doubled=twice)
    _same_ids(errand)
