"""The page of the partnership's settings, by groups, with who changed what; and the form that changes one."""

from typing import Any

from flask import Blueprint, Response, flash, url_for

from portal.business_unit.settings import actions, queries
from portal.business_unit.settings.forms import LogoForm, SettingForm
from portal.business_unit.settings.known import FIXED, GROUPS
from portal.business_unit.settings.queries import Current
from portal.infra import partnership
from portal.protocol.errors import Invalid, NotFound, Stale
from portal.protocol.permissions import PERMISSIONS, Permission, could
from portal.web.actor import actor, portal, reading, unit_of_work
from portal.web.forms import PortalForm
from portal.web.guard import requires
from portal.web.htmx import page
from portal.web.uploads import takes_files

blueprint = Blueprint("settings", __name__, url_prefix="/business-unit/settings")

LOGO = "logo"
STILL_TYPED = (
    "You have changed nothing yet, and what you typed is still here. Read what changed, then press the button "
    "again."
)


@blueprint.get("")
@requires(Permission.SEE_SETTINGS)
def listed() -> Response:
    """Every setting as it is, by groups, and the changes, the newest first."""
    with reading() as session:
        every = queries.current(session, portal().settings)
        changes = queries.changes(session)
    return page(
        "business_unit/settings/list.html",
        groups=[
            (group, [every[one.name] for one in group.settings if one.name in every]) for group in GROUPS
        ],
        fixed=FIXED,
        changes=changes,
        may_change=could(PERMISSIONS[Permission.KEEP_SETTINGS], actor()),
        may_close=could(PERMISSIONS[Permission.KEEP_CLOSURES], actor()),
    )


@blueprint.get("/logo")
@requires(Permission.KEEP_SETTINGS)
def logo() -> Response:
    """The form that sends another logo."""
    was = _current(LOGO)
    return _logo_page(was, LogoForm(version=was.version, data={"words": was.setting.kind.typed(was.value)}))


@blueprint.post("/logo")
@requires(Permission.KEEP_SETTINGS)
@takes_files
def send_logo() -> Response:
    """Show another logo on every page."""
    was = _current(LOGO)
    form = LogoForm(version=was.version)
    if not form.validate_on_submit():
        return _logo_page(was, form, status=422)
    assert form.accepted is not None
    words, content = " ".join(str(form.words.data).split()), form.accepted.content
    try:
        with unit_of_work(form) as work:
            actions.change_logo(
                work.session, actor(), content=content, words=words, version=form.seen_version,
                deployed=portal().settings,
            )  # fmt: skip
            work.leads_to = url_for("settings.listed")
    except Invalid as invalid:
        form.words.errors = [*invalid.fields.values()]
        return _logo_page(was, form, status=422)
    except Stale:
        return _logo_page(_told_what_changed(form, LOGO), form, status=409)
    _changed(was)
    return work.redirect()


@blueprint.get("/logo/none")
@requires(Permission.KEEP_SETTINGS)
def ask_to_take_logo_away() -> Response:
    """What taking the logo away means."""
    was = _current(LOGO)
    if not was.value:
        raise NotFound
    return _no_logo_page(PortalForm(version=was.version))


@blueprint.post("/logo/none")
@requires(Permission.KEEP_SETTINGS)
def take_logo_away() -> Response:
    """Show no logo."""
    was = _current(LOGO)
    form = PortalForm(version=was.version)
    if not form.validate_on_submit():
        return _no_logo_page(form, status=422)
    with unit_of_work(form) as work:
        actions.change(
            work.session, actor(), LOGO, value={}, version=form.seen_version, deployed=portal().settings
        )
        work.leads_to = url_for("settings.listed")
    _changed(was)
    return work.redirect()


@blueprint.get("/<name>")
@requires(Permission.KEEP_SETTINGS)
def ask(name: str) -> Response:
    """The form that changes a setting, with what it changes and who sees it."""
    was = _current(name)
    form = SettingForm(version=was.version, data={"value": was.setting.kind.typed(was.value)})
    return _page(was, form)


@blueprint.post("/<name>")
@requires(Permission.KEEP_SETTINGS)
def change(name: str) -> Response:
    """Change a setting; somebody else's change since is shown first, with what was typed kept."""
    was = _current(name)
    form = SettingForm(version=was.version)
    form.about(was.setting)
    good, value = form.read(was.setting)
    if not good:
        return _page(was, form, status=422)
    try:
        with unit_of_work(form) as work:
            actions.change(
                work.session,
                actor(),
                name,
                value=value,
                version=form.seen_version,
                deployed=portal().settings,
            )
            work.leads_to = url_for("settings.listed")
    except Invalid as invalid:
        form.refuse(invalid)
        return _page(was, form, status=422)
    except Stale:
        return _page(_told_what_changed(form, name), form, status=409)
    _changed(was)
    return work.redirect()


def _changed(was: Current) -> None:
    partnership.forget(portal().database)
    counts = was.setting.counts
    flash(f"{was.setting.title} was changed. It counts {counts[0].lower()}{counts[1:]}", "success")


def _current(name: str) -> Current:
    """The setting of this name; NotFound when there is none."""
    with reading() as session:
        every = queries.current(session, portal().settings)
    if name not in every:
        raise NotFound
    return every[name]


def _told_what_changed(form: PortalForm, name: str) -> Current:
    """Say in a form what was changed since it was made, and let it be sent again; gives the setting as it is."""
    was = int(str(form.version.data))
    form.made_anew()
    with reading() as session:
        since = queries.changes(session, name, since=was)
        now = queries.current(session, portal().settings)[name]
    form.version.data = str(now.version)
    form.form_errors += [
        *(
            f"While you were writing, {one.by} changed this from {one.before} to {one.value}."
            for one in since
        ),
        STILL_TYPED,
    ]
    return now


def _page(was: Current, form: SettingForm, *, status: int = 200) -> Response:
    form.about(was.setting)
    return page("business_unit/settings/change.html", status=status, form=form, was=was)


def _logo_page(was: Current, form: LogoForm, *, status: int = 200) -> Response:
    return page("business_unit/settings/logo.html", status=status, form=form, was=was)


def _no_logo_page(form: PortalForm, **more: Any) -> Response:
    return page("business_unit/settings/no_logo.html", form=form, **more)
