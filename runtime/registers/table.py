"""A ledger ready to be shown or written: its columns, its rows as cells, its workbook."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import IO, TYPE_CHECKING

from engine.messages import sentence
from runtime.registers.ledger import ledger_rows
from runtime.registers.words import Cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.definition.ledgers import Column, Ledger
    from engine.definition.workflow import Workflow
    from runtime.registers.words import Cell
    from runtime.wiring import Office
    from store.views import Past


class Table:
    """One ledger of a workflow as one person sees it, now or in a past, in one language."""

    def __init__(
        self, office: Office, workflow: Workflow, ledger: Ledger, person: str | None,
        language: str, past: Past | None = None,
    ) -> None:  # fmt: skip
        self._office = office
        self._workflow = workflow
        self._person = person
        self._language = language
        self._past = past
        self.ledger = ledger

    @cached_property
    def columns(self) -> list[str]:
        """The titles of the columns."""
        return [column.title.said(self._language) for column in self.ledger.columns.values()]

    @property
    def title(self) -> str:
        """The title of the ledger."""
        return self.ledger.title.said(self._language)

    @property
    def at(self) -> dt.datetime:
        """The instant before which everything in it had happened."""
        return self._past.before if self._past is not None else self._office.clock.now()

    def rows(self) -> Iterator[list[Cell]]:
        """Yield the rows as cells, in order of recording."""
        columns = list(self.ledger.columns.values())
        cells, now = self._cells(), self._office.clock.now()
        found = ledger_rows(
            self._office, self._workflow.name, self.ledger, self._person, now, self._past
        )
        for row in found:
            yield [cells.cell(column, value) for column, value in zip(columns, row, strict=True)]

    def note(self) -> str:
        """Return of when the ledger is, and as known when."""
        calendar = self._office.library.calendar(self._workflow.calendar)
        known = self._past.known_at if self._past is not None else self._office.clock.now()
        facts = {
            name: _clock_time(instant.astimezone(calendar.zone))
            for name, instant in (("at", self.at), ("known", known))
        }
        return sentence("ledger_note", self._language, facts).message

    def write(self, target: IO[bytes], progress: Callable[[int], None] | None = None) -> int:
        """Write the ledger as an Excel workbook; return how many rows it has."""
        from runtime.registers.workbook import Sheet, write_workbook

        columns = self.ledger.columns.values()
        sheet = Sheet(
            title=self.title,
            note=self.note(),
            columns=self.columns,
            totals=[column.total for column in columns],
            choices=[self._choices(column) for column in columns],
            paper=self.ledger.paper,
            total=sentence("ledger_total", self._language, {}).message,
        )
        return write_workbook(target, sheet, self.rows(), self.at, progress)

    def _cells(self) -> Cells:
        field = self._workflow.fields.get(self.ledger.row)
        elements = None
        if field is not None and field.workflow:
            elements = self._office.library.workflow(field.workflow)
        names = self._office.lexicon.names
        return Cells(self._workflow, names, self._language, elements)

    def _choices(self, column: Column) -> list[str]:
        """Return the words that a column may hold, where it holds a choice."""
        head, _, name = column.value.partition(".")
        field = self._workflow.fields.get(name) if head == "case" else None
        if field is None or field.type != "choice":
            return []
        return [title.said(self._language) for title in field.choices.values()]


def _clock_time(local: dt.datetime) -> str:
    """Return an instant as people say it: the end of a day belongs to that day, as its 24:00."""
    if (local.hour, local.minute, local.second) != (0, 0, 0):
        return f"{local:%Y-%m-%d %H:%M}"
    return f"{local - dt.timedelta(days=1):%Y-%m-%d} 24:00"
