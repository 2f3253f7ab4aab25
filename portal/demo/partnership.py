"""The invented partnership that `make run` seeds: its workspaces and its people, as plain data.

Nobody and nothing here exists. The practice identity provider shows these people as personas, and the seed
makes workspaces and memberships of them; both read this one list, so a persona is always the person seeded.
"""

import hashlib
import unicodedata
from dataclasses import dataclass

from portal.protocol.actors import Kind, Role

SHARED = "shared"
"""The slug of the provider for people whose organisation has no sign-in of its own."""

SHARED_NAME = "Westmarch Shared Sign-in"

COUNCIL = "Westmarch Council"

Membership = tuple[str, frozenset[Role]]
"""A workspace's slug, and the roles held in it. No roles means no access until somebody grants one."""


@dataclass(frozen=True, slots=True)
class Agency:
    """A workspace. `parent` is the organisation it is a unit of; `domain` is that of its people's e-mail."""

    slug: str
    name: str
    kind: Kind
    parent: str
    domain: str | None
    own_provider: bool

    @property
    def provider(self) -> str:
        """The slug of the provider its people sign in with."""
        return self.slug if self.own_provider else SHARED


@dataclass(frozen=True, slots=True)
class Person:
    """A persona. Without memberships the portal has never heard of them; only their provider has.

    `signed_in` is false for a named role-holder who is still to be invited by the one-time link.
    """

    key: str
    name: str
    email: str
    job: str
    memberships: tuple[Membership, ...]
    provider: str
    signed_in: bool = True


_PARTNERSHIP = "Westmarch Safeguarding Children Partnership"


def _agency(slug: str, name: str, *, parent: str, domain: str, own_provider: bool = True) -> Agency:
    return Agency(slug, name, Kind.AGENCY, parent, f"{domain}.example", own_provider)


def _body(slug: str, name: str, kind: Kind) -> Agency:
    """A workspace whose people come from elsewhere, and sign in where they come from."""
    return Agency(slug, name, kind, _PARTNERSHIP, None, False)


_CSC, _POLICE, _HOSPITAL, _ICB = "childrens-social-care", "police", "hospital", "integrated-care-board"
_ACADEMY, _SCHOOL, _CHARITY, _PROBATION = (
    "harrowmere-academy",
    "little-fenwick-school",
    "lantern",
    "probation",
)
_UNIT = "business-unit"

AGENCIES: tuple[Agency, ...] = (
    _agency(_CSC, "Westmarch Children’s Social Care", parent=COUNCIL, domain="westmarch-council"),
    _agency(_POLICE, "Westmarch Police", parent="Westmarch Constabulary", domain="westmarch-police"),
    _agency(
        _HOSPITAL, "Alderbourne Hospital", parent="Alderbourne NHS Foundation Trust", domain="alderbourne-nhs"
    ),
    _agency(_ICB, "Westmarch Integrated Care Board", parent="NHS Westmarch", domain="westmarch-icb"),
    _agency(_ACADEMY, "Harrowmere Academy", parent="Brightwater Learning Trust", domain="harrowmere-academy"),
    _agency(_SCHOOL, "Little Fenwick Primary School", parent=COUNCIL, domain="little-fenwick-school"),
    _agency(
        _CHARITY,
        "Lantern Family Support",
        parent="The Lantern Charity",
        domain="lantern-families",
        own_provider=False,
    ),
    _agency(
        _PROBATION,
        "Westmarch Probation",
        parent="Tarn and Vale Probation Region",
        domain="tarnvale-probation",
    ),
)
"""The partner agencies. Children's social care and Little Fenwick have the same parent, the council."""

PARTNERSHIP_WORKSPACES: tuple[Agency, ...] = (
    Agency(
        _UNIT,
        "Westmarch Partnership Business Unit",
        Kind.BUSINESS_UNIT,
        _PARTNERSHIP,
        "westmarch-partnership.example",
        own_provider=True,
    ),
    _body("executive", "Partnership Executive", Kind.EXECUTIVE),
    _body("scrutineer", "Independent Scrutineer", Kind.SCRUTINEER),
    _body("learning-subgroup", "Learning and Improvement Subgroup", Kind.LEARNING),
    _body("quality-subgroup", "Quality and Performance Subgroup", Kind.QUALITY),
)
"""The partnership's own workspaces."""

WORKSPACES: tuple[Agency, ...] = AGENCIES + PARTNERSHIP_WORKSPACES

PROVIDERS: dict[str, str] = {w.slug: w.name for w in WORKSPACES if w.own_provider} | {SHARED: SHARED_NAME}
"""Every sign-in provider's slug and name."""

_WORKSPACE = {workspace.slug: workspace for workspace in WORKSPACES}


