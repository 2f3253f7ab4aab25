"""The pages of the log: the list, saved views, files of it, themes, and one case's whole picture."""

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("log", __name__, url_prefix="/business-unit/log")

for page in ("listing", "views", "exporting", "themes", "whole"):
    import_module(f"{__name__}.{page}")
