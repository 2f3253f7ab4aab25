"""Everybody who might knock: one person for each role of each workspace, and those with none.

A raised the cases. B answers them, and so does another B; a former B was replaced. C is no party to any.
"""

from portal.protocol.actors import ROLES_OF_KIND, Kind

People = frozenset[str]

A, B, OTHER_B, FORMER_B, C = "A", "B", "another B", "a former B", "C"
AGENCIES = {A: "alder", B: "birch", OTHER_B: "dogwood", FORMER_B: "elder", C: "cedar"}
PARTNERSHIP = {
    "Business Unit": Kind.BUSINESS_UNIT,
    "Executive": Kind.EXECUTIVE,
    "Scrutineer": Kind.SCRUTINEER,
    "Learning": Kind.LEARNING,
    "Quality": Kind.QUALITY,
}

# Somebody barred from every case of A (a senior manager of A), somebody of A without a role, somebody of A and
# of the Business Unit who has not said for which they act, and nobody at all.
BARRED: People = frozenset({"A barred"})
NO_ROLE: People = frozenset({"A no role"})
SEVERAL: People = frozenset({"A and Business Unit"})
SIGNED_OUT: People = frozenset({"signed out"})


def _roles(roles: str, workspaces: tuple[str, ...]) -> People:
    return frozenset(f"{workspace} {role.strip()}" for workspace in workspaces for role in roles.split(","))


def writers(*agencies: str) -> People:
    """Those of an agency who write."""
    return _roles("contributor, senior manager, deputy", agencies)


def signers(*agencies: str) -> People:
    """Those of an agency who sign."""
    return _roles("senior manager, deputy", agencies)


def readers(*agencies: str) -> People:
    """Those of an agency who read its cases."""
    return _roles("contributor, senior manager, deputy, executive contact", agencies)


def administrators(*agencies: str) -> People:
    """Those of an agency who keep its people and read no case."""
    return _roles("administrator", agencies)


EVERY_AGENCY = tuple(AGENCIES)
OFFICE = _roles("officer, manager", ("Business Unit",))
CLERK = _roles("clerk", ("Business Unit",))
BUSINESS_UNIT = OFFICE | CLERK
EXECUTIVE = _roles("member, chair, substitute", ("Executive",))
# On the cases that the Executive has, the chair and the member sit; the substitute was named, and is recused.
SITTING, PRESIDING = _roles("member, chair", ("Executive",)), _roles("chair", ("Executive",))
RECUSED = EXECUTIVE - SITTING
SCRUTINEER = _roles("scrutineer", ("Scrutineer",))
LEARNING = _roles("reader", ("Learning",))
QUALITY = _roles("reader", ("Quality",))

WITH_A_ROLE: People = frozenset(
    f"{workspace} {role.replace('_', ' ')}"
    for workspaces, kind in [(AGENCIES, Kind.AGENCY), *(([one], kind) for one, kind in PARTNERSHIP.items())]
    for workspace in workspaces
    for role in ROLES_OF_KIND[kind]
)
"""One for each role that there is, those that nobody here thought of included."""

ACTING = WITH_A_ROLE | BARRED
SIGNED_IN = ACTING | NO_ROLE | SEVERAL
EVERYBODY = SIGNED_IN | SIGNED_OUT


def colleagues(who: str) -> People:
    """Everybody who acts for the same workspace."""
    workspace = next(one for one in (*AGENCIES, *PARTNERSHIP) if who.startswith(f"{one} "))
    return frozenset(one for one in ACTING if one.startswith(f"{workspace} "))
