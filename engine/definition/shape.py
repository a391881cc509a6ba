"""The shape of a definition: data against the models, every fault with its path.

What cannot be read is left out and the rest is kept, so that its meaning is checked as well.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from engine.definition.model import RESERVED, Definition
from engine.definition.problems import Finding, Path, found_key
from engine.definition.shape_faults import finding_of, path_of
from engine.definition.vocabulary import keys_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.source import Places

SECTIONS = (
    "settings", "roles", "fields", "stages", "states", "events", "deadlines", "ladders", "duties",
    "lists", "documents", "ledgers", "figures",
)  # fmt: skip


class Shape:
    """A definition as far as it could be read."""

    def __init__(self) -> None:
        self.definition: Definition | None = None
        self.findings: list[Finding] = []
        self.dropped: set[tuple[str, str]] = set()
        self.whole = True
        self.torn: set[Path] = set()


def shape_of(data: Mapping[str, Any], places: Places) -> Shape:
    """Read data into the models; never raise."""
    result = Shape()
    data, later = _without_reserved(data)
    data, empty = _without_empty(data, places)
    result.whole = not empty
    errors, definition = _validate(data)
    result.findings = [*later, *empty, *(finding_of(error, places) for error in errors)]
    result.torn = {
        finding.path[:-1]
        for finding in result.findings
        if finding.code == "definition_comma_in_braces"
    }
    if errors:
        kept = _prune(data, errors, result)
        _, definition = _validate(kept)
    result.definition = definition
    return result


def _validate(data: Any) -> tuple[list[Any], Definition | None]:
    try:
        return [], Definition.model_validate(data)
    except ValidationError as error:
        return error.errors(include_url=False, include_input=True), None


def _without_reserved(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
    """Leave out the words of later parts of the vocabulary."""
    kept = dict(data)
    findings = []
    for above, names in RESERVED.items():
        holder = kept if not above else kept.get(above)
        if not isinstance(holder, dict):
            continue
        for name in [one for one in names if one in holder]:
            path = (above, name) if above else (name,)
            findings.append(found_key(*path, code="definition_reserved", name=name))
        left = {key: value for key, value in holder.items() if key not in names}
        kept = {**kept, above: left} if above else left
    return kept, findings


def _without_empty(data: Mapping[str, Any], places: Places) -> tuple[dict[str, Any], list[Finding]]:
    """Leave out keys without a value: none of them means anything, but for a plain state."""
    findings: list[Finding] = []

    def strip(value: Any, path: Path) -> Any:
        """Return a value without what is empty in it."""
        if isinstance(value, list):
            listed = [(strip(one, (*path, index)), index) for index, one in enumerate(value)]
            return [one for one, index in listed if (*path, index) not in places.aliased]
        if not isinstance(value, dict):
            return value
        allowed = keys_at(path)
        kept = {}
        for key, one in value.items():
            here = (*path, key)
            if here in places.aliased:
                continue
            if one is not None or (allowed and key not in allowed) or path == ("states",):
                kept[key] = one if allowed and key not in allowed else strip(one, here)
            elif here in places.bare and not allowed:
                findings.append(found_key(*here, code="definition_comma_in_braces", name=key))
            else:
                findings.append(found_key(*here, code="definition_value_missing", name=key))
        return kept

    return strip(data, ()), findings


def _prune(data: Mapping[str, Any], errors: list[Any], result: Shape) -> dict[str, Any]:
    kept: dict[str, Any] = copy.deepcopy(dict(data))
    for error in errors:
        path = path_of(error["loc"])
        result.whole = False
        if error["type"] == "extra_forbidden":
            _remove(kept, path)
            continue
        cut = path[:2] if path and path[0] in SECTIONS else path[:1]
        if len(cut) == 2:
            result.dropped.add((str(cut[0]), str(cut[1])))
        _remove(kept, cut)
    return {**_BARE, **kept}


_BARE = {"workflow": "unnamed", "version": 1, "title": "–", "states": {}}
"""What stands in for the keys that every definition has, so that the rest can be checked."""


def _remove(data: Any, path: Path) -> None:
    for part in path[:-1]:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return
    if path and isinstance(data, dict):
        data.pop(path[-1], None)
