"""Somebody new in an agency: named, given roles and invited, once."""

import html
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.infra.calendar import at
from tests import pages
from tests.integration.agencies.roles_held import ADMINISTRATOR, flashed, roles_of, sql
from tests.pages import Browser, Pages, at_once, text_of
from tests.partnership import as_owner, join

NEW: dict[str, Any] = {"name": "Ines Park", "email": "ines.park@alder.example", "roles": ["contributor"]}


@pytest.mark.parametrize("name", ["Siobhan O'Brien", "Zoë Lindqvist", "李", "Suryani", "<b>Bo</b> & Co"])
def test_somebody_new_is_named_as_they_write_it_given_roles_and_invited(
    portal: Pages, keeper: Browser, name: str
) -> None:
    sent = keeper.send("/people/new", **{**NEW, "name": name, "roles": ["contributor", "deputy"]})
    assert (sent.status_code, sent.location) == (303, "/people")
    said = flashed(keeper)
    if "<" not in name:
        assert f"You added {name}: contributor, deputy senior manager." in said
    assert "ines.park@alder.example. The link works once, for 30 days" in said
    assert roles_of(portal, name) == {"contributor", "deputy"}
    ((granted_by, invited),) = sql(
        portal,
        "select (select min(r.granted_by::text) from portal.membership_role r where r.membership_id = m.id),"
        " (select count(*) from portal.outbox o where o.membership_id = m.id and o.kind = 'invitation'"
        "  and o.escalation_id is null)"
        " from portal.membership m join portal.person p on p.id = m.person_id where p.name = :name",
        name=name,
    )
    assert (granted_by, invited) == (str(portal.partnership.who("alder", ADMINISTRATOR).membership), 1)
    assert name in html.unescape(keeper.get("/people").text)
    assert "<b>Bo" not in keeper.get("/people").text


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": ""}, "Enter their name"),
        ({"name": "\0Ines"}, "Name holds a character that cannot be kept"),
        ({"name": "x" * 1_000_000}, "Name must be 200 characters or fewer. You typed 1,000,000."),
        ({"email": ""}, "Enter their work e-mail address"),
        ({"email": "ines.park"}, "Enter an e-mail address in the correct format"),
        ({"email": "a@b.example, c@d.example"}, "Enter an e-mail address in the correct format"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "Enter an e-mail address in the correct format"),
        (
            {"email": "Deputy@ALDER.example"},
            "alder deputy already holds a role here with this e-mail address",
        ),
        ({"roles": []}, "Choose at least one role"),
        ({"roles": ["manager"]}, "Choose only from the list"),
    ],
)
def test_what_cannot_be_taken_is_refused_beside_its_field_and_kept(
    portal: Pages, keeper: Browser, changes: dict[str, Any], refusal: str
) -> None:
    sent = keeper.send("/people/new", **{**NEW, **changes})
    assert sent.status_code == 422
    assert refusal in text_of(sent)
    shown = pages.typed(pages.own_form(sent.text))
    kept = {**NEW, **changes}
    assert shown["email"] == kept["email"]
    assert shown["name"] == kept["name"] or "\0" in kept["name"]
    assert sql(portal, "select count(*) from portal.person where name like 'Ines%'") == [(0,)]


def test_two_who_add_the_same_person_at_once_make_one(portal: Pages, keeper: Browser) -> None:
    with as_owner(portal.partnership.logins) as session:
        second = join(session, portal.partnership, "alder", "second", roles=[ADMINISTRATOR])
    browsers = [keeper, portal.browser(second)]
    forms = [one.fill("/people/new", **NEW) for one in browsers]
    answers = at_once(
        *[
            lambda one=one, form=form: one.post("/people/new", form)
            for one, form in zip(browsers, forms, strict=True)
        ]
    )
    assert sorted(one.status_code for one in answers) == [303, 422]
    assert sql(portal, "select count(*) from portal.person where name = 'Ines Park'") == [(1,)]


def test_one_form_sent_twice_adds_one_person(portal: Pages, keeper: Browser) -> None:
    form = keeper.fill("/people/new", **NEW)
    assert [keeper.post("/people/new", form).status_code for _ in range(2)] == [303, 303]
    assert sql(portal, "select count(*) from portal.person where name = 'Ines Park'") == [(1,)]


def test_who_never_signed_in_is_invited_again_once_a_day(portal: Pages, keeper: Browser) -> None:
    assert keeper.send("/people/new", **NEW).status_code == 303
    assert "Ines Park ines.park@alder.example Never signed in" in text_of(keeper.get("/people"))
    ((new,),) = sql(
        portal,
        "select m.id from portal.membership m join portal.person p on p.id = m.person_id"
        " where p.name = 'Ines Park'",
    )
    invitations = "select count(*) from portal.outbox where kind = 'invitation'"
    assert keeper.send(f"/people/{new}/invitation").location == "/people"
    assert sql(portal, invitations) == [(1,)]
    with at(datetime.now(UTC) + timedelta(days=1)):
        assert keeper.send(f"/people/{new}/invitation").location == "/people"
    assert sql(portal, invitations) == [(2,)]
