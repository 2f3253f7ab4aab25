"""One agency's practice provider: Authlib's authorization server, with the portal as its only client."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import OpenIDCode
from flask import Flask

from portal.demo.identity.keys import SigningKeys
from portal.demo.identity.misbehaviour import Claims, Misbehaviour, altered
from portal.demo.partnership import PEOPLE, PROVIDERS, Person, issuer_of, subject_of

CLIENT_ID = "portal"
CODE_SECONDS = 300
TOKEN_SECONDS = 600
SCOPES = ["openid", "profile", "email"]


@dataclass(frozen=True, slots=True)
class Client:
    """The portal, as a provider knows it. The methods are the questions Authlib asks of a client."""

    secret: str = field(repr=False)
    redirect_uri: str
    signed_out_uri: str

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str | None) -> str | None:
        asked = (scope or "").split()
        return " ".join(name for name in asked if name in SCOPES) if "openid" in asked else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret.encode(), self.secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code that has not been used. The methods are the questions Authlib asks of it."""

    value: str = field(repr=False)
    person: Person
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    made: int

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.made

    def get_acr(self) -> str:
        return "0"

    def get_amr(self) -> list[str]:
        return ["user"]


class Issuer:
    """One provider: its people, its keys, and the codes and tokens that are still good."""

    def __init__(self, app: Flask, slug: str, *, base_url: str, client: Client, wrong: Misbehaviour) -> None:
        self.slug = slug
        self.name = PROVIDERS[slug]
        self.url = issuer_of(base_url, slug)
        self.people = {person.key: person for person in PEOPLE if person.provider == slug}
        self.client = client
        self.keys = SigningKeys()
        self.wrong = wrong
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, tuple[int, Person]] = {}
        self.server = _server(app, self)

    def metadata(self) -> Claims:
        """The discovery document."""
        honest: Claims = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "end_session_endpoint": f"{self.url}/end-session",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": SCOPES,
            "claims_supported": ["sub", "name", "email", "acr", "amr", "auth_time"],
            "authorization_response_iss_parameter_supported": True,
        }
        return altered(honest, self.wrong.metadata)

    def about(self, person: Person) -> Claims:
        """What the provider says of a person, in a token and at the userinfo endpoint."""
        return {"sub": subject_of(person), "name": person.name, "email": person.email}

    def holder(self, token: str) -> Person | None:
        """Whose access token it is, while it lasts."""
        made, person = self.tokens.get(token, (0, None))
        return person if made + TOKEN_SECONDS > time.time() else None

    def forget_the_old(self) -> None:
        """Drop codes and tokens that are past their time."""
        now = time.time()
        self.codes = {value: code for value, code in self.codes.items() if code.made + CODE_SECONDS > now}
        self.tokens = {value: held for value, held in self.tokens.items() if held[0] + TOKEN_SECONDS > now}


def _server(app: Flask, issuer: Issuer) -> AuthorizationServer:
    def query_client(client_id: str) -> Client | None:
        return issuer.client if client_id == CLIENT_ID else None

    def save_token(token: dict[str, Any], request: Any) -> None:
        issuer.forget_the_old()
        issuer.tokens[token["access_token"]] = (int(time.time()), request.user)

    class Grant(_Grant):
        at = issuer

    server = AuthorizationServer(app, query_client, save_token)
    server.register_grant(Grant, [_IdToken(issuer), _StrictChallenge(required=True)])
    server.register_extension(_Answerer(issuer))
    return server


class _Grant(AuthorizationCodeGrant):
    """A code is used once, within five minutes, by the client that proves itself with the secret."""

    at: Issuer
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    def save_authorization_code(self, code: str, request: Any) -> None:
        data = request.payload.data
        self.at.forget_the_old()
        self.at.codes[code] = Code(
            value=code,
            person=request.user,
            redirect_uri=request.payload.redirect_uri,
            scope=request.scope,
            nonce=data["nonce"],
            code_challenge=data["code_challenge"],
            code_challenge_method=data["code_challenge_method"],
            made=int(time.time()),
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        self.at.forget_the_old()
        return self.at.codes.pop(code, None)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Nothing is left to delete: asking for a code has already used it up."""

    def authenticate_user(self, authorization_code: Code) -> Person:
        return authorization_code.person


class _StrictChallenge(CodeChallenge):
    """PKCE with S256, required of everybody. Authlib alone requires it of clients without a secret only."""

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A 'code_challenge' with the method S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class _IdToken(OpenIDCode):
    """The ID token, as honest as the misbehaviour lets it be."""

    def __init__(self, issuer: Issuer) -> None:
        super().__init__(require_nonce=True)
        self.issuer = issuer

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        """Going back and choosing another person repeats a nonce, and may: a used code is gone for good."""
        return False

    def process_token(self, grant: Any, response: Any) -> dict[str, Any]:
        _, token, _ = response
        if not self.issuer.wrong.no_id_token:
            token["id_token"] = self._token(grant.request)
        return dict(token)

    def _token(self, request: Any) -> str:
        now = int(time.time())
        claims: Claims = {
            "iss": self.issuer.url,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            **self.get_authorization_code_claims(request.authorization_code),
            **self.issuer.about(request.user),
        }
        return self.issuer.wrong.sign(claims, self.issuer.keys.current())


class _Answerer(IssuerParameter):
    """RFC 9207: every answer says which provider gives it."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer = issuer

    def get_issuer(self) -> str:
        wrong = self.issuer.wrong.response_issuer
        return self.issuer.url if wrong is None else wrong
