"""The Executive's pages: the cases before it, the declaration, and what it does with a case (P11, P12).

Those of the referral packs (`packs`) are a blueprint of their own: others have them too.
"""

from importlib import import_module

from flask import Blueprint

from portal.escalations.routes.steps.pages import register
from portal.executive import gone

blueprint = Blueprint("executive", __name__, url_prefix="/executive")

gone.tell(blueprint, {
    gone.LEFT: "The case is no longer before the Executive: it was withdrawn, or went back to the agencies.",
    gone.RECUSED: "You have a conflict of interest, so you do not read this case’s papers and do not decide it.",
})  # fmt: skip

for page in ("home", "declaring"):
    import_module(f"{__name__}.{page}")

for table in ("judging", "commissioning", "deciding"):
    register(blueprint, import_module(f"{__name__}.{table}").STEPS, under="/cases")
