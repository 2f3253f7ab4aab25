"""From a draft on: whoever there is, at whatever they may do, against the model."""

import re

from hypothesis.stateful import run_state_machine_as_test

from portal.escalations.routes.steps.pages import REGISTERED
from tests.machine.addresses import ADDRESSES, SENT
from tests.machine.driver import Driver
from tests.machine.walk import HOW_LONG, MONDAY, FromADraft
from tests.pages import Pages


def test_what_is_seen_offered_and_accepted_is_what_the_model_says(pages: Pages) -> None:
    FromADraft.pages = pages
    run_state_machine_as_test(FromADraft, settings=HOW_LONG)


NOT_TAKEN = {"unlink"}
"""No case is linked here."""


def test_every_address_is_one_of_the_portals_and_every_step_is_known(pages: Pages) -> None:
    driver = Driver(pages, MONDAY)
    assert [what for what in (*ADDRESSES, *SENT) if not driver.exists(what)] == []
    known = {re.sub(r"/{\w+}.*", "", address.partition("{reference}/")[2]) for address in ADDRESSES.values()}
    assert {step.path for _, step in REGISTERED} - known == NOT_TAKEN
