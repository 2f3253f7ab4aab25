"""How a test makes the practice provider lie. Nothing on the command line reaches this."""

import base64
import hmac
import json
from dataclasses import dataclass, field
from enum import Enum

from joserfc import jwt
from joserfc.jwk import RSAKey

from portal.demo.identity.keys import new_key

Claims = dict[str, object]


class Signature(Enum):
    """How the ID token is signed."""

    HONEST = "RS256 with the published key"
    NONE = "not at all, and says so"
    OTHER_KEY = "with another key under the published key's name"
    UNKNOWN_KEY = "with a key that is not published"
    HS256 = "HS256, with the public key as the shared secret"


@dataclass
class Misbehaviour:
    """What to get wrong. As it is made, nothing.

    `claims`, `metadata` and `userinfo` replace what an honest provider would say; None leaves it out.
    `response_issuer` replaces the RFC 9207 parameter; an empty one leaves it out.
    """

    signature: Signature = Signature.HONEST
    claims: Claims = field(default_factory=dict)
    metadata: Claims = field(default_factory=dict)
    userinfo: Claims = field(default_factory=dict)
    response_issuer: str | None = None
    no_id_token: bool = False

    def sign(self, claims: Claims, key: RSAKey) -> str:
        """An ID token with the claims, signed as `signature` says."""
        claims = altered(claims, self.claims)
        header: Claims = {"alg": "RS256", "kid": key.kid}
        match self.signature:
            case Signature.HONEST:
                return jwt.encode(header, claims, key)
            case Signature.OTHER_KEY:
                return jwt.encode(header, claims, new_key())
            case Signature.UNKNOWN_KEY:
                stranger = new_key()
                return jwt.encode(header | {"kid": stranger.kid}, claims, stranger)
            case Signature.NONE:
                return f"{_by_hand(header | {'alg': 'none'}, claims)}."
            case Signature.HS256:
                text = _by_hand(header | {"alg": "HS256"}, claims)
                return f"{text}.{_encoded(hmac.digest(key.as_pem(private=False), text.encode(), 'sha256'))}"


def _by_hand(header: Claims, claims: Claims) -> str:
    """The text that a signature is made over, for the two that an honest library will not make."""
    return ".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def altered(honest: Claims, changes: Claims) -> Claims:
    """The honest claims with the changes made; a change to None takes the claim away."""
    return {name: value for name, value in (honest | changes).items() if value is not None}
