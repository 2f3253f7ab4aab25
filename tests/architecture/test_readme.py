"""The README says what is so: its diagram is the table's, its commands and links exist."""

import re

from portal.config import ROOT
from portal.protocol.diagram import mermaid

README = (ROOT / "README.md").read_text()


def test_the_diagram_is_the_tables() -> None:
    (drawn,) = re.findall(
        r"<!-- stage-diagram -->\n```mermaid\n(.*?)\n```\n<!-- /stage-diagram -->", README, re.S
    )
    assert drawn.strip() == mermaid().strip()


def test_its_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_its_commands_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    commands = set(re.findall(r"^    make (\w+)", README, re.M))
    assert commands == {"run", "test"}
    assert all(re.search(rf"^{command}:", makefile, re.M) for command in commands)
