"""Forms that stop on their way, and files that are too large: nothing of half a form is taken.

A form that brings a file sends it last. Its body, when it goes on for too long or ends before it should, is given
the end that it lacks: all that came before can be read, the form comes back with it and says what became of it.
Of any other form that stops nothing is read, since its last field would be half a sentence and the rest empty.
"""

from typing import Any, Protocol, TypeVar

from flask import Flask, request

TOO_LONG = "too long"
CUT_SHORT = "cut short"

DISCARDED_AT_MOST = 100 * 1024 * 1024
"""Bytes that are read and dropped of a body that is too long: a browser shows no answer before it has sent all."""

CHUNK = 64 * 1024
BODY = "portal.body"

View = TypeVar("View")


class Stream(Protocol):
    """What a web server gives to read a body from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes of it, or fewer; none at its end."""


class Body:
    """A multipart body, read no further than `bound` bytes, with the end it lacks added to it.

    `length` is how long it says that it is; None when it does not say.
    """

    def __init__(self, stream: Stream, *, length: int | None, bound: int, boundary: str) -> None:
        self._stream, self._length, self._bound = stream, length, bound
        self._read, self._broke = 0, False
        # The empty lines end the head of a part, should it have stopped there.
        self._rest = f"\r\n\r\n\r\n--{boundary}--\r\n".encode()
        self.trouble = ""

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or fewer; none at the end."""
        if self.trouble:
            return self._lacking(size)
        wanted = CHUNK if size < 0 else size
        if self._length is not None:
            wanted = min(wanted, self._length - self._read)
        if wanted <= 0:
            return b""
        if self._read >= self._bound:
            self._discard()
            return self._ended(TOO_LONG, size)
        data = self._next(min(wanted, self._bound - self._read))
        self._read += len(data)
        if not data and (self._broke or self._length is not None):
            return self._ended(CUT_SHORT, size)
        return data

    def _next(self, size: int) -> bytes:
        """A connection that breaks ends the body, like one that closes."""
        try:
            return self._stream.read(size)
        except OSError:
            self._broke = True
            return b""

    def _ended(self, trouble: str, size: int) -> bytes:
        self.trouble = trouble
        return self._lacking(size)

    def _lacking(self, size: int) -> bytes:
        size = len(self._rest) if size < 0 else size
        given, self._rest = self._rest[:size], self._rest[size:]
        return given

    def _discard(self) -> None:
        left = (
            DISCARDED_AT_MOST if self._length is None else min(self._length - self._read, DISCARDED_AT_MOST)
        )
        while left > 0 and (dropped := self._next(min(left, CHUNK))):
            left -= len(dropped)


def takes_files(view: View) -> View:
    """Mark a route as one whose form brings a file."""
    vars(view)["takes_files"] = True
    return view


def init(app: Flask, *, bound: int) -> None:
    """Read the body of a marked route up to `bound` bytes, and any other as long as it says that it is. Before
    anything else reads the form.
    """

    @app.before_request
    def take() -> None:
        view: Any = app.view_functions.get(request.endpoint or "")
        if view is None or not vars(view).get("takes_files") or not _can_be_bounded():
            _measure()
            return
        body = Body(
            request.environ["wsgi.input"],
            length=request.content_length,
            bound=bound,
            boundary=request.mimetype_params.get("boundary", ""),
        )
        # The body ends by itself now, so nothing else may measure it against the length it claims.
        request.environ |= {"wsgi.input": body, "wsgi.input_terminated": True, BODY: body}
        request.max_content_length = max(request.content_length or 0, bound) + CHUNK


def _measure() -> None:
    """Have a body that is shorter than it says refused as it is read (`ClientDisconnected`).

    The web server calls it ended either way, so that it would be taken as whole. One in chunks tells its end
    itself, and breaks where it lacks that.
    """
    if request.content_length is not None:
        request.environ.pop("wsgi.input_terminated", None)


def _can_be_bounded() -> bool:
    """Whether the body has parts, and an end: one that it tells, or one that the server finds."""
    ends = request.content_length is not None or "wsgi.input_terminated" in request.environ
    return ends and request.mimetype == "multipart/form-data"


def trouble() -> str:
    """What became of this request's file on its way: TOO_LONG, CUT_SHORT, or nothing."""
    body: Body | None = request.environ.get(BODY)
    return body.trouble if body else ""
