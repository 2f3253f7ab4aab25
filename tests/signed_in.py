"""Somebody signed in to a portal that really runs: the cookie that its own sign-in would have given."""

import http.client
import secrets

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import text

from portal.agencies.queries.sign_in import digest
from portal.protocol.actors import Actor
from tests.partnership import Partnership, as_owner

HOST = "127.0.0.1"
SERVICE = """
    insert into portal.identity_provider (name, issuer, client_id, client_secret)
    values ('Bound', 'bound', 'portal', '-') on conflict do nothing
"""
BOUND = """
    insert into portal.identity (issuer, subject, person_id)
    values ('bound', cast(:person as uuid)::text, :person) on conflict do nothing
"""
SIGN_IN = "select portal.begin_sign_in(:person, 'bound', cast(:person as uuid)::text, :digest, 10)"


def cookie_of(partnership: Partnership, actor: Actor, *, secret_key: str) -> str:
    """The cookie of a new sign-in of this person."""
    token = secrets.token_urlsafe(32)
    with as_owner(partnership.logins) as session:
        session.execute(text(SERVICE))
        session.execute(text(BOUND), {"person": actor.person})
    with partnership.database.work() as session:
        session.execute(text(SIGN_IN), {"person": actor.person, "digest": digest(token)})
    return f"portal={_signed(token, secret_key)}"


def answers(port: int) -> bool:
    """Whether a server of ours answers on this port."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _signed(token: str, secret_key: str) -> str:
    app = Flask("cookie")
    app.secret_key = secret_key
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return str(serializer.dumps({"_user_id": token, "_fresh": True}))
