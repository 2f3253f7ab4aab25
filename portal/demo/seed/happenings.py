"""How what else can happen to a practice case is done: each through the portal's own action, as in `cases`."""

from uuid import UUID

from portal.demo.seed.files import made
from portal.demo.seed.life import Doings, Moment
from portal.demo.stories import shape as told
from portal.escalations.actions import attachments, links, office, oversight, record, responders, responding
from portal.escalations.actions.attachments import Described, Limits
from portal.infra import files
from portal.infra.calendar import now
from portal.protocol.attachments import Paper
from portal.protocol.clock import london_date
from portal.protocol.escalation import Extension
from portal.protocol.gate import question


def _ask_extension(moment: Moment, step: told.AskExtension) -> None:
    moment.does(responding.ask_extension, days=step.days, reasons=moment.telling.text(step.reasons))


def _grant_extension(moment: Moment, _step: told.GrantExtension) -> None:
    asked = next(one for one in moment.view.case.responses if one.extension is Extension.ASKED)
    moment.does(office.grant_extension, part=asked.id, days=asked.extension_days)


def _not_for_us(moment: Moment, step: told.NotForUs) -> None:
    instead = moment.telling.workspaces[step.instead]
    moment.does(responding.say_not_for_us, reasons=moment.telling.text(step.reasons), instead=instead)


def _change_responder(moment: Moment, step: told.ChangeResponder) -> None:
    part, reasons = _response(moment, step.of), moment.telling.text(step.reasons)
    moment.does(responders.change, part=part, to=moment.member(step.to), reasons=reasons)


def _response(moment: Moment, slug: str) -> UUID:
    found = moment.view.response_of(moment.telling.workspaces[slug])
    assert found is not None
    return found.part.id


def _holding_reply(moment: Moment, step: told.HoldingReply) -> None:
    moment.adds(record.holding_reply, body=moment.telling.text(step.body))


def _add(moment: Moment, step: told.AddToRecord) -> None:
    own = moment.view.response_of(moment.actor.workspace) if step.about == "part_2" else None
    part, body = own.part.id if own else None, moment.telling.text(step.body)
    moment.adds(record.add, kind=step.kind, about=step.about, part=part, body=body)


def _no_further_step(moment: Moment, step: told.NoFurtherStep) -> None:
    moment.does(record.no_further_step, reasons=moment.telling.text(step.reasons))


def _close(moment: Moment, step: told.Close) -> None:
    moment.does(office.close, reasons=moment.telling.text(step.reasons))


def _close_out_of_scope(moment: Moment, step: told.CloseOutOfScope) -> None:
    exclusion = question(step.exclusion)
    assert exclusion is not None
    route = moment.telling.text(step.route)
    moment.does(office.close_out_of_scope, exclusion=exclusion.title, route=route)


def _chase(moment: Moment, step: told.Chase) -> None:
    whom, body = moment.telling.workspaces[step.whom], moment.telling.text(step.body)
    moment.adds(oversight.chase, whom=whom, how=step.how, on=london_date(now()), body=body)


def _note(moment: Moment, step: told.Note) -> None:
    moment.adds(oversight.note, kind=step.kind, body=moment.telling.text(step.body), on=london_date(now()))


def _link(moment: Moment, step: told.Link) -> None:
    moment.adds(links.link, to=moment.life.others[step.to], why=moment.telling.text(step.why))


def _flag_parallel(moment: Moment, step: told.FlagParallel) -> None:
    moment.does(oversight.flag_parallel, flags=step.flags)


def _attach(moment: Moment, step: told.Attach) -> None:
    moment.adds(
        attachments.add,
        paper=Paper(step.paper),
        file=files.accept(step.name, made(step.name, moment.telling.lines(step.words))),
        described=Described(step.title, step.author, step.type, third_party=step.third_party, minimum=True),
        limits=Limits(at_most=30, scanned=False),
        of_part=_response(moment, step.of) if step.of else None,
    )


DOINGS: Doings = {
    told.Attach: _attach,
    told.AskExtension: _ask_extension,
    told.GrantExtension: _grant_extension,
    told.NotForUs: _not_for_us,
    told.ChangeResponder: _change_responder,
    told.HoldingReply: _holding_reply,
    told.AddToRecord: _add,
    told.NoFurtherStep: _no_further_step,
    told.Close: _close,
    told.CloseOutOfScope: _close_out_of_scope,
    told.Chase: _chase,
    told.Note: _note,
    told.Link: _link,
    told.FlagParallel: _flag_parallel,
}
"""How each kind of step is done that `cases` does not know."""
