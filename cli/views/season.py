"""A season's closing screen: what is made up, then figures counted from its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import aligned
from cli.views.demo import program
from runtime.registers.figures import Period, figures_of
from runtime.registers.words import Cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from runtime.registers.figures import Line
    from runtime.seasons.season import Table
    from runtime.seasons.staging import SeasonStage

Counted = list[tuple["Table", list["Line"]]]


def counted(session: Session, stage: SeasonStage) -> Counted:
    """Return the tables of a season, counted from its cases for whoever looks."""
    return [
        (table, figures_of(
            stage.office, table.workflow, session.looks_as, stage.office.clock.now(),
            period=Period(table.first, table.last), by=table.by))
        for table in stage.season.tables
    ]  # fmt: skip


def season_data(stage: SeasonStage, tables: Counted) -> dict[str, Any]:
    """Return what a season came to, as programs read it."""
    season = stage.season
    return {
        "database": stage.office.location.shown,
        "season": season.season,
        "as_of": stage.until.isoformat(),
        "note": {"zh": season.note.zh, "en": season.note.en},
        "figures": [_table_data(table, lines) for table, lines in tables],
    }


def _table_data(table: Table, lines: list[Line]) -> dict[str, Any]:
    return {
        "title": {"zh": table.title.zh, "en": table.title.en},
        "workflow": table.workflow,
        "by": table.by,
        "lines": [
            {"group": line.group, "values": {
                name: None if (value := line.values[name]) is None else float(value)
                for name in table.figures}}
            for line in lines
        ],
    }  # fmt: skip


def season_screen(session: Session, stage: SeasonStage, tables: Counted) -> Iterator[str]:
    """Show what was played, its figures, and what to look at next."""
    season, says = stage.season, session.says
    yield says("season_played", title=season.title.said(session.language), day=stage.until)
    yield season.note.said(session.language)
    for table, lines in tables:
        yield ""
        yield table.title.said(session.language)
        yield from aligned(list(_rows(session, stage, table, lines)), indent="  ")
    yield ""
    yield says("demo_look", database=stage.office.location.shown)
    yield from (f"  {program(session)} {line}" for line in season.look)


def _rows(
    session: Session, stage: SeasonStage, table: Table, lines: list[Line]
) -> Iterator[list[str]]:
    workflow = stage.office.library.workflow(table.workflow)
    cells = Cells(workflow, stage.office.lexicon.names, session.language)
    yield ["", *(workflow.figures[name].title.said(session.language) for name in table.figures)]
    for line in lines:
        group = line.group or ""
        title = table.groups[group].said(session.language) if group in table.groups else ""
        if not title and table.by:
            title = cells.title(table.by, group)
        yield [title, *(_figure(workflow.figures[name].ratio, line.values[name])
                        for name in table.figures)]  # fmt: skip


def _figure(ratio: object, value: object) -> str:
    if value is None:
        return "-"
    return f"{value}%" if ratio is not None else f"{value}"
