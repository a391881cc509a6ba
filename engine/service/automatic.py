"""Which event takes itself next, after something happened to some cases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.errors import PatrolError
from engine.kernel.events import ENGINE
from engine.kernel.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Set

    from engine.definition.workflow import Event
    from engine.kernel.case import Case
    from engine.service.workspace import Workspace


def first_automatic(
    work: Workspace, touched: Set[str], at: dt.datetime
) -> tuple[str, Event] | None:
    """Return the first event whose guard is true among touched cases and those beside them."""
    candidates = _candidates(work, touched)
    for case_id in sorted(candidates) if len(candidates) > 1 else candidates:
        machine, case = work.relative(case_id)
        for event in machine.automatic if not case.void else ():
            if case.state in event.sources and _holds(work, case, event, at):
                return case_id, event
    return None


def _holds(work: Workspace, case: Case, event: Event, at: dt.datetime) -> bool:
    scene = Scene(work.machine_of(case), case, work, at, actor=ENGINE)
    try:
        return scene.holds(event.when)
    except PatrolError:
        return False


def _candidates(work: Workspace, touched: Set[str]) -> set[str]:
    """Return the touched cases, their parents, and those children that may move themselves."""
    found = set(touched)
    for case_id in touched - work.alone:
        machine, case = work.relative(case_id)
        if case.parent is not None:
            found.add(case.parent.case)
        for field in machine.automatic_children(work.registry.has_automatic):
            found.update(child.id for _, child in work.children(case, field))
    return found
