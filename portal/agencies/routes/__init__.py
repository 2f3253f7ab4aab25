"""The pages of signing in, of choosing whom to act for, and the homes that wait for their part of the portal."""

from importlib import import_module

from flask import Blueprint

from portal.agencies.routes.user import load_user as load_user

blueprint = Blueprint("agencies", __name__)

for _page in ("sign_in", "invitation", "trying", "workspaces", "homes", "people", "keeping", "absences"):
    import_module(f"{__name__}.{_page}")
