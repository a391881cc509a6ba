"""What is tried before a definition is published: the scenarios that stand beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from runtime.bases import kept_bases
from runtime.publishing import published_workflows
from runtime.scenarios.files import scenarios_beside, suite_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runtime.scenarios.suite import Verdict
    from store.registry import Registry


def tried(registry: Registry, files: Iterable[str]) -> list[Verdict]:
    """Play the scenarios beside definition files; raise InputError for faults in them."""
    with_scenarios = [file for file in files if scenarios_beside(Path(file))]
    if not with_scenarios:
        return []
    known = published_workflows(registry)
    suite = suite_of(with_scenarios, known, kept_bases(registry))
    return list(suite.run(lambda _: True))
