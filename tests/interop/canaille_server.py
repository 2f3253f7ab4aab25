"""Runs canaille, a sign-in provider that we did not write, with one person and the portal as its client.

Run by the environment that tests/interop/environment makes. Prints its issuer when it is ready, and lives until
it is ended. Everything is in memory.
"""

import argparse
import socket

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from werkzeug.serving import make_server

LOGGING = {"version": 1, "disable_existing_loggers": True}


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in (
        "client-id",
        "client-secret",
        "redirect-uri",
        "signed-out-uri",
        "user",
        "password",
        "name",
        "email",
    ):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        app = create_app(_configuration(port))
        with app.app_context():
            _fill(options)
        server = make_server("127.0.0.1", port, app, threaded=True, fd=listening.fileno())
        print(f"http://127.0.0.1:{port}", flush=True)
        server.serve_forever()


def _configuration(port: int) -> dict[str, object]:
    return {
        "SECRET_KEY": "for the time of one test",
        "SERVER_NAME": f"127.0.0.1:{port}",
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE": {"DATABASE": "memory", "JAVASCRIPT": False, "TIMEZONE": "UTC", "LOGGING": LOGGING},
        "CANAILLE_OIDC": {"TRUSTED_DOMAINS": ["127.0.0.1"]},
    }


def _fill(options: argparse.Namespace) -> None:
    given, _, family = options.name.partition(" ")
    person = models.User(
        user_name=options.user,
        password=options.password,
        formatted_name=options.name,
        given_name=given,
        family_name=family,
        emails=[options.email],
    )
    portal = models.Client(
        client_id=options.client_id,
        client_secret=options.client_secret,
        client_name="The portal",
        client_uri=options.redirect_uri.rsplit("/", 2)[0],
        redirect_uris=[options.redirect_uri],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "profile", "email"],
        token_endpoint_auth_method="client_secret_basic",
        id_token_signed_response_alg="RS256",
        post_logout_redirect_uris=[options.signed_out_uri],
    )
    Backend.instance.save(person)
    Backend.instance.save(portal)
    portal.audience = [portal]
    Backend.instance.save(portal)


if __name__ == "__main__":
    main()
