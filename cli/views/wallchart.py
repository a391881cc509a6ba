"""A wall chart's content: cases by organisation and stage, as of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cli.tables import aligned, one_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cli.session import Session
    from engine.definition.workflow import Text, Workflow
    from store.views import CaseLine

FULL = 100


class WallCase(msgspec.Struct, frozen=True):
    """A case on the chart; `late_since` is the due day that it has missed."""

    number: str
    marks: tuple[str, ...]
    late_since: dt.date | None


class WallRow(msgspec.Struct, frozen=True):
    """An organisation's cases, by column."""

    name: str
    cells: tuple[tuple[WallCase, ...], ...]
    done: int

    @property
    def cases(self) -> list[WallCase]:
        """Return all its cases."""
        return [case for cell in self.cells for case in cell]

    @property
    def overdue(self) -> int:
        """How many of them are overdue."""
        return sum(case.late_since is not None for case in self.cases)

    @property
    def rate(self) -> str:
        """How many of them are done, in per cent with one decimal, rounded half up."""
        return per_cent(self.done, len(self.cases))


class Wall(msgspec.Struct, frozen=True, kw_only=True):
    """All that a chart tells."""

    title: str
    place: str
    day: dt.date
    body: str
    columns: tuple[str, ...]
    rows: tuple[WallRow, ...]
    marks: dict[str, str]

    def marked(self, mark: str) -> int:
        """How many cases carry a mark."""
        return sum(mark in case.marks for row in self.rows for case in row.cases)

    @property
    def whole(self) -> WallRow:
        """All rows in one."""
        columns = range(len(self.columns))
        cells = tuple(tuple(case for row in self.rows for case in row.cells[at]) for at in columns)
        return WallRow("", cells, sum(row.done for row in self.rows))


def per_cent(part: int, whole: int) -> str:
    """Return a share in per cent with one decimal, rounded half up; a dash of nothing."""
    if not whole:
        return "-"
    tenths = (part * 10 * FULL * 2 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def date_parts(day: dt.date) -> dict[str, int]:
    """Return a day as sentences name it."""
    return {"year": day.year, "month": day.month, "day": day.day}


def columns_of(workflow: Workflow) -> dict[str, Text]:
    """Return the columns by key: stages in order, and states that belong to none."""
    found: dict[str, Text] = {}
    for state in workflow.states.values():
        if state.final == "void":
            continue
        if state.stage is None:
            found[f"state:{state.name}"] = state.title
        else:
            found[f"stage:{state.stage}"] = workflow.stages[state.stage]
    return found


def rows_of(
    workflow: Workflow,
    lines: Iterable[CaseLine],
    late: Mapping[str, dt.date],
    marks: Mapping[str, tuple[str, ...]],
    name_of: Mapping[str | None, str],
) -> tuple[WallRow, ...]:
    """Return one row for each organisation, those with most overdue and open cases first."""
    keys = list(columns_of(workflow))
    by_body: dict[str | None, list[list[WallCase]]] = {}
    done: dict[str | None, int] = {}
    for line in lines:
        state = workflow.states.get(line.state)
        if line.final == "void" or state is None:
            continue
        key = f"stage:{state.stage}" if state.stage is not None else f"state:{state.name}"
        cells = by_body.setdefault(line.organisation, [[] for _ in keys])
        case = WallCase(line.number, marks.get(line.id, ()), late.get(line.id))
        cells[keys.index(key)].append(case)
        done[line.organisation] = done.get(line.organisation, 0) + (line.final == "done")
    rows = [
        WallRow(name_of.get(body) or body or "-", tuple(map(tuple, cells)), done[body])
        for body, cells in by_body.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.overdue, row.done - len(row.cases), row.name)))


def wall_data(wall: Wall, written: Mapping[str, str]) -> dict[str, Any]:
    """Return a chart as programs read it."""
    return {
        "title": wall.title, "day": wall.day, "place": wall.place, **written,
        "rows": [_row_data(wall, row) for row in wall.rows],
    }  # fmt: skip


def _row_data(wall: Wall, row: WallRow) -> dict[str, Any]:
    cells = zip(wall.columns, row.cells, strict=True)
    return {
        "organisation": row.name,
        "cells": [{"column": title, "cases": [case.number for case in cell]}
                  for title, cell in cells],
        "total": len(row.cases), "done": row.done, "overdue": row.overdue,
        "marked": {mark: sum(mark in case.marks for case in row.cases) for mark in wall.marks},
    }  # fmt: skip


def summary(session: Session, wall: Wall) -> str:
    """Return the line beneath a chart's title."""
    whole = wall.whole
    parts = [
        session.says(
            "wallchart_summary",
            **date_parts(wall.day),
            total=len(whole.cases),
            done=whole.done,
            rate=whole.rate,
            overdue=whole.overdue,
        )
    ]
    parts += [
        session.says("wallchart_marked", mark=title, count=wall.marked(mark))
        for mark, title in wall.marks.items()
    ]
    return session.says("wallchart_comma").join(parts)


def wall_screen(session: Session, wall: Wall) -> Iterator[str]:
    """Show a chart as a table of numbers."""
    says = session.says
    yield wall.title
    yield summary(session, wall)
    if not wall.rows:
        return
    last = [says(f"wallchart_{name}") for name in ("total", "overdue", "rate")]
    head = [wall.body, *wall.columns, *last]
    rows = [_numbers(row, one_line(row.name)) for row in wall.rows]
    yield from aligned([head, *rows, _numbers(wall.whole, says("wallchart_total"))])


def _numbers(row: WallRow, name: str) -> list[str]:
    counts: Sequence[int] = [len(cell) for cell in row.cells]
    return [name, *map(str, counts), str(len(row.cases)), str(row.overdue), row.rate]
