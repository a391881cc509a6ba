"""What would become of a case whose people act as a scenario says, from another day on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.errors import PatrolError, UsageError
from runtime.rehearsal.forecast import LAST_YEAR, Forecast, told_of
from runtime.scenarios.script import day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.kernel.effects import Refusal
    from runtime.scenarios.play import Play, Stuck
    from runtime.scenarios.script import Line


def follow(play: Play, lines: Sequence[Line], start: dt.date, until: dt.date) -> Forecast:
    """Return what happens if the first line falls on a day, each other as long after it.

    What a scenario expects is left out, and so is what it expects to be refused. After the last
    line nobody does anything. Raise PatrolError where no case is opened.
    """
    if not start <= until or until.year > LAST_YEAR:
        raise UsageError("simulate_until", start=start, until=until)
    moments = [line.at for line in lines if line.at is not None]
    later = start - min(moments).date()
    failed: list[str] = []
    for line in lines:
        if line.is_refused or line.at is None or (line.at + later).date() > until:
            continue
        failed += [_told(line, one) for one in play.take(_moved(line, later))]
    opened = next(iter(play.stage.store.state.cases), None)
    if opened is None:
        raise PatrolError("simulate_scenario_opens_nothing", detail="; ".join(failed) or "-")
    calendar = play.stage.library.calendar(play.workflow(opened).calendar)
    failed += play.stage.until(calendar.end_of(until))
    return told_of(
        play.stage, opened, course="scenario", span=(start, until), calendar=calendar,
        failed=tuple(failed),
    )  # fmt: skip


def _moved(line: Line, later: dt.timedelta) -> Line:
    """Return a line that comes later, and so do the days that it speaks of."""
    assert line.at is not None
    told = {"with_": _later(line.face.with_, later), "to": _later(line.face.to, later)}
    return replace(line, at=line.at + later, face=line.face.model_copy(update=told))


def _later(value: Any, later: dt.timedelta) -> Any:
    if isinstance(value, dict):
        return {name: _later(one, later) for name, one in value.items()}
    if isinstance(value, list):
        return [_later(one, later) for one in value]
    found = day(value) if isinstance(value, str) else None
    return value if found is None else (found + later).isoformat()


def _told(line: Line, refused: Refusal | Stuck) -> str:
    return f"{line.place.line}: {line.verb} {line.object}: {refused.code}"
