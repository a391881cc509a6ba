"""Ledgers read from files and made ready for the replay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.definition.problems import Problem
from engine.errors import InputError
from engine.service.intake.reading import Intake, take_in
from runtime.spreadsheets.reading import read_sheets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.definition.workflow import Workflow
    from engine.kernel.directory import Directory
    from engine.service.intake.mapping import LedgerMapping
    from engine.service.intake.reading import SheetFault
    from engine.service.intake.sheets import Sheet


def read_ledger(
    sheets: Sequence[Sheet], file: str, mapping: LedgerMapping, workflow: Workflow,
    directory: Directory,
) -> Intake:  # fmt: skip
    """Return what a file says; raise InputError for a file that is not as the mapping says."""
    found = take_in(mapping, workflow, directory, sheets)
    if isinstance(found, Intake):
        return found
    problems = [_problem(file, each) for each in found]
    raise InputError("ledger_header_wrong", problems, file=file, count=len(problems))


def _problem(file: str, fault: SheetFault) -> Problem:
    return Problem(
        file=file, line=fault.line, column=fault.column, path=fault.sheet, code=fault.code,
        facts=fault.facts,
    )  # fmt: skip


def sheets_of(
    raw: bytes, file: str, mapping: LedgerMapping, names: Sequence[str] = ()
) -> tuple[list[Sheet], LedgerMapping]:
    """Return the sheets of a file, and the mapping for those that are named; raise InputError."""
    if names:
        mapping = replace(mapping, file=replace(mapping.file, sheets=tuple(names)))
    return read_sheets(raw, file, mapping.file), mapping
