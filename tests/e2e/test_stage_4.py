"""P10 to P12: a case from the request for referral to the decision, by everybody who takes part."""

import pytest
from playwright.sync_api import expect

from portal.demo.partnership import workspace
from tests.e2e import executive
from tests.e2e.conftest import Visit
from tests.e2e.executive import Bench
from tests.e2e.stack import Stack
from tests.e2e.visitor import Visitor

REOPENED = Bench(
    asker="alistair-munroe", officer="beatrix-lowe", chair="miriam-castellane", member="catrin-mostyn",
    recused="rowena-blackwood", owner="helen-thackeray",
    owner_name=workspace("childrens-social-care").name,
)  # fmt: skip
ANSWERED = Bench(
    asker="helen-thackeray", officer="beatrix-lowe", chair="miriam-castellane", member="catrin-mostyn",
    recused="rowena-blackwood", owner="grace-okonjo", owner_name=workspace("hospital").name,
)  # fmt: skip


@pytest.mark.parametrize(
    ("story", "bench", "javascript"),
    [("bump-and-an-order", REOPENED, True), ("going-home", ANSWERED, False)],
    ids=["with JavaScript", "without, on a telephone"],
)
def test_a_case_goes_from_the_request_to_the_decision_and_its_action(
    visit: Visit, stack: Stack, story: str, bench: Bench, javascript: bool
) -> None:
    reference = stack.references[story]

    def at(key: str, home: str = "") -> Visitor:
        visitor = visit(javascript=javascript, width=1280 if javascript else 375)
        visitor.sign_in(key)
        _act_for(visitor, home)
        return visitor

    asker, officer = at(bench.asker), at(bench.officer)
    executive.ask(asker, reference)
    executive.refer(officer, reference)
    executive.be_recused(at(bench.recused, "Partnership Executive"), reference)
    chair, member = at(bench.chair, "Partnership Executive"), at(bench.member, "Partnership Executive")
    for one in (chair, member):
        executive.declare_none(one, reference)
    executive.accept(member, reference)
    executive.propose(member, reference, bench)
    executive.hold(member, reference, dissent=executive.DISSENT)
    executive.hold(chair, reference)
    executive.sign(chair, reference)
    owner = at(bench.owner)
    for reader in (asker, owner, officer):
        executive.reads_the_decision(reader, reference)
    executive.carry_out(owner, reference)
    expect(owner.page.get_by_role("main")).to_contain_text("The meeting was held on Monday.")


def _act_for(visitor: Visitor, workspace: str) -> None:
    """Choose for which of one's workspaces one acts."""
    if workspace:
        visitor.open("/workspaces")
        visitor.choose_like("Who are you acting for?", workspace)
        visitor.press("Continue")
