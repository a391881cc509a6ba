"""Ledgers and figures: their rows exist, their expressions are typed, their rates say of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.check_expressions import expression_faults, unread_names
from engine.definition.kinds import ANY, DATE, NUMBER, YES_NO
from engine.definition.ledgers import CASE, EVENT, ROW
from engine.definition.problems import Finding, Path, found, found_key
from engine.definition.scope import Scope, field_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.ledgers import Figure, Ledger
    from engine.definition.subject import Subject

_SETS = ("cases", "rows")


def check_ledgers(subject: Subject) -> Iterator[Finding]:
    """Yield what is wrong with the ledgers and figures of a definition."""
    check = _Ledgers(subject)
    for ledger in subject.workflow.ledgers.values():
        yield from check.ledger(ledger)
    for figure in subject.workflow.figures.values():
        yield from check.figure(figure)


class _Ledgers:
    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._workflow = subject.workflow
        self._unread = unread_names(subject)
        self._scope = Scope(self._workflow, subject.index, self._unread)

    def ledger(self, ledger: Ledger) -> Iterator[Finding]:
        """Check one ledger."""
        path: Path = ("ledgers", ledger.name)
        yield from self._unit(path, "row", ledger.row, ledger.events)
        if not ledger.columns:
            yield found_key(*path, "columns", code="definition_ledger_empty", name=ledger.name)
        scope = self._scope_of(ledger.row)
        yield from expression_faults((*path, "when"), ledger.when, YES_NO, scope)
        for column in ledger.columns.values():
            place: Path = (*path, "columns", column.name)
            written = self._subject.face.ledgers[ledger.name].columns[column.name]
            place = place if isinstance(written, str) else (*place, "value")
            wanted = NUMBER if column.total else None
            yield from expression_faults(place, column.value, wanted, scope)

    def figure(self, figure: Figure) -> Iterator[Finding]:
        """Check one figure: it counts, or it is a rate of two that count."""
        path: Path = ("figures", figure.name)
        written = self._subject.face.figures[figure.name].ratio
        if (figure.count is None) == (not written):
            yield found_key(*path, code="definition_figure_form", name=figure.name)
        if figure.count is not None:
            yield from self._counted(path, figure, figure.count)
        if written:
            yield from self._rate(path, figure, written)

    def _counted(self, path: Path, figure: Figure, unit: str) -> Iterator[Finding]:
        yield from self._unit(path, "count", unit, figure.events)
        scope = self._scope_of(unit)
        yield from expression_faults((*path, "on"), figure.on, DATE, scope)
        yield from expression_faults((*path, "when"), figure.when, YES_NO, scope)
        yield from expression_faults((*path, "sum"), figure.sum, NUMBER, scope)

    def _rate(self, path: Path, figure: Figure, written: list[str]) -> Iterator[Finding]:
        if figure.ratio is None:
            yield found(*path, "ratio", code="definition_figure_ratio_of_two")
        if figure.basis is None:
            yield found_key(*path, code="definition_figure_without_basis", name=figure.name)
        figures = self._workflow.figures
        counted = [name for name, one in figures.items() if one.count is not None]
        for index, name in enumerate(written):
            code = "definition_figure_unknown"
            place: Path = (*path, "ratio", index)
            yield from self._subject.missing("figures", place, name, counted, code)

    def _unit(self, path: Path, key: str, unit: str, events: tuple[str, ...]) -> Iterator[Finding]:
        """Check what is a row: a case, acts that exist, or a field of several."""
        if (unit == EVENT) != bool(events):
            yield found_key(*path, code="definition_rows_of_events", name=path[-1])
        for index, name in enumerate(events):
            place: Path = (*path, "events", index) if len(events) > 1 else (*path, "events")
            known = self._workflow.events
            yield from self._subject.missing(
                "events", place, name, known, "definition_event_unknown"
            )
        if unit in (CASE, EVENT):
            return
        fields = self._workflow.fields.values()
        sets = [one.name for one in fields if one.type in _SETS and not one.linked]
        code = "definition_rows_of_no_field"
        yield from self._subject.missing("fields", (*path, key), unit, sets, code)

    def _scope_of(self, unit: str) -> Scope:
        """Return what the expressions of a row may speak of."""
        if unit == EVENT:
            return self._scope
        field = self._workflow.fields.get(unit)
        if unit == CASE or field is None:
            extra = {} if unit == CASE else {ROW: ANY}
        else:
            extra = {ROW: field_kind(field).of or ANY}
        return Scope(self._workflow, self._subject.index, {**self._unread, **extra}).without_act()
