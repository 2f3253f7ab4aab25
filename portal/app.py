"""The web application: its parts, put together once and checked before it answers anybody."""

import gc

from flask import Flask
from flask_login import LoginManager
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.agencies import routes as agencies
from portal.business_unit import before, closures, on_behalf, worker
from portal.business_unit import routes as business_unit
from portal.business_unit.care.routes import records, subject_access
from portal.business_unit.directory import routes as directory
from portal.business_unit.imports import routes as imports
from portal.business_unit.log import routes as log
from portal.business_unit.reports import routes as reports
from portal.business_unit.settings import routes as partnership_settings
from portal.config import ConfigurationError, Settings
from portal.escalations import routes as escalations
from portal.executive import routes as executive
from portal.executive.routes import packs, redacted
from portal.infra import calendar
from portal.infra.bell import Bell
from portal.infra.db import Database
from portal.infra.keyed import key_of
from portal.scrutiny import routes as scrutiny
from portal.web import (
    actor,
    bodies,
    dates,
    errors,
    guard,
    htmx,
    letterhead,
    navigation,
    rate_limits,
    security,
    templating,
)

BLUEPRINTS = (
    agencies.blueprint,
    escalations.blueprint,
    business_unit.blueprint,
    log.blueprint,
    before.blueprint,
    closures.blueprint,
    directory.blueprint,
    records,
    subject_access,
    reports.blueprint,
    worker.blueprint,
    on_behalf.blueprint,
    partnership_settings.blueprint,
    imports.blueprint,
    executive.blueprint,
    packs.blueprint,
    redacted.blueprint,
    scrutiny.blueprint,
)
"""Every feature's pages."""


def create_app(settings: Settings | None = None, *, database: Database | None = None) -> Flask:
    """The portal's pages on these settings, those of the environment unless given.

    Raises ConfigurationError when the database's login has more power than the walls allow, and
    `guard.Undeclared` when a route does not say who may open it.
    """
    settings = settings or Settings.from_environment()
    calendar.follow(settings.clock_file)
    database = database or Database(
        settings.database_url,
        ring=Bell(settings.redis_url),
        identity_key=key_of(settings.secret_key, own=settings.identity_key),
    )
    check_login(database)
    app = Flask("portal")
    templating.init(app, settings)
    dates.init(app)
    security.init(app, settings)
    htmx.init(app)
    bodies.init(app)
    rate_limits.init(app, settings)
    errors.init(app)
    running = actor.Portal(settings, database)
    actor.init(app, running)
    letterhead.init(app, running)
    _sign_in(app)
    guard.init(app)
    navigation.init(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_url_rule("/health", "health", health)
    guard.check_routes(app)
    return app


def wsgi() -> ProxyFix:
    """The application for gunicorn: `portal.app:wsgi()`. It believes so many proxies as the settings trust.

    What was made by now lives as long as the process, so the garbage collector need not look at it time and again.
    """
    settings = Settings.from_environment()
    app = ProxyFix(create_app(settings), x_for=settings.trusted_proxies, x_proto=0)
    gc.collect()
    gc.freeze()
    return app


@guard.public("For the watcher that asks whether the portal is up; it says nothing else.")
def health() -> tuple[str, int, dict[str, str]]:
    """200 "ok" while the database answers, 503 otherwise."""
    try:
        with actor.portal().database.reading() as session:
            session.execute(text("select 1"))
    except SQLAlchemyError:
        return "The database does not answer.", 503, {"Content-Type": "text/plain"}
    return "ok", 200, {"Content-Type": "text/plain"}


def _sign_in(app: Flask) -> None:
    """The sign-in's row decides who is signed in, so Flask-Login's own guess by address and browser is off."""
    login = LoginManager(app)
    login.session_protection = None
    login.user_loader(agencies.load_user)


POWER = text("""
    select rolsuper or rolbypassrls or pg_has_role(rolname, 'portal_owner', 'set')
        or pg_has_role(rolname, 'portal_owner', 'usage')
      from pg_roles where rolname = current_user
""")


def check_login(database: Database) -> None:
    """Raise ConfigurationError when the database's login could look past row-level security."""
    try:
        with database.reading() as session:
            powerful = session.scalar(POWER)
    except SQLAlchemyError as error:
        raise ConfigurationError(
            "The database in DATABASE_URL cannot be used. Start it, run `portal migrate`, then try again.\n"
            f"Its own words: {error}"
        ) from error
    finally:
        database.engine.dispose()  # no connection is left open, whatever becomes of the application
    if powerful:
        raise ConfigurationError(
            "The login in DATABASE_URL could see every case: it is a superuser, bypasses row-level security, or "
            "owns the tables. The web server must connect as portal_web."
        )
