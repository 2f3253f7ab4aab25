"""The form that finds a case by a child."""

from collections.abc import Mapping

from portal.protocol.identity import Piece
from portal.web.forms import Day, Line, PortalForm


class FindForm(PortalForm):
    """Any one of the three, or several: then all must be the same child's."""

    name = Line(
        "Child’s name", hint="The whole name, or the name the child is known by. Capitals do not matter."
    )
    date_of_birth = Day("Date of birth", hint="For example, 27 3 2019")
    record_number = Line("Record number", hint="Any agency’s. Spaces and hyphens do not matter.")

    def given(self) -> Mapping[Piece, str]:
        """What was typed, by what it is."""
        born = self.date_of_birth.data
        return {
            Piece.NAME: str(self.name.data or ""),
            Piece.DATE_OF_BIRTH: born.isoformat() if born else "",
            Piece.RECORD_NUMBER: str(self.record_number.data or ""),
        }
