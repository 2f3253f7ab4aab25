"""The Business Unit's pages of all its cases: what there is to do today, and sending a form on, and its steps."""

from importlib import import_module

from flask import Blueprint

from portal.business_unit import steps
from portal.escalations.routes.steps.pages import register

blueprint = Blueprint("business_unit", __name__, url_prefix="/business-unit")

for page in ("today", "forwarding"):
    import_module(f"{__name__}.{page}")
register(blueprint, steps.STEPS, under="/cases")
