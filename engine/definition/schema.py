"""The JSON Schema of a definition, for completion in editors, made from the models."""

from __future__ import annotations

from typing import Any

from engine.definition.model import Definition
from engine.definition.vocabulary import keys_of, models
from engine.definition.words import Face
from engine.messages import LANGUAGES, sentence

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(root: type[Face] = Definition) -> dict[str, Any]:
    """Return the schema of a kind of file, each key described in both languages."""
    schema = root.model_json_schema(by_alias=True)
    schema["$schema"] = DIALECT
    parts = {model.__name__: model for model in models(root)}
    _without_null(schema)
    _describe(schema, root)
    for name, part in schema.get("$defs", {}).items():
        _describe(part, parts[name])
    if root is Definition:
        _let_be_based(schema)
    return schema


def _let_be_based(schema: dict[str, Any]) -> None:
    """Ask for what a definition must say only of those that are not based on another."""
    whole: dict[str, Any] = {}
    for section, part in schema["properties"].items():
        named = part.get("additionalProperties")
        reference = named.get("$ref", "") if isinstance(named, dict) else ""
        face = schema["$defs"].get(reference.rpartition("/")[2], {})
        if "required" in face:
            asked = {"type": "object", "required": face.pop("required")}
            whole[section] = {"additionalProperties": asked}
    # What a file changes of a setting may be its value alone.
    settings = schema["properties"]["settings"]
    short = {"type": ["string", "number"]}
    settings["additionalProperties"] = {"anyOf": [settings["additionalProperties"], short]}
    schema["if"] = {"required": ["based_on"]}
    schema["then"] = {"required": ["workflow", "version"]}
    schema["else"] = {"required": schema.pop("required"), "properties": whole}


def section_of(model: type[Face]) -> str:
    """Return the word under which the catalogues describe a model's keys."""
    if model is Definition:
        return "workflow"
    if model.__name__ == "TwoTexts":
        return "text"
    name = model.__name__.removesuffix("Face")
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name).lstrip("_")


def described(model: type[Face], key: str, language: str) -> str:
    """Return what a key means."""
    return sentence(f"key_{section_of(model)}_{key}", language, {}).message


def key_table(model: type[Face], language: str) -> str:
    """Return the keys of a model as the rows of a Markdown table."""
    return "\n".join(f"| `{key}` | {described(model, key, language)} |" for key in keys_of(model))


def _describe(part: dict[str, Any], model: type[Face]) -> None:
    part["title"] = section_of(model)
    part.pop("description", None)
    for key, value in part.get("properties", {}).items():
        texts = [described(model, key, language) for language in LANGUAGES]
        value["title"] = key
        value["description"] = " · ".join(texts)


def _without_null(part: Any) -> None:
    """A key that has nothing to say is left out of a file: none may be null."""
    if isinstance(part, list):
        for one in part:
            _without_null(one)
    if not isinstance(part, dict):
        return
    forms = [one for one in part.get("anyOf", ()) if one != {"type": "null"}]
    if len(forms) == 1 and len(forms) < len(part["anyOf"]):
        del part["anyOf"]
        part.update(forms[0])
    if part.get("default", ...) is None:
        del part["default"]
    for one in list(part.values()):
        _without_null(one)
