"""What somebody does: at the portal's pages, and then in the model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.days import boxes
from tests.integration.routes.door import ASKED, CONCLUDED, REASONS, REPLIED, SIGNED_1, SIGNED_2
from tests.machine.driver import Driver
from tests.machine.model import Case
from tests.machine.people import AGENCIES, A, B, C, Do, Person
from tests.pages import text_of


@dataclass(frozen=True)
class Act:
    """Somebody does something that is open to them."""

    case: Case
    driver: Driver
    data: st.DataObject
    person: Person
    do: Do

    def done(self, /, **fields: Any) -> None:
        """Fill the form in and send it; it is taken."""
        self.by(self.person, self.do, **fields)

    def by(self, person: Person, do: Do, /, **fields: Any) -> None:
        """Somebody else's part in it."""
        answer = self.driver.does(person, do, fields)
        assert answer.status_code == 303, (person, do, answer.status_code, text_of(answer)[:900])

    def draw(self, choices: Any, words: str) -> Any:
        """One of these."""
        return self.data.draw(st.sampled_from(sorted(choices)), words)

    def day(self, name: str) -> dict[str, str]:
        """Today, as the fields of a date."""
        return boxes(name, self.case.today)

    @property
    def agency(self) -> str:
        """The responding agency that it is about: the one named, or the actor's own."""
        return self.do.about or self.person.workspace


BODY = {"body": "What was said."}
PROMISED = {
    "promised-0-what": "Visit weekly", "promised-0-owner": "Team lead", "promised-0-by-day": "1",
    "promised-0-by-month": "12", "promised-0-by-year": "2031",
}  # fmt: skip


def _asks_for_sign_off(act: Act) -> None:
    act.done(of=act.driver.named(Person(act.person.workspace, "deputy")))


def _signs_off(act: Act) -> None:
    act.done(**SIGNED_1)
    act.case.sign_off()


def _discards(act: Act) -> None:
    act.done()
    act.case.state = "DISCARDED"


def _sends_back(act: Act) -> None:
    act.done(**REASONS)
    act.case.send_back()


def _closes_out_of_scope(act: Act) -> None:
    act.done(exclusion="conduct", route="The agency’s own complaints.")
    act.case.state = "CLOSED"


def _forwards(act: Act) -> None:
    agencies = act.data.draw(st.sampled_from(((B,), (B, C))), "to whom")
    fields: dict[str, str] = {}
    for number, agency in enumerate(agencies):
        fields[f"to-{number}-agency"] = act.driver.workspace(agency)
        fields[f"to-{number}-person"] = act.driver.named(Person(agency, "senior_manager"))
    act.done(**fields)
    act.case.forward(*agencies)
    for agency in agencies:
        _writes_the_reply(act, agency)


def _writes_the_reply(act: Act, agency: str) -> None:
    """Written whole at once: signing is offered only for what is complete, which is no rule of the model."""
    response = act.case.response(agency)
    response.promises = act.draw((False, True), "promises")
    promised = PROMISED if response.promises else {}
    act.by(Person(agency, "contributor"), Do("write_part_2"), **REPLIED, **promised)


def _changes(act: Act) -> None:
    """To an agency that was never asked."""
    free = set(AGENCIES) - {A} - {one.agency for one in act.case.responses}
    if not free:
        return
    new = min(free)
    act.driver.looks(Person(act.do.about, "senior_manager"))
    person = act.driver.named(Person(new, "senior_manager"))
    act.driver.query = f"?agency={act.driver.workspace(new)}"
    act.done(person=person)
    act.case.change(act.do.about, new)
    _writes_the_reply(act, new)


def _releases(act: Act) -> None:
    act.driver.looks(Person(act.do.about, "senior_manager"))
    act.done(**REASONS)
    act.case.release(act.do.about)


def _assesses(act: Act) -> None:
    act.done(**BODY)
    for one in act.case.responses:
        one.to_assess = one.to_assess and one.agency != act.do.about


def _keeps(act: Act) -> None:
    act.done(**REASONS)
    act.case.response(act.agency).not_for_us = False


def _confirms(act: Act) -> None:
    act.done()
    act.case.response(act.agency).receipt = True


def _responds(act: Act) -> None:
    act.done(**SIGNED_2)
    act.case.respond(act.agency)


def _asks_for_more_time(act: Act) -> None:
    act.done(days=str(act.draw(range(1, 6), "days")), **REASONS)
    act.case.response(act.agency).extension = "asked"


def _gives_more_time(act: Act) -> None:
    days = act.draw(range(1, 6), "days")
    act.done(days=str(days))
    act.case.grant_extension(act.agency, days)


def _gives_no_more_time(act: Act) -> None:
    act.done(**REASONS)
    act.case.response(act.agency).extension = "refused"


def _says_not_for_us(act: Act) -> None:
    act.done(**REASONS)
    act.case.response(act.agency).not_for_us = True


def _concludes(act: Act) -> None:
    can = [one for one in (False, True) if act.case.may_conclude(resolved=one)]
    resolved = act.draw(can, "resolved")
    overall = "resolved" if resolved else "not"
    told = act.day("practitioner_told_on")
    act.done(**{**CONCLUDED, **told, "overall": overall, "reasons": "Nothing came of it."})
    act.case.conclude(resolved=resolved)


