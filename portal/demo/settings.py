"""What `portal run` reads from the environment; everything else it makes and remembers in its own folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.config import ROOT, ConfigurationError

WEB_PORT = 8470
HIGHEST_PORT = 65535
LOOPBACK = "http://127.0.0.1"


@dataclass(frozen=True)
class RunSettings:
    """The ports, the folder, and the real servers to use. An empty address means: start our own."""

    var: Path
    web_port: int
    mailbox_port: int
    smtp_port: int
    identity_port: int
    database_url: str
    redis_url: str
    smtp_url: str
    base_url: str

    @property
    def identity_url(self) -> str:
        """Where the practice identity providers are."""
        return f"{LOOPBACK}:{self.identity_port}"

    @property
    def mailbox_url(self) -> str:
        """Where the practice mailbox is, or nothing when mail goes to a real server."""
        return "" if self.smtp_url else f"{LOOPBACK}:{self.mailbox_port}"

    @property
    def clock_file(self) -> Path:
        """What holds how far the portal's clock was moved on, from one run to the next, as its cases do."""
        return self.var / "clock"

    @property
    def ports(self) -> dict[str, int]:
        """Every port we listen on, by the setting that changes it."""
        mail = {"PORTAL_MAILBOX_PORT": self.mailbox_port, "PORTAL_SMTP_PORT": self.smtp_port}
        ours = {"PORTAL_PORT": self.web_port, "PORTAL_IDENTITY_PORT": self.identity_port}
        return ours if self.smtp_url else ours | mail

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "RunSettings":
        """Read them; the other ports follow PORTAL_PORT. Raises ConfigurationError naming an unusable one."""
        web = _port(env, "PORTAL_PORT", WEB_PORT)
        return cls(
            var=Path(env.get("PORTAL_VAR") or ROOT / "var").absolute(),
            web_port=web,
            mailbox_port=_port(env, "PORTAL_MAILBOX_PORT", web + 1),
            smtp_port=_port(env, "PORTAL_SMTP_PORT", web + 2),
            identity_port=_port(env, "PORTAL_IDENTITY_PORT", web + 3),
            database_url=env.get("DATABASE_URL", "").strip(),
            redis_url=env.get("REDIS_URL", "").strip(),
            smtp_url=env.get("SMTP_URL", "").strip(),
            base_url=env.get("BASE_URL", "").strip().rstrip("/") or f"{LOOPBACK}:{web}",
        )


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise ConfigurationError(f"{name} is {text!r}; it must be a port number from 1 to {HIGHEST_PORT}.")
    return int(text)
