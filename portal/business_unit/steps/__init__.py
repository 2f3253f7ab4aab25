"""What the Business Unit may do with a case beside sending it on, in the order in which it is offered."""

from collections.abc import Sequence

from portal.business_unit.steps import (
    beside,
    checking,
    executive,
    more_time,
    on_behalf,
    referral,
    responders,
    themes,
)
from portal.escalations.routes.steps import Step

STEPS: Sequence[Step] = (
    *checking.STEPS,
    *more_time.STEPS,
    *responders.STEPS,
    *on_behalf.STEPS,
    *referral.STEPS,
    *executive.STEPS,
    *beside.STEPS,
    *themes.STEPS,
)
