"""The deadlines of a case as values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.kernel.case import Case, Clock


def latest(case: Case) -> list[Clock]:
    """Return the latest generation of each deadline, in the order in which they first started."""
    return list({clock.name: clock for clock in case.clocks if not clock.undone}.values())
