"""A small application that has nothing but the web rooms' own parts, and a page of each."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask, Response, abort, flash, request, session
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, FileSystemLoader
from sqlalchemy.exc import OperationalError

from portal.config import Settings
from portal.protocol.actors import Actor, Kind
from portal.protocol.clock import WorkingCalendar
from portal.protocol.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from portal.web import bodies, dates, errors, forms, htmx, rate_limits, security, templating
from portal.web.htmx import page, redirect_to
from tests.compiled import shared

PAGES = Path(__file__).parent / "pages"
MakeApp = Callable[..., Flask]

RAISED: dict[str, Callable[[], Exception]] = {
    "not-found": NotFound,
    "not-allowed": lambda: NotAllowed("Only a senior manager may sign this off."),
    "wrong-state": lambda: WrongState("This case has been withdrawn."),
    "stale": lambda: Stale("Priya Shah saved this at 4:05pm."),
    "invalid": lambda: Invalid({"reasons": "Enter your reasons"}),
    "database": lambda: OperationalError("SELECT name", {"name": "Child's Name"}, Exception("no server")),
    "fault": lambda: KeyError("a fault of ours"),
    "timeout": TimeoutError,
}


class Issue(forms.Part):
    """One row of the form."""

    position = forms.Text("Your agency’s position", needed="Enter your agency’s position", limit=4000)
    since = forms.Day("When did it begin?", called="The day it began")


class SampleForm(forms.PortalForm):
    """A form with a field of every kind."""

    name = forms.Line("Name", needed="Enter the child’s name", hint="As it stands on your record.")
    born = forms.Day(
        "Date of birth",
        needed="Enter the date of birth",
        hint="For example, 27 3 2019. Give the expected date if not born yet.",
    )
    status = forms.Radios(
        "Status",
        [("help", "Early help"), ("need", "Child in need"), ("plan", "Protection plan")],
        needed="Choose the child’s status",
    )
    categories = forms.Checkboxes(
        "What is the difference about?",
        [("threshold", "Thresholds"), ("time", "Timeliness"), ("other", "Other")],
        needed="Choose at least one category",
        hint="Choose all that apply.",
    )
    agency = forms.Select(
        "Responding agency",
        [("police", "Westmarch Police"), ("trust", "Fernhill NHS Trust")],
        needed="Choose an agency",
    )
    reasons = forms.Text("Reasons", needed="Enter your reasons", limit=4000, hint="Keep to what is needed.")
    issues = forms.Rows(Issue, "issue", at_least=1, at_most=3)
    record = forms.Tick("This is on the child’s record", needed="Confirm that this is on the child’s record")


@pytest.fixture
def make_app() -> MakeApp:
    """Make the small application; settings may be changed by keyword."""
    return small_app


@pytest.fixture
def app() -> Flask:
    """The small application with its usual settings."""
    return small_app()


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A browser without JavaScript."""
    with app.test_client() as client:
        yield client


def small_app(**changes: str) -> Flask:
    """Flask with the web rooms' parts, put together as the portal puts them."""
    usual = {
        "database_url": "postgresql://nowhere.invalid/portal",
        "redis_url": "redis://127.0.0.1:1",
        "smtp_url": "smtp://127.0.0.1:1",
        "base_url": "http://localhost",
        "secret_key": "a key for tests alone",
    }
    settings = Settings(**(usual | changes))
    app = Flask("portal")
    templating.init(app, settings)
    dates.init(app)
    security.init(app, settings)
    htmx.init(app)
    bodies.init(app)
    rate_limits.init(app, settings)
    errors.init(app)
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(PAGES), app.jinja_env.loader])
    _add_pages(app)
    return shared(app)


def _add_pages(app: Flask) -> None:
    app.add_url_rule("/", "home", lambda: page("plain.html"))
    app.add_url_rule("/gallery", "gallery", gallery)
    app.add_url_rule("/form", "form", form, methods=["GET", "POST"])
    app.add_url_rule("/part", "part", lambda: page("part.html", block="content", rows=["one", "two"]))
    app.add_url_rule("/goes", "goes", lambda: redirect_to("part"), methods=["POST"])
    app.add_url_rule("/raise/<name>", "raises", raises, methods=["GET", "POST"])
    app.add_url_rule("/code/<int:code>", "code", abort)
    app.add_url_rule("/counted", "counted", rate_limits.limited("sign-in")(lambda: "counted"))
    app.add_url_rule("/misspelt", "misspelt", lambda: page("misspelt.html"))


def raises(name: str) -> Response:
    """A page that always fails, in the way named."""
    raise RAISED[name]()


def form() -> Response | str:
    """A form that answers with exactly what it took."""
    sample = SampleForm(version=7)
    if request.method == "POST" and sample.rows_changed():
        return page("form.html", form=sample)
    if sample.validate_on_submit():
        if sample.name.data == "Refused":
            sample.refuse(Invalid({"issues-0-position": "Say more", "elsewhere": "Ask the Business Unit"}))
            return page("form.html", form=sample, status=422)
        session["seen"] = sample.seen_version
        return sample.reasons.data
    return page("form.html", form=sample, status=422 if request.method == "POST" else 200)


def gallery() -> Response:
    """Every component on one page, as an agency's senior manager would see them."""
    flash("Part 1 was sent to the Business Unit.", "success")
    calendar = WorkingCalendar(
        {date(2026, 12, 25): "Christmas Day", date(2026, 12, 28): "Boxing Day (substitute day)"}
    )
    sample = SampleForm()
    sample.validate()
    sample.csrf_token.errors = []
    actor = Actor(uuid4(), uuid4(), uuid4(), Kind.AGENCY, "Zoë O’Brien", workspace_name="Fernhill NHS Trust")
    return page(
        "gallery.html",
        actor=actor,
        workspaces_url="/workspaces",
        navigation=[
            {"text": "Worklist", "href": "#", "current": True},
            {"text": "Start an escalation", "href": "#"},
            {"text": "People", "href": "#"},
        ],
        form=sample,
        working=calendar.working(date(2026, 12, 16), 10),
        now=datetime(2026, 11, 23, 16, 5, tzinfo=UTC),
        day=timedelta(days=1),
    )
