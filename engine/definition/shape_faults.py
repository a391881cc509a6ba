"""What a model finds wrong in a file, as problems that people can act on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from engine.definition.model import Definition
from engine.definition.problems import Finding, Path, found, found_key, unknown, unknown_key
from engine.definition.vocabulary import keys_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.source import Places
    from engine.definition.words import Face

_WANTED = {
    "string_type": "definition_text_wanted",
    "dict_type": "definition_mapping_wanted",
    "model_type": "definition_mapping_wanted",
    "model_attributes_type": "definition_mapping_wanted",
    "list_type": "definition_list_wanted",
    "bool_type": "definition_yes_no_wanted",
    "int_type": "definition_whole_number_wanted",
    "int_from_float": "definition_whole_number_wanted",
    "greater_than_equal": "definition_whole_number_wanted",
}


def path_of(loc: tuple[str | int, ...]) -> Path:
    """Return the path in the file of where a model found a fault."""
    return tuple(part for part in loc if not str(part).startswith("~") and part != "[key]")


def finding_of(error: Mapping[str, Any], places: Places, root: type[Face] = Definition) -> Finding:
    """Return what a model found wrong, in the words of a catalogue; `root` is the file's model."""
    kind, path = error["type"], path_of(error["loc"])
    if kind == "extra_forbidden":
        return _unknown_key(path, places, root)
    if kind == "missing":
        return found(*path[:-1], code="definition_key_missing", name=str(path[-1]))
    if error.get("input") is None and not kind.startswith("definition_"):
        return found(*path, code="definition_value_missing", name=str(path[-1]) if path else "")
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        value = str(error["input"])
        return unknown(*path, code="definition_choice_unknown", name=value, known=known)
    code = kind if kind.startswith("definition_") else _WANTED.get(kind, "definition_text_wanted")
    return Finding(path, code, dict(error.get("ctx") or {}))


def _unknown_key(path: Path, places: Places, root: type[Face]) -> Finding:
    name = str(path[-1])
    if path in places.bare:
        return found_key(*path, code="definition_comma_in_braces", name=name)
    known = keys_at(path[:-1], root)
    return unknown_key(*path, code="definition_key_unknown", name=name, known=known)
