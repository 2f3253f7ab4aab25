"""The guard at every door: a route says who may open it, or nobody may.

    @blueprint.post("/cases/<reference>/sign-off")
    @requires(Action.SIGN_OFF)
    def sign_off(reference: str) -> Response: …

This is the first, coarse question: might a person of this kind ever do this? Whether they may do it on this
case is asked again where it is done, and PostgreSQL decides which cases there are to ask about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request

from portal.protocol.errors import NotAllowed
from portal.protocol.permissions import PERMISSIONS, Clause, Permission, could, who_may
from portal.protocol.rows import Action
from portal.protocol.states import actors_of
from portal.web.actor import NotChosen, NotSignedIn, actor, user
from portal.web.htmx import redirect_to
from portal.web.paths import HOME, wanted

SIGN_IN = "agencies.sign_in"
CHOOSE = "agencies.workspaces"

View = TypeVar("View", bound=Callable[..., Any])


class Undeclared(Exception):
    """A route does not say who may open it."""


@dataclass(frozen=True, slots=True)
class Public:
    """No sign-in is needed, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Anybody who is signed in, whether they act for a workspace or not."""


@dataclass(frozen=True, slots=True)
class Requires:
    """Somebody acting for a workspace who might do one of these."""

    what: tuple[Permission | Action, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The kinds of person meant."""
        return tuple(clause for one in self.what for clause in clauses_of(one))


Access = Public | SignedIn | Requires


def clauses_of(what: Permission | Action) -> tuple[Clause, ...]:
    """The kinds of person who might do it; none when it is not listed."""
    return PERMISSIONS.get(what, ()) if isinstance(what, Permission) else actors_of(what)


def requires(*what: Permission | Action) -> Callable[[View], View]:
    """Let in whoever might do any of these on some case."""
    return _marking(Requires(what))


def signed_in(view: View) -> View:
    """Let in anybody who is signed in."""
    return _marking(SignedIn())(view)


def public(reason: str) -> Callable[[View], View]:
    """Let in everybody; say why."""
    return _marking(Public(reason))


def _marking(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        vars(view)["access"] = access
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """What the route says of who may open it."""
    return vars(app.view_functions[endpoint]).get("access")


def init(app: Flask) -> None:
    """Put the guard before every request."""
    public("The style sheet, the scripts and the icon of every page.")(app.view_functions["static"])
    app.before_request(_let_in)
    app.register_error_handler(NotChosen, lambda _: redirect_to(CHOOSE, **_next()))


def check_routes(app: Flask) -> None:
    """Raise Undeclared naming every route that does not say who may open it."""
    silent = sorted(name for name in app.view_functions if access_of(app, name) is None)
    if silent:
        raise Undeclared(f"Say who may open: {', '.join(silent)} (portal/web/guard.py).")


def _let_in() -> Response | None:
    if request.endpoint is None:
        return None  # no such page: the router answers
    access = access_of(current_app, request.endpoint)
    if access is None:
        raise Undeclared(request.endpoint)
    if isinstance(access, Public):
        return None
    if user() is None:
        return _to_sign_in()
    if isinstance(access, Requires) and not could(access.clauses, actor()):
        raise NotAllowed(who_may(access.clauses))
    if request.view_args and "\0" in request.path:
        # PostgreSQL cannot be asked for such a name: one is looked for that nothing has.
        request.view_args = {
            name: value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value
            for name, value in request.view_args.items()
        }
    return None


def _to_sign_in() -> Response:
    """A page that was asked for waits behind the sign-in. What was sent would be lost there, so it is shown."""
    if request.method not in {"GET", "HEAD"}:
        raise NotSignedIn
    return redirect_to(SIGN_IN, **_next())


def _next() -> dict[str, str]:
    path = wanted()
    return {} if path == HOME else {"next": path}
