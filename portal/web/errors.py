"""Errors are raised once and mapped once: here, from what went wrong to a status and a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import redis.exceptions
import requests.exceptions
import sqlalchemy.exc
from flask import Flask, Response, current_app, g, make_response
from flask_wtf.csrf import CSRFError
from htmx_flask import request
from werkzeug import exceptions as http
from wtforms.fields import Field, HiddenField

from portal.protocol import errors as domain
from portal.web.actor import NotSignedIn
from portal.web.forms import Checkboxes, Radios, Select, Tick

NOT_KEPT = frozenset({"csrf_token", "once", "version", "cautioned", "read", "was", "beside", "key"})
DISCARDED_AT_MOST = 100 * 1024 * 1024
IN_PLACE_OF_MAIN = {
    "HX-Reselect": "#main-content",
    "HX-Retarget": "#main-content",
    "HX-Reswap": "outerHTML show:window:top",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """How an error is answered. `keeps` shows what was typed, to copy; `alone` draws without the database."""

    status: int
    template: str
    keeps: bool = False
    alone: bool = False


UNREACHABLE = Answer(503, "unreachable", alone=True)
FAILED = Answer(500, "failed", alone=True)

ANSWERS: dict[type[Exception], Answer] = {
    domain.NotFound: Answer(404, "not_found", keeps=True),
    http.NotFound: Answer(404, "not_found", keeps=True),
    NotSignedIn: Answer(401, "not_signed_in", keeps=True),
    domain.NotAllowed: Answer(403, "not_allowed", keeps=True),
    http.Forbidden: Answer(403, "not_allowed", keeps=True),
    domain.WrongState: Answer(409, "wrong_state", keeps=True),
    domain.Stale: Answer(409, "stale", keeps=True),
    domain.Invalid: Answer(422, "invalid", keeps=True),
    CSRFError: Answer(400, "form_expired", keeps=True),
    http.ClientDisconnected: Answer(400, "cut_short"),
    http.MethodNotAllowed: Answer(405, "wrong_method"),
    http.RequestEntityTooLarge: Answer(413, "too_large"),
    http.TooManyRequests: Answer(429, "too_many"),
    http.SecurityError: Answer(400, "bad_request", alone=True),
    http.HTTPException: Answer(400, "bad_request"),
    http.InternalServerError: FAILED,
    http.ServiceUnavailable: UNREACHABLE,
    sqlalchemy.exc.OperationalError: UNREACHABLE,
    sqlalchemy.exc.InterfaceError: UNREACHABLE,
    sqlalchemy.exc.TimeoutError: UNREACHABLE,
    redis.exceptions.ConnectionError: UNREACHABLE,
    redis.exceptions.TimeoutError: UNREACHABLE,
    requests.exceptions.ConnectionError: UNREACHABLE,
    requests.exceptions.Timeout: UNREACHABLE,
}
"""The one table. The nearest class wins, so a kind of error not named is answered as its parent is."""


def init(app: Flask) -> None:
    """Answer every error of the table with its page."""
    for kind in ANSWERS:
        app.register_error_handler(kind, respond)


def respond(error: Exception) -> Response:
    """The response to an error: its page. htmx is told to put its main part in place of the one on show.

    Its status is the table's; the headers that an HTTP error carries (Allow, Retry-After) are kept.
    """
    answer = answer_to(error)
    if answer is UNREACHABLE:
        _log_without_data(error)
    if answer.status == 413:
        _discard_body()
    response = make_response(_draw(answer, error), _status(answer, error))
    if isinstance(error, http.HTTPException):
        response.headers.extend(_own_headers(error))
    if request.htmx:
        response.headers.update(IN_PLACE_OF_MAIN)
    response.vary.add("HX-Request")
    return response


def answer_to(error: Exception) -> Answer:
    """The row of the table for an error, its cause counted when Flask wrapped it as a server error."""
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, Exception) and (answer := _nearest(cause)) is not None:
        return answer
    return _nearest(error) or FAILED


def kept_text() -> list[tuple[str, list[str]]]:
    """What the person typed, as (field in words, values), in the order of the form; empty fields left out, and
    what nobody typed: hidden fields, and a choice that the page no longer has the words for.

    Nothing is kept from a form that another site sent, so that no one can put words into our pages, nor from one
    that cannot be read.
    """
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return []
    try:
        typed = list(request.form.lists())
    except http.HTTPException:
        return []
    fields = ((name, [value for value in values if value.strip()]) for name, values in typed)
    kept = ((name, values) for name, values in fields if values and name.rpartition("-")[2] not in NOT_KEPT)
    asked = {field.name: field for field in g.get("form_of_this_request", ())}
    said = [_as_asked(asked.get(name), name, values) for name, values in kept]
    return [(question, values) for question, values in said if values]


def _as_asked(field: Field | None, name: str, values: list[str]) -> tuple[str, list[str]]:
    """With the question as its page asked it, and a choice in its words, where the form got as far as that."""
    if field is None:
        return _in_words(name), [value for value in values if not _is_a_key(value)]
    if isinstance(field, HiddenField):
        return name, []
    if isinstance(field, Tick):
        return str(field.label.text), ["Yes"]
    choices: Iterable[Any] = field.iter_choices() if isinstance(field, Radios | Select | Checkboxes) else ()
    words = {str(one.value): str(one.label) for one in choices}
    chosen = [words.get(value, value) for value in values]
    return str(field.label.text), [value for value in chosen if not _is_a_key(value)]


def _is_a_key(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def way_back() -> str:
    """The page the request was made from, when it was one of ours; the home page otherwise."""
    source = urlsplit(request.referrer or "")
    if source.netloc != request.host or not source.path.startswith("/") or source.path.startswith("//"):
        return "/"
    return f"{source.path}?{source.query}" if source.query else source.path


def _nearest(error: Exception) -> Answer | None:
    return next((ANSWERS[kind] for kind in type(error).__mro__ if kind in ANSWERS), None)


def _status(answer: Answer, error: Exception) -> int:
    """An HTTP error that has no row of its own keeps its own code."""
    if isinstance(error, http.HTTPException) and type(error) not in ANSWERS and error.code:
        return error.code if answer is ANSWERS[http.HTTPException] else answer.status
    return answer.status


def _own_headers(error: http.HTTPException) -> list[tuple[str, str]]:
    return [(name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}]


def _draw(answer: Answer, error: Exception) -> str:
    template = f"errors/{answer.template}.html"
    context: dict[str, Any] = {"error": error, "limit": request.max_content_length, "back": "/"}
    if not answer.alone:
        context["back"] = way_back()
        current_app.update_template_context(context)
    if answer.keeps:
        context |= {"kept": kept_text(), "files_lost": bool(request.files)}
    return current_app.jinja_env.get_template(template).render(context)


def _in_words(name: str) -> str:
    """issues-0-desired_outcome reads as "Issues 1 desired outcome"."""
    parts = name.replace("_", " ").split("-")
    words = " ".join(str(int(part) + 1) if part.isdecimal() else part for part in parts)
    return words[:1].upper() + words[1:]


def _log_without_data(error: Exception) -> None:
    """Say what could not be reached. The statement and its values stay out of the log: case text."""
    cause = getattr(error, "orig", None) or error
    current_app.logger.error("Not reachable: %s: %s", type(cause).__name__, cause)


def _discard_body() -> None:
    """Read what the browser is still sending and drop it, within a bound.

    A server that answers and closes while a body is on its way makes the browser show "connection reset"
    in place of the page that says what to do.
    """
    stream = request.environ["wsgi.input"]
    left = min(request.content_length or 0, DISCARDED_AT_MOST)
    while left > 0:
        chunk = stream.read(min(left, 65_536))
        if not chunk:
            return
        left -= len(chunk)
