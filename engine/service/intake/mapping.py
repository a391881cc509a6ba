"""How the rows of one kind of ledger become cases, as an administrator writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from engine.kernel.case import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

Condition: TypeAlias = dict[str, Any]
CellKind = Literal["text", "date", "number", "money", "yes_no", "organisation", "person"]

#: What a row says that sums up, or stands below the rows.
FOOTERS = (
    "合计", "总计", "小计", "共计", "总数", "填表人", "填报人", "填报单位", "制表人", "审核人",
    "备注", "说明", "注", "total", "sum",
)  # fmt: skip


class Column(Value, kw_only=True):
    """What a column holds: the field that it fills, and how its cells are read."""

    also: tuple[str, ...] = ()
    field: str | None = None
    kind: CellKind | None = None
    date: str | None = None
    year: int | None = None
    times: float | None = None
    values: dict[str, Any] | None = None
    exact: bool = False
    empty: tuple[str, ...] = ()
    default: str | None = None
    required: bool = False
    optional: bool = False
    fill_down: bool = False


class FileShape(Value, kw_only=True):
    """How the file is written; what is not said is found out."""

    encoding: str | None = None
    delimiter: str = ","
    sheets: tuple[str, ...] = ()
    header: tuple[int, ...] = ()
    footers: tuple[str, ...] = FOOTERS
    others_ignored: bool = False


class Opening(Value, kw_only=True):
    """The column that dates the opening, the columns and constants that the case begins with."""

    on: str
    columns: tuple[str, ...] = ()
    constants: dict[str, Any] = {}


class MappedAct(Value, kw_only=True):
    """An act of every row for which its conditions hold, dated by a column."""

    event: str
    on: str
    when: tuple[Condition, ...] = ()
    columns: tuple[str, ...] = ()
    constants: dict[str, Any] = {}


class LedgerMapping(Value, kw_only=True):
    """How the rows of one kind of ledger become cases of a workflow.

    `updates` says whether a row that is known takes the acts that its case has not yet.
    """

    name: str
    workflow: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    open: Opening
    file: FileShape = FileShape()
    ignored: tuple[str, ...] = ()
    acts: tuple[MappedAct, ...] = ()
    updates: bool = True


def column_of(condition: Condition) -> Iterator[tuple[str, str]]:
    """Yield the column of each part of a condition, and the key under which it is written."""
    for key, value in condition.items():
        yield (str(value), key) if key in ("present", "absent") else (key, key)
