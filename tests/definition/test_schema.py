"""The JSON Schema, the models, the catalogues and the reference say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.definition.model import Definition
from engine.definition.schema import described, json_schema, key_table, section_of
from engine.definition.vocabulary import keys_of, models
from engine.definition.words import Face
from engine.messages import LANGUAGES, catalogue
from runtime.mappings.faces import MappingFile
from runtime.reports.faces import ReportFile
from runtime.scenarios.faces import ScenarioFile

REFERENCE = Path(__file__).parents[2] / "docs" / "definition-format.md"


def properties(model: type[Face]) -> set[str]:
    schema = json_schema()
    part = schema if model is Definition else schema["$defs"][model.__name__]
    return set(part.get("properties", {}))


@pytest.mark.parametrize("model", models(), ids=section_of)
def test_the_keys_of_the_schema_are_those_of_the_reader(model: type[Face]) -> None:
    assert properties(model) == set(keys_of(model))


@pytest.mark.parametrize("model", models(), ids=section_of)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_says_what_it_means(model: type[Face], language: str) -> None:
    for key in keys_of(model):
        said = described(model, key, language)
        assert not said.startswith("key_"), key
        assert bool(re.search("[一-鿿]", said.replace("苏安巡〔YYYY〕N号", ""))) is (
            language == "zh"
        )


def test_no_key_is_described_that_does_not_exist() -> None:
    known = {*models(), *models(ScenarioFile), *models(MappingFile), *models(ReportFile)}
    keys = {f"key_{section_of(model)}_{key}" for model in known for key in keys_of(model)}
    assert {code for code in catalogue("en") if code.startswith("key_")} == keys


def test_every_key_of_a_scenario_file_is_described_in_both_languages() -> None:
    for model in models(ScenarioFile):
        for key in keys_of(model):
            texts = [described(model, key, language) for language in ("zh", "en")]
            assert not any(text.startswith("key_") for text in texts), (model, key)
    assert json_schema(ScenarioFile)["required"] == ["workflow", "scenarios"]


def test_the_schema_is_closed_but_for_the_parents_that_open_a_case() -> None:
    schema = json_schema()
    open_parts = [
        name
        for name, part in schema["$defs"].items()
        if part.get("type") == "object" and part.get("additionalProperties") is not False
    ]
    assert open_parts == ["OpenedByFace"]
    assert schema["additionalProperties"] is False
    assert schema["else"]["required"] == ["workflow", "version", "title", "states"]


def test_a_file_that_is_based_on_another_need_not_say_what_that_one_says() -> None:
    schema = json_schema()
    assert schema["if"] == {"required": ["based_on"]}
    assert schema["then"]["required"] == ["workflow", "version"]
    asked = schema["else"]["properties"]
    assert asked["settings"]["additionalProperties"]["required"] == ["type", "default"]
    assert asked["events"]["additionalProperties"]["required"] == ["title", "from", "to", "by"]
    assert "required" not in schema["$defs"]["EventFace"]


@pytest.mark.parametrize("model", models(), ids=section_of)
def test_the_reference_lists_every_key(model: type[Face]) -> None:
    assert key_table(model, "en") in REFERENCE.read_text(encoding="utf-8")
