"""Ledgers and figures as tables and as JSON."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cli.output import terminal_columns
from cli.tables import aligned, fitting, one_line
from cli.usage import close_to
from engine.definition.readers import is_open
from engine.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from engine.definition.workflow import Workflow
    from runtime.registers.figures import Line
    from runtime.registers.table import Table
    from runtime.registers.tally import Value
    from runtime.registers.words import Cell, Cells

#: What figures may be had by of an organisation that a field names.
ATTRIBUTES = ("level", "kind", "sector")


def lines_of(workflow: Workflow) -> Iterator[dict[str, Any]]:
    """Yield the ledgers and figures of a definition as programs read them."""
    for ledger in workflow.ledgers.values():
        titles = {"zh": ledger.title.zh, "en": ledger.title.en}
        columns = [
            {"zh": column.title.zh, "en": column.title.en} for column in ledger.columns.values()
        ]
        yield {"workflow": workflow.name, "ledger": ledger.name, "figure": None, "title": titles,
               "columns": columns}  # fmt: skip
    for figure in workflow.figures.values():
        titles = {"zh": figure.title.zh, "en": figure.title.en}
        yield {"workflow": workflow.name, "ledger": None, "figure": figure.name, "title": titles,
               "columns": []}  # fmt: skip


def list_screen(session: Session, workflows: Sequence[Workflow]) -> Iterator[str]:
    """Show the ledgers and figures, one line each."""
    if not workflows:
        yield session.says("nothing_found")
        return
    rows = []
    for workflow in workflows:
        for ledger in workflow.ledgers.values():
            told = session.says("ledger_columns", count=len(ledger.columns))
            rows.append([workflow.name, ledger.name, ledger.title.said(session.language), told])
        for figure in workflow.figures.values():
            told = session.says("ledger_figure")
            rows.append([workflow.name, figure.name, figure.title.said(session.language), told])
    yield from aligned(rows)


def row_data(columns: Sequence[str], row: Sequence[Cell]) -> dict[str, Any]:
    """Return a row of a ledger as programs read it, by the titles of its columns."""
    return {name: _plain(cell) for name, cell in zip(columns, row, strict=True)}


def _plain(cell: Cell) -> Any:
    return float(cell) if isinstance(cell, Decimal) else cell


def table_screen(session: Session, table: Table, rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Show a ledger as a table."""
    yield f"{one_line(table.title)}  {table.note()}"
    if not rows:
        yield session.says("nothing_found")
        return
    shown = [[_shown(cell) for cell in row] for row in rows]
    yield from fitting(table.columns, shown, terminal_columns())
    yield session.says("ledger_rows", rows=len(rows))


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float | Decimal):
        return f"{cell:,.2f}".rstrip("0").rstrip(".")
    return cell.isoformat() if isinstance(cell, dt.date) else one_line(str(cell))


def check_field(workflow: Workflow, by: str | None) -> None:
    """Refuse a field that figures cannot be had by; raise NotFound.

    Of a field that names an organisation, figures may be had by its level, kind or sector as well.
    """
    fields = [name for name in workflow.fields if workflow.secret or is_open(workflow, name)]
    fields += [
        f"{name}.{attribute}" for name in fields if workflow.fields[name].type == "organisation"
        for attribute in ATTRIBUTES
    ]  # fmt: skip
    if by is not None and by not in fields:
        known = close_to(by, fields) or ", ".join(fields)
        raise NotFound("stats_field_unknown", field=by, workflow=workflow.name, known=known)


def figures_data(line: Line) -> dict[str, Any]:
    """Return one line of figures as programs read it; a rate of nothing is null."""
    return {
        "group": line.group,
        "figures": {name: _number(value) for name, value in line.values.items()},
    }


def _number(value: Value) -> float | None:
    """Return a count as a whole number; a rate has places behind the point, even noughts."""
    if value is None:
        return None
    return int(value) if value.as_tuple().exponent == 0 else float(value)


def period_note(
    session: Session, first: dt.date | None, last: dt.date, as_of: dt.date | None
) -> str:
    """Return over which days figures are counted, and as of which."""
    code = "figures_until" if first is None else "figures_between"
    told = session.says(code, first=first, last=last)
    return told if as_of is None else told + session.says("figures_as_of", day=as_of)


def figures_screen(
    session: Session, workflow: Workflow, by: str | None, lines: Sequence[Line], cells: Cells,
    note: str,
) -> Iterator[str]:  # fmt: skip
    """Show figures, one line a group, and at the foot what each rate is of."""
    yield note
    figures = workflow.figures.values()
    field = workflow.fields.get((by or "").partition(".")[0])
    head = [field.title.said(session.language) if field is not None else ""]
    rows = [head + [figure.title.said(session.language) for figure in figures]]
    for line in lines:
        group = cells.title(by, line.group) if by and line.group else ""
        rows.append(
            [one_line(group), *(_rate(line, figure.name, figure.ratio) for figure in figures)]
        )
    yield from aligned(rows)
    for figure in figures:
        if figure.ratio is not None and figure.basis is not None:
            part, whole = (workflow.figures[name].title for name in figure.ratio)
            facts = {"figure": figure.title, "part": part, "whole": whole, "basis": figure.basis}
            said = {name: text.said(session.language) for name, text in facts.items()}
            yield session.says("report_rate_definition", places=figure.places, **said)


def _rate(line: Line, name: str, ratio: object) -> str:
    value = line.values[name]
    if value is None:
        return "-"
    return f"{value}%" if ratio is not None else _shown(value)
