"""What the worker does for a case: each kind of outbox row has its job here. A job reads its own payload."""

from portal.escalations.jobs.asking import send_email, send_news
from portal.escalations.jobs.dates import move_dates, seen_by_the_office
from portal.escalations.jobs.reminding import send_reminder
from portal.escalations.jobs.scanning import scan_attachment

__all__ = [
    "move_dates",
    "scan_attachment",
    "seen_by_the_office",
    "send_email",
    "send_news",
    "send_reminder",
]
