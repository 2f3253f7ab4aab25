"""A report's figures against a count written from the histories of cases that the portal's own actions drove."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.demo.valkey import Valkey
from portal.escalations import queries as escalations
from portal.escalations.actions import follow_up, office, part_1, replies, responding
from portal.executive import actions as executive
from portal.infra.calendar import at
from portal.protocol.actors import Role
from tests.engines import Template
from tests.integration.business_unit.reports import histories, writing
from tests.pages import Pages, opened
from tests.stage_4 import Stage4
from tests.way import CONCLUSION, REPLY, Way

TODAY = datetime(2026, 10, 2, 10, tzinfo=UTC)


def _on(month: int, day: int) -> Any:
    return at(datetime(2026, month, day, 10, tzinfo=UTC))


@pytest.fixture(scope="module")
def lived(template: Template, valkey_server: Valkey) -> Iterator[Pages]:
    """Two half-years as a partnership lives them: met, missed, returned, withdrawn, referred, still open."""
    with opened(template, valkey_server.url()) as pages:
        for live in (_ended_in_winter, _carried_into_summer, _in_time, _returned, _extended, _missed, _silent,
                     _withdrawn, _out_of_scope, _declined, _with_the_executive, _waiting, _to_two,
                     _at_the_borders):  # fmt: skip
            live(pages)
        yield pages


def _submitted(pages: Pages, month: int, day: int) -> Way:
    with _on(month, day):
        return pages.way().submitted()


def _sent(way: Way, month: int, day: int, *, also: bool = False) -> Way:
    to = [way.responder.membership]
    to += [way.partnership.who("cedar", Role.SENIOR_MANAGER).membership] if also else []
    with _on(month, day):
        way.do(way.officer, office.forward, way.reference, version=way.version(way.officer), to=to)
    return way


def _answered(way: Way, month: int, day: int) -> Way:
    with _on(month, day):
        version = way.version(way.responder)
        way.do(way.responder, replies.respond, way.reference, version=version, content=REPLY)
    return way


def _resolved(way: Way, month: int, day: int) -> Way:
    with _on(month, day):
        version = way.version(way.manager)
        way.do(way.manager, replies.conclude, way.reference, version=version, content=CONCLUSION)
    return way


def _ended_in_winter(pages: Pages) -> None:
    _resolved(_answered(_sent(_submitted(pages, 3, 3), 3, 4), 3, 10), 3, 12)


def _carried_into_summer(pages: Pages) -> None:
    _resolved(_answered(_sent(_submitted(pages, 3, 20), 3, 25), 4, 2), 4, 8)


def _in_time(pages: Pages) -> None:
    way = _resolved(_answered(_sent(_submitted(pages, 4, 14), 4, 15), 4, 29), 5, 1)
    with way.partnership.database.reading(way.partnership.context(way.manager)) as session:
        part = escalations.case(session, way.manager, way.reference).case.responses[0].id
    with _on(6, 2):
        way.do(
            way.manager, follow_up.follow_up, way.reference, version=way.version(way.manager),
            answers={f"{part}-1": {"done": "done", "words": "Weekly."}}, difference="Some.",
        )  # fmt: skip


def _returned(pages: Pages) -> None:
    way = _submitted(pages, 4, 20)
    with _on(4, 21):
        way.do(way.officer, office.send_back, way.reference, version=way.version(way.officer), reasons="Who?")
    with _on(4, 24):
        way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
    _answered(_sent(way, 4, 27), 5, 6)


def _extended(pages: Pages) -> None:
    way = _sent(_submitted(pages, 5, 5), 5, 6)
    with _on(5, 18):
        way.do(
            way.responder, responding.ask_extension, way.reference, version=way.version(way.responder), days=3,
            reasons="Away.",
        )  # fmt: skip
        part = way.see(way.officer).case.responses[0].id
        way.do(
            way.officer, office.grant_extension, way.reference, version=way.version(way.officer), part=part,
            days=3,
        )  # fmt: skip
    _answered(way, 5, 22)


def _missed(pages: Pages) -> None:
    _answered(_sent(_submitted(pages, 5, 12), 5, 20), 6, 8)


def _silent(pages: Pages) -> None:
    _sent(_submitted(pages, 6, 1), 6, 2)


def _withdrawn(pages: Pages) -> None:
    way = _submitted(pages, 6, 2)
    with _on(6, 3):
        way.do(
            way.manager, replies.withdraw, way.reference, version=way.version(way.manager), reasons="Agreed."
        )


def _out_of_scope(pages: Pages) -> None:
    way = _submitted(pages, 6, 9)
    with _on(6, 10):
        way.do(
            way.officer, office.close_out_of_scope, way.reference, version=way.version(way.officer),
            exclusion="conduct", route="The employer.",
        )  # fmt: skip


def _declined(pages: Pages) -> None:
    with _on(7, 1):
        way = Stage4(pages.partnership).declared()
        version = way.version(way.member)
        way.do(way.member, executive.decline, way.reference, version=version, reasons="Not exceptional.")


def _with_the_executive(pages: Pages) -> None:
    with _on(7, 2):
        Stage4(pages.partnership).accepted()


def _waiting(pages: Pages) -> None:
    _submitted(pages, 9, 30)


def _to_two(pages: Pages) -> None:
    _answered(_sent(_submitted(pages, 9, 28), 9, 29, also=True), 10, 1)


def _at_the_borders(pages: Pages) -> None:
    """The last minute of the winter half-year in London, and the first of the summer: an hour apart in UTC."""
    for moment in (datetime(2026, 3, 31, 22, 59, tzinfo=UTC), datetime(2026, 3, 31, 23, 0, tzinfo=UTC)):
        with at(moment):
            pages.way().submitted()


NAMES = {"carried_in": "open/2026-04", "carried_out": "open/2026-10", "ended": "ended/2026-04"}


def test_p14_every_figure_is_that_of_the_histories(lived: Pages) -> None:
    begins, ends = date(2026, 4, 1), date(2026, 9, 30)
    truth = histories.count(lived.partnership, begins, ends, today=TODAY.date())
    figures = writing.figures(lived, writing.SUMMER, when=TODAY) if _begun(lived) else {}
    mine = {key: value for key, value in figures.items() if writing.SUMMER in key or key in NAMES.values()}
    ours = {_plain(key): value for key, value in mine.items() if _kind(key) not in OTHERS and value}
    assert {NAMES.get(key, key): number for key, number in truth.items()} == ours
    assert ours["replied/met_extended"] == ours["replied/missed"] == ours["replied/none"] == 1


OTHERS = {"category", "primary", "theme", "flag", "gate", "stopped", "stage", "requests"}
"""What the histories do not say."""


def test_the_median_and_the_range_are_those_of_the_histories(lived: Pages) -> None:
    sent, came = histories.took(lived.partnership, date(2026, 4, 1), date(2026, 9, 30))
    assert _begun(lived)
    with at(TODAY):
        version = writing.read(lived.partnership, writing.SUMMER).exact
    said = [[one.text for one in table.remarks] for table in version.of("timeliness")]
    assert said == [histories.in_words(sent), histories.in_words(came)]


def test_the_half_year_before_is_that_of_the_histories_too(lived: Pages) -> None:
    truth = histories.count(lived.partnership, date(2025, 10, 1), date(2026, 3, 31), today=TODAY.date())
    assert _begun(lived)
    figures = writing.figures(lived, writing.SUMMER, when=TODAY)
    assert figures["submitted/2025-10"] == truth["submitted"] == 3
    assert figures["ended/2025-10"] == truth["ended"]
    assert figures["open/2026-04"] == truth["carried_out"]


def _begun(lived: Pages) -> bool:
    with at(TODAY):
        officer = lived.partnership.who("business_unit", Role.OFFICER)
        with lived.partnership.database.reading(lived.partnership.context(officer)) as session:
            there = [one.half.named for one in writing.queries.listed(session)]
        if writing.SUMMER not in there:
            writing.begun(lived.partnership, writing.SUMMER)
    return True


def _kind(key: str) -> str:
    return key.partition("/")[0]


def _plain(key: str) -> str:
    """A key without the half-year that is asked for: replied/2026-04/met is replied/met."""
    if key.startswith(("open/", "ended/")):
        return key
    return key.replace(f"/{writing.SUMMER}", "", 1)
