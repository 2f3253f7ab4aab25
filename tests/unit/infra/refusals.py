"""In which words a file that somebody attaches is refused."""

import pytest

from portal.infra.files import Refused, accept


def refusal(name: str, content: bytes) -> str:
    """What is said of a file that is not taken; a file that is taken fails the test."""
    with pytest.raises(Refused) as refused:
        accept(name, content)
    return str(refused.value)
