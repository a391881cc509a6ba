"""What expressions see of a case, a relative or a clock: plain values by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

if TYPE_CHECKING:
    from engine.calendar.calendar import Calendar
    from engine.definition.workflow import Field
    from engine.kernel.case import Case, Clock
    from engine.kernel.machine import Machine

#: What expressions call the two ends of a period, and what they are kept as.
PERIOD_ENDS = {"starts": "from", "ends": "to"}
_LISTS = ("choices", "persons", "organisations", "documents", "rows", "cases", "picks")


def plain(field: Field, value: Any) -> Any:
    """Return a stored value as expressions take it: dates as dates, money as a number."""
    if value is None:
        return [] if field.type in _LISTS else None
    if field.type == "date":
        return dt.date.fromisoformat(value)
    if field.type == "money":
        return float(value)
    if field.type == "rows":
        return [_row(field, row) for row in value]
    if field.type == "period":
        return {name: dt.date.fromisoformat(value[key]) for name, key in PERIOD_ENDS.items()}
    return value


def _row(field: Field, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with every column; what is not filled in is None."""
    return {
        name: plain(replace(field, type=kind, columns={}), row.get(name))
        for name, kind in field.columns.items()
    }


def element(machine: Machine, case: Case) -> dict[str, Any]:
    """Return a relative as an expression sees it in a set of cases."""
    found: dict[str, Any] = {
        name: plain(field, case.fields.get(name)) for name, field in machine.workflow.fields.items()
    }
    found.update((name, read(machine, case)) for name, read in COLUMNS.items())
    return found


def finality(machine: Machine, case: Case) -> str | None:
    """Return how a case has ended: `done`, `void`, or None while it is open."""
    if case.void:
        return "void"
    return machine.workflow.states[case.state].final


#: What every case tells of itself, whatever its fields are.
COLUMNS: Mapping[str, Callable[[Machine, Case], Any]] = {
    "id": lambda _machine, case: case.id,
    "number": lambda _machine, case: case.number,
    "state": lambda _machine, case: case.state,
    "stage": lambda machine, case: machine.workflow.states[case.state].stage,
    "closed": lambda machine, case: finality(machine, case) is not None,
    "void": lambda machine, case: finality(machine, case) == "void",
    "closed_on": lambda _machine, case: case.closed_on,
    "opened_on": lambda _machine, case: case.opened_on,
    "opened_by": lambda _machine, case: case.opened_by,
}

CLOCK_VALUES = ("due_on", "met_on", "running", "status", "extended_to", "overdue_working_days")


def clock_value(name: str, clock: Clock | None, calendar: Calendar, today: dt.date) -> Any:
    """Return one of CLOCK_VALUES of a clock; a clock that never started is not running."""
    if clock is None:
        return {"running": False, "overdue_working_days": 0}.get(name)
    if name == "running":
        return clock.status == "running"
    if name == "met_on":
        return clock.ended_on if clock.status in ("met", "met_late") else None
    if name == "overdue_working_days":
        return overdue_working_days(clock, calendar, today)
    return getattr(clock, name)


def overdue_working_days(clock: Clock, calendar: Calendar, today: dt.date) -> int:
    """Return by how many working days a running clock is overdue.

    The due day itself is not; on the first day after it, a rest day too, it is one (semantics 1).
    """
    if clock.due_on is None or clock.status != "running" or today <= clock.due_on:
        return 0
    return max(1, calendar.working_days_between(clock.due_on, today))
