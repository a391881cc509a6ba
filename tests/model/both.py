"""The same plan by the slow model and by the service, in words that can be compared."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

from engine.calendar.calendar import Calendar
from engine.definition.source import load_plain
from tests.fakes.memory_store import MemoryStore
from tests.model.kernel_adapter import ServiceRun
from tests.model.slow_calendar import SlowCalendar
from tests.model.slow_model import run
from tests.model.world import Outcome, Plan

NOTICES = Path(__file__).parents[2] / "workflows" / "calendars" / "china.yaml"
CALENDAR = Calendar.from_data(load_plain(NOTICES.read_bytes(), NOTICES.name)[0])
SLOW = SlowCalendar(CALENDAR.is_working)


def by_the_model(plan: Plan, calendar: SlowCalendar = SLOW) -> Outcome:
    """Return what the slow model makes of a plan."""
    return plain(run(plan, calendar))


def by_the_service(plan: Plan) -> Outcome:
    """Return what the service makes of a plan."""
    return plain(ServiceRun(plan, CALENDAR, MemoryStore()).outcome())


def differ(plan: Plan) -> bool:
    """Say whether the two make different things of a plan."""
    return by_the_model(plan) != by_the_service(plan)


def plain(outcome: Outcome) -> Outcome:
    """Return an outcome with its fields as a case keeps them: dates as text, no empty ones."""
    cases = {}
    for label, case in outcome.cases.items():
        fields = {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in case.fields.items()
            if value is not None and name != "reason"
        }
        cases[label] = dataclasses.replace(case, fields=fields)
    return Outcome(outcome.done, cases)
