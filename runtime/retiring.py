"""Versions that take no new cases any more; those that are open go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.scope import opened_from
from engine.errors import Conflict, NotFound
from runtime.publishing import published_workflows

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from store.registry import Registry

#: A fact of a database: when a version was retired, and nothing where that was taken back.
RETIRED = "retired:"


def retired(facts: Mapping[str, str]) -> set[tuple[str, int]]:
    """Return the versions that take no new cases, read from the facts of a database."""
    names = [
        key.removeprefix(RETIRED) for key, at in facts.items() if at and key.startswith(RETIRED)
    ]
    return {(name, int(version)) for name, _, version in (one.partition("@") for one in names)}


def opening_versions(registry: Registry) -> dict[str, int | None]:
    """Return under which version new cases run, for workflows of which some are retired.

    None where no version takes new cases.
    """
    away = retired(registry.facts())
    found: dict[str, int | None] = {}
    for name in {name for name, _ in away}:
        rows = [row for row in registry.definitions() if row.workflow == name]
        left = [row.version for row in rows if (name, row.version) not in away]
        found[name] = max(left, default=None)
    return found


def retire(registry: Registry, name: str, version: int | None, at: dt.datetime) -> list[int]:
    """Let a version, or every one, take no new cases; return those that did until now.

    Raise NotFound, Conflict where another workflow would still open such cases.
    """
    away = retired(registry.facts())
    versions = _versions(registry, name, version)
    left = set(_versions(registry, name, None)) - set(versions)
    if not {one for one in left if (name, one) not in away}:
        _refuse_where_opened(registry, name, away)
    registry.note(**{f"{RETIRED}{name}@{one}": at.isoformat() for one in versions})
    return [one for one in versions if (name, one) not in away]


def bring_back(registry: Registry, name: str, version: int | None) -> list[int]:
    """Let a version, or every one, take new cases again; return those that did not."""
    away = retired(registry.facts())
    versions = _versions(registry, name, version)
    back = [one for one in versions if (name, one) in away]
    registry.note(**{f"{RETIRED}{name}@{one}": "" for one in back})
    return back


def _versions(registry: Registry, name: str, version: int | None) -> list[int]:
    rows = registry.definitions()
    known = sorted(row.version for row in rows if row.workflow == name)
    if not known:
        names = ", ".join(sorted({row.workflow for row in rows})) or "-"
        raise NotFound("workflow_unknown", workflow=name, known=names)
    if version is not None and version not in known:
        facts = {"workflow": name, "version": version, "known": ", ".join(map(str, known))}
        raise NotFound("workflow_version_unknown", **facts)
    return known if version is None else [version]


def _refuse_where_opened(registry: Registry, name: str, away: set[tuple[str, int]]) -> None:
    """Raise Conflict where the newest version of another workflow opens such cases."""
    openers = []
    for other, versions in published_workflows(registry).items():
        taking = [one for one in versions if (other, one.version) not in away]
        if other != name and taking and name in opened_from(taking[-1]):
            openers.append(f"{other}@{taking[-1].version}")
    if openers:
        raise Conflict("workflow_still_opened", workflow=name, openers=", ".join(openers))
