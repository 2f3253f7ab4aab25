"""Signing in through an agency's own OpenID Connect provider: the code flow with PKCE, and nothing else.

The portal keeps no passwords. It sends a person to their provider, and believes the answer only when every
check below has passed. A person is (issuer, subject); name and e-mail are shown, never decided on.
"""

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import requests
from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError

from portal.infra.oidc_calls import TIMEOUT_SECONDS, bound, call
from portal.infra.oidc_calls import ProviderUnavailable as ProviderUnavailable
from portal.infra.oidc_calls import SignInError as SignInError
from portal.infra.oidc_documents import (
    Document,
    Metadata,
    fetch_json,
    forget,
    is_loopback,
    keys_of,
    metadata_of,
)

ALGORITHMS = ["RS256", "PS256", "ES256"]
SCOPE = "openid profile email"
LEEWAY_SECONDS = 60
LONGEST = {"sub": 255, "name": 200, "email": 254}
"""The most characters of each claim that is kept; RFC 5321 allows no longer address."""

UNPRINTED = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories that no name holds: controls, halves of characters, and ends of lines."""

TRY_AGAIN = "We could not sign you in. Go back to the portal’s sign-in page and start again."
NOT_GIVEN = (
    "Your organisation’s sign-in service did not sign you in. Try again, or ask your own IT support why."
)


class SignInRefused(SignInError):
    """The provider's answer cannot be believed, or it refused the person."""

    def __init__(self, reason: str, message: str = TRY_AGAIN) -> None:
        super().__init__(reason, message)


@dataclass(frozen=True, slots=True)
class Provider:
    """One agency's sign-in service, and how the portal is known to it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in under way. Keep it with the browser that began it, and forget it once it is finished."""

    issuer: str
    state: str
    nonce: str
    code_verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says has signed in. `name` and `email` may be empty."""

    issuer: str
    subject: str
    name: str
    email: str


def discover(provider: Provider) -> Metadata:
    """Where the provider's endpoints are; raises ProviderUnavailable."""
    return metadata_of(provider.issuer)


def start(provider: Provider, redirect_uri: str) -> tuple[str, Pending]:
    """The address to send the browser to, and what must be kept until it returns.

    Raises ProviderUnavailable.
    """
    metadata = discover(provider)
    pending = Pending(
        issuer=provider.issuer,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        code_verifier=secrets.token_urlsafe(64),
    )
    with _session(provider, metadata, redirect_uri) as session:
        url, _ = session.create_authorization_url(
            metadata.authorization_endpoint,
            state=pending.state,
            nonce=pending.nonce,
            code_verifier=pending.code_verifier,
        )
    return url, pending


def finish(
    provider: Provider, pending: Pending, *, response_params: Mapping[str, str], redirect_uri: str
) -> Identity:
    """Who has signed in, from the parameters the browser came back with.

    Raises SignInRefused when any check fails, ProviderUnavailable when the provider cannot be asked.
    """
    _check_state(provider, pending, response_params)
    metadata = discover(provider)
    code = _code(provider, metadata, response_params)
    tokens = _exchange(provider, metadata, code=code, pending=pending, redirect_uri=redirect_uri)
    claims = _verified_claims(provider, pending, tokens)
    return _identity(provider, metadata, claims=claims, tokens=tokens)


def logout_url(provider: Provider, return_to: str) -> str | None:
    """Where to send the browser to end the provider's session too; None when it offers no such thing.

    No token is sent, because none is kept: the provider may ask the person to confirm.
    """
    endpoint = discover(provider).end_session_endpoint
    if endpoint is None:
        return None
    parameters = {"client_id": provider.client_id, "post_logout_redirect_uri": return_to}
    return str(add_params_to_uri(endpoint, parameters))


def _session(provider: Provider, metadata: Metadata, redirect_uri: str) -> OAuth2Session:
    session = OAuth2Session(
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        token_endpoint_auth_method="client_secret_post" if metadata.posts_secret else "client_secret_basic",
        scope=SCOPE,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        default_timeout=TIMEOUT_SECONDS,
    )
    bound(session)
    session.trust_env = not is_loopback(provider.issuer)
    return session


def _check_state(provider: Provider, pending: Pending, response: Mapping[str, str]) -> None:
    """The answer must belong to a sign-in that this browser began, with this provider."""
    if pending.issuer != provider.issuer:
        raise SignInRefused(f"begun with {pending.issuer}, finished with {provider.issuer}")
    if not secrets.compare_digest(response.get("state", "").encode(), pending.state.encode()):
        raise SignInRefused(f"{provider.issuer}: the state is not the one we sent")


