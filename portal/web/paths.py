"""Where a person wanted to go, kept while they sign in. Only ever a page of the portal's own."""

from urllib.parse import urlsplit

from htmx_flask import request

HOME = "/"
LONGEST = 600
"""Characters of a path that are kept. Several travel in one cookie of 4 KB at most."""


def own_path(text: str | None) -> str:
    """The text when it is a path within this site; the home page when it could lead anywhere else.

    Browsers read `//host`, `/\\host` and `/<tab>/host` as another site.
    """
    path = text or HOME
    if not path.startswith("/") or path.startswith("//") or len(path) > LONGEST:
        return HOME
    if "\\" in path or any(not character.isprintable() or character.isspace() for character in path):
        return HOME
    return path


def wanted() -> str:
    """The page this request is for: the address itself, or for a part of a page the page it is part of."""
    if request.htmx and request.htmx.current_url:
        page = urlsplit(request.htmx.current_url)
        return own_path(f"{page.path}?{page.query}" if page.query else page.path)
    return own_path(request.full_path.rstrip("?"))
