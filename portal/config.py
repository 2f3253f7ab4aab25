"""Every environment variable the portal reads, once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVICE = "Professional differences"
"""What the portal is called, on its pages and in its e-mails."""


class ConfigurationError(Exception):
    """A setting is missing or cannot be used. The text says which and how to mend it."""


@dataclass(frozen=True)
class Settings:
    """The deployment's settings. `from_environment` is the only reader of the environment.

    The partnership's names, numbers and look are what they are until somebody sets them in the portal
    (`portal.infra.partnership`); what has no variable here is set there alone.
    """

    database_url: str
    redis_url: str
    smtp_url: str
    base_url: str
    secret_key: str
    mail_from: str = "no-reply@portal.invalid"
    partnership: str = "Westmarch Safeguarding Children Partnership"
    emergency_number: str = "999"
    social_care_number: str = "0300 555 0199"
    marking: str = "OFFICIAL-SENSITIVE"
    sender_name: str = ""
    reply_to: str = ""
    colour: str = ""
    logo: str = ""
    logo_words: str = ""
    session_hours: int = 10
    idle_minutes: int = 60
    trusted_proxies: int = 0
    attachment_megabytes: int = 20
    attachments_per_paper: int = 30
    clamd_url: str = ""
    identity_key: str = ""
    worker_megabytes: int = 2048
    demo: bool = False
    clock_file: Path | None = None

    @property
    def secure(self) -> bool:
        """Whether the portal is reached over HTTPS, so that cookies may be marked Secure."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings; raises ConfigurationError naming the first one that is missing."""
        env = os.environ if environment is None else environment

        def required(name: str) -> str:
            value = env.get(name, "").strip()
            if not value:
                raise ConfigurationError(f"{name} is not set. See docs/running.md for what it should hold.")
            return value

        def number(name: str, default: int) -> int:
            text = env.get(name, str(default))
            if not text.isdecimal():
                raise ConfigurationError(f"{name} is {text!r}; it must be a whole number.")
            return int(text)

        return cls(
            database_url=required("DATABASE_URL"),
            redis_url=required("REDIS_URL"),
            smtp_url=required("SMTP_URL"),
            base_url=required("BASE_URL").rstrip("/"),
            secret_key=required("SECRET_KEY"),
            mail_from=env.get("MAIL_FROM", cls.mail_from),
            partnership=env.get("PARTNERSHIP", cls.partnership),
            emergency_number=env.get("EMERGENCY_NUMBER", cls.emergency_number),
            social_care_number=env.get("SOCIAL_CARE_NUMBER", cls.social_care_number),
            marking=env.get("MARKING", cls.marking),
            session_hours=number("SESSION_HOURS", cls.session_hours),
            idle_minutes=number("IDLE_MINUTES", cls.idle_minutes),
            trusted_proxies=number("TRUSTED_PROXIES", cls.trusted_proxies),
            attachment_megabytes=number("ATTACHMENT_MEGABYTES", cls.attachment_megabytes),
            attachments_per_paper=number("ATTACHMENTS_PER_PAPER", cls.attachments_per_paper),
            clamd_url=env.get("CLAMD_URL", cls.clamd_url).strip(),
            identity_key=env.get("IDENTITY_KEY", cls.identity_key).strip(),
            worker_megabytes=number("WORKER_MEGABYTES", cls.worker_megabytes),
            demo=is_demo(env),
            clock_file=clock_file(env),
        )


def is_demo(env: Mapping[str, str]) -> bool:
    """Whether this is practice, as `make run` says."""
    return env.get("PORTAL_DEMO", "") == "1"


def clock_file(env: Mapping[str, str]) -> Path | None:
    """The file that moves the portal's clock, in practice alone. Raises ConfigurationError anywhere else."""
    named = env.get("PORTAL_CLOCK_FILE", "").strip()
    if named and not is_demo(env):
        raise ConfigurationError(
            "PORTAL_CLOCK_FILE is set. It moves the portal's clock, which only practice may do: take it away."
        )
    return Path(named) if named else None
