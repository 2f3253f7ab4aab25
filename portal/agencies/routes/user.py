"""Whom a cookie stands for, asked of the database at every request, so that a sign-in can be ended."""

from portal.agencies.queries.sign_in import standings
from portal.web.actor import User, portal


def load_user(token: str) -> User | None:
    """The person whose sign-in this token is; nobody once it has ended, expired or stood idle."""
    running = portal()
    idle = running.settings.idle_minutes
    found = running.database.ask(lambda session: standings(session, token, idle_minutes=idle))
    if not found:
        return None
    actors = tuple(one.actor for one in found if one.actor)
    chosen = next((one.actor for one in found if one.actor and one.chosen), None)
    only = actors[0] if len(actors) == 1 else None
    return User(token, found[0].name, found[0].home, found[0].issuer, actors, chosen or only)
