"""A definition that is based on another: what it changes, laid over what it is based on.

Only what the table below names may change, so that a case of the one goes the way of the other.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from engine.definition.based_places import BasedPlaces
from engine.definition.problems import Finding, Path, found, found_key, unknown, unknown_key
from engine.definition.source import read
from engine.definition.vocabulary import keys_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.source import Read, Source

Bases = Callable[[str, int], "Source | None"]
"""Finds the text of a version by name and number."""

BASED_ON = "based_on"
_NAMED = re.compile(r"([a-z][a-z0-9_]*)@([1-9][0-9]{0,8})")

#: What may be written anew, added or changed, by where it stands; `*` is any name there is.
SET = "set"
ADD = "add"
TITLED: dict[str, Any] = {"title": SET, "clause": SET}
MAY_CHANGE: dict[str, Any] = {
    "workflow": SET,
    "version": SET,
    "title": SET,
    "basis": SET,
    "case_number": SET,
    "settings": {"*": {**TITLED, "default": SET, "choices": {"*": SET}}},
    "roles": {"*": {"title": SET}},
    "fields": {"*": {"title": SET, "choices": {"*": SET}, "columns": {"+": ADD}}, "+": ADD},
    "stages": {"*": SET},
    "states": {"*": {"title": SET}},
    "events": {"*": TITLED},
    "deadlines": {
        "*": {**TITLED, "starts": SET, "within": SET, "warn": SET, "remind": SET, "overdue": SET}
    },
    "ladders": {"*": SET, "+": ADD},
    "duties": {"*": {**TITLED, "case_number": SET, "at_least": SET, "warn": SET, "overdue": SET}},
    "marks": {"*": SET, "+": ADD},
    "ledgers": {"*": {"title": SET, "columns": {"+": ADD}}},
    "figures": {"*": {"title": SET}},
    "documents": {"*": {"title": SET, "number": SET, "series": SET}},
}


def lay_over_base(child: Read, bases: Bases, known: list[str]) -> list[Finding]:
    """Make a file that is based on another whole, with places in the file itself.

    Return what stands in the way; then its data is gone.
    """
    if not isinstance(child.data, dict) or BASED_ON not in child.data:
        return []
    findings: list[Finding] = []
    whole = _whole(child.data, bases, [], findings, known)
    if whole is not None:
        child.places = BasedPlaces(child.places, whole)
    child.data = whole
    return findings


def _whole(
    child: dict[str, Any], bases: Bases, seen: list[str], findings: list[Finding], known: list[str]
) -> dict[str, Any] | None:
    """Return a child laid over its base, itself made whole first; None where there is none."""
    named = child[BASED_ON]
    match = _NAMED.fullmatch(named) if isinstance(named, str) else None
    if match is None:
        findings.append(found(BASED_ON, code="definition_base_unreadable", text=str(named)))
        return None
    seen = [*seen, f"{child.get('workflow')}@{child.get('version')}"]
    if named in seen:
        findings.append(found(BASED_ON, code="definition_base_circle", base=named))
        return None
    source = bases(match[1], int(match[2]))
    base = read(source.text, source.file).data if source is not None else None
    if base is None:
        code = "definition_base_unknown" if source is None else "definition_base_faulty"
        near = unknown(BASED_ON, code=code, name=named, known=known)
        findings.append(near if source is None else found(BASED_ON, code=code, name=named))
        return None
    lineage = [named]
    if BASED_ON in base:
        base = _whole(base, bases, seen, findings, known)
        if base is None:
            return None
        lineage += base[BASED_ON]
    whole = copy.deepcopy(base)
    findings += _lay(child, whole, MAY_CHANGE, (), named)
    return {**whole, BASED_ON: lineage}


def _lay(
    own: Mapping[str, Any], whole: dict[str, Any], may: Mapping[str, Any], path: Path, base: str
) -> Iterator[Finding]:
    """Write what may change into the whole; yield what may not."""
    for key, value in own.items():
        here = (*path, key)
        if not path and key == BASED_ON:
            continue
        rule = may.get(key) or may.get("*" if key in whole else "+")
        if value is None:
            yield found_key(*here, code="definition_value_missing", name=key)
        elif rule is None and _is_misspelt(path, key):
            # A word that stands nowhere in the vocabulary: the shape says what was meant.
            whole[key] = value
        elif rule is None and key not in whole and "*" in may:
            code = "definition_base_name_unknown"
            yield unknown_key(*here, code=code, name=key, known=whole, base=base)
        elif rule is None:
            yield found_key(*here, code="definition_base_keeps", name=key, base=base)
        elif rule in (SET, ADD):
            whole[key] = copy.deepcopy(value)
        elif path == ("settings",) and not isinstance(value, dict):
            whole[key] = {**whole[key], "default": value}
        elif not isinstance(value, dict):
            yield found(*here, code="definition_mapping_wanted")
        else:
            yield from _lay(value, _within(whole, key), rule, here, base)


def _within(whole: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the mapping under a key, made where the base leaves it out or says only a title."""
    found = whole.get(key)
    if not isinstance(found, dict):
        found = whole[key] = {}
    return found


def _is_misspelt(path: Path, key: str) -> bool:
    allowed = keys_at(path)
    return bool(allowed) and key not in allowed


def given_or(sources: Sequence[Source], bases: Bases) -> Bases:
    """Return what finds a version among texts that are given, and else among others."""
    given: dict[tuple[str, str], Source] = {}

    def find(name: str, version: int) -> Source | None:
        """Find the text of a version."""
        if not given:
            for source in sources:
                data = read(source.text, source.file).data
                if isinstance(data, dict):
                    given[str(data.get("workflow")), str(data.get("version"))] = source
        return given.get((name, str(version))) or bases(name, version)

    return find
