"""Case numbers: per issuing office, workflow and year of the local legal date (semantics 22)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.kernel.machine import Machine
    from engine.service.ports import UnitOfWork


def case_number(unit: UnitOfWork, machine: Machine, office: str, at: dt.datetime) -> str:
    """Return the next number of a workflow's cases in the year of an instant."""
    workflow = machine.workflow
    year = machine.calendar.local_date(at).year
    number = unit.next_number(office, workflow.name, year)
    pattern = workflow.case_number or f"{workflow.name}-YYYY-N"
    return filled(pattern, year, number)


def filled(pattern: str, year: int, number: int) -> str:
    """Return a numbering pattern with its year (YYYY) and its running number (N) filled in."""
    head, _, tail = pattern.rpartition("N")
    return f"{head}{number}{tail}".replace("YYYY", str(year))
