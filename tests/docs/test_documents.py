"""What the documents show is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli.tree import TREE
from scripts.documents import DOCUMENTS, PICTURES, ROOT, picture, rewritten

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
#: What people write in their own words: a reason, a subject, the name of a token.
_FREE = re.compile(r"(--reason |--name |subject=|content=)(\"[^\"]*\"|\S+)")
_COMMAND = re.compile(r"(?:`|^\$ |  |&& )patrol ((?:[a-z]+ ?)+)", re.MULTILINE)
_WORDS = re.compile(r"[a-z ]+")
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
_YAML = re.compile(r"^```yaml(.*)\n((?:(?!```).*\n)*?workflow: (?:(?!```).*\n)*)```$", re.MULTILINE)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_commands_of_a_document_print_what_it_shows(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert rewritten(text, DOCUMENTS[name]) == text


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_the_definition_as_it_is(name: str) -> None:
    assert picture(*PICTURES[name]) == (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    ["README", "docs/interchange", "docs/operations", "docs/scenarios", "docs/tutorial"],
)
def test_a_document_shows_the_same_commands_in_both_languages(name: str) -> None:
    def commands(file: str) -> list[list[str]]:
        """Return the commands; what a person writes differs from one language to the other."""
        text = (ROOT / file).read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if line.startswith("$ ")]
        return [_FREE.sub(r"\1", line).split() for line in lines]

    assert commands(f"{name}.md") == commands(f"{name}.zh.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    named = [_WORDS.match(each) for each in _COMMAND.findall(page.read_text(encoding="utf-8"))]
    assert [found.group() for found in named if found and not _exists(found.group().split())] == []


def _exists(words: list[str]) -> bool:
    """Return whether words lead to a command, whatever is said to it afterwards."""
    place: object = TREE
    for word in words:
        if not isinstance(place, dict):
            break
        if word not in place:
            return False
        place = place[word]
    return True


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


def _definitions(page: Path) -> list[str]:
    """Return the definitions of a page; of several of one name only the last has to be right."""
    last: dict[str, str] = {}
    for name, text in _YAML.findall(page.read_text(encoding="utf-8")):
        if "\nscenarios:" not in text:
            last[name or text] = text
    return list(last.values())


def test_the_whole_definitions_in_the_documents_pass_the_checker() -> None:
    from engine.definition.source import Source
    from runtime.publishing import check, shipped_workflows

    sources = [
        Source(str(page.relative_to(ROOT)), text) for page in PAGES for text in _definitions(page)
    ]
    assert len(sources) >= 4
    known = shipped_workflows()
    assert [check([each], known).problems for each in sources] == [()] * len(sources)
