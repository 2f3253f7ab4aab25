"""The image and the compose file fit the portal: its commands, settings and logins, and its system parts."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.cli import COMMANDS
from portal.config import ROOT, ConfigurationError, Settings
from portal.demo.system import NEEDED
from portal.infra.migrate import PASSWORDS

DOCKER = ROOT / "docker"
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())
DOCKERFILE = (DOCKER / "Dockerfile").read_text()
EXAMPLE = (DOCKER / ".env.example").read_text()
OURS: dict[str, Any] = {
    name: service for name, service in COMPOSE["services"].items() if service["image"] == "portal"
}
OF_PRACTICE = {"PORTAL_DEMO", "PORTAL_CLOCK_FILE"}
"""What only `make run` sets."""


class Asked(Mapping[str, str]):
    """An environment that remembers what it was asked for, and holds a number for everything."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return "1"

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def settings_asked_for() -> set[str]:
    """Every variable that the settings read."""
    environment = Asked()
    Settings.from_environment(environment)
    return environment.names


def enter(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the entrypoint with a stand-in for `portal` that prints what it was given, one argument a line."""
    stand_in = tmp_path / "portal"
    stand_in.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    stand_in.chmod(0o755)
    command = ["/bin/sh", str(DOCKER / "entrypoint"), *arguments]
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", OURS)
def test_the_entrypoint_knows_each_service(name: str, tmp_path: Path) -> None:
    given = OURS[name]["command"]
    done = enter(tmp_path, *given)
    assert done.returncode == 0
    assert done.stdout.split()[0] == given[0] == name
    assert name in COMMANDS


def test_the_web_server_listens_where_the_image_says_and_takes_further_options(tmp_path: Path) -> None:
    assert enter(tmp_path, "web", "--workers", "4").stdout.split() == [
        "web", "--bind", "0.0.0.0:8000", "--workers", "4"
    ]  # fmt: skip
    assert "EXPOSE 8000" in DOCKERFILE
    assert OURS["web"]["ports"][0].endswith(":8000")
    assert ", 8000," in (DOCKER / "healthy").read_text()


@pytest.mark.parametrize("arguments", [[], ["seed"], ["run"], ["sh"]])
def test_a_container_is_nothing_else(arguments: list[str], tmp_path: Path) -> None:
    refused = enter(tmp_path, *arguments)
    assert refused.returncode == 64
    assert "web, worker or migrate" in refused.stderr


@pytest.mark.parametrize("name", ["web", "worker"])
def test_web_and_worker_are_given_what_the_settings_read_and_nothing_else(name: str) -> None:
    environment = OURS[name]["environment"]
    assert set(environment) == settings_asked_for() - OF_PRACTICE
    certain = {key: "1" for key, value in environment.items() if value is not None}
    Settings.from_environment(certain)
    for key in certain.keys() - {"MAIL_FROM"}:
        with pytest.raises(ConfigurationError, match=key):
            Settings.from_environment({other: "1" for other in certain if other != key})


def test_each_service_has_a_login_of_its_own() -> None:
    logins = {name: service["environment"]["DATABASE_URL"].split("@")[0] for name, service in OURS.items()}
    assert logins["web"].startswith("postgresql://portal_web:${PORTAL_WEB_PASSWORD")
    assert logins["worker"].startswith("postgresql://portal_worker:${PORTAL_WORKER_PASSWORD")
    assert logins["migrate"].startswith("postgresql://portal_admin:${POSTGRES_PASSWORD")
    assert set(OURS["migrate"]["environment"]) == {"DATABASE_URL", *PASSWORDS.values()}


@pytest.mark.parametrize("name", ["web", "worker"])
def test_nothing_starts_before_the_database_has_its_shape(name: str) -> None:
    assert OURS[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert OURS["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert OURS["migrate"]["restart"] == "no"


def test_the_example_explains_every_variable_and_no_other() -> None:
    interpolated = set(re.findall(r"\$\{([A-Z_]+)", (DOCKER / "compose.yaml").read_text()))
    handed_on = {
        key for service in OURS.values() for key, value in service["environment"].items() if value is None
    }
    explained = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert explained == interpolated | handed_on


def test_no_secret_stands_in_a_file() -> None:
    secrets = {"POSTGRES_PASSWORD", "VALKEY_PASSWORD", "SECRET_KEY", *PASSWORDS.values()}
    assert secrets == set(re.findall(r"^([A-Z_]+)=$", EXAMPLE, re.MULTILINE))
    assert not [name for name in (*secrets, "ARG ") if name in DOCKERFILE]
    assert ".env" in (DOCKER / ".gitignore").read_text().split()


def test_the_example_gives_the_settings_own_defaults() -> None:
    given = dict(re.findall(r"^# ([A-Z_]+)=(.+)$", EXAMPLE, re.MULTILINE))
    needed = {"DATABASE_URL": "1", "REDIS_URL": "1", "SMTP_URL": "1", "BASE_URL": "1", "SECRET_KEY": "1"}
    assert given.keys() < settings_asked_for()
    assert Settings.from_environment(needed | given) == Settings.from_environment(needed)


def test_the_image_holds_the_system_parts_that_the_portal_needs() -> None:
    packages = {package for part in NEEDED["run"] for package in part.packages}
    assert packages <= set(DOCKERFILE.split())


def test_the_image_is_made_from_the_lock_and_runs_as_nobody_in_particular() -> None:
    steps = [line for line in DOCKERFILE.splitlines() if not line.startswith("#")]
    assert any("--require-hashes" in step and "requirements.lock" in step for step in steps)
    assert steps.index("USER portal") < steps.index('ENTRYPOINT ["entrypoint"]')
    assert sum(step.startswith("USER ") for step in steps) == 1


def test_the_practice_sign_in_stays_out_of_the_image() -> None:
    rules = (DOCKER / "Dockerfile.dockerignore").read_text().split("\n")
    assert rules.index("*") < rules.index("!portal") < rules.index("portal/demo")
    assert rules.index("!templates") < rules.index("templates/demo")
