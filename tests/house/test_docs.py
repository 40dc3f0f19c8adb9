"""Every command has help and stands in the docs; every page that the README names is there."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kitchen_tui.cli import parser
from sync_agent.cli import VERBS

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def commands(top: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that can be called, with its words."""
    groups = [a for a in top._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield name, top
    for group in groups:
        for word, below in group.choices.items():
            yield from commands(below, f"{name} {word}".strip())


@pytest.mark.parametrize(("name", "command"), list(commands(parser())), ids=lambda x: x if isinstance(x, str) else "")
def test_a_command_has_help_and_stands_in_the_docs(name: str, command: argparse.ArgumentParser) -> None:
    assert command.description
    assert f"kitchen-tui {name}" in (ROOT / "docs" / "command-line.md").read_text()


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_of_the_agent_stands_in_the_docs(verb: str) -> None:
    assert any(f"sync-agent {verb}" in page.read_text() for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []
