"""Keyed digests: the same piece of identity has the same digest, and who lacks the key learns nothing from it."""

import hashlib
import hmac
from collections.abc import Iterable

from sqlalchemy.orm import Session


def key_of(secret_key: str, *, own: str = "") -> bytes:
    """The key of the identities: the deployment's own, or one made from its secret key.

    With another key no case is found any more by what was kept under the one before.
    """
    return hashlib.sha256((own or f"identities of {secret_key}").encode()).digest()


def digest(session: Session, parts: Iterable[str]) -> bytes:
    """The digest of these texts, in their order, under the key of this session's database.

    Raises LookupError when the database was opened without a key.
    """
    key: bytes = session.info["identity_key"]
    if not key:
        raise LookupError("This database was opened without the key of the identities.")
    return hmac.digest(key, "\0".join(parts).encode("utf-8", "surrogatepass"), hashlib.sha256)
