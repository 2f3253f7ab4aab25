"""How a practice case goes through stage 4: each step through the portal's own action, as in `cases`."""

from typing import Any
from uuid import UUID

from flask import Flask

from portal.config import Settings
from portal.demo.seed.files import made
from portal.demo.seed.life import Doings, Moment
from portal.demo.stories import shape_stage_4 as told
from portal.escalations import queries
from portal.escalations.actions import decided, referral
from portal.executive import actions, commissioning, deciding, pack_actions, redacting
from portal.executive.gathering.frozen import Letterhead
from portal.executive.packs.contents import Kind
from portal.infra.calendar import now
from portal.infra.files import accept
from portal.protocol.clock import london_date
from portal.protocol.decision import DECISION
from portal.protocol.rows import Action
from portal.protocol.summary import ACTIONS, SECTIONS
from portal.scrutiny import actions as scrutiny

EXECUTIVE = told.OfTheExecutive.acts_in


def _ask(moment: Moment, step: told.AskReferral) -> None:
    text = moment.telling.text
    content = {
        "ground": step.ground,
        "exceptional": text(step.exceptional),
        "outstanding": {str(number): text(sought) for number, sought in step.outstanding},
        "tried": text(step.tried),
        "needed_by": "",
        "safety": text(step.safety),
    }
    moment.does(referral.ask, how=Action.ASK_REFERRAL, content=content)


def _comment(moment: Moment, step: told.CommentOnReferral) -> None:
    request = moment.view.case.requests[0]
    moment.adds(referral.comment, part=request.id, body=moment.telling.text(step.body))


def _refer(moment: Moment, _step: told.Refer) -> None:
    moment.does(referral.refer)


def _name_substitute(moment: Moment, step: told.NameSubstitute) -> None:
    moment.does(actions.name_substitute, membership=moment.member(step.who, EXECUTIVE))


def _supply_redacted_copy(moment: Moment, step: told.SupplyRedactedCopy) -> None:
    files = queries.attachments(moment.session, moment.view.case.id)
    attachment = next(one.id for one in files if one.title == step.of)
    moment.adds(
        redacting.supply,
        attachment=attachment,
        file=accept(step.name, made(step.name, moment.telling.lines(step.words))),
        vouched=True,
        scanned=False,
    )


def _declare(moment: Moment, step: told.Declare) -> None:
    moment.adds(actions.declare, interests=step.interests, words=moment.telling.text(step.words))


def _accept(moment: Moment, step: told.Accept) -> None:
    moment.does(actions.accept, reasons=moment.telling.text(step.reasons))


def _direct(moment: Moment, step: told.DirectSummary) -> None:
    _commission(moment, step, Action.COMMISSION_SUMMARY)


def _ask_review(moment: Moment, step: told.AskReview) -> None:
    _commission(moment, step, Action.COMMISSION_REVIEW)
    letterhead = Letterhead(Settings.partnership, Settings.marking)
    # The pack calls the form's questions by their names, and the forms know them within an application alone.
    with Flask(__name__).app_context():
        pack_actions.ask(
            moment.session, moment.actor, moment.reference, kind=Kind.LEARNING, letterhead=letterhead
        )


def _commission(moment: Moment, step: told.DirectSummary | told.AskReview, how: Action) -> None:
    question, due_on = moment.telling.text(step.question), moment.telling.day(step.due)
    moment.does(commissioning.commission, how=how, question=question, due_on=due_on)


def _declare_as_scrutineer(moment: Moment, _step: told.DeclareAsScrutineer) -> None:
    moment.adds(scrutiny.declare, interests=(), words="")


def _submit_summary(moment: Moment, step: told.SubmitSummary) -> None:
    text = moment.telling.text
    content: dict[str, Any] = {name: text(getattr(step, name)) for name in SECTIONS}
    content[ACTIONS] = [{"to": to, "what": text(what)} for to, what in step.actions]
    draft = scrutiny.save(moment.session, moment.actor, moment.reference, version=0, content=content)
    moment.does(scrutiny.submit, draft=draft)


def _propose(moment: Moment, step: told.Propose) -> None:
    text, telling = moment.telling.text, moment.telling
    content: dict[str, Any] = {
        "issues": {
            str(one.number): {"decision": text(one.decision), "reasons": text(one.reasons)}
            for one in step.issues
        },
        "actions": [
            {
                "what": text(one.what),
                "owner": str(telling.workspaces[one.owner]),
                "by": telling.day(one.by).isoformat(),
            }
            for one in step.actions
        ],
    }
    if step.withheld:
        content |= {"withheld": list(step.withheld), "withheld_because": text(step.withheld_because)}
    moment.adds(deciding.propose, version=moment.draft(DECISION).version, content=content)


def _give_view(moment: Moment, step: told.GiveView) -> None:
    proposal, dissent = moment.draft(DECISION).version, moment.telling.text(step.dissent)
    moment.adds(deciding.give_view, proposal=proposal, view=step.view, dissent=dissent)


def _decide(moment: Moment, step: told.Decide) -> None:
    moment.does(
        deciding.decide,
        proposal=moment.draft(DECISION).version,
        how=step.how,
        held_on=london_date(now()),
        present=[moment.member(one, EXECUTIVE) for one in step.present],
        minutes=moment.telling.text(step.minutes),
    )


def _report_done(moment: Moment, step: told.ReportDone) -> None:
    decision = moment.view.newest(DECISION)
    assert decision is not None
    action = decision.content["actions"][step.number - 1]
    moment.adds(decided.report_done, part=UUID(action["part"]), body=moment.telling.text(step.body))


DOINGS: Doings = {
    told.AskReferral: _ask,
    told.CommentOnReferral: _comment,
    told.Refer: _refer,
    told.NameSubstitute: _name_substitute,
    told.SupplyRedactedCopy: _supply_redacted_copy,
    told.Declare: _declare,
    told.Accept: _accept,
    told.DirectSummary: _direct,
    told.AskReview: _ask_review,
    told.DeclareAsScrutineer: _declare_as_scrutineer,
    told.SubmitSummary: _submit_summary,
    told.Propose: _propose,
    told.GiveView: _give_view,
    told.Decide: _decide,
    told.ReportDone: _report_done,
}
"""How each step of stage 4 is done."""
