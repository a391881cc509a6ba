"""Migration plans as values: what becomes of open cases under another version of a definition."""

from __future__ import annotations

from typing import Any, Literal

from engine.definition.value import Value

#: How a running deadline gets its due day: it keeps it, or it is counted by the new rule from
#: where it started, or from the day of the migration.
DateRule = Literal["keep", "from_start", "from_today"]


class ClockPlan(Value, kw_only=True):
    """What becomes of a deadline: the one that it goes on as, None where it ends."""

    to: str | None
    date: DateRule = "keep"


class StartPlan(Value, kw_only=True):
    """A deadline of the new version that starts with the migration, in `states` or in all.

    It counts from today, or from the day on which the case was opened.
    """

    since: Literal["today", "opened"] = "today"
    states: tuple[str, ...] = ()


class MigrationPlan(Value, kw_only=True):
    """How cases of one version of a definition go on under another.

    Names of the old version stand for names of the new one; a field or an event that stands for
    None is left behind in the history. `values` are fields that each case is given.
    """

    workflow: str
    source: int
    target: int
    reason: str
    states: dict[str, str] = {}
    fields: dict[str, str | None] = {}
    events: dict[str, str | None] = {}
    deadlines: dict[str, ClockPlan] = {}
    starts: dict[str, StartPlan] = {}
    values: dict[str, Any] = {}
