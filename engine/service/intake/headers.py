"""Where the header of a sheet stands, and which column is which."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.service.intake.folding import header as fold
from engine.service.intake.sheets import is_blank, letter, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.service.intake.mapping import LedgerMapping
    from engine.service.intake.sheets import Raw, Sheet

#: How far down a header is looked for, and how many rows it may have.
WITHIN, DEEPEST = 40, 3


class Header(NamedTuple):
    """A header: its first row and its depth, the titles by place, the place of each column."""

    top: int
    depth: int
    titles: list[str]
    places: dict[str, int]
    twice: list[tuple[str, int]]


class HeaderFault(NamedTuple):
    """What is wrong with a header, and in which column, counted from 0."""

    column: int
    code: str
    facts: dict[str, Any]


def find_header(mapping: LedgerMapping, sheet: Sheet) -> Header | None:
    """Return the rows that name most columns of the mapping; the shallower, upper one of equals."""
    best: Header | None = None
    for top, depth in _candidates(mapping, sheet):
        found = _header(mapping, sheet, top, depth)
        if found.places and (best is None or len(found.places) > len(best.places)):
            best = found
    return best


def _candidates(mapping: LedgerMapping, sheet: Sheet) -> Iterator[tuple[int, int]]:
    if lines := mapping.file.header:
        last = min(lines[-1], lines[0] + DEEPEST - 1)
        tops = [at for at, line in enumerate(sheet.lines) if line == lines[0]]
        yield from ((top, last - lines[0] + 1) for top in tops)
        return
    for depth in range(1, DEEPEST + 1):
        yield from ((top, depth) for top in range(min(WITHIN, len(sheet.rows) - depth + 1)))


def _header(mapping: LedgerMapping, sheet: Sheet, top: int, depth: int) -> Header:
    parts = _parts(sheet.rows[top : top + depth], spread=not sheet.merged)
    whole = ["/".join(each) for each in parts]
    places: dict[str, int] = {}
    twice: list[tuple[str, int]] = []
    for name, column in mapping.columns.items():
        for at in _named(parts, (name, *column.also)):
            if name in places:
                twice.append((name, at))
            else:
                places[name] = at
    return Header(top, depth, whole, places, twice)


def _named(parts: list[list[str]], names: tuple[str, ...]) -> list[int]:
    """Return the places of a column: by its whole title where there is one, else by its last."""
    wanted = {fold(name) for name in names}
    joined = [{fold("/".join(each)), fold("".join(each))} for each in parts]
    if found := [at for at, each in enumerate(joined) if each & wanted]:
        return found
    return [at for at, each in enumerate(parts) if each and fold(each[-1]) in wanted]


def _parts(rows: list[list[Raw]], *, spread: bool) -> list[list[str]]:
    """Return the texts over each column from above; a title over several is over each of them."""
    width = max(map(len, rows), default=0)
    texts = [[text_of(row[at]) if at < len(row) else "" for at in range(width)] for row in rows]
    if spread:
        for above, below in pairwise(texts):
            for at in range(1, width):
                if not above[at] and below[at] and below[at - 1]:
                    above[at] = above[at - 1]
    found: list[list[str]] = []
    for at in range(width):
        column = [row[at] for row in texts if row[at]]
        found.append([one for n, one in enumerate(column) if n == 0 or column[n - 1] != one])
    return found


def faults_of_header(mapping: LedgerMapping, sheet: Sheet, header: Header) -> list[HeaderFault]:
    """Return the columns that a sheet lacks, has twice, or has and nobody speaks of."""
    lacking = [
        name
        for name, column in mapping.columns.items()
        if name not in header.places and not column.optional
    ]
    found = [HeaderFault(at, "ledger_column_twice", {"column": name}) for name, at in header.twice]
    strange = [] if mapping.file.others_ignored else list(_strange(mapping, sheet, header))
    titles = [header.titles[at] for at in strange if header.titles[at]]
    found += [HeaderFault(0, *_lacking(name, titles)) for name in lacking]
    found += [_unspoken(header, at, lacking) for at in strange]
    return sorted(found, key=lambda fault: (fault.column, fault.code))


def _closest(name: str, known: list[str]) -> str | None:
    """Return the title that was probably meant; of four characters two may be others."""
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.5)), None)


def _lacking(name: str, titles: list[str]) -> tuple[str, dict[str, Any]]:
    if near := _closest(name, titles):
        return "ledger_column_lacking_close", {"column": name, "suggestion": near}
    return "ledger_column_lacking", {"column": name}


def _unspoken(header: Header, at: int, lacking: list[str]) -> HeaderFault:
    title = header.titles[at]
    if not title:
        return HeaderFault(at, "ledger_column_nameless", {"column": letter(at)})
    if near := _closest(title, lacking):
        facts = {"column": title, "suggestion": near}
        return HeaderFault(at, "ledger_column_strange_close", facts)
    return HeaderFault(at, "ledger_column_strange", {"column": title})


def _strange(mapping: LedgerMapping, sheet: Sheet, header: Header) -> Iterator[int]:
    known = {*header.places.values(), *(at for _, at in header.twice)}
    ignored = {fold(name) for name in mapping.ignored}
    for at, title in enumerate(header.titles):
        last = title.rpartition("/")[2]
        if at in known or fold(title) in ignored or fold(last) in ignored:
            continue
        if title or _has_cells(sheet, header, at):
            yield at


def _has_cells(sheet: Sheet, header: Header, at: int) -> bool:
    body = sheet.rows[header.top + header.depth :]
    return any(at < len(row) and not is_blank(row[at]) for row in body)
