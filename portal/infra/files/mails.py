"""An e-mail that was saved as a file (.eml): it has to have the heads of a letter."""

from email import message_from_bytes
from email.policy import compat32

from portal.infra.files.refusal import Refused

ONE_OF = ("Date", "Subject", "To", "Received", "Message-ID")
"""Beside who sent it, an e-mail says at least one of these."""


def check(content: bytes) -> bytes:
    """The e-mail as it is. Raises Refused when it has no heads."""
    message = message_from_bytes(content, policy=compat32)
    if message["From"] is None or not any(message[name] for name in ONE_OF):
        raise Refused(
            "It is not an e-mail. Save the e-mail again from your mail program, or attach a PDF of it."
        )
    return content
