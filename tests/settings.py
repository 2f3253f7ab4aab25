"""Settings changed as a manager of the Business Unit changes them, for tests of what follows."""

from typing import Any

from portal.business_unit.settings.actions import change
from portal.business_unit.settings.queries import current
from portal.config import Settings
from portal.protocol.actors import Role
from tests.partnership import Partnership

DEPLOYED = Settings("", "", "", "http://localhost", "a key for tests alone")


def changed(people: Partnership, **values: Any) -> None:
    """Change each of these settings, in this order, each in a transaction of its own."""
    manager = people.who("business_unit", Role.MANAGER)
    for name, value in values.items():
        with people.database.work(people.context(manager)) as session:
            version = current(session, DEPLOYED)[name].version
            change(session, manager, name, value=value, version=version, deployed=DEPLOYED)
