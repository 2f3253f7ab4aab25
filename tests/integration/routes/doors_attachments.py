"""Files."""

from tests.integration.routes.door import Door

DOORS: tuple[Door, ...] = ()
