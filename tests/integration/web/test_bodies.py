"""Forms are read as a browser wrote them, in little memory however long they are."""

import io
import re
import tracemalloc
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.formparser import FormDataParser

from portal.web.bodies import FormReader
from portal.web.security import FORM_PARTS
from tests.files import Breaking

URLENCODED = "application/x-www-form-urlencoded"


def _read(body: bytes, reader: type[FormDataParser] = FormReader) -> list[tuple[str, str]]:
    _, form, _ = reader(silent=False).parse(io.BytesIO(body), URLENCODED, len(body))
    return list(form.items(multi=True))


@given(st.lists(st.tuples(st.text(), st.text())))
@example([("name", "O’Brien & Zoë"), ("name", "李\0\u202e\r\n%41+")])
def test_what_a_browser_sends_is_what_was_typed(typed: list[tuple[str, str]]) -> None:
    sent = [(name, value) for name, value in typed if _is_text(name + value)]
    fields: dict[str, list[str]] = {}
    for name, value in sent:
        fields.setdefault(name, []).append(value)
    read = _read(urlencode(sent).encode())
    assert [value for name, value in read] == [value for values in fields.values() for value in values]
    assert {name for name, _ in read} == set(fields)


@pytest.mark.parametrize(
    "body", [b"a", b"a=", b"=b", b"a=b=c", b"&&a=1&", b"a=%", b"a=%4", b"a=%zz%41", b"a=%FF%41", b"a;b=c"]
)
def test_what_no_browser_sends_is_read_as_it_is_elsewhere(body: bytes) -> None:
    assert _read(body) == _read(body, FormDataParser)


@pytest.mark.parametrize("letters", ["李" * 1024 * 1024, "x%" * 1024 * 1024])
def test_a_long_text_takes_a_few_times_its_length(letters: str) -> None:
    body = b"typed=" + quote_plus(letters).encode()
    tracemalloc.start()
    ((_, read),) = _read(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read == letters
    assert peak < 8 * len(body)


def test_a_form_holds_no_more_fields_than_it_may(client: FlaskClient) -> None:
    fields = "&".join(["a=1"] * (FORM_PARTS + 1))
    assert client.post("/form", data=fields, content_type=URLENCODED).status_code == 413


ENDED: dict[str, Any] = {"wsgi.input_terminated": True}
"""What a web server says of every body: that it ends by itself. Of one that stopped halfway, too."""
CHUNKED = {**ENDED, "HTTP_TRANSFER_ENCODING": "chunked"}


@pytest.mark.parametrize("kind", [URLENCODED, "multipart/form-data; boundary=border"])
@pytest.mark.parametrize("address", ["/form", "/no-such-page"])
def test_of_a_form_that_stops_halfway_nothing_is_taken(client: FlaskClient, kind: str, address: str) -> None:
    sent = b"reasons=The+child+is+not" if kind == URLENCODED else MULTIPART
    length = {"CONTENT_LENGTH": str(len(sent) + 5_000)}
    stopped = client.post(
        address, input_stream=io.BytesIO(sent), content_type=kind, environ_overrides={**ENDED, **length}
    )
    assert stopped.status_code == 400
    assert "What you sent did not arrive whole" in stopped.text
    assert "The child is not" not in stopped.text


def test_a_form_in_chunks_that_breaks_off_is_not_taken(client: FlaskClient) -> None:
    broken = Breaking(b"reasons=The+child+is+not")
    stopped = client.post("/form", input_stream=broken, content_type=URLENCODED, environ_overrides=CHUNKED)
    assert stopped.status_code == 400
    assert "What you sent did not arrive whole" in stopped.text


@pytest.mark.parametrize("told", [True, False], ids=["its length was told", "its length was not told"])
def test_a_whole_form_is_read(client: FlaskClient, told: bool) -> None:
    """The twin of those above."""
    ours = dict(re.findall(r'name="(\w+)" type="hidden" value="([^"]*)"', client.get("/form").text))
    sent = urlencode({**ours, "reasons": "The child is not safe"}).encode()
    length = {**ENDED, "CONTENT_LENGTH": str(len(sent))} if told else CHUNKED
    whole = client.post(
        "/form", input_stream=io.BytesIO(sent), content_type=URLENCODED, environ_overrides=length
    )
    assert whole.status_code == 422
    assert "The child is not safe" in whole.text


MULTIPART = b'--border\r\nContent-Disposition: form-data; name="reasons"\r\n\r\nThe child is not'


def _is_text(typed: str) -> bool:
    """Half of a pair of surrogates cannot be sent."""
    return not any("\ud800" <= sign <= "\udfff" for sign in typed)
