"""The pages and endpoints of the practice identity provider, the same for every issuer it plays."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error
from flask import Flask, abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.config import ROOT
from portal.demo.identity.issuer import CLIENT_ID, Client, Issuer
from portal.demo.identity.misbehaviour import Misbehaviour, altered
from portal.demo.partnership import PROVIDERS, Person, workspace
from portal.infra.oidc_documents import is_loopback


class OffLoopbackError(Exception):
    """The provider was asked to serve more than this computer."""


def create_app(
    base_url: str, client: Client, *, misbehaviour: Misbehaviour | None = None
) -> tuple[Flask, Mapping[str, Issuer]]:
    """The provider, and its issuers by slug. Raises OffLoopbackError unless all its addresses are loopback."""
    for url in (base_url, client.redirect_uri, client.signed_out_uri):
        if not is_loopback(url):
            raise OffLoopbackError(
                f"{url} is not on this computer. The practice identity provider lets anybody sign in as "
                "anybody, so it only works with addresses such as http://127.0.0.1:8001."
            )
    app = Flask("portal.demo.identity", template_folder=str(ROOT / "templates" / "demo" / "identity"))
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    wrong = misbehaviour or Misbehaviour()
    issuers = {slug: Issuer(app, slug, base_url=base_url, client=client, wrong=wrong) for slug in PROVIDERS}
    _add_documents(app, issuers)
    _add_sign_in(app, issuers)
    _add_sign_out(app, issuers)
    _add_headers(app, client)
    return app, issuers


def _add_documents(app: Flask, issuers: Mapping[str, Issuer]) -> None:
    @app.get("/<slug>/.well-known/openid-configuration")
    def discovery(slug: str) -> ResponseReturnValue:
        return jsonify(_issuer(issuers, slug).metadata())

    @app.get("/<slug>/jwks")
    def jwks(slug: str) -> ResponseReturnValue:
        return jsonify(_issuer(issuers, slug).keys.published())


def _add_sign_in(app: Flask, issuers: Mapping[str, Issuer]) -> None:
    @app.route("/<slug>/authorize", methods=["GET", "POST"])
    def authorize(slug: str) -> ResponseReturnValue:
        issuer = _issuer(issuers, slug)
        try:
            grant = issuer.server.get_consent_grant()
        except OAuth2Error as error:
            return _refused(issuer, error)
        if request.method == "GET":
            return render_template("personas.html", issuer=issuer, people=_described(issuer))
        person = issuer.people.get(request.form.get("person", ""))
        response: Response = issuer.server.create_authorization_response(grant_user=person, grant=grant)
        return response

    @app.post("/<slug>/token")
    def token(slug: str) -> ResponseReturnValue:
        response: Response = _issuer(issuers, slug).server.create_token_response()
        return response

    @app.get("/<slug>/userinfo")
    def userinfo(slug: str) -> ResponseReturnValue:
        issuer = _issuer(issuers, slug)
        credentials = request.authorization
        person = issuer.holder((credentials and credentials.token) or "")
        if person is None:
            return {"error": "invalid_token"}, 401, {"WWW-Authenticate": "Bearer"}
        return jsonify(altered(issuer.about(person), issuer.wrong.userinfo))


def _add_sign_out(app: Flask, issuers: Mapping[str, Issuer]) -> None:
    @app.get("/<slug>/end-session")
    def end_session(slug: str) -> ResponseReturnValue:
        """There is no session to end: every sign-in asks again. So a known client is sent straight back."""
        issuer = _issuer(issuers, slug)
        return_to = request.args.get("post_logout_redirect_uri", "")
        known = request.args.get("client_id") == CLIENT_ID
        if known and return_to == issuer.client.signed_out_uri:
            return redirect(return_to, 303)
        return render_template("signed_out.html", issuer=issuer)


def _add_headers(app: Flask, client: Client) -> None:
    portal = urlsplit(client.redirect_uri)
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
        f"form-action 'self' {portal.scheme}://{portal.netloc}"
    )

    @app.after_request
    def add(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = policy
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def _issuer(issuers: Mapping[str, Issuer], slug: str) -> Issuer:
    if slug not in issuers:
        abort(404)
    return issuers[slug]


def _refused(issuer: Issuer, error: OAuth2Error) -> ResponseReturnValue:
    """Back to the client when its address is known to be right, else a page here that says what is wrong."""
    if error.redirect_uri:
        response: Response = issuer.server.handle_error_response(None, error)
        return response
    return render_template("refused.html", issuer=issuer, error=error), 400


def _described(issuer: Issuer) -> list[tuple[Person, str]]:
    """Each person with the names of the workspaces they belong to, or of the provider's own agency."""
    return [
        (person, ", ".join(workspace(slug).name for slug, _ in person.memberships) or issuer.name)
        for person in issuer.people.values()
    ]
