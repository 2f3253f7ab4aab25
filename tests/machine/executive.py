"""Stage 4: who of the Executive sits, what each may do, and what became of what was commissioned and decided.

Written from the protocol's decisions 15, 16 and 21 to 24, and section 4. A declaration is of a case and stands,
also when the case comes before the Executive again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.machine.people import (
    BENCH,
    EXECUTIVE,
    MEMBER_OF_B,
    OFFICERS,
    SCRUTINEER,
    SIGNERS,
    SUBSTITUTE,
    B,
    Do,
    Person,
)  # fmt: skip
from tests.machine.referral import Referral

BEFORE_THE_EXECUTIVE = {"REFERRED", "ACCEPTED", "DECIDED"}
UNDECIDED = {"REFERRED", "ACCEPTED"}


@dataclass
class Executive(Referral):
    """A case as far as the Executive, the Scrutineer and the Subgroup have to do with it.

    `interests`: of each who declared, whether they have one. `proposal`: the version of the decision proposed, and
    `owner` of its action. `views`: what each holds of that version. `summary`, `review`: where the newest stands.
    `to_carry_out`: the agencies whose action is still to be done.
    """

    substitute_named: bool = False
    interests: dict[Person, bool] = field(default_factory=dict)
    proposal: int = 0
    owner: str = ""
    views: dict[Person, str] = field(default_factory=dict)
    summary: str = ""
    review: str = ""
    to_carry_out: set[str] = field(default_factory=set)

    # Who sits ----------------------------------------------------------------------------------------------

    @property
    def bench(self) -> list[Person]:
        """Who may come to sit, in the order in which they preside: a substitute only once named (decision 22)."""
        return [one for one in BENCH if one != SUBSTITUTE or self.substitute_named]

    def has_conflict(self, member: Person) -> bool:
        """Their agency is a party, or they declared an interest (decision 21)."""
        return self.interests.get(member, False) or (member == MEMBER_OF_B and B in self.parties)

    @property
    def sitting(self) -> list[Person]:
        """Who declared, and has no conflict."""
        return [one for one in self.bench if one in self.interests and not self.has_conflict(one)]

    @property
    def carries(self) -> bool:
        """A quorum of two said what they hold, and more for than against; a tie decides nothing (decision 22)."""
        held = [self.views[one] for one in self.sitting if one in self.views]
        return len(held) >= 2 and held.count("for") > held.count("against")

    # Who sees what -----------------------------------------------------------------------------------------

    def page_for(self, person: Person) -> int:
        """An allow-list: whoever sits, while the Executive has the case or has decided it; the Scrutineer who has
        declared no interest, from the direction until the case leaves ACCEPTED."""
        if person.workspace == EXECUTIVE:
            sits = self.state in BEFORE_THE_EXECUTIVE and person in self.sitting
            return 200 if sits else 404
        if person == SCRUTINEER:
            directed = self.state == "ACCEPTED" and self.summary in {"DIRECTED", "SUBMITTED"}
            return 200 if directed and self.interests.get(person) is False else 404
        return super().page_for(person)

    def before_for(self, person: Person) -> int:
        """What the page answers that stands before the papers: 303, to the case; 200, what one may know; 409, that
        it has gone, to whoever declared on it; 404."""
        if person.workspace == EXECUTIVE:
            known = self.state in BEFORE_THE_EXECUTIVE and person in self.bench
        else:
            known = self.state == "ACCEPTED" and self.summary in {"DIRECTED", "SUBMITTED"}
        if not known:
            return 409 if person in self.interests else 404
        return 303 if self.page_for(person) == 200 else 200

    def may_declare(self, person: Person) -> bool:
        """Once the case is before them; here nobody declares a second time."""
        if person.workspace not in {EXECUTIVE, SCRUTINEER.workspace} or person in self.interests:
            return False
        return self.state in UNDECIDED and self.before_for(person) == 200

    # What is open to whom ----------------------------------------------------------------------------------

    def for_the_executive(self, person: Person) -> Iterator[Do]:
        """What one who sits does; what the presiding member alone does."""
        if self.state == "REFERRED":
            yield from (Do("accept"), Do("decline"))
        if self.state == "ACCEPTED":
            yield Do("propose")
            if self.proposal:
                yield Do("view")
        if person == self.sitting[0]:
            yield from self._for_who_presides()

    def _for_who_presides(self) -> Iterator[Do]:
        if self.state == "DECIDED":
            yield Do("correct")
        if self.state in {"ACCEPTED", "DECIDED"} and self.review == "DIRECTED":
            yield Do("recall_review")
        if self.state != "ACCEPTED":
            return
        yield Do("recall_summary" if self.summary == "DIRECTED" else "direct_summary")
        if self.review != "DIRECTED":
            yield Do("ask_for_review")
        if self.proposal and self.carries:
            yield Do("decide")

    def for_the_scrutineer(self) -> Iterator[Do]:
        """They write until they have submitted, once."""
        if self.summary == "DIRECTED":
            yield from (Do("write_summary"), Do("preview_summary"))

    def about_stage_4(self, person: Person) -> Iterator[Do]:
        """What the Business Unit and the owner of an action do."""
        officer = person.role in OFFICERS
        if officer and self.state in UNDECIDED:
            yield Do("name_substitute")
        if officer and self.review == "DIRECTED":
            yield Do("report_review", "review")
        for owner in self.to_carry_out:
            if officer or (person.workspace == owner and person.role in SIGNERS):
                yield Do("action_done", owner)

    # What it does ------------------------------------------------------------------------------------------

    def declare(self, person: Person, *, interest: bool) -> None:
        """It stands, and is never taken back."""
        self.interests[person] = interest

    def accept(self) -> None:
        """It is exceptional (decision 16)."""
        self.state = "ACCEPTED"

    def decline(self) -> None:
        """Back to the agencies; to nobody, when A has withdrawn."""
        for one in self.standing:
            one.state = "DECLINED"
        if self.withdrew:
            self.end("WITHDRAWN")
        else:
            self.unresolved()

    def propose(self) -> None:
        """What every member held of an earlier one lapses."""
        self.proposal += 1
        self.views = {}

    def decide(self, *owners: str) -> None:
        """For good. A summary that is not in is recalled; a review lives on."""
        self.state = "DECIDED"
        self.to_carry_out = set(owners)
        self._recall_summary()

    def end(self, state: str) -> None:
        """A case that ends ends its parts, but for a review."""
        self.state = state
        for one in self.standing:
            one.state = "WITHDRAWN"
        self._recall_summary()

    def _recall_summary(self) -> None:
        if self.summary == "DIRECTED":
            self.summary = "RECALLED"
