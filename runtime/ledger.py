"""Ledgers and their mappings, read from files and made ready for the replay."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import msgspec

from engine.definition.problems import Problem
from engine.errors import InputError
from engine.service.mapping import (
    LedgerMapping,
    faults_of_header,
    faults_of_mapping,
    read_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.definition.workflow import Workflow
    from engine.service.importing import BadRow, LedgerRow


def read_mapping(text: str | bytes, file: str) -> LedgerMapping:
    """Read a mapping; raise InputError with its faults."""
    from engine.definition.source import load_plain

    data, _ = load_plain(text, file)
    try:
        return msgspec.convert(data, LedgerMapping)
    except msgspec.ValidationError as fault:
        raise InputError("mapping_wrong", file=file, detail=str(fault)) from fault


def read_ledger(
    raw: bytes, file: str, mapping: LedgerMapping, workflow: Workflow
) -> tuple[list[LedgerRow], list[BadRow]]:
    """Return the rows that can be read and those that cannot; raise InputError for the whole file.

    A mapping that names what does not exist, or a file with other columns, is refused whole.
    """
    _refuse(faults_of_mapping(mapping, workflow), "mapping_invalid", file)
    reader = csv.reader(io.StringIO(_decoded(raw, file, mapping), newline=""),
                        delimiter=mapping.file.delimiter[:1] or ",")  # fmt: skip
    try:
        header = [name.strip() for name in next(reader, [])]
        _refuse(faults_of_header(mapping, header), "ledger_header_wrong", file)
        return read_rows(mapping, workflow, _rows(reader, header))
    except csv.Error as fault:
        raise InputError("ledger_not_csv", file=file, detail=str(fault)) from fault


def _decoded(raw: bytes, file: str, mapping: LedgerMapping) -> str:
    encoding = mapping.file.encoding
    try:
        return raw.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except (UnicodeDecodeError, LookupError) as fault:
        raise InputError("ledger_encoding", file=file, encoding=encoding) from fault


def _refuse(faults: Iterable[dict[str, Any]], code: str, file: str) -> None:
    problems = [
        Problem(file=file, line=1, column=1, path="", code=each["code"], facts=each["facts"])
        for each in faults
    ]
    if problems:
        raise InputError(code, problems, file=file, count=len(problems))


def _rows(reader: Any, header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, dict(zip(header, cells, strict=False))
