"""The pages of imports: what was taken, a file on its way in, its rows."""

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("imports", __name__, url_prefix="/business-unit/imports")

for page in ("taken", "bringing", "rows"):
    import_module(f"{__name__}.{page}")
