"""An agency's own sign-in service: entered by its address, looked at, tried, switched on, switched off (P4).

Nobody is kept waiting in a transaction for somebody else's service: `look` is asked before one begins.
"""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.agencies.actions import directory as write
from portal.agencies.actions import people as keeping
from portal.agencies.queries import directory as read
from portal.agencies.queries import members
from portal.agencies.queries.directory import ServiceView
from portal.agencies.queries.people import never_signed_in
from portal.business_unit.directory.actions import must, the_agency
from portal.infra.oidc_calls import DEADLINE_SECONDS, Fault, ProviderUnavailable
from portal.infra.oidc_documents import is_loopback, look_afresh
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid, NotFound
from portal.protocol.permissions import Permission

WHY: dict[Fault, str] = {
    Fault.ADDRESS: "Enter an address that begins with https:// and holds no question mark and no #",
    Fault.SILENT: "Nothing answers at this address. Check it, and ask the agency’s IT support whether the service"
    " can be reached from outside",
    Fault.CERTIFICATE: "The service’s certificate is not valid for this address, so it cannot be trusted. Ask the"
    " agency’s IT support",
    Fault.SLOW: f"The service did not answer in time: the portal waits {DEADLINE_SECONDS:.0f} seconds at most. Try"
    " again; if it stays so slow, ask the agency’s IT support",
    Fault.ABSENT: "The service says that there is nothing at this address: it has no"
    " /.well-known/openid-configuration there. Check the address to the letter",
    Fault.NONSENSE: "What the service answers is not what a sign-in service publishes. Check the address",
    Fault.OTHER_ISSUER: "The service at this address says that its issuer is another. Enter the issuer exactly as"
    " the service names it, to the last slash",
    Fault.ENDPOINTS: "The service publishes no addresses to sign in at that may be used: each has to begin with"
    " https://",
    Fault.KEYS: "The service publishes no key that its sign-ins could be checked with (RSA or EC)",
}
"""What is said beside the issuer's field of each thing that can be wrong with it."""


def look(issuer: str, *, here: bool) -> None:
    """Fetch what a service publishes about itself; raises Invalid saying what is wrong with it.

    `here`: the portal itself runs on this computer alone, so a service on it may be used.
    """
    if is_loopback(issuer) and not here:
        raise Invalid({"issuer": WHY[Fault.ADDRESS]})
    try:
        look_afresh(issuer)
    except ProviderUnavailable as error:
        raise Invalid({"issuer": WHY[error.fault]}) from error


def connect(
    session: Session, actor: Actor, *, agency: UUID, issuer: str, client_id: str, client_secret: str
) -> None:
    """Keep an agency's own service, switched off. Ask `look` first.

    Raises Invalid (`issuer`) when another agency signs in with it; NotFound, NotAllowed.
    """
    must(actor, Permission.KEEP_SIGN_IN_SERVICES)
    write.one_at_a_time(session)
    of = the_agency(session, agency)
    kept = {"issuer": issuer, "client_id": client_id, "client_secret": client_secret}
    write.save_service(session, agency, name=of.name, **kept)
    write.note(session, actor, "Entered a sign-in service, switched off", workspace=agency, detail=issuer)


def switch_on(session: Session, actor: Actor, *, agency: UUID) -> int:
    """Have the agency's people use its own service, once a sign-in with it has worked; gives how many are invited.

    Whoever used another before is signed out and invited anew: the first sign-in binds them (decision 9).
    Raises Invalid while no sign-in has worked; NotFound without a service, NotAllowed.
    """
    must(actor, Permission.KEEP_SIGN_IN_SERVICES)
    write.one_at_a_time(session)
    service = _own(session, agency)
    if service.enabled:
        return 0
    if service.tried_at is None:
        raise Invalid({"once": "No sign-in with this service has worked yet. Try it first"})
    write.switch(session, service.id, on=True)
    detail = f"{service.issuer}, tried as {service.tried_as}"
    write.note(session, actor, "Switched its own sign-in service on", workspace=agency, detail=detail)
    return _invite_all(session, agency)


def switch_off(session: Session, actor: Actor, *, agency: UUID) -> None:
    """Switch an agency's own service off at once: everybody who signed in with it is signed out with it.

    Raises NotFound without one, NotAllowed.
    """
    must(actor, Permission.KEEP_SIGN_IN_SERVICES)
    write.one_at_a_time(session)
    service = _own(session, agency)
    if not service.enabled:
        return
    write.switch(session, service.id, on=False)
    write.note(session, actor, "Switched its sign-in service off", workspace=agency, detail=service.issuer)


def use_shared(session: Session, actor: Actor, *, agency: UUID) -> int:
    """Have the agency's people sign in with the shared service, by invitation; gives how many are invited.

    Its own service is switched off. Raises Invalid when there is no shared one; NotFound, NotAllowed.
    """
    must(actor, Permission.KEEP_SIGN_IN_SERVICES)
    write.one_at_a_time(session)
    the_agency(session, agency)
    own = read.own_service(session, agency)
    if own and own.enabled:
        write.switch(session, own.id, on=False)
    if not write.use_shared(session, agency):
        raise Invalid({"once": "There is no shared sign-in service"})
    write.note(session, actor, "Had its people use the shared sign-in service", workspace=agency)
    return _invite_all(session, agency)


def _own(session: Session, agency: UUID) -> ServiceView:
    the_agency(session, agency)
    found = read.own_service(session, agency)
    if found is None:
        raise NotFound
    return found


def _invite_all(session: Session, agency: UUID) -> int:
    """Invite everybody who holds a role in the agency and has yet to sign in with the service it uses."""
    never = never_signed_in(session, agency)
    invited = [one for one in members(session, agency) if one.membership in never]
    for one in invited:
        keeping.invite(session, one.membership, workspace=agency)
    return len(invited)
