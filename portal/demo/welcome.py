"""What `portal run` prints once everything is up: where to go, and who can sign in."""

from collections.abc import Iterator

from portal.demo.partnership import PEOPLE, PROVIDERS, Person, workspace
from portal.demo.settings import RunSettings


def addresses(settings: RunSettings) -> str:
    """Where the portal and its mailbox are, and where its clock is moved on."""
    lines = [f"The portal is ready:   {settings.base_url}"]
    if settings.mailbox_url:
        lines.append(f"Every e-mail it sends: {settings.mailbox_url}")
        lines.append(f"Move its clock on:     {settings.mailbox_url}/clock")
    return "\n".join(lines)


def people() -> str:
    """Everybody who can sign in, under the organisation whose sign-in they use."""
    return "\n".join(_people())


def _people() -> Iterator[str]:
    for slug, name in PROVIDERS.items():
        yield f"\n  {name}"
        for person in (each for each in PEOPLE if each.provider == slug):
            yield f"    {person.email:<48}{person.name}, {_part(person, home=slug)}"


def _part(person: Person, *, home: str) -> str:
    held = [
        ", ".join(sorted(role.replace("_", " ") for role in roles))
        + ("" if slug == home else f" in {workspace(slug).name}")
        for slug, roles in person.memberships
        if roles
    ]
    invited = "" if person.signed_in else " (invited by e-mail, not yet signed in)"
    return ("; ".join(held) or "no role yet") + invited
