"""Who supplies a redacted copy, of which file, and what is kept of it."""

from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from portal.executive import redacting
from portal.infra.files import accept
from portal.protocol.actors import Role
from portal.protocol.attachments import Paper
from portal.protocol.errors import Invalid, NotAllowed, NotFound, WrongState
from tests.integration.packs.redacted import NEWER, faults, paper, supply
from tests.integration.packs.written import ORIGINAL, Written
from tests.pages import text_of
from tests.partnership import as_owner


def test_it_is_vouched_for_and_another_file_than_is_there(filed: Written, attachment: UUID) -> None:
    with pytest.raises(Invalid):
        supply(filed, attachment, vouched=False)
    with as_owner(filed.partnership.logins) as session:
        session.execute(
            text("update portal.attachment set sha256 = :digest"),
            {"digest": accept("a.pdf", paper(ORIGINAL)).digest},
        )
    with pytest.raises(Invalid):
        supply(filed, attachment, ORIGINAL)
    supply(filed, attachment)
    with pytest.raises(Invalid):
        supply(filed, attachment)
    supply(filed, attachment, NEWER)
    supply(filed, attachment)


def test_no_more_of_one_file_are_supplied_than_fit(filed: Written, attachment: UUID) -> None:
    for number in range(redacting.MOST_COPIES):
        supply(filed, attachment, f"Copy {number}")
    with pytest.raises(Invalid, match="No more fit"):
        supply(filed, attachment, "One more")


def test_only_the_business_unit_supplies_one_of_a_signed_file_of_the_case(
    filed: Written, attachment: UUID
) -> None:
    for actor in (filed.member, filed.partnership.who("business_unit", Role.CLERK), filed.manager):
        with pytest.raises(NotAllowed):
            supply(filed, attachment, actor=actor)
    other = Written(filed.pages).started()
    unsigned = other.attach(other.contributor, Paper.PART_1, "Notes", paper("Notes"))
    for file in (unsigned, UUID(int=1)):
        with pytest.raises(NotFound):
            supply(filed, file)


def test_none_is_supplied_of_a_case_that_the_executive_does_not_have(case: Written, attachment: UUID) -> None:
    with as_owner(case.partnership.logins) as session:
        session.execute(text("update portal.escalation set state = 'unresolved'"))
    with pytest.raises(WrongState):
        supply(case, attachment)


# What is kept of it ----------------------------------------------------------------------------------------


def test_the_history_tells_of_it_to_the_business_unit_and_the_executive_alone(
    filed: Written, attachment: UUID
) -> None:
    supply(filed, attachment)
    said = "Supplied a redacted copy of an attachment"
    for actor, told in ((filed.officer, True), (filed.member, True), (filed.manager, False),
                        (filed.responder, False), (filed.scrutineer, False)):  # fmt: skip
        page = filed.pages.browser(actor).get(f"/cases/{filed.reference}").text
        assert (said in page) is told
        assert ("Redacted copies of attachments" in page) is told
        assert ("redacted" in page.casefold()) is told
    shown = text_of(filed.pages.browser(filed.member).get(f"/cases/{filed.reference}"))
    assert "Of “Minutes of 9 November for [child 1’s name]”." in shown


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("update portal.redacted_content set content = 'other'", "was changed"),
        ("delete from portal.redacted_content", "was changed"),
        ("update portal.redacted_copy set name = 'other.pdf'", "was changed"),
        ("update portal.redacted_copy set sha256 = sha256('other')", "was changed"),
        ("update portal.redacted_copy set added_by_name = 'other'", "was changed"),
        ("with gone as (delete from portal.redacted_content) delete from portal.redacted_copy", "is gone"),
    ],
)
def test_one_that_was_changed_behind_the_portals_back_is_found(
    filed: Written, attachment: UUID, statement: str, what: str
) -> None:
    supply(filed, attachment)
    assert faults(filed) == []
    _as_owner(filed, statement)
    assert faults(filed) == [f"the redacted copy that it tells of {what}"]


def test_one_that_no_row_tells_of_is_found(filed: Written, attachment: UUID) -> None:
    supply(filed, attachment)
    _as_owner(
        filed,
        "insert into portal.redacted_copy select (jsonb_populate_record(r, jsonb_build_object('id',"
        " gen_random_uuid()))).* from portal.redacted_copy r",
    )
    assert faults(filed) == ["a redacted copy is there that no row tells of"]


def _as_owner(case: Written, statement: str) -> None:
    with psycopg.connect(case.partnership.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        owner.execute("alter table portal.redacted_copy disable trigger user")
        owner.execute("set constraints all deferred")
        assert owner.execute(statement).rowcount == 1
