"""The partnership's names, numbers and look on every page, as they were last set (`portal.infra.partnership`).

They stand among the globals of the templates, so that a page which is drawn without the database has them too.
"""

from dataclasses import replace
from io import BytesIO

from flask import Flask, Response, make_response, request, send_file

from portal.infra import partnership
from portal.infra.contrast import darker, is_colour, is_readable
from portal.protocol.errors import NotFound
from portal.web import templating
from portal.web.actor import Portal
from portal.web.actor import portal as running
from portal.web.guard import public

ASKS_FOR_NOTHING = frozenset({"static", "health", "partnership_style", "partnership_logo"})
SETTINGS = "settings"
"""The pages on which they are changed."""

A_YEAR = "public, max-age=31536000, immutable"


def init(app: Flask, portal: Portal) -> None:
    """Have every page made with the settings as they are now."""
    deployed = portal.settings

    @app.before_request
    def follow() -> None:
        if request.endpoint in ASKS_FOR_NOTHING:
            return
        if request.blueprint == SETTINGS:
            # Whoever changes them sees them as they are, also what was set in another process.
            partnership.forget(portal.database)
        now, running = partnership.as_set(portal.database, deployed), app.extensions["portal"]
        if now != running.settings:
            app.extensions["portal"] = replace(running, settings=now)
            templating.show(app, now)

    app.add_url_rule("/partnership/<colour>.css", "partnership_style", style)
    app.add_url_rule("/partnership/<digest>.png", "partnership_logo", logo)


@public("The partnership’s colour, for the page to sign in on too.")
def style(colour: str) -> Response:
    """A colour as a style sheet, whichever process knows of it yet; NotFound unless white can be read on it."""
    deep = f"#{colour}"
    if not is_colour(deep) or not is_readable(deep):
        raise NotFound
    sheet = (
        f":root {{ --portal-deep: {deep}; --portal-deeper: {darker(deep)}; --govuk-brand-colour: {deep}; }}\n"
    )
    return make_response(sheet, 200, {"Content-Type": "text/css; charset=utf-8", "Cache-Control": A_YEAR})


@public("The partnership’s logo, for the page to sign in on too.")
def logo(digest: str) -> Response:
    """The logo in use; NotFound for any other."""
    content = partnership.logo(running().database, digest)
    if content is None:
        raise NotFound
    response = send_file(BytesIO(content), mimetype="image/png", conditional=False, etag=False)
    response.headers["Cache-Control"] = A_YEAR
    return response
