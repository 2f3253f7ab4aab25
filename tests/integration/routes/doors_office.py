"""What the Business Unit does."""

from tests.integration.routes.door import Door

DOORS: tuple[Door, ...] = ()
