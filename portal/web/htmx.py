"""One template, page or block: the whole page for a browser, the named block of it for htmx."""

from typing import Any

from flask import Flask, Response, make_response, render_template, url_for
from htmx_flask import Htmx, request
from htmx_flask import make_response as make_htmx_response
from jinja2_fragments.flask import render_block


def init(app: Flask) -> None:
    """Teach the application's requests to say whether htmx made them (`request.htmx`)."""
    Htmx(app)


def page(template: str, *, block: str | None = None, status: int = 200, **context: Any) -> Response:
    """Answer with a template's page, or with its `block` alone when htmx asked for a part.

    A boosted link and a step back through the browser's history want the whole page. Caches are told that
    the two differ.
    """
    if block and _wants_part():
        text = render_block(template, block, **context)
    else:
        text = render_template(template, **context)
    response = make_response(text, status)
    response.vary.add("HX-Request")
    return response


def redirect_to(endpoint: str, **values: Any) -> Response:
    """Send the browser to a page with GET after a POST (303), so that reloading repeats nothing."""
    return redirect_to_address(url_for(endpoint, **values))


def redirect_to_address(address: str) -> Response:
    """The same, to an address of our own.

    htmx would follow a 303 by itself and put the page inside the part it wanted, so it is told to go there.
    """
    if request.htmx and not request.htmx.boosted:
        response: Response = make_htmx_response("", 204, redirect=address)
    else:
        response = make_response("", 303)
        response.headers["Location"] = address
    response.vary.add("HX-Request")
    return response


def _wants_part() -> bool:
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
