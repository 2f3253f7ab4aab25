"""One fact of a scene made otherwise, in the case or in what comes with the request, so that a guard breaks."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from portal.protocol.escalation import Escalation, Part, Request
from tests.unit.protocol.cases import ids, named

Spoil = Callable[[Escalation, Request], tuple[Escalation, Request]]


def given(**facts: Any) -> Spoil:
    """Something else comes with the request."""
    return lambda case, request: (case, replace(request, **facts))


def fact(**facts: Any) -> Spoil:
    """The case is otherwise."""
    return lambda case, request: (replace(case, **facts), request)


def with_(*parts: Part) -> Spoil:
    """The case has these parts, in place of those of the same name."""
    return lambda case, request: (case.with_parts(*parts), request)


def without(*names: str) -> Spoil:
    """The case lacks these parts."""
    gone = set(ids(*names))
    return lambda case, request: (
        replace(case, parts=tuple(one for one in case.parts if one.id not in gone)),
        request,
    )


def about(name: str, **facts: Any) -> Spoil:
    """One part is otherwise."""

    def spoil(case: Escalation, request: Request) -> tuple[Escalation, Request]:
        known = case.part(named(name))
        assert known is not None
        return case.with_parts(replace(known, **facts)), request

    return spoil
