"""What is said of how the tests are shared is true of the tests there are."""

import pytest

from portal.config import ROOT
from tests import shares


@pytest.mark.parametrize("path", shares.FIRST)
def test_what_is_begun_first_is_there(path: str) -> None:
    assert (ROOT / path).is_dir() if path.endswith("/") else (ROOT / path).is_file()


def test_the_longest_come_first_and_the_others_keep_their_order(request: pytest.FixtureRequest) -> None:
    places = [
        next(
            (place for place, one in enumerate(shares.FIRST) if item.nodeid.startswith(one)),
            len(shares.FIRST),
        )
        for item in request.session.items
    ]
    assert places == sorted(places)
