"""A case with a mark in every field, driven to where a test wants it, and what of it a door names."""

from collections.abc import Mapping
from typing import Self

from portal.protocol.escalation import PartKind
from tests.integration.routes.at_stage_4 import AtStage4
from tests.integration.routes.canaries import (
    ACCEPTED,
    ASKED,
    DECIDED,
    DECLARED,
    DRAFT,
    EARLY,
    REFERRED,
    RETURNED,
    RETURNED_REQUEST,
    SUMMARISED,
)


class Marked(AtStage4):
    """A case at whatever state is wanted. `label` is what its marks say it is."""

    def at(self, state: str) -> Self:
        """Drive it from nothing to this state."""
        if state in ("resolved", "unresolved"):
            return self.concluded("resolved" if state == "resolved" else "not")
        step = {DRAFT: self.started, RETURNED: self.returned, "submitted": self.submitted}
        step |= {"forwarded": self.forwarded, "answered": self.answered, "withdrawn": self.withdrawn}
        step |= {ASKED: self.asked, EARLY: self.asked_early, RETURNED_REQUEST: self.request_returned,
                 REFERRED: self.referred, DECLARED: self.declared, ACCEPTED: self.accepted,
                 SUMMARISED: self.summarised, DECIDED: self.decided}  # fmt: skip
        step[state]()
        return self

    def places(self, values: Mapping[str, str]) -> dict[str, str]:
        """Of a door's values, those that name a file of this case, as "file:part_1", or an agency's response.

        Or the running date that binds a workspace and is reminded of, as "deadline:birch".
        """
        named = {
            name: value.removeprefix("file:") for name, value in values.items() if value.startswith("file:")
        }
        responses = {
            name: self.response_of(value.removeprefix("response:"))
            for name, value in values.items()
            if value.startswith("response:")
        }
        dates = {
            name: self.deadline_of(value.removeprefix("deadline:"))
            for name, value in values.items()
            if value.startswith("deadline:")
        }
        requests = {
            name: self.request_of(value.removeprefix("request:"))
            for name, value in values.items()
            if value.startswith("request:")
        }
        acts = {
            name: self.action_of(value.removeprefix("action:"))
            for name, value in values.items()
            if value.startswith("action:")
        }
        summaries = {name: self.summary() for name, value in values.items() if value == "summary"}
        return (
            responses
            | summaries
            | dates
            | requests
            | acts
            | {name: str(self.files[paper]) for name, paper in named.items()}
        )

    def deadline_of(self, slug: str) -> str:
        """The running date that binds a workspace and of which it is reminded."""
        workspace, dates = self.partnership.workspaces[slug], self.see(self.officer).deadlines
        return next(
            str(one.id) for one in dates if one.running and one.workspace == workspace and one.next_at
        )

    def summary(self) -> str:
        """The summary that was directed; "" when none was."""
        return next((str(one.id) for one in self.see(self.officer).case.of_kind(PartKind.SUMMARY)), "")

    def action_of(self, slug: str) -> str:
        """The action that an agency is to carry out; "" when it has none."""
        workspace, case = self.partnership.workspaces[slug], self.see(self.officer).case
        actions = case.of_kind(PartKind.ACTION)
        return next((str(one.id) for one in actions if one.workspace == workspace), "")
