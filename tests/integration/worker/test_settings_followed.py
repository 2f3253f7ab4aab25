"""The worker follows what was set: its letters look as they should, and each case has its own ladder."""

from portal.config import Settings
from portal.demo.mailbox import Store
from portal.infra import partnership
from portal.infra.db import Database
from portal.worker.carrying import sweep
from tests.integration.worker.days import CONTACT, FORWARDED, TO_B, Days
from tests.integration.worker.post import part, to, words
from tests.settings import changed
from tests.way import Way


def test_a_letter_has_the_name_the_reply_address_and_the_colour_that_were_set(
    way: Way, carrier: Database, settings: Settings, store: Store
) -> None:
    way.forwarded()
    sweep(carrier, settings)
    (before,) = to(store, TO_B)
    assert (before["From"], before["Reply-To"]) == ("no-reply@portal.example", None)
    assert "a reply to it reaches nobody" in words(before)
    changed(
        way.partnership,
        partnership="Eastmarch Partnership",
        sender_name="Eastmarch, Business Unit",
        reply_to="unit@eastmarch.example",
        colour="#5b2c6f",
    )
    partnership.forget(carrier)
    Way(way.partnership).forwarded()
    sweep(carrier, settings)
    after = to(store, TO_B)[-1]
    (sender,) = after["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Eastmarch, Business Unit", "no-reply@portal.example")
    assert after["Reply-To"] == "unit@eastmarch.example"
    assert words(after).startswith("Eastmarch Partnership")
    assert "a reply to it goes to unit@eastmarch.example: name no child in it" in words(after)
    assert "background-color: #5b2c6f" in part(after, "html")


def test_a_case_begun_before_a_change_is_reminded_as_it_was_and_one_begun_after_as_is_set(
    way: Way, days: Days
) -> None:
    """Both replies are due on Monday 7 December."""
    with days.at(FORWARDED):
        way.started()
        changed(way.partnership, reminders=[7, 1], chases=[2], notice=3)
        new = Way(way.partnership).forwarded()
    days.work(FORWARDED, 10)
    ours = {day: days.told(f"2026-{day}") for day in ("11-26", "11-30", "12-03", "12-04", "12-08", "12-09")}
    reminded = {day: words for day, told in ours.items() for whom, words in told if whom == TO_B}
    assert reminded == {
        "11-26": "reply with Part 2, 7 working days left",
        "12-04": "reply with Part 2, 1 working day left",
        "12-09": "reply with Part 2, 2 working days late",
    }
    assert (CONTACT, "reply with Part 2, 3 working days late") in days.told("2026-12-10")
    assert new.see(new.officer).case.rules.version == 4
    assert way.see(way.contributor).case.rules.version == 1
