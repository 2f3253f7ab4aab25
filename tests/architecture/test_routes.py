"""Every door of the portal: it says who may open it, and one that is only looked through changes nothing."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from portal.demo.valkey import Valkey
from portal.infra.db import Context, Database
from portal.protocol.permissions import PERMISSIONS, Permission
from portal.web.guard import Public, Requires, access_of, clauses_of
from portal.web.navigation import LINKS
from tests import pages
from tests.engines import Template
from tests.pages import Browser, Pages

LOOKING = {"GET", "HEAD"}

PUBLIC = {
    "static",
    "health",
    "partnership_style",
    "partnership_logo",
    "agencies.sign_in",
    "agencies.start",
    "agencies.callback",
    "agencies.sign_out",
    "agencies.signed_out",
    "agencies.invitation",
    "agencies.accept",
    "agencies.trial",
    "agencies.try_service",
}
"""The doors that stand open, by hand: a new one is added here by somebody who meant it."""

SIGNED_IN = {
    "agencies.home",
    "agencies.quiet_home",
    "agencies.workspaces",
    "agencies.choose_workspace",
}
"""The doors for whoever is signed in, also without a role."""

VALUES = {
    "section": "difference",
    "exclusion": "conduct",
    "token": "x",
    "filename": "portal.css",
    "paper": "part-1",
    "kind": "executive",
    "name": "marking",
}
"""What stands for the variable parts of an address, but for a case's reference."""


@pytest.fixture(scope="module")
def portal(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with pages.opened(template, valkey_server.url()) as opened:
        yield opened


def test_every_route_says_who_may_open_it(portal: Pages) -> None:
    silent = [name for name in portal.app.view_functions if access_of(portal.app, name) is None]
    assert silent == []


def test_only_these_stand_open_and_each_has_a_reason(portal: Pages) -> None:
    open_doors = {
        name: access for name, access in _accesses(portal.app).items() if isinstance(access, Public)
    }
    assert open_doors.keys() == PUBLIC
    assert [name for name, access in open_doors.items() if len(access.reason.split()) < 3] == []


def test_all_others_require_something_that_somebody_has(portal: Pages) -> None:
    rest = {name: access for name, access in _accesses(portal.app).items() if name not in PUBLIC | SIGNED_IN}
    assert [name for name, access in rest.items() if not isinstance(access, Requires)] == []
    nobody = [
        (name, what)
        for name, access in rest.items()
        if isinstance(access, Requires)
        for what in access.what
        if not clauses_of(what)
    ]
    assert nobody == []


def test_every_permission_is_given_to_somebody() -> None:
    assert PERMISSIONS.keys() == set(Permission)
    assert all(PERMISSIONS.values())


def test_every_link_of_the_navigation_leads_to_a_page_it_may_open(portal: Pages) -> None:
    for link in (link for links in LINKS.values() for link in links):
        access = access_of(portal.app, link.endpoint)
        assert isinstance(access, Requires), link.endpoint
        assert link.permission in access.what, link.endpoint


def test_an_address_either_shows_or_does(portal: Pages) -> None:
    """One view for both would hide what it writes from the tests below."""
    both = [
        rule.rule
        for rule in portal.app.url_map.iter_rules()
        if _methods(rule) & LOOKING and _methods(rule) - LOOKING
    ]
    assert both == []


def test_what_does_is_sent_with_post(portal: Pages) -> None:
    others = [rule.rule for rule in portal.app.url_map.iter_rules() if _methods(rule) - LOOKING - {"POST"}]
    assert others == []


def test_no_page_that_is_looked_at_writes(portal: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL refuses every write of every page opened, by every kind of person, on a case under way.

    The one exception, `portal.web.actor.looking`, keeps that somebody opened the case (decision 27); what else it
    may not do is held below.
    """
    way = portal.way().answered()
    people = [portal.browser(actor) for actor in portal.partnership.people.values()]
    monkeypatch.setattr(Database, "work", _only_reading)
    shown = 0
    for rule in portal.app.url_map.iter_rules():
        if "GET" in _methods(rule):
            shown += sum(_shows(portal.app, rule, reference=way.reference, browser=one) for one in people)
    assert shown > len(people)


def test_opening_a_page_keeps_a_look_and_writes_nothing_else(portal: Pages) -> None:
    way = portal.way().answered()
    written: set[str] = set()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if found := re.search(r"^\s*(insert into|update|delete from)\s+([\w.]+)", statement, re.IGNORECASE):
            written.add(found[2])

    event.listen(portal.partnership.database.engine, "before_cursor_execute", note)
    assert portal.browser(way.officer).get(f"/cases/{way.reference}").status_code == 200
    event.remove(portal.partnership.database.engine, "before_cursor_execute", note)
    assert written == {"portal.access"}


def _only_reading(database: Database, context: Context | None = None) -> AbstractContextManager[Session]:
    return database.reading(context)


def _shows(app: Flask, rule: Rule, *, reference: str, browser: Browser) -> bool:
    with app.test_request_context("/", base_url=pages.BASE_URL):
        values = {name: VALUES.get(name, reference) for name in rule.arguments}
        address = rule.build(values, append_unknown=False)
    assert address is not None
    status = browser.get(address[1]).status_code
    assert status < 500, f"{rule.rule} answers {status} when nothing may be written"
    return status == 200


def _accesses(app: Flask) -> dict[str, object]:
    return {name: access_of(app, name) for name in app.view_functions}


def _methods(rule: Rule) -> set[str]:
    """The methods that reach the view; Flask answers OPTIONS itself."""
    return set(rule.methods or ()) - {"OPTIONS"}
