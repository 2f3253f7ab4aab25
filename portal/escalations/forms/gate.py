"""The gate's questions as a form: one page, a yes or no to each (P1)."""

from collections.abc import Mapping
from types import MappingProxyType

from wtforms.fields import HiddenField

from portal.protocol.gate import ANSWERS, QUESTIONS, REASON, Answers
from portal.web.forms import PortalForm, Radios, Text


class GateForm(PortalForm):
    """Each question of `portal.protocol.gate`; a senior manager is also asked why they go on, if they do.

    `follows` is the reference of a resolved case that the new one is linked to (decision 18). `stopped` is the
    question that stopped the answers which are changed now. `given` are those answers, if any.
    """

    follows = HiddenField()
    stopped = HiddenField()

    def __init__(self, *, senior: bool, given: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(data=given)
        if not senior:
            del self[REASON]

    def answers(self) -> Answers:
        """What was answered, by the key of each question, with the reason when one was asked for."""
        given = {one.key: str(self[one.key].data) for one in QUESTIONS}
        return given | {REASON: str(self[REASON].data or "")} if REASON in self else given


for _one in QUESTIONS:
    _field = Radios(_one.words, ANSWERS.items(), hint=_one.hint, needed=f"Choose yes or no: {_one.words}")
    setattr(GateForm, _one.key, _field)
setattr(GateForm, REASON, Text(
    "If stage 1 or stage 2 was not done, why do you go on?",
    hint="As a senior manager you may go on without them, with a reason. The Business Unit and the other agency "
    "read it in Part 1. Leave this empty if both were done. Do not name the child.",
    called="The reason",
    limit=2_000,
    rows=3,
))  # fmt: skip
