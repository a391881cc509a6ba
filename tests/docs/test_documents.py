"""What the documents show is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.documents import DOCUMENTS, ROOT, rewritten

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
_YAML = re.compile(r"^```yaml.*?\n(workflow: .*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("name", "language"), DOCUMENTS.items())
def test_the_commands_of_a_readme_print_what_it_shows(name: str, language: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert rewritten(text, language) == text


def test_both_readmes_show_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        return [line for line in text.splitlines() if line.startswith("$ ")]

    assert commands("README.md") == commands("README.zh.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_decision_stands_in_the_index() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in sorted(folder.glob("0*.md")) if page.name not in index] == []


def test_decisions_have_context_decision_and_consequences() -> None:
    wanted = ["## Context", "## Decision", "## Consequences"]
    for page in (ROOT / "docs" / "adr").glob("0*.md"):
        lines = page.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if line.startswith("## ")] == wanted, page.name


def test_the_whole_definitions_in_the_documents_pass_the_checker() -> None:
    from engine.definition.check import check_sources
    from engine.definition.source import Source

    sources = [
        Source(str(page.relative_to(ROOT)), text)
        for page in PAGES
        for text in _YAML.findall(page.read_text(encoding="utf-8"))
    ]
    assert [check_sources([source], {}).problems for source in sources] == [()] * len(sources)
