"""A provider whose answers are slow, endless or nested without end, over real sockets."""

import contextlib
import gzip
import socket
from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest

from portal.infra import oidc, oidc_calls, oidc_documents
from portal.infra.oidc import Provider, ProviderUnavailable
from tests.practice_provider import REDIRECT_URI, choose, practising

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Answer = Callable[[socket.socket], None]


@contextlib.contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """The address of a server that reads one request from each caller and answers as told."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        issuer = f"http://127.0.0.1:{server.getsockname()[1]}"
        oidc_documents.forget(issuer)
        Thread(target=_serve, args=(server, answer), daemon=True).start()
        yield issuer
        server.shutdown(socket.SHUT_RDWR)


def _serve(server: socket.socket, answer: Answer) -> None:
    with contextlib.suppress(OSError):
        while True:
            Thread(target=_answer, args=(server.accept()[0], answer), daemon=True).start()


def _answer(caller: socket.socket, answer: Answer) -> None:
    with caller, contextlib.suppress(OSError):
        caller.recv(65536)
        answer(caller)
        caller.shutdown(socket.SHUT_WR)
        # What is left unread would reset the connection before the answer is read
        while caller.recv(65536):
            continue


def dripping(start: bytes, drop: bytes) -> Answer:
    """Send the start, and then a drop again and again for as long as the caller stays."""

    def drip(caller: socket.socket) -> None:
        caller.sendall(start)
        between = Event()
        while not between.wait(0.02):
            caller.sendall(drop)

    return drip


def whole(body: bytes, headers: bytes = b"") -> Answer:
    """Send a complete answer."""
    length = b"Content-Length: %d\r\n\r\n" % len(body)
    return lambda caller: caller.sendall(OK + headers + length + body)


def unavailable(issuer: str) -> str:
    with pytest.raises(ProviderUnavailable) as refused:
        oidc.discover(Provider(issuer, "portal", "secret"))
    return refused.value.reason


def nobody_is_under_way(issuer: str) -> bool:
    for _ in range(200):
        if issuer not in oidc_calls._under_way:
            return True
        Event().wait(0.05)
    return False


def test_an_answer_that_never_ends_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc_calls, "DEADLINE_SECONDS", 0.3)
    with answering(dripping(OK + b"Content-Length: 90000\r\n\r\n", b" ")) as issuer:
        reason = unavailable(issuer)
        assert "no answer within" in reason or "Timeout" in reason
        assert nobody_is_under_way(issuer)


def test_headers_that_never_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc_calls, "DEADLINE_SECONDS", 0.3)
    with answering(dripping(OK + b"X-Endless: ", b"x")) as issuer:
        assert "no answer within" in unavailable(issuer)


@pytest.mark.parametrize("headers", [b"", b"Content-Encoding: gzip\r\n"])
def test_an_answer_too_large_is_not_read(headers: bytes) -> None:
    body = b'{"a": "' + b"x" * oidc_calls.LARGEST_ANSWER + b'"}'
    with answering(whole(gzip.compress(body) if headers else body, headers)) as issuer:
        assert "AnswerTooLarge" in unavailable(issuer)


@pytest.mark.parametrize("headers", [b"", b"Content-Encoding: gzip\r\n"])
def test_an_answer_within_bounds_is_read(headers: bytes) -> None:
    body = b'{"issuer": "' + b"x" * 100_000 + b'"}'
    with answering(whole(gzip.compress(body) if headers else body, headers)) as issuer:
        assert "its discovery document names 'xxx" in unavailable(issuer)


def test_an_answer_cut_short_is_unavailable() -> None:
    with answering(lambda caller: caller.sendall(OK + b"Content-Length: 9\r\n\r\n{}")) as issuer:
        assert "ConnectionError" in unavailable(issuer)


def test_an_answer_nested_without_end_is_unavailable() -> None:
    with answering(whole(b"[" * 200_000)) as issuer:
        assert "nested too deeply" in unavailable(issuer)


@pytest.mark.parametrize(
    ("body", "reason"), [(b"[" * 200_000, "nested"), (b" " * 300_000, "AnswerTooLarge"), (b"{", "ValueError")]
)
def test_the_token_endpoint_is_held_to_the_same_bounds(body: bytes, reason: str) -> None:
    with practising() as practice, answering(whole(body)) as endpoint:
        practice.wrong.metadata = {"token_endpoint": endpoint}
        provider = practice.provider()
        url, pending = oidc.start(provider, REDIRECT_URI)
        answer = choose(url, "siobhan-obrien")
        with pytest.raises(ProviderUnavailable) as refused:
            oidc.finish(provider, pending, response_params=answer, redirect_uri=REDIRECT_URI)
        assert reason in refused.value.reason


def test_one_provider_has_only_so_many_calls_under_way() -> None:
    gate, inside = Event(), [Event() for _ in range(oidc_calls.MOST_UNDER_WAY)]

    def wait(entered: Event) -> None:
        entered.set()
        gate.wait(5)

    callers = [Thread(target=oidc_calls.call, args=("sick", lambda one=one: wait(one))) for one in inside]
    for caller in callers:
        caller.start()
    assert all(one.wait(5) for one in inside)
    with pytest.raises(ProviderUnavailable, match="not answering") as refused:
        oidc_calls.call("sick", lambda: "never asked")
    assert "under way already" in refused.value.reason
    assert oidc_calls.call("well", lambda: "asked") == "asked"
    gate.set()
    for caller in callers:
        caller.join(5)
    assert oidc_calls.call("sick", lambda: "asked") == "asked"


def test_every_call_to_a_provider_takes_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    with practising() as practice:
        provider = practice.provider()
        url, pending = oidc.start(provider, REDIRECT_URI)
        answer = choose(url, "siobhan-obrien")
        oidc_documents.keys_of(provider.issuer)
        monkeypatch.setattr(oidc_calls, "MOST_UNDER_WAY", 0)
        with pytest.raises(ProviderUnavailable) as refused:
            oidc.finish(provider, pending, response_params=answer, redirect_uri=REDIRECT_URI)
        assert "under way already" in refused.value.reason
        assert "/police/token" not in practice.asked
        oidc_documents.forget(provider.issuer)
        assert "under way already" in unavailable(provider.issuer)
