"""The pages on importing tell every key of a mapping, in the words of the catalogues."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.definition.schema import described, key_table
from engine.definition.vocabulary import keys_of, models
from runtime.mappings.faces import MappingFile
from runtime.mappings.reading import read_mapping
from runtime.shipped import FOLDER
from tests.workflows.shipped import workflows

DOCS = Path(__file__).parents[2] / "docs"
PAGES = (("en", "importing.md"), ("zh", "importing.zh.md"))


@pytest.mark.parametrize(("language", "page"), PAGES)
def test_the_page_tells_every_key_as_the_catalogue_does(language: str, page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for model in models(MappingFile):
        assert key_table(model, language) in text, model


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_key_of_a_mapping_says_what_it_means(language: str) -> None:
    for model in models(MappingFile):
        assert not [key for key in keys_of(model)
                    if described(model, key, language).startswith("key_")]  # fmt: skip


@pytest.mark.parametrize(
    "file", sorted(FOLDER.glob("examples/*/import_mapping.yaml")), ids=lambda file: file.parent.name
)
def test_the_mappings_that_are_shipped_are_in_order(file: Path) -> None:
    assert read_mapping(file.read_bytes(), file.name, workflows().__getitem__).columns
