"""One issuer's signing keys, replaced from time to time so that the portal meets a rotation in practice too."""

from threading import Lock
from time import monotonic

from joserfc.jwk import KeySet, KeySetSerialization, RSAKey

LIFETIME_SECONDS = 12 * 3600
PUBLISHED = 2
"""The key in use and its predecessor, whose last tokens may still be on their way."""


def new_key() -> RSAKey:
    """A fresh RSA key with its own identifier."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)


class SigningKeys:
    """Made on first use, so that a provider nobody signs in with costs nothing at the start."""

    def __init__(self) -> None:
        self._keys: list[RSAKey] = []
        self._made = 0.0
        self._lock = Lock()

    def current(self) -> RSAKey:
        """The key that signs now."""
        with self._lock:
            if not self._keys or monotonic() - self._made > LIFETIME_SECONDS:
                self._add()
            return self._keys[-1]

    def rotate(self) -> None:
        """Sign with a new key from now on."""
        with self._lock:
            self._add()

    def published(self) -> KeySetSerialization:
        """The public halves, as the JWKS endpoint gives them."""
        self.current()
        with self._lock:
            return KeySet(list(self._keys)).as_dict(private=False)

    def _add(self) -> None:
        self._keys = [*self._keys, new_key()][-PUBLISHED:]
        self._made = monotonic()
