"""Signing in: the way to an agency's own service and back, and every way in which it is refused."""

import pytest

from portal.demo.identity.misbehaviour import Signature
from tests.integration.agencies.conftest import Town, asked, heading, leads_to
from tests.practice_provider import choose


def test_an_e_mail_address_leads_to_the_agencys_own_service(town: Town) -> None:
    address = town.browser().leave("siobhan-obrien")
    assert address.startswith(f"{town.practice.base_url}/police/authorize?")
    assert asked(address)["code_challenge_method"] == "S256"
    assert len(asked(address)["code_challenge"]) == 43
    assert {"state", "nonce"} <= asked(address).keys()
