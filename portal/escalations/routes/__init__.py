"""The pages of a case: the worklist of an agency, the gate, the form, the reply and the conclusion."""

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("escalations", __name__, url_prefix="/cases")

for page in ("worklist", "gate", "part_1", "sign_off", "show", "replies", "conclusion"):
    import_module(f"{__name__}.{page}")
