"""The practice clock: a page that moves what time it is for the portal, so that a deadline can be seen to pass.

Only ever forwards, because what the portal has written down cannot lie in its future. How far it was moved is kept
in a file, which every part of the portal follows (`portal.infra.calendar.follow`) in practice, and nowhere else.
"""

import math
from datetime import UTC, date, datetime, time
from pathlib import Path

from flask import Flask, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.infra.calendar import LAST_YEAR, calendar_for, moved, now
from portal.protocol.clock import LONDON, clock_time, london_date
from portal.web.dates import full_date

MORNING = time(9)
"""When the day begins to which the clock is moved: within the hours in which reminders go out."""
STEPS = (1, 5)
"""How many working days the buttons move it."""
OURS = ("same-origin", "none")


class Refused(Exception):
    """The clock cannot be moved there. The text says why."""


def move(file: Path, day: date) -> None:
    """Move the portal's clock on to 9am in London on this day; raises Refused when that has passed."""
    to = datetime.combine(day, MORNING, tzinfo=LONDON).astimezone(UTC)
    if to <= now():
        raise Refused(f"The clock only goes forwards: 9am on {full_date(day)} has passed.")
    if day.year > LAST_YEAR:
        raise Refused(f"The bank holidays are known until {LAST_YEAR}: choose an earlier day.")
    ahead = math.ceil((to - datetime.now(UTC)).total_seconds())
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_text(f"{ahead}\n", encoding="ascii")
    fresh.replace(file)


def working_day_on(days: int) -> date:
    """The working day so many after today, as the portal's clock has it."""
    return calendar_for({}).add(london_date(now()), days)


def add_page(app: Flask, file: Path) -> None:
    """Serve the page at /clock."""

    @app.get("/clock")
    def clock() -> str:
        return _page()

    @app.post("/clock")
    def move_clock() -> Response | tuple[str, int]:
        if request.headers.get("Sec-Fetch-Site", OURS[0]) not in OURS:
            abort(403)
        try:
            move(file, _day_chosen())
        except Refused as refused:
            return _page(error=str(refused)), 422
        return redirect(url_for("clock"), 303)


def _day_chosen() -> date:
    if days := request.form.get("days", type=int):
        return working_day_on(days)
    try:
        return date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        raise Refused("Enter a date.") from None


def _page(*, error: str = "") -> str:
    return render_template(
        "clock.html",
        now=in_words(now()),
        moved=moved() is not None,
        computer=in_words(datetime.now(UTC)),
        steps=[(days, full_date(working_day_on(days))) for days in STEPS],
        day=request.form.get("day", ""),
        error=error,
    )


def in_words(moment: datetime) -> str:
    """Monday 14 December 2026, 9:05am"""
    return f"{full_date(moment)}, {clock_time(moment)}"