def _follows_up(act: Act) -> None:
    """Of the one action that each reply may promise; while it is not known of all, it is still asked."""
    fields, known = {"difference": "The child is seen every week."}, True
    promised = [one for one in act.case.responding if one.state == "RECEIVED" and one.promises]
    for number, _ in enumerate(promised):
        done = act.draw(("done", "not_done", "not_known"), "done")
        fields |= {f"promises-{number}-done": done, f"promises-{number}-words": "They wrote to us."}
        known = known and done != "not_known"
    act.done(**fields)
    act.case.followed_up = act.case.followed_up or known


def _reopens(act: Act) -> None:
    broken = next(one for one in act.case.responding if one.state == "RECEIVED" and one.promises)
    act.done(not_done=f"{act.driver.parts[broken.agency]}-1", **REASONS)
    act.case.reopen()


def _enters_the_reply(act: Act) -> None:
    """As it came by e-mail today: written down, then entered."""
    act.by(act.person, Do("write_on_behalf", act.do.about), **REPLIED)
    act.done(**act.day("answered_on"), signer_name="Una Field", signer_role="Head of service")
    act.case.response(act.do.about).promises = False
    act.case.respond(act.do.about)


def _takes_no_further_step(act: Act) -> None:
    act.done()
    act.case.no_further_on = act.case.today


def _withdraws(act: Act) -> None:
    act.done(**REASONS)
    act.case.withdraw()


def _closes(act: Act) -> None:
    act.done()
    act.case.end("CLOSED")


def _chases(act: Act) -> None:
    """One of those whose turn it is, so that it counts towards closing."""
    if act.case.whose_turn:
        whom = act.draw(act.case.whose_turn, "whom")
        act.done(whom=act.driver.workspace(whom), how="telephone", **act.day("on"), **BODY)
        act.case.chases += 1


def _signs_request(act: Act) -> None:
    """Part 4, with the ground that the case bears out and the one issue there is."""
    answered = any(one.state == "RECEIVED" for one in act.case.responding)
    ground = "not_resolved" if answered else "no_response"
    act.done(**{**ASKED, "ground": ground if act.case.stage_3_is_complete else "cannot_wait"})


def _asks_for_referral(act: Act) -> None:
    _signs_request(act)
    act.case.ask_referral(act.person.workspace)


def _asks_early(act: Act) -> None:
    _signs_request(act)
    act.case.ask_referral(act.person.workspace, early=True)


def _joins(act: Act) -> None:
    _signs_request(act)
    act.case.join(act.person.workspace)


def _agrees(act: Act) -> None:
    act.done()
    request = act.case.request_of(act.do.about)
    assert request
    request.agreed.add(act.person.workspace)


def _returns_the_request(act: Act) -> None:
    act.done(**REASONS)
    act.case.return_request(act.do.about)


def _refers(act: Act) -> None:
    act.done()
    act.case.refer()


def _withdraws_the_request(act: Act) -> None:
    act.done(**REASONS)
    act.case.withdraw_request(act.person.workspace)


def _keeps_out(act: Act) -> None:
    role = act.draw(("contributor", "executive_contact"), "whom")
    colleague = Person(act.person.workspace, role)
    if colleague not in act.case.kept_out:
        act.done(whom=act.driver.named(colleague), **REASONS)
        act.case.kept_out.add(colleague)


def _lets_in(act: Act) -> None:
    colleague = min(one for one in act.case.kept_out if one.workspace == act.person.workspace)
    act.done(whom=act.driver.named(colleague), **REASONS)
    act.case.kept_out.remove(colleague)


ACTS: Mapping[str, Callable[[Act], None]] = {
    "ask_for_sign_off": _asks_for_sign_off,
    "sign_off": _signs_off,
    "discard": _discards,
    "send_back": _sends_back,
    "close_out_of_scope": _closes_out_of_scope,
    "forward": _forwards,
    "change": _changes,
    "release": _releases,
    "assess": _assesses,
    "keep": _keeps,
    "confirm_receipt": _confirms,
    "ask_for_reply_sign_off": _asks_for_sign_off,
    "respond": _responds,
    "ask_extension": _asks_for_more_time,
    "grant_extension": _gives_more_time,
    "refuse_extension": _gives_no_more_time,
    "not_for_us": _says_not_for_us,
    "holding_reply": lambda act: act.done(**BODY),
    "conclude": _concludes,
    "follow_up": _follows_up,
    "reopen": _reopens,
    "respond_on_behalf": _enters_the_reply,
    "no_further_step": _takes_no_further_step,
    "withdraw": _withdraws,
    "close": _closes,
    "chase": _chases,
    "note": lambda act: act.done(kind="note", **BODY),
    "parallel": lambda act: act.done(),
    "ask_referral": _asks_for_referral,
    "ask_early": _asks_early,
    "join": _joins,
    "agree": _agrees,
    "comment": lambda act: act.done(**BODY),
    "return_request": _returns_the_request,
    "refer": _refers,
    "withdraw_request": _withdraws_the_request,
    "keep_out": _keeps_out,
    "let_in": _lets_in,
}
"""What is done. What is only seen to be open, and never done here, is not in it."""
