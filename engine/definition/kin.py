"""The names under which a definition is known to those that open it, or that it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.definition.workflow import Workflow


def kin(workflow: Workflow) -> frozenset[str]:
    """Return the name of a definition, and those of what it is based on."""
    return frozenset((workflow.name, *(one.partition("@")[0] for one in workflow.based_on)))
