"""The Jinja environment that every page is made in: its templates, what they may use, what fails loudly."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader, Undefined
from jinja2.utils import missing
from markupsafe import Markup, escape

from portal.config import ROOT, SERVICE, Settings
from portal.infra import calendar

STATIC = Path(__file__).resolve().parent.parent / "static"


class Missing(Undefined):
    """A name or attribute that is not there stops the page; a key left out of a dict is empty.

    The design system's macros take one dict and ask it for every option they know, so an absent key means
    "not wanted". Anything else that is absent is a mistake in a template. `{% if name %}` is the way to ask
    whether an optional name was given.
    """

    @property
    def _allowed(self) -> bool:
        return isinstance(self._undefined_obj, dict)

    @property
    def _is_name(self) -> bool:
        return self._undefined_obj is missing

    def __str__(self) -> str:
        return "" if self._allowed else self._fail_with_undefined_error()

    def __html__(self) -> str:
        return str(self)

    def __bool__(self) -> bool:
        return False if self._allowed or self._is_name else bool(self._fail_with_undefined_error())


def init(app: Flask, settings: Settings) -> None:
    """Prepare the templates of an application: loaders, strictness, and the facts the layout shows."""
    app.jinja_env.loader = ChoiceLoader(
        [
            FileSystemLoader(ROOT / "templates"),
            PrefixLoader(
                {name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")}
            ),
        ]
    )
    app.jinja_env.undefined = Missing
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.filters["typed"] = typed
    app.jinja_env.globals.update(
        service=SERVICE,
        static_url=static_url,
        htmx_config=HTMX_CONFIG,
        moved_clock=calendar.moved,
    )
    show(app, settings)


def show(app: Flask, settings: Settings) -> None:
    """Have every page say whose portal it is as these settings do, from now on."""
    app.jinja_env.globals.update(
        partnership=settings.partnership,
        marking=settings.marking,
        emergency_number=settings.emergency_number,
        social_care_number=settings.social_care_number,
        colour=settings.colour,
        logo=settings.logo,
        logo_words=settings.logo_words,
    )


def static_url(name: str) -> str:
    """The address of one of our own static files, which changes when the file does.

    Made without the URL map, so that the page for a request that reached no route can still be drawn.
    """
    if name not in _VERSIONS:
        _VERSIONS[name] = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={_VERSIONS[name]}"


def typed(text: str) -> Markup:
    """What a person typed, escaped, with their line breaks kept by the style sheet."""
    return _TYPED + escape(text) + _END


_TYPED, _END = Markup('<div class="app-typed">'), Markup("</div>")

HTMX_CONFIG: dict[str, Any] = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "[45]..", "swap": True, "error": True},
    ],
}
"""htmx may fetch parts of our own pages and nothing else; an answer that refuses is shown like any other."""

_VERSIONS: dict[str, str] = {}
