"""Finding a case by a child, the copy for the record, printing."""

from tests.integration.routes.door import Door

DOORS: tuple[Door, ...] = ()
