"""What can be wrong with a request, said once; `portal.web.errors` maps each to its HTTP status."""

from collections.abc import Mapping


class DomainError(Exception):
    """A request the protocol cannot carry out. Its text is plain English, safe to show."""


class NotFound(DomainError):
    """There is no such thing, or this workspace may not know that there is (404, one text for both)."""

    def __init__(self) -> None:
        super().__init__("We cannot find that.")


class NotAllowed(DomainError):
    """This person, acting for this workspace, may not do it (403)."""


class WrongState(DomainError):
    """The case is not at a point where this can be done (409)."""


class Stale(DomainError):
    """The form was made from an older version than the one now stored (409, the typed text kept)."""


class Invalid(DomainError):
    """Something typed needs correcting (422, each message beside its field).

    `fields` maps a field's name to the message that says what to do.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = dict(fields)