def workspace(slug: str) -> Agency:
    """The workspace with this slug; KeyError when there is none."""
    return _WORKSPACE[slug]


def issuer_of(base_url: str, slug: str) -> str:
    """The issuer, exactly as its tokens name it, of a provider served under `base_url`."""
    return f"{base_url.rstrip('/')}/{slug}"


def subject_of(person: Person) -> str:
    """The subject by which the person's provider knows them: opaque, and the same at every start."""
    return hashlib.sha256(f"{person.provider}/{person.key}".encode()).hexdigest()[:32]


def _key(name: str) -> str:
    """A name as it stands in an e-mail address: no accents, no apostrophe, hyphens between its words."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.replace("'", "").replace(" ", "-").lower()


def _staff(
    home: str, name: str, *, job: str, roles: str = "", also: str = "", signed_in: bool = True
) -> Person:
    """One of a workspace's own people. `also` lists further memberships as `workspace:role`."""
    agency, key = workspace(home), _key(name)
    elsewhere = tuple(
        (slug, frozenset({Role(role)})) for slug, role in (pair.split(":") for pair in also.split())
    )
    memberships = ((home, frozenset(Role(role) for role in roles.split())), *elsewhere)
    email = f"{key.replace('-', '.')}@{agency.domain}"
    return Person(key, name, email, job, memberships, agency.provider, signed_in)


def _outsider(
    name: str, email: str, *, job: str, provider: str = SHARED, memberships: tuple[Membership, ...]
) -> Person:
    """Somebody who belongs to no agency here, or whose agency has yet to give them anything."""
    return Person(_key(name), name, email, job, memberships, provider)


