"""What a sign-in provider publishes about itself: where its endpoints are, and the keys it signs with.

Kept apart from the sign-in itself because it is fetched seldom, checked hard and remembered for a while.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar
from urllib.parse import urlsplit

import requests
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, import_key

from portal.infra.oidc_calls import (
    TIMEOUT_SECONDS,
    AnswerTooLarge,
    Fault,
    ProviderUnavailable,
    bound,
    call,
)

FRESH_SECONDS = 3600
"""How long a provider's documents are believed without asking again."""

PAUSE_SECONDS = 60
"""The least time between two early fetches of one provider's keys."""

KEPT_PROVIDERS = 64

SIGNING_KEY_TYPES = frozenset({"RSA", "EC"})

Document = dict[str, object]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The part of a provider's discovery document that the sign-in uses, already checked."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    promises_issuer: bool
    posts_secret: bool


def is_loopback(url: str) -> bool:
    """Whether the address is this very computer, where http is as private as https."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_usable(url: object, issuer: str) -> bool:
    """Whether an address may be called: https, or http when both it and its issuer are on loopback."""
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url) and is_loopback(issuer))


def fetch_json(url: str, issuer: str, *, bearer: str | None = None) -> Document:
    """The JSON object at an address of the provider; raises ProviderUnavailable."""
    try:
        status, document = call(issuer, lambda: _get_json(url, bearer))
    except requests.RequestException as error:
        raise ProviderUnavailable(issuer, f"{url}: {type(error).__name__}", _fault(error)) from error
    if not isinstance(document, dict):
        fault = Fault.NONSENSE if status == requests.codes.ok else Fault.ABSENT
        raise ProviderUnavailable(issuer, f"{url}: status {status}, no JSON object", fault)
    return document


def _fault(error: requests.RequestException) -> Fault:
    """What a call that came to nothing says of the provider."""
    kinds: tuple[tuple[type[Exception], Fault], ...] = (
        (requests.exceptions.SSLError, Fault.CERTIFICATE),
        (requests.Timeout, Fault.SLOW),
        (requests.exceptions.JSONDecodeError, Fault.NONSENSE),
        (AnswerTooLarge, Fault.NONSENSE),
        (requests.exceptions.InvalidURL, Fault.ADDRESS),
    )
    return next((fault for kind, fault in kinds if isinstance(error, kind)), Fault.SILENT)


def _get_json(url: str, bearer: str | None) -> tuple[int, object]:
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    with requests.Session() as session:
        bound(session)
        session.trust_env = not is_loopback(url)
        response = session.get(url, timeout=TIMEOUT_SECONDS, allow_redirects=False, headers=headers)
    return response.status_code, response.json() if response.status_code == requests.codes.ok else None


@dataclass(frozen=True, slots=True)
class _Entry(Generic[_T]):
    value: _T
    fetched: float
    renewed: float = float("-inf")


class _Kept(Generic[_T]):
    """Something fetched once for each issuer, and remembered; the oldest makes room for the newest."""

    def __init__(self, fetch: Callable[[str], _T]) -> None:
        self._fetch = fetch
        self._entries: dict[str, _Entry[_T]] = {}
        self._lock = Lock()

    def get(self, issuer: str) -> _T:
        with self._lock:
            entry = self._entries.get(issuer)
        if entry is not None and monotonic() - entry.fetched < FRESH_SECONDS:
            return entry.value
        return self._store(issuer).value

    def renew(self, issuer: str) -> _T:
        """Fetch early, unless that was done a moment ago: forged tokens must not make us a nuisance."""
        with self._lock:
            entry = self._entries.get(issuer)
            if entry is not None and monotonic() - entry.renewed < PAUSE_SECONDS:
                return entry.value
            if entry is not None:
                self._entries[issuer] = replace(entry, renewed=monotonic())
        return self._store(issuer).value

    def forget(self, issuer: str) -> None:
        with self._lock:
            self._entries.pop(issuer, None)

    def _store(self, issuer: str) -> _Entry[_T]:
        value = self._fetch(issuer)
        with self._lock:
            before = self._entries.pop(issuer, None)
            entry = _Entry(value, monotonic(), before.renewed if before else float("-inf"))
            self._entries[issuer] = entry
            while len(self._entries) > KEPT_PROVIDERS:
                self._entries.pop(next(iter(self._entries)))
        return entry


def _fetch_metadata(issuer: str) -> Metadata:
    if not is_usable(issuer, issuer) or urlsplit(issuer).query:
        reason = "the issuer must be an https address, or http on loopback"
        raise ProviderUnavailable(issuer, reason, Fault.ADDRESS)
    document = fetch_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration", issuer)
    if document.get("issuer") != issuer:
        reason = f"its discovery document names {document.get('issuer')!r}"
        raise ProviderUnavailable(issuer, reason, Fault.OTHER_ISSUER)
    return _metadata(document, issuer)


def _metadata(document: Document, issuer: str) -> Metadata:
    def endpoint(name: str) -> str:
        url = document.get(name)
        if not isinstance(url, str) or not is_usable(url, issuer):
            raise ProviderUnavailable(issuer, f"{name} is {url!r}, which cannot be used", Fault.ENDPOINTS)
        return url

    def optional(name: str) -> str | None:
        return endpoint(name) if document.get(name) else None

    methods = document.get("token_endpoint_auth_methods_supported")
    return Metadata(
        authorization_endpoint=endpoint("authorization_endpoint"),
        token_endpoint=endpoint("token_endpoint"),
        jwks_uri=endpoint("jwks_uri"),
        userinfo_endpoint=optional("userinfo_endpoint"),
        end_session_endpoint=optional("end_session_endpoint"),
        promises_issuer=document.get("authorization_response_iss_parameter_supported") is True,
        posts_secret=isinstance(methods, list) and "client_secret_basic" not in methods,
    )


def _fetch_keys(issuer: str) -> KeySet:
    """The keys we can use. Others are passed over, as RFC 7517 asks, so that a new kind breaks nothing."""
    listed = fetch_json(metadata_of(issuer).jwks_uri, issuer).get("keys")
    keys = [key for key in map(_signing_key, listed if isinstance(listed, list) else []) if key]
    if not keys:
        raise ProviderUnavailable(issuer, "it publishes no signing key that can be used", Fault.KEYS)
    return KeySet(keys)


def _signing_key(published: object) -> Key | None:
    if not isinstance(published, dict) or published.get("use") == "enc":
        return None
    try:
        return import_key(published) if published.get("kty") in SIGNING_KEY_TYPES else None
    except (JoseError, KeyError, TypeError, ValueError):
        return None


_METADATA = _Kept(_fetch_metadata)
_KEYS = _Kept(_fetch_keys)


def metadata_of(issuer: str) -> Metadata:
    """The provider's endpoints, fetched at most once an hour; raises ProviderUnavailable."""
    return _METADATA.get(issuer)


def keys_of(issuer: str, *, renew: bool = False) -> KeySet:
    """The provider's public signing keys; `renew` asks again, at most once a minute."""
    return _KEYS.renew(issuer) if renew else _KEYS.get(issuer)


def look_afresh(issuer: str) -> None:
    """Ask a provider for all it publishes, whatever is remembered of it; raises ProviderUnavailable."""
    forget(issuer)
    keys_of(issuer)


def forget(issuer: str) -> None:
    """Ask the provider afresh next time: it did not behave as its documents say."""
    _METADATA.forget(issuer)
    _KEYS.forget(issuer)
