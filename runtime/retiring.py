"""Versions that take no new cases any more; those that are open go on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.definition.scope import opened_from
from engine.errors import Conflict, NotFound
from runtime.publishing import published_workflows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.definition.workflow import Workflow
    from store.registry import Registry

#: A fact of a database: when a version was retired and by whom, or nothing once taken back.
RETIRED = "retired:"


class Retirement(NamedTuple):
    """When a version was retired, and by whom; nobody is named by an older program."""

    at: dt.datetime
    by: str | None


def retired(facts: Mapping[str, str]) -> dict[tuple[str, int], Retirement]:
    """Return the versions that take no new cases, read from the facts of a database."""
    found = {}
    for key, told in facts.items():
        if told and key.startswith(RETIRED):
            name, _, version = key.removeprefix(RETIRED).partition("@")
            at, _, by = told.partition(" ")
            found[name, int(version)] = Retirement(dt.datetime.fromisoformat(at), by or None)
    return found


def refuse_retired(registry: Registry, workflows: Iterable[Workflow]) -> None:
    """Raise Conflict where a definition opens cases of a workflow that takes no new ones."""
    new = list(workflows)
    closed = {name for name, version in opening_versions(registry).items() if version is None}
    closed -= {one.name for one in new}
    for one in new:
        if names := sorted(closed & set(opened_from(one))):
            facts = {"workflow": one.name, "version": one.version, "opened": ", ".join(names)}
            raise Conflict("publish_opens_retired", **facts)


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


def retire(
    registry: Registry, name: str, version: int | None, at: dt.datetime, by: str
) -> list[int]:
    """Let a version, or every one, take no new cases; return those that did until now.

    Raise NotFound, Conflict where another workflow would still open such cases.
    """
    away = retired(registry.facts())
    versions = _versions(registry, name, version)
    left = set(_versions(registry, name, None)) - set(versions)
    if not {one for one in left if (name, one) not in away}:
        _refuse_where_opened(registry, name, away)
    now = [one for one in versions if (name, one) not in away]
    registry.note(**{f"{RETIRED}{name}@{one}": f"{at.isoformat()} {by}" for one in now})
    return now


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


def _refuse_where_opened(
    registry: Registry, name: str, away: Mapping[tuple[str, int], Retirement]
) -> None:
    """Raise Conflict where the newest version of another workflow opens such cases."""
    openers = []
    for other, versions in published_workflows(registry).items():
        taking = [one for one in versions if (other, one.version) not in away]
        if other != name and taking and name in opened_from(taking[-1]):
            openers.append(f"{other}@{taking[-1].version}")
    if openers:
        raise Conflict("workflow_still_opened", workflow=name, openers=", ".join(openers))