def _code(provider: Provider, metadata: Metadata, response: Mapping[str, str]) -> str:
    """The authorization code, once the answer is known to come from this provider (RFC 9207)."""
    issuer = response.get("iss")
    if issuer is None and metadata.promises_issuer:
        raise SignInRefused(f"{provider.issuer}: promised an iss parameter and sent none")
    if issuer is not None and issuer != provider.issuer:
        raise SignInRefused(f"{provider.issuer}: the iss parameter is {issuer[:200]!r}")
    if "error" in response:
        raise SignInRefused(f"{provider.issuer}: answered {response['error'][:80]!r}", NOT_GIVEN)
    if not response.get("code"):
        raise SignInRefused(f"{provider.issuer}: answered without a code")
    return response["code"]


def _exchange(
    provider: Provider, metadata: Metadata, *, code: str, pending: Pending, redirect_uri: str
) -> Document:
    """The provider's tokens for the code, asked for directly and proved to be ours by the verifier."""

    def ask() -> Document:
        with _session(provider, metadata, redirect_uri) as session:
            return dict(
                session.fetch_token(
                    metadata.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=pending.code_verifier,
                    allow_redirects=False,
                )
            )

    try:
        return call(provider.issuer, ask)
    except OAuthError as error:
        raise SignInRefused(f"{provider.issuer}: the token endpoint answered {error.error!r}") from error
    except (requests.RequestException, ValueError) as error:
        forget(provider.issuer)
        raise ProviderUnavailable(provider.issuer, f"token endpoint: {type(error).__name__}") from error


def _verified_claims(provider: Provider, pending: Pending, tokens: Document) -> Document:
    """The claims of the ID token, every one of them checked; an absent token is a refusal."""
    id_token = tokens.get("id_token")
    if not isinstance(id_token, str):
        raise SignInRefused(f"{provider.issuer}: sent no ID token")
    try:
        claims = _decode(provider.issuer, id_token)
        _registry(provider).validate(claims)
    except (JoseError, RecursionError, ValueError) as error:
        raise SignInRefused(f"{provider.issuer}: the ID token was refused: {error}") from error
    if claims.get("nonce") != pending.nonce:
        raise SignInRefused(f"{provider.issuer}: the nonce is not the one we sent")
    _check_authorized_party(provider, claims)
    return claims


def _decode(issuer: str, id_token: str) -> Document:
    """The token's claims, its signature verified; a key unknown or that does not fit is fetched once more."""
    try:
        return jwt.decode(id_token, keys_of(issuer), algorithms=ALGORITHMS).claims
    except (InvalidKeyIdError, BadSignatureError):
        return jwt.decode(id_token, keys_of(issuer, renew=True), algorithms=ALGORITHMS).claims


def _registry(provider: Provider) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _check_authorized_party(provider: Provider, claims: Document) -> None:
    """A token for several audiences must say that it was given to us, and none may say otherwise."""
    audience, party = claims["aud"], claims.get("azp")
    several = isinstance(audience, list) and len(audience) > 1
    if (several or party is not None) and party != provider.client_id:
        raise SignInRefused(f"{provider.issuer}: the token was given to another party")


def _identity(provider: Provider, metadata: Metadata, *, claims: Document, tokens: Document) -> Identity:
    subject = str(claims["sub"])
    _check_text(provider, "sub", subject)
    if not subject.strip():
        raise SignInRefused(f"{provider.issuer}: the subject is empty")
    about = claims
    if metadata.userinfo_endpoint and not {"name", "email"} <= claims.keys():
        about = _userinfo(provider, metadata.userinfo_endpoint, tokens=tokens, subject=subject) | claims
    name, email = (_text(provider, about, name=name) for name in ("name", "email"))
    return Identity(provider.issuer, subject, name, email)


def _userinfo(provider: Provider, endpoint: str, *, tokens: Document, subject: str) -> Document:
    """Name and e-mail from a provider that leaves them out of its tokens, for the same subject only."""
    about = fetch_json(endpoint, provider.issuer, bearer=str(tokens.get("access_token", "")))
    if about.get("sub") != subject:
        raise SignInRefused(f"{provider.issuer}: its userinfo is about somebody else")
    return about


def _text(provider: Provider, claims: Document, *, name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str):
        return ""
    _check_text(provider, name, value)
    return value.strip()


def _check_text(provider: Provider, name: str, value: str) -> None:
    """A claim that is kept must fit on one line, and in a header of an e-mail."""
    if len(value) > LONGEST[name]:
        raise SignInRefused(f"{provider.issuer}: the {name} is too long")
    if any(unicodedata.category(character) in UNPRINTED for character in value):
        raise SignInRefused(f"{provider.issuer}: the {name} holds a control character")
