"""A calendar file (RFC 5545) with one day in it, as every calendar takes it."""

from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

MEDIA_TYPE = "text/calendar; charset=utf-8"


def day(*, uid: str, on: date, summary: str, url: str, revision: int, made_at: datetime) -> bytes:
    """A file with one event that lasts all of a day and keeps nobody from being free.

    One with the same `uid` and a higher `revision` takes the place of the one before.
    """
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", made_at)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", summary)
    event.add("url", url)
    event.add("sequence", revision)
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", "-//Professional differences//Due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
