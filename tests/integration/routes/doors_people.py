"""The people of an agency."""

from tests.integration.routes.door import Door

DOORS: tuple[Door, ...] = ()
