"""What every request and response must satisfy, whatever page it is: headers, cookies, sizes, hosts, CSRF."""

import secrets
from base64 import b64encode
from hashlib import sha256
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFProtect

from portal.config import Settings
from portal.web import uploads

FORM_BYTES = 12 * 1024 * 1024
"""The largest form taken, beside the file of a route that takes one (`portal.web.uploads`).

A field of a million letters comes back to be shortened, with all else that was typed, whatever the letters are: a
browser sends a Chinese one as nine bytes (%E6%9D%8E), and there is room for the other fields.
"""

FORM_PARTS = 5_000
"""The most fields in one form: many children, many issues, room to spare."""

STATIC_SECONDS = 365 * 24 * 60 * 60

KEPT = frozenset({"static", "partnership_style", "partnership_logo"})
"""What a browser may keep, since its address changes when it does."""

FIRST_STYLE = (
    "body, body * { font-family: system-ui, -apple-system, Segoe UI, Roboto, Arial, sans-serif !important; }"
)
"""The one inline style: the reader's own system font, since the design system's named font is not ours to use.

It stands in the page, before any file, because a page that is drawn while files are still on their way must not
ask for a font that is not there. The policy knows it by its hash: a part of a page that htmx fetches is read
under the policy of the page that fetched it, with another nonce.
"""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def init(app: Flask, settings: Settings) -> None:
    """Secure an application: its limits, its cookies, forgery protection, and the headers of every answer."""
    app.config.update(_limits(settings), **_cookies(settings))
    app.jinja_env.globals.update(csp_nonce=nonce, first_style=FIRST_STYLE)
    uploads.init(app, bound=settings.attachment_megabytes * 1024 * 1024 + FORM_BYTES)
    CSRFProtect(app)

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers.update(HEADERS)
        # A file that is handed out has a stricter one of its own.
        response.headers.setdefault("Content-Security-Policy", content_security_policy())
        if settings.secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint not in KEPT or response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        return response


def nonce() -> str:
    """This response's nonce: the one inline script that carries it may run, no other."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def content_security_policy() -> str:
    """Nothing is allowed but our own files and our own forms.

    A sign-in leaves for its provider by a page that moves on by itself, so no form needs another origin.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce()}' 'self'",
            f"style-src '{_hash_of(FIRST_STYLE)}' 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def _hash_of(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _limits(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": FORM_BYTES,
        "MAX_FORM_PARTS": FORM_PARTS,
        "SEND_FILE_MAX_AGE_DEFAULT": STATIC_SECONDS,
        "TRUSTED_HOSTS": [urlsplit(settings.base_url).hostname],
        # A form stays good for as long as the person is signed in: a long Part 1 takes an afternoon.
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _cookies(settings: Settings) -> dict[str, object]:
    """`__Host-` binds the cookie to this very host over HTTPS; a browser refuses the name without it."""
    return {
        "SESSION_COOKIE_NAME": "__Host-portal" if settings.secure else "portal",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
    }
