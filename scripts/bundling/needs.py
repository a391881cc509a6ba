"""Which packages a program needs on a machine other than this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scripts.bundling.targets import Target


def needed(
    roots: Iterable[str], target: Target, requires: Callable[[str], Iterable[str]]
) -> set[str]:
    """Return the names of all packages that the roots need on a target, the roots included.

    `requires` gives the dependencies that a package states, each with its marker.
    """
    found: dict[str, set[str]] = {}
    waiting = [Requirement(root) for root in roots]
    while waiting:
        requirement = waiting.pop()
        name = str(canonicalize_name(requirement.name))
        extras = found.get(name, set()) | requirement.extras | {""}
        if found.get(name) != extras:
            found[name] = extras
            waiting.extend(_stated(requires(name), target, extras))
    return set(found)


def _stated(lines: Iterable[str], target: Target, extras: set[str]) -> Iterator[Requirement]:
    for line in lines:
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(
            marker.evaluate({**target.environment, "extra": extra}) for extra in extras
        ):
            yield requirement
