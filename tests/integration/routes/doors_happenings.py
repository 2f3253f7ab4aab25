"""What else a party may do with a case."""

from tests.integration.routes.door import Door

DOORS: tuple[Door, ...] = ()
