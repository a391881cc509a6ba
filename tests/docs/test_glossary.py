"""What the glossary says a thing is called, the program calls it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from cli.tree import TREE
from engine.definition.schema import json_schema
from runtime.shipped import FOLDER
from scripts.documents import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in GLOSSARY.splitlines()
    if line.startswith("| ") and not line.startswith("| 中文")
]
NAMES = sorted({name for row in ROWS for name in re.findall(r"`([^`]+)`", row[-1])})
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def keys() -> set[str]:
    schema = json_schema()
    parts: list[dict[str, Any]] = [schema, *schema["$defs"].values()]
    return {key for part in parts for key in part.get("properties", {})}


def is_command(names: list[str]) -> bool:
    found: Any = TREE
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return isinstance(found, str)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_glossary_names_exists(name: str) -> None:
    kind, *rest = name.split()
    if kind == "yaml":
        assert rest[0] in keys()
    elif kind == "workflow":
        assert (FOLDER / rest[0] / "workflow.yaml").is_file()
    else:
        assert kind == "patrol"
        assert is_command(rest)


def test_every_term_is_explained_in_both_languages_and_stands_once() -> None:
    assert len(ROWS) > 80
    for chinese, english, meaning_zh, meaning_en, _ in ROWS:
        assert CHINESE.search(chinese), chinese
        assert CHINESE.search(meaning_zh), chinese
        assert english, chinese
        assert not CHINESE.search(english + meaning_en), chinese
    terms = [row[0] for row in ROWS]
    assert len(set(terms)) == len(terms)


def test_every_shipped_workflow_and_top_key_of_a_definition_has_its_word() -> None:
    shipped = {f"workflow {path.parent.name}" for path in FOLDER.glob("*/workflow.yaml")}
    top = {f"yaml {key}" for key in json_schema()["properties"]}
    assert (shipped | top) - set(NAMES) == set()
