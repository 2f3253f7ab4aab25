"""Lives each practice case through the portal's own actions, as the right people, on the right days.

Nothing is written to a table from here: the web role does it all, with its walls, so that a practice case is
what the portal itself would have made of it.
"""

from collections.abc import Mapping, Sequence

from portal.agencies import queries as agencies
from portal.demo.partnership import person
from portal.demo.seed import happenings, stage_4
from portal.demo.seed.clockwork import Clockwork
from portal.demo.seed.content import Content, Telling, start_of
from portal.demo.seed.directory import Directory
from portal.demo.seed.life import Doings, Life, Moment, Started
from portal.demo.stories import STORIES
from portal.demo.stories import shape as told
from portal.demo.stories.shape import Step, Story
from portal.escalations.actions import follow_up, identity, office, part_1, replies
from portal.escalations.actions.answered import PART_2
from portal.escalations.queries.promises import promised
from portal.infra.calendar import calendar_for, now
from portal.infra.db import Database
from portal.protocol import gate
from portal.protocol import replies as reply_words
from portal.protocol.clock import london_date
from portal.protocol.part_1 import STATEMENTS


def seed_cases(
    web_url: str,
    directory: Directory,
    *,
    worker_url: str,
    identity_key: bytes,
    stories: Sequence[Story] = STORIES,
) -> Mapping[str, str]:
    """Live these cases in a database with the practice partnership; gives each story's reference by its key.

    `web_url` is that of the web role, `worker_url` that of the worker's; `identity_key` is the key with which the
    portal will find a child. Their days are counted back from today, so none lies in the future.
    """
    database = Database(web_url, pool_size=1, identity_key=identity_key)
    clockwork = Clockwork(worker_url)
    try:
        with database.reading() as session:
            calendar = calendar_for(agencies.closures(session))
        references: dict[str, str] = {}
        for story in stories:
            start = start_of(story, london_date(now()), calendar)
            telling = Telling(start, calendar, directory.workspaces)
            life = Life(story, database, directory, telling, DOINGS, references, clockwork)
            references[story.key] = life.live()
        clockwork.run_until(now())
        return references
    finally:
        for one in (database, clockwork.database):
            one.engine.dispose()


def _start(moment: Moment, _step: Step) -> None:
    story, content = moment.life.story, moment.telling.part_1(moment.life.story)
    moment.life.reference = part_1.start(moment.session, moment.actor, gate=_gate(content))
    part_1.save_children(
        moment.session,
        moment.actor,
        moment.reference,
        version=0,
        identities=moment.telling.identities(story.children),
        facts=[{"status": child.status, "level_of_need": child.need} for child in story.children],
    )
    moment.writes(content)


def _gate(content: Content) -> dict[str, str]:
    """The answers at the gate: nothing that stops, but for a stage that was not done, with its reason."""
    answers = {one.key: gate.YES if one.stops_on == gate.NO else gate.NO for one in gate.QUESTIONS}
    for stage in ("stage_1", "stage_2"):
        if reason := content.get(stage, {}).get("not_done"):
            answers |= {stage: gate.NO, gate.REASON: reason}
    return gate.kept(answers)


def _ask(moment: Moment, step: told.Ask) -> None:
    part_1.ask_for_sign_off(
        moment.session,
        moment.actor,
        moment.reference,
        version=moment.draft(part_1.PART_1).version,
        of=moment.member(step.of),
    )


def _sign(moment: Moment, step: told.Sign) -> None:
    made = [words for key, words in STATEMENTS.items() if key != "apart" or not step.exception_reason]
    moment.does(part_1.sign_off, exception_reason=step.exception_reason, statements=made)


def _discard(moment: Moment, _step: told.Discard) -> None:
    moment.does(part_1.discard)


def _send_back(moment: Moment, step: told.SendBack) -> None:
    moment.does(office.send_back, reasons=moment.telling.text(step.reasons))


def _complete(moment: Moment, step: told.Complete) -> None:
    kept = moment.draft(part_1.PART_1).content
    content: Content = {}
    for section, name, words in step.texts:
        content[section] = {**content.get(section, kept[section]), name: moment.telling.text(words)}
    moment.writes(content)


