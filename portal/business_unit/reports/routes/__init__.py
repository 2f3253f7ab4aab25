"""The pages of the six-monthly reports: read, written, issued, and the Subgroup's actions tracked (P14)."""

from importlib import import_module

from flask import Blueprint

from portal.protocol.errors import NotFound
from portal.protocol.half_year import HalfYear, half_year_named

blueprint = Blueprint("reports", __name__, url_prefix="/reports")


def named(half: str) -> HalfYear:
    """The half-year of an address; NotFound for anything else."""
    found = half_year_named(half)
    if found is None:
        raise NotFound
    return found


for page in ("reading", "writing", "issuing", "tracking"):
    import_module(f"{__name__}.{page}")
