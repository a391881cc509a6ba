"""The rows below a header: which of them are entries, and which are only layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.service.intake.folding import folded
from engine.service.intake.folding import header as fold_title
from engine.service.intake.sheets import is_blank, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.service.intake.headers import Header
    from engine.service.intake.mapping import LedgerMapping
    from engine.service.intake.sheets import Merged, Raw, Sheet

#: What stands for the cell above, in a column that is filled down.
_DITTO = frozenset({"同上", "〃", "″", '"', "''", "ditto"})


class PassedOver(NamedTuple):
    """A row that is no entry: a sum, a heading, the header once more, or a signature."""

    sheet: str
    line: int
    text: str


class Entry(NamedTuple):
    """An entry: where it stands, and its cells by the column's name."""

    line: int
    cells: dict[str, Raw]


def spread_merged(sheet: Sheet) -> None:
    """Write what merged cells say into each of them."""
    for block in sheet.merged:
        if block.top >= len(sheet.rows):
            continue
        value = _at(sheet.rows[block.top], block.left)
        for row in sheet.rows[block.top : block.bottom + 1]:
            _fill(row, block, value)


def _fill(row: list[Raw], block: Merged, value: Raw) -> None:
    for at in range(block.left, min(block.right + 1, len(row))):
        row[at] = value


def _at(row: list[Raw], place: int) -> Raw:
    return row[place] if place < len(row) else None


class Body:
    """Reads entry after entry; what was no entry is told in `passed`."""

    def __init__(self, mapping: LedgerMapping, sheet: Sheet, header: Header) -> None:
        self._mapping, self._sheet, self._header = mapping, sheet, header
        self._footers = frozenset(folded(word) for word in mapping.file.footers)
        self._before_names = tuple(f"{word}:" for word in self._footers)
        self._titles = [fold_title(title.rpartition("/")[2]) for title in header.titles]
        self._above: dict[str, Raw] = {}
        self.passed: list[PassedOver] = []

    def entries(self) -> Iterator[Entry]:
        """Yield the entries from above."""
        first = self._header.top + self._header.depth
        places = self._header.places.items()
        for row, line in zip(self._sheet.rows[first:], self._sheet.lines[first:], strict=True):
            # As `is_blank`, which would be called for every cell of the file.
            filled: list[Raw] = [
                cell for cell in row if cell is not None and (type(cell) is not str or cell.strip())
            ]
            if not filled:
                continue
            if self._is_layout(row, filled):
                text = text_of(filled[0])
                self.passed.append(PassedOver(self._sheet.name, line, text))
                continue
            width = len(row)
            cells = {name: row[at] if at < width else None for name, at in places}
            yield Entry(line, self._filled_down(cells))

    def _is_layout(self, row: list[Raw], filled: list[Raw]) -> bool:
        first = text_of(filled[0])
        says_one_thing = all(text_of(cell) == first for cell in filled)
        if self._keyless(row, len(filled) if says_one_thing else 0):
            return says_one_thing or self._is_footer(filled[0])
        if self._is_footer(filled[0]) and self._key_begins(row, filled[0]):
            return True
        return self._is_header(row)

    def _is_header(self, row: list[Raw]) -> bool:
        """Return whether a row says the header once more; most differ in their first cell."""
        if len(row) > len(self._titles):
            return False
        cells = zip(row, self._titles, strict=False)
        return all(fold_title(text_of(cell)) == title for cell, title in cells)

    def _keyless(self, row: list[Raw], alike: int) -> bool:
        """Return whether no key is given, or but the text of a heading that is merged over all.

        `alike` cells all say the same, where that is all that the row says.
        """
        cells = [_at(row, self._header.places[name]) for name in self._mapping.key]
        if all(is_blank(cell) for cell in cells):
            return True
        return alike > 1 and alike >= len(row) // 2

    def _key_begins(self, row: list[Raw], first: Raw) -> bool:
        return any(_at(row, self._header.places[name]) == first for name in self._mapping.key)

    def _is_footer(self, first: Raw) -> bool:
        text = folded(text_of(first))
        return text in self._footers or text.startswith(self._before_names)

    def _filled_down(self, cells: dict[str, Raw]) -> dict[str, Raw]:
        for name, raw in cells.items():
            if not self._mapping.columns[name].fill_down:
                continue
            if is_blank(raw) or (isinstance(raw, str) and raw.strip() in _DITTO):
                cells[name] = self._above.get(name)
            else:
                self._above[name] = raw
        return cells