PEOPLE: tuple[Person, ...] = (
    # Westmarch Children's Social Care
    _staff(_CSC, "Zoë Lindqvist", job="Social worker", roles="contributor"),
    _staff(_CSC, "Marcus Adeyemi", job="Team manager", roles="contributor"),
    _staff(_CSC, "Helen Thackeray", job="Service manager", roles="senior_manager"),
    _staff(_CSC, "Imran Qureshi", job="Deputy service manager", roles="deputy"),
    _staff(_CSC, "Pauline Dray", job="Business support", roles="administrator"),
    _staff(
        _CSC,
        "Rowena Blackwood",
        job="Director of Children’s Services",
        roles="executive_contact",
        also="executive:member",
    ),
    _staff(_CSC, "Tobias Fenn", job="Social worker, newly started"),
    # Westmarch Police
    _staff(_POLICE, "Siobhan O'Brien", job="Detective constable", roles="contributor"),
    _staff(_POLICE, "Gareth Pyke", job="Detective sergeant", roles="contributor"),
    _staff(_POLICE, "Anneka Strand", job="Detective chief inspector", roles="senior_manager"),
    _staff(_POLICE, "Dominic Vale", job="Detective superintendent", roles="senior_manager", signed_in=False),
    _staff(_POLICE, "Farida Noor", job="Detective inspector", roles="deputy"),
    _staff(_POLICE, "Leonard Hask", job="Partnership support", roles="administrator"),
    _staff(
        _POLICE,
        "Catrin Mostyn",
        job="Assistant chief constable",
        roles="executive_contact",
        also="executive:member",
    ),
    # Alderbourne Hospital
    _staff(_HOSPITAL, "Suryani", job="Paediatric nurse", roles="contributor"),
    _staff(_HOSPITAL, "Benedikt Örsolya", job="Named doctor", roles="contributor deputy"),
    _staff(_HOSPITAL, "Grace Okonjo", job="Head of safeguarding", roles="senior_manager"),
    _staff(_HOSPITAL, "Nia Prothero", job="Safeguarding administrator", roles="administrator"),
    _staff(
        _HOSPITAL,
        "Julian Ashgrove",
        job="Chief nurse",
        roles="executive_contact",
        also="quality-subgroup:reader",
    ),
    # Westmarch Integrated Care Board
    _staff(_ICB, "Parveen Sandhu", job="Designated nurse", roles="contributor"),
    _staff(
        _ICB,
        "Edmund Carrow",
        job="Head of safeguarding",
        roles="senior_manager",
        also="learning-subgroup:reader quality-subgroup:reader",
    ),
    _staff(_ICB, "Lucía Ferrante", job="Designated doctor", roles="deputy"),
    _staff(_ICB, "Owen Tarrant", job="Governance officer", roles="administrator"),
    _staff(
        _ICB,
        "Miriam Castellane",
        job="Chief nursing officer",
        roles="executive_contact",
        also="executive:chair",
    ),
    _staff(_ICB, "Kwame Asante-Reid", job="Deputy chief nursing officer", also="executive:substitute"),
    # Harrowmere Academy
    _staff(_ACADEMY, "Jodie Marlowe", job="Pastoral lead", roles="contributor"),
    _staff(_ACADEMY, "Stefan Wójcik", job="Designated safeguarding lead", roles="senior_manager"),
    _staff(_ACADEMY, "Amara Lennox", job="Assistant head teacher", roles="deputy"),
    _staff(_ACADEMY, "Brian Tuffnell", job="School business manager", roles="administrator"),
    _staff(_ACADEMY, "Ottilie Crane", job="Trust chief executive", roles="executive_contact"),
    # Little Fenwick Primary School, so small that the head teacher does nearly everything
    _staff(_SCHOOL, "Margaret Inchley", job="Head teacher", roles="contributor senior_manager administrator"),
    _staff(_SCHOOL, "Callum Reyes", job="Class teacher", roles="contributor deputy"),
    _staff(_SCHOOL, "Vera Holmwood", job="Chair of governors", roles="executive_contact"),
    # Lantern Family Support, a charity without a sign-in of its own
    _staff(_CHARITY, "Hannah Silverdale", job="Family worker", roles="contributor"),
    _staff(_CHARITY, "Deji Olatunde", job="Services manager", roles="senior_manager"),
    _staff(_CHARITY, "Ffion Rhydderch", job="Operations manager", roles="senior_manager", signed_in=False),
    _staff(_CHARITY, "Winifred Cole", job="Office manager", roles="administrator"),
    _staff(_CHARITY, "Abel Mercer", job="Chief executive", roles="executive_contact deputy"),
    # Westmarch Probation
    _staff(_PROBATION, "Keziah Bright", job="Probation officer", roles="contributor"),
    _staff(_PROBATION, "Alistair Munroe", job="Senior probation officer", roles="senior_manager"),
    _staff(_PROBATION, "Nadia Haddad", job="Senior probation officer", roles="deputy"),
    _staff(
        _PROBATION,
        "Roger Pellew",
        job="Head of the delivery unit",
        roles="executive_contact administrator",
        also="learning-subgroup:reader",
    ),
    # The Business Unit
    _staff(_UNIT, "Beatrix Lowe", job="Partnership officer", roles="officer"),
    _staff(_UNIT, "Samir Chaudhry", job="Partnership officer", roles="officer"),
    _staff(_UNIT, "Dorothea Finch", job="Partnership manager", roles="manager"),
    _staff(_UNIT, "Honora Kettleby", job="Deputy partnership manager", roles="manager"),
    _staff(_UNIT, "Elias Thornbury", job="Executive clerk", roles="clerk", also="quality-subgroup:reader"),
    # The Independent Scrutineer, who belongs to no agency
    _outsider(
        "Philippa Ravenscroft",
        "philippa@ravenscroft-scrutiny.example",
        job="Safeguarding consultant",
        memberships=(("scrutineer", frozenset({Role.SCRUTINEER})),),
    ),
    _outsider(
        "Tamsin Godolphin",
        "tamsin.godolphin@westmarch-college.example",
        job="College lecturer, lay member",
        memberships=(("learning-subgroup", frozenset({Role.READER})),),
    ),
    # Known to the police's provider alone: the portal first hears of her when she signs in
    _outsider(
        "Yasmin El-Amin",
        "yasmin.el.amin@westmarch-police.example",
        job="Police constable, newly posted",
        provider=_POLICE,
        memberships=(),
    ),
    # Known to the board's provider alone: somebody for its administrator to add and invite
    _outsider(
        "Tilly Brockhurst",
        "tilly.brockhurst@westmarch-icb.example",
        job="Safeguarding nurse, newly started",
        provider=_ICB,
        memberships=(),
    ),
)
"""Everybody, in the order the practice provider shows them."""


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is away now, counted in days from the day of the seed; `cover` is told in their place."""

    person: str
    agency: str
    since: int
    until: int
    cover: str = ""


AWAY: tuple[Away, ...] = (
    Away("anneka-strand", _POLICE, since=2, until=9, cover="farida-noor"),
    Away("amara-lennox", _ACADEMY, since=1, until=4),
)
"""One with cover, and one without."""

CONFIRMED: dict[str, tuple[str, int]] = {
    _CSC: ("pauline-dray", 21),
    _POLICE: ("leonard-hask", 75),
    _HOSPITAL: ("grace-okonjo", 150),
    _ICB: ("owen-tarrant", 40),
    _ACADEMY: ("brian-tuffnell", 118),
    _SCHOOL: ("margaret-inchley", 9),
    _PROBATION: ("roger-pellew", 230),
}
"""Who said of each agency that its list of people is right, and how many days ago. Probation is overdue, and
Lantern has never said so."""

_PERSON = {person.key: person for person in PEOPLE}


def person(key: str) -> Person:
    """The person with this key; KeyError when there is none."""
    return _PERSON[key]
