"""The pages of the directory: agencies, how their people sign in, and the roles that take two to give."""

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("directory", __name__, url_prefix="/business-unit")

for _page in ("agencies", "services", "roles"):
    import_module(f"{__name__}.{_page}")
