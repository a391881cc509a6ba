"""What a new version of a definition would mean to the cases of a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.difference.differences import WORKFLOW, differences

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.definition.difference.differences import Difference
    from engine.definition.workflow import Workflow
    from engine.service.version_impact import RunningCase
    from runtime.wiring import Office

#: The parts of a deadline that decide on which day it falls due, counted from the same start.
DECIDES = ("within", "due", "soft", "not_before", "first_day", "roll", "counting")


def running_under(
    office: Office,
    before: Workflow,
    after: Workflow,
    progress: Callable[[int], None] | None = None,
) -> list[RunningCase]:
    """Return the open cases of a workflow that another version than `after` governs.

    Each with its running deadlines that `after` would let fall due on another day. Raise NotFound
    where its calendar is not known.
    """
    from engine.kernel.machine import Machine
    from engine.service.version_impact import running_cases

    calendar = office.library.calendar(after.calendar)
    other = Machine(after, calendar, dict(office.library.profiles()))
    names = recounted_deadlines(before, after)
    found = running_cases(office.engine, other, names, progress)
    return [one for one in found if one.version != after.version]


def recounted_deadlines(before: Workflow, after: Workflow) -> set[str]:
    """Return the deadlines that two definitions let fall due differently from the same start."""
    found = differences(before, after)
    if any(one.section == WORKFLOW and one.part in ("calendar", "counting") for one in found):
        return set(before.deadlines) & set(after.deadlines)
    return {one.name for one in found if _decides(one)}


def _decides(one: Difference) -> bool:
    return one.section == "deadlines" and one.part in DECIDES