def _forward(moment: Moment, step: told.Forward) -> None:
    to = [moment.member(one) for one in (step.to, *step.also)]
    moment.does(office.forward, to=to, apart=to if step.apart else ())


def _confirm_receipt(moment: Moment, _step: told.ConfirmReceipt) -> None:
    moment.does(replies.confirm_receipt)


def _reveal(moment: Moment, step: told.Reveal) -> None:
    identity.reveal(moment.session, moment.actor, moment.reference, purpose=step.purpose)


def _write_reply(moment: Moment, step: told.WriteReply) -> None:
    replies.save_reply(
        moment.session,
        moment.actor,
        moment.reference,
        version=moment.draft(PART_2).version,
        content=_reply(moment, step.reply, by=step.by, on=step.after),
    )


def _ask_for_reply_sign_off(moment: Moment, step: told.AskReplySignOff) -> None:
    moment.does(replies.ask_for_sign_off, of=moment.member(step.of))


def _respond(moment: Moment, step: told.Respond) -> None:
    reply = _reply(moment, step.reply, by=step.by, on=step.after)
    content = {**reply, "statements": list(reply_words.STATEMENTS.values())}
    moment.does(replies.respond, content=content)


def _respond_on_behalf(moment: Moment, step: told.RespondOnBehalf) -> None:
    signer, sent_on = person(step.signer), moment.telling.day(step.sent)
    signed = {"name": signer.name, "role": signer.job, "on": sent_on.isoformat()}
    response = moment.view.response_of(moment.telling.workspaces[step.of])
    assert response is not None
    reply = _reply(moment, step.reply, by=step.signer, on=step.sent)
    moment.does(
        replies.respond_on_behalf,
        part=response.part.id,
        content={**reply, "signed_at_agency_by": signed},
        answered_on=sent_on,
    )


def _reply(moment: Moment, reply: told.Reply, *, by: str, on: int) -> Content:
    """The reply of the agency of this person, to the issues put to it."""
    agency = person(by).memberships[0][0]
    issues = enumerate(moment.life.story.issues, start=1)
    numbers = [number for number, issue in issues if not issue.put_to or agency in issue.put_to]
    return moment.telling.reply(reply, by=by, on=on, numbers=numbers)


def _conclude(moment: Moment, step: told.Conclude) -> None:
    moment.does(replies.conclude, content=moment.telling.conclusion(step.conclusion))


def _follow_up(moment: Moment, step: told.FollowUp) -> None:
    answers = {
        promise.key: {"done": done, "words": moment.telling.text(words)}
        for (_, promise), (done, words) in zip(promised(moment.view), step.kept, strict=True)
    }
    moment.does(follow_up.follow_up, answers=answers, difference=moment.telling.text(step.difference))


def _reopen(moment: Moment, step: told.Reopen) -> None:
    keys = [promise.key for _, promise in promised(moment.view)]
    moment.does(follow_up.reopen, not_done=keys, reasons=moment.telling.text(step.reasons))


def _withdraw(moment: Moment, step: told.Withdraw) -> None:
    moment.does(replies.withdraw, reasons=moment.telling.text(step.reasons))


DOINGS: Doings = {
    **happenings.DOINGS,
    **stage_4.DOINGS,
    Started: _start,
    told.Ask: _ask,
    told.Sign: _sign,
    told.Discard: _discard,
    told.SendBack: _send_back,
    told.Complete: _complete,
    told.Forward: _forward,
    told.ConfirmReceipt: _confirm_receipt,
    told.Reveal: _reveal,
    told.WriteReply: _write_reply,
    told.Respond: _respond,
    told.AskReplySignOff: _ask_for_reply_sign_off,
    told.RespondOnBehalf: _respond_on_behalf,
    told.Conclude: _conclude,
    told.FollowUp: _follow_up,
    told.Reopen: _reopen,
    told.Withdraw: _withdraw,
}
"""How each kind of step is done."""
