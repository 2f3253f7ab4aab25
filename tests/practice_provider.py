"""The practice identity provider served on loopback for a test, and a person's way through its pages."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.utils import redirect

from portal.demo.identity.app import create_app
from portal.demo.identity.issuer import CLIENT_ID, Client, Issuer
from portal.demo.identity.misbehaviour import Misbehaviour
from portal.demo.partnership import issuer_of
from portal.infra.oidc import Provider
from portal.infra.oidc_documents import forget

SECRET = "practice-secret-for-tests"
REDIRECT_URI = "http://127.0.0.1:1/sign-in/callback"
SIGNED_OUT_URI = "http://127.0.0.1:1/"
TIMEOUT_SECONDS = 10
POLL_SECONDS = 0.02


@dataclass
class Practice:
    """A running provider: its issuers, what it gets wrong, and the paths it was asked for."""

    base_url: str
    issuers: Mapping[str, Issuer]
    wrong: Misbehaviour
    asked: list[str] = field(default_factory=list)

    def provider(self, slug: str = "police") -> Provider:
        """What the portal's configuration would hold for this issuer."""
        return Provider(issuer_of(self.base_url, slug), CLIENT_ID, SECRET)


@contextlib.contextmanager
def practising(redirect_uri: str = REDIRECT_URI, signed_out_uri: str = SIGNED_OUT_URI) -> Iterator[Practice]:
    """A practice provider on a free port, until the end of the block."""
    server = make_server("127.0.0.1", 0, _nothing, threaded=True)
    base_url, wrong = f"http://127.0.0.1:{server.port}", Misbehaviour()
    app, issuers = create_app(base_url, Client(SECRET, redirect_uri, signed_out_uri), misbehaviour=wrong)
    practice = Practice(base_url, issuers, wrong)
    server.app = _recorded(app, practice.asked)
    # An earlier provider may have had this port
    for issuer in issuers.values():
        forget(issuer.url)
    with _serving(server):
        yield practice


@contextlib.contextmanager
def redirecting(target: str) -> Iterator[str]:
    """The address of a server that sends every request on to the target, until the end of the block."""
    server = make_server("127.0.0.1", 0, redirect(target, 307), threaded=True)
    with _serving(server):
        yield f"http://127.0.0.1:{server.port}"


@contextlib.contextmanager
def _serving(server: BaseWSGIServer) -> Iterator[None]:
    thread = Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def choose(authorization_url: str, person: str) -> dict[str, str]:
    """Open the provider's page, choose a person, and return the parameters the browser is sent back with."""
    page = requests.get(authorization_url, timeout=TIMEOUT_SECONDS)
    assert page.status_code == 200, page.text
    answer = requests.post(
        authorization_url, data={"person": person}, allow_redirects=False, timeout=TIMEOUT_SECONDS
    )
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def _nothing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    raise AssertionError("asked before it was ready")


def _recorded(app: Callable[..., Iterable[bytes]], asked: list[str]) -> Callable[..., Iterable[bytes]]:
    def recording(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked.append(environ["PATH_INFO"])
        return app(environ, start_response)

    return recording
