"""What a cell says, by the kind of its column."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from engine.kernel.values import items
from engine.service.intake import dates
from engine.service.intake.faults import Unreadable
from engine.service.intake.folding import folded, plain
from engine.service.intake.sheets import is_blank, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.definition.workflow import Field, Workflow
    from engine.service.intake.mapping import Column, LedgerMapping
    from engine.service.intake.names import Names
    from engine.service.intake.sheets import Raw

_KINDS = {"organisations": "organisation", "persons": "person"}
_ONES = ("date", "number", "money", "organisation", "person")
_YES_NO = {
    True: ("是", "有", "√", "✓", "✔", "☑", "y", "yes", "true", "1"),
    False: ("否", "无", "×", "✗", "✘", "☒", "n", "no", "false", "0"),
}
#: Words of a choice that are listed where one is not known.
_SHOWN = 12
_NUMBER = re.compile(r"[-+]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_UNITS = {
    "元": Decimal(1), "万元": Decimal(10_000), "万": Decimal(10_000), "亿元": Decimal(10**8),
    "%": Decimal("0.01"),
}  # fmt: skip
#: Texts of a column that are read once.
_KEPT = 4_096
#: From here on a spreadsheet no longer keeps every digit of a number.
_ROUNDED = 10**15


class CellReader:
    """Reads the cells of one column; made once for a file."""

    def __init__(self, column: Column, kind: str, field: Field | None, names: Names) -> None:
        self._column, self._kind, self._names = column, kind, names
        self._fold: Callable[[str], str] = str.strip if column.exact else folded
        self._empty = frozenset(map(folded, column.empty))
        self._many = field is not None and field.type in _KINDS
        self._words = _words(column, kind, field, self._fold)
        # What texts were read as: most columns say the same few again and again.
        self._known: dict[str, Any] = {}

    def read(self, raw: Raw) -> Any:
        """Return what a cell says, None where it says nothing; raise Unreadable."""
        if type(raw) is not str:
            return self._read(raw)
        if raw not in self._known:
            value = self._read(raw)
            if len(self._known) >= _KEPT or isinstance(value, list):
                return value
            self._known[raw] = value
        return self._known[raw]

    def _read(self, raw: Raw) -> Any:
        if self.is_empty(raw):
            if self._column.default is None:
                if self._column.required:
                    raise Unreadable("ledger_cell_empty")
                return None
            raw = self._column.default
        if self._words is None:
            return self._as_kind(raw)
        said = self._fold(text_of(raw))
        if said in self._words:
            return self._words[said]
        if self._kind in _ONES:
            return self._as_kind(raw)
        raise self._unknown_word(text_of(raw))

    def is_empty(self, raw: Raw) -> bool:
        """Return whether a cell says nothing, or a word that stands for nothing."""
        return is_blank(raw) or (bool(self._empty) and folded(text_of(raw)) in self._empty)

    def _as_kind(self, raw: Raw) -> Any:
        if self._kind == "date":
            return dates.day(raw, self._column.date, self._column.year).isoformat()
        if self._kind in ("number", "money"):
            return _number(raw, self._column.times)
        if self._kind in ("organisation", "person"):
            return self._named(text_of(raw))
        _check_digits(raw)
        return raw if isinstance(raw, bool) else text_of(raw)

    def _named(self, text: str) -> Any:
        if not self._many:
            return self._names.id_of(str(self._kind), plain(text))
        return [self._names.id_of(str(self._kind), plain(one)) for one in items(text)]

    def _unknown_word(self, value: str) -> Unreadable:
        words = [*(self._column.values or {}), *(() if self._column.values else self._words or ())]
        known = ", ".join(words[:_SHOWN]) + (", …" if len(words) > _SHOWN else "")
        return Unreadable("ledger_word_unknown", value=value, known=known)


def kind_of(mapping: LedgerMapping, name: str, workflow: Workflow) -> str:
    """Return how the cells of a column are read: as it says, else as its use and field ask."""
    column = mapping.columns[name]
    if column.kind is not None:
        return column.kind
    if column.date is not None or column.year is not None:
        return "date"
    if column.field is None:
        days = {mapping.open.on, *(act.on for act in mapping.acts)}
        return "date" if name in days else "text"
    field = workflow.fields.get(column.field)
    kind = _KINDS.get(field.type, field.type) if field is not None else "text"
    return kind if kind in (*_ONES, "yes_no") else "text"


def _words(
    column: Column, kind: str, field: Field | None, fold: Callable[[str], str]
) -> dict[str, Any] | None:
    """Return what the words of a column mean: its own, and those of its field's choices."""
    words: dict[str, Any] = {}
    if kind == "yes_no":
        words = {fold(word): yes for yes, those in _YES_NO.items() for word in those}
    elif field is not None and field.type == "choice":
        words = {
            fold(word): key
            for key, title in field.choices.items()
            for word in (key, title.zh, title.en)
        }
    own = {fold(word): value for word, value in (column.values or {}).items()}
    return {**words, **own} if words or column.values is not None else None


def _number(raw: Raw, times: float | None) -> str:
    """Return a number as digits; a unit behind it counts, a thousands separator does not."""
    if isinstance(raw, bool):
        raise Unreadable("ledger_number_unreadable", value=text_of(raw))
    said = folded(text_of(raw)).removeprefix("¥").removeprefix("￥").removesuffix("整")
    unit = next((one for one in sorted(_UNITS, key=len, reverse=True) if said.endswith(one)), "")
    digits = said.removesuffix(unit)
    if not _NUMBER.fullmatch(digits):
        raise Unreadable("ledger_number_unreadable", value=text_of(raw))
    try:
        scale = _UNITS[unit] if unit else Decimal(str(times or 1))
        found = Decimal(digits.replace(",", "")) * scale
    except InvalidOperation:
        raise Unreadable("ledger_number_unreadable", value=text_of(raw)) from None
    shown = f"{found:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _check_digits(raw: Raw) -> None:
    """Refuse a number so long that the spreadsheet has already lost its last digits."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and abs(raw) >= _ROUNDED:
        raise Unreadable("ledger_number_rounded", value=text_of(raw))
