"""The pages of the care of records, and of subject access."""

from importlib import import_module

from flask import Blueprint

records = Blueprint("records", __name__, url_prefix="/business-unit/records")
subject_access = Blueprint("subject_access", __name__, url_prefix="/business-unit/subject-access")

for page in ("listed", "holding", "disposing", "subject"):
    import_module(f"{__name__}.{page}")
