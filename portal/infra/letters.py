"""What an e-mail says, described once: its plain text and its HTML are both made from the same letter.

A letter carries a reference, what is asked or what happened, by when, and one link; nothing of a child, a
concern or anybody but its recipient (decision 26). What it cannot be given, it cannot tell.
"""

from dataclasses import dataclass

from portal.config import SERVICE
from portal.infra.render import render

_TEXT, _HTML = "email/letter.txt", "email/letter.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The one link of a letter. `until` is given for a one-time invitation: the last day on which it works."""

    address: str
    words: str = "Open the case"
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One e-mail, to somebody who holds a role in `workspace`.

    `about` is the subject after the reference; `reference` is empty when it is about no case. Of `lines` the
    first says what is asked, or what happened, and heads the letter. `due` is the sentence that says by when.
    `reply_to` and `colour` are what the partnership set, if anything.
    """

    about: str
    partnership: str
    workspace: str
    lines: tuple[str, ...]
    reference: str = ""
    due: str = ""
    link: Link | None = None
    reply_to: str = ""
    colour: str = ""

    @property
    def subject(self) -> str:
        """The subject, and the title of the HTML."""
        return f"{self.reference}: {self.about}" if self.reference else self.about

    @property
    def service(self) -> str:
        """What the portal is called."""
        return SERVICE

    @property
    def invitation(self) -> str:
        """What to know of a link that is an invitation (decision 9); empty for any other."""
        if not (self.link and self.link.until):
            return ""
        return (
            "You have not signed in to this portal before. The link is your invitation: it works once, only for"
            f" you, and until the end of {self.link.until}. Sign in with your usual work account when it asks."
        )

    @property
    def closing(self) -> str:
        """Why it came, and what to do when it should not have."""
        reply = f"goes to {self.reply_to}: name no child in it" if self.reply_to else "reaches nobody"
        return (
            f"Sent to {self.workspace} because you hold a role there. This message holds nothing about a child,"
            f" and a reply to it {reply}. If you should not have had it, tell the partnership’s"
            " Business Unit."
        )

    def text(self) -> str:
        """The letter as plain text."""
        return f"{render(_TEXT, letter=self)}\n"

    def html(self) -> str:
        """The letter as one HTML page, which fetches nothing."""
        return f"{render(_HTML, letter=self)}\n"
