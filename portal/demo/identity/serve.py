"""The command that runs the practice identity provider."""

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug.serving import make_server

from portal.demo.identity.app import OffLoopbackError, create_app
from portal.demo.identity.issuer import Client

SHORTEST_SECRET = 16


def main(argv: list[str]) -> int:
    """Serve until stopped. Exits with 2 and a sentence on the terminal when it cannot start."""
    parser = parser_of_options()
    options = parser.parse_args(argv)
    try:
        app, _ = create_app(options.base_url, client_of(options))
    except (OffLoopbackError, OSError, ValueError) as error:
        parser.error(str(error))
    # make_server says so on the terminal, and exits, when the port is in use
    server = make_server("127.0.0.1", options.port, app, threaded=True)
    print(f"Practice identity provider listening on {options.base_url}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0


def client_of(options: argparse.Namespace) -> Client:
    """The portal, as the options describe it. Raises OSError or ValueError when its secret cannot be used."""
    return Client(_secret(options), options.redirect_uri, _signed_out(options))


def parser_of_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m portal.demo.identity",
        description="Sign in as any of the invented people. For this computer only.",
    )
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--base-url", required=True, help="such as http://127.0.0.1:8001")
    secret = parser.add_mutually_exclusive_group(required=True)
    secret.add_argument("--client-secret")
    secret.add_argument("--client-secret-file", type=Path)
    parser.add_argument("--redirect-uri", required=True, help="the portal's BASE_URL and /sign-in/callback")
    parser.add_argument("--signed-out-uri", help="where a sign-out may return to; the portal's /signed-out")
    return parser


def _secret(options: argparse.Namespace) -> str:
    file: Path | None = options.client_secret_file
    secret: str = file.read_text(encoding="utf-8").strip() if file else options.client_secret
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"The client secret must have at least {SHORTEST_SECRET} characters.")
    return secret


def _signed_out(options: argparse.Namespace) -> str:
    portal = urlsplit(options.redirect_uri)
    return options.signed_out_uri or f"{portal.scheme}://{portal.netloc}/signed-out"
