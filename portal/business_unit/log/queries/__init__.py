"""What the Business Unit reads of its log, as plain values for pages. Nothing here writes."""

from portal.business_unit.log.queries.finding import COUNTED, ON_A_PAGE, Found, all_of, count, find
from portal.business_unit.log.queries.kept import Export, SavedView, exports, view, views
from portal.business_unit.log.queries.rows import Logged, case_of, logged
from portal.business_unit.log.queries.saying import words_of
from portal.business_unit.log.queries.themes import ThemeView, themes, themes_of

__all__ = [
    "COUNTED",
    "ON_A_PAGE",
    "Export",
    "Found",
    "Logged",
    "SavedView",
    "ThemeView",
    "all_of",
    "case_of",
    "count",
    "exports",
    "find",
    "logged",
    "themes",
    "themes_of",
    "view",
    "views",
    "words_of",
]
