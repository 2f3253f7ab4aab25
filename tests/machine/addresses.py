"""Where each thing is done in the portal, and how a page offers it."""

import re

from tests.machine.people import Do

CASE, OFFICE = "/cases/{reference}", "/business-unit/cases/{reference}"
EXECUTIVE, SCRUTINY = "/executive/cases/{reference}", "/scrutiny/{reference}"
ADDRESSES: dict[str, str] = {
    "write_part_1": f"{CASE}/part-1",
    "ask_for_sign_off": f"{CASE}/part-1/check",
    "sign_off": f"{CASE}/sign-off",
    "discard": f"{CASE}/discard",
    "write_part_2": f"{CASE}/part-2",
    "read_part_2": f"{CASE}/part-2/sign-off",
    "conclude": f"{CASE}/part-3",
    "withdraw": f"{CASE}/withdraw",
    "ask_for_reply_sign_off": f"{CASE}/part-2/ask",
    "ask_extension": f"{CASE}/more-time",
    "holding_reply": f"{CASE}/holding-reply",
    "not_for_us": f"{CASE}/not-for-us",
    "add_to_record": f"{CASE}/add",
    "no_further_step": f"{CASE}/no-further-step",
    "follow_up": f"{CASE}/follow-up",
    "reopen": f"{CASE}/reopen",
    "ask_referral": f"{CASE}/part-4",
    "ask_early": f"{CASE}/part-4/early",
    "join": f"{CASE}/part-4/join",
    "agree": f"{CASE}/agree-to-early-referral/{{request}}",
    "comment": f"{CASE}/comment/{{request}}",
    "withdraw_request": f"{CASE}/withdraw-request",
    "refer": f"{OFFICE}/refer",
    "return_request": f"{OFFICE}/return-request/{{request}}",
    "keep_out": f"{CASE}/keep-out",
    "let_in": f"{CASE}/let-in",
    "send_back": f"{OFFICE}/send-back",
    "forward": f"{OFFICE}/forward",
    "close_out_of_scope": f"{OFFICE}/out-of-scope",
    "close": f"{OFFICE}/close",
    "chase": f"{OFFICE}/chase",
    "note": f"{OFFICE}/note",
    "parallel": f"{OFFICE}/other-processes",
    "link": f"{OFFICE}/link",
    "themes": f"{OFFICE}/themes",
    "grant_extension": f"{OFFICE}/give-more-time/{{part}}",
    "refuse_extension": f"{OFFICE}/refuse-more-time/{{part}}",
    "keep": f"{OFFICE}/keep/{{part}}",
    "change": f"{OFFICE}/change/{{part}}",
    "release": f"{OFFICE}/release/{{part}}",
    "assess": f"{OFFICE}/assess/{{part}}",
    "respond_on_behalf": f"{OFFICE}/reply/{{part}}",
    "write_on_behalf": f"{OFFICE}/reply/{{part}}/write",
    "name_substitute": f"{OFFICE}/substitute",
    "report_review": f"{OFFICE}/report-review/{{review}}",
    "action_done": f"{CASE}/action-done/{{action}}",
    "accept": f"{EXECUTIVE}/accept",
    "decline": f"{EXECUTIVE}/decline",
    "propose": f"{EXECUTIVE}/proposal",
    "view": f"{EXECUTIVE}/view",
    "decide": f"{EXECUTIVE}/decide",
    "correct": f"{EXECUTIVE}/correct",
    "direct_summary": f"{EXECUTIVE}/direct-summary",
    "recall_summary": f"{EXECUTIVE}/recall-summary",
    "ask_for_review": f"{EXECUTIVE}/ask-for-review",
    "recall_review": f"{EXECUTIVE}/recall-review",
    "write_summary": f"{SCRUTINY}/summary",
    "preview_summary": f"{SCRUTINY}/summary/preview",
}
"""Where each thing is done: the page that is opened for it."""

SENT: dict[str, str] = {
    "confirm_receipt": f"{CASE}/receipt",
    "respond": f"{CASE}/part-2/sign-off",
}
"""What has no page of its own: a form that another page holds, sent to this address."""

MARKS = {
    'value="check"': Do("read_part_2"),
    'name="taken"': Do("respond"),
    "Save and preview": Do("preview_summary"),
}
"""What is offered by no address: a button that saves and goes on, a statement that stands beside a signature."""

LEADS_ON = (
    "write_part_1", "ask_for_sign_off", "write_part_2", "read_part_2", "respond_on_behalf", "write_summary",
)  # fmt: skip
"""The pages that offer more of what can be done to the case."""

ELSEWHERE = re.compile(
    r"^(?:/business-unit)?/cases/[^/]+(/part-1/(children|difference|issues|people|stage_1|stage_2|why)"
    r"|/identity|/positions|/looks|/copy|/attachments/.+|/dates/.+\.ics|/packs/.+|/redacted-copies|/summary)?$"
)
"""Addresses under a case at which nothing is done to it but what is done on its own pages."""
