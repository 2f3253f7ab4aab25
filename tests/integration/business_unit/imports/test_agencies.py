"""Agencies and people from a spreadsheet: what each row will do is said, then all of it is done, or nothing."""

from portal.protocol.actors import Role
from tests.integration.business_unit.imports.importing import IMPORTS, asked, mapped, rows_of
from tests.pages import Browser, Pages, text_of
from tests.sheets import csv_of, workbook

NEW = f"{IMPORTS}/new/directory"
HEADINGS = ("Agency", "Parent organisation", "Name", "E-mail", "Role")
ELM = (
    ("Elm School", "Elm Trust", "Bo Rook", "bo@elm.example", "Senior manager; administrator"),
    ("Elm School", "", "Cy Dove", "cy@elm.example", "Contributor"),
    ("Alder Agency", "", "alder contributor", "contributor@alder.example", "Deputy"),
    ("Birch Agency", "", "", "", ""),
)
WHO = """
    select w.name, p.name, array_agg(r.role order by r.role) from portal.membership m
      join portal.workspace w on w.id = m.workspace_id join portal.person p on p.id = m.person_id
      join portal.membership_role r on r.membership_id = m.id and r.ended_at is null
    where w.name = 'Elm School' or p.email = 'contributor@alder.example' group by 1, 2 order by 1, 2
"""


def test_agencies_people_and_roles_are_added_and_people_invited(pages: Pages, officer: Browser) -> None:
    page = mapped(officer, workbook([HEADINGS, *ELM]), "agencies.xlsx", new=NEW)
    assert rows_of(officer.get(page).text) == {
        2: "Adds the agency Elm School, part of Elm Trust, and Bo Rook in it as senior manager and agency"
        " administrator.",
        3: "Adds Cy Dove to Elm School as contributor.",
        4: "Gives alder contributor of Alder Agency the role deputy senior manager.",
        5: "Nothing: Birch Agency is there already.",
    }
    assert "Import 3 rows" in officer.get(page).text
    assert officer.send(page).location == IMPORTS
    assert "Agencies and people Rows 3" in text_of(officer.get(IMPORTS))
    assert asked(pages, WHO) == [
        ("Alder Agency", "alder contributor", ["contributor", "deputy"]),
        ("Elm School", "Bo Rook", ["administrator", "senior_manager"]),
        ("Elm School", "Cy Dove", ["contributor"]),
    ]
    invited = "select count(*) from portal.outbox where kind = 'invitation'"
    assert asked(pages, invited) == [(3,)]
    changed = asked(pages, "select what from portal.directory_change order by at, what")
    assert sorted(what for (what,) in changed) == [
        "Added a person", "Added a person", "Gave further roles", "Opened the agency",
    ]  # fmt: skip
    again = mapped(officer, csv_of([HEADINGS, *ELM]), new=NEW)
    assert "No row adds anything, so there is nothing to import." in text_of(officer.get(again))


def test_when_an_agency_is_added_meanwhile_nothing_is_done(pages: Pages, officer: Browser) -> None:
    page = mapped(officer, csv_of([HEADINGS, *ELM]), new=NEW)
    filled = officer.fill(page)
    manager = pages.who("business_unit", Role.MANAGER)
    other = mapped(manager, csv_of([HEADINGS, ELM[0]]), new=NEW)
    assert manager.send(other).status_code == 303
    assert officer.post(page, filled).status_code == 409
    assert [name for _, name, _ in asked(pages, WHO)] == ["alder contributor", "Bo Rook"]
    assert rows_of(officer.get(page).text)[2] == "Nothing: Bo Rook is there already."


def test_a_role_that_the_portal_does_not_know_can_be_explained(pages: Pages, officer: Browser) -> None:
    page = mapped(officer, csv_of([HEADINGS, (*ELM[0][:4], "Head teacher")]), new=NEW)
    assert "“Head teacher” is no role of an agency" in rows_of(officer.get(page).text)[2]
    officer.send(f"{page}/values", value_0="senior_manager")
    assert officer.send(page).status_code == 303
    assert asked(pages, WHO)[1] == ("Elm School", "Bo Rook", ["senior_manager"])


def test_agencies_that_were_imported_are_not_taken_back(pages: Pages, officer: Browser) -> None:
    officer.send(mapped(officer, csv_of([HEADINGS, *ELM]), new=NEW))
    ((taken,),) = asked(pages, "select id from portal.import_taken")
    manager = pages.who("business_unit", Role.MANAGER)
    assert "Take it back" not in manager.get(IMPORTS).text
    response = manager.get(f"{IMPORTS}/taken/{taken}/take-back")
    assert response.status_code == 409
    assert "changed one by one" in text_of(response)
