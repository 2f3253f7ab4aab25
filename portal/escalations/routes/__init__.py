"""The pages of a case: the worklist of an agency, the gate, the form, the reply and the conclusion."""

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("escalations", __name__, url_prefix="/cases")

PAGES = (
    "worklist", "gate", "part_1", "autosave", "sign_off", "show", "reveal", "replies", "reply_sign_off",
    "conclusion", "attachments", "find", "looks", "copy", "noticing", "due_date", "positions", "summary",
)  # fmt: skip
STEPS = ("responding", "raising", "concluding", "referring", "parties", "kept_out")
"""The tables of steps, in the order in which a case's page offers them."""

for page in PAGES:
    import_module(f"{__name__}.{page}")

register = import_module(f"{__name__}.steps.pages").register
for table in STEPS:
    register(blueprint, import_module(f"{__name__}.steps.{table}").STEPS)
