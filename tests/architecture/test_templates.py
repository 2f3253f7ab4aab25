"""Every template compiles, and none needs what the portal's pages do without."""

import re
from pathlib import PurePath

import pytest
from flask import Flask
from jinja2 import Environment, FileSystemLoader, nodes

from portal.config import ROOT, Settings
from portal.web import dates, security, templating

TEMPLATES = ROOT / "templates"
ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
LETTERS = [name for name in ALL if name.startswith("email/")]
"""E-mails: programs for mail want the style on the element, and show no page of ours."""
PORTAL = [name for name in ALL if not name.startswith("demo/") and name not in LETTERS]
"""The portal's own pages. Those of the demo belong to other applications, each with its folder."""

REFUSED = {
    "a style attribute": r"<[^>]*\sstyle=",
    "a style element but the first": r"<style(?!>{{ first_style }}</style>)",
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "an event attribute": r"<[^>]*\son[a-z]+=",
    "a script inside htmx": r"hx-on|js:|hx-vars",
    "text marked safe": r"\|\s*safe\b",
    "escaping switched off": r"autoescape",
    "another site": r"(src|href|action)=\"(https?:)?//",
    "the government's name": r"GOV\.UK",
}
FETCHED = {
    "something fetched": r"<(img|link|script|iframe|object|embed|video|audio|source|input|form)\b|\burl\(|@import",
    "a background": r"\sbackground=",
}
"""What would tell somebody that an e-mail was opened."""
STYLE = ("a style attribute", "a style element but the first")


@pytest.fixture(scope="module")
def environment() -> Environment:
    """The environment that pages are made in."""
    app = Flask("portal")
    settings = Settings("", "", "", "http://localhost", "a key for tests alone")
    templating.init(app, settings)
    dates.init(app)
    security.init(app, settings)
    return app.jinja_env


def test_there_are_templates() -> None:
    assert {"layout.html", "errors/not_found.html", "components/form.html"} <= set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_it_compiles(environment: Environment, name: str) -> None:
    """Filters, tests and syntax are known, and whatever it extends, includes or imports is there."""
    if name not in PORTAL:
        environment = environment.overlay(loader=FileSystemLoader((TEMPLATES / name).parent))
        name = PurePath(name).name
    tree = environment.parse(environment.loader.get_source(environment, name)[0])
    environment.get_template(name)
    for parent in _named_templates(tree):
        environment.get_template(parent)


@pytest.mark.parametrize("name", PORTAL)
def test_it_needs_nothing_that_the_content_security_policy_refuses(name: str) -> None:
    text = _without_comments(name)
    found = [what for what, pattern in REFUSED.items() if re.search(pattern, text, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("name", LETTERS)
def test_an_e_mail_fetches_nothing(name: str) -> None:
    refused = {what: pattern for what, pattern in (REFUSED | FETCHED).items() if what not in STYLE}
    found = [
        what
        for what, pattern in refused.items()
        if re.search(pattern, _without_comments(name), re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize("name", PORTAL)
def test_every_form_that_posts_carries_a_token(name: str) -> None:
    for form in re.findall(r'<form[^>]*method="post".*?</form>', _without_comments(name), re.DOTALL):
        assert "csrf_token" in form or "hidden_tag()" in form


@pytest.mark.parametrize("name", [name for name in PORTAL if name != "layout.html"])
def test_macros_are_imported_inside_the_block_that_uses_them(environment: Environment, name: str) -> None:
    """htmx may be given the block alone, and nothing outside of it is read then."""
    tree = environment.parse(_text(name))
    imports = [node for node in tree.body if isinstance(node, nodes.FromImport | nodes.Import)]
    assert not (imports and tree.find(nodes.Extends)), f"{name}: move the import into the block"


def _named_templates(tree: nodes.Template) -> list[str]:
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    return [node.template.value for node in tree.find_all(kinds) if isinstance(node.template, nodes.Const)]


def _text(name: str) -> str:
    return (TEMPLATES / name).read_text()


def _without_comments(name: str) -> str:
    return re.sub(r"\{#.*?#\}", "", _text(name), flags=re.DOTALL)
