"""Agencies as the Business Unit keeps them: opened, changed, peopled, asked to confirm (decisions 9 and 11)."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from portal.business_unit.directory import actions
from portal.demo.valkey import Valkey
from portal.infra.calendar import at, now
from portal.protocol.actors import Role
from portal.protocol.errors import Invalid, NotAllowed, NotFound
from tests.engines import Template
from tests.integration.agencies.roles_held import roles_of, sql
from tests.pages import Browser, Pages, opened, text_of, typed
from tests.pages import own_form as form_of

AGENCIES = "/business-unit/agencies"


@pytest.fixture
def pages(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    with opened(template, valkey_server.url(), ("alder", "birch")) as pages:
        sql(
            pages,
            "insert into portal.identity_provider (name, issuer, client_id, client_secret, shared)"
            " values ('Shared', 'http://127.0.0.1/shared', 'portal', '-', true)",
        )
        yield pages


@pytest.fixture
def officer(pages: Pages) -> Browser:
    return pages.who("business_unit", Role.OFFICER)


def added(officer: Browser, **changes: str) -> str:
    """Where adding an agency leads."""
    fields = {"name": "Rowan Hospice", "organisation": "Rowan Trust", "domains": "rowan.example"} | changes
    sent = officer.send(f"{AGENCIES}/new", **fields)
    assert sent.status_code == 303, text_of(sent)
    return sent.location


def test_an_agency_is_opened_with_its_parent_and_domains(pages: Pages, officer: Browser) -> None:
    path = added(officer, domains="Rowan.example\n@rowan-nhs.example")
    assert path == f"{AGENCIES}/rowan-hospice"
    shown = text_of(officer.get(path))
    assert "Parent organisation Rowan Trust" in shown
    assert "rowan-nhs.example, rowan.example" in shown
    assert "Signs in with The shared service" in shown
    assert "Nobody yet. Add the agency’s administrator" in shown
    assert "Opened the agency" in shown
    assert "Rowan Hospice" in text_of(officer.get(AGENCIES))


def test_two_agencies_have_two_addresses_and_two_names(pages: Pages, officer: Browser) -> None:
    assert added(officer, name="Östra!", domains="") == f"{AGENCIES}/ostra"
    assert added(officer, name="Ostra", domains="") == f"{AGENCIES}/ostra-2"
    assert added(officer, name="New", domains="") == f"{AGENCIES}/new-2"
    again = officer.send(f"{AGENCIES}/new", name="östra!", organisation="x", domains="")
    assert again.status_code == 422
    assert "There is already a workspace called östra!" in text_of(again)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, "Enter the agency’s name"),
        ({"organisation": ""}, "Enter the parent organisation"),
        ({"name": "x" * 201}, "The agency’s name must be 200 characters or fewer"),
        ({"domains": "rowan"}, "“rowan” is not an e-mail domain"),
        ({"domains": "a@rowan.example"}, "“a@rowan.example” is not an e-mail domain"),
        ({"domains": "-x.example"}, "“-x.example” is not an e-mail domain"),
        ({"domains": " ".join(f"d{at}.example" for at in range(21))}, "20 e-mail domains at most"),
        ({"domains": "alder.example"}, "alder.example is already an e-mail domain of Alder Agency"),
    ],
)
def test_what_cannot_be_taken_is_refused_beside_its_field_and_kept(
    pages: Pages, officer: Browser, changes: dict[str, str], refusal: str
) -> None:
    sql(
        pages,
        "insert into portal.email_domain select 'alder.example', id from portal.workspace where slug = 'alder'",
    )
    fields = {"name": "Rowan Hospice", "organisation": "Rowan Trust", "domains": "rowan.example"} | changes
    sent = officer.send(f"{AGENCIES}/new", **fields)
    assert sent.status_code == 422
    assert refusal in text_of(sent)
    assert typed(form_of(sent.text))["domains"] == fields["domains"]
    assert sql(pages, "select count(*) from portal.workspace where kind = 'agency'") == [(2,)]


def test_an_agency_is_changed_and_somebody_elses_change_is_not_overwritten(
    pages: Pages, officer: Browser
) -> None:
    path = added(officer)
    first, second = officer.fill(f"{path}/change"), officer.fill(f"{path}/change")
    sent = officer.post(
        f"{path}/change", first | {"name": "Rowan House", "organisation": "alder PARENT", "domains": ""}
    )
    assert sent.status_code == 303
    shown = text_of(officer.get(path))
    assert "Rowan House" in shown
    assert "Parent organisation alder parent" in shown
    assert "E-mail domains None." in shown
    stale = officer.post(f"{path}/change", second | {"name": "Rowan Home"})
    assert stale.status_code == 409
    assert "Somebody changed this agency while you were looking" in text_of(stale)
    assert "Rowan Home" in stale.text


def test_a_person_is_added_with_roles_and_invited(pages: Pages, officer: Browser) -> None:
    path = added(officer)
    person = {"name": "Ines Park", "email": "ines.park@rowan.example", "roles": ["administrator", "deputy"]}
    sent = officer.send(f"{path}/people/new", **person)
    assert (sent.status_code, sent.location) == (303, path)
    assert roles_of(pages, "Ines Park") == {"administrator", "deputy"}
    shown = text_of(officer.get(path))
    assert "Ines Park ines.park@rowan.example Never signed in" in shown
    assert "Roles that nobody holds Senior manager, Executive-level contact" in shown
    assert sql(
        pages,
        "select count(*) from portal.outbox o join portal.workspace w on w.id = o.workspace_id"
        " where o.kind = 'invitation' and w.slug = 'rowan-hospice'",
    ) == [(1,)]
    again = officer.send(f"{path}/people/new", **person)
    assert again.status_code == 422
    assert "Ines Park already holds a role here with this e-mail address" in text_of(again)


def test_what_the_agency_keeps_is_read(pages: Pages, officer: Browser) -> None:
    keeper = pages.who("alder", Role.ADMINISTRATOR)
    deputy = pages.partnership.who("alder", Role.DEPUTY)
    day = now().date()
    fields = {
        f"{name}_on-{part}": str(getattr(day, part))
        for name in ("starts", "ends")
        for part in ("day", "month", "year")
    }
    assert keeper.send(f"/people/{deputy.membership}/absence", **fields).status_code == 303
    assert keeper.send("/people/confirm").status_code == 303
    shown = text_of(officer.get(f"{AGENCIES}/alder"))
    assert "alder deputy deputy@alder.example Roles Deputy senior manager Here or away Away until" in shown
    assert "Executive-level contact alder executive_contact" in shown
    assert "by alder administrator. To be confirmed again by" in shown
    assert "Ask the agency to confirm it" not in shown


def test_an_address_of_another_agency_is_taken_with_a_word_of_caution(pages: Pages, officer: Browser) -> None:
    sql(
        pages,
        "insert into portal.email_domain select 'birch.example', id from portal.workspace where slug = 'birch'",
    )
    path = f"{AGENCIES}/alder"
    for email, cautioned in (("ada@birch.example", True), ("ada@alder.example", False)):
        sent = officer.send(f"{path}/people/new", name="Ada Finch", email=email, roles="contributor")
        assert sent.status_code == 303, text_of(sent)
        said = f"{email} is an address of Birch Agency. Check that Ada Finch works for Alder Agency too."
        assert (said in text_of(officer.get(path))) is cautioned


def test_an_overdue_confirmation_is_asked_for_again_by_one_press_and_once_a_day(
    pages: Pages, officer: Browser
) -> None:
    asked = "select count(*) from portal.outbox where kind = 'confirmation'"
    listed = officer.get(AGENCIES)
    assert "2 agencies have still to confirm" in text_of(listed)
    assert "Ask Alder Agency to confirm it" in text_of(listed)
    for expected in ((2,), (2,)):
        sent = officer.send(f"{AGENCIES}/alder", f"{AGENCIES}/alder/chase")
        assert (sent.status_code, sent.location) == (303, f"{AGENCIES}/alder")
        assert "2 people are asked by e-mail to confirm the list" in text_of(officer.get(f"{AGENCIES}/alder"))
        assert sql(pages, asked) == [expected]
    with at(now() + timedelta(days=1)):
        officer.send(f"{AGENCIES}/alder", f"{AGENCIES}/alder/chase")
    assert sql(pages, asked) == [(4,)]
    form = officer.fill(f"{AGENCIES}/alder")
    assert pages.who("alder", Role.ADMINISTRATOR).send("/people/confirm").status_code == 303
    assert officer.post(f"{AGENCIES}/alder/chase", form).status_code == 303
    assert "The agency has confirmed its list by now" in text_of(officer.get(f"{AGENCIES}/alder"))


def test_an_agency_without_anybody_to_ask_is_said_so(pages: Pages, officer: Browser) -> None:
    path = added(officer)
    officer.send(f"{path}/people/new", name="Bo", email="bo@rowan.example", roles=["contributor"])
    officer.send(path, f"{path}/chase")
    assert "it has no administrator and no senior manager" in text_of(officer.get(path))


def test_the_clerk_reads_and_changes_nothing(pages: Pages) -> None:
    clerk = pages.who("business_unit", Role.CLERK)
    for path in (AGENCIES, f"{AGENCIES}/alder"):
        shown = clerk.get(path)
        assert shown.status_code == 200
        assert "Add " not in text_of(shown)
        assert "Ask " not in text_of(shown)


def test_the_actions_ask_again_whether_their_actor_may(pages: Pages) -> None:
    partnership = pages.partnership
    clerk, officer = (partnership.who("business_unit", role) for role in (Role.CLERK, Role.OFFICER))
    agency, executive = partnership.workspaces["alder"], partnership.workspaces["executive"]

    def add(of: UUID, *, email: str = "x@alder.example", roles: tuple[Role, ...] = (Role.DEPUTY,)) -> None:
        with partnership.database.work(partnership.context(officer)) as session:
            actions.add_person(session, officer, agency=of, name="X", email=email, roles=roles)

    with partnership.database.work(partnership.context(clerk)) as session, pytest.raises(NotAllowed):
        actions.add_agency(session, clerk, name="X", organisation="Y")
    with pytest.raises(NotFound):
        add(executive)
    with pytest.raises(Invalid):
        add(agency, email="nobody")
    for wrong in ((), (Role.MANAGER,)):
        with pytest.raises(Invalid):
            add(agency, roles=wrong)
    assert sql(pages, "select count(*) from portal.person where name = 'X'") == [(0,)]
